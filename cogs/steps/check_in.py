"""The check-in as people see it: a private form, shown together or not at all."""

from typing import Any, ClassVar

import discord
from discord import app_commands

from bot.services import CardView, PanelView
from bot.session import Refused, Step
from bot.session.steps.check_in import CHOICES, STEP
from cogs.steps.face import StepCog
from cogs.ui.address import Address
from cogs.ui.body import Button, Look, text
from cogs.ui.card import Drawing
from cogs.ui.check_in import QUESTIONS, check_in_form
from cogs.ui.router import Handler, Press

_WEEK = [app_commands.Choice(name=f"choices/check-in.week/{choice}", value=choice) for choice in CHOICES]
_FEEL = [app_commands.Choice(name=f"choices/check-in.feel/{choice}", value=choice) for choice in CHOICES]


class CheckInCog(StepCog):
    """How was your week, and how do you feel."""

    step: ClassVar[Step] = STEP
    mine: ClassVar[str] = ",".join(QUESTIONS)  # the same after every answer, whichever question it was (feature C7)

    @property
    def handlers(self) -> dict[str, Handler]:
        """The form, and what comes back from it."""
        return {"check-in": self.open_form, "checked-in": self.take_form}

    def draw(self, card: CardView) -> Drawing:
        """Draw the invitation, or the result."""
        if card.shown:
            return self._result(card)
        buttons = (
            Button(self.say("answer"), "check-in", look=Look.MAIN),
            Button(self.pack.say("button.mine"), "mine", self.mine),
        )
        return Drawing((self.say("text"), self.pack.say("who.nobody")), (buttons,))

    def draw_for_staff(self, panel: PanelView) -> Drawing:
        """Offer to show the answers."""
        row = self.reveal_button(panel, *QUESTIONS)
        return Drawing((self.say("staff"),) if row else (), (row,) if row else ())

    async def open_form(self, press: Press) -> None:
        """Open the form: the same for everybody, with nothing chosen beforehand."""
        address = Address(press.address.session, press.address.slot, "checked-in")
        await press.interaction.response.send_modal(check_in_form(self.pack, address))

    async def take_form(self, press: Press) -> None:
        """Take the form; a question that was left out stays as it was."""
        given = {question: [press.form[question]] for question in QUESTIONS if press.form.get(question)}
        if not given:
            raise Refused("nothing-chosen")
        await self.giving.take(press.interaction, press.place, given, mine=self.mine)

    @app_commands.command(name="checkin")
    @app_commands.choices(week=_WEEK, feel=_FEEL)
    async def checkin(self, interaction: discord.Interaction[Any], week: str = "", feel: str = "") -> None:
        """Answer by typing."""
        await self.give(interaction, {"week": [week], "feel": [feel]})

    def _result(self, card: CardView) -> Drawing:
        if card.shown["week"] is None:
            return Drawing((self.pack.say("reveal.not-today"),))
        parts = [text(f"**{self.say(f'{question}-label')}**", self.shown(card, question)) for question in QUESTIONS]
        return Drawing((self.pack.say("reveal.together"), *parts))
