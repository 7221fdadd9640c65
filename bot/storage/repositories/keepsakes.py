"""What stays after sealing: totals of a block, and the texts that the group keeps."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import BlockTotalRow, KeptTextRow


class Keepsakes:
    """Block totals and kept texts."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_totals(self, programme_id: int, question: str, totals: Mapping[str, int], quarter: str = "") -> None:
        """Add counts to the block's totals; ``quarter`` is empty where the group counts by programme."""
        for choice, number in sorted(totals.items()):
            key = (programme_id, quarter, question, choice)
            row = await self._session.get(BlockTotalRow, key)
            if row is None:
                names = ("programme_id", "quarter", "question", "choice")
                self._session.add(BlockTotalRow(**dict(zip(names, key, strict=True)), total=number))
            else:
                row.total += number
        await self._session.flush()

    async def is_elsewhere(self, programme_id: int, question: str, quarter: str) -> bool:
        """Tell whether a question has totals under another quarter of the programme."""
        own = BlockTotalRow.programme_id == programme_id, BlockTotalRow.question == question
        other = select(BlockTotalRow.question).where(*own, BlockTotalRow.quarter != quarter).limit(1)
        return await self._session.scalar(other) is not None

    async def put_totals(self, programme_id: int, question: str, totals: Mapping[str, int], quarter: str = "") -> None:
        """Let these be a programme's totals of a question, in place of those before."""
        own = BlockTotalRow.programme_id == programme_id, BlockTotalRow.question == question
        await self._session.execute(delete(BlockTotalRow).where(*own))
        await self.add_totals(programme_id, question, totals, quarter)

    async def totals(self, programme_id: int, quarter: str | None = None) -> dict[tuple[str, str], int]:
        """Return totals by question and choice: of a whole programme, or of one quarter of it."""
        found = select(BlockTotalRow.question, BlockTotalRow.choice, func.sum(BlockTotalRow.total)).where(
            BlockTotalRow.programme_id == programme_id
        )
        if quarter is not None:
            found = found.where(BlockTotalRow.quarter == quarter)
        rows = await self._session.execute(found.group_by(BlockTotalRow.question, BlockTotalRow.choice))
        return {(question, choice): total for question, choice, total in rows}

    async def all_totals(self, programme_ids: Sequence[int]) -> dict[tuple[int, str], dict[tuple[str, str], int]]:
        """Return the totals of programmes, by programme and quarter, then by question and choice."""
        found: dict[tuple[int, str], dict[tuple[str, str], int]] = {}
        for row in await self._session.scalars(
            select(BlockTotalRow).where(BlockTotalRow.programme_id.in_(programme_ids))
        ):
            found.setdefault((row.programme_id, row.quarter), {})[row.question, row.choice] = row.total
        return found

    async def merge_quarters(self, programme_ids: Sequence[int]) -> None:
        """Put the totals of the quarters of each programme together: from now on nobody can tell them apart."""
        found = select(BlockTotalRow.programme_id).where(
            BlockTotalRow.programme_id.in_(programme_ids), BlockTotalRow.quarter != ""
        )
        for programme_id in list(await self._session.scalars(found.distinct())):
            whole: dict[str, dict[str, int]] = {}
            for (question, choice), total in (await self.totals(programme_id)).items():
                whole.setdefault(question, {})[choice] = total
            await self._session.execute(delete(BlockTotalRow).where(BlockTotalRow.programme_id == programme_id))
            for question, totals in whole.items():
                await self.add_totals(programme_id, question, totals)

    async def keep(self, session_id: int, step: str, item: str, hidden: Iterable[bytes]) -> None:
        """Keep texts in the order given, which must say nothing."""
        for text in hidden:
            self._session.add(KeptTextRow(session_id=session_id, step=step, item=item, hidden=text))
            await self._session.flush()

    async def kept(self, session_id: int) -> list[tuple[str, str, bytes]]:
        """List a session's kept texts as (step, item, hidden text)."""
        found = select(KeptTextRow).where(KeptTextRow.session_id == session_id).order_by(KeptTextRow.id)
        return [(row.step, row.item, row.hidden) for row in await self._session.scalars(found)]

    async def count(self, session_id: int, step: str) -> int:
        """Count what a session kept of one step."""
        kept = select(func.count()).where(KeptTextRow.session_id == session_id, KeptTextRow.step == step)
        return await self._session.scalar(kept) or 0
