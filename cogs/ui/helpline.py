"""The help card and what follows it, drawn: numbers first, then what is true about staff, then the choices."""

from bot.content import Pack
from bot.content.when import date_in_words, day_in_words, time_in_words, weekly_in_words
from bot.services.help import OUTCOMES, Standing
from bot.services.upkeep import checked_on
from bot.storage import Group
from cogs.ui.after import library_button
from cogs.ui.arriving import arriving_buttons
from cogs.ui.body import Body, Button, Look, Tone, text


def numbers(pack: Pack, group: Group | None = None) -> str:
    """Write the numbers, at most five, with the day on which a person last checked them, in this group if known."""
    lines = [text(f"**{line.label}**: {line.contact}", f"-# {line.hours_note}") for line in pack.help_lines.lines]
    day = date_in_words(checked_on(pack, group))
    return "\n".join([*lines, f"-# {pack.say('help.checked', day=day)}"])


def draw_card(pack: Pack, *, standing: Standing | None = None, told: bool | None = None) -> Body:
    """Draw the card: the numbers, how the person's call stands, and the choices.

    ``standing`` is None before it is known, and where there is no group: then there are only numbers. ``told`` says
    whether staff know that somebody pressed Help; None where that was not tried now.
    """
    group = standing.group if standing else None
    blocks = [text(f"### {pack.say('help.title')}", pack.say("help.text")), numbers(pack, group)]
    if standing is None or not standing.is_member:
        return Body(tuple(blocks), tone=Tone.HELP)
    blocks.append(_how_it_stands(pack, standing, told=told))
    choices = (
        Button(pack.say("help.talk"), "help-choose", "talk", look=Look.MAIN),
        Button(pack.say("help.break"), "break"),
        Button(pack.say("help.upset"), "help-choose", "upset"),
        Button(pack.say("help.report"), "report"),
        Button(pack.say("help.numbers"), "help-numbers"),
    )
    without_room = standing.call is not None and standing.call.state == "open" and standing.call.thread_xid is None
    name = (Button(pack.say("help.tell-name"), "help-name", "talk", look=Look.MAIN),)
    return Body(tuple(blocks), (name, choices) if without_room else (choices,), tone=Tone.HELP)


def draw_pinned(pack: Pack, group: Group) -> Body:
    """Draw the card that is pinned in the group's room: it can be read when no bot runs."""
    when = ""
    if group.weekday >= 0:
        day, at = weekly_in_words(group.weekday, group.at)
        when = pack.say("help.pinned-when", day=day, time=at)
    words = text(f"### {pack.say('help.pinned-title')}", pack.say("help.pinned-text"), when)
    buttons = (Button(pack.say("button.help"), "help", look=Look.STOP), library_button(pack), *arriving_buttons(pack))
    return Body((words, numbers(pack, group)), (buttons,), tone=Tone.HELP)


def draw_question(pack: Pack, kind: str, *, again: bool = False, told: bool = True) -> Body:
    """Ask before anybody is told a name; ``again`` asks for the staff channel, when no private room could open."""
    question = pack.say("help.ask-name" if again else "help.ask")
    buttons = (
        Button(pack.say("help.yes-tell"), "help-name" if again else "help-yes", kind, look=Look.MAIN),
        Button(pack.say("help.no-thanks"), "pass"),
    )
    return Body((question, "" if told else pack.say("help.not-told")), (buttons,), tone=Tone.HELP)


def draw_alert(pack: Pack, call_id: int, sentence: str, mentions: str) -> Body:
    """Draw the alert for staff: that a member asks, never what about, and the button to take it."""
    have = (Button(pack.say("staff-button.have-this"), "have-this", str(call_id), look=Look.MAIN),)
    return Body(tuple(block for block in (mentions, sentence) if block), (have,), tone=Tone.HELP)


def draw_taken(pack: Pack, call_id: int, sentence: str) -> Body:
    """Draw the alert once somebody has it: how it ended is said by a press, without a word about the person."""
    outcomes = tuple(
        Button(pack.say(f"help-outcome.{outcome}"), "help-outcome", f"{call_id}.{outcome}") for outcome in OUTCOMES
    )
    return Body((sentence, pack.say("staff.help-outcome")), (outcomes,), tone=Tone.STAFF)


def _how_it_stands(pack: Pack, standing: Standing, *, told: bool | None) -> str:
    """Say what is true now: who was told, who has it, when a person will next be here."""
    call, zone = standing.call, standing.group.zone
    room = f"<#{call.thread_xid}>" if call and call.thread_xid else ""
    if call and call.state == "taken" and call.taken_at:
        return text(pack.say("help.is-taken", time=time_in_words(call.taken_at, zone)), room)
    if call and call.state == "open" and not call.alert_xid and not told:
        return text(pack.say("help.not-told"), room)
    if call and call.state == "open":
        return text(pack.say("help.is-open", time=time_in_words(call.asked_at, zone)), room)
    said = {True: pack.say("help.staff-told"), False: pack.say("help.not-told"), None: ""}[told]
    return text(said, next_here(pack, standing))


def next_here(pack: Pack, standing: Standing) -> str:
    """Say when a person will next be here; nothing while a session is open, or when that is not known."""
    if standing.next_at is None:
        return ""
    zone = standing.group.zone
    day, at = day_in_words(standing.next_at, zone), time_in_words(standing.next_at, zone)
    return pack.say("help.next-here", day=day, time=at)
