"""Welcome, what stays private, and the group's own rules as people see them."""

from typing import Any, ClassVar

import discord
from discord import app_commands

from bot.content.when import time_in_words
from bot.services import CardView, PanelView
from bot.session import Step
from bot.session.steps.ground_rules import STEP
from cogs.steps.face import StepCog
from cogs.ui.address import Address
from cogs.ui.body import Body, Button, Look, Row, text
from cogs.ui.card import Drawing, arrival_row
from cogs.ui.choices import answer_buttons
from cogs.ui.door import whisper
from cogs.ui.forms import TextField, form
from cogs.ui.router import Handler, Press, caller_of

_ANSWERS = [
    app_commands.Choice(name=f"choices/ground-rules.agree/{name}", value=name) for name in ("agree", "not-sure", "talk")
]
_ALL_RULES = 1000  # characters in the form: eight rules of a hundred and their line ends


class GroundRulesCog(StepCog):
    """The opening of a session."""

    step: ClassVar[Step] = STEP

    @property
    def handlers(self) -> dict[str, Handler]:
        """The staff's form for the rules, and what comes back from it."""
        return {
            "edit-rules": self.edit_rules,
            "edited-rules": self.edited_rules,
            "adopt-rules": self.adopt_rules,
            "read-rules": self.read_rules,
            "affirm": self.affirm,
        }

    def draw(self, card: CardView) -> Drawing:
        """Draw the page that the facilitator is at."""
        page = STEP.pages[card.page]
        if page == "rules":
            return self._rules(card)
        ask = Button(self.say("ask"), "write", "ask")
        questions = () if "ask" in card.closed else ((ask,),)
        rows: tuple[Row, ...] = (arrival_row(self.pack),) if page == "welcome" else questions
        return Drawing((self._page(page, card),), rows)

    def draw_for_staff(self, panel: PanelView) -> Drawing:
        """Offer to turn the cards; at the rules, to change, ask and agree."""
        card = panel.card
        turns = []
        if card.page + 1 < card.pages:
            turns.append(Button(self.pack.say("staff-button.next-card"), "turn", str(card.page + 1), look=Look.MAIN))
        if card.page:
            turns.append(Button(self.pack.say("staff-button.card-before"), "turn", str(card.page - 1)))
        rows: tuple[Row, ...] = (tuple(turns),)
        if STEP.pages[card.page] == "rules":
            edit = (
                Button(self.say("edit"), "edit-rules"),
                *self.reveal_button(panel, "agree"),
                Button(self.say("adopt"), "adopt-rules"),
            )
            rows = (*rows, edit)
        return Drawing((self.say("staff", page=card.page + 1, of=card.pages), *self._votes(card)), rows)

    async def edit_rules(self, press: Press) -> None:
        """Open the form with all rules, one a line: keep, reword, add or drop (feature O3)."""
        rules = await self.rules_of.at(press.caller, press.place)
        field = TextField(
            "rules", self.say("edit-label"), self.say("edit-hint"), _ALL_RULES, long=True, text="\n".join(rules)
        )
        address = Address(press.address.session, press.address.slot, "edited-rules")
        await press.interaction.response.send_modal(form(self.say("edit"), address, [field]))

    async def edited_rules(self, press: Press) -> None:
        """Put the changed rules before the group."""
        await self.rules_of.propose(press.caller, press.place, press.form.get("rules", "").splitlines())
        await self.staff_done(press, "done.rules-shown")

    async def adopt_rules(self, press: Press) -> None:
        """Make the rules on the card the group's own."""
        await self.rules_of.adopt(press.caller, press.place)
        await self.staff_done(press, "done.rules-agreed")

    async def read_rules(self, press: Press) -> None:
        """Show somebody who came late the rules, with what is new for them, to agree by one press."""
        await self._show_rules(press.interaction, press.address.session)

    async def affirm(self, press: Press) -> None:
        """Remember that this person agrees with the rules."""
        await self.rules_of.affirm(press.caller, press.address.session)
        await whisper(press.interaction, Body((self.say("affirmed"),)))

    @app_commands.command(name="rules")
    @app_commands.choices(answer=_ANSWERS)
    async def rules(self, interaction: discord.Interaction[Any], answer: str = "", suggest: str = "") -> None:
        """Read the rules at any time; answer while the group is at them."""
        if answer or suggest:
            await self.give(interaction, {"agree": [answer], "rule": [suggest]})
            return
        await self._show_rules(interaction)

    async def _show_rules(self, interaction: discord.Interaction[Any], session: int = 0) -> None:
        channel, server = interaction.channel_id or 0, interaction.guild_id or 0
        page = await self.rules_of.of_channel(caller_of(interaction), channel, server)
        agree = (Button(self.say("agree"), "affirm", look=Look.MAIN),)
        rows = (agree,) if session and not page.agreed else ()
        words = text(f"**{self.say('title')}**", *self._marked(page.lines, page.new))
        await whisper(interaction, Body((words,), rows, session))

    def _marked(self, rules: tuple[str, ...], new: frozenset[str]) -> list[str]:
        mark = self.say("new")
        return _numbered([f"{rule} {mark}" if rule in new else rule for rule in rules])

    def _page(self, page: str, card: CardView) -> str:
        at = time_in_words(card.ends_at, card.group.zone)
        words = [line.format_map({"group": card.group.name, "time": at}) for line in self.pack.pages[page]]
        plan = []
        if page == "plan":
            coming = [line for line in card.agenda if not line.skipped and line.step != STEP.id]
            plan = _numbered([self.pack.say(f"step.{line.step}") for line in coming])
        return text(words[0], *plan, *words[1:])

    def _rules(self, card: CardView) -> Drawing:
        lines = self._marked(card.rules, card.new_rules)
        result = (self.say("thanks-agree"),) if "agree" in card.shown else ()
        buttons = () if "agree" in card.shown else answer_buttons(self.pack, STEP, STEP.question("agree"))
        suggest = () if "rule" in card.closed else (Button(self.say("suggest"), "write", "rule"),)
        rows = tuple(row for row in (buttons, suggest) if row)
        return Drawing((text(f"**{self.say('title')}**", *lines), self.pack.say("who.nobody"), *result), rows)

    def _votes(self, card: CardView) -> tuple[str, ...]:
        """Tell staff what people chose, by the same rule for small numbers as everywhere."""
        return (text(f"**{self.say('votes')}**", self.shown(card, "agree")),) if "agree" in card.shown else ()


def _numbered(lines: list[str] | tuple[str, ...]) -> list[str]:
    return [f"{number}. {line}" for number, line in enumerate(lines, start=1)]
