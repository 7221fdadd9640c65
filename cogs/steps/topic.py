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
from cogs.ui.calm import calm_row
from cogs.ui.card import Drawing, written_list
from cogs.ui.choices import answer_buttons

_SENSE = [
    app_commands.Choice(name=f"choices/topic.sense/{name}", value=name) for name in STEP.question("sense").choices
]


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
        place = _place(module, card)
        if place < 0:
            words = (f"**{module.title}**", module.heads_up, self.pack.say("calm.choice"), self._number(card))
            return Drawing(words, (calm_row(self.pack),))
        row = (*ask, *(calm_row(self.pack) if module.heads_up else ()))
        sense = self._sense() if place == len(module.cards) else Drawing()
        rows = (*sense.rows, *((row,) if row else ()))
        return Drawing((*self._page(module, card), *sense.blocks, *asked), rows, _picture(module, place))

    def draw_for_staff(self, panel: PanelView) -> Drawing:
        """Offer the modules, then to turn their cards."""
        card = panel.card
        options = tuple(Option(module.title, item) for item in panel.offer if (module := self._module(item)))
        own = (Option(self.say("choose-vote"), "vote"), Option(self.say("choose-own"), "own"))
        choose = Select(self.say("choose"), "choose", "item", (*options, *own))
        rows: tuple[Row, ...] = () if self._module(card.item) else (choose,)
        vote = self.reveal_button(panel, "vote") if card.item == "vote" else ()
        module = self._module(card.item)
        look = (
            (Button(self.pack.say("sense.look"), "sense"),)
            if module and _place(module, card) >= len(module.cards)
            else ()
        )
        turns = (*self._turns(card), *look)
        return Drawing(
            (self.say("staff"),) if rows else (), (*rows, *((vote,) if vote else ()), *((turns,) if turns else ()))
        )

    @app_commands.command(name="topic")
    @app_commands.choices(sense=_SENSE)
    async def topic(
        self,
        interaction: discord.Interaction[Any],
        choose: str = "",
        suggest: str = "",
        question: str = "",
        sense: str = "",
    ) -> None:
        """Take part by typing."""
        await self.give(interaction, {"vote": [choose], "idea": [suggest], "ask": [question], "sense": [sense]})

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
        heading, page = f"**{module.title}**", self._number(card)
        place = _place(module, card)
        if place < len(module.cards):
            one = module.cards[place]
            return (heading, f"{one.text} {one.emoji}".strip(), page)
        if place == len(module.cards):
            return (heading, bullets(module.questions), module.activity, page)
        return (heading, text(self.say("keep"), f"> {module.keep}"), page)

    def _number(self, card: CardView) -> str:
        return "-# " + self.say("page", page=card.page + 1, of=card.pages)

    def _sense(self) -> Drawing:
        """Ask whether the cards made sense; who needs it at once has the colour cards (feature T4)."""
        return Drawing((self.pack.say("sense.ask"),), (answer_buttons(self.pack, STEP, STEP.question("sense")),))

    def _turns(self, card: CardView) -> tuple[Button, ...]:
        buttons = []
        if card.page + 1 < card.pages:
            buttons.append(Button(self.pack.say("staff-button.next-card"), "turn", str(card.page + 1), look=Look.MAIN))
        if card.page:
            buttons.append(Button(self.pack.say("staff-button.card-before"), "turn", str(card.page - 1)))
        return tuple(buttons)

    def _module(self, item: str) -> Module | None:
        return next((module for module in self.pack.modules if module.id == item), None)


def _place(module: Module, card: CardView) -> int:
    """Say at which card of a module the group is; -1: at the page before the first, where it may be hard to hear."""
    return card.page - bool(module.heads_up)


def _picture(module: Module, page: int) -> Picture | None:
    """Find the picture of a page, which always has words beside it."""
    card = module.cards[page] if page < len(module.cards) else None
    return Picture(card.picture, card.alt) if card and card.picture else None
