"""Dates and times as people in Britain type them. Pure.

A typed text that can mean two things is not guessed at: it gives None, and the person is shown how to write it.
"""

import re
from datetime import date, time

from bot.content.when import day_names, month_names

LONGEST_ADDRESS = 200  # characters
_FEWEST_LETTERS = 3  # "Nov" is enough, "No" is not
_NOON = 12
_WORDS = {"noon": time(12), "12 noon": time(12), "midnight": time(0), "12 midnight": time(0)}
_ADDRESS = re.compile(
    r"https://[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?:/[A-Za-z0-9/._~%?=&+-]*)?"
)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_SLASHES = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})(?:[/.](?P<year>\d{4}))?")
_IN_WORDS = re.compile(
    r"(?:(?P<weekday>[a-z]+),?\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[a-z]+)\.?,?(?:\s+(?P<year>\d{4}))?"
)


def read_date(typed: str, today: date) -> date | None:
    """Read "24 November 2026", "Tuesday 24 Nov", "24/11/2026" or "2026-11-24"; None for anything else.

    Without a year it is the next such day, today included. A weekday that does not fit the date gives None.
    """
    cleaned = " ".join(typed.lower().split())
    for pattern in (_ISO, _SLASHES, _IN_WORDS):
        if found := pattern.fullmatch(cleaned):
            return _date(found.groupdict(), today)
    return None


def read_time(typed: str) -> time | None:
    """Read "18:30", "6:30pm", "6pm", "12 noon" or "18"; None for anything else, such as "6" or "25:00"."""
    cleaned = " ".join(typed.lower().replace("a.m.", "am").replace("p.m.", "pm").split())
    if cleaned in _WORDS:
        return _WORDS[cleaned]
    found = _CLOCK.fullmatch(cleaned)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= _NOON:
        return None
    if not half and found[2] is None and hour <= _NOON:
        return None  # 6 in the morning, or 6 in the evening?
    if half:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004  a clock has so many


def is_address(typed: str) -> bool:
    """Tell whether this is the address of a page: https, a name with a dot, no user and no port in it, 200 signs."""
    return len(typed) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(typed) is not None


def _date(parts: dict[str, str | None], today: date) -> date | None:
    month = _place(parts["month"] or "", month_names())
    if month is None:
        return None
    years = [int(parts["year"])] if parts["year"] else [today.year, today.year + 1]
    for year in years:
        try:
            found = date(year, month, int(parts["day"] or 0))
        except ValueError:
            continue
        if parts["year"] or found >= today:
            return found if _fits(parts.get("weekday"), found) else None
    return None


def _place(month: str, names: tuple[str, ...]) -> int | None:
    """Say which month this is: by its number, or by the first letters of its name."""
    if month.isdigit():
        return int(month)
    if len(month) < _FEWEST_LETTERS:
        return None
    return next((at for at, name in enumerate(names, start=1) if name.lower().startswith(month)), None)


def _fits(weekday: str | None, day: date) -> bool:
    if not weekday:
        return True
    return len(weekday) >= _FEWEST_LETTERS and day_names()[day.weekday()].lower().startswith(weekday)
