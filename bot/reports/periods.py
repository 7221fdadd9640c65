"""Periods that numbers are released for: a quarter of a year, or a programme of a group. Pure.

A quarter is named such as 2026-Q4, a programme by its number in the group, from 1: programme-2.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FEWEST_SESSIONS = 4
_QUARTER = re.compile(r"(\d{4})-?q([1-4])", re.IGNORECASE)
_PROGRAMME = re.compile(r"programme[- ]?(\d{1,4})", re.IGNORECASE)


class Kind(StrEnum):
    """By what a group is counted. It has one kind for good, so that no two of its blocks overlap."""

    PROGRAMME = "programme"
    QUARTER = "quarter"


@dataclass(frozen=True)
class Period:
    """A period by its name. ``number`` is a programme's, ``first`` and ``last`` a quarter's days."""

    name: str
    kind: Kind
    number: int = 0
    first: date = date.min
    last: date = date.max


def parse(text: str) -> Period | None:
    """Read the name of a period as a person types it; None when it is none."""
    typed = text.strip()
    if found := _QUARTER.fullmatch(typed):
        year, quarter = int(found[1]), int(found[2])
        return _quarter(year, quarter) if year else None
    if (found := _PROGRAMME.fullmatch(typed)) and int(found[1]):
        return programme(int(found[1]))
    return None


def programme(number: int) -> Period:
    """Name a programme by its number in the group."""
    return Period(f"programme-{number}", Kind.PROGRAMME, number)


def quarter_of(day: date) -> Period:
    """Give the quarter that a day lies in."""
    return _quarter(day.year, (day.month + 2) // 3)


def _quarter(year: int, quarter: int) -> Period:
    first = date(year, 3 * quarter - 2, 1)
    in_next = first + timedelta(days=100)
    last = date.max if year == date.max.year else in_next.replace(day=1) - timedelta(days=1)
    return Period(f"{year:04}-Q{quarter}", Kind.QUARTER, first=first, last=last)
