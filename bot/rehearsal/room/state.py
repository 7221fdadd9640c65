"""What one viewer sees, whole, as plain JSON. The page compares it with what it shows already."""

from typing import Any

from simcord.backend.models import Channel, Message
from simcord.components import COMPONENTS_V2_FLAG
from simcord.enums import ChannelType, MessageType

from bot.rehearsal.room import commands, forms, sight
from bot.rehearsal.room.names import channels, name_of, roles
from bot.rehearsal.room.picture import Picture, file
from bot.rehearsal.room.world import Json, Who, World

NEWEST = 60
NEWEST_PRIVATE = 3
LOADING = 1 << 7
NEWS = {MessageType.PINS_ADD: "pinned", MessageType.THREAD_CREATED: "thread"}


def state(world: World, who: Who) -> Json:
    """Draw everything that this person may see and do now."""
    return {
        "me": who.key,
        "people": [{"key": each.key, "title": each.title} for each in world.people],
        "places": [
            _place(world, who, place.key, place.title, world.env.backend.channels[place.channel.id])
            for place in world.places
            if sight.sees(world, who, place.channel.id)
        ],
        "zone": world.zone,
        "now": world.now().timestamp(),
        "leaps": list(world.leaps),
        "form": forms.open_form(world, who),
        "names": _names(world, who),
    }


def _place(world: World, who: Who, key: str, title: str, channel: Channel) -> Json:
    return {
        "key": key,
        "title": title,
        "private": channel.type == ChannelType.PRIVATE_THREAD,
        "empty": world.begin if key == "staff" else "nothing-yet",
        "topic": channel.topic or "",
        "write": sight.may_write(world, who, channel),
        "messages": _messages(world, who, channel.id),
        "commands": commands.offered(world, who, channel.id) if sight.may_write(world, who, channel) else [],
        "threads": [
            _place(world, who, f"thread-{thread.id}", thread.name or "", thread)
            for thread in sight.threads(world, who, channel.id)
        ],
    }


def _messages(world: World, who: Who, channel_id: int) -> list[Json]:
    """Draw the newest messages in their order, and only the newest few of the private ones."""
    seen = list(sight.messages(world, who, channel_id))[-NEWEST:]
    private = [message.id for message in seen if message.is_ephemeral]
    hidden = set(private[:-NEWEST_PRIVATE])
    return [_message(world, who, message) for message in seen if message.id not in hidden]


def _message(world: World, who: Who, message: Message) -> Json:
    return {
        "id": str(message.id),
        "author": message.author_name or name_of(world, who, message.author_id),
        "bot": world.env.backend.users[message.author_id].bot,
        "private": message.is_ephemeral,
        "waiting": bool(message.flags & LOADING),
        "pinned": message.pinned,
        "edited": message.edited_timestamp is not None,
        "used": _used(world, who, message),
        "at": message.timestamp,
        "text": message.content,
        "news": NEWS.get(MessageType(message.type)),
        "embeds": [_embed(embed) for embed in message.embeds],
        "files": _files(who, message),
        "components": Picture(world, who, message).tree(message.components),
    }


def _used(world: World, who: Who, message: Message) -> Json | None:
    """Say who used which command, as Discord does above each public reply to one."""
    metadata = message.interaction_metadata or {}
    if message.is_ephemeral or not metadata.get("name"):
        return None
    return {"name": name_of(world, who, int(metadata["user"]["id"])), "command": metadata["name"]}


def _files(who: Who, message: Message) -> list[Json]:
    """Draw the attached files. A layout shows the ones it names, and Discord shows no others."""
    layout = message.flags & COMPONENTS_V2_FLAG
    return [] if layout else [file(who, message, each) for each in message.attachments]


def _embed(embed: Json) -> Json:
    colour: Any = embed.get("color")
    fields = [{"name": field["name"], "value": field["value"]} for field in embed.get("fields") or []]
    return {
        "title": embed.get("title") or "",
        "text": embed.get("description") or "",
        "fields": fields,
        "foot": (embed.get("footer") or {}).get("text") or "",
        "colour": None if colour is None else f"#{colour:06x}",
    }


def _names(world: World, who: Who) -> dict[str, str]:
    """Give a name for each mention that a text may hold: "@id", "@&id", "#id"."""
    members = world.env.backend.guilds[who.actor.guild.id].members
    names = {f"@{user_id}": f"@{name_of(world, who, user_id)}" for user_id in members}
    names |= {f"@&{value}": f"@{label}" for label, value in roles(world, who)}
    for place in world.places:
        threads = sight.threads(world, who, place.channel.id)
        names |= {f"#{thread.id}": f"#{thread.name}" for thread in threads}
    return names | {f"#{value}": label for label, value in channels(world, who, range(16))}
