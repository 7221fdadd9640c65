"""The rota: /rota for staff, its private pages, and swaps in the staff channel."""

import asyncio
import contextlib
import logging
from datetime import date
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services.rota import RotaService, RotaView, SwapView
from bot.session import Refused
from cogs.schedule import where_of
from cogs.ui.address import Address
from cogs.ui.body import layout
from cogs.ui.door import UNHEARD, whisper
from cogs.ui.rooms import Rooms
from cogs.ui.rota import draw_date, draw_rota, draw_swap
from cogs.ui.router import Handler, Press, caller_of, number

_log = logging.getLogger(__name__)
_LOOK_BACK = 50
_OF_SWAPS = frozenset({"rota-take", "rota-withdraw"})


class RotaCog(commands.Cog):
    """Who leads and who supports."""

    def __init__(self, rota: RotaService, rooms: Rooms, pack: Pack) -> None:
        self._rota = rota
        self._rooms = rooms
        self._pack = pack
        self._turn = asyncio.Lock()

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "rota": self.page,
            "rota-date": self.one_date,
            "rota-put": self.put,
            "rota-off": self.take_off,
            "rota-swap": self.ask_swap,
            "rota-take": self.take,
            "rota-confirm": self.confirm,
            "rota-withdraw": self.withdraw,
        }

    @app_commands.command(name="rota", description="See who leads the next sessions. For facilitators.")
    async def rota(self, interaction: discord.Interaction[Any]) -> None:
        """Show the next sessions."""
        view = await self._rota.show(caller_of(interaction), where_of(interaction))
        await whisper(interaction, draw_rota(self._pack, view))

    async def page(self, press: Press) -> None:
        """Show the next sessions."""
        view = await self._rota.show(press.caller, where_of(press.interaction))
        await whisper(press.interaction, draw_rota(self._pack, view))

    async def one_date(self, press: Press) -> None:
        """Show one date with what can be said about it."""
        view = await self._rota.show(press.caller, where_of(press.interaction))
        await self._show_date(press, view, _day(press.chosen[0] if press.chosen else ""))

    async def put(self, press: Press) -> None:
        """Say what one can do; the argument is date.part."""
        day, _dot, part = press.argument.partition(".")
        await self._show_date(
            press, await self._rota.put(press.caller, where_of(press.interaction), _day(day), part), _day(day)
        )

    async def take_off(self, press: Press) -> None:
        """Take somebody off a date, for a lead."""
        place = number(press.chosen[0] if press.chosen else "")
        view = await self._rota.take_off(press.caller, where_of(press.interaction), place)
        await self._show_date(press, view, _day(press.argument))

    async def ask_swap(self, press: Press) -> None:
        """Ask the others to take a date."""
        day = _day(press.argument)
        await self._show_date(press, await self._rota.ask_swap(press.caller, where_of(press.interaction), day), day)

    async def take(self, press: Press) -> None:
        """Say "I take it"."""
        await self._rota.take(press.caller, where_of(press.interaction), press.number())
        await self.keep(press.interaction.client)

    async def confirm(self, press: Press) -> None:
        """Let the asker confirm; the argument is swap.turn."""
        swap, _dot, turn = press.argument.partition(".")
        await self._rota.confirm(press.caller, where_of(press.interaction), number(swap), number(turn))
        await self.keep(press.interaction.client)

    async def withdraw(self, press: Press) -> None:
        """Let the asker call it off, or the other one step back."""
        await self._rota.withdraw(press.caller, where_of(press.interaction), press.number())
        await self.keep(press.interaction.client)

    async def keep(self, client: discord.Client) -> None:
        """Let each swap's message be as it must; what Discord refuses is tried again at the next beat."""
        async with self._turn:
            for view in await self._rota.to_show():
                try:
                    await self._rooms.carefully(view.group, "staff", self._show_swap(client, view))
                except UNHEARD as error:
                    _log.warning("A swap is late: %s", type(error).__name__)

    async def _show_swap(self, client: discord.Client, view: SwapView) -> None:
        channel = client.get_partial_messageable(view.group.staff_channel_xid)
        body = draw_swap(self._pack, view)
        known = view.swap.message_xid or await _find(client, channel, str(view.swap.id))
        if known:
            with contextlib.suppress(discord.NotFound):  # staff took it away: then it stays away
                await channel.get_partial_message(known).edit(view=layout(body))
        elif not view.is_over:
            none = discord.AllowedMentions.none()
            known = (await channel.send(view=layout(body), allowed_mentions=none)).id
        await self._rota.shown(view, known)

    async def _show_date(self, press: Press, view: RotaView, day: date) -> None:
        await whisper(press.interaction, draw_date(self._pack, view, day))
        await self.keep(press.interaction.client)


def _day(written: str) -> date:
    """Read 20261124; raises ``Refused("old-button")`` for anything that we never wrote."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refused("old-button") from None


async def _find(client: discord.Client, channel: discord.PartialMessageable, swap: str) -> int | None:
    """Find the message that a kill has left behind between its posting and its row, by the swap in its address."""
    ours = client.user.id if client.user else 0
    async for message in channel.history(limit=_LOOK_BACK):
        if message.author.id == ours and _names(message.components, swap):
            return message.id
    return None


def _names(components: Any, swap: str) -> bool:
    for component in components:
        address = Address.parse(getattr(component, "custom_id", None) or "")
        if (address and address.verb in _OF_SWAPS and address.argument == swap) or _names(
            getattr(component, "children", ()), swap
        ):
            return True
    return False
