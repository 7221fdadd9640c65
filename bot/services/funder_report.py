"""The report of a block: figures as they may leave, quotes published in its time, and the lead's own words."""

from collections.abc import Sequence
from datetime import timedelta

from bot.reports.periods import Kind, Period, parse
from bot.reports.report import LONGEST_LEARNED, MOST_QUOTES, Report
from bot.services.blocks import Ledger, figures_of, ledger_of
from bot.services.desk import Desk, group_of_channel, note, role_of
from bot.services.quotes import published_quotes
from bot.services.schedule import Where, today_of
from bot.session import Caller, Refused, Role
from bot.session.text import one_line
from bot.storage import Group, Unit

_AFTER = timedelta(days=92)  # quotes are often chosen while the report is written
_NEAR = 4


class FunderReportService:
    """Reports for whoever gives money. For leads alone."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def periods(self, caller: Caller, where: Where) -> tuple[str, ...]:
        """Name what a report can be about, newest first; nothing for whoever may not have one."""

        async def work(unit: Unit) -> tuple[str, ...]:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            if role_of(group, caller) is not Role.LEAD:
                return ()
            return _names(await ledger_of(unit, group, self._desk.clock.now()))

        return await self._desk.store.read(work)

    async def find(self, caller: Caller, where: Where, typed: str) -> str:
        """Find a period by what a lead typed; without a text the newest one.

        Raises ``Refused``: "leads-only", "report-none", "report-period" or "report-kind" with what there is.
        """

        async def work(unit: Unit) -> str:
            group = await self._led(unit, caller, where)
            return find_period(await ledger_of(unit, group, self._desk.clock.now()), typed).name

        return await self._desk.store.read(work)

    async def make(self, caller: Caller, where: Where, period: str, learned: str) -> Report:
        """Collect a report. What it shows of a whole block is remembered, and comes out the same again."""

        async def work(unit: Unit) -> Report:
            group = await self._led(unit, caller, where)
            await note(self._desk, unit, group, caller, "report-taken")
            return await report_of(self._desk, unit, group, period, learned)

        return await self._desk.store.write(work)

    async def _led(self, unit: Unit, caller: Caller, where: Where) -> Group:
        group = await group_of_channel(unit, where.channel_xid, where.server_xid)
        if role_of(group, caller) is not Role.LEAD:
            raise Refused("leads-only")
        return group


async def report_of(desk: Desk, unit: Unit, group: Group, typed: str, learned: str = "") -> Report:
    """Collect the report of a group's period inside a unit of work that may write. Raises ``Refused``."""
    ledger = await ledger_of(unit, group, desk.clock.now())
    figures = await figures_of(unit, ledger, find_period(ledger, typed))
    today = today_of(desk, group)
    days = [one.on_date for one in figures.sessions] or [today]
    quotes = await published_quotes(desk, unit, group, days[0], min(days[-1] + _AFTER, today))
    lines = [one_line(line) for line in learned.splitlines()]
    words = "\n".join(line for line in lines if line)[:LONGEST_LEARNED]  # the form takes no more
    return Report(figures, quotes[:MOST_QUOTES], words, today)


def find_period(ledger: Ledger, typed: str) -> Period:
    """Find a period in which the group met; an empty text means the newest one. Raises ``Refused``."""
    names = _names(ledger)
    if not names:
        raise Refused("report-none")
    wanted = parse(typed or names[0])
    if wanted is None or wanted.name not in {one.name for kind in Kind for one in ledger.periods(kind)}:
        raise Refused("report-period", near=_listed(names))
    if wanted.name not in names:
        raise Refused("report-kind", near=_listed(names))
    return wanted


def _names(ledger: Ledger) -> tuple[str, ...]:
    kinds = [Kind(ledger.kind)] if ledger.kind else list(Kind)
    return tuple(one.name for kind in kinds for one in reversed(ledger.periods(kind)))


def _listed(names: Sequence[str]) -> str:
    return " · ".join(names[:_NEAR])
