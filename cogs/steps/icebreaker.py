"""The icebreaker as people see it: one easy question, answers to press."""

from collections.abc import Sequence
from typing import Any, ClassVar

import discord
from discord import app_commands

from bot.content import Icebreaker
from bot.services import CardView, PanelView
from bot.session import Step
from bot.session.steps.icebreaker import STEP
from cogs.steps.face import StepCog
from cogs.ui.body import Button, Look, bullets, text
from cogs.ui.card import Drawing, written_list
from cogs.ui.choices import answer_buttons
from cogs.ui.own_prompts import own_button


class IcebreakerCog(StepCog):
    """A short warm-up."""

    step: ClassVar[Step] = STEP

    def draw(self, card: CardView) -> Drawing:
        """Draw the question with its answers; before one is chosen, say that it is coming."""
        prompt = self._prompt(card)
        if prompt is None:
            return Drawing((self.say("waiting"),))
        question = text(f"**{prompt.title}**", prompt.text)
        shared = written_list(self.pack, card, "share", "icebreaker.shared")
        if "answer" in card.shown:
            return Drawing((question, self.shown(card, "answer"), *shared))
        return Drawing(
            (question, self.say("how"), self.pack.say("who.nobody"), *shared),
            (answer_buttons(self.pack, STEP, STEP.question("answer"), card.item, card.own_prompts),),
        )

    def draw_for_staff(self, panel: PanelView) -> Drawing:
        """Offer two to choose from, with a way never to see one again; then the reveal."""
        if panel.card.item:
            row = self.reveal_button(panel, "answer")
            return Drawing((), (row,) if row else ())
        own = panel.card.own_prompts
        offered = [prompt for item in panel.offer if (prompt := _find((*self.pack.icebreakers, *own), item))]
        use = tuple(
            Button(self.say("use", title=prompt.title), "choose", prompt.id, look=Look.MAIN) for prompt in offered
        )
        never = tuple(Button(self.say("never", title=prompt.title), "ban", prompt.id) for prompt in offered)
        titles = bullets([f"{prompt.title}: {prompt.text}" for prompt in offered])
        rows = (use, (*never, own_button(self.pack))) if offered else ((own_button(self.pack),),)
        return Drawing((text(self.say("staff"), titles),), rows)

    @app_commands.command(name="icebreaker")
    async def icebreaker(self, interaction: discord.Interaction[Any], answer: str) -> None:
        """Answer by typing."""
        await self.give(interaction, {"answer": [answer]})

    @icebreaker.autocomplete("answer")
    async def _answers(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        place = await self.answers.place(interaction.channel_id or 0, interaction.guild_id or 0, STEP.id)
        prompt = self._prompt(await self.giving.card_at(place))
        choices = prompt.answers if prompt else ()
        return [
            app_commands.Choice(name=choice.label, value=choice.id)
            for choice in choices
            if typed.casefold() in choice.label.casefold()
        ]

    def _prompt(self, card: CardView) -> Icebreaker | None:
        return _find((*self.pack.icebreakers, *card.own_prompts), card.item)


def _find(prompts: Sequence[Icebreaker], item: str) -> Icebreaker | None:
    return next((prompt for prompt in prompts if prompt.id == item), None)
