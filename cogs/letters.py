"""Messages between staff and the author of an entry, without anybody learning who that is.

Staff press "About an entry" on the panel; all that follows is private to them and the same for every entry. The
author finds "A message for you" beside the usual reply to whatever they press next. Nothing that the author sees
or answers is drawn or posted anywhere, but for a yes to "Shall I tell them it is you?".
"""

import contextlib
import logging
from typing import Any

import discord
from discord.ext import commands

from bot.content import Pack
from bot.services import AuthorService
from bot.services.authors import Entry, Letter
from bot.services.marked import BLOCK, CHECK
from bot.session import Refused
from cogs.answers import write_form
from cogs.help import HelpCog
from cogs.ui.address import Address
from cogs.ui.body import MOST_OPTIONS, Body, Button, Look, Option, Select, Tone, layout, text
from cogs.ui.door import quietly, where, whisper
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press, caller_of
from cogs.ui.screen import Screen
from cogs.ui.where import where_pressed

_log = logging.getLogger(__name__)
_MOST_LISTS = 4


class LettersCog(commands.Cog):
    """About an entry: check on its author, take no more from them, or ask them for other words."""

    def __init__(self, authors: AuthorService, helping: HelpCog, rooms: Rooms, screen: Screen, pack: Pack) -> None:
        self._authors = authors
        self._helping = helping
        self._rooms = rooms
        self._screen = screen
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "about-entry": self.about,
            "entry-chosen": self.chosen,
            "check-author": self.check,
            "block-author": self.block,
            "letter": self.open,
            "letter-answer": self.answer,
            "write-again": self.write_again,
            "wrote-again": self.wrote_again,
        }

    async def about(self, press: Press) -> None:
        """Show staff the entries that they have seen, to choose one."""
        entries = await self._authors.entries(press.caller, press.address.session)
        if not entries:
            raise Refused("no-such-entry")
        await whisper(press.interaction, draw_entries(self._pack, press.address.session, entries))

    async def chosen(self, press: Press) -> None:
        """Show staff what can be done about the author of one entry."""
        reference = press.chosen[0] if press.chosen else ""
        entry = await self._authors.entry(press.caller, press.address.session, reference)
        await whisper(press.interaction, draw_entry(self._pack, press.address.session, entry))

    async def check(self, press: Press) -> None:
        """Ask the author of an entry whether they are OK, at their next press."""
        await self._mark(press, CHECK, "entry.will-check", "staff.check-asked")

    async def block(self, press: Press) -> None:
        """Take no more entries from the author of an entry in this session."""
        await self._mark(press, BLOCK, "entry.will-block", "staff.entries-stopped")

    async def _mark(self, press: Press, action: str, done: str, told: str) -> None:
        group = await self._authors.mark(press.caller, press.address.session, press.argument, action)
        await whisper(press.interaction, Body((self._pack.say(done),), tone=Tone.STAFF))
        name = press.caller.name or self._pack.say("list.someone")
        await self._rooms.tell_staff(group, self._pack.say(told, name=name))

    async def deliver(self, interaction: discord.Interaction[Any], *, asks_for_help: bool) -> None:
        """Tell whoever has just pressed that a message waits for them; quiet for everybody else, and when it fails."""
        if interaction.response.type is discord.InteractionResponseType.modal:
            return  # a form is in front of them; sending it is the next press
        try:
            letter = await self._waiting(interaction, asks_for_help=asks_for_help)
        except Exception as error:  # noqa: BLE001  their own press went well, and stays so
            _log.error("A message could not be looked for: %s at %s", type(error).__name__, where(error))
            return
        if letter:
            await quietly(interaction.followup.send(view=layout(draw_notice(self._pack, letter)), ephemeral=True))

    async def _waiting(self, interaction: discord.Interaction[Any], *, asks_for_help: bool) -> Letter | None:
        with contextlib.suppress(Refused):  # no group here
            return await self._authors.letter_for(
                caller_of(interaction), *where_pressed(interaction), again=asks_for_help
            )
        return None

    async def open(self, press: Press) -> None:
        """Open the message."""
        letter = await self._authors.open(press.caller, press.address.session, press.argument)
        await whisper(press.interaction, draw_letter(self._pack, letter))

    async def answer(self, press: Press) -> None:
        """Take the answer to a check. A yes calls for a facilitator as Help does, with the name."""
        session = press.address.session
        if press.argument == "yes":
            await self._authors.may_answer(press.caller, session)
            name = press.caller.name or self._pack.say("list.someone")
            if await self._helping.call(press, "check", self._pack.say("staff.check-yes", name=name)):
                await self._authors.answer(press.caller, session, "yes")
            return
        await self._authors.answer(press.caller, session, press.argument)
        said = "letter.said-no" if press.argument == "no" else "letter.said-not-now"
        button = Button(self._pack.say("button.help"), "help", look=Look.STOP)
        await whisper(press.interaction, Body((self._pack.say(said),), ((button,),), session))

    async def write_again(self, press: Press) -> None:
        """Open the form for other words."""
        letter = await self._authors.open(press.caller, press.address.session, "again")
        address = Address(letter.place.session_id, letter.place.slot, "wrote-again", letter.question)
        question = self._authors.question(letter)
        await press.interaction.response.send_modal(write_form(self._pack, address, letter.step, question))

    async def wrote_again(self, press: Press) -> None:
        """Take the other words; staff read them next."""
        name = press.caller.name if press.form.get("sign") == "yes" else ""
        words = press.form.get("text", "")
        noted = await self._authors.rewrite(press.caller, press.place, press.argument, words, signed_as=name)
        cut = self._pack.say("answer.cut") if noted.cut else ""
        await whisper(press.interaction, Body((self._pack.say("letter.written-again"), cut)))
        await self._screen.show(press.address.session)


