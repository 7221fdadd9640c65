"""What a measure means in Discord: rights that a person lacks in the group's rooms for a while, or a role."""

import logging
from typing import Any

import discord

from bot.services.measures import Task
from cogs.ui.door import UNHEARD, quietly

_log = logging.getLogger(__name__)
_TEXT = {
    "quiet": ("send_messages", "create_public_threads", "create_private_threads"),
    "away": ("view_channel",),
}
_VOICE = {"quiet": ("send_messages", "speak"), "away": ("view_channel", "connect")}


class NotAllowed(Exception):  # noqa: N818  it is told to staff in words
    """Discord does not let us do it; a person has to."""


async def set_limit(client: discord.Client, task: Task, why: str, *, on: bool) -> None:
    """Ask Discord for it, or to take it back. Raises ``NotAllowed``, or what a request may end in (``UNHEARD``)."""
    try:
        if task.measure.kind == "left":
            await _change_role(client, task, why, on=on)
        elif task.measure.kind in _TEXT:
            await _change_rights(client, task, why, on=on)
    except discord.Forbidden:
        raise NotAllowed from None
    except discord.NotFound:  # the person or the room is gone, and the limit with it
        return


async def _change_rights(client: discord.Client, task: Task, why: str, *, on: bool) -> None:
    person = await client.fetch_user(task.person_xid)  # also somebody who has left the server
    for xid in (task.group.session_channel_xid, task.group.voice_channel_xid):
        channel = client.get_channel(xid) if xid else None
        if isinstance(channel, discord.TextChannel):
            await _overwrite(channel, person, _TEXT[task.measure.kind], why, on=on)
        elif isinstance(channel, discord.VoiceChannel):
            await _overwrite(channel, person, _VOICE[task.measure.kind], why, on=on)
            if on and task.measure.kind == "away":
                await quietly(_leave_voice(channel.guild, task.person_xid, why))


async def _overwrite(
    channel: discord.TextChannel | discord.VoiceChannel,
    person: discord.User,
    rights: tuple[str, ...],
    why: str,
    *,
    on: bool,
) -> None:
    """Deny rights, or give them back to the server's own rules; other rights of that person stay as they are."""
    overwrite = channel.overwrites_for(person)
    before = dict(overwrite)
    if on:
        overwrite.update(**dict.fromkeys(rights, False))
    else:
        overwrite.update(**{name: None for name in rights if getattr(overwrite, name) is False})
    if dict(overwrite) != before:
        target: Any = person  # discord.py asks for a Member; a User has all that it reads, also of who left the server
        await channel.set_permissions(
            target,
            overwrite=None if overwrite.is_empty() else overwrite,
            reason=why,
        )


async def _leave_voice(guild: discord.Guild, person_xid: int, why: str) -> None:
    """End the call for a person: a right that is taken away does not."""
    member = await guild.fetch_member(person_xid)
    await member.move_to(None, reason=why)


async def _change_role(client: discord.Client, task: Task, why: str, *, on: bool) -> None:
    guild, role = client.get_guild(task.group.server_xid), discord.Object(task.group.member_role_xid)
    if guild is None or not role.id:
        return  # without a member role, the service alone says no
    member = await guild.fetch_member(task.person_xid)
    change = member.remove_roles if on else member.add_roles
    await change(role, reason=why)


async def try_limit(client: discord.Client, task: Task, why: str, *, on: bool) -> str:
    """Ask Discord, with words for its audit log; returns "" when it is done, else "not-allowed" or "later"."""
    try:
        await set_limit(client, task, why, on=on)
    except NotAllowed:
        return "not-allowed"
    except UNHEARD as error:
        _log.warning("A limit could not be set or lifted: %s", type(error).__name__)
        return "later"
    return ""
