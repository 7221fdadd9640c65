"""Every sentence that the bot says in a simulation, and whether it may: to whom, at what time, in which words.

Whatever a service hands over to be said goes through ``Audit.says``, by whatever way it will be sent.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

MEMBERS, STAFF = "members", "staff"
DIRECT = "direct"
NIGHT_BEGINS, NIGHT_ENDS = time(21), time(9)
MOST_REMINDERS = 2  # to one person about one session
_BEFORE, _AFTER = timedelta(minutes=10), timedelta(hours=2)  # of a session: the time when its own group is awake
BLAME = (
    "you missed",
    "missed you",
    "did not come",
    "were not there",
    "where were you",
    "absent",
    "no-show",
    "streak",
    "you forgot",
    "you should have",
    "your fault",
    "let us down",
    "let down",
    "only you",
)


@dataclass(frozen=True)
class Said:
    """One message. ``to`` is MEMBERS, STAFF or DIRECT; ``person`` and ``asked`` speak of a direct one."""

    at: datetime
    to: str
    text: str
    about: datetime
    person: int | None = None
    asked: bool = False


@dataclass
class Audit:
    """The list of what was said, in its order."""

    zone: str
    said: list[Said] = field(default_factory=list)

    def says(self, one: Said) -> None:
        """Write down that something is said."""
        self.said.append(one)

    def to(self, whom: str, about: datetime) -> int:
        """Count what was said to them about the session of that instant."""
        return sum(one.to == whom and one.about == about for one in self.said)

    def faults(self) -> Iterator[str]:
        """Walk what should not have been said, in words."""
        reminders = Counter((one.person, one.about) for one in self.said if one.to == DIRECT)
        for one in self.said:
            if one.to == DIRECT and not one.asked:
                yield f"A direct message went to somebody who did not ask for it, on {one.at:%d %B %Y}."
            if one.to != STAFF and self._is_night(one.at) and not -_BEFORE <= one.at - one.about <= _AFTER:
                yield f"Something was said at night, on {one.at:%d %B %Y at %H:%M}: {one.text}"
            if found := [word for word in BLAME if word in one.text.casefold()]:
                yield f"A word of blame was said, {found[0]!r}: {one.text}"
        if any(number > MOST_REMINDERS for number in reminders.values()):
            yield "Somebody got more than two reminders of one session."

    def _is_night(self, at: datetime) -> bool:
        wall = at.astimezone(ZoneInfo(self.zone)).time()
        return wall >= NIGHT_BEGINS or wall < NIGHT_ENDS
