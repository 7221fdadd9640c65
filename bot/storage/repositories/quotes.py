"""Quotes: under their person's code until a lead publishes them, and nobody's from then on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import PublishedQuoteRow, QuoteRow

REF_SIZE = 8


@dataclass(frozen=True)
class QuoteRecord:
    """One quote that may still be taken back; ``hidden`` is encrypted."""

    ref: bytes
    approved: bool
    hidden: bytes = field(repr=False)


class Quotes:
    """Offered and published quotes."""

    def __init__(self, session: AsyncSession, token: Callable[[int], bytes]) -> None:
        self._session = session
        self._token = token

    async def add(self, group_id: int, person: bytes, hidden: bytes, since: date) -> bytes:
        """Store words that are not approved yet; return their number, drawn by chance."""
        ref = self._token(REF_SIZE)
        row = QuoteRow(ref=ref, group_id=group_id, person=person, hidden=hidden, approved=False, since=since)
        self._session.add(row)
        await self._session.flush()
        return ref

    async def of(self, person: bytes) -> list[QuoteRecord]:
        """List a person's own."""
        found = select(QuoteRow).where(QuoteRow.person == person).order_by(QuoteRow.ref)
        return [QuoteRecord(row.ref, row.approved, row.hidden) for row in await self._session.scalars(found)]

    async def approve(self, person: bytes, ref: bytes) -> bool:
        """Write down that the person said yes to these words; False when they are not there."""
        changed = update(QuoteRow).where(QuoteRow.person == person, QuoteRow.ref == ref).values(approved=True)
        return (await self._session.execute(changed.returning(QuoteRow.ref))).first() is not None

    async def withdraw(self, person: bytes, ref: bytes) -> bool:
        """Delete one of a person's own; False when it is not there any more."""
        gone = delete(QuoteRow).where(QuoteRow.person == person, QuoteRow.ref == ref).returning(QuoteRow.ref)
        return (await self._session.execute(gone)).first() is not None

    async def forget(self, person: bytes) -> int:
        """Delete all of a person's; return how many there were."""
        gone = await self._session.execute(delete(QuoteRow).where(QuoteRow.person == person).returning(QuoteRow.ref))
        return len(gone.all())

    async def offered(self, group_id: int) -> list[QuoteRecord]:
        """List the approved quotes of a group, in an order that says nothing."""
        found = select(QuoteRow).where(QuoteRow.group_id == group_id, QuoteRow.approved).order_by(QuoteRow.ref)
        return [QuoteRecord(row.ref, row.approved, row.hidden) for row in await self._session.scalars(found)]

    async def take(self, group_id: int, ref: bytes) -> bytes | None:
        """Delete an approved quote of a group and return its words; None when it was taken back meanwhile."""
        chosen = QuoteRow.group_id == group_id, QuoteRow.ref == ref, QuoteRow.approved
        gone = await self._session.scalars(delete(QuoteRow).where(*chosen).returning(QuoteRow.hidden))
        return gone.first()

    async def publish(self, group_id: int, hidden: bytes, on: date) -> None:
        """Store published words under a new number: nothing leads back to the one before."""
        ref = self._token(REF_SIZE)
        self._session.add(PublishedQuoteRow(ref=ref, group_id=group_id, published_on=on, hidden=hidden))
        await self._session.flush()

    async def published(self, group_id: int, since: date, until: date) -> list[bytes]:
        """List the hidden words of what was published from one day to another, both included."""
        days = PublishedQuoteRow.published_on.between(since, until)
        found = select(PublishedQuoteRow.hidden).where(PublishedQuoteRow.group_id == group_id, days)
        return list(await self._session.scalars(found.order_by(PublishedQuoteRow.ref)))

    async def count_before(self, day: date) -> int:
        """Count what was offered in a month that began before a day."""
        return await self._session.scalar(select(func.count()).where(QuoteRow.since < day)) or 0

    async def remove_before(self, day: date) -> None:
        """Delete what was offered in a month that began before a day."""
        await self._session.execute(delete(QuoteRow).where(QuoteRow.since < day))
