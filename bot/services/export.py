"""Files of numbers: of all sessions of a group, or of one period, in any of the formats.

A new format of a period (a document) is one more entry in ``PERIOD_WRITERS``.
"""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from functools import partial
from typing import Any

from bot.content import Pack
from bot.reports.figures import Figures
from bot.reports.head_counts import HeadCounts, to_csv
from bot.reports.layout import TABLES, of_all, of_period
from bot.reports.periods import Kind, Period, parse
from bot.reports.tables import TABLE_WRITERS, File
from bot.services.blocks import figures_of
from bot.services.desk import Desk, group_of_channel, note, role_of
from bot.services.ledger import Ledger, ledger_of
from bot.services.statistics import count_heads, count_many
from bot.session import Caller, Refused, Role
from bot.storage import Group, Store, Unit

_SHOWN = 3  # of each kind, in a sentence
_TOGETHER = 50  # groups in one unit of work: the bot may want to write too
PeriodWriter = Callable[[Figures, Pack], list[File]]


def _tables(write: str, figures: Figures, pack: Pack) -> list[File]:
    return TABLE_WRITERS[write](of_period(figures, pack))


PERIOD_WRITERS: dict[str, PeriodWriter] = {name: partial(_tables, name) for name in TABLE_WRITERS}


class NoSuchGroup(LookupError):  # noqa: N818  it is read aloud
    """No group has this name. ``near`` are names that are close to it, or all of them."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        super().__init__(name)
        self.near = near


@dataclass(frozen=True)
class Taken:
    """What left: the files with their whole names, and by what the group is counted if this release fixed it."""

    files: tuple[File, ...]
    fixed: str = ""


class ExportService:
    """Files for a lead."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def take(self, caller: Caller, where: tuple[int, int], file_format: str, period: str = "") -> Taken:
        """Write a lead the numbers of the channel's group, of all sessions or of one period.

        ``where`` is the channel and the server. Raises ``Refused``.
        """

        async def work(unit: Unit) -> Taken:
            group = await _of_lead(unit, caller, where)
            if file_format not in PERIOD_WRITERS:
                raise Refused("not-a-choice")
            await note(self._desk, unit, group, caller, "numbers-taken")
            now, pack = self._desk.clock.now(), self._desk.pack
            if period:
                figures = await _figures(unit, group, now, period)
                files, base = PERIOD_WRITERS[file_format](figures, pack), base_name(group.name, figures.period)
            else:
                files, base = _all_files(await count_heads(unit, group, now), file_format, pack), base_name(group.name)
            after = await unit.groups.get(group.id)
            named = tuple(replace(file, name=f"{base}{file.name}") for file in files)
            return Taken(named, "" if group.counts_by else after.counts_by)

        return await self._desk.store.write(work)

    async def periods(self, caller: Caller, where: tuple[int, int]) -> list[str]:
        """Name the periods that a lead can choose, newest first. Raises ``Refused``."""

        async def work(unit: Unit) -> list[str]:
            group = await _of_lead(unit, caller, where)
            return names_of(await ledger_of(unit, group, self._desk.clock.now()))[::-1]

        return await self._desk.store.read(work)


async def _of_lead(unit: Unit, caller: Caller, where: tuple[int, int]) -> Group:
    group = await group_of_channel(unit, *where)
    if role_of(group, caller) is not Role.LEAD:
        raise Refused("leads-only")
    return group


async def export_csv(store: Store, group_name: str | None, now: datetime) -> str:
    """Return the CSV of a group's head-counts; with one group, its name may be left out.

    Raises ``NoSuchGroup``.
    """

    async def work(unit: Unit) -> str:
        return to_csv(await count_heads(unit, await find_group(unit, group_name), now))

    return await store.write(work)


async def find_group(unit: Unit, name: str | None) -> Group:
    """Find a group by its name; with one group, its name may be left out. Raises ``NoSuchGroup``."""
    return _found(await _named_groups(unit), name)


async def _named_groups(unit: Unit) -> dict[str, Group]:
    """Name every group; the second of one name, in another server, is called "Name (2)"."""
    named: dict[str, Group] = {}
    for group in await unit.groups.all():
        name, number = group.name, 1
        while name in named:
            number += 1
            name = f"{group.name} ({number})"
        named[name] = group
    return named


def _found(groups: dict[str, Group], name: str | None) -> Group:
    if name is None and len(groups) == 1:
        return next(iter(groups.values()))
    if name not in groups:
        near = get_close_matches(name or "", groups, n=3)
        raise NoSuchGroup(name or "", tuple(near or groups))
    return groups[name]


async def group_names(store: Store) -> list[str]:
    """Name every group."""
    return list(await store.read(_named_groups))


