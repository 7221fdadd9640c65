"""Quotes with consent: a member offers words, approves them as they will be printed, and may take them back.

They are kept under a code and a key of their own and in no backup, and nothing joins them with who came. When a lead
publishes one it becomes nobody's: from then on nobody can find it, and the member was told so before.
"""

from dataclasses import dataclass
from datetime import date

from bot.privacy import Veil
from bot.privacy.veil import NONCE_SIZE
from bot.services.desk import Desk, group_of_channel, must_not_be_away, note, role_of
from bot.services.schedule import Where, today_of
from bot.services.sealing import SealingService
from bot.session import Caller, Refused, Role
from bot.session.text import clean, one_line
from bot.storage import Group, Unit

LONGEST_QUOTE = 200
MOST_QUOTES = 3
MOST_OFFERED = 25


@dataclass(frozen=True)
class Quote:
    """One quote; ``ref`` is what a button carries. ``approved``: its person said yes to these very words."""

    ref: str
    words: str
    approved: bool = True


@dataclass(frozen=True)
class Offered:
    """What a lead sees: what may be published, and what was in the last year. Never whose it is."""

    offered: tuple[Quote, ...]
    published: tuple[str, ...]


class QuoteService:
    """Quotes of a group."""

    def __init__(self, desk: Desk, sealing: SealingService) -> None:
        self._desk = desk
        self._sealing = sealing

    async def mine(self, caller: Caller, where: Where) -> tuple[Quote, ...]:
        """Read the caller's own quotes that can still be taken back."""

        async def work(unit: Unit) -> tuple[Quote, ...]:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            if role_of(group, caller) is Role.OUTSIDER:
                raise Refused("not-a-member")
            return await self._own(unit, group, caller)

        return await self._desk.store.read(work)

    async def offer(self, caller: Caller, where: Where, typed: str) -> Quote:
        """Keep a member's words as they will be printed. A lead sees them only once they are approved.

        Raises ``Refused``: "quote-too-long", "too-many-quotes", "nothing-typed".
        """
        if len(one_line(typed)) > LONGEST_QUOTE:
            raise Refused("quote-too-long", most=LONGEST_QUOTE)  # words of a person are never cut in silence
        words = clean(typed, LONGEST_QUOTE)

        async def work(unit: Unit) -> Quote:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            await self._must_be_member(unit, group, caller)
            veil = self._desk.quotes_veil(group)
            if len(await self._own(unit, group, caller)) >= MOST_QUOTES:
                raise Refused("too-many-quotes", most=MOST_QUOTES)
            hidden = veil.hide(words, self._desk.randomness.token(NONCE_SIZE))
            since = today_of(self._desk, group).replace(day=1)
            ref = await unit.quotes.add(group.id, veil.tag(caller.id.to_bytes()), hidden, since)
            return Quote(ref.hex(), words, approved=False)

        return await self._desk.store.write(work)

    async def approve(self, caller: Caller, where: Where, ref: str) -> None:
        """Take the member's yes to the words as they read them. Raises ``Refused("quote-gone")``."""

        async def work(unit: Unit) -> None:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            await self._must_be_member(unit, group, caller)
            if not await unit.quotes.approve(quote_tag(self._desk, group, caller), _bytes_of(ref)):
                raise Refused("quote-gone")

        await self._desk.store.write(work)

    async def withdraw(self, caller: Caller, where: Where, ref: str) -> None:
        """Delete one of the caller's own, also after they left. Raises ``Refused("quote-gone")`` once published."""

        async def work(unit: Unit) -> None:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            if not await unit.quotes.withdraw(quote_tag(self._desk, group, caller), _bytes_of(ref)):
                self._must_be_of_members(group, caller)  # a stranger learns nothing; a member reads why
                raise Refused("quote-gone")

        await self._desk.store.write(work)
        await self._sealing.forget()

    async def for_lead(self, caller: Caller, where: Where) -> Offered:
        """List for a lead what may be published, and what was published in the last year."""

        async def work(unit: Unit) -> Offered:
            group = await self._led(unit, caller, where)
            veil = self._desk.quotes_veil(group)
            rows = await unit.quotes.offered(group.id)
            today = today_of(self._desk, group)
            year_ago = date(today.year - 1, today.month, 1)
            return Offered(
                tuple(Quote(row.ref.hex(), veil.reveal(row.hidden)) for row in rows[:MOST_OFFERED]),
                await published_quotes(self._desk.texts_veil(group), unit, group.id, year_ago, today),
            )

        return await self._desk.store.read(work)

    async def publish(self, caller: Caller, where: Where, ref: str) -> None:
        """Let a lead publish a quote. Raises ``Refused("quote-gone")`` when it was taken back meanwhile."""

        async def work(unit: Unit) -> None:
            group = await self._led(unit, caller, where)
            hidden = await unit.quotes.take(group.id, _bytes_of(ref))
            if hidden is None:
                raise Refused("quote-gone")
            words = self._desk.quotes_veil(group).reveal(hidden)
            anew = self._desk.texts_veil(group).hide(words, self._desk.randomness.token(NONCE_SIZE))
            await unit.quotes.publish(group.id, anew, today_of(self._desk, group))
            await note(self._desk, unit, group, caller, "quote-published")

        await self._desk.store.write(work)
        await self._sealing.forget()

    async def drop(self, caller: Caller, where: Where, ref: str) -> None:
        """Let a lead delete a quote that will not be used, such as one that tells who it is about."""

        async def work(unit: Unit) -> None:
            group = await self._led(unit, caller, where)
            if await unit.quotes.take(group.id, _bytes_of(ref)) is None:
                raise Refused("quote-gone")
            await note(self._desk, unit, group, caller, "quote-dropped")

        await self._desk.store.write(work)
        await self._sealing.forget()

    async def _own(self, unit: Unit, group: Group, caller: Caller) -> tuple[Quote, ...]:
        veil = self._desk.quotes_veil(group)
        rows = await unit.quotes.of(quote_tag(self._desk, group, caller))
        return tuple(Quote(row.ref.hex(), veil.reveal(row.hidden), row.approved) for row in rows)

    async def _must_be_member(self, unit: Unit, group: Group, caller: Caller) -> None:
        self._must_be_of_members(group, caller)
        await must_not_be_away(self._desk, unit, group, caller)

    def _must_be_of_members(self, group: Group, caller: Caller) -> None:
        role = role_of(group, caller)
        if role is not Role.MEMBER:
            raise Refused("not-a-member" if role is Role.OUTSIDER else "for-members")

    async def _led(self, unit: Unit, caller: Caller, where: Where) -> Group:
        group = await group_of_channel(unit, where.channel_xid, where.server_xid)
        if role_of(group, caller) is not Role.LEAD:
            raise Refused("leads-only")
        return group


def quote_tag(desk: Desk, group: Group, caller: Caller) -> bytes:
    """Make the code under which a person's quotes lie."""
    return desk.quotes_veil(group).tag(caller.id.to_bytes())


async def published_quotes(veil: Veil, unit: Unit, group_id: int, since: date, until: date) -> tuple[str, ...]:
    """Read what leads published from one day to another, both included, in an order of chance.

    ``veil`` is the one of the group's kept texts.
    """
    return tuple(veil.reveal(hidden) for hidden in await unit.quotes.published(group_id, since, until))


def _bytes_of(ref: str) -> bytes:
    """Read the number that a button carries; raises ``Refused`` for a forged one."""
    try:
        return bytes.fromhex(ref)
    except ValueError:
        raise Refused("old-button") from None