def draw_entries(pack: Pack, session: int, entries: list[Entry]) -> Body:
    """Draw every entry as a thing to choose; Discord shows at most 25 in one list, so many come as several."""
    parts = [entries[start : start + MOST_OPTIONS] for start in range(0, len(entries), MOST_OPTIONS)][:_MOST_LISTS]
    rows = tuple(
        Select(
            pack.say("entry.placeholder"),
            "entry-chosen",
            str(number),
            tuple(Option(one.words, one.reference) for one in part),
        )
        for number, part in enumerate(parts)
    )
    return Body((pack.say("entry.choose"),), rows, session, tone=Tone.STAFF)


def draw_entry(pack: Pack, session: int, entry: Entry) -> Body:
    """Draw what can be done about an entry's author: the same for each entry, whatever was done before."""
    buttons = (
        Button(pack.say("entry.check"), "check-author", entry.reference),
        Button(pack.say("entry.block"), "block-author", entry.reference),
    )
    what = text(pack.say("entry.about-check"), pack.say("entry.about-block"))
    return Body((f"> {entry.words}", what), (buttons,), session, tone=Tone.STAFF)


def draw_notice(pack: Pack, letter: Letter) -> Body:
    """Draw the notice: it does not say what the message is about, for whoever looks over a shoulder."""
    button = Button(pack.say("letter.open"), "letter", letter.kind)
    return Body((pack.say("letter.waits"),), ((button,),), letter.place.session_id, letter.place.slot)


def draw_letter(pack: Pack, letter: Letter) -> Body:
    """Draw the message itself, with what can be answered."""
    place = letter.place
    if letter.kind == "check":
        answers = (
            Button(pack.say("letter.yes"), "letter-answer", "yes"),
            Button(pack.say("letter.no"), "letter-answer", "no"),
            Button(pack.say("letter.not-now"), "letter-answer", "not-now"),
            Button(pack.say("button.help"), "help", look=Look.STOP),
        )
        return Body((pack.say("letter.check"),), (answers,), place.session_id, place.slot)
    again = (
        Button(pack.say("letter.write-again"), "write-again", letter.question),
        Button(pack.say("button.help"), "help", look=Look.STOP),
    )
    return Body((pack.say("letter.again"), f"> {letter.words}"), (again,), place.session_id, place.slot)
