"""The names of days and months, and how a group writes a day and a time: "Tuesday 4 March at 6:30pm"."""

from dataclasses import dataclass

from bot.content.reading import Table, may_be_filled_in

DAYS, MONTHS = 7, 12
MAY_HOLD = {
    "day": {"weekday", "day", "month"},
    "date": {"day", "month", "year"},
    "moment": {"day", "time"},
    "whole-hour": {"hour", "hour24", "half"},
    "hour": {"hour", "hour24", "minute", "half"},
}
"""What can be filled in where. ``hour24`` is for languages that count the hours from 0 to 23."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Monday is the first day."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    day: str
    date: str
    moment: str
    whole_hour: str
    hour: str
    morning: str
    afternoon: str
    noon: str
    midnight: str


def calendar(table: Table) -> Calendar:
    """Read calendar.toml; PackError for a missing name or a placeholder that cannot be filled in."""
    for key, known in MAY_HOLD.items():
        strange = may_be_filled_in(table, key, table.text(key)) - known
        if strange:
            raise table.error(key, f"“{{{min(strange)}}}” cannot be filled in here.")
    return Calendar(
        _names(table, "days", DAYS),
        _names(table, "months", MONTHS),
        table.text("day"),
        table.text("date"),
        table.text("moment"),
        table.text("whole-hour"),
        table.text("hour"),
        table.text("morning"),
        table.text("afternoon"),
        table.text("noon"),
        table.text("midnight"),
    )


def _names(table: Table, key: str, count: int) -> tuple[str, ...]:
    names = table.texts(key)
    if len(names) != count or len(set(names)) != count:
        raise table.error(key, f"this needs {count} names, all different.")
    return names
