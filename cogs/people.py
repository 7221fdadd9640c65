"""Looking after people: the one way in for staff, from the panel, by a command, or from a person's own menu."""

from discord.ext import commands

from bot.content import Pack
from bot.services import HandOnService
from cogs.ui.door import whisper
from cogs.ui.panel_people import draw_menu
from cogs.ui.router import Handler, Press, where_pressed


class PeopleCog(commands.Cog):
    """The private menu and what it leads to."""

    def __init__(self, hand_ons: HandOnService, pack: Pack) -> None:
        self._hand_ons = hand_ons
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"people": self.menu}

    async def menu(self, press: Press) -> None:
        """Open the menu, for staff alone."""
        await self._hand_ons.may_pass(press.caller, *where_pressed(press.interaction))
        await whisper(press.interaction, draw_menu(self._pack))
