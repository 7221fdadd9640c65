"""The page of dates, the question before a change, and what people read after it."""

from datetime import date

from bot.content import Pack
from bot.content.when import date_in_words, day_names, moment_in_words, weekday_in_words
from bot.scheduling import Break, Fate, Meeting
from bot.services.schedule import ScheduleView, Told
from cogs.ui.address import Address
from cogs.ui.body import Body, Button, Look, Option, Row, Select, Tone, bullets, text
from cogs.ui.forms import Field, Pick, TextField
from cogs.ui.wanted import LONGEST_WORDS, Wanted


def draw_page(pack: Pack, view: ScheduleView, first: str = "") -> Body:
    """Draw the next dates; a lead also gets what changes them. ``first`` is said above all."""
    dates = bullets([line(pack, view, meeting) for meeting in view.meetings])
    if view.last_day:
        end = pack.say("schedule.last", day=date_in_words(view.last_day), left=view.left)
    else:
        end = pack.say("schedule.no-end") if view.meetings else ""
    blocks = (first, pack.say("schedule.title"), dates or pack.say("schedule.none"), end)
    rows = _changes(pack, view) if view.may_change else ()
    return Body(tuple(block for block in blocks if block), rows, tone=Tone.STAFF if view.may_change else Tone.ROOM)


def draw_date(pack: Pack, view: ScheduleView, day: date) -> Body:
    """Draw one date with what a lead can do to it."""
    meeting = next((one for one in view.meetings if one.on_date == day), None)
    if meeting is None:
        return draw_page(pack, view, pack.say("refused.no-session-then"))
    buttons = []
    if meeting.fate.is_on:
        move = Button(pack.say("schedule-button.move"), "schedule-form", str(Wanted("move", view.version, (day,))))
        off = Wanted("cancel", view.version, (day,))
        buttons += [move, Button(pack.say("schedule-button.cancel"), "schedule-ask", str(off))]
    if meeting.fate in (Fate.MOVED, Fate.CANCELLED):
        back = Wanted("restore", view.version, (day,))
        buttons.append(Button(pack.say("schedule-button.restore"), "schedule-ask", str(back)))
    buttons.append(Button(pack.say("schedule-button.dates"), "schedule"))
    return Body((line(pack, view, meeting),), (tuple(buttons),), tone=Tone.STAFF)


def draw_question(pack: Pack, wanted: Wanted, told: Told) -> Body:
    """Ask once more: what is, what would be, and a button that carries all of it."""
    question = pack.say(f"schedule-ask.{wanted.what}", **_values(told))
    yes = Button(pack.say("schedule-button.yes"), "schedule-do", str(wanted), look=Look.MAIN)
    back = Button(pack.say("schedule-button.dates"), "schedule")
    return Body((text(question, _breaks(pack, told.breaks), _why(pack, told)),), ((yes, back),), tone=Tone.STAFF)


def notice(pack: Pack, told: Told) -> str:
    """Write what people read after a change."""
    upcoming = _upcoming(told)
    following = ""
    if told.view and upcoming and told.text in ("schedule.week-cancelled", "schedule.break-added"):
        following = pack.say("schedule.next", when=moment_in_words(upcoming.at, told.group.zone))
    return text(pack.say(told.text, **_values(told)), _breaks(pack, told.breaks), _why(pack, told), following)


def line(pack: Pack, view: ScheduleView, meeting: Meeting) -> str:
    """Write one date in words."""
    return pack.say(f"schedule.line-{meeting.fate.value}", when=moment_in_words(meeting.at, view.group.zone))


def fields(pack: Pack, what: str) -> tuple[Field, ...]:
    """List what the form of a change asks for."""
    say, dates, times = pack.say, pack.say("schedule-form.hint-date"), pack.say("schedule-form.hint-time")
    free = say("schedule-form.hint-free")
    days = tuple((str(number), name) for number, name in enumerate(day_names()))
    asked: dict[str, tuple[Field, ...]] = {
        "move": (
            TextField("first", say("schedule-form.new-date"), dates),
            TextField("at", say("schedule-form.new-time"), times),
        ),
        "time": (
            TextField("first", say("schedule-form.since"), dates),
            Pick("number", say("schedule-form.weekday"), days),
            TextField("at", say("schedule-form.new-time"), times),
            TextField("words", say("schedule-form.reason"), free, LONGEST_WORDS, optional=True),
        ),
        "break": (
            TextField("first", say("schedule-form.first"), dates),
            TextField("last", say("schedule-form.last"), dates),
            TextField("words", say("schedule-form.name"), free, LONGEST_WORDS, optional=True),
        ),
        "start": (
            TextField("first", say("schedule-form.first-session"), dates),
            TextField("number", say("schedule-form.sessions"), say("schedule-form.hint-sessions"), 3),
        ),
    }
    return asked.get(what, ())


def form_address(wanted: Wanted) -> Address:
    """Say where a form of this change comes back to."""
    return Address(0, 0, "schedule-filled", str(wanted))


def _changes(pack: Pack, view: ScheduleView) -> tuple[Row, ...]:
    version = view.version
    dates = tuple(
        Option(line(pack, view, one), one.on_date.isoformat()) for one in view.meetings if one.fate is not Fate.BREAK
    )
    breaks = tuple(Option(break_in_words(pack, dates), str(number)) for number, dates in view.breaks)
    forms = tuple(
        Button(pack.say(f"schedule-button.{what}"), "schedule-form", str(Wanted(what, version)))
        for what in ("time", "break", "start")
    )
    asks = tuple(
        Button(pack.say(f"schedule-button.{what}"), "schedule-ask", str(Wanted(what, version)))
        for what in ("holidays", "end")
    )
    rows: list[Row] = []
    if dates:
        rows.append(Select(pack.say("schedule-button.change-one"), "schedule-date", "", dates))
    if breaks:
        off = str(Wanted("break-off", version))
        rows.append(Select(pack.say("schedule-button.break-off"), "schedule-ask", off, breaks[:25]))
    event = Button(pack.say("schedule-button.event"), "event-page")
    better = Button(pack.say("better-time-button.page"), "better-time")
    return (*rows, forms, (*asks, event, better, Button(pack.say("rota-button.rota"), "rota")))


def _values(told: Told) -> dict[str, str]:
    """Fill every gap that a sentence about a change may have."""
    zone = told.group.zone
    last = told.view.last_day if told.view else None
    return {
        "old": moment_in_words(told.old, zone) if told.old else "",
        "new": moment_in_words(told.new, zone) if told.new else "",
        "last": date_in_words(last) if last else "",
    }


def _why(pack: Pack, told: Told) -> str:
    return pack.say("schedule.reason", reason=told.reason) if told.reason else ""


def _breaks(pack: Pack, breaks: tuple[Break, ...]) -> str:
    return bullets([break_in_words(pack, one) for one in breaks])


def break_in_words(pack: Pack, one: Break) -> str:
    """Write the days of a break, with its name."""
    if one.first == one.last:
        words = pack.say("schedule.break-day", day=f"{weekday_in_words(one.first)} {one.first.year}")
    else:
        words = pack.say("schedule.break-days", first=date_in_words(one.first), last=date_in_words(one.last))
    return f"{words}, {one.name}" if one.name else words


def _upcoming(told: Told) -> Meeting | None:
    return next((one for one in told.view.meetings if one.fate.is_on), None) if told.view else None
