"""Discord's own event for the next session: the lead's switch, and the event itself, kept in step with the dates."""

import asyncio
import contextlib
import logging
from datetime import timedelta

import discord
from discord.ext import commands

from bot.content import Pack
from bot.services.events import EventService, EventWish
from bot.session import Refused
from cogs.ui.body import Body, Button, Tone, text
from cogs.ui.door import UNHEARD, whisper
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press
from cogs.ui.where import where_of

_log = logging.getLogger(__name__)
Room = discord.VoiceChannel | discord.StageChannel


class EventCog(commands.Cog):
    """Makes, moves and takes away a group's event."""

    def __init__(self, events: EventService, rooms: Rooms, pack: Pack) -> None:
        self._events = events
        self._rooms = rooms
        self._pack = pack
        self._turn = asyncio.Lock()

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"event-page": self.page, "event-switch": self.switch}

    async def page(self, press: Press) -> None:
        """Say what an event shows before it can be switched on."""
        on = await self._events.is_on(press.caller, where_of(press.interaction))
        say = self._pack.say
        if on:
            button = Button(say("event.switch-off"), "event-switch", "off")
        else:
            button = Button(say("event.switch-on"), "event-switch", "on")
        back = Button(say("schedule-button.dates"), "schedule")
        state = say("event.is-on") if on else say("event.is-off")
        await whisper(press.interaction, Body((text(state, say("event.page")),), ((button, back),), tone=Tone.STAFF))

    async def switch(self, press: Press) -> None:
        """Switch events on or off."""
        if press.argument not in ("on", "off"):
            raise Refused("old-button")
        on = press.argument == "on"
        await self._events.switch(press.caller, where_of(press.interaction), on=on)
        done = self._pack.say("event.is-on" if on else "event.is-off")
        await whisper(press.interaction, Body((done,), tone=Tone.STAFF))
        await self.keep(press.interaction.client)

    async def keep(self, client: discord.Client) -> None:
        """Let every event be as it must; what Discord refuses is tried again at the next beat."""
        async with self._turn:
            for wish in await self._events.due():
                try:
                    await self._keep(client, wish)
                except UNHEARD as error:
                    _log.warning("An event is late: %s", type(error).__name__)

    async def _keep(self, client: discord.Client, wish: EventWish) -> None:
        guild, room = client.get_guild(wish.group.server_xid), client.get_channel(wish.group.voice_channel_xid)
        if guild is None:
            return
        if not isinstance(room, Room):
            await self._events.made(wish, None)  # /check and the look at rooms that go tell the lead about it
            return
        if not room.permissions_for(guild.me).manage_events:
            await self._rooms.tell_staff_once(wish.group, "staff.cannot-event")
            return
        event = await _event(guild, room, wish)
        if wish.meeting is None or (event and wish.known.on_date not in (None, wish.meeting.on_date)):
            if event:
                with contextlib.suppress(discord.NotFound):
                    await event.delete()
            event = None
        if wish.meeting is None:
            await self._events.made(wish, None)
            return
        made = await self._write(guild, room, event, wish)
        await self._events.made(wish, made.id)

    async def _write(
        self, guild: discord.Guild, room: Room, event: discord.ScheduledEvent | None, wish: EventWish
    ) -> discord.ScheduledEvent:
        assert wish.meeting is not None
        start = wish.meeting.at
        end = start + timedelta(minutes=wish.group.length_minutes)
        if event:
            return await event.edit(start_time=start, end_time=end)
        stage = isinstance(room, discord.StageChannel)
        return await guild.create_scheduled_event(
            name=self._pack.say("event.name"),
            start_time=start,
            end_time=end,
            channel=room,
            entity_type=discord.EntityType.stage_instance if stage else discord.EntityType.voice,
            privacy_level=discord.PrivacyLevel.guild_only,
        )


async def _event(guild: discord.Guild, room: Room, wish: EventWish) -> discord.ScheduledEvent | None:
    """Find our event: by its id, or one that a kill left behind between its making and its row."""
    known = wish.known.event_xid
    for event in await guild.fetch_scheduled_events(with_counts=False):
        ours = event.creator_id == guild.me.id and event.channel_id == room.id
        if event.id == known or (known is None and ours):
            return event
    return None
