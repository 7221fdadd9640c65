"""The feeling words as people see them: pick or type, held until shown, one plain list."""

from typing import Any, ClassVar

import discord
from discord import app_commands

from bot.content import Feeling
from bot.services import CardView, PanelView
from bot.session import Step
from bot.session.steps.feeling_words import STEP
from cogs.steps.face import StepCog
from cogs.ui.body import Button, Look, Option, Select, bullets, text
from cogs.ui.card import Drawing, written_list


class FeelingWordsCog(StepCog):
    """Words for one feeling."""

    step: ClassVar[Step] = STEP

    def draw(self, card: CardView) -> Drawing:
        """Draw the feeling, how to add a word, and the words that the room may see."""
        feeling = self._feeling(card.item)
        if feeling is None:
            return Drawing((self.say("waiting"),))
        heading = text(f"**{feeling.label}** {feeling.emoji}", feeling.meaning, feeling.body)
        words = written_list(self.pack, card, "word", "feeling-words.list")
        if "word" in card.closed:
            return Drawing((heading, *(words or (self.say("none"),))))
        buttons = (
            Button(self.say("pick"), "pick", "word", look=Look.MAIN),
            Button(self.say("write"), "write", "word"),
            Button(self.pack.say("button.mine"), "mine", "word"),
        )
        return Drawing(
            (heading, feeling.prompts[0], text(self.pack.say("who.staff-reads"), self.pack.say("who.kept")), *words),
            (buttons,),
        )

    def draw_for_staff(self, panel: PanelView) -> Drawing:
        """Offer the feelings, the ones that the group had least often first; then things to ask."""
        feeling = self._feeling(panel.card.item)
        if feeling:
            return Drawing((text(self.say("ask"), bullets(feeling.prompts), feeling.help),))
        offered = [feeling for item in panel.offer if (feeling := self._feeling(item))]
        options = tuple(Option(one.label, one.id, one.meaning, one.emoji) for one in offered)
        return Drawing(
            (self.say("staff"),), (Select(self.say("choose"), "choose", "item", options),) if options else ()
        )

    @app_commands.command(name="feeling")
    async def feeling(self, interaction: discord.Interaction[Any], word: str) -> None:
        """Add a word by typing."""
        await self.give(interaction, {"word": [word]})

    @feeling.autocomplete("word")
    async def _words(self, _interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return self.autocomplete("word", typed)

    def _feeling(self, item: str) -> Feeling | None:
        return next((feeling for feeling in self.pack.feelings if feeling.id == item), None)
