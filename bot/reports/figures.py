"""A block in numbers, and the one function by which numbers leave.

``Counted`` is what there is; ``Figures`` is what may be read by others. Only ``release`` makes one of the other, and
everything that leaves (files, the report, the page for staff) is written from ``Figures``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from bot.privacy.numbers import FEWEST_TO_RELEASE, Breakdown, breakdown
from bot.reports.periods import FEWEST_SESSIONS

FIRST_VISIT = "first-visit"
NEW, RETURNING = "new", "returning"


@dataclass(frozen=True)
class SessionFigures:
    """One held session. ``listeners`` are among ``attendances``; ``minutes`` is how long it took."""

    session: int
    on_date: date
    attendances: int
    listeners: int
    minutes: int = 0


@dataclass(frozen=True)
class StepFigures:
    """In how many held sessions a step was run, and in how many it was left out or not reached."""

    step: str
    run: int
    skipped: int


@dataclass(frozen=True)
class Counted:
    """What there is to count of a block. It never leaves as it is.

    ``people``: None where they cannot be counted, as in a quarter with two programmes; ``people_at_least`` is then how
    many there were at least. ``first_visits``: new and returning people, None where nobody can know. ``answers``: by
    question, how often each choice was given, those that nobody took with 0. ``answered``: how often it was answered,
    also in sessions whose answers were too few, or too alike, to be counted apart.
    """

    group: str
    period: str
    over: bool = False
    planned: int = 0
    sessions: tuple[SessionFigures, ...] = ()
    people: int | None = None
    people_at_least: int = 0
    first_visits: tuple[int, int] | None = None
    answers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    answered: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[StepFigures, ...] = ()


@dataclass(frozen=True)
class Divided:
    """How people or answers divide. ``cells`` is None where that may not be told; ``why`` then names the reason.

    ``why``: "running", "few-sessions", "other-kind", "not-known", "few-people", "small". ``total`` is None where it
    is not told.
    """

    name: str
    total: int | None
    cells: tuple[tuple[str, int], ...] | None
    why: str = ""


@dataclass(frozen=True)
class Figures:
    """A block in numbers that may leave. ``cancelled`` are all planned sessions that were not held.

    ``people`` is how many different people came; where it is None, ``why_no_people`` names the reason: "running",
    "few-sessions", "two-programmes", "other-kind".
    """

    group: str
    period: str
    over: bool
    planned: int
    sessions: tuple[SessionFigures, ...]
    people: int | None
    why_no_people: str
    divided: tuple[Divided, ...]
    steps: tuple[StepFigures, ...]

    @property
    def held(self) -> int:
        """How many sessions were held."""
        return len(self.sessions)

    @property
    def cancelled(self) -> int:
        """How many planned sessions were not held."""
        return self.planned - self.held

    @property
    def attendances(self) -> int:
        """How often somebody came."""
        return sum(one.attendances for one in self.sessions)

    @property
    def listeners(self) -> int:
        """How often somebody came to listen."""
        return sum(one.listeners for one in self.sessions)

    @property
    def average(self) -> float:
        """How many came to a session, on average, with one decimal."""
        return round(self.attendances / self.held, 1) if self.held else 0.0

    @property
    def peak(self) -> int:
        """How many came to the fullest session."""
        return max((one.attendances for one in self.sessions), default=0)

    @property
    def contact_minutes(self) -> int:
        """Each session's minutes times its people."""
        return sum(one.minutes * one.attendances for one in self.sessions)

    @property
    def contact_hours(self) -> float:
        """Contact minutes as hours, with one decimal."""
        return round(self.contact_minutes / 60, 1)

    def divide(self, name: str) -> Divided | None:
        """Find a breakdown: ``FIRST_VISIT``, or a question such as "check-in.week"."""
        return next((one for one in self.divided if one.name == name), None)

    @property
    def is_block(self) -> bool:
        """Tell whether this is a whole block: it is over, and enough sessions were held."""
        return self.over and self.held >= FEWEST_SESSIONS


