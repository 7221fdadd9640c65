"""The pages of /setup: private messages with lists and buttons, and one form for each thing that is typed.

Each press stores one thing and shows its page again, with what was wrong above it; so nothing is lost by a mistake, by
a restart, or by going on next week.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, time
from typing import Any

import discord
from discord.ext import commands

from bot.content import Pack
from bot.content.typed import read_date, read_time
from bot.scheduling import Break
from bot.services.setup import SetupService
from bot.services.setup_view import ROLES, ROOMS, Server, SetupView
from bot.session import Caller, Refused
from bot.session.text import cut, one_line
from bot.storage import Group
from cogs.doctor import DoctorCog
from cogs.ui.body import Body, Tone, text
from cogs.ui.door import whisper
from cogs.ui.forms import form
from cogs.ui.permissions import examine
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.setup_all import ALL, PART_OF, draw_drop, draw_started, draw_which
from cogs.ui.setup_pages import draw_page, fields, form_address
from cogs.ui.wanted import LONGEST_WORDS
from cogs.ui.where import where_pressed

Asked = discord.Interaction[Any]
DatesChanged = Callable[[Group], Awaitable[None]]
Work = Callable[[], Awaitable[SetupView]]
_FINAL = ("managers-only", "old-button")
_LONGEST_SHOWN = 30


class SetupPagesCog(commands.Cog):
    """What is chosen on the pages."""

    def __init__(self, setup: SetupService, doctor: DoctorCog, pack: Pack, dates_changed: DatesChanged) -> None:
        self._setup = setup
        self._doctor = doctor
        self._pack = pack
        self._dates_changed = dates_changed

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "setup": self.page,
            "setup-which": self.which,
            "setup-pick": self.pick,
            "setup-set": self.turn,
            "setup-form": self.open_form,
            "setup-typed": self.typed,
            "setup-start": self.start,
            "setup-drop": self.drop,
        }

    async def open(self, interaction: Asked, given: Mapping[str, Any], page: str) -> None:
        """Open the pages at this one, and choose on them what was typed beside the command."""
        caller, server = caller_of(interaction), server_of(interaction)
        channel = given.get("session") or where_pressed(interaction)[0]
        group_id, groups = await self._setup.where(caller, server, channel)
        if group_id is None and given:
            same = [one.id for one in groups if one.name == given.get("name")]
            group_id = same[0] if same else 0
        if group_id is None:
            await whisper(interaction, draw_which(self._pack, groups))
            return
        works = [self._chooses(caller, server, group_id, what, value) for what, value in given.items()]
        await self._do(interaction, group_id, page, works)

    async def page(self, press: Press) -> None:
        """Show a page: of the button, or that was chosen in the list."""
        group, _, page = press.argument.partition(".")
        await self._do(press.interaction, number(group), press.chosen[0] if press.chosen else page, [])

    async def which(self, press: Press) -> None:
        """Show the settings of the group that was chosen."""
        await self._do(press.interaction, number((press.chosen or ("",))[0]), ALL, [])

    async def pick(self, press: Press) -> None:
        """Choose what was picked in a list; nothing picked means none."""
        group, _, what = press.argument.partition(".")
        picked = press.chosen[0] if press.chosen else ""
        works = [self._picks(press.caller, server_of(press.interaction), number(group), what, picked)]
        await self._do(press.interaction, number(group), PART_OF.get(what, what), works)

    async def turn(self, press: Press) -> None:
        """Switch one thing on or off; the argument is group.what.on-or-off."""
        group, what, turned = [*press.argument.split("."), "", ""][:3]
        if what not in ("check_in", "holidays") or turned not in ("on", "off"):
            raise Refused("old-button")
        server, group_id = server_of(press.interaction), number(group)
        works = [self._chooses(press.caller, server, group_id, what, turned == "on")]
        await self._do(press.interaction, group_id, PART_OF[what], works)

    async def open_form(self, press: Press) -> None:
        """Open a form."""
        group, _, what = press.argument.partition(".")
        view = await self._setup.look(press.caller, server_of(press.interaction), number(group))
        asked = fields(self._pack, view, what)
        if not asked:
            raise Refused("old-button")
        opened = form(self._pack.say(f"setup-form.{what}"), form_address(view.group_id, what), asked)
        await press.interaction.response.send_modal(opened)

    async def typed(self, press: Press) -> None:
        """Choose what was typed; what cannot be read is said above the page, and the rest is kept."""
        group, _, what = press.argument.partition(".")
        server, group_id, given = server_of(press.interaction), number(group), press.form
        view = await self._setup.look(press.caller, server, group_id)

        def chooses(name: str, read: Callable[[], Any]) -> Work:
            return lambda: self._setup.choose(press.caller, server, group_id, name, read())

        works: dict[str, list[Work]] = {
            "name": [chooses("name", lambda: given.get("name", ""))],
            "zone": [chooses("zone", lambda: given.get("zone", ""))],
            "time": [
                chooses("at", lambda: _clock(given.get("at", ""))),
                chooses("length_minutes", lambda: _count(given.get("minutes", ""))),
            ],
            "dates": [
                chooses("weekly_from", lambda: _day(given.get("first", ""), view.today)),
                chooses(
                    "sessions", lambda: _count(given.get("number", "")) if given.get("number", "").strip() else None
                ),
            ],
            "break": [lambda: self._setup.add_break(press.caller, server, group_id, _break(given, view.today))],
        }
        if what not in works:
            raise Refused("old-button")
        await self._do(press.interaction, group_id, PART_OF.get(what, what), works[what])

    async def start(self, press: Press) -> None:
        """Start the group, or save the changes."""
        group, _, version = press.argument.partition(".")
        server, group_id = server_of(press.interaction), number(group)
        try:
            started = await self._setup.finish(press.caller, server, group_id, number(version))
        except Refused as refusal:
            if refusal.reason in _FINAL or (refusal.reason == "setup-done" and not group_id):
                raise
            await self._show(press.interaction, group_id, ALL, self._said(refusal))
            return
        guild = press.interaction.guild
        found = self._doctor.draw(started.group, examine(guild, started.group)).blocks if guild else ()
        await whisper(press.interaction, draw_started(self._pack, started, text(*found)))
        await self._dates_changed(started.group)

    async def drop(self, press: Press) -> None:
        """Ask once more, then forget what was chosen."""
        group, _, yes = press.argument.partition(".")
        server = server_of(press.interaction)
        if yes != "yes":
            await self._setup.look(press.caller, server, number(group))
            await whisper(press.interaction, draw_drop(self._pack, number(group)))
            return
        await self._setup.drop(press.caller, server, number(group))
        await whisper(press.interaction, Body((self._pack.say("setup-page.dropped"),), tone=Tone.STAFF))

    async def _do(self, interaction: Asked, group_id: int, page: str, works: list[Work]) -> None:
        """Do these things, each by itself, and show the page with what could not be done above it."""
        said = ""
        for work in works:
            try:
                await work()
            except Refused as refusal:
                if refusal.reason in _FINAL:
                    raise
                said = text(said, self._said(refusal))
        await self._show(interaction, group_id, page, said)

    async def _show(self, interaction: Asked, group_id: int, page: str, said: str) -> None:
        view = await self._setup.look(caller_of(interaction), server_of(interaction), group_id)
        await whisper(interaction, draw_page(self._pack, view, page, said))

    def _said(self, refusal: Refused) -> str:
        return self._pack.say(f"refused.{refusal.reason}", **refusal.values_for_sentence)

    def _chooses(self, caller: Caller, server: Server, group_id: int, what: str, value: Any) -> Work:
        """Choose one thing; a time or a date may be as it was typed."""

        async def work() -> SetupView:
            read = value
            if what == "at":
                read = _clock(value)
            elif what == "weekly_from":
                read = _day(value, (await self._setup.look(caller, server, group_id)).today)
            return await self._setup.choose(caller, server, group_id, what, read)

        return work

    def _picks(self, caller: Caller, server: Server, group_id: int, what: str, picked: str) -> Work:
        if what == "break-off":
            return lambda: self._setup.remove_break(caller, server, group_id, number(picked))
        value: Any = picked
        if what in (*ROOMS, *ROLES):
            value = _xid(picked)
        elif what != "zone":
            value = -1 if picked == "-1" else number(picked)
        return lambda: self._setup.choose(caller, server, group_id, what, value)


def server_of(interaction: Asked) -> Server:
    """Say in which server a person presses, and what channels and roles it has now."""
    guild = interaction.guild
    if guild is None:
        raise Refused("old-button")
    there = {channel.id for channel in guild.channels} | {role.id for role in guild.roles}
    return Server(guild.id, frozenset(there))


def _xid(picked: str) -> int:
    """Read an id that Discord's own list gave; "" is none."""
    if picked and not (picked.isascii() and picked.isdigit() and len(picked) <= 20):  # noqa: PLR2004  a snowflake
        raise Refused("old-button")
    return int(picked or "0")


def _clock(typed: str) -> time:
    found = read_time(typed)
    if found is None:
        raise Refused("unknown-time", time=cut(one_line(typed), _LONGEST_SHOWN))
    return found


def _day(typed: str, today: date) -> date | None:
    """Read a typed date; None where nothing was typed."""
    if not typed.strip():
        return None
    found = read_date(typed, today)
    if found is None:
        raise Refused("unknown-date", date=cut(one_line(typed), _LONGEST_SHOWN))
    return found


def _break(given: Mapping[str, str], today: date) -> Break:
    first = _day(given.get("first", ""), today)
    last = _day(given.get("last", ""), today)
    if first is None or last is None:
        raise Refused("unknown-date", date="")
    return Break(first, last, cut(one_line(given.get("words", "")), LONGEST_WORDS))


def _count(typed: str) -> int:
    """Read a number; what is none becomes 0, which the service refuses in words."""
    cleaned = typed.strip()
    return int(cleaned) if cleaned.isascii() and cleaned.isdigit() else 0
