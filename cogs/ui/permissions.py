"""The permissions that the bot needs in a group's rooms, and what is missing of them (features R2, P12, P13).

The list is the whole list: the invitation asks for these and never for Administrator.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import discord

from bot.storage import Group

IN_SESSION_ROOM = (
    "view_channel",
    "send_messages",
    "read_message_history",
    "attach_files",
    "manage_roles",
    "create_private_threads",
    "create_public_threads",  # Discord lets us deny members only what we have ourselves
    "send_messages_in_threads",
    "pin_messages",
)
IN_STAFF_ROOM = (
    "view_channel",
    "send_messages",
    "read_message_history",
    "create_private_threads",  # a worry for the lead alone
    "send_messages_in_threads",
)
IN_VOICE_ROOM = ("view_channel", "connect", "manage_roles", "send_messages", "speak", "move_members")


@dataclass(frozen=True)
class Finding:
    """One thing to mend: ``sentence`` names its sentence in the content pack, and ``permission`` the right."""

    sentence: str
    where: str = ""
    permission: str = ""


def examine(guild: discord.Guild, group: Group) -> list[Finding]:
    """Name everything in this server that would keep the group from working, or its words from staying private."""
    return [
        *_room(guild, group.session_channel_xid, "check.no-room", IN_SESSION_ROOM),
        *_room(guild, group.staff_channel_xid, "check.no-staff", IN_STAFF_ROOM),
        *(_room(guild, group.voice_channel_xid, "check.no-voice", IN_VOICE_ROOM) if group.voice_channel_xid else ()),
        *_roles(guild, group),
        *_open_staff_room(guild, group),
        *_listeners(guild, group),
    ]


def _room(guild: discord.Guild, xid: int, missing: str, needed: tuple[str, ...]) -> Iterator[Finding]:
    channel = guild.get_channel(xid)
    if channel is None:
        yield Finding(missing)
        return
    has = channel.permissions_for(guild.me)
    for permission in needed:
        if not getattr(has, permission):
            yield Finding("check.missing", channel.mention, permission)


def _roles(guild: discord.Guild, group: Group) -> Iterator[Finding]:
    named = {
        "check.no-role-member": group.member_role_xid,
        "check.no-role-facilitator": group.facilitator_role_xid,
        "check.no-role-lead": group.lead_role_xid,
    }
    yield from (Finding(missing) for missing, xid in named.items() if xid and guild.get_role(xid) is None)


def _open_staff_room(guild: discord.Guild, group: Group) -> Iterator[Finding]:
    """Members must not see the staff channel: the words that they added wait there to be read."""
    staff = guild.get_channel(group.staff_channel_xid)
    members = guild.get_role(group.member_role_xid) or guild.default_role
    if staff and staff.permissions_for(members).view_channel:
        yield Finding("check.staff-open", staff.mention)


def _listeners(guild: discord.Guild, group: Group) -> Iterator[Finding]:
    """Name other bots that can read the room; one without a role of its own cannot be found this way."""
    room = guild.get_channel(group.session_channel_xid)
    for role in guild.roles:
        other = role.is_bot_managed() and role not in guild.me.roles
        if room and other and room.permissions_for(role).view_channel:
            yield Finding("check.other-bot", role.mention)
