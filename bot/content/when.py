"""Days and times in words, as rule PW19 wants them: "Tuesday 4 March", "6pm", always in the group's time zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NOON = 12


def day_in_words(instant: datetime, zone: str) -> str:
    """Write the day: "Tuesday 4 March"."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"


def weekly_in_words(weekday: int, at: time) -> tuple[str, str]:
    """Write a weekly time: ("Tuesday", "6:30pm"). ``weekday`` counts from Monday = 0."""
    return DAYS[weekday], time_in_words(datetime.combine(date(2026, 1, 5), at, UTC), "UTC")


def date_in_words(day: date) -> str:
    """Write a date with its year: "4 March 2027"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def time_in_words(instant: datetime, zone: str) -> str:
    """Write the time of day, to the minute: "6pm", "6:30pm", "12 noon", "12 midnight"."""
    local = (instant + timedelta(seconds=30)).astimezone(ZoneInfo(zone))
    if local.minute == 0 and local.hour in (0, _NOON):
        return "12 noon" if local.hour else "12 midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % _NOON or _NOON}{minutes}{'pm' if local.hour >= _NOON else 'am'}"


def weekly_moment_in_words(weekday: int, at: time) -> str:
    """Write a weekly time in one: "Tuesday at 6:30pm"."""
    return " at ".join(weekly_in_words(weekday, at))


def moment_in_words(instant: datetime, zone: str) -> str:
    """Write the day and the time: "Tuesday 4 March at 6:30pm"."""
    return f"{day_in_words(instant, zone)} at {time_in_words(instant, zone)}"


def weekday_in_words(day: date) -> str:
    """Write a date with its weekday: "Tuesday 4 March"."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