async def take_each(
    store: Store, names: Sequence[str], now: datetime, what: tuple[str, str], pack: Pack
) -> AsyncIterator[tuple[str, list[File] | Refused]]:
    """Write the files of groups for an operator, some at a time; their names are only the ends.

    ``what``: the period, the format. Of a group without that period comes the refusal. Raises ``NoSuchGroup``.
    """
    for start in range(0, len(names), _TOGETHER):
        some = names[start : start + _TOGETHER]

        async def work(unit: Unit, some: Sequence[str] = some) -> list[list[File] | Refused]:
            groups = await _named_groups(unit)
            return await _files(unit, [_found(groups, name) for name in some], now, what, pack)

        for name, left in zip(some, await store.write(work), strict=True):
            yield name, left


async def _files(
    unit: Unit, groups: Sequence[Group], now: datetime, what: tuple[str, str], pack: Pack
) -> list[list[File] | Refused]:
    period, file_format = what
    if period:
        return [await _of_period(unit, group, now, what, pack) for group in groups]
    return [_all_files(counts, file_format, pack) for counts in await count_many(unit, groups, now)]


async def _of_period(
    unit: Unit, group: Group, now: datetime, what: tuple[str, str], pack: Pack
) -> list[File] | Refused:
    period, file_format = what
    try:
        return PERIOD_WRITERS[file_format](await _figures(unit, group, now, period), pack)
    except Refused as refusal:  # before anything was written
        return refusal


async def figures_for_operator(store: Store, name: str | None, now: datetime, period: str | None) -> list[Figures]:
    """Let the figures of one period leave, or those of every period of a group. Raises as ``take`` does."""

    async def work(unit: Unit) -> list[Figures]:
        group = await find_group(unit, name)
        if period:
            return [await _figures(unit, group, now, period)]
        await count_heads(unit, group, now)  # from the first block that is over it is known by what the group counts
        ledger = await ledger_of(unit, await unit.groups.get(group.id), now)
        kind = Kind(ledger.kind or Kind.PROGRAMME)
        return [await figures_of(unit, ledger, one) for one in ledger.periods(kind)]

    return await store.write(work)


async def _figures(unit: Unit, group: Group, now: datetime, typed: str) -> Figures:
    ledger = await ledger_of(unit, group, now)
    return await figures_of(unit, ledger, period_of(ledger, typed))


def _all_files(counts: HeadCounts, file_format: str, pack: Pack) -> list[File]:
    if file_format not in TABLE_WRITERS:
        raise Refused("which-period")
    if file_format == "csv":
        return [File(".csv", to_csv(counts).encode())]
    return TABLE_WRITERS[file_format](of_all(counts, pack))


def period_of(ledger: Ledger, typed: str) -> Period:
    """Find the period that somebody means. Raises ``Refused`` with what there is."""
    period = parse(typed)
    there = names_of(ledger, newest=_SHOWN)
    listed: dict[str, Any] = {"periods": ", ".join(there)}
    if not there:
        raise Refused("no-period-yet")
    if period is None:
        raise Refused("no-such-period", **listed)
    if ledger.kind and period.kind != ledger.kind:
        raise Refused("counts-by-programme" if ledger.kind == Kind.PROGRAMME else "counts-by-quarter", **listed)
    if period.kind is Kind.PROGRAMME and ledger.programme_of(period) is None:
        raise Refused("no-such-period", **listed)
    if not ledger.held_in(period):
        raise Refused("empty-period", **listed)
    return period


def names_of(ledger: Ledger, newest: int = 0) -> list[str]:
    """Name the periods in which the group had a session: of its kind, or of both while it has none.

    ``newest``: so many of each kind; 0 for all.
    """
    kinds = [Kind(ledger.kind)] if ledger.kind else list(Kind)
    return [one.name for kind in kinds for one in ledger.periods(kind)[-newest:]]


def base_name(group: str, period: str = "") -> str:
    """Make the beginning of a file's name of what a person typed: small letters, digits and lines."""
    slug = re.sub(r"[^a-z0-9]+", "-", group.lower()).strip("-")[:40] or "group"
    return f"{slug}-{period}" if period else slug


def base_names(groups: Sequence[str], period: str = "") -> dict[str, str]:
    """Give each group a beginning of its files' names that no other group has."""
    taken: dict[str, str] = {}
    for group in groups:
        base = slug = base_name(group, period)
        number = 1
        while base in taken.values():
            number += 1
            base = f"{slug}-{number}"
        taken[group] = base
    return taken


def file_names(base: str, period: str, file_format: str) -> list[str]:
    """Name the files that an export will write."""
    if period and file_format == "csv":
        return [f"{base}-{table}.csv" for table in TABLES]
    return [f"{base}.{file_format}"]
