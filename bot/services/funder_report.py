"""The report of a block: figures as they may leave, quotes published in its time, and the lead's own words."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta

from bot.content import Pack
from bot.privacy import Veil
from bot.reports.document import Document
from bot.reports.pdf import to_pdf
from bot.reports.periods import Kind
from bot.reports.report import LONGEST_LEARNED, MOST_QUOTES, Report, report_page
from bot.reports.tables import File
from bot.reports.word import to_docx
from bot.services.blocks import figures_of
from bot.services.desk import Desk, group_of_channel, note, role_of
from bot.services.export import find_group, names_of, period_of
from bot.services.ledger import Ledger, ledger_of
from bot.services.new_time import time_changes
from bot.services.quotes import published_quotes
from bot.services.schedule import Where
from bot.session import Caller, Refused, Role
from bot.session.text import one_line
from bot.storage import Group, Store, Unit

DOCUMENT_WRITERS: dict[str, Callable[[Document], bytes]] = {"docx": to_docx, "pdf": to_pdf}
_AFTER = timedelta(days=92)  # quotes are often chosen while the report is written


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
            return _newest_first(await ledger_of(unit, group, self._desk.clock.now()))

        return await self._desk.store.read(work)

    async def find(self, caller: Caller, where: Where, typed: str) -> str:
        """Find a period by what a lead typed; without a text the newest one. Raises ``Refused``."""

        async def work(unit: Unit) -> str:
            group = await self._led(unit, caller, where)
            ledger = await ledger_of(unit, group, self._desk.clock.now())
            usual = ledger.periods(Kind(ledger.kind or Kind.PROGRAMME))
            return period_of(ledger, typed or (usual[-1].name if usual else "")).name

        return await self._desk.store.read(work)

    async def make(self, caller: Caller, where: Where, period: str, learned: str) -> tuple[Report, str]:
        """Collect a report. What it shows of a whole block is remembered, and comes out the same again.

        The second value names by what the group is counted, if this report has fixed it for good.
        """

        async def work(unit: Unit) -> tuple[Report, str]:
            group = await self._led(unit, caller, where)
            await note(self._desk, unit, group, caller, "report-taken")
            veil, now = self._desk.texts_veil(group), self._desk.clock.now()
            report = await report_of(unit, group, veil, now, period=period, learned=learned)
            return report, "" if group.counts_by else (await unit.groups.get(group.id)).counts_by

        return await self._desk.store.write(work)

    async def _led(self, unit: Unit, caller: Caller, where: Where) -> Group:
        group = await group_of_channel(unit, where.channel_xid, where.server_xid)
        if role_of(group, caller) is not Role.LEAD:
            raise Refused("leads-only")
        return group


def _newest_first(ledger: Ledger) -> tuple[str, ...]:
    return tuple(reversed(names_of(ledger)))


async def report_of(unit: Unit, group: Group, veil: Veil, now: datetime, *, period: str, learned: str = "") -> Report:
    """Collect the report of a group's period inside a unit of work that may write; ``veil`` is of its kept texts.

    Raises ``Refused`` as ``period_of`` does.
    """
    ledger = await ledger_of(unit, group, now)
    figures = await figures_of(unit, ledger, period_of(ledger, period))
    days = [one.on_date for one in figures.sessions] or [ledger.today]
    quotes = await published_quotes(veil, unit, group.id, days[0], min(days[-1] + _AFTER, ledger.today))
    lines = [one_line(line) for line in learned.splitlines()]
    words = "\n".join(line for line in lines if line)[:LONGEST_LEARNED]  # the form takes no more
    came = [(one.on_date, one.attendances) for one in figures.sessions]  # as they left, so nothing more is told
    changes = [
        one for one in await time_changes(unit, group, ledger.today, came) if days[0] <= one.effect.since <= days[-1]
    ]
    return Report(figures, quotes[:MOST_QUOTES], words, ledger.today, tuple(reversed(changes)))


async def report_each(
    store: Store, names: Sequence[str], now: datetime, what: tuple[str, str], pack: Pack, *, master: bytes
) -> AsyncIterator[tuple[str, list[File] | Refused]]:
    """Write the report of each of these groups for an operator. ``what``: the period, and the kind of file.

    Of a group that has no such period comes its refusal. Raises ``NoSuchGroup``.
    """
    for name in names:
        try:
            yield name, await _take_report(store, name, now, what, pack, master=master)
        except Refused as refusal:
            yield name, refusal


async def _take_report(
    store: Store, name: str, now: datetime, what: tuple[str, str], pack: Pack, *, master: bytes
) -> list[File]:
    period, file_format = what

    async def work(unit: Unit) -> Report:
        group = await find_group(unit, name)
        if not period:
            raise Refused("which-period")
        return await report_of(unit, group, Veil(master, group.texts_nonce, "texts"), now, period=period)

    report = await store.write(work)
    return [File(f".{file_format}", DOCUMENT_WRITERS[file_format](report_page(pack, report)))]
