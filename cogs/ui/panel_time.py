"""The panel's part about time and words: the time of the step, the break, and what to say. No member sees any of it."""

from bot.content import Pack
from bot.content.when import time_in_words
from bot.services import CardView, PanelView
from bot.session import State
from bot.session.timer import BREAKS, MORE, MOST_MORE, Phase, minute_of
from cogs.ui.body import Button, Row, Tone, text

MOST_WORDS = 3  # lines to say on the panel; the others are one press away


def time_text(pack: Pack, panel: PanelView) -> str:
    """Say how the time is, by the clock on the wall, so that it stays true while nobody draws it anew."""
    time, zone = panel.time, panel.card.group.zone
    if panel.card.state is State.PAUSED:
        if time.break_until is None:
            return text(pack.say("timer.stands"), pack.say("timer.how-long"))
        until = pack.say("timer.break-until", time=time_in_words(time.break_until, zone))
        return text(pack.say("timer.stands"), pack.say("timer.break-over") if _is_over(panel) else until)
    ends = time_in_words(time.ends_at, zone) if time.ends_at else ""
    plan = pack.say("timer.plan", planned=time.planned, time=ends) if ends else ""
    late = {Phase.AMBER: "timer.soon", Phase.OVER: "timer.over"}.get(time.phase)
    quiet = pack.say("timer.quiet", time=time_in_words(time.quiet_at, zone)) if time.quiet_at else ""
    return text(plan, pack.say(late) if late else "", quiet)


def time_tone(panel: PanelView) -> Tone:
    """Turn amber near the end of the planned time, and when a break is over (feature F3); the words say it too."""
    return Tone.AMBER if panel.time.phase in (Phase.AMBER, Phase.OVER, Phase.BREAK_OVER) else Tone.STAFF


def time_buttons(pack: Pack, panel: PanelView) -> tuple[Button, ...]:
    """Offer more time while a step runs, and words for hard moments always."""
    more = panel.time.more + MORE
    is_open = panel.card.state is not State.PAUSED and more <= MOST_MORE
    give = (Button(pack.say("timer-button.more"), "more-time", str(more)),) if is_open else ()
    return (*give, say_button(pack))


def say_button(pack: Pack) -> Button:
    """Make the way to words for hard moments."""
    return Button(pack.say("say.button"), "say")


def break_rows(pack: Pack, panel: PanelView) -> tuple[Row, ...]:
    """Offer to say how long a break is, or to make it longer."""
    until = panel.time.break_until
    if panel.card.state is not State.PAUSED:
        return ()
    if until:
        return ((Button(pack.say("timer-button.longer"), "break-longer", str(minute_of(until))),),)
    return (tuple(Button(pack.say("timer-button.break", n=minutes), "break-for", str(minutes)) for minutes in BREAKS),)


def words_to_say(pack: Pack, card: CardView) -> str:
    """Write the first words to say at this moment of the session."""
    lines = words_for(pack, card.state, card.step.id)[:MOST_WORDS]
    return text(f"**{pack.say('panel.say')}**", *(f"> {line}" for line in lines)) if lines else ""


def words_for(pack: Pack, state: State, step: str) -> tuple[str, ...]:
    """Find all words to say at a moment of a session; a charity may have taken some away."""
    if state is State.CANCELLED:
        return ()
    names = {State.GATHERING: "gathering", State.PAUSED: "break", State.CLOSED: "over", State.SEALED: "over"}
    return pack.scripts.get(names.get(state, step), ())


def break_words(pack: Pack, card: CardView) -> str:
    """Say to members when a break ends, by the clock; never how long it still is."""
    if card.rest is None:
        return pack.say("card.paused")
    if card.rest.over:
        return pack.say("break-card.over")
    return pack.say("break-card.until", time=time_in_words(card.rest.until, card.group.zone))


def _is_over(panel: PanelView) -> bool:
    return panel.time.phase is Phase.BREAK_OVER
