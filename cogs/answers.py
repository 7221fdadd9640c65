"""Giving, changing and taking back one's own answers: the same for every step, so it is here once.

The private reply after an answer is the same whatever the answer was (feature C7): a screen that is seen over a
shoulder tells nothing. It always offers Help.
"""

from collections.abc import Sequence
from typing import Any

import discord
from discord.ext import commands

from bot.content import Pack
from bot.services import AnswerService, BoardService, CardView, Noted, Own, Place
from bot.session import Question, Refused, Step
from cogs.ui.address import Address
from cogs.ui.body import MOST_OPTIONS, Body, Button, Look, Option, Select, text
from cogs.ui.choices import choices_of
from cogs.ui.door import whisper
from cogs.ui.forms import TextField, Tick, form
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.screen import Screen


class AnswersCog(commands.Cog):
    """Presses on answers, lists to pick from, forms to write in, and one's own answers."""

    def __init__(self, answers: AnswerService, board: BoardService, screen: Screen, pack: Pack) -> None:
        self._answers = answers
        self._board = board
        self._screen = screen
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "answer": self.answer,
            "pick": self.pick,
            "picked": self.picked,
            "write": self.write,
            "wrote": self.wrote,
            "mine": self.mine,
            "withdraw": self.withdraw,
        }

    async def answer(self, press: Press) -> None:
        """Take an answer that was one press."""
        question, _, value = press.argument.partition("=")
        await self.take(press.interaction, press.place, {question: [value]})

    async def pick(self, press: Press) -> None:
        """Show the choices of a question as lists to pick from."""
        card = await self._board.card(press.place.session_id, press.place.slot)
        question = card.step.question(press.argument)
        options = choices_of(self._pack, card.step, question, card.item, card.own_prompts)
        await whisper(press.interaction, _pick_body(self._pack, press.place, card.step, question, options))

    async def picked(self, press: Press) -> None:
        """Take what was picked in a list."""
        question = press.argument.partition(".")[0]  # a long bank has several lists: "word", "word.1"
        await self.take(press.interaction, press.place, {question: list(press.chosen)})

    async def card_at(self, place: Place) -> CardView:
        """Read the card of a place, for a step that suggests answers while a person types."""
        return await self._board.card(place.session_id, place.slot)

    async def write(self, press: Press) -> None:
        """Open the form of a question that may be typed."""
        card = await self._board.card(press.place.session_id, press.place.slot)
        question = card.step.question(press.argument)
        if not question.typed:
            raise Refused("not-a-choice")
        address = Address(press.place.session_id, press.place.slot, "wrote", question.id)
        await press.interaction.response.send_modal(write_form(self._pack, address, card.step.id, question))

    async def wrote(self, press: Press) -> None:
        """Take what was typed into a form, signed only if the box was ticked."""
        name = press.caller.name if press.form.get("sign") == "yes" else ""
        await self.take(press.interaction, press.place, {press.argument: [press.form.get("text", "")]}, signed_as=name)

    async def take(
        self,
        interaction: discord.Interaction[Any],
        place: Place,
        values: dict[str, Sequence[str]] | dict[str, list[str]],
        *,
        signed_as: str = "",
        mine: str = "",
    ) -> None:
        """Store answers, thank the person, and draw the panel again if staff have a new batch to read.

        ``mine`` names the questions that "See my answer" shows; without it the first one that was answered.
        """
        noted = await self._answers.give(caller_of(interaction), place, values, signed_as=signed_as)
        pack = self._pack.in_short if noted.short else self._pack
        await whisper(interaction, thanks(pack, place, mine or next(iter(values)), noted))
        if noted.batch_ready:
            await self._screen.show(place.session_id)

    async def mine(self, press: Press) -> None:
        """Show the person's own answers to a question, with a way to take them back."""
        await self._show_own(press)

    async def withdraw(self, press: Press) -> None:
        """Take back one's own answers that were chosen in the list; each choice is question.number."""
        chosen = [value.rpartition(".") for value in press.chosen]
        if not chosen:
            raise Refused("old-button")
        was_seen = False
        for question in dict.fromkeys(name for name, _dot, _ordinal in chosen):
            ordinals = [number(ordinal) for name, _dot, ordinal in chosen if name == question]
            was_seen |= await self._answers.withdraw(press.caller, press.place, question, ordinals)
        await whisper(press.interaction, Body((self._pack.say("answer.withdrawn"),)))
        if was_seen:
            await self._screen.show(press.place.session_id)

    async def _show_own(self, press: Press) -> None:
        """List what is the asker's own; the argument names one question, or several with commas between."""
        card = await self._board.card(press.place.session_id, press.place.slot)
        names = press.argument.split(",")
        lines: list[str] = []
        choose: list[Option] = []
        for name in names:
            own = await self._answers.own(press.caller, press.place, name)
            options = choices_of(self._pack, card.step, card.step.question(name), card.item, card.own_prompts)
            labels = {option.value: option.label for option in options}
            heading = self._pack.say(f"{card.step.id}.{name}-label") if own and len(names) > 1 else ""
            lines += [heading, *(self._status(one, labels) for one in own)]
            choose += [Option(_choice(heading, labels.get(one.text, one.text)), f"{name}.{one.ordinal}") for one in own]
        if not choose:
            await whisper(press.interaction, Body((self._pack.say("answer.none"),)))
            return
        select = Select(self._pack.say("answer.take-back"), "withdraw", "", tuple(choose), most=len(choose))
        own_words = text(self._pack.say("answer.mine"), *lines)
        await whisper(press.interaction, Body((own_words,), (select,), press.address.session, press.address.slot))

    def _status(self, one: Own, labels: dict[str, str]) -> str:
        return self._pack.say(f"answer.status-{one.status}", text=labels.get(one.text, one.text))


