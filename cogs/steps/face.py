"""What every step's cog has: its kind, its words, and the way to answer by a slash command."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any, ClassVar, Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services import AnswerService, CardView, PanelView, RulesService
from bot.session import Refused, Step
from cogs.answers import AnswersCog
from cogs.ui.body import Button, bullets
from cogs.ui.card import Drawing
from cogs.ui.choices import choices_of, label_of
from cogs.ui.router import Handler, Press
from cogs.ui.screen import Screen

MOST_CHOICES = 25


class StepCog(commands.Cog):
    """One kind of step as people see it. A subclass names its ``step`` and draws it."""

    step: ClassVar[Step]
    mine: ClassVar[str] = ""  # the questions that "See my answer" shows after an answer; "" for the one answered

    def __init__(
        self, pack: Pack, answers: AnswerService, rules: RulesService, giving: AnswersCog, screen: Screen
    ) -> None:
        self.pack = pack
        self.answers = answers
        self.rules_of = rules
        self.giving = giving
        self.screen = screen

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """Verbs of this step alone; most steps need none."""
        return {}

    def in_words(self, pack: Pack) -> Self:
        """Give the same step in the words of another pack, to draw with; the bot never takes it in as a cog."""
        other = copy(self)
        other.pack = pack
        return other

    def draw(self, card: CardView) -> Drawing:
        """Draw the middle of the members' card."""
        raise NotImplementedError

    def draw_for_staff(self, panel: PanelView) -> Drawing:  # noqa: ARG002  most steps have nothing to add
        """Draw what the panel offers for this step."""
        return Drawing()

    def say(self, key: str, **values: object) -> str:
        """Say one of this step's own sentences."""
        return self.pack.say(f"{self.step.id}.{key}", **values)

    async def give(
        self, interaction: discord.Interaction[Any], values: Mapping[str, Sequence[str]], *, signed_as: str = ""
    ) -> None:
        """Take answers from a slash command, as a press would give them."""
        place = await self.answers.place(interaction.channel_id or 0, interaction.guild_id or 0, self.step.id)
        given = {question: list(chosen) for question, chosen in values.items() if any(chosen)}
        if not given:
            raise Refused("nothing-chosen")
        await self.giving.take(interaction, place, given, signed_as=signed_as, mine=self.mine)

    async def staff_done(self, press: Press, key: str) -> None:
        """Tell a facilitator that it is done, then draw what they changed."""
        await self.screen.staff_done(press.interaction, press.address.session, self.pack.say(key))

    def shown(self, card: CardView, question: str) -> str:
        """Write the result of a question: what was chosen, each once in the order of the card, or the kind no."""
        result = card.shown[question]
        if result is None:
            return self.pack.say("reveal.not-today")
        asked = self.step.question(question)
        chosen: Any = result["chosen"]
        counts: Any = result["counts"]
        options = choices_of(self.pack, self.step, asked, card.item, card.own_prompts)
        order = [option.value for option in options if option.value in chosen]
        names = [(label_of(options, value), counts.get(value)) for value in order]
        return bullets([self.pack.say("reveal.count", choice=name, n=n) if n else name for name, n in names])

    def reveal_button(self, panel: PanelView, *questions: str) -> tuple[Button, ...]:
        """Offer to show the answers, until they were shown."""
        if any(question in panel.card.shown for question in questions):
            return ()
        return (Button(self.pack.say("staff-button.reveal"), "reveal", ",".join(questions)),)

    def autocomplete(self, question: str, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest the words of the pack's bank while a person types."""
        options = choices_of(self.pack, self.step, self.step.question(question))
        near = [option for option in options if typed.casefold() in option.label.casefold()]
        return [app_commands.Choice(name=option.label, value=option.value) for option in near[:MOST_CHOICES]]
