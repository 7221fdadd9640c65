"""A better time: /schedule better-time, the poll in the room, and what a lead makes of its numbers.

The move itself is the same change of the weekly time as everywhere: asked once more, with the schedule's version.
"""

import asyncio
import logging
from datetime import time
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services.better_time import BetterTimeService, OpenPoll, PollPage
from bot.session import Refused
from cogs.schedule import ScheduleCog, read_clock, read_day
from cogs.ui.address import Address
from cogs.ui.better_time import (
    add_fields,
    draw_card,
    draw_choosing,
    draw_close_question,
    draw_lead,
    draw_mine,
    draw_thanks,
    since_fields,
)
from cogs.ui.door import UNHEARD, whisper
from cogs.ui.forms import form
from cogs.ui.one_message import keep_one
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.wanted import Wanted
from cogs.ui.where import where_of

_log = logging.getLogger(__name__)


class BetterTimeCog(commands.Cog):
    """The poll of a group."""

    def __init__(self, asking: BetterTimeService, dates: ScheduleCog, rooms: Rooms, pack: Pack) -> None:
        self._asking = asking
        self._dates = dates
        self._rooms = rooms
        self._pack = pack
        self._turn = asyncio.Lock()

        @app_commands.command(name="better-time")
        async def better_time(interaction: discord.Interaction[Any]) -> None:
            await self.typed(interaction)

        if dates.app_command:  # it is one of the commands about dates
            dates.app_command.add_command(better_time)

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "better-time": self.page,
            "time-add": self.open_add,
            "time-added": self.added,
            "time-remove": self.remove,
            "time-open": self.open,
            "time-close": self.close,
            "time-take": self.take,
            "time-taken": self.taken,
            "times": self.choosing,
            "times-chosen": self.chosen,
            "times-mine": self.mine,
            "times-back": self.back,
        }

    async def typed(self, interaction: discord.Interaction[Any]) -> None:
        """Show a lead how it stands; a member gets the poll that is open."""
        caller, where = caller_of(interaction), where_of(interaction)
        try:
            body = draw_lead(self._pack, await self._asking.page(caller, where))
        except Refused as refusal:
            if refusal.reason != "leads-only":
                raise
            body = draw_choosing(self._pack, await self._asking.newest_open(caller, where))
        await whisper(interaction, body)

    async def page(self, press: Press) -> None:
        """Show a lead how it stands."""
        await self._show(press, await self._asking.page(press.caller, where_of(press.interaction)))

    async def open_add(self, press: Press) -> None:
        """Open the form for one more time."""
        await self._asking.page(press.caller, where_of(press.interaction))
        title = self._pack.say("better-time.form")
        opened = form(title, Address(0, 0, "time-added"), add_fields(self._pack))
        await press.interaction.response.send_modal(opened)

    async def added(self, press: Press) -> None:
        """Put a time on the list."""
        where = where_of(press.interaction)
        await self._asking.page(press.caller, where)
        if not press.form.get("number"):
            raise Refused("nothing-chosen")
        at = read_clock(press.form.get("at", ""))
        await self._show(press, await self._asking.add_time(press.caller, where, number(press.form["number"]), at))

    async def remove(self, press: Press) -> None:
        """Take a time off the list."""
        day, _dot, clock = (press.chosen or ("",))[0].partition(".")
        where = where_of(press.interaction)
        page = await self._asking.remove_time(press.caller, where, number(day), _clock(clock))
        await self._show(press, page)

    async def open(self, press: Press) -> None:
        """Open the poll, and post its message."""
        await self._show(press, await self._asking.open(press.caller, where_of(press.interaction)))
        await self.keep(press.interaction.client)

    async def close(self, press: Press) -> None:
        """Ask once more, then close the poll and show its numbers."""
        poll, _dot, yes = press.argument.partition(".")
        where = where_of(press.interaction)
        if yes != "yes":
            await self._asking.page(press.caller, where)
            await whisper(press.interaction, draw_close_question(self._pack, number(poll)))
            return
        await self._show(press, await self._asking.close(press.caller, where, number(poll)))
        await self.keep(press.interaction.client)

    async def take(self, press: Press) -> None:
        """Ask from which date on the chosen time shall count."""
        place = number((press.chosen or ("",))[0])
        await self._asking.page(press.caller, where_of(press.interaction))
        title = self._pack.say("better-time.form-since")
        address = Address(0, 0, "time-taken", f"{number(press.argument)}.{place}")
        await press.interaction.response.send_modal(form(title, address, since_fields(self._pack)))

    async def taken(self, press: Press) -> None:
        """Ask about the move, with the old time, the new one and the reason that members read."""
        poll, _dot, place = press.argument.partition(".")
        page = await self._asking.page(press.caller, where_of(press.interaction))
        options = page.poll.options if page.poll and page.poll.id == number(poll) else ()
        option = next((one for one in options if one.place == number(place)), None)
        if option is None or page.poll is None or page.poll.state != "closed":
            raise Refused("old-button")
        view = await self._dates.seen(press.interaction)
        days = (read_day(press.form.get("first", ""), view),)
        reason, at = self._pack.say("better-time.reason"), time.fromisoformat(option.at)
        await self._dates.ask(press.interaction, Wanted("time", view.version, days, at, option.weekday, reason))

    async def choosing(self, press: Press) -> None:
        """Show a member the times."""
        await whisper(
            press.interaction, draw_choosing(self._pack, await self._asking.look(press.caller, press.number()))
        )

    async def chosen(self, press: Press) -> None:
        """Keep what a member chose; the answer is always the same."""
        poll, _dot, mark = press.argument.partition(".")
        places = {number(place) for place in press.chosen}
        found = await self._asking.choose(press.caller, number(poll), mark, places)
        await whisper(press.interaction, draw_thanks(self._pack, found))

    async def mine(self, press: Press) -> None:
        """Show the asker their own choices."""
        found = await self._asking.look(press.caller, press.number(), own=True)
        await whisper(press.interaction, draw_mine(self._pack, found))

    async def back(self, press: Press) -> None:
        """Delete the asker's own choices."""
        await whisper(
            press.interaction, draw_mine(self._pack, await self._asking.take_back(press.caller, press.number()))
        )

    async def keep(self, client: discord.Client) -> None:
        """Close what is over, and let each poll's message be as it must; what Discord refuses is tried again."""
        async with self._turn:
            await self._asking.close_overdue()
            for found in await self._asking.to_show():
                try:
                    await self._rooms.carefully(found.group, "session", self._show_card(client, found))
                except UNHEARD as error:
                    _log.warning("A poll is late: %s", type(error).__name__)

    async def _show_card(self, client: discord.Client, found: OpenPoll) -> None:
        known = await keep_one(
            client,
            found.group.session_channel_xid,
            draw_card(self._pack, found),
            known=found.poll.message_xid,
            verbs=("times",),
            argument=str(found.poll.id),
            wanted=found.poll.state == "open",
        )
        await self._asking.shown(found.poll, known)

    async def _show(self, press: Press, page: PollPage) -> None:
        await whisper(press.interaction, draw_lead(self._pack, page))


def _clock(written: str) -> time:
    """Read 1830; raises ``Refused("old-button")`` for anything that we never wrote."""
    at = number(written)
    if not (len(written) == len("1830") and at // 100 < 24 and at % 100 < 60):  # noqa: PLR2004  a clock has so many
        raise Refused("old-button")
    return time(at // 100, at % 100)
