"""The closing as people see it: always the last card of a session."""

from typing import Any, ClassVar

import discord
from discord import app_commands

from bot.services import CardView
from bot.session import State, Step
from bot.session.steps.closing import STEP
from cogs.steps.face import StepCog
from cogs.ui.card import Drawing, next_time
from cogs.ui.choices import answer_buttons
from cogs.ui.keepsake import ending_text

_CHANGES = [
    app_commands.Choice(name=f"choices/closing.change/{name}", value=name) for name in ("better", "same", "worse")
]


class ClosingCog(StepCog):
    """Saying goodbye."""

    step: ClassVar[Step] = STEP

    def draw(self, card: CardView) -> Drawing:
        """Draw the goodbye, the next time, and better / same / worse while the session is open."""
        words = (self.say("text"), self.say("look-after"), *ending_text(self.pack, card))
        if card.state is not State.CLOSING:
            return Drawing(words)
        if not card.group.check_in:
            return Drawing((*words, next_time(self.pack, card)))
        buttons = answer_buttons(self.pack, STEP, STEP.question("change"))
        return Drawing((*words, next_time(self.pack, card), self.say("ask"), self.pack.say("who.nobody")), (buttons,))

    @app_commands.command(name="closing")
    @app_commands.choices(change=_CHANGES)
    async def closing(self, interaction: discord.Interaction[Any], change: str) -> None:
        """Answer by typing."""
        await self.give(interaction, {"change": [change]})
