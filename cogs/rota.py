"""The rota: /rota for staff, its private pages, and swaps in the staff channel."""

import asyncio
import logging
from datetime import date
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services.rota import RotaService, RotaView, SwapView
from bot.session import Refused
from cogs.ui.door import UNHEARD, whisper
from cogs.ui.one_message import keep_one
from cogs.ui.rooms import Rooms
from cogs.ui.rota import draw_date, draw_rota, draw_swap
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.where import where_of

_log = logging.getLogger(__name__)
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

    @app_commands.command(name="rota")
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
        known = await keep_one(
            client,
            view.group.staff_channel_xid,
            draw_swap(self._pack, view),
            known=view.swap.message_xid,
            verbs=_OF_SWAPS,
            argument=str(view.swap.id),
            wanted=not view.is_over,
        )
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
