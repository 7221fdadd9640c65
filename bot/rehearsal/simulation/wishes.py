"""What the people of a script want to be told and what they answer, drawn from its seed. Pure.

It draws from chances of its own, so that who comes when stays as it is, whatever is asked of people here.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from bot.rehearsal.simulation.story import STEPS, Feels, Person, Script, SignUp, Times, Visit, Week, Wishes

COMING = ("coming", "maybe", "not-this-time", "listening")
FEELINGS = ("good", "ok", "hard", "mixed", "not-sure", "rather-not")
CHANGES = ("better", "same", "worse")
LENGTHS = (60, 90)
_KINDS = (("day",), ("hour",), ("day", "hour"))
_CLOSED_DOOR = 2  # the third person: Discord takes no direct message for them


def with_wishes(script: Script) -> Script:
    """Let people ask for reminders, stop them, have a break, say whether they come, and choose times in a poll."""
    chance = Random(f"{script.seed} wishes")
    people = tuple(
        replace(person, wishes=_wishes(chance, number, person, len(script.weeks)))
        for number, person in enumerate(script.people)
    )
    script = replace(script, people=people)
    return replace(script, weeks=tuple(_asked(chance, script)))


def with_answers(script: Script) -> Script:
    """Let staff leave steps out and show answers, and let people answer how they are; a group has its usual length."""
    chance = Random(f"{script.seed} answers")
    long = chance.choice(LENGTHS)
    return replace(script, weeks=tuple(_answered(chance, week, long) for week in script.weeks))


def _wishes(chance: Random, number: int, person: Person, weeks: int) -> Wishes:
    """Draw what one person wants. The first wants all of it; the third would, and their door is closed."""
    kinds = chance.choice(_KINDS) if chance.random() < 0.6 else ()  # noqa: PLR2004  most ask for something
    since = min(person.joins + chance.randrange(3), weeks - 1)
    later = chance.randint(since + 1, weeks)
    end = chance.random()
    if number == 0:
        return Wishes(("day", "hour"))
    if number == _CLOSED_DOOR:
        return Wishes(("day", "hour"), since, closed=True)
    if end < 0.25:  # noqa: PLR2004  some stop them
        return Wishes(kinds, since, stops=later)
    if end < 0.5:  # noqa: PLR2004  some have a break
        return Wishes(kinds, since, pause=(later, later + chance.randint(1, 4)))
    return Wishes(kinds, since)


def _asked(chance: Random, script: Script) -> Iterator[Week]:
    """Walk the weeks with what people say about coming, and with a poll where the time is to change."""
    index = -1
    for week in script.weeks:
        index += not week.is_break
        members = [number for number, person in enumerate(script.people) if person.belongs(index)]
        sign_ups = tuple(_sign_up(chance, number) for number in members if chance.random() < 0.3)  # noqa: PLR2004  some say it
        poll = tuple(_times(chance, number) for number in members if chance.random() < 0.7)  # noqa: PLR2004  most choose
        yield replace(week, sign_ups=sign_ups if week.is_on else (), poll=poll if week.new_time else ())


def _sign_up(chance: Random, person: int) -> SignUp:
    choice = chance.choice(COMING)
    later = choice if chance.random() < 0.7 else chance.choice((*COMING, ""))  # noqa: PLR2004  most do not change their mind
    return SignUp(person, choice, later)


def _times(chance: Random, person: int) -> Times:
    """Draw for two times, the one of now and the new one: could, cannot, or neither."""
    chosen = [chance.choice(("could", "could", "impossible", "neither")) for _ in range(2)]
    could, impossible = (
        frozenset(place for place, mark in enumerate(chosen) if mark == wanted) for wanted in ("could", "impossible")
    )
    return Times(person, could, impossible)


def _answered(chance: Random, week: Week, long: int) -> Week:
    skips = frozenset(step for step in STEPS[:-1] if chance.random() < 0.12)  # noqa: PLR2004  one step in eight is left out
    same = chance.choice(FEELINGS) if chance.random() < 0.15 else ""  # noqa: PLR2004  now and then all say the same
    visits = tuple(replace(visit, feels=_feels(chance, visit, same)) for visit in week.visits)
    return replace(week, long=long, skips=skips, reveals=chance.random() < 0.7, visits=visits)  # noqa: PLR2004  mostly shown


def _feels(chance: Random, visit: Visit, same: str) -> Feels:
    week, feel, change = chance.choice(FEELINGS), chance.choice(FEELINGS), chance.choice(CHANGES)
    answers, says_how = chance.random() < 0.85, chance.random() < 0.8  # noqa: PLR2004  a few pass
    if visit.listening:
        return Feels()
    checked_in = (same or week, same or feel) if answers else ("", "")
    return Feels(*checked_in, change if says_how else "")
