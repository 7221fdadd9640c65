"""Words for hard moments, drawn: a private menu, and for each moment a line to say and one thing to do (feature F8)."""

from bot.content import Pack
from bot.session import Session, State
from cogs.ui.body import Body, Button, Look, Option, Row, Select, Tone, text
from cogs.ui.panel_time import MOST_WORDS, words_for

MOMENTS = ("quiet", "upset", "many", "argue", "late")


def draw_moments(pack: Pack, session_id: int, flow: Session) -> Body:
    """Draw what may happen in a group, and the words that have no room on the panel."""
    more = words_for(pack, flow.state, flow.slot.step)[MOST_WORDS:]
    words = (text(f"**{pack.say('say.more-words')}**", *_quoted(more)),) if more else ()
    buttons = tuple(Button(pack.say(f"say.{moment}"), "say", moment) for moment in MOMENTS)
    heading = text(f"### {pack.say('say.title')}", pack.say("say.about"))
    return Body((heading, *words), (buttons[:3], buttons[3:]), session_id, flow.slot.number, Tone.STAFF)


def draw_moment(pack: Pack, moment: str, session_id: int, flow: Session) -> Body:
    """Draw one moment: what to say, what helps, and one thing to do."""
    words = text(f"**{pack.say('say.words')}**", *_quoted((pack.say(f"say-words.{moment}"),)))
    row = (*_deed(pack, moment, flow), Button(pack.say("say.back"), "say"))
    blocks = (f"### {pack.say(f'say.{moment}')}", words, pack.say(f"say-tip.{moment}"))
    return Body(blocks, (row,), session_id, flow.slot.number, Tone.STAFF)


def draw_topics(pack: Pack, session_id: int, items: tuple[str, ...]) -> Body:
    """Draw the list to choose the topic from before its step comes."""
    titles = {module.id: module for module in pack.modules}
    options = tuple(Option(titles[item].title, item, titles[item].heads_up) for item in items)
    rows: tuple[Row, ...] = (Select(pack.say("ahead.choose"), "topic-ahead", "", options[:25]),)
    return Body((pack.say("ahead.about"),), rows, session_id, tone=Tone.STAFF)


def draw_sense(pack: Pack, *, again: bool) -> Body:
    """Draw the one of two sentences that staff may read."""
    return Body((pack.say("sense.again" if again else "sense.nothing"), pack.say("sense.rule")), tone=Tone.STAFF)


def _deed(pack: Pack, moment: str, flow: Session) -> tuple[Button, ...]:
    """Offer what helps most at a moment, as far as the session allows it now."""
    runs, version = flow.state is State.RUNNING, flow.version
    deeds = {
        "quiet": Button(pack.say("staff-button.next"), "move", f"next.{version}", look=Look.MAIN) if runs else None,
        "upset": Button(pack.say("staff-button.people"), "people", look=Look.MAIN),
        "many": Button(pack.say("turns-staff.button"), "turns", look=Look.MAIN) if runs else None,
        "argue": Button(pack.say("staff-button.pause"), "move", f"pause.{version}", look=Look.MAIN) if runs else None,
        "late": Button(pack.say("staff-button.plan"), "plan", look=Look.MAIN),
    }
    deed = deeds[moment]
    return (deed,) if deed else ()


def _quoted(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"> {line}" for line in lines)
