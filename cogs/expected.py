"""What to expect: the card 48 hours before a session, kept true, and its second page."""

import asyncio
import contextlib
import logging
from datetime import date
from typing import Any

import discord
from discord.ext import commands

from bot.content import Pack
from bot.services.expected import Expected, ExpectedService
from bot.session import Refused
from cogs.schedule import where_of
from cogs.ui.address import Address
from cogs.ui.body import Body, layout
from cogs.ui.door import UNHEARD, whisper
from cogs.ui.expected import draw_expected, draw_more
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press

_log = logging.getLogger(__name__)
_LOOK_BACK = 50
_OURS = frozenset({"expected-more", "schedule"})


class ExpectedCog(commands.Cog):
    """Posts what was claimed, and redraws what is no longer true."""

    def __init__(self, expected: ExpectedService, rooms: Rooms, pack: Pack) -> None:
        self._expected = expected
        self._rooms = rooms
        self._pack = pack
        self._turn = asyncio.Lock()

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"expected-more": self.more}

    async def more(self, press: Press) -> None:
        """Show the second page."""
        try:
            day = date.fromisoformat(press.argument)
        except ValueError:
            raise Refused("old-button") from None
        await self._expected.read(press.caller, where_of(press.interaction), day)
        await whisper(press.interaction, draw_more(self._pack))

    async def keep(self, client: discord.Client) -> None:
        """Post and redraw what is due; what Discord refuses is told to staff once and tried again later."""
        async with self._turn:  # two beats at once would post twice
            for one in await self._expected.due():
                try:
                    await self._rooms.carefully(one.group, "session", self._show(client, one))
                except UNHEARD as error:
                    _log.warning("A card ahead of a date is late: %s", type(error).__name__)

    async def _show(self, client: discord.Client, one: Expected) -> None:
        channel = client.get_partial_messageable(one.group.session_channel_xid)
        body = draw_expected(self._pack, one)
        known = one.message_xid or await _find(client, channel, f"{one.meeting.on_date:%Y%m%d}")
        if known:
            with contextlib.suppress(discord.NotFound):  # staff took it away: then it stays away
                await _edit(channel, known, body)
            await self._expected.posted(one, known)
            return
        sent = await channel.send(view=layout(body), allowed_mentions=discord.AllowedMentions.none())
        await self._expected.posted(one, sent.id)


async def _edit(channel: discord.PartialMessageable, message_xid: int, body: Body) -> None:
    await channel.get_partial_message(message_xid).edit(view=layout(body))


async def _find(client: discord.Client, channel: discord.PartialMessageable, key: str) -> int | None:
    """Find the message that a kill has left behind between its posting and its row: by the date in its address."""
    ours = client.user.id if client.user else 0
    async for message in channel.history(limit=_LOOK_BACK):
        if message.author.id == ours and _names(message.components, key):
            return message.id
    return None


def _names(components: Any, key: str) -> bool:
    for component in components:
        address = Address.parse(getattr(component, "custom_id", None) or "")
        if address and address.verb in _OURS and address.argument == key:
            return True
        if _names(getattr(component, "children", ()), key):
            return True
    return False
