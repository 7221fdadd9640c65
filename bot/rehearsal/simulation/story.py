"""What a script is made of: a programme, its dates, its people, and what each of them does. Pure.

It imports nothing of the product, so that what ``truth`` counts from it is a second opinion. Minutes are counted from
the time of a session: -10 is when the room opens.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

ZONE = "Europe/London"
ROOM_OPENS, CALLED_OFF = -10, 20
LONGEST_SESSION = 60
ASKED_AFTER_END, CLOSED_AFTER_ASKING = 30, 10
CHECK_IN, WORDS, LAST = 20, 30, 54  # minutes at which a facilitator goes on to these steps
AT_ONCE = 2  # minutes that a facilitator needs after the start
STEPS = ("ground-rules", "icebreaker", "check-in", "feeling-words", "topic", "gratitude", "closing")


class Away(NamedTuple):
    """Minutes during which the bot is not running, the first included, the last not."""

    begin: int
    until: int


class Feels(NamedTuple):
    """What a person answers in one session: how their week was, how they feel, how it is at the end; "": nothing."""

    week: str = ""
    feel: str = ""
    change: str = ""


NOTHING_SAID = Feels()


@dataclass(frozen=True)
class Visit:
    """One person who comes to one session; ``asks_again``: they change their mind and say yes to being counted."""

    person: int
    minute: int
    listening: bool
    counted: bool
    asks_again: bool = False
    feels: Feels = NOTHING_SAID


class SignUp(NamedTuple):
    """What a person says about coming to one date, and what they say ``later``: another choice, or "" for nothing."""

    person: int
    choice: str
    later: str


class Times(NamedTuple):
    """What a person chooses in the poll about times: the places of those that they could, or cannot, manage."""

    person: int
    could: frozenset[int]
    impossible: frozenset[int]


@dataclass(frozen=True)
class Week:
    """One date of the programme and what happens. ``at`` is the instant in UTC, ``usual`` the one before a move.

    ``ready`` and ``ends`` are the minutes at which a facilitator presses; None: nobody does. ``long`` is how many
    minutes a session is planned to take. ``poll``: in the week before, the lead asked about the ``new_time``.
    """

    day: date
    usual: datetime
    at: datetime
    is_break: bool = False
    is_cancelled: bool = False
    ready: int | None = -5
    ends: int | None = LONGEST_SESSION
    away: Away | None = None
    restarts: tuple[int, ...] = ()
    two_bots: bool = False
    new_time: time | None = None
    visits: tuple[Visit, ...] = ()
    long: int = LONGEST_SESSION
    skips: frozenset[str] = frozenset()
    reveals: bool = True
    sign_ups: tuple[SignUp, ...] = ()
    poll: tuple[Times, ...] = ()

    def present(self, minute: int) -> int:
        """Say when something that is to happen at ``minute`` can happen: when the bot is there again."""
        return self.away.until if self.away and self.away.begin <= minute < self.away.until else minute

    @property
    def is_on(self) -> bool:
        """Tell whether the group is to meet."""
        return not self.is_break and not self.is_cancelled

    @property
    def opens(self) -> int | None:
        """The minute at which the room opens; None where it does not."""
        opens = self.present(ROOM_OPENS)
        return opens if self.is_on and opens < CALLED_OFF else None

    @property
    def said_ready(self) -> int | None:
        """The minute at which a facilitator's press arrives."""
        return None if self.ready is None or self.opens is None else self.present(max(self.ready, self.opens))

    @property
    def starts(self) -> int | None:
        """The minute at which the session starts; None where it does not."""
        if self.said_ready is None:
            return None
        starts = self.present(max(self.said_ready, 0))
        return starts if starts < CALLED_OFF else None

    @property
    def asked(self) -> int:
        """The minute at which staff are asked whether they are still there, where nobody ends the session."""
        return self.present(self.long + ASKED_AFTER_END)

    @property
    def over(self) -> int:
        """The minute at which nobody can come any more."""
        if self.starts is None:
            return self.present(CALLED_OFF)
        if self.ends is not None:
            return self.present(self.ends)
        return self.present(self.asked + CLOSED_AFTER_ASKING)

    @property
    def minutes(self) -> int:
        """How long a session took: to its end, or to its planned end where nobody ended it; 0 where it was not held."""
        if self.starts is None:
            return 0
        return (self.long if self.ends is None else self.over) - self.starts

    @property
    def walk(self) -> Iterator[tuple[int, str]]:
        """Walk (minute, step): to which steps a facilitator goes, past what they leave out."""
        if self.starts is None:
            return
        wanted = [(CHECK_IN, "check-in"), (WORDS, "feeling-words")]
        if self.ends is not None:
            wanted.append((LAST, "closing"))
        for minute, step in wanted:
            coming = STEPS[STEPS.index(step) :]
            yield self.present(max(minute, self.starts + AT_ONCE)), next(one for one in coming if one not in self.skips)


@dataclass(frozen=True)
class Wishes:
    """What a person wants to be told by direct message.

    ``kinds`` are the reminders: "day", "hour". They ask in the week ``since`` (counted from 0, with breaks), a few days
    before its date, stop in the week ``stops``, and have a break from messages from the first week of ``pause`` up to
    the second. Where the door is ``closed``, Discord takes no direct message for them.
    """

    kinds: tuple[str, ...] = ()
    since: int = 0
    stops: int | None = None
    pause: tuple[int, int] | None = None
    closed: bool = False

    def asks(self, number: int) -> bool:
        """Tell whether they want to be told about the date of that week."""
        stopped = self.stops is not None and self.stops <= number
        paused = self.pause is not None and self.pause[0] <= number < self.pause[1]
        return bool(self.kinds) and self.since <= number and not stopped and not paused


@dataclass(frozen=True)
class Person:
    """A pretend member: the weeks between which they come, how often, and from which week on they say yes to counting.

    ``counted_from`` of None is a no that stays.
    """

    joins: int
    leaves: int
    returns: int
    likely: float
    counted_from: int | None = 0
    wishes: Wishes = Wishes()

    def belongs(self, index: int) -> bool:
        """Tell whether this person is a member in that week."""
        return self.joins <= index and not self.leaves <= index < self.returns


@dataclass(frozen=True)
class Script:
    """A whole programme. ``breaks`` are the first and last day of each; ``sessions`` is how many are planned."""

    seed: int
    first: date
    at: time
    sessions: int
    people: tuple[Person, ...]
    weeks: tuple[Week, ...]
    breaks: tuple[tuple[date, date], ...] = field(default=())


def on_the_wall(at: datetime) -> datetime:
    """Say what the group's wall clock shows at an instant."""
    return at.astimezone(ZoneInfo(ZONE))


def reminder_moments(at: datetime) -> tuple[datetime, datetime]:
    """Say when reminders of a start are due, a day and an hour before: by day, else at 20:30 on the evening before."""
    day_before = on_the_wall(at) - timedelta(days=1)  # by the clock on the wall
    return _by_day(day_before), _by_day(on_the_wall(at - timedelta(hours=1)))


def _by_day(wall: datetime) -> datetime:
    if time(9) <= wall.time() < time(21):
        return wall
    evening = wall if wall.time() >= time(21) else wall - timedelta(days=1)
    return evening.replace(hour=20, minute=30)
