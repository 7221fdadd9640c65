"""Blocks of a group: counting one, letting its figures leave, and remembering what left.

A block is a programme or a quarter. The first one of which more than head-counts of sessions leaves fixes for good by
which of the two the group is counted. Blocks of one kind never overlap, and a block that left once comes out the same
again, so nothing can be subtracted (feature P6).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import bot.session.steps
from bot.privacy import breakdown
from bot.privacy.numbers import ANSWERED, FEWEST_TO_RELEASE
from bot.reports.figures import NEW, RETURNING, Counted, Figures, SessionFigures, StepFigures, release, to_plain
from bot.reports.periods import Kind, Period
from bot.scheduling import Run
from bot.services.ledger import Ledger
from bot.session import Kept, Step
from bot.session.feedback import FACE, FACES, FAVOURITE, TOTALS, can_be_liked
from bot.session.outcomes import PARTS, VERSIONS, total_name
from bot.session.outcomes import questions as outcome_questions
from bot.storage import Programme, Unit
from bot.storage.repositories.blocks import BlockRecord, HeldRecord

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


async def figures_of(unit: Unit, ledger: Ledger, period: Period, **rule: int) -> Figures:
    """Let the figures of a period leave, and remember what left of a whole block; ``rule``: ``at_least``."""
    figures = await prepared(unit, ledger, period, **rule)
    await remember(unit, [ledger])
    return figures


async def prepared(unit: Unit, ledger: Ledger, period: Period, at_least: int = FEWEST_TO_RELEASE) -> Figures:
    """Make the figures of a period ready to leave. They may only leave once ``remember`` has written them down."""
    own_kind = ledger.kind in ("", period.kind)
    stored = ledger.stored.get(period.name, BlockRecord())
    if own_kind and stored.figures is not None:
        return release(Counted(ledger.group.name, period.name), before=stored.figures)
    figures = release(await _counted(unit, ledger, period), own_kind=own_kind, at_least=at_least)
    if own_kind and figures.is_block:
        ledger.kind = period.kind
        ledger.left[period.name] = to_plain(figures)
        ledger.stored[period.name] = replace(stored, figures=ledger.left[period.name])
    return figures


async def remember(unit: Unit, ledgers: Sequence[Ledger]) -> None:
    """Write down what leaves, and by what each group is counted from now on."""
    left = [ledger for ledger in ledgers if ledger.left]
    for kind in Kind:
        fixed = [one for one in left if not one.group.counts_by and one.kind == kind]
        await unit.blocks.count_by([one.group.id for one in fixed], kind)
        if fixed and kind is Kind.PROGRAMME:
            await unit.keepsakes.merge_quarters([run.id for one in fixed for run in one.programmes])
    await unit.blocks.remember([(one.group.id, name, plain) for one in left for name, plain in one.left.items()])
    for one in left:
        one.left.clear()


async def settle(unit: Unit, one: Programme) -> None:
    """Write down the people of each quarter of a programme, before its codes go."""
    if (await unit.groups.get(one.group_id)).counts_by == Kind.PROGRAMME:
        return
    stored = (await unit.blocks.of([one.group_id])).get(one.group_id, {})
    known = await unit.blocks.people_by_quarter(one.id)
    for name in known:
        first = _first_visits(known, name)
        safe = first and breakdown(dict(zip((NEW, RETURNING), first, strict=True)), known[name][0]).cells
        people = max(known[name][0], stored.get(name, BlockRecord()).people or 0)
        visits = first if safe else None  # what may not leave is not kept either
        await unit.blocks.settle(one.group_id, name, people=people, visits=visits)


async def _counted(unit: Unit, ledger: Ledger, period: Period) -> Counted:
    held = ledger.held_in(period)
    counts = {one.id: (number, *came) for number, (one, *came) in enumerate(ledger.counts, start=1)}
    ids = [period_programme] if (period_programme := ledger.programme_of(period)) else _programmes(held)
    people, first_visits, at_least = await _people(unit, ledger, period, ids)
    answers, answered = await _answers(unit, ledger, period, ids)
    return Counted(
        group=ledger.group.name,
        period=period.name,
        over=ledger.is_over(period),
        planned=len({*_planned(ledger, period, ids), *(one.on_date for one in held)}),
        sessions=tuple(_session(one, *counts[one.id]) for one in held),
        people=people,
        people_at_least=at_least,
        first_visits=first_visits,
        answers=answers,
        answered=answered,
        steps=await _steps(unit, ledger, period, ids),
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


async def _answers(
    unit: Unit, ledger: Ledger, period: Period, ids: list[int]
) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    found = {name: dict.fromkeys(choices, 0) for name, choices in questions().items()}
    answered: dict[str, int] = {}
    for (programme_id, quarter), totals in (await ledger.archive.totals(unit)).items():
        if programme_id in ids and (period.kind is Kind.PROGRAMME or quarter == period.name):
            for (name, choice), total in totals.items():
                if name in between_sessions():
                    found.setdefault(name, dict.fromkeys(between_sessions()[name], 0))
                if choice in found.get(name, {}):
                    found[name][choice] += total
                if choice == ANSWERED:
                    answered[name] = answered.get(name, 0) + total
    return found, answered


async def _steps(unit: Unit, ledger: Ledger, period: Period, ids: list[int]) -> tuple[StepFigures, ...]:
    run, planned = Counter[str](), Counter[str]()
    for (programme_id, quarter), steps in (await ledger.archive.steps(unit)).items():
        if programme_id in ids and (period.kind is Kind.PROGRAMME or quarter == period.name):
            for step, (opened, there) in steps.items():
                run[step] += opened
                planned[step] += there
    return tuple(StepFigures(step, run[step], planned[step] - run[step]) for step in sorted(planned))


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


def _session(one: HeldRecord, number: int, attendances: int, listeners: int) -> SessionFigures:
    return SessionFigures(number, one.on_date, attendances, listeners, _minutes(one))


def _minutes(one: HeldRecord) -> int:
    """How long a session took; one that nobody ended took as long as it was planned."""
    ended = one.ends_at if one.closed_by_itself or one.closed_at is None else one.closed_at
    return max(0, (ended - max(one.opened_at, one.starts_at)) // _MINUTE)
