"""The story of a programme of pretend people: which weeks there are, who comes when, and what goes wrong. Pure.

A seed goes in, values come out. It imports nothing of the product, so that what ``truth`` counts from it is a
second opinion. Minutes are counted from the time of a session: -10 is when the room opens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

ZONE = "Europe/London"
CLOCKS_GO_BACK = date(2026, 10, 25)
ROOM_OPENS, CALLED_OFF = -10, 20
LONGEST_SESSION = 60
ASKED_AFTER, CLOSED_AFTER_ASKING = 90, 10
_WEEK = timedelta(weeks=1)
_LONG = 8  # a programme of so many weeks has all that can happen


class Away(NamedTuple):
    """Minutes during which the bot is not running, the first included, the last not."""

    begin: int
    until: int


@dataclass(frozen=True)
class Visit:
    """One person who comes to one session; ``asks_again``: they change their mind and say yes to being counted."""

    person: int
    minute: int
    listening: bool
    counted: bool
    asks_again: bool = False


@dataclass(frozen=True)
class Week:
    """One date of the programme and what happens. ``at`` is the instant in UTC, ``usual`` the one before a move.

    ``ready`` and ``ends`` are the minutes at which a facilitator presses; None: nobody does.
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

    def present(self, minute: int) -> int:
        """Say when something that is to happen at ``minute`` can happen: when the bot is there again."""
        return self.away.until if self.away and self.away.begin <= minute < self.away.until else minute

    @property
    def opens(self) -> int | None:
        """The minute at which the room opens; None where it does not."""
        opens = self.present(ROOM_OPENS)
        return None if self.is_break or self.is_cancelled or opens >= CALLED_OFF else opens

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
    def over(self) -> int:
        """The minute at which nobody can come any more."""
        if self.starts is None:
            return self.present(CALLED_OFF)
        if self.ends is not None:
            return self.present(self.ends)
        return self.present(self.present(ASKED_AFTER) + CLOSED_AFTER_ASKING)


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


TURNS: dict[str, dict[str, Any]] = {
    "late start": {"ready": 7},
    "nobody is ready": {"ready": None},
    "away for 5 minutes": {"away": Away(-15, 5)},
    "away for 40 minutes": {"away": Away(-15, 40)},
    "away until the morning": {"away": Away(-15, 600)},
    "away at the time": {"away": Away(-3, 8)},
    "away at the time, until the morning": {"away": Away(-3, 600)},
    "away at the time, and for long": {"away": Away(-3, 40)},
    "away in the middle": {"away": Away(10, 25)},
    "called off by the lead": {"is_cancelled": True},
    "two bots": {"two_bots": True},
    "forgotten": {"ends": None},
    "restarted": {"restarts": (-8, -1, 4, 31)},
}
MOVES = (timedelta(days=1), timedelta(days=-2), timedelta(days=2, hours=-1), timedelta(hours=1))


def write(seed: int, *, weeks: int, members: int) -> Script:
    """Write the script of a programme of so many planned sessions; the same seed writes the same script.

    The clocks go back between two of its sessions, which nothing disturbs.
    """
    chance = Random(seed)
    before_change = chance.randrange(min(weeks - 1, 4)) if weeks > 1 else 0
    at = time(chance.choice((17, 18, 19)), chance.choice((0, 15, 30)))
    first = CLOCKS_GO_BACK - timedelta(days=chance.randint(2, 6)) - before_change * _WEEK  # a day from Monday to Friday
    pauses = _pauses(chance, before_change + 2, weeks)
    dates = list(_dates(first, weeks, pauses))
    new_time = _new_time(chance, before_change + 2, weeks, at)
    quiet = {before_change, before_change + 1}
    turns = _turns(chance, [index for index in range(weeks) if index not in quiet])
    people = tuple(_people(chance, weeks, members))
    plain = list(_weeks(chance, dates, at, new_time, turns))
    breaks = tuple((days[0], days[-1]) for days in pauses_of(dates))
    return Script(seed, first, at, weeks, people, tuple(_visited(chance, plain, people)), breaks)


def pauses_of(dates: Sequence[tuple[date, bool]]) -> Iterator[list[date]]:
    """Walk the runs of dates that lie in a break."""
    found: list[date] = []
    for day, is_break in dates:
        if is_break:
            found.append(day)
        elif found:
            yield found
            found = []


def _pauses(chance: Random, earliest: int, weeks: int) -> dict[int, int]:
    """Draw before which session there is a break, and of how many weeks."""
    wanted = (1, 2) if weeks > _LONG + 1 else (1,)
    places = chance.sample(range(earliest, weeks), min(len(wanted), max(weeks - earliest, 0)))
    return dict(zip(places, wanted, strict=False))


