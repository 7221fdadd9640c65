"""The story of a programme of pretend people: which weeks there are, who comes when, and what goes wrong. Pure.

A seed goes in, values come out. It imports nothing of the product, so that what ``truth`` counts from it is a
second opinion.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.rehearsal.simulation.story import ZONE, Away, Person, Script, Visit, Week
from bot.rehearsal.simulation.wishes import with_answers, with_wishes

CLOCKS_GO_BACK = date(2026, 10, 25)
_WEEK = timedelta(weeks=1)
_LONG = 8  # a programme of so many weeks has all that can happen

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
    "restarted": {"restarts": (-58, -8, -1, 4, 31)},
}
MOVES = (timedelta(days=1), timedelta(days=-2), timedelta(days=2, hours=-1), timedelta(hours=1), timedelta(hours=-9))


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
    script = Script(seed, first, at, weeks, people, tuple(_visited(chance, plain, people)), breaks)
    return with_answers(with_wishes(script))


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