def _choice(heading: str, label: str) -> str:
    return f"{heading} {label}".strip()


def thanks(pack: Pack, place: Place, question: str, noted: Noted) -> Body:
    """Make the private reply after an answer: never a word of the answer itself."""
    blocks = [pack.say("answer.thanks")]
    if noted.cut:
        blocks.append(pack.say("answer.cut"))
    buttons = (
        Button(pack.say("button.mine"), "mine", question),
        Button(pack.say("button.help"), "help", look=Look.STOP),
    )
    return Body(tuple(blocks), (buttons,), place.session_id, place.slot, says_the_same=True)


def _pick_body(pack: Pack, place: Place, step: Step, question: Question, options: tuple[Option, ...]) -> Body:
    """Make lists to pick from; Discord shows at most 25 in one, so a longer bank comes as several."""
    if not options or not pack.has(f"pick.{step.id}.{question.id}"):
        raise Refused("not-a-choice")
    parts = [options[start : start + MOST_OPTIONS] for start in range(0, len(options), MOST_OPTIONS)]
    most = 1 if question.most == 1 else question.most
    rows = tuple(
        Select(
            pack.say("pick.placeholder") if len(parts) == 1 else pack.say("pick.part", part=part[0].label),
            "picked",
            question.id if index == 0 else f"{question.id}.{index}",
            part,
            most=min(most, len(part)),
        )
        for index, part in enumerate(parts)
    )
    return Body((pack.say(f"pick.{step.id}.{question.id}"),), rows, place.session_id, place.slot)


def write_form(pack: Pack, address: Address, step: str, question: Question) -> discord.ui.Modal:
    """Make the form in which a person types an entry; it is sent to ``address``."""
    key = f"write.{step}.{question.id}"
    fields: list[TextField | Tick] = [
        TextField("text", pack.say(f"{key}.label"), pack.say("write.hint"), question.length, long=question.length > 100)  # noqa: PLR2004  two lines' worth
    ]
    if question.may_sign:
        fields.append(Tick("sign", pack.say("write.sign"), pack.say("write.sign-hint")))
    return form(pack.say(f"{key}.title"), address, fields)
