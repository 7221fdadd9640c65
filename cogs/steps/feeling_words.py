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
        lists = (*written_list(self.pack, card, "word", "feeling-words.list"), *self._helps(card))
        rows = tuple(row for row in (self._word_row(card), self._helps_row(card)) if row)
        if not rows:
            return Drawing((heading, *(lists or (self.say("none"),))))
        ask = (self.say("helps-ask"),) if self._helps_row(card) else ()
        who = text(self.pack.say("who.staff-reads"), self.pack.say("who.kept"))
        return Drawing((heading, feeling.prompts[0], *ask, who, *lists), rows)

    def draw_for_staff(self, panel: PanelView) -> Drawing:
        """Offer the feelings, the ones that the group had least often first; then things to ask."""
        feeling = self._feeling(panel.card.item)
        if feeling:
            words = (text(self.say("ask"), bullets(feeling.prompts), feeling.help),)
            more = () if "helps" in panel.card.more else ((Button(self.say("ask-helps"), "ask-too", "helps"),),)
            return Drawing(words, more)
        offered = [feeling for item in panel.offer if (feeling := self._feeling(item))]
        options = tuple(Option(one.label, one.id, one.meaning, one.emoji) for one in offered)
        return Drawing(
            (self.say("staff"),), (Select(self.say("choose"), "choose", "item", options),) if options else ()
        )

    @app_commands.command(name="feeling")
    async def feeling(self, interaction: discord.Interaction[Any], word: str = "", helps: str = "") -> None:
        """Add a word, or what helps, by typing."""
        await self.give(interaction, {"word": [word], "helps": [helps]})

    @feeling.autocomplete("word")
    async def _words(self, _interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return self.autocomplete("word", typed)

    def _word_row(self, card: CardView) -> tuple[Button, ...]:
        if "word" in card.closed:
            return ()
        return (
            Button(self.say("pick"), "pick", "word", look=Look.MAIN),
            Button(self.say("write"), "write", "word"),
            Button(self.pack.say("button.mine"), "mine", "word"),
        )

    def _helps_row(self, card: CardView) -> tuple[Button, ...]:
        """Offer to say what helps, once a facilitator asks it; a feeling without a list can be written about."""
        if "helps" not in card.more or "helps" in card.closed:
            return ()
        feeling = self._feeling(card.item)
        pick = (Button(self.say("helps-pick"), "pick", "helps"),) if feeling and feeling.helps else ()
        write, mine = Button(self.say("helps-write"), "write", "helps"), Button(self.say("helps-mine"), "mine", "helps")
        return (*pick, write, mine)

    def _helps(self, card: CardView) -> tuple[str, ...]:
        return written_list(self.pack, card, "helps", "feeling-words.helps-list") if "helps" in card.more else ()

    def _feeling(self, item: str) -> Feeling | None:
        return next((feeling for feeling in self.pack.feelings if feeling.id == item), None)
