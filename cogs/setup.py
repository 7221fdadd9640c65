"""Setting a group up: /setup opens its pages, and in one line names channels, roles, zone and weekly time."""

from datetime import date, time
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.content.typed import read_date, read_time
from bot.scheduling import UnknownZone, zone
from bot.services import GroupService
from bot.services.setup_view import NEEDED, ROLES, ROOMS, field_of
from bot.session import Refused
from bot.storage import Group, GroupDraft
from cogs.setup_pages import SetupPagesCog
from cogs.ui.body import Body, Button, Tone, text
from cogs.ui.door import whisper
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.setup_all import ALL


class SetupCog(commands.Cog):
    """The settings of a group."""

    def __init__(self, groups: GroupService, pages: SetupPagesCog, pack: Pack) -> None:
        self._groups = groups
        self._pages = pages
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"check-in-switch": self.switch_check_in}

    @app_commands.command(name="setup")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.choices(day=[app_commands.Choice(name=f"day/{index}", value=index) for index in range(7)])
    async def setup_group(  # noqa: PLR0917  Discord's options of one command
        self,
        interaction: discord.Interaction[Any],
        name: app_commands.Range[str, 1, 60] | None = None,
        session_channel: discord.TextChannel | None = None,
        staff_channel: discord.TextChannel | None = None,
        facilitator_role: discord.Role | None = None,
        lead_role: discord.Role | None = None,
        member_role: discord.Role | None = None,
        supporter_role: discord.Role | None = None,
        voice_channel: discord.VoiceChannel | None = None,
        day: int | None = None,
        at: str | None = None,
        time_zone: str | None = None,
        minutes: app_commands.Range[int, 15, 240] | None = None,
        first_date: str | None = None,
        sessions: app_commands.Range[int, 1, 104] | None = None,
        *,
        two_facilitators: bool | None = None,
        clean_up_days: app_commands.Range[int, 0, 365] | None = None,
        check_in: bool | None = None,
    ) -> None:
        """Open the pages with what was typed; with all that a group needs, store it at once."""
        rooms = {"session": session_channel, "staff": staff_channel, "voice": voice_channel}
        roles = {"member": member_role, "facilitator": facilitator_role, "lead": lead_role}
        chosen = {what: one.id for what, one in {**rooms, **roles, "supporter": supporter_role}.items() if one}
        values = {
            "name": name,
            "zone": time_zone,
            "weekday": day,
            "at": at,
            "length_minutes": minutes,
            "two_facilitators": two_facilitators,
            "clean_up_days": clean_up_days,
            "weekly_from": first_date,
            "sessions": sessions,
        }
        given = {**chosen, **{what: value for what, value in values.items() if value is not None}}
        if given.keys() >= set(NEEDED):
            await self._at_once(interaction, given, check_in=bool(check_in))
        else:
            await self._pages.open(interaction, given, ALL if check_in is None else "check-in")

    async def _at_once(self, interaction: discord.Interaction[Any], given: dict[str, Any], *, check_in: bool) -> None:
        """Store the settings of the group that meets in the session channel; what was left out is as usual."""
        zone_name = _zone(given.get("zone", "Europe/London"))
        first = given.get("weekly_from")
        draft = GroupDraft(
            name=given["name"],
            server_xid=interaction.guild_id or 0,
            **{field_of(what): given.get(what, 0) for what in (*ROOMS, *ROLES)},
            zone=zone_name,
            weekday=given.get("weekday", -1),
            at=_time(given.get("at", "18:30")),
            length_minutes=given.get("length_minutes", 60),
            two_facilitators=given.get("two_facilitators", True),
            clean_up_days=given.get("clean_up_days", 0),
            weekly_from=_date(first, self._groups.today(zone_name)) if first else None,
        )
        group = await self._groups.set_up(caller_of(interaction), draft, given.get("sessions"))
        key = "setup.done-weekly" if group.weekday >= 0 else "setup.done"
        done = self._pack.say(key, group=group.name)
        switch = check_in != group.check_in
        await whisper(interaction, self._about_check_in(group, done) if switch else self._done(done))

    def _done(self, done: str) -> Body:
        return Body((done,), ((self._dates,),), tone=Tone.STAFF)

    @property
    def _dates(self) -> Button:
        return Button(self._pack.say("schedule-button.dates"), "schedule")

    async def switch_check_in(self, press: Press) -> None:
        """Switch the check-in on or off; the argument is group.on-or-off."""
        group, _, wanted = press.argument.partition(".")
        server = press.interaction.guild_id or 0
        await self._groups.switch_check_in(press.caller, number(group), server, on=wanted == "on")
        key = "setup.check-in-on" if wanted == "on" else "setup.check-in-off"
        await whisper(press.interaction, Body((self._pack.say(key),), tone=Tone.STAFF))

    def _about_check_in(self, group: Group, done: str) -> Body:
        """Say what the check-in means before it can be switched on (Discord's Developer Policy, rule 16)."""
        if group.check_in:
            off = Button(self._pack.say("setup.check-in-no"), "check-in-switch", f"{group.id}.off")
            return Body((done, self._pack.say("setup.check-in-stop")), ((off, self._dates),), tone=Tone.STAFF)
        on = Button(self._pack.say("setup.check-in-yes"), "check-in-switch", f"{group.id}.on")
        return Body((done, text(*self._pack.lines("setup.check-in-page"))), ((on, self._dates),), tone=Tone.STAFF)


def _zone(name: str) -> str:
    try:
        return zone(name).key
    except UnknownZone as unknown:
        raise Refused("unknown-zone", zone=name, near=", ".join(unknown.near) or "Europe/London") from None


def _time(typed: str) -> time:
    found = read_time(typed)
    if found is None:
        raise Refused("unknown-time", time=typed)
    return found


def _date(typed: str, today: date) -> date:
    found = read_date(typed, today)
    if found is None:
        raise Refused("unknown-date", date=typed)
    return found
