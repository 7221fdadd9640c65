"""When the group meets: /schedule, and the private page of dates with its buttons. Both ask the same services.

Nothing changes before a question with the old and the new date was answered with yes; the yes carries all that was
asked, and the version of the schedule that was seen.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, time
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.content.typed import read_date, read_time
from bot.scheduling import Break
from bot.services.programmes import ProgrammeService
from bot.services.schedule import ScheduleService, ScheduleView, Told, Where
from bot.session import Caller, Refused
from bot.session.text import cut, one_line
from bot.storage import Group
from cogs.ui.body import Body, Button, Row, Tone, text
from cogs.ui.door import whisper
from cogs.ui.forms import form
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press, caller_of
from cogs.ui.schedule_page import draw_date, draw_page, draw_question, fields, form_address, line, notice
from cogs.ui.wanted import LONGEST_WORDS, WITH_FORM, Wanted
from cogs.ui.where import where_of

Asked = discord.Interaction[Any]
DatesChanged = Callable[[Group], Awaitable[None]]
_LONGEST_SHOWN = 30


class ScheduleCog(commands.GroupCog, name="schedule"):
    """The dates of a group."""

    def __init__(
        self,
        schedule: ScheduleService,
        programmes: ProgrammeService,
        rooms: Rooms,
        pack: Pack,
        dates_changed: DatesChanged,
    ) -> None:
        super().__init__()
        self._schedule = schedule
        self._programmes = programmes
        self._rooms = rooms
        self._pack = pack
        self._dates_changed = dates_changed

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "schedule": self.page,
            "schedule-date": self.one_date,
            "schedule-form": self.open_form,
            "schedule-filled": self.filled,
            "schedule-ask": self.press_ask,
            "schedule-do": self.do,
        }

    async def page(self, press: Press) -> None:
        """Show the dates to everybody of the group; a lead gets what changes them."""
        await self.show_page(press.interaction)

    async def one_date(self, press: Press) -> None:
        """Show one date with what a lead can do to it."""
        view = await self._schedule.show_lead(press.caller, where_of(press.interaction))
        day = read_date(press.chosen[0], date.min) if press.chosen else None
        if day is None:
            raise Refused("old-button")
        await whisper(press.interaction, draw_date(self._pack, view, day))

    async def open_form(self, press: Press) -> None:
        """Open the form of a change."""
        wanted = Wanted.parse(press.argument)
        await self._schedule.show_lead(press.caller, where_of(press.interaction))
        if wanted.what not in WITH_FORM:
            raise Refused("old-button")
        title = self._pack.say(f"schedule-form.{wanted.what}")
        await press.interaction.response.send_modal(form(title, form_address(wanted), fields(self._pack, wanted.what)))

    async def filled(self, press: Press) -> None:
        """Ask about what was typed into a form."""
        wanted = Wanted.parse(press.argument)
        view = await self._schedule.show_lead(press.caller, where_of(press.interaction))
        given = press.form
        days = [*wanted.days, *(read_day(given[name], view) for name in ("first", "last") if name in given)]
        count = given.get("number") or "0"
        wanted = replace(
            wanted,
            days=tuple(days),
            at=read_clock(given["at"]) if "at" in given else None,
            number=int(count) if count.isascii() and count.isdigit() else 0,
            words=_short(given.get("words", "")),
        )
        if wanted.what == "time" and not given.get("number"):
            raise Refused("nothing-chosen")
        await self.ask(press.interaction, wanted)

    async def press_ask(self, press: Press) -> None:
        """Ask about a change that needs no form; of a list the choice is its number."""
        wanted = Wanted.parse(press.argument)
        if press.chosen and press.chosen[0].isdigit():
            wanted = replace(wanted, number=int(press.chosen[0]))
        await self.ask(press.interaction, wanted)

    async def do(self, press: Press) -> None:
        """Do what the lead said yes to, tell everybody, and let all that shows dates agree."""
        wanted = Wanted.parse(press.argument)
        try:
            told = await self._carry_out(press.caller, where_of(press.interaction), wanted)
        except Refused as refusal:
            if refusal.reason != "schedule-changed":
                raise
            await self.show_page(press.interaction, self._pack.say("schedule.changed-before"))
            return
        await self._tell(press.interaction, told)

    async def show_page(self, interaction: Asked, first: str = "") -> None:
        """Show the page of dates, with a line above it."""
        view = await self._schedule.show(caller_of(interaction), where_of(interaction))
        await whisper(interaction, draw_page(self._pack, view, first))

    async def ask(self, interaction: Asked, wanted: Wanted) -> None:
        """Try a change out, and ask with what it would do; a refusal comes now and not after the yes."""
        where = where_of(interaction)
        try:
            told = await self._carry_out(caller_of(interaction), replace(where, only_try=True), wanted)
        except Refused as refusal:
            if refusal.reason != "schedule-changed":
                raise
            await self.show_page(interaction, self._pack.say("schedule.changed-before"))
            return
        await whisper(interaction, draw_question(self._pack, wanted, told))

    async def seen(self, interaction: Asked) -> ScheduleView:
        """Read the dates for a lead who types a command."""
        return await self._schedule.show_lead(caller_of(interaction), where_of(interaction))

    @app_commands.command(name="show")
    async def show(self, interaction: Asked) -> None:
        """Show the dates."""
        await self.show_page(interaction)

    @app_commands.command(name="move")
    async def move(self, interaction: Asked, session: str, new_date: str, new_time: str) -> None:
        """Ask about moving one session."""
        view = await self.seen(interaction)
        days = read_day(session, view), read_day(new_date, view)
        await self.ask(interaction, Wanted("move", view.version, days, read_clock(new_time)))

    @app_commands.command(name="cancel")
    async def cancel(self, interaction: Asked, session: str) -> None:
        """Ask about calling one session off."""
        view = await self.seen(interaction)
        await self.ask(interaction, Wanted("cancel", view.version, (read_day(session, view),)))

    @app_commands.command(name="restore")
    async def restore(self, interaction: Asked, session: str) -> None:
        """Ask about letting one session be as it was."""
        view = await self.seen(interaction)
        await self.ask(interaction, Wanted("restore", view.version, (read_day(session, view),)))

    @app_commands.command(name="set")
    @app_commands.choices(day=[app_commands.Choice(name=f"day/{index}", value=index) for index in range(7)])
    async def set_time(self, interaction: Asked, since: str, day: int, at: str, reason: str = "") -> None:
        """Ask about another weekly time."""
        view = await self.seen(interaction)
        days = (read_day(since, view),)
        await self.ask(interaction, Wanted("time", view.version, days, read_clock(at), day, _short(reason)))

    @app_commands.command(name="break")
    async def add_break(self, interaction: Asked, first: str, last: str = "", name: str = "") -> None:
        """Ask about a break."""
        view = await self.seen(interaction)
        days = read_day(first, view), read_day(last or first, view)
        await self.ask(interaction, Wanted("break", view.version, days, words=_short(name)))

    @move.autocomplete("session")
    @cancel.autocomplete("session")
    @restore.autocomplete("session")
    async def _dates(self, interaction: Asked, typed: str) -> list[app_commands.Choice[str]]:
        view = await self.seen(interaction)
        named = [(line(self._pack, view, one), one.on_date.isoformat()) for one in view.meetings]
        return [
            app_commands.Choice(name=name, value=value) for name, value in named if typed.casefold() in name.casefold()
        ][:25]

    async def _carry_out(self, caller: Caller, where: Where, wanted: Wanted) -> Told:
        """Ask the one service method that does this."""
        version, schedule, programmes = wanted.version, self._schedule, self._programmes
        day, clock, number = wanted.day, wanted.clock, wanted.number
        ways: dict[str, Callable[[], Awaitable[Told]]] = {
            "move": lambda: schedule.move(caller, where, day(), (day(1), clock()), version=version),
            "cancel": lambda: schedule.cancel(caller, where, day(), version=version),
            "restore": lambda: schedule.restore(caller, where, day(), version=version),
            "time": lambda: schedule.set_time(
                caller, where, day(), (number % 7, clock()), wanted.words, version=version
            ),
            "break": lambda: schedule.add_break(caller, where, Break(day(), day(1), wanted.words), version=version),
            "break-off": lambda: schedule.remove_break(caller, where, number, version=version),
            "start": lambda: programmes.start(caller, where, day(), number, version=version),
            "end": lambda: programmes.end(caller, where, version=version),
            "holidays": lambda: programmes.take_holidays(caller, where, version=version),
        }
        if wanted.what not in ways:
            raise Refused("old-button")
        return await ways[wanted.what]()

    async def _tell(self, interaction: Asked, told: Told) -> None:
        """Tell the room, staff and the lead; then let everything that shows dates agree."""
        words = notice(self._pack, told)
        reached = not told.to_members or await self._rooms.tell_members(told.group, words)
        await self._rooms.tell_staff(told.group, words)
        key = "schedule.done" if not told.to_members else "schedule.told" if reached else "schedule.not-told"
        done, rows = text(self._pack.say(key), words), await self._offer(interaction, told)
        await whisper(interaction, Body((done,), rows, tone=Tone.STAFF))
        await self._dates_changed(told.group)

    async def _offer(self, interaction: Asked, told: Told) -> tuple[Row, ...]:
        """Offer what may come next: the dates, and after the start of a programme its public holidays."""
        dates = Button(self._pack.say("schedule-button.dates"), "schedule")
        if told.text != "schedule.programme-started" or told.view is None:
            return ((dates,),)
        offered = await self._programmes.bank_holidays(caller_of(interaction), where_of(interaction))
        wanted = str(Wanted("holidays", told.view.version))
        free = Button(self._pack.say("schedule-button.holidays"), "schedule-ask", wanted)
        return ((free, dates),) if offered else ((dates,),)


def read_day(typed: str, view: ScheduleView) -> date:
    """Read a typed date; raises ``Refused`` with an example where it cannot be read."""
    found = read_date(typed, view.today)
    if found is None:
        raise Refused("unknown-date", date=cut(one_line(typed), _LONGEST_SHOWN))
    return found


def read_clock(typed: str) -> time:
    """Read a typed time; raises ``Refused`` with an example where it cannot be read."""
    found = read_time(typed)
    if found is None:
        raise Refused("unknown-time", time=cut(one_line(typed), _LONGEST_SHOWN))
    return found


def _short(typed: str) -> str:
    return cut(one_line(typed), LONGEST_WORDS)