def release(
    counted: Counted,
    *,
    before: Mapping[str, Any] | None = None,
    at_least: int = FEWEST_TO_RELEASE,
    own_kind: bool = True,
) -> Figures:
    """Decide what may leave of a block. Every figure that leaves passes here (features P5, P6).

    Head-counts of sessions leave as they are. How many different people came leaves once the block is over and had
    at least four sessions: week by week it would tell by subtraction how many were new. Breakdowns leave by the rule
    of ``bot.privacy.breakdown``. ``before``: what the ledger says has left; it is given again, whatever is counted
    now. ``own_kind``: False for a period of the kind by which this group is not counted; of such a one nothing but
    head-counts of sessions leaves, because blocks that overlap could be subtracted.
    """
    if before is not None:
        return replace(from_plain(before), group=counted.group)
    why = _why_not(counted, own_kind=own_kind)
    people, why_no_people = _people(counted, why)
    return Figures(
        group=counted.group,
        period=counted.period,
        over=counted.over,
        planned=counted.planned,
        sessions=counted.sessions,
        people=people,
        why_no_people=why_no_people,
        divided=tuple(_divided(counted, why, at_least)),
        steps=counted.steps,
    )


def _why_not(counted: Counted, *, own_kind: bool) -> str:
    if not own_kind:
        return "other-kind"
    if not counted.over:
        return "running"
    return "" if len(counted.sessions) >= FEWEST_SESSIONS else "few-sessions"


def _people(counted: Counted, why: str) -> tuple[int | None, str]:
    if why in ("running", "few-sessions") and len(counted.sessions) == 1:
        return counted.sessions[0].attendances, ""  # of one session they are the same people
    if not why and counted.people is None:
        return None, "two-programmes"
    return (None, why) if why else (counted.people, "")


def _divided(counted: Counted, why: str, at_least: int) -> list[Divided]:
    visits = counted.first_visits
    first = {} if visits is None else dict(zip((NEW, RETURNING), visits, strict=True))
    found = []
    for name, cells in {FIRST_VISIT: first, **counted.answers}.items():
        if why or not cells:
            found.append(Divided(name, None, None, why or "not-known"))
        else:
            fewest = max(at_least, FEWEST_TO_RELEASE)
            reason = "few-people" if counted.people_at_least < fewest else "small"
            left = breakdown(cells, counted.people_at_least, at_least=at_least)
            answered = counted.answered.get(name, sum(cells.values()))
            found.append(_as_divided(name, left, reason, answered if answered >= fewest else None))
    return found


def _as_divided(name: str, left: Breakdown, reason: str, answered: int | None) -> Divided:
    """Where it may not be told how answers divide, their number is that of all who answered.

    The sum of the choices would tell in which session all answers were alike: it is left out of that sum.
    """
    return Divided(name, left.total, left.cells) if left.cells else Divided(name, answered, None, reason)


def to_plain(figures: Figures) -> dict[str, Any]:
    """Turn figures into values that JSON knows, for the ledger."""
    plain = {one.name: getattr(figures, one.name) for one in fields(Figures)}
    sessions = [{**vars(one), "on_date": one.on_date.isoformat()} for one in figures.sessions]
    return {
        **plain,
        "sessions": sessions,
        "divided": list(map(vars, figures.divided)),
        "steps": list(map(vars, figures.steps)),
    }


def from_plain(plain: Mapping[str, Any]) -> Figures:
    """Read figures back from the ledger."""
    values = {one.name: plain[one.name] for one in fields(Figures)}
    values["sessions"] = tuple(
        SessionFigures(**{**one, "on_date": date.fromisoformat(one["on_date"])}) for one in plain["sessions"]
    )
    values["divided"] = tuple(
        Divided(**{**one, "cells": one["cells"] and tuple((name, n) for name, n in one["cells"])})
        for one in plain["divided"]
    )
    values["steps"] = tuple(StepFigures(**one) for one in plain["steps"])
    return Figures(**values)
