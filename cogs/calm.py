"""Something else to do while the topic may be hard to hear: a private page. Nothing of it is stored, nobody hears."""

from discord.ext import commands

from bot.content import Pack
from cogs.ui.calm import draw_calm
from cogs.ui.door import whisper
from cogs.ui.router import Handler, Press


class CalmCog(commands.Cog):
    """A page of calm things."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"calm": self.calm}

    async def calm(self, press: Press) -> None:
        """Open it, for whoever asks and whenever."""
        await whisper(press.interaction, draw_calm(self._pack, press.address.session, press.address.slot))
