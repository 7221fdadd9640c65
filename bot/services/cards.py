"""Colour cards: "stop, I have a question" without a word, seen by staff alone (features A8, O6).

Cards are not answers: they are allowed before the start, in a break and for who just listens. They are for members
alone. A supporter may not show one, because staff would read it as the member's; staff would count themselves.
The room is never told. Staff see how many cards of each colour are up, and a name only if its owner said yes.
"""

from dataclasses import dataclass

from bot.privacy import Veil
from bot.privacy.veil import NONCE_SIZE
from bot.services.desk import Desk, must_be_staff, session_of
from bot.services.members import session_of_member
from bot.services.session_key import session_veil
from bot.session import Caller, Refused
from bot.storage import Unit

COLOURS = ("red", "yellow", "green", "blue")


@dataclass(frozen=True)
class CardsUp:
    """The cards of one colour that are up: how many, and the names of those who chose to be known."""

    colour: str
    count: int
    names: tuple[str, ...] = ()


class CardService:
    """A member's own card, and what staff do with cards."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def mine(self, caller: Caller, session_id: int) -> bool:
        """Tell whether a card of the asker is up. Raises ``Refused``: session-over, not-a-member, cards-for-members."""

        async def work(unit: Unit) -> bool:
            await session_of_member(unit, caller, session_id, Refused("cards-for-members"))
            nonce = await unit.cards.nonce(session_id)
            return nonce is not None and await unit.cards.of(session_id, self._tag(nonce, caller)) is not None

        return await self._desk.store.read(work)

    async def show(self, caller: Caller, session_id: int, colour: str) -> None:
        """Put the asker's card up, without a name, in the place of the one that they had."""
        if colour not in COLOURS:
            raise Refused("not-a-choice")

        async def work(unit: Unit) -> None:
            _veil, tag = await self._own(unit, caller, session_id)
            await unit.cards.put(session_id, tag, colour)

        await self._desk.store.write(work)

    async def sign(self, caller: Caller, session_id: int) -> None:
        """Let staff know whose the asker's card is. Raises ``Refused("no-card-up")`` when it was taken down."""

        async def work(unit: Unit) -> None:
            veil, tag = await self._own(unit, caller, session_id)
            card = await unit.cards.of(session_id, tag)
            if card is None:
                raise Refused("no-card-up")
            hidden = veil.hide(caller.name, self._desk.randomness.token(NONCE_SIZE))
            await unit.cards.put(session_id, tag, card.colour, hidden)

        await self._desk.store.write(work)

    async def take_down(self, caller: Caller, session_id: int) -> None:
        """Take the asker's card down; without one nothing happens."""

        async def work(unit: Unit) -> None:
            _veil, tag = await self._own(unit, caller, session_id)
            await unit.cards.remove(session_id, tag)

        await self._desk.store.write(work)

    async def done(self, caller: Caller, session_id: int, colour: str, seen: int) -> None:
        """Take all cards of a colour down, for staff who have looked after them.

        ``seen`` is how many the panel showed: when there are others by now, nothing goes down unseen, and the press
        is refused as "cards-changed". A second press finds none and changes nothing.
        """
        if colour not in COLOURS:
            raise Refused("not-a-choice")

        async def work(unit: Unit) -> None:
            session = await session_of(unit, session_id)
            must_be_staff(await unit.groups.get(session.group_id), caller)
            there = await unit.cards.count(session_id, colour)
            if there not in (0, seen):
                raise Refused("cards-changed")
            await unit.cards.remove_colour(session_id, colour)

        await self._desk.store.write(work)

    async def _own(self, unit: Unit, caller: Caller, session_id: int) -> tuple[Veil, bytes]:
        """Make the session's key, drawn when the first card needs it, and the asker's tag under it."""
        await session_of_member(unit, caller, session_id, Refused("cards-for-members"))
        veil = await session_veil(self._desk, unit, session_id)
        return veil, veil.tag(caller.id.to_bytes())

    def _tag(self, nonce: bytes, caller: Caller) -> bytes:
        return self._desk.session_veil(nonce).tag(caller.id.to_bytes())


async def cards_up(unit: Unit, session_id: int, veil: Veil | None) -> tuple[CardsUp, ...]:
    """List the cards of a session for its panel, the most urgent colour first; without its key there are none."""
    if veil is None:
        return ()
    up = await unit.cards.up(session_id)
    found = []
    for colour in COLOURS:
        of_colour = [card for card in up if card.colour == colour]
        names = sorted(veil.reveal(card.hidden_name) for card in of_colour if card.hidden_name)
        if of_colour:
            found.append(CardsUp(colour, len(of_colour), tuple(names)))
    return tuple(found)
