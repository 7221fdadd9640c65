"""All that blocks of a group are counted from, read once in a unit of work, for many groups together.

It also holds what is to leave, until ``bot.services.blocks`` writes it down.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from bot.reports.periods import Kind, Period, programme, quarter_of
from bot.scheduling import Calendar
from bot.services.calendars import calendars
from bot.storage import Group, Programme, Unit
from bot.storage.repositories.blocks import BlockRecord, HeldRecord

_FURTHEST = timedelta(days=112)  # twice as far as a date can be moved


class Archive:
    """What only blocks that have not left yet need, of some groups: read when the first of them asks."""

    def __init__(self, group_ids: Sequence[int], programme_ids: Sequence[int]) -> None:
        self._group_ids = group_ids
        self._programme_ids = programme_ids
        self._steps: dict[tuple[int, str], dict[str, tuple[int, int]]] | None = None
        self._totals: dict[tuple[int, str], dict[tuple[str, str], int]] | None = None

    async def steps(self, unit: Unit) -> dict[tuple[int, str], dict[str, tuple[int, int]]]:
        """Give, by programme and quarter, in how many sessions each step was opened, and in how many planned."""
        if self._steps is None:
            self._steps = await unit.blocks.steps(self._group_ids)
        return self._steps

    async def totals(self, unit: Unit) -> dict[tuple[int, str], dict[tuple[str, str], int]]:
        """Give the totals of answers, by programme and quarter, then by question and choice."""
        if self._totals is None:
            self._totals = await unit.keepsakes.all_totals(self._programme_ids)
        return self._totals


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
    archive: Archive
    left: dict[str, dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def numbered(self) -> list[int]:
        """The programmes that had a session, in the order by which they are numbered from 1."""
        return list(dict.fromkeys(one.programme_id for one in self.held))

    @property
    def counts(self) -> list[tuple[HeldRecord, int, int]]:
        """List each held session with how many came and how many of them listened.

        Of a session whose block has left it is what left: the same on every screen and in every file.
        """
        left = {
            one["session"]: (one["attendances"], one["listeners"])
            for record in self.stored.values()
            for one in (record.figures or {}).get("sessions", ())
        }
        return [
            (one, *left.get(number, (one.attendances, one.listeners))) for number, one in enumerate(self.held, start=1)
        ]

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
    """Read what one group's blocks are counted from."""
    return (await ledgers_of(unit, [group], now))[0]


async def ledgers_of(unit: Unit, groups: Sequence[Group], now: datetime) -> list[Ledger]:
    """Read what the blocks of groups are counted from, in the order of the groups."""
    ids = [group.id for group in groups]
    known, plans = await calendars(unit, groups), defaultdict(list)
    for one in await unit.groups.programmes_of(ids):
        plans[one.group_id].append(one)
    held, people, stored = await unit.blocks.held(ids), await unit.blocks.people(ids), await unit.blocks.of(ids)
    open_dates = await unit.blocks.open_dates(ids)
    archive = Archive(ids, [one.id for group_id in ids for one in plans[group_id]])
    return [
        Ledger(
            group=group,
            today=now.astimezone(ZoneInfo(group.zone)).date(),
            held=held.get(group.id, []),
            programmes=plans[group.id],
            people=people,
            stored=stored.get(group.id, {}),
            open_dates=open_dates.get(group.id, []),
            calendar=known[group.id],
            due=[one.on_date for one in known[group.id].between(now, now + _FURTHEST) if one.fate.is_on],
            kind=group.counts_by,
            archive=archive,
        )
        for group in groups
    ]
