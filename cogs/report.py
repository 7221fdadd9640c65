"""Tell staff about something in private: by a right-click on a message, or from the Help card. No typing, no copy.

Staff read what kind of thing it is and, after a right-click, a link to the message. They read a name only when its
owner chose so. Whoever it is about is told nothing, and nothing is stored.
"""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.content.when import day_in_words, time_in_words
from bot.services.report import REPORTS, Reach, ReportService
from bot.session import Refused
from cogs.ui.body import Body, Button, Look, Tone, text
from cogs.ui.door import whisper
from cogs.ui.helpline import numbers
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press, caller_of
from cogs.ui.where import where_pressed

_LONGEST_XID = 20


class ReportCog(commands.Cog):
    """Reports to staff."""

    def __init__(self, reports: ReportService, rooms: Rooms, pack: Pack) -> None:
        self._reports = reports
        self._rooms = rooms
        self._pack = pack
        self._sending: set[int] = set()  # what is being sent this moment, against a double press
        self.menu = app_commands.ContextMenu(name=pack.say("report.menu"), callback=self._about_message)

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"report": self.report, "report-what": self.what, "report-send": self.send}

    async def _about_message(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Tell staff about a message: it is named by its place, and its content is looked at by nobody here."""
        await self._reports.reach(caller_of(interaction), *where_pressed(interaction))
        await whisper(interaction, draw_kinds(self._pack, f"{message.channel.id}.{message.id}"))

    async def report(self, press: Press) -> None:
        """Tell staff about something that is not a message."""
        await self._reports.reach(press.caller, *where_pressed(press.interaction))
        await whisper(press.interaction, draw_kinds(self._pack, ""))

    async def what(self, press: Press) -> None:
        """Ask whether staff may know who tells them; nothing is sent before the answer."""
        kind, _dot, about = press.argument.partition(".")
        if kind not in REPORTS:
            raise Refused("old-button")
        # whoever is not of the group is refused here
        await self._reports.reach(press.caller, *where_pressed(press.interaction))
        buttons = (
            Button(self._pack.say("report.without-name"), "report-send", f"{kind}.no.{about}", look=Look.MAIN),
            Button(self._pack.say("report.with-name"), "report-send", f"{kind}.yes.{about}"),
            Button(self._pack.say("report.do-not-send"), "pass"),
        )
        await whisper(press.interaction, Body((self._pack.say("report.ask-name"),), (buttons,), tone=Tone.HELP))

    async def send(self, press: Press) -> None:
        """Tell staff, once, and say honestly whether they know and when a person will look."""
        message = press.interaction.message
        pressed = message.id if message else 0
        if pressed in self._sending:
            return
        self._sending.add(pressed)
        try:
            reach = await self._reports.reach(press.caller, *where_pressed(press.interaction))
            told = await self._rooms.tell_staff(reach.group, self._for_staff(press), ping=True)
            await whisper(press.interaction, draw_sent(self._pack, reach) if told else draw_not_sent(self._pack))
        finally:
            self._sending.discard(pressed)

    def _for_staff(self, press: Press) -> str:
        kind, answer, about = [*press.argument.split(".", 2), "", ""][:3]
        if kind not in REPORTS or answer not in ("yes", "no"):
            raise Refused("old-button")
        name = press.caller.name or self._pack.say("list.someone")
        who = self._pack.say("staff.report-named", name=name) if answer == "yes" else self._pack.say("staff.report")
        return text(
            who, self._pack.say(f"report-told.{kind}"), _link(press, about), self._pack.say("staff.report-quiet")
        )


def draw_kinds(pack: Pack, about: str) -> Body:
    """Draw the four kinds of things; ``about`` is the place of a message, or empty."""
    buttons = tuple(Button(pack.say(f"report-kind.{kind}"), "report-what", f"{kind}.{about}") for kind in REPORTS)
    return Body((text(f"### {pack.say('report.title')}", pack.say("report.text")),), (buttons,), tone=Tone.HELP)


def draw_sent(pack: Pack, reach: Reach) -> Body:
    """Say that staff know, and when a person will look."""
    when = pack.say("report.now" if reach.is_open else "report.unknown")
    if reach.next_at:
        zone = reach.group.zone
        day, at = day_in_words(reach.next_at, zone), time_in_words(reach.next_at, zone)
        when = pack.say("report.next", day=day, time=at)
    button = Button(pack.say("button.help"), "help", look=Look.STOP)
    return Body((text(pack.say("report.sent"), when),), ((button,),), tone=Tone.HELP)


def draw_not_sent(pack: Pack) -> Body:
    """Say that staff do not know, and give the numbers."""
    return Body((pack.say("help.not-told"), numbers(pack)), tone=Tone.HELP)


def _link(press: Press, about: str) -> str:
    """Make the link to a message, "channel.message"; refuses numbers that were forged into something else."""
    if not about:
        return ""
    channel, _dot, message = about.partition(".")
    if not all(one.isascii() and one.isdigit() and len(one) <= _LONGEST_XID for one in (channel, message)):
        raise Refused("old-button")
    return f"https://discord.com/channels/{press.interaction.guild_id}/{channel}/{message}"
