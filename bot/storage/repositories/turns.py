"""Raised hands in their order, and how far a session's turns are. All of it lives as long as the session is open."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import TurnRoundRow, TurnRow


@dataclass(frozen=True)
class TurnRecord:
    """One person's turn: "waits", "now" or "not-today". ``hidden_name`` lies under the session's key."""

    code: bytes = field(repr=False)
    state: str
    how: str
    hidden_name: bytes | None = field(repr=False)


@dataclass(frozen=True)
class TurnRound:
    """Whether the room was told that turns are taken, and how often staff moved them on."""

    told: bool = False
    version: int = 0


class Turns:
    """Turns, by session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, session_id: int, code: bytes) -> TurnRecord | None:
        """Return a person's turn, if there is one."""
        row = await self._session.get(TurnRow, (session_id, code))
        return _read(row) if row else None

    async def line(self, session_id: int) -> list[TurnRecord]:
        """List the hands that are up, in the order of their turns; whoever speaks now is not among them."""
        found = select(TurnRow).where(TurnRow.session_id == session_id, TurnRow.state == "waits")
        return [_read(row) for row in await self._session.scalars(found.order_by(TurnRow.place))]

    async def now(self, session_id: int) -> TurnRecord | None:
        """Return whose turn it is."""
        found = select(TurnRow).where(TurnRow.session_id == session_id, TurnRow.state == "now")
        row = (await self._session.scalars(found)).first()
        return _read(row) if row else None

    async def put(self, session_id: int, turn: TurnRecord, place: int) -> None:
        """Store a person's turn, in the place of the one that they had."""
        row = TurnRow(
            session_id=session_id,
            code=turn.code,
            state=turn.state,
            how=turn.how,
            place=place,
            hidden_name=turn.hidden_name,
        )
        await self._session.merge(row)
        await self._session.flush()

    async def put_line(self, session_id: int, line: Sequence[TurnRecord]) -> None:
        """Store the hands that are up in this order."""
        for place, turn in enumerate(line, start=1):
            await self.put(session_id, turn, place)

    async def remove(self, session_id: int, code: bytes) -> int:
        """Take a person's turn away; return how many that were."""
        own = delete(TurnRow).where(TurnRow.session_id == session_id, TurnRow.code == code)
        return len((await self._session.execute(own.returning(TurnRow.state))).all())

    async def remove_all(self, session_id: int) -> None:
        """Take every hand down; who said "not today" has said it for today."""
        up = delete(TurnRow).where(TurnRow.session_id == session_id, TurnRow.state != "not-today")
        await self._session.execute(up)

    async def round(self, session_id: int) -> TurnRound:
        """Return how far the turns of a session are."""
        row = await self._session.get(TurnRoundRow, session_id)
        return TurnRound(row.told, row.version) if row else TurnRound()

    async def move_on(self, session_id: int, *, told: bool, version: int) -> bool:
        """Note one more move of staff; False when somebody else was faster than this ``version``."""
        if await self._session.get(TurnRoundRow, session_id) is None:
            self._session.add(TurnRoundRow(session_id=session_id, told=False, version=0))
            await self._session.flush()
        here = update(TurnRoundRow).where(TurnRoundRow.session_id == session_id, TurnRoundRow.version == version)
        moved = await self._session.execute(
            here.values(told=told, version=version + 1).returning(TurnRoundRow.session_id)
        )
        return moved.first() is not None

    async def close(self, session_id: int) -> None:
        """Delete all that is kept of a session's turns."""
        await self._session.execute(delete(TurnRow).where(TurnRow.session_id == session_id))
        await self._session.execute(delete(TurnRoundRow).where(TurnRoundRow.session_id == session_id))


def _read(row: TurnRow) -> TurnRecord:
    return TurnRecord(row.code, row.state, row.how, row.hidden_name)
