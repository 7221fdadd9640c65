"""The shapes of things as Discord writes them: a server, its rooms and people, messages, and what it would refuse."""

import asyncio
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bench.small_discord.guilds import BOT, Guild

Json = dict[str, Any]
TOKEN = "a.pretend.token"  # noqa: S105
EPHEMERAL, V2 = 1 << 6, 1 << 15
ALL_RIGHTS = "2147483647"
ADMINISTRATOR, VIEW, SEND = 1 << 3, 1 << 10, 1 << 11
PATIENCE = 3.0  # seconds that Discord waits for a first answer
_LONGEST_ID, _MOST_TEXT, _MOST_COMPONENTS, _MOST_OPTIONS = 100, 4000, 40, 25


@dataclass(frozen=True)
class Human:
    """Somebody on the server."""

    xid: int
    name: str
    roles: tuple[int, ...]

    def member(self) -> Json:
        """Describe the person as Discord does in an interaction."""
        user = {"id": str(self.xid), "username": self.name, "global_name": self.name, "discriminator": "0"}
        roles = [str(role) for role in self.roles]
        always = {"joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0, "nick": None}
        return {**always, "user": {**user, "avatar": None}, "roles": roles, "permissions": ALL_RIGHTS}


@dataclass
class Asked:
    """What a person did, and what came back for it: the first answer, and everything that only they see."""

    xid: str
    token: str
    message: Json | None
    sent: float = field(default_factory=time.monotonic)
    kind: int = 0
    form: Json = field(default_factory=dict)
    seconds: float = 0.0
    private: list[Json] = field(default_factory=list)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def text(self) -> str:
        """The words that the person reads in private."""
        return "\n".join(words(message) for message in self.private)


def parts(payload: Any) -> Iterator[Json]:
    """Walk through every component of a message or a form."""
    for part in payload.get("components") or ():
        yield part
        yield from parts(part)
        if inner := part.get("component"):
            yield inner


def words(message: Json) -> str:
    """Read all text of a message."""
    return "\n".join(part["content"] for part in parts(message) if "content" in part)


def custom_ids(message: Json) -> list[str]:
    """List what can be pressed in a message."""
    return [part["custom_id"] for part in parts(message) if "custom_id" in part]


def control_of(message: Json, verb: str) -> Json:
    """Find the control whose address has this verb."""
    found = [part for part in parts(message) if part.get("custom_id", "").split(":")[3:4] == [verb]]
    assert found, f"nothing to press for {verb}"
    return found[0]


def change(message: Json, payload: Json) -> None:
    """Draw a message anew, in place."""
    message.update({key: payload[key] for key in ("content", "components") if payload.get(key) is not None})
    message["flags"] |= payload.get("flags", 0)
    if "attachments" in payload:
        message["attachments"] = [
            {"id": str(number), "filename": name, "size": 1, "url": name, "proxy_url": name}
            for number, name in enumerate(payload.get("files", ()), start=1)
        ]
    for number, part in enumerate(parts(message), start=1):
        part.setdefault("id", number)


def complaint(payload: Json) -> str:
    """Say what Discord would not accept in a message or a form; "" when all is well."""
    every = list(parts(payload))
    pictures = [item["media"]["url"] for part in every for item in part.get("items", ())]
    ids = [part["custom_id"] for part in every if "custom_id" in part]
    wrong = {
        "the flag of the new components": any(part["type"] == 17 for part in every)
        != bool(payload.get("flags", 0) & V2),
        "custom ids": len(set(ids)) != len(ids) or not all(1 <= len(one) <= _LONGEST_ID for one in ids),
        "too much": len(every) > _MOST_COMPONENTS or len(words(payload)) > _MOST_TEXT,
        "labels": any(len(part.get("label") or "") > 80 for part in every),
        "title": len(payload.get("title", "")) > 45,
        "options": any(not 1 <= len(part["options"]) <= _MOST_OPTIONS for part in every if "options" in part),
        "pictures": not {f"attachment://{name}" for name in payload.get("files", ())}.issuperset(pictures),
        "rows": any(not 1 <= len(part["components"]) <= 5 for part in every if part["type"] == 1),
    }
    return ", ".join(key for key, is_wrong in wrong.items() if is_wrong)


def bot() -> Json:
    """Describe the bot as a user."""
    return {"id": str(BOT), "username": "Peerlight", "discriminator": "0001", "avatar": None, "bot": True}


def application() -> Json:
    """Describe the bot's application, with the owner that discord.py asks for."""
    owner = Human(1, "owner", ()).member()["user"]
    about = {"bot_public": False, "bot_require_code_grant": False, "verify_key": "", "summary": ""}
    named = {"id": str(BOT), "name": "Peerlight", "description": "", "icon": None, "flags": 0}
    return {**about, **named, "owner": owner, "team": None, "rpc_origins": []}


def room(guild: Guild, xid: int, overwrites: Iterable[Json]) -> Json:
    """Describe a channel; a voice channel needs a bitrate and a position."""
    always = {"position": 0, "parent_id": None, "nsfw": False, "flags": 0, "guild_id": str(guild.xid)}
    voice = {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    kind = {"type": 2, **voice} if xid == guild.voice else {"type": 0, "topic": None, "rate_limit_per_user": 0}
    named = {"id": str(xid), "name": guild.rooms()[xid]}
    return {**always, **kind, **named, "permission_overwrites": list(overwrites)}


def thread(xid: int, parent: int, payload: Json) -> Json:
    """Describe a thread of a channel."""
    about = {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": "2026-11-24T18:30:00+00:00"}
    always = {"guild_id": str(Guild.of(parent).xid), "owner_id": str(BOT), "message_count": 0, "member_count": 1}
    kind = {"type": payload.get("type", 12), "rate_limit_per_user": 0, "flags": 0, "thread_metadata": about}
    return {**always, **kind, "id": str(xid), "parent_id": str(parent), "name": payload["name"]}


def role(guild: Guild, xid: int) -> Json:
    """Describe a role of a server. The bot's has every right but Administrator, so that a room can be closed to it."""
    names = {guild.xid: "@everyone", **guild.roles(), guild.bots: "bot"}
    rights = str(int(ALL_RIGHTS) & ~ADMINISTRATOR) if xid == guild.bots else ALL_RIGHTS
    plain = {"hoist": False, "managed": False, "mentionable": False, "color": 0, "permissions": rights}
    colours = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
    return {
        **plain,
        "id": str(xid),
        "name": names[xid],
        "position": list(names).index(xid),
        "colors": colours,
        "flags": 0,
    }


def server(guild: Guild, rooms: list[Json], roles: list[Json]) -> Json:
    """Describe the server with its roles, its rooms and the bot's own membership, as GUILD_CREATE does."""
    me = {**Human(BOT, "Peerlight", (guild.bots,)).member(), "user": bot()}
    inside = {"roles": roles, "channels": rooms, "members": [me], "member_count": 12, "threads": []}
    return {"id": str(guild.xid), "name": guild.name, "owner_id": "1", "unavailable": False, **inside}


def ready(gateway: str, session: str, guilds: Iterable[Guild], shard: tuple[int, int] | None) -> Json:
    """Describe a new session at the gateway."""
    about: Json = {"session_id": session, "resume_gateway_url": gateway, "application": {"id": str(BOT), "flags": 0}}
    if shard:
        about["shard"] = list(shard)
    there = [{"id": str(guild.xid), "unavailable": True} for guild in guilds]
    return {"v": 10, "user": bot(), "guilds": there, **about}


def happening(kind: int, asked: Asked, who: Human, where: Json, data: Json) -> Json:
    """Describe what somebody did, as INTERACTION_CREATE does."""
    event = {"id": asked.xid, "application_id": str(BOT), "type": kind, "token": asked.token, "data": data}
    guild = where["guild_id"]
    event |= {"guild_id": guild, "guild": {"id": guild, "locale": "en-GB", "features": []}}
    event |= {"channel_id": where["id"], "channel": where, "member": who.member(), "version": 1, "context": 0}
    event |= {"app_permissions": ALL_RIGHTS, "attachment_size_limit": 10485760, "entitlements": []}
    event |= {"locale": "en-GB", "guild_locale": "en-GB"}
    return event | ({"message": asked.message} if asked.message else {})


def message_of(xid: str, channel: str, payload: Json) -> Json:
    """Describe a message of the bot."""
    never = {"edited_timestamp": None, "tts": False, "mention_everyone": False, "pinned": False, "type": 0}
    lists: Json = {"mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "components": []}
    when = {"timestamp": "2026-11-24T18:30:00+00:00", "nonce": payload.get("nonce"), "flags": 0, "content": ""}
    message = {"id": xid, "channel_id": channel, "author": bot(), **never, **lists, **when}
    change(message, payload)
    return message


async def payload_of(request: web.BaseRequest) -> Json:
    """Read what was sent: plain, or in several parts with files."""
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        files = [part.filename for part in form.values() if isinstance(part, web.FileField)]
        return {**json.loads(str(form["payload_json"])), "files": files}
    body = json.loads(await request.read() or "{}")
    return body if isinstance(body, dict) else {"list": body}
