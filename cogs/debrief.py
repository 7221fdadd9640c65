"""After a session: a facilitator says how it went; the lead reads it. Always in private."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.content.when import date_in_words
from bot.services import DebriefService
from bot.services.debriefs import HOW, LONGEST_NOTE, Load, Mine, Said
from cogs.ui.address import Address
from cogs.ui.body import Body, Button, Look, Option, Row, Select, Tone, bullets, text
from cogs.ui.door import whisper
from cogs.ui.forms import TextField, form
from cogs.ui.router import Handler, Press, caller_of


class DebriefCog(commands.Cog):
    """What the over-panel offers to each facilitator, and what the lead reads."""

    def __init__(self, debriefs: DebriefService, pack: Pack, ask_staff: Callable[[], Awaitable[None]]) -> None:
        self._debriefs = debriefs
        self._pack = pack
        self._ask_staff = ask_staff

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "debrief": self.debrief,
            "debrief-how": self.how,
            "debrief-worked": self.worked,
            "debrief-write": self.write,
            "debrief-wrote": self.wrote,
            "debrief-name": self.name,
            "debriefs": self.read,
        }

    async def debrief(self, press: Press) -> None:
        """Show what can be said, and what was."""
        await self._show(press, await self._debriefs.mine(press.caller, press.address.session))

    async def how(self, press: Press) -> None:
        """Say how one is."""
        await self._show(press, await self._debriefs.say(press.caller, press.address.session, how=press.argument))

    async def worked(self, press: Press) -> None:
        """Say what worked."""
        await self._show(press, await self._debriefs.say(press.caller, press.address.session, worked=press.chosen))

    async def write(self, press: Press) -> None:
        """Open a form for what the lead should know; it is empty each time."""
        await self._debriefs.mine(press.caller, press.address.session)  # refuses everybody but staff
        say = self._pack.say
        field = TextField("note", say("debrief.write-label"), longest=LONGEST_NOTE, long=True)
        sheet = form(say("debrief.write"), Address(press.address.session, 0, "debrief-wrote"), [field])
        await press.interaction.response.send_modal(sheet)

    async def wrote(self, press: Press) -> None:
        """Keep what was written for the lead."""
        note = press.form.get("note", "")
        await self._show(press, await self._debriefs.say(press.caller, press.address.session, note=note))

    async def name(self, press: Press) -> None:
        """Let the lead know who it is, or no longer."""
        named = press.argument == "yes"
        await self._show(press, await self._debriefs.sign(press.caller, press.address.session, named=named))

    async def read(self, press: Press) -> None:
        """Show the lead what was said, by a press."""
        await self._read(press.interaction)

    @app_commands.command(name="debriefs")
    async def read_command(self, interaction: discord.Interaction[Any]) -> None:
        """Show the lead what was said, by typing."""
        await self._read(interaction)

    async def _show(self, press: Press, mine: Mine) -> None:
        await whisper(press.interaction, draw_mine(self._pack, mine, press.address.session))
        await self._ask_staff()

    async def _read(self, interaction: discord.Interaction[Any]) -> None:
        channel, server = interaction.channel_id or 0, interaction.guild_id or 0
        load = await self._debriefs.load(caller_of(interaction), channel, server)
        await whisper(interaction, draw_load(self._pack, load))


def draw_mine(pack: Pack, mine: Mine, session: int) -> Body:
    """Draw a person's own debrief: all of it can be left out, and changed as often as they like."""
    say, said = pack.say, mine.said
    lines = [
        say("debrief.said-how", how=say(f"debrief-how.{said.how}")) if said.how else "",
        say("debrief.said-note") if said.note else "",
        say("debrief.said-name" if said.name else "debrief.no-name"),
        say("debrief.talk") if said.how == "talk" and not said.name else "",
    ]
    name = Button(say("debrief.unname"), "debrief-name", "no") if said.name else _name_me(pack)
    rows: list[Row] = [tuple(Button(say(f"debrief-how.{one}"), "debrief-how", one) for one in HOW)]
    if mine.steps:
        options = tuple(Option(say(f"step.{step}"), step) for step in mine.steps)
        rows.append(Select(say("debrief.worked"), "debrief-worked", "", options, fewest=0, most=len(options)))
    rows.append((Button(say("debrief.write"), "debrief-write"), name))
    heading = text(f"### {say('debrief.title')}", say("debrief.on-duty", n=mine.on_duty))
    worked = text(say("debrief.said-worked"), bullets([say(f"step.{step}") for step in said.worked]))
    blocks = (heading, say("debrief.about"), text(*lines), worked if said.worked else "")
    return Body(blocks, tuple(rows), session, tone=Tone.STAFF)


def draw_load(pack: Pack, load: Load) -> Body:
    """Draw what the lead reads: numbers of the whole group, then what staff wrote."""
    say = pack.say
    numbers = [
        say("load.sessions", n=load.sessions),
        say("load.debriefs", n=load.debriefs),
        say("load.tired", n=load.how.get("tired", 0)),
        say("load.talk", n=load.how.get("talk", 0)),
    ]
    worked = [say("load.worked-line", step=say(f"step.{step}"), n=n) for step, n in load.worked]
    blocks = [text(f"### {say('load.title')}", bullets(numbers))]
    if worked:
        blocks.append(text(say("load.worked"), bullets(worked)))
    if load.notes:
        blocks.append(text(say("load.notes"), *(_note(pack, date_in_words(day), said) for day, said in load.notes)))
    return Body((*blocks, say("load.private")), tone=Tone.STAFF)


def _note(pack: Pack, day: str, said: Said) -> str:
    name = said.name or pack.say("list.someone")
    how = pack.say(f"debrief-how.{said.how}") if said.how else ""
    return text(pack.say("load.note", day=day, name=name), how, *(f"> {line}" for line in said.note.splitlines()))


def _name_me(pack: Pack) -> Button:
    return Button(pack.say("debrief.name"), "debrief-name", "yes", look=Look.MAIN)
