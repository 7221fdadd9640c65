"""Who may see what: the same questions that the pretend Discord asks, put in one place.

simcord answers them for its actors' verbs only, so what it keeps is read here directly. No other
file of the room decides what is visible.
"""

from collections.abc import Iterator

import discord
import simcord
from simcord.backend.access import channel_accessible, message_accessible
from simcord.backend.models import Channel, Message
from simcord.enums import ChannelType, MessageType

from bot.rehearsal.room.world import Who, World


def channel_handle(world: World, who: Who, channel_id: int) -> simcord.ChannelHandle:
    """Give the handle of any channel, threads included."""
    return simcord.ChannelHandle(world.env, who.actor.guild, world.env.backend.get_channel(channel_id))


def sees(world: World, who: Who, channel_id: int) -> bool:
    """Say whether this person may read the channel."""
    return channel_accessible(world.env.backend, channel_id, who.actor.id, history=True)


def may(world: World, who: Who, channel_id: int, permission: str) -> bool:
    """Say whether this person has one of Discord's permissions in the channel."""
    bits = world.env.backend.compute_permissions(who.actor.guild.id, who.actor.id, channel_id)
    permissions = discord.Permissions(bits)
    return permissions.administrator or bool(getattr(permissions, permission))


def may_write(world: World, who: Who, channel: Channel) -> bool:
    """Say whether this person may type a message there."""
    metadata = channel.thread_metadata
    if metadata is not None and metadata.locked:
        return False
    permission = "send_messages_in_threads" if channel.is_thread else "send_messages"
    return sees(world, who, channel.id) and may(world, who, channel.id, permission)


def threads(world: World, who: Who, parent_id: int) -> list[Channel]:
    """List the open threads of a channel that this person may read, oldest first."""
    found = [
        channel
        for channel in world.env.backend.channels.values()
        if channel.is_thread and channel.parent_id == parent_id and sees(world, who, channel.id)
    ]
    return [c for c in found if c.thread_metadata is None or not c.thread_metadata.archived]


def messages(world: World, who: Who, channel_id: int) -> Iterator[Message]:
    """Yield what this person can read in a channel, oldest first, less what was put away."""
    backend = world.env.backend
    for message in backend.messages.get(channel_id, {}).values():
        if message.id in world.put_away or _only_in_simcord(world, message):
            continue
        if message_accessible(backend, channel_id, message, who.actor.id, history=True):
            yield message


def _only_in_simcord(world: World, message: Message) -> bool:
    """Say whether it is the news of a private thread: Discord tells a channel of public ones alone."""
    if message.type != MessageType.THREAD_CREATED or message.system_metadata is None:
        return False
    thread = world.env.backend.channels.get(message.system_metadata.channel_id or 0)
    return thread is None or thread.type == ChannelType.PRIVATE_THREAD


def message(world: World, who: Who, message_id: int) -> Message | None:
    """Find a message among all that this person can read."""
    for place in world.places:
        for channel_id in (place.channel.id, *(t.id for t in threads(world, who, place.channel.id))):
            for found in messages(world, who, channel_id):
                if found.id == message_id:
                    return found
    return None


def channels(world: World, who: Who) -> list[Channel]:
    """List every channel of the pretend server that this person may see, threads left out."""
    backend = world.env.backend
    found = (backend.channels[i] for i in backend.guilds[who.actor.guild.id].channel_ids)
    return [channel for channel in found if sees(world, who, channel.id)]
