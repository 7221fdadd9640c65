"""Blocks of a group: counting one, letting its figures leave, and remembering what left.

A block is a programme or a quarter. The first one of which more than head-counts of sessions leaves fixes for good by
which of the two the group is counted. Blocks of one kind never overlap, and a block that left once comes out the same
again, so nothing can be subtracted (feature P6).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from zoneinfo import ZoneInfo

import bot.session.steps
from bot.privacy import breakdown
from bot.reports.figures import NEW, RETURNING, Counted, Figures, SessionFigures, StepFigures, release, to_plain
from bot.reports.periods import Kind, Period, programme, quarter_of
from bot.scheduling import Calendar, Run
from bot.services.calendars import calendar_of
from bot.session import Kept, Step
from bot.session.feedback import FACE, FACES, FAVOURITE, TOTALS, can_be_liked
from bot.session.outcomes import PARTS, VERSIONS, total_name
from bot.session.outcomes import questions as outcome_questions
from bot.storage import Group, Programme, Unit
from bot.storage.repositories.blocks import BlockRecord, HeldRecord

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_FURTHEST = timedelta(days=112)  # twice as far as a date can be moved


@dataclass
class Ledger:
    """All that blocks of one group are counted from, read once in a unit of work, and what left of them before."""

    group: Group
    today: date
    held: list[HeldRecord]
    programmes: list[Programme]
    people: dict[int, int]
    stored: dict[str, BlockRecord]
    open_dates: list[tuple[int, date]]
    calendar: Calendar
    due: list[date]
    kind: str
    steps: dict[int, dict[str, bool]] = field(default_factory=dict)

    @property
    def numbered(self) -> list[int]:
        """The programmes that had a session, in the order by which they are numbered from 1."""
        return list(dict.fromkeys(one.programme_id for one in self.held))

    def held_in(self, period: Period) -> list[HeldRecord]:
        """List the sessions of a period."""
        return [one for one in self.held if self._is_in(one.programme_id, one.on_date, period)]

    def is_over(self, period: Period) -> bool:
        """Tell whether nothing can be added to a period any more."""
        if any(self._is_in(programme_id, day, period) for programme_id, day in self.open_dates):
            return False
        if period.kind is Kind.QUARTER:
            return self.today > period.last and not any(period.first <= day <= period.last for day in self.due)
        programme_id = self.programme_of(period)
        return any(one.id == programme_id and one.ended_on is not None for one in self.programmes)

    def programme_of(self, period: Period) -> int | None:
        """Find the programme of a period; None where there is none of this number, and for a quarter."""
        numbered = self.numbered
        return numbered[period.number - 1] if 0 < period.number <= len(numbered) else None

    def periods(self, kind: Kind) -> list[Period]:
        """List the periods of a kind in which a session was held, oldest first."""
        if kind is Kind.PROGRAMME:
            return [programme(number) for number in range(1, len(self.numbered) + 1)]
        return sorted({quarter_of(one.on_date) for one in self.held}, key=lambda one: one.first)

    def _is_in(self, programme_id: int, day: date, period: Period) -> bool:
        if period.kind is Kind.QUARTER:
            return period.first <= day <= period.last
        return programme_id == self.programme_of(period)


async def ledger_of(unit: Unit, group: Group, now: datetime) -> Ledger:
    """Read what a group's blocks are counted from."""
    calendar = await calendar_of(unit, group)
    ahead = calendar.between(now, now + _FURTHEST)
    return Ledger(
        group=group,
        today=now.astimezone(ZoneInfo(group.zone)).date(),
        held=await unit.blocks.held(group.id),
        programmes=await unit.groups.programmes(group.id),
        people=await unit.blocks.people(group.id),
        stored=await unit.blocks.of(group.id),
        open_dates=await unit.blocks.open_dates(group.id),
        calendar=calendar,
        due=[one.on_date for one in ahead if one.fate.is_on],
        kind=group.counts_by,
    )


async def figures_of(unit: Unit, ledger: Ledger, period: Period, **rule: int) -> Figures:
    """Let the figures of a period leave, and remember what left of a whole block; ``rule``: ``at_least``."""
    own_kind = ledger.kind in ("", period.kind)
    stored = ledger.stored.get(period.name, BlockRecord())
    before = stored.figures if own_kind else None
    figures = release(await _counted(unit, ledger, period), before=before, own_kind=own_kind, **rule)
    if own_kind and before is None and figures.is_block:
        await _remember(unit, ledger, period, figures, stored)
    return figures


async def _remember(unit: Unit, ledger: Ledger, period: Period, figures: Figures, stored: BlockRecord) -> None:
    if not ledger.kind:
        ledger.kind = period.kind
        await unit.blocks.count_by(ledger.group.id, period.kind)
        for one in ledger.programmes if period.kind is Kind.PROGRAMME else ():
            await unit.keepsakes.merge_quarters(one.id)
    plain = to_plain(figures)
    ledger.stored[period.name] = replace(stored, figures=plain)
    await unit.blocks.keep(ledger.group.id, period.name, figures=plain)


async def settle(unit: Unit, one: Programme) -> None:
    """Write down the people of each quarter of a programme, before its codes go."""
    if (await unit.groups.get(one.group_id)).counts_by == Kind.PROGRAMME:
        return
    stored = await unit.blocks.of(one.group_id)
    known = await unit.blocks.people_by_quarter(one.id)
    for name in known:
        first = _first_visits(known, name)
        safe = first and breakdown(dict(zip((NEW, RETURNING), first, strict=True)), known[name][0]).cells
        new, returning = first if first and safe else (None, None)  # what may not leave is not kept either
        people = max(known[name][0], stored.get(name, BlockRecord()).people or 0)
        await unit.blocks.keep(one.group_id, name, people=people, came_new=new, came_back=returning)


