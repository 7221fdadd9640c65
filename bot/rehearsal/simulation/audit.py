"""Every sentence that the bot says in a simulation, and whether it may: to whom, at what time, in which words.

Whatever a service hands over to be said goes through ``Audit.says``, by whatever way it will be sent.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.content.rules import OF_LABELS

MEMBERS, STAFF, HELP = "members", "staff", "help"  # HELP is the private thread of somebody who asked for help
DIRECT = "direct"
NIGHT_BEGINS, NIGHT_ENDS = time(21), time(9)
MOST_REMINDERS = 2  # to one person about one session
_BEFORE, _AFTER = timedelta(minutes=10), timedelta(hours=2)  # of a session: the time when its own group is awake
PINGS = ("<@", "@everyone", "@here")


@dataclass(frozen=True)
class Said:
    """One message. ``to`` is MEMBERS, STAFF, HELP or DIRECT; ``person`` and ``asked`` speak of a direct one.

    ``ping``: it makes somebody's phone ring, by whatever is sent beside its words. ``ahead``: a card that tells of a
    date as it is planned, and no news of it.
    """

    at: datetime
    to: str
    text: str
    about: datetime
    person: int | None = None
    asked: bool = False
    ping: bool = False
    ahead: bool = False


@dataclass
class Audit:
    """The list of what was said, in its order."""

    zone: str
    said: list[Said] = field(default_factory=list)

    def says(self, one: Said) -> None:
        """Write down that something is said."""
        self.said.append(one)

    def reminders(self) -> Counter[tuple[int, datetime]]:
        """Count the direct messages by person and session."""
        return Counter((one.person, one.about) for one in self.said if one.to == DIRECT and one.person is not None)

    def to(self, whom: str, about: datetime) -> int:
        """Count what was said to them about the session of that instant."""
        return sum(one.to == whom and one.about == about for one in self.said)

    def faults(self) -> Iterator[str]:
        """Walk what should not have been said, in words."""
        for one in self.said:
            if one.to == DIRECT and not one.asked:
                yield f"A direct message went to somebody who did not ask for it, on {one.at:%d %B %Y}."
            if one.to in (MEMBERS, DIRECT) and self._is_night(one.at) and not self._is_under_way(one):
                yield f"Something was said at night, on {one.at:%d %B %Y at %H:%M}: {one.text}"
            if one.to in (MEMBERS, DIRECT) and (one.ping or any(sign in one.text for sign in PINGS)):
                yield f"A message made phones ring, on {one.at:%d %B %Y}: {one.text}"
            if OF_LABELS["PW25"](one.text):
                yield f"A word of blame was said: {one.text}"
        if any(number > MOST_REMINDERS for number in self.reminders().values()):
            yield "Somebody got more than two reminders of one session."

    @staticmethod
    def _is_under_way(one: Said) -> bool:
        """Tell whether a message was said in the room in the group's own time; a direct one never is."""
        return one.to == MEMBERS and -_BEFORE <= one.at - one.about <= _AFTER

    def _is_night(self, at: datetime) -> bool:
        wall = at.astimezone(ZoneInfo(self.zone)).time()
        return wall >= NIGHT_BEGINS or wall < NIGHT_ENDS