def _dates(first: date, sessions: int, pauses: dict[int, int]) -> Iterator[tuple[date, bool]]:
    day = first
    for index in range(sessions):
        for _ in range(pauses.get(index, 0)):
            yield day, True
            day += _WEEK
        yield day, False
        day += _WEEK


def _new_time(chance: Random, earliest: int, weeks: int, at: time) -> tuple[int, time] | None:
    """Draw from which session on the group meets half an hour earlier."""
    if weeks < _LONG:
        return None
    earlier = (datetime.combine(CLOCKS_GO_BACK, at) - timedelta(minutes=30)).time()
    return chance.randrange(earliest, weeks), earlier


def _turns(chance: Random, free: list[int]) -> dict[int, dict[str, Any]]:
    """Deal what happens: each thing once where there are weeks enough, then some more at random."""
    dealt: dict[int, dict[str, Any]] = {index: {} for index in free}
    names = [*TURNS, "moved"]
    chance.shuffle(names)
    chance.shuffle(free)
    for index, name in zip(free, names, strict=False):
        _deal(chance, dealt[index], name)
    for index in free:
        if chance.random() < 0.3:  # noqa: PLR2004  some weeks have two troubles
            _deal(chance, dealt[index], chance.choice(names))
    return dealt


def _deal(chance: Random, turn: dict[str, Any], name: str) -> None:
    turn.update({"move": chance.choice(MOVES)} if name == "moved" else TURNS[name])
    if turn.get("away"):
        turn.pop("two_bots", None)  # of two bots that are away neither tells us anything new
    if turn.get("is_cancelled"):
        turn.pop("move", None)


def _people(chance: Random, weeks: int, members: int) -> Iterator[Person]:
    """Draw the members. One never wants to be counted; one changes their mind."""
    for number in range(members):
        joins = 0 if chance.random() < 0.6 else chance.randrange(weeks // 2 + 1)  # noqa: PLR2004  most are there from the start
        leaves = chance.randrange(joins, weeks + 1) if chance.random() < 0.3 else weeks  # noqa: PLR2004  some leave
        returns = leaves + chance.randint(2, 5) if chance.random() < 0.6 else weeks  # noqa: PLR2004  most of them return
        person = Person(joins, leaves, returns, chance.uniform(0.4, 0.95))
        if number == 1:
            person = replace(person, counted_from=None)
        if number == 3:  # noqa: PLR2004  the fourth
            person = replace(person, counted_from=weeks // 2, joins=0)
        yield person


def _weeks(
    chance: Random,
    dates: Sequence[tuple[date, bool]],
    at: time,
    new_time: tuple[int, time] | None,
    turns: dict[int, dict[str, Any]],
) -> Iterator[Week]:
    index = -1
    for day, is_break in dates:
        index += not is_break
        changes = None
        if new_time and index == new_time[0] and not is_break:
            at = changes = new_time[1]
        usual = datetime.combine(day, at, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
        if is_break:
            yield Week(day, usual, usual, is_break=True)
            continue
        turn = dict(turns.get(index, {}))
        moved = _on_the_wall(day, at, turn.pop("move", timedelta(0)))
        ready = chance.randint(-9, -4)
        yield replace(Week(day, usual, moved, ready=ready, new_time=changes), **turn)


def _on_the_wall(day: date, at: time, by: timedelta) -> datetime:
    wall = datetime.combine(day, at) + by
    return wall.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def _visited(chance: Random, weeks: Sequence[Week], people: Sequence[Person]) -> Iterator[Week]:
    known: set[int] = set()
    yes: set[int] = set()
    index = -1
    for week in weeks:
        index += not week.is_break
        visits = []
        for number, person in enumerate(people):
            minute = _comes(chance, week, person, index)
            listening = chance.random() < 0.1  # noqa: PLR2004  one in ten comes to listen
            if minute is None:
                continue
            counted = person.counted_from is not None and person.counted_from <= index
            asks_again = counted and number in known and number not in yes
            known.add(number)
            if counted:
                yes.add(number)
            visits.append(Visit(number, minute, listening, counted, asks_again))
        yield replace(week, visits=tuple(visits))


def _comes(chance: Random, week: Week, person: Person, index: int) -> int | None:
    """Draw the minute at which a person presses "I am here"; None where they cannot, or do not come."""
    wish, minute = chance.random(), chance.randint(-9, 15)
    if week.opens is None or not person.belongs(index) or wish > person.likely:
        return None
    minute = week.present(max(minute, week.opens))
    return minute if minute < week.over else None