async def _counted(unit: Unit, ledger: Ledger, period: Period) -> Counted:
    held = ledger.held_in(period)
    numbers = {one.id: number for number, one in enumerate(ledger.held, start=1)}
    ids = [period_programme] if (period_programme := ledger.programme_of(period)) else _programmes(held)
    people, first_visits, at_least = await _people(unit, ledger, period, ids)
    return Counted(
        group=ledger.group.name,
        period=period.name,
        over=ledger.is_over(period),
        planned=len({*_planned(ledger, period, ids), *(one.on_date for one in held)}),
        sessions=tuple(
            SessionFigures(numbers[one.id], one.on_date, one.attendances, one.listeners, _minutes(one)) for one in held
        ),
        people=people,
        people_at_least=at_least,
        first_visits=first_visits,
        answers=await _answers(unit, period, ids),
        steps=await _steps(unit, ledger, held),
    )


async def _people(
    unit: Unit, ledger: Ledger, period: Period, ids: list[int]
) -> tuple[int | None, tuple[int, int] | None, int]:
    """Count different people: all, or None; new and returning, or None; and how many there were at least.

    Each programme has codes of its own: nobody can know who came in two of them.
    """
    if period.kind is Kind.PROGRAMME:
        people = ledger.people.get(ids[0], 0) if ids else 0
        return people, None, people
    stored = ledger.stored.get(period.name, BlockRecord())
    first = None if stored.new is None or stored.returning is None else (stored.new, stored.returning)
    found, at_least = stored.people, stored.people or 0
    for programme_id in ids:
        known = await unit.blocks.people_by_quarter(programme_id)
        if period.name in known:
            found, first = known[period.name][0], _first_visits(known, period.name)
            at_least = max(at_least, found)
    return (found or 0, first, at_least) if len(ids) <= 1 else (None, None, at_least)


def _first_visits(known: dict[str, tuple[int, int]], quarter: str) -> tuple[int, int] | None:
    """Divide a quarter's people by their first visit; None in a programme's first: nobody knows who came before it."""
    people, new = known[quarter]
    return None if quarter == min(known) else (new, people - new)


async def _answers(unit: Unit, period: Period, ids: list[int]) -> dict[str, dict[str, int]]:
    quarter = period.name if period.kind is Kind.QUARTER else None
    found = {name: dict.fromkeys(choices, 0) for name, choices in questions().items()}
    for programme_id in ids:
        for (name, choice), total in (await unit.keepsakes.totals(programme_id, quarter)).items():
            if name in between_sessions():
                found.setdefault(name, dict.fromkeys(between_sessions()[name], 0))
            if choice in found.get(name, {}):
                found[name][choice] += total
    return found


async def _steps(unit: Unit, ledger: Ledger, held: list[HeldRecord]) -> tuple[StepFigures, ...]:
    if not ledger.steps:
        ledger.steps = await unit.blocks.steps(ledger.group.id)
    plans = [ledger.steps.get(one.id, {}) for one in held]
    names = sorted({name for plan in plans for name in plan})
    run = {name: [plan[name] for plan in plans if name in plan] for name in names}
    return tuple(StepFigures(name, sum(run[name]), len(run[name]) - sum(run[name])) for name in names)


@cache
def _known_steps() -> tuple[Step, ...]:
    modules = (import_module(f"bot.session.steps.{one.name}") for one in iter_modules(bot.session.steps.__path__))
    return tuple(module.STEP for module in modules)


@cache
def between_sessions() -> dict[str, tuple[str, ...]]:
    """Name the questions about a session and about the group that some groups ask, with their choices."""
    liked = can_be_liked([step.id for step in _known_steps()])
    rounds = {
        total_name(part, one.id): one.choices
        for part in PARTS
        for version in VERSIONS
        for one in outcome_questions(version, liked)
    }
    return {TOTALS[FACE]: FACES, TOTALS[FAVOURITE]: liked, **rounds}


@cache
def questions() -> dict[str, tuple[str, ...]]:
    """Name the questions of sessions that are kept as totals, such as "check-in.week", with their choices."""
    return {
        f"{step.id}.{question.id}": tuple(question.choices)
        for step in _known_steps()
        for question in step.questions
        if question.kept is Kept.TOTALS
    }


def _planned(ledger: Ledger, period: Period, ids: list[int]) -> Iterator[date]:
    """Walk the dates of a period on which the group meant to meet, as far as they are over."""
    calendar = ledger.calendar
    for one in ledger.programmes:
        if period.kind is Kind.PROGRAMME and one.id not in ids:
            continue
        first, last = one.first_date or one.started_on, one.ended_on or date.max
        if one.planned is not None:
            last = replace(calendar, run=Run(first, one.planned, one.ended_on)).last_day() or last
        first, last = max(first, period.first), min(last, period.last, ledger.today - _DAY)
        days = replace(calendar, run=None).days(first, last) if first <= last else ()
        for day in (*days, *(day for day in calendar.changes if first <= day <= last)):
            if day in calendar.changes or not any(pause.first <= day <= pause.last for pause in calendar.breaks):
                yield day


def _programmes(held: list[HeldRecord]) -> list[int]:
    return list(dict.fromkeys(one.programme_id for one in held))


def _minutes(one: HeldRecord) -> int:
    """How long a session took; one that nobody ended took as long as it was planned."""
    ended = one.ends_at if one.closed_by_itself or one.closed_at is None else one.closed_at
    return max(0, (ended - max(one.opened_at, one.starts_at)) // _MINUTE)
