"""The thank-you list as people see it: pick or type, nameless unless signed, no forced cheer."""

from typing import Any, ClassVar

import discord
from discord import app_commands

from bot.services import CardView, PanelView
from bot.session import Step
from bot.session.steps.gratitude import STEP
from cogs.steps.face import StepCog
from cogs.ui.body import Button, Look, bullets, text
from cogs.ui.card import Drawing, written_list
from cogs.ui.router import caller_of


class GratitudeCog(StepCog):
    """A list that the group owns."""

    step: ClassVar[Step] = STEP

    def draw(self, card: CardView) -> Drawing:
        """Draw the invitation and the list; an empty list closes with a warm line."""
        things = written_list(self.pack, card, "thanks", "gratitude.list")
        if "thanks" in card.closed:
            return Drawing(things or (self.say("none"),))
        buttons = (
            Button(self.say("pick"), "pick", "thanks", look=Look.MAIN),
            Button(self.say("write"), "write", "thanks"),
            Button(self.pack.say("button.mine"), "mine", "thanks"),
        )
        who = text(self.pack.say("who.staff-reads"), self.pack.say("who.kept"))
        return Drawing((self.say("text"), who, *things), (buttons,))

    def draw_for_staff(self, panel: PanelView) -> Drawing:  # noqa: ARG002  the prompts are always the same
        """Give the facilitator things to ask."""
        return Drawing((text(self.say("ask"), bullets(self.pack.gratitude_prompts)),))

    @app_commands.command(name="gratitude")
    async def gratitude(self, interaction: discord.Interaction[Any], text: str, *, sign: bool = False) -> None:
        """Add an entry by typing."""
        await self.give(interaction, {"thanks": [text]}, signed_as=caller_of(interaction).name if sign else "")

    @gratitude.autocomplete("text")
    async def _things(self, _interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return self.autocomplete("thanks", typed)
