"""What outcome questions look like: the card in the room, one question at a time, a lead's pages without numbers."""

from bot.content import Choice, Pack
from bot.content.when import date_in_words, moment_in_words
from bot.services.outcomes import OutcomePage, RoundPage
from bot.session.outcomes import FAVOURITE, HELPS, LONELY, Asked, questions
from cogs.ui.body import Body, Button, Look, Option, Row, Select, Tone, text
from cogs.ui.forms import Field, TextField
from cogs.ui.helpline import numbers

_LONGEST_FORM = 200
_LONGEST_NUMBER = 6


def draw_card(pack: Pack, page: RoundPage) -> Body:
    """Draw the message in the room as the round stands."""
    one = page.round
    if one.state != "open":
        return Body((pack.say("round.over"),))
    answer = Button(pack.say("round-button.answer"), "round", str(one.id), look=Look.MAIN)
    moment = moment_in_words(one.closes_at, page.group.zone)
    return Body((pack.say("round.card", moment=moment),), ((answer, Button(pack.say("button.help"), "help")),))


def draw_question(pack: Pack, page: RoundPage, asked: Asked | None) -> Body:
    """Draw one question, the same whatever was answered before; after the last thanks, and numbers to call."""
    if asked is None:
        return draw_thanks(pack, page)
    place = [one.id for one in page.questions].index(asked.id) + 1
    because = pack.say("round.because") if asked.id in HELPS else ""
    title = pack.say("round.page", number=place, of=len(page.questions))
    here = f"{page.round.id}.{asked.id}"
    named = [Option(label, value, emoji=emoji) for value, label, emoji in _choices(pack, asked)]
    rows: tuple[Row, ...]
    if asked.id == FAVOURITE:
        rows = (Select(pack.say("round.choose"), "round-give", here, tuple(named)),)
    else:
        rows = (tuple(Button(one.label, "round-give", f"{here}.{one.value}", one.emoji) for one in named),)
    skip = Button(pack.say("round-button.skip"), "round", here + ".next")
    help_ = Button(pack.say("button.help"), "help", look=Look.STOP)
    return Body((text(title, because, pack.say(f"round.{asked.id}")),), (*rows, (skip, help_)))


def draw_thanks(pack: Pack, page: RoundPage) -> Body:
    """Thank, and say where somebody is who listens: the last question may have been a hard one."""
    thanks = pack.say("round.thanks", moment=moment_in_words(page.round.closes_at, page.group.zone))
    return Body((thanks, numbers(pack, page.group)), (_own(pack, page),))


def draw_back(pack: Pack, page: RoundPage) -> Body:
    """Say that the answers are gone."""
    again = Button(pack.say("round-button.answer"), "round", str(page.round.id))
    return Body((pack.say("round.back"),), ((again,),))


def draw_lead(pack: Pack, page: OutcomePage) -> Body:
    """Draw a lead's page: why it is off, or how each part of the programme stands."""
    title = pack.say("outcomes.title")
    if not page.on:
        on = Button(pack.say("outcomes-button.switch-on"), "outcomes-switch", "on")
        return Body((title, text(*pack.lines("outcomes.why"))), ((on,),), tone=Tone.STAFF)
    off = Button(pack.say("outcomes-button.switch-off"), "outcomes-switch", "off")
    if page.since is None:
        return Body((title, pack.say("outcomes.no-programme")), ((off,),), tone=Tone.STAFF)
    lines = [_state(pack, page, part, state) for part, state in page.parts]
    blocks = (title, text(pack.say("outcomes.since", day=date_in_words(page.since)), *lines), pack.say("outcomes.on"))
    options = tuple(Option(pack.say(f"outcomes.part-{part}"), part) for part, _state in page.parts)
    choose = Select(pack.say("outcomes.choose"), "outcomes-part", "", options)
    end = (_end(pack, page),) if page.running else ()
    return Body(blocks, (choose, (*end, off)), tone=Tone.STAFF)


