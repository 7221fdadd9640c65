"""A change of the schedule as a button carries it: all values, and the version of the schedule that was seen."""

import re
from dataclasses import dataclass
from datetime import date, time

from bot.session import Refused
from cogs.ui.router import number

LONGEST_WORDS = 45  # an address has 100 characters
WITH_FORM = frozenset({"move", "time", "break", "start"})
_DATE = "%Y%m%d"


@dataclass(frozen=True)
class Wanted:
    """What a lead wants: ``what`` names it; ``number`` is a weekday, a count or a break, as it needs."""

    what: str
    version: int
    days: tuple[date, ...] = ()
    at: time | None = None
    number: int = 0
    words: str = ""

    def __str__(self) -> str:
        days = ",".join(f"{day:{_DATE}}" for day in self.days)
        clock = f"{self.at:%H%M}" if self.at else ""
        return f"{self.what}.{self.version}.{days}.{clock}.{self.number}.{self.words}"

    @classmethod
    def parse(cls, argument: str) -> "Wanted":
        """Read what a button carries; raises ``Refused("old-button")`` for what we never wrote."""
        found = re.fullmatch(
            r"([a-z-]+)\.(\d{1,9})\.((?:\d{8},)*(?:\d{8})?)\.(\d{4})?\.(\d{1,9})\.(.*)", argument, re.ASCII | re.DOTALL
        )
        if found is None:
            raise Refused("old-button")
        what, version, days, at, count, words = found.groups()
        try:
            read = tuple(date.fromisoformat(day) for day in days.split(",") if day)
            clock = time(int(at[:2]), int(at[2:])) if at else None
        except ValueError:
            raise Refused("old-button") from None
        return cls(what, number(version), read, clock, number(count), words)

    def day(self, place: int = 0) -> date:
        """Give one of its dates; raises ``Refused("old-button")`` where a forged address has too few."""
        if place >= len(self.days):
            raise Refused("old-button")
        return self.days[place]

    def clock(self) -> time:
        """Give its time; raises ``Refused("old-button")`` where a forged address has none."""
        if self.at is None:
            raise Refused("old-button")
        return self.at
