"""The people, roles and channels of the pretend server by name, and simcord's handles for them."""

from collections.abc import Iterable
from typing import Any

import simcord
from simcord.enums import ChannelType, ComponentType

from bot.rehearsal.room import sight
from bot.rehearsal.room.world import Json, Who, World


def entities(world: World, who: Who, node: Json) -> list[tuple[str, str]]:
    """List (name, id) of the people, roles and channels that a select of that kind offers."""
    found: list[tuple[str, str]] = []
    if node["type"] in (ComponentType.USER_SELECT, ComponentType.MENTIONABLE_SELECT):
        found += people(world, who)
    if node["type"] in (ComponentType.ROLE_SELECT, ComponentType.MENTIONABLE_SELECT):
        found += roles(world, who)
    if node["type"] == ComponentType.CHANNEL_SELECT:
        found += channels(world, who, node.get("channel_types") or list(ChannelType))
    return found


def people(world: World, who: Who) -> list[tuple[str, str]]:
    """List the people of the pretend server: everybody but the bots."""
    backend = world.env.backend
    ids = [i for i in backend.guilds[who.actor.guild.id].members if not backend.users[i].bot]
    return [(name_of(world, who, user_id), str(user_id)) for user_id in ids]


def roles(world: World, who: Who) -> list[tuple[str, str]]:
    """List the roles, the one that everybody has left out."""
    guild = world.env.backend.guilds[who.actor.guild.id]
    return [(role.name, str(role.id)) for role in guild.roles.values() if role.id != guild.id]


def channels(world: World, who: Who, kinds: Iterable[int]) -> list[tuple[str, str]]:
    """List the channels of these kinds that this person may see."""
    allowed = set(kinds)
    return [(f"#{c.name}", str(c.id)) for c in sight.channels(world, who) if c.type in allowed]


def name_of(world: World, who: Who, user_id: int) -> str:
    """Give the name that is shown for a person on this server."""
    member = world.env.backend.guilds[who.actor.guild.id].members.get(user_id)
    user = world.env.backend.users[user_id]
    return (member.nick if member is not None else None) or user.global_name or user.name


def handle(world: World, who: Who, chosen: str, among: list[tuple[str, str]]) -> Any:
    """Give simcord's handle for a person, role or channel; LookupError if it was not offered."""
    if chosen not in {value for _, value in among}:
        raise LookupError(chosen)
    return _handle(world, who, int(chosen))


def _handle(world: World, who: Who, xid: int) -> Any:
    guild = who.actor.guild
    backend = world.env.backend
    if xid in backend.channels:
        return simcord.ChannelHandle(world.env, guild, backend.channels[xid])
    if xid in backend.guilds[guild.id].roles:
        return simcord.RoleHandle(world.env, guild, backend.guilds[guild.id].roles[xid])
    return simcord.MemberActor(world.env, guild, simcord.UserHandle(world.env, backend.get_user(xid)))
