"""Days and times in words, as rule PW19 wants them: "Tuesday 4 March", "6pm", always in the group's time zone.

The words are those of the pack that ``speak`` was given last in this context; a process runs one pack. Without it
they are those of the pack that ships.
"""

from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.content.calendar import Calendar, calendar
from bot.content.reading import read_table
from bot.content.shelf import SHIPPED

_NOON = 12
_spoken: ContextVar[Calendar | None] = ContextVar("calendar", default=None)


def speak(words: Calendar) -> None:
    """Write days and times in these words from now on, here and in every task that is started from here."""
    _spoken.set(words)


def day_names() -> tuple[str, ...]:
    """Name the days of the week, Monday first."""
    return _words().days


def month_names() -> tuple[str, ...]:
    """Name the months."""
    return _words().months


def day_in_words(instant: datetime, zone: str) -> str:
    """Write the day: "Tuesday 4 March"."""
    return weekday_in_words(instant.astimezone(ZoneInfo(zone)).date())


def weekly_in_words(weekday: int, at: time) -> tuple[str, str]:
    """Write a weekly time: ("Tuesday", "6:30pm"). ``weekday`` counts from Monday = 0."""
    return day_names()[weekday], time_in_words(datetime.combine(date(2026, 1, 5), at, UTC), "UTC")


def date_in_words(day: date) -> str:
    """Write a date with its year: "4 March 2027"."""
    return _words().date.format(day=day.day, month=month_names()[day.month - 1], year=day.year)


def time_in_words(instant: datetime, zone: str) -> str:
    """Write the time of day, to the minute: "6pm", "6:30pm", "12 noon", "12 midnight"."""
    words, local = _words(), (instant + timedelta(seconds=30)).astimezone(ZoneInfo(zone))
    if local.minute == 0 and local.hour in (0, _NOON):
        return words.noon if local.hour else words.midnight
    return (words.hour if local.minute else words.whole_hour).format(
        hour=local.hour % _NOON or _NOON,
        hour24=local.hour,
        minute=f"{local.minute:02}",
        half=words.afternoon if local.hour >= _NOON else words.morning,
    )


def weekly_moment_in_words(weekday: int, at: time) -> str:
    """Write a weekly time in one: "Tuesday at 6:30pm"."""
    day, clock = weekly_in_words(weekday, at)
    return _words().moment.format(day=day, time=clock)


def moment_in_words(instant: datetime, zone: str) -> str:
    """Write the day and the time: "Tuesday 4 March at 6:30pm"."""
    return _words().moment.format(day=day_in_words(instant, zone), time=time_in_words(instant, zone))


def weekday_in_words(day: date) -> str:
    """Write a date with its weekday: "Tuesday 4 March"."""
    return _words().day.format(weekday=day_names()[day.weekday()], day=day.day, month=month_names()[day.month - 1])


def _words() -> Calendar:
    return _spoken.get() or _shipped()


@cache
def _shipped() -> Calendar:
    return calendar(read_table(SHIPPED / "calendar.toml"))
