"""Colour cards and the key that they lie under: both live as long as their session is open."""

from dataclasses import dataclass, field

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import CardRow, SessionKeyRow


@dataclass(frozen=True)
class CardRecord:
    """A card that is up; ``hidden_name`` is encrypted under the session's key, None for most."""

    colour: str
    hidden_name: bytes | None = field(repr=False)


class Cards:
    """Cards, by session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def nonce(self, session_id: int) -> bytes | None:
        """Return the nonce of a session's key; None before the first card and after the close."""
        return await self._session.scalar(select(SessionKeyRow.nonce).where(SessionKeyRow.session_id == session_id))

    async def add_nonce(self, session_id: int, nonce: bytes) -> None:
        """Give a session its key."""
        self._session.add(SessionKeyRow(session_id=session_id, nonce=nonce))
        await self._session.flush()

    async def put(self, session_id: int, code: bytes, colour: str, hidden_name: bytes | None = None) -> None:
        """Put a person's card up, in the place of the one that they had."""
        await self._session.merge(CardRow(session_id=session_id, code=code, colour=colour, hidden_name=hidden_name))
        await self._session.flush()

    async def of(self, session_id: int, code: bytes) -> CardRecord | None:
        """Return a person's card, if one is up."""
        row = await self._session.get(CardRow, (session_id, code))
        return CardRecord(row.colour, row.hidden_name) if row else None

    async def up(self, session_id: int) -> list[CardRecord]:
        """List the cards that are up, in an order that says nothing about time."""
        found = select(CardRow).where(CardRow.session_id == session_id).order_by(CardRow.code)
        return [CardRecord(row.colour, row.hidden_name) for row in await self._session.scalars(found)]

    async def remove(self, session_id: int, code: bytes) -> int:
        """Take a person's card down; return how many that were."""
        own = delete(CardRow).where(CardRow.session_id == session_id, CardRow.code == code)
        return len((await self._session.execute(own.returning(CardRow.colour))).all())

    async def count(self, session_id: int, colour: str) -> int:
        """Count the cards of a colour that are up."""
        found = select(func.count()).where(CardRow.session_id == session_id, CardRow.colour == colour)
        return await self._session.scalar(found) or 0

    async def remove_colour(self, session_id: int, colour: str) -> None:
        """Take all cards of a colour down."""
        await self._session.execute(delete(CardRow).where(CardRow.session_id == session_id, CardRow.colour == colour))

    async def close(self, session_id: int) -> bool:
        """Delete a session's cards and their key; False when it never had one."""
        await self._session.execute(delete(CardRow).where(CardRow.session_id == session_id))
        key = delete(SessionKeyRow).where(SessionKeyRow.session_id == session_id)
        gone = await self._session.execute(key.returning(SessionKeyRow.session_id))
        return gone.first() is not None
