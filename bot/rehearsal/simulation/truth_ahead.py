"""What is true of what people ask for between two sessions: reminders, sign-ups, a poll; counted from the script."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.rehearsal.simulation.story import Script, SignUp, Times

COMING = ("coming", "maybe", "not-this-time", "listening")
FEWEST = 3  # people who chose, before a poll says anything


class Ranked(NamedTuple):
    """One time of a poll: its place in the list, and how many could, could not, and could who cannot now."""

    place: int
    could: int
    impossible: int
    newcomers: int


def reminders(script: Script) -> Counter[tuple[int, datetime]]:
    """Count how many reminders each person must have got of each session: one of each kind that they asked for."""
    return Counter(
        {
            (person, week.at): len(who.wishes.kinds)
            for number, week in enumerate(script.weeks)
            for person, who in enumerate(script.people)
            if week.is_on and who.wishes.asks(number) and not who.wishes.closed
        }
    )


def doors_told(script: Script) -> list[int]:
    """Name the people who must hear that their door is closed: those who come after a reminder could not reach them."""
    found = []
    for number, person in enumerate(script.people):
        tried = [place for place, week in enumerate(script.weeks) if week.is_on and person.wishes.asks(place)]
        later = script.weeks[tried[0] :] if tried and person.wishes.closed else ()
        if any(visit.person == number for week in later for visit in week.visits):
            found.append(number)
    return found


def signed_up(sign_ups: Iterable[SignUp]) -> dict[str, int]:
    """Count what people say about one date in the end."""
    said = Counter(one.later for one in sign_ups)
    return {choice: said[choice] for choice in COMING}


def ranked(poll: Sequence[Times]) -> tuple[Ranked, ...]:
    """Rank the time of now and the new one: most people first, then the fewest who cannot, then as it is."""
    chosen = [one for one in poll if one.could or one.impossible]
    if len(chosen) < FEWEST:
        return ()
    times = [
        Ranked(
            place,
            sum(place in one.could for one in chosen),
            sum(place in one.impossible for one in chosen),
            sum(place in one.could and 0 not in one.could for one in chosen),
        )
        for place in (0, 1)
    ]
    return tuple(sorted(times, key=lambda one: (-one.could, one.impossible, one.place)))
