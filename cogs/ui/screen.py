"""The screen is a projection: compare what the database says with what is posted, and make it so.

One function, ``show``, serves a press, the start-up and the time after an outage, so a kill at any moment heals
itself. After a start, and after anything that Discord did not acknowledge, it reads the bot's own last messages in the
room before it posts a card, adopts the newest that is the card it wants, and retires every other card of the session:
there is exactly one live card.
"""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import discord

from bot.content import Pack
from bot.scheduling import at_once
from bot.services import BoardService, CardView, Forgotten, RoomView
from bot.session import State
from cogs.ui.address import Address
from cogs.ui.body import Body, Tone, files, layout
from cogs.ui.card import Face, draw_card, draw_gathering_retired, draw_retired
from cogs.ui.door import UNHEARD, whisper
from cogs.ui.hello import draw_settled
from cogs.ui.pace import Pace
from cogs.ui.panel import draw_panel
from cogs.ui.rooms import Rooms

_log = logging.getLogger(__name__)
_LOOK_BACK = 50
AT_ONCE = 16  # sessions that are drawn at the same time: more would only wait for Discord's limit


@dataclass(frozen=True)
class Found:
    """A message of ours with live controls, and the slot that they belong to."""

    message_xid: int
    slot: int


class Screen:
    """What is posted in the rooms of all groups."""

    def __init__(
        self,
        client: discord.Client,
        board: BoardService,
        rooms: Rooms,
        pack: Pack,
        faces: Mapping[str, Face],
        *,
        pace: Pace,
    ) -> None:
        self._client = client
        self._board = board
        self._rooms = rooms
        self._pack = pack
        self.faces = faces
        self._pace = pace
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._wanted: set[int] = set()
        self.late: set[int] = set()
        self._shut: set[int] = set()
        self._drawn: dict[tuple[int, str], tuple[int, int]] = {}

    async def show(self, session_id: int, *, recover: bool = False) -> None:
        """Make the rooms of one session look as the database says. Calls for one session wait for each other.

        ``recover`` looks for messages that a kill has left behind even when all seems well. What Discord refuses is
        drawn again at the next beat (``late``): what is stored is true, and to ask for another press would do it twice.
        """
        turn = self._turns.setdefault(session_id, asyncio.Lock())
        self._wanted.add(session_id)
        async with turn:
            if session_id not in self._wanted and not recover:
                return  # whoever had the turn before has drawn what we wanted drawn
            await self._pace.pause(session_id)
            self._wanted.discard(session_id)
            await self._draw_or_late(session_id, recover=recover)

    async def show_again(self, session_id: int) -> None:
        """Do it at a beat: what Discord refused before may have left messages behind."""
        await self.show(session_id, recover=session_id in self.late)

    async def forget(self, forgotten: Forgotten, *, drawn: bool = False) -> None:
        """Take a person who is forgotten off what staff see: the panel, if not ``drawn`` yet, and their hello."""
        if forgotten.session and not drawn:
            await self.show(forgotten.session)
        await self._rooms.replace(*forgotten.hello, draw_settled(self._pack))

    async def _draw_or_late(self, session_id: int, *, recover: bool = False, room: RoomView | None = None) -> None:
        recover = recover or session_id in self.late  # a card may be there that we know nothing of
        try:
            await self._draw(room or await self._board.room(session_id), recover=recover)
            self.late.discard(session_id)
        except BaseException as error:  # also a cancelled one: whatever ended it, a card may be there
            self.late.add(session_id)
            if not isinstance(error, UNHEARD):
                raise
            _log.warning("A card is late: %s %s", type(error).__name__, getattr(error, "code", ""))

    def face_of(self, card: CardView) -> Face:
        """Give the face that draws a card."""
        return self.faces[card.step.id]

    @property
    def due(self) -> set[int]:
        """List the sessions of which something is not on the screen yet; each beat tries once more."""
        return self.late | self._shut

    def staff_see(self, session_id: int) -> bool:
        """Tell whether the panel could be drawn when last tried: nobody is told that staff see what they do not."""
        return session_id not in self.due

    async def show_or_tell(self, interaction: discord.Interaction[Any], session_id: int, late: str) -> None:
        """Draw what a person changed for staff to see, or not to see any more; where Discord refuses, say ``late``."""
        await self.show(session_id)
        if not self.staff_see(session_id):
            await whisper(interaction, Body((self._pack.say(late),), tone=Tone.HELP))

    async def _draw(self, room: RoomView, *, recover: bool) -> None:
        session_id = room.session_id
        await self._rooms.open_or_lock(room)
        late = None
        try:
            await self._rooms.carefully(room.group, "session", self._show_card(room, recover=recover))
        except UNHEARD as error:  # a card that is late must not keep the panel from staff, who go on with it
            late = error
        drawn = await self._rooms.carefully(room.group, "staff", self._show_panel(room, recover=recover))
        keep_trying = not drawn and room.is_newest  # an old panel is not tried for ever
        (self._shut.add if keep_trying else self._shut.discard)(session_id)
        if late:
            raise late

    async def staff_done(self, interaction: discord.Interaction[Any], session_id: int, sentence: str) -> None:
        """Answer staff, then draw what they changed.

        A press on the panel is answered by the panel itself, drawn anew: private words below it would push it out
        of sight. A command, or a press on a private message, is answered in private words.
        """
        turn = self._turns.setdefault(session_id, asyncio.Lock())
        if turn.locked() or self._pace.is_early(session_id):  # who pressed must not wait until cards are drawn
            await self._answer_staff(interaction, await self._board.room(session_id), sentence)
            await self.show(session_id)
            return
        async with turn:
            room = await self._board.room(session_id)
            await self._answer_staff(interaction, room, sentence)
            await self._draw_or_late(session_id, room=room)

    async def _answer_staff(self, interaction: discord.Interaction[Any], room: RoomView, sentence: str) -> None:
        pressed = interaction.message
        with contextlib.suppress(*UNHEARD):  # the change is stored, whether or not its author could be told
            if pressed is None or pressed.flags.ephemeral or interaction.response.is_done():
                await whisper(interaction, Body((sentence,), tone=Tone.STAFF))
                return
            panel = draw_panel(self._pack, self.faces[room.card.step.id], room.panel)
            await interaction.response.edit_message(view=layout(panel))
            self._drawn[room.session_id, "panel"] = (pressed.id, _mark(panel))

    def drawn(self, card: CardView) -> Body:
        """Draw a card as the room sees it, for somebody who reads it aloud."""
        return draw_card(self._pack, self.faces[card.step.id], card)

    async def show_all(self) -> None:
        """Compare everything that may be on a screen: at start-up, and after the gateway was away."""
        await at_once(AT_ONCE, partial(self.show, recover=True), await self._board.sessions_to_show())

    async def _show_card(self, room: RoomView, *, recover: bool) -> None:
        channel = self._client.get_partial_messageable(room.group.session_channel_xid)
        slot = _slot_on_screen(room)
        body = draw_card(self._pack, self.faces[room.card.step.id], room.card)
        known = Found(room.card_xid, room.card_slot or 0) if room.card_xid else None
        if known and known.slot == slot and not recover and await self._redraw(room, "card", known.message_xid, body):
            return
        if known is None and not room.state.is_open:
            return
        found = await self._cards_in(channel, room.session_id) if recover else []
        await self._replace_card(room, channel, body, known, found)

    async def _replace_card(
        self, room: RoomView, channel: discord.PartialMessageable, body: Body, known: Found | None, found: list[Found]
    ) -> None:
        slot = _slot_on_screen(room)
        live = next((card.message_xid for card in found if card.slot == slot), None)
        if live is None or not await _edit(channel, live, body):
            live = (await channel.send(view=layout(body), files=files(body), silent=True)).id
        self._drawn[room.session_id, "card"] = (live, _mark(body))
        if known is None or known.message_xid != live:
            await self._board.posted_card(room.session_id, live, slot)
        others = {card.message_xid: card.slot for card in ([known] if known else []) + found}
        others.pop(live, None)
        for message_xid, old_slot in others.items():
            await _edit(channel, message_xid, await self._retired(room, old_slot))

    async def _retired(self, room: RoomView, slot: int) -> Body:
        if slot == 0:
            return draw_gathering_retired(self._pack, room.card)
        card = await self._board.card(room.session_id, slot)
        return draw_retired(self._pack, self.faces[card.step.id], card)

    async def _show_panel(self, room: RoomView, *, recover: bool) -> None:
        channel = self._client.get_partial_messageable(room.group.staff_channel_xid)
        body = draw_panel(self._pack, self.faces[room.card.step.id], room.panel)
        live = room.panel_xid
        if live and not recover and await self._redraw(room, "panel", live, body):
            return
        if live is None and not room.state.is_open:
            return
        found = await self._cards_in(channel, room.session_id) if recover else []
        live = next((panel.message_xid for panel in found), live)
        if live is None or not await _edit(channel, live, body):
            if not room.state.is_open:
                return
            live = (await channel.send(view=layout(body))).id
        self._drawn[room.session_id, "panel"] = (live, _mark(body))
        if live != room.panel_xid:
            await self._board.posted_panel(room.session_id, live)
        for panel in found:
            if panel.message_xid != live:
                await _edit(channel, panel.message_xid, Body((self._pack.say("panel.moved"),)))

    async def _redraw(self, room: RoomView, which: str, message_xid: int, body: Body) -> bool:
        """Redraw a message that is known, unless it says so already; False when it is no longer there."""
        key, drawn = (room.session_id, which), (message_xid, _mark(body))
        if self._drawn.get(key) == drawn:
            return True
        xid = room.group.session_channel_xid if which == "card" else room.group.staff_channel_xid
        there = await _edit(self._client.get_partial_messageable(xid), message_xid, body)
        self._pace.drawn(room.session_id)
        if there and room.state.is_open:
            self._drawn[key] = drawn
        else:
            self._drawn.pop(key, None)
        return there

    async def _cards_in(self, channel: discord.PartialMessageable, session_id: int) -> list[Found]:
        """Find our own messages with live controls of this session, newest first."""
        ours = self._client.user.id if self._client.user else 0
        return [
            Found(message.id, address.slot)
            async for message in channel.history(limit=_LOOK_BACK)
            if message.author.id == ours and (address := _address_in(message.components, session_id))
        ]


def _mark(body: Body) -> int:
    """Tell two bodies apart without keeping what they say."""
    return hash(repr(body))


def _slot_on_screen(room: RoomView) -> int:
    """Tell which card is live: the slot's own, or 0 for the arrival card."""
    before = room.state is State.GATHERING or (room.state is State.CANCELLED and room.card_slot in (0, None))
    return 0 if before else room.card.slot


def _address_in(components: Any, session_id: int) -> Address | None:
    for component in components:
        address = Address.parse(getattr(component, "custom_id", None) or "")
        if address and address.session == session_id:
            return address
        inner = _address_in(getattr(component, "children", ()), session_id)
        if inner:
            return inner
    return None


async def _edit(channel: discord.PartialMessageable, message_xid: int, body: Body) -> bool:
    """Redraw a message; False when it is no longer there."""
    try:
        await channel.get_partial_message(message_xid).edit(view=layout(body), attachments=files(body))
    except discord.NotFound:
        return False
    return True
