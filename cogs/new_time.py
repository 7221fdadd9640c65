"""Did the new time help? A button on the lead's page about a better time (feature M9)."""

from discord.ext import commands

from bot.content import Pack
from bot.services.new_time import NewTimeService
from cogs.ui.door import whisper
from cogs.ui.new_time import draw_new_time
from cogs.ui.router import Handler, Press
from cogs.ui.where import where_of


class NewTimeCog(commands.Cog):
    """Numbers on both sides of a change."""

    def __init__(self, new_time: NewTimeService, pack: Pack) -> None:
        self._new_time = new_time
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"new-time": self.show}

    async def show(self, press: Press) -> None:
        """Show a lead what came of each change."""
        changes = await self._new_time.changes(press.caller, where_of(press.interaction))
        await whisper(press.interaction, draw_new_time(self._pack, changes))
