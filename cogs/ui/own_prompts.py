"""A group's own icebreakers, drawn for staff: the list, one as the group will see it, and the form."""

from collections.abc import Iterator, Sequence

from bot.content import Icebreaker, Pack
from bot.content.own_words import Advice
from bot.services.own_prompts import FEWEST_ANSWERS, LONGEST_ANSWER, LONGEST_TEXT, MOST_ANSWERS, OwnPage
from cogs.ui.body import LONGEST_OPTION, MOST_OPTIONS, Body, Button, Look, Option, Select, Tone, bullets, text
from cogs.ui.forms import TextField

_MOST_ADVICE = 6  # lines; more would hide the question


def own_button(pack: Pack) -> Button:
    """Make the button that opens the list."""
    return Button(pack.say("own-prompts.open"), "own-prompts")


def draw_own(pack: Pack, page: OwnPage) -> Body:
    """Draw the list."""
    add = Button(pack.say("own-prompts.add"), "own-prompt-form", look=Look.MAIN)
    lists = tuple(
        Select(title, "own-prompt", str(at), options)
        for at, title, options in _parts(page.prompts, pack.say("own-prompts.choose"), pack.say("own-prompts.more"))
    )
    words = text(f"### {pack.say('own-prompts.open')}", pack.say("own-prompts.text" if lists else "own-prompts.none"))
    return Body((words,), (*lists, (add,)), tone=Tone.STAFF)


def draw_one(pack: Pack, page: OwnPage) -> Body:
    """Draw one as the group will see it, and what could be plainer."""
    one = page.chosen
    if one is None:
        return draw_own(pack, page)
    looks = text(f"**{one.title}**", one.text, bullets([answer.label for answer in one.answers]))
    lines = [_line(pack, advice) for advice in page.advice]
    use = (Button(pack.say("own-prompts.use"), "choose", one.id, look=Look.MAIN),) if page.place else ()
    buttons = (
        *use,
        Button(pack.say("own-prompts.change"), "own-prompt-form", one.id),
        Button(pack.say("own-prompts.out"), "own-prompt-out", one.id, look=Look.STOP),
        own_button(pack),
    )
    advice = text(_verdict(pack, page), bullets(lines[:_MOST_ADVICE]))
    session, slot = (page.place.session_id, page.place.slot) if page.place else (0, 0)
    return Body((pack.say("own-prompts.saved"), looks, advice), (buttons,), session, slot, Tone.STAFF)


def _verdict(pack: Pack, page: OwnPage) -> str:
    """Never call words plain that nobody has looked at."""
    said = pack.say("own-prompts.advice") if page.advice else ""
    if not page.knows_words:
        return text(pack.say("own-prompts.not-all"), said)
    return said or pack.say("own-prompts.plain")


def _line(pack: Pack, advice: Advice) -> str:
    key = f"own-prompts.advice-{advice.rule}"
    how = pack.say(key) if pack.has(key) else pack.say("own-prompts.advice-other")
    return pack.say("own-prompts.advice-line", words=advice.words, how=how)


def draw_out(pack: Pack, one: Icebreaker) -> Body:
    """Ask once more before one is taken away."""
    yes = Button(pack.say("own-prompts.out-yes"), "own-prompt-out", f"{one.id}.yes", look=Look.STOP)
    words = (f"**{one.text}**", pack.say("own-prompts.out-ask"))
    return Body(words, ((yes, own_button(pack)),), tone=Tone.STAFF)


def draw_lost(pack: Pack, sentence: str, typed: Sequence[str]) -> Body:
    """Say what was wrong with a form, with all that was typed: nothing is lost."""
    again = (Button(pack.say("own-prompts.add"), "own-prompt-form", look=Look.MAIN), own_button(pack))
    return Body((sentence, bullets([line for line in typed if line])), (again,), tone=Tone.STAFF)


def fields(pack: Pack, one: Icebreaker | None) -> tuple[TextField, ...]:
    """List what the form asks; of one that is there, its words stand in it."""
    labels = [answer.label for answer in one.answers] if one else []
    labels += [""] * (MOST_ANSWERS - len(labels))
    question = TextField("text", pack.say("own-prompts.form-text"), "", LONGEST_TEXT, text=one.text if one else "")
    answers = [
        TextField(
            f"answer-{place}",
            pack.say("own-prompts.form-answer", number=place + 1),
            longest=LONGEST_ANSWER,
            text=label,
            optional=place >= FEWEST_ANSWERS,
        )
        for place, label in enumerate(labels)
    ]
    return (question, *answers)


def _parts(own: Sequence[Icebreaker], title: str, more: str) -> Iterator[tuple[int, str, tuple[Option, ...]]]:
    """Cut what can be chosen into lists: Discord shows at most 25 in one, so more come as several."""
    for at in range(0, len(own), MOST_OPTIONS):
        part = own[at : at + MOST_OPTIONS]
        yield at, f"{title} {more}" if at else title, tuple(_option(one) for one in part)


def _option(one: Icebreaker) -> Option:
    return Option(one.text[:LONGEST_OPTION], one.id, " · ".join(answer.label for answer in one.answers))
