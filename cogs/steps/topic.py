"""The topic as people see it: a training module card by card, or what the group chose by nameless presses."""

from typing import Any, ClassVar

import discord
from discord import app_commands

from bot.content import Module
from bot.services import CardView, PanelView
from bot.session import Step
from bot.session.steps.topic import STEP
from cogs.steps.face import StepCog
from cogs.ui.body import Button, Look, Option, Picture, Row, Select, bullets, text
from cogs.ui.card import Drawing, written_list


class TopicCog(StepCog):
    """What the group talks about today."""

    step: ClassVar[Step] = STEP

    def draw(self, card: CardView) -> Drawing:
        """Draw the page of the module, the choice of a topic, or the group's own topic."""
        asked = (*written_list(self.pack, card, "ask", "topic.asked"), *self._shared(card))
        ask = (Button(self.say("ask"), "write", "ask"),) if "ask" not in card.closed else ()
        if card.item == "vote":
            return self._vote(card)
        if card.item == "own":
            return Drawing((self.say("own"), *asked), (ask,) if ask else ())
        module = self._module(card.item)
        if module is None:
            return Drawing((self.say("waiting"),))
        return Drawing((*self._page(module, card), *asked), (ask,) if ask else (), _picture(module, card.page))

    def draw_for_staff(self, panel: PanelView) -> Drawing:
        """Offer the modules, then to turn their cards."""
        card = panel.card
        options = tuple(Option(module.title, item) for item in panel.offer if (module := self._module(item)))
        own = (Option(self.say("choose-vote"), "vote"), Option(self.say("choose-own"), "own"))
        choose = Select(self.say("choose"), "choose", "item", (*options, *own))
        rows: tuple[Row, ...] = () if self._module(card.item) else (choose,)
        vote = self.reveal_button(panel, "vote") if card.item == "vote" else ()
        turns = self._turns(card)
        return Drawing((self.say("staff"),) if rows else (), (*rows, *((vote,) if vote else ()), *turns))

    @app_commands.command(name="topic", description="Choose or suggest a topic. Ask a question without your name.")
    @app_commands.describe(
        choose="A topic that you would like.", suggest="A topic of your own.", question="A question about the topic."
    )
    async def topic(
        self, interaction: discord.Interaction[Any], choose: str = "", suggest: str = "", question: str = ""
    ) -> None:
        """Take part by typing."""
        await self.give(interaction, {"vote": [choose], "idea": [suggest], "ask": [question]})

    @topic.autocomplete("choose")
    async def _topics(self, _interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return self.autocomplete("vote", typed)

    def _vote(self, card: CardView) -> Drawing:
        ideas = written_list(self.pack, card, "idea", "topic.ideas")
        if "vote" in card.shown:
            return Drawing((text(self.say("voted"), self.shown(card, "vote")), *ideas, *self._shared(card)))
        buttons = (
            Button(self.say("vote"), "pick", "vote", look=Look.MAIN),
            Button(self.say("suggest"), "write", "idea"),
            Button(self.pack.say("button.mine"), "mine", "vote"),
        )
        return Drawing((self.say("vote-text"), self.pack.say("who.nobody"), *ideas, *self._shared(card)), (buttons,))

    def _shared(self, card: CardView) -> tuple[str, ...]:
        """Write what people share without a name (feature C5)."""
        return written_list(self.pack, card, "share", "topic.shared")

    def _page(self, module: Module, card: CardView) -> tuple[str, ...]:
        """Write one page: a card, the questions with the activity, or the card to keep."""
        heading = f"**{module.title}**"
        place = "-# " + self.say("page", page=card.page + 1, of=card.pages)
        if card.page < len(module.cards):
            one = module.cards[card.page]
            return (heading, f"{one.text} {one.emoji}".strip(), place)
        if card.page == len(module.cards):
            return (heading, bullets(module.questions), module.activity, place)
        return (heading, text(self.say("keep"), f"> {module.keep}"), place)

    def _turns(self, card: CardView) -> tuple[Row, ...]:
        buttons = []
        if card.page + 1 < card.pages:
            buttons.append(Button(self.pack.say("staff-button.next-card"), "turn", str(card.page + 1), look=Look.MAIN))
        if card.page:
            buttons.append(Button(self.pack.say("staff-button.card-before"), "turn", str(card.page - 1)))
        return (tuple(buttons),) if buttons else ()

    def _module(self, item: str) -> Module | None:
        return next((module for module in self.pack.modules if module.id == item), None)


def _picture(module: Module, page: int) -> Picture | None:
    """Find the picture of a page, which always has words beside it."""
    card = module.cards[page] if page < len(module.cards) else None
    return Picture(card.picture, card.alt) if card and card.picture else None
