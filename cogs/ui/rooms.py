"""The rooms themselves: locked between sessions, and honest with staff when Discord says no."""

import logging
from collections.abc import Awaitable

import discord

from bot.content import Pack
from bot.services import RoomView
from bot.services.week import Notice
from bot.storage import Group
from cogs.ui.body import Body, Tone, layout
from cogs.ui.door import UNHEARD

_log = logging.getLogger(__name__)
_THREADS = ("create_public_threads", "create_private_threads")  # to write in a help thread stays allowed


class Rooms:
    """Opens and locks a group's rooms, and posts what staff and members must know."""

    def __init__(self, client: discord.Client, pack: Pack) -> None:
        self._client = client
        self._pack = pack
        self._told: set[tuple[int, str]] = set()
        self._unheard: set[tuple[int, str]] = set()  # what the staff channel did not get; found again after a start

    async def carefully(self, group: Group, room: str, work: Awaitable[None]) -> bool:
        """Await work in a room; what Discord refuses is told to staff once, in words, and the rest goes on.

        Returns whether it was done.
        """
        try:
            await work
        except discord.Forbidden:
            await self.tell_staff_once(group, f"staff.cannot-write-{room}")
        except discord.NotFound:
            await self.tell_staff_once(group, f"staff.no-room-{room}")
        else:
            mended = {(group.id, f"staff.{what}-{room}") for what in ("cannot-write", "no-room")}
            self._told -= mended
            self._unheard -= mended
            return True
        return False

    async def tell_staff(self, group: Group, sentence: str, *, ping: bool = False) -> bool:
        """Say something in the staff channel; only a help or escalation alert mentions the staff roles, by id.

        Returns whether it was posted: nobody may be told that staff know when they do not.
        """
        mentions, roles = staff_mentions(group) if ping else ("", [])
        body = Body(tuple(block for block in (mentions, sentence) if block), tone=Tone.HELP if ping else Tone.STAFF)
        return await self.post(group.staff_channel_xid, body, discord.AllowedMentions(roles=roles)) is not None

    async def tell(self, notice: Notice) -> None:
        """Say what the week has to say."""
        sentence = self._pack.say(notice.text)
        if notice.to_members:
            await self.tell_members(notice.group, sentence)
        else:
            await self.tell_staff(notice.group, sentence, ping=notice.ping)

    async def tell_directly(self, person_xid: int, body: Body) -> bool:
        """Write to a person who asked for it; a closed door makes no noise."""
        try:
            channel = await self._client.create_dm(discord.Object(person_xid))
            await channel.send(view=layout(body))
        except UNHEARD:
            return False
        return True

    async def tell_members(self, group: Group, sentence: str) -> bool:
        """Say something in the session room, without a ping; tells whether it was posted."""
        return await self.post(group.session_channel_xid, Body((sentence,)), discord.AllowedMentions.none()) is not None

    async def open_or_lock(self, room: RoomView) -> None:
        """Let members write while the group's newest session is open, and not from ten minutes after it."""
        if not room.is_newest or not (room.locked or room.state.is_open):
            return
        for xid in (room.group.session_channel_xid, room.group.voice_channel_xid):
            channel = self._client.get_channel(xid) if xid else None
            if isinstance(channel, discord.TextChannel | discord.VoiceChannel):
                await self._set_lock(room.group, channel, locked=room.locked)

    async def _set_lock(
        self, group: Group, channel: discord.TextChannel | discord.VoiceChannel, *, locked: bool
    ) -> None:
        members = channel.guild.get_role(group.member_role_xid) or channel.guild.default_role
        if (channel.overwrites_for(members).send_messages is False) == locked:
            return
        try:
            if locked:
                await self._keep_staff_writing(group, channel)
            await self._allow(channel, members, allowed=not locked)
        except discord.Forbidden:
            await self.tell_staff_once(group, "staff.cannot-lock")
        except UNHEARD as error:  # a room that is gone is told where its card is drawn
            _log.warning("A room could not be opened or locked: %s", type(error).__name__)

    async def _keep_staff_writing(self, group: Group, channel: discord.TextChannel | discord.VoiceChannel) -> None:
        """Give the bot and staff a right of their own first: a lock for everybody would shut them out too."""
        await self._allow(channel, channel.guild.me, allowed=True)
        for xid in (group.facilitator_role_xid, group.lead_role_xid):
            role = channel.guild.get_role(xid)
            if role:
                await self._allow(channel, role, allowed=True)

    async def tell_staff_once(self, group: Group, key: str) -> None:
        """Say a sentence of the pack to staff, once until the next start."""
        if (group.id, key) not in self._told:
            self._told.add((group.id, key))
            if not await self.tell_staff(group, self._pack.say(key)):
                self._unheard.add((group.id, key))

    @property
    def anybody_unheard(self) -> bool:
        """Whether there is something that a staff channel did not get."""
        return bool(self._unheard)

    async def unheard(self, group: Group) -> list[str]:
        """Try once more to tell staff in their channel; returns the sentences that it still does not get."""
        waiting = {key for group_id, key in self._unheard if group_id == group.id}
        for key in waiting:
            if await self.tell_staff(group, self._pack.say(key)):
                self._unheard.discard((group.id, key))
        return [self._pack.say(key) for key in sorted(waiting) if (group.id, key) in self._unheard]

    def channel(self, channel_xid: int) -> discord.PartialMessageable:
        """Give a channel to write to, also when the cache has forgotten it."""
        return self._client.get_partial_messageable(channel_xid)

    async def post(self, channel_xid: int, body: Body, allowed: discord.AllowedMentions) -> discord.Message | None:
        """Post a message; None when Discord does not let us."""
        try:
            channel = self._client.get_partial_messageable(channel_xid)
            return await channel.send(view=layout(body), allowed_mentions=allowed)
        except UNHEARD as error:
            _log.warning("A notice could not be posted: %s", type(error).__name__)
            return None

    async def replace(self, channel_xid: int, message_xid: int, body: Body) -> bool:
        """Draw a message anew without a sound. Tells whether what it said is gone: of what is not there it is."""
        try:
            if message_xid:
                await self.channel(channel_xid).get_partial_message(message_xid).edit(view=layout(body))
        except discord.NotFound:
            return True
        except UNHEARD as error:
            _log.warning("A message could not be drawn anew: %s", type(error).__name__)
            return False
        return True

    async def _allow(
        self, channel: discord.TextChannel | discord.VoiceChannel, who: discord.Role | discord.Member, *, allowed: bool
    ) -> None:
        """Let somebody write, or not. Unlocking gives back writing, and leaves threads to the server's own rules."""
        overwrite = channel.overwrites_for(who)
        is_us = who == channel.guild.me
        writing: dict[str, bool | None] = dict.fromkeys(_THREADS, False if not allowed else True if is_us else None)
        writing["send_messages"] = allowed
        if isinstance(channel, discord.VoiceChannel):
            writing["connect"] = allowed
        overwrite.update(**writing)
        await channel.set_permissions(who, overwrite=overwrite, reason=self._pack.say("discord-log.room"))


def staff_mentions(group: Group) -> tuple[str, list[discord.Object]]:
    """Mention the staff roles by their ids: the words, and what Discord is allowed to ping."""
    roles = [discord.Object(xid) for xid in (group.facilitator_role_xid, group.lead_role_xid) if xid]
    return " ".join(f"<@&{role.id}>" for role in roles), roles