def draw_part(pack: Pack, page: OutcomePage, part: str) -> Body:
    """Draw what a lead can do about one part of a programme: ask in Discord, or type in numbers."""
    opens = {
        "plain": Button(pack.say("outcomes-button.open-plain"), "outcomes-open", f"{part}.plain", look=Look.MAIN),
        "ons": Button(pack.say("outcomes-button.open-ons"), "outcomes-open", f"{part}.ons", look=Look.MAIN),
    }
    asked = [*questions(page.versions[0], page.steps)[:-1], *(LONELY[version] for version in page.versions)]
    options = tuple(Option(pack.say(f"round.{one.id}"), one.id) for one in asked)
    paper = Select(pack.say("outcomes.paper"), "outcomes-paper", part, options)
    back = Button(pack.say("outcomes-button.page"), "outcomes")
    words = pack.say("outcomes.part-page", part=pack.say(f"outcomes.part-{part}"))
    return Body((words,), ((*(opens[version] for version in page.versions), back), paper), tone=Tone.STAFF)


def draw_close_question(pack: Pack, round_id: int) -> Body:
    """Ask once more: a round that was kept cannot be opened again."""
    yes = Button(pack.say("outcomes-button.close-yes"), "outcomes-close", f"{round_id}.yes", look=Look.STOP)
    back = Button(pack.say("outcomes-button.page"), "outcomes")
    return Body((pack.say("outcomes.close"),), ((yes, back),), tone=Tone.STAFF)


def paper_fields(pack: Pack, asked: Asked) -> tuple[Field, ...]:
    """List what the form for numbers from paper asks: one box with a line for each answer."""
    lines = "\n".join(f"{label}: " for _value, label, _emoji in _choices(pack, asked))
    label, hint = pack.say("outcomes.form"), pack.say("outcomes.form-hint")
    return (TextField("numbers", label, hint, len(lines) + _LONGEST_FORM, long=True, text=lines),)


def paper_numbers(pack: Pack, asked: Asked, typed: str) -> list[int]:
    """Read the lines of that form, as they were drawn: the number at the end of each; -1 for one that is none.

    The numbers come back in the order of the question's own choices.
    """
    lines = [line for line in typed.splitlines() if line.strip()]
    ids = [value for value, _label, _emoji in _choices(pack, asked)]
    if len(lines) != len(ids):
        return []
    found = dict(zip(ids, map(_last_number, lines), strict=True))
    return [found[choice] for choice in asked.choices]


def asked_in(page: RoundPage, name: str) -> Asked | None:
    """Find a question of a round by its id."""
    return next((one for one in page.questions if one.id == name), None)


def _choices(pack: Pack, asked: Asked) -> list[tuple[str, str, str]]:
    """Give each choice with its words and emoji, in the order of the pack."""
    if asked.id == FAVOURITE:
        labels = [pack.say("round.not-sure" if one == "not-sure" else f"step.{one}") for one in asked.choices]
        return [(one, label, "") for one, label in zip(asked.choices, labels, strict=True)]
    found: tuple[Choice, ...] = pack.choices["outcome.answer" if asked.id in HELPS else f"outcome.{asked.id}"]
    return [(one.id, one.label, one.emoji) for one in found]


def _last_number(line: str) -> int:
    typed = line.rpartition(":")[2].strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < _LONGEST_NUMBER else -1


def _state(pack: Pack, page: OutcomePage, part: str, state: str) -> str:
    until = moment_in_words(page.running.closes_at, page.group.zone) if page.running else ""
    return "- " + pack.say(f"outcomes.state-{state or 'none'}", part=pack.say(f"outcomes.part-{part}"), moment=until)


def _end(pack: Pack, page: OutcomePage) -> Button:
    return Button(pack.say("outcomes-button.close"), "outcomes-close", str(page.running.id if page.running else 0))


def _own(pack: Pack, page: RoundPage) -> tuple[Button, ...]:
    return (
        Button(pack.say("round-button.again"), "round", str(page.round.id)),
        Button(pack.say("round-button.back"), "round-back", str(page.round.id)),
        Button(pack.say("button.help"), "help", look=Look.STOP),
    )
