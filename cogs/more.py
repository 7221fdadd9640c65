"""The private menu behind "More for me": what a member needs seldom, without a command to type (feature A6)."""

from discord.ext import commands

from bot.content import Pack
from cogs.ui.body import Body
from cogs.ui.door import whisper
from cogs.ui.own_row import more_rows
from cogs.ui.router import Handler, Press


class MoreCog(commands.Cog):
    """A menu; what is behind its buttons belongs to other cogs."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"more": self.more}

    async def more(self, press: Press) -> None:
        """Open it, for whoever asks: each thing in it decides for itself whom it serves."""
        rows, place = more_rows(self._pack), press.address
        await whisper(press.interaction, Body((self._pack.say("own.menu"),), rows, place.session, place.slot))
