"""My ways of joining: a private page to look at, change and clear (feature A10)."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services.ways import WayService
from bot.session import Refused
from cogs.ui.door import whisper
from cogs.ui.router import Handler, Press, caller_of
from cogs.ui.ways import draw_ways
from cogs.ui.where import where_of

_SWITCH = {"on": True, "off": False}


def _choices(**said: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"say/{said[value]}", value=value.replace("_", "-")) for value in said]


class WaysCog(commands.Cog):
    """How a person would like to join."""

    def __init__(self, ways: WayService, pack: Pack) -> None:
        self._ways = ways
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"ways": self.ways, "way": self.way, "ways-clear": self.clear}

    async def ways(self, press: Press) -> None:
        """Show the page."""
        ways = await self._ways.show(press.caller, where_of(press.interaction))
        await whisper(press.interaction, draw_ways(self._pack, ways, session=press.address.session))

    async def way(self, press: Press) -> None:
        """Switch one thing; the argument is its name and on or off."""
        name, _, switch = press.argument.partition(".")
        if switch not in _SWITCH:
            raise Refused("old-button")
        ways = await self._ways.choose(press.caller, where_of(press.interaction), **{name: _SWITCH[switch]})
        await whisper(press.interaction, draw_ways(self._pack, ways, session=press.address.session))

    async def clear(self, press: Press) -> None:
        """Forget what was chosen."""
        ways = await self._ways.clear(press.caller, where_of(press.interaction))
        await whisper(press.interaction, draw_ways(self._pack, ways, session=press.address.session))

    @app_commands.command(name="my-ways")
    @app_commands.choices(
        words=_choices(longer="ways-button.long", shorter="ways-button.short"),
        pictures=_choices(on="ways-button.on", off="ways-button.off"),
        joining=_choices(listen="ways-button.listen", take_part="ways-button.join"),
    )
    async def my_ways(
        self, interaction: discord.Interaction[Any], words: str = "", pictures: str = "", joining: str = ""
    ) -> None:
        """Look, or choose by typing."""
        typed = {"short": words and words == "shorter", "pictures": pictures and pictures == "on"}
        typed["listens"] = joining and joining == "listen"
        chosen = {name: bool(value) for name, value in typed.items() if value != ""}
        caller, where = caller_of(interaction), where_of(interaction)
        ways = await (self._ways.choose(caller, where, **chosen) if chosen else self._ways.show(caller, where))
        await whisper(interaction, draw_ways(self._pack, ways))
