"""A small Discord on 127.0.0.1, for a real bot to log in to: REST, the gateway, and people who type and press.

It knows servers with one group each, keeps every message and every request, refuses what Discord refuses, and on
request it drops the line or answers a request with an error, late or never. Nothing of discord.py is used here.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from aiohttp import web

from bench.small_discord.faults import LATE, Fault, refusal
from bench.small_discord.gateway import Gateway, of_shard
from bench.small_discord.guilds import BOT, HOME, ROOM, Guild
from bench.small_discord.limits import Limits
from bench.small_discord.shapes import (
    EPHEMERAL,
    PATIENCE,
    SEND,
    TOKEN,
    VIEW,
    Asked,
    Human,
    Json,
    application,
    bot,
    change,
    complaint,
    control_of,
    custom_ids,
    happening,
    message_of,
    payload_of,
    ready,
    role,
    room,
    server,
    thread,
)
from bot.scheduling import SystemClock

_COMMAND, _COMPONENT, _MODAL = 2, 3, 5  # kinds of interactions
_LABELLED = 18  # kind of a component: a field of a form with its label
_ANSWERS_LATER = (5, 6)
_IN_A_ROOM = re.compile(r"\w+ /channels/(\d+)")
_BY_TOKEN_ALONE = ("/webhooks/", "/interactions/")
Answer = tuple[int, Any]


class SmallDiscord:
    """The servers: ``url`` is where the REST is, ``gateway`` is the line that tells the bot what happens."""

    def __init__(self, guilds: Iterable[Guild] = (HOME,), *, shards: int = 1) -> None:
        self.url = ""
        self.guilds = tuple(guilds)
        self.shards = shards
        self.gateway = Gateway(self._greeting)
        self.limits = Limits()
        self.keeps = True  # whether requests and answers are kept; a long load needs none of it
        self.requests: list[tuple[str, Json]] = []
        rooms = [xid for guild in self.guilds for xid in guild.rooms()]
        self.messages: dict[int, list[Json]] = {xid: [] for xid in rooms}
        self.overwrites: dict[int, dict[str, Json]] = {xid: {} for xid in rooms}
        self.threads: dict[int, Json] = {}
        self.gone: set[int] = set()  # channels and roles that were deleted
        self.closed: set[int] = set()  # channels that the bot may not see
        self.events: list[Json] = []
        self.pinned: set[str] = set()
        self.commands: list[Json] = []
        self.greeted = 0  # servers that the bot was told of at its log-in
        self._faults: list[Fault] = []
        self._asked: dict[str, Asked] = {}
        self._last = 0

    def go_wrong(
        self,
        pattern: str,
        status: int,
        code: int = 0,
        *,
        times: int = 1,
        after: float = 0.0,
        wait: float = 0.5,
        everywhere: bool = False,
    ) -> None:
        """Answer the next requests that match with this status, so many seconds late.

        429 asks to ``wait``, in one place or ``everywhere``; 0 does what was asked and breaks the line, so that nobody
        hears of it; -1 breaks it before; 100 only comes late.
        """
        body = refusal(status, code, wait, everywhere=everywhere)
        self._faults.append(Fault(pattern, status, body, times, after))

    def mend(self) -> None:
        """Let nothing go wrong any more."""
        self._faults.clear()

    def delete_messages(self, channel: int) -> None:
        """Let somebody delete every message in a room. A bot that cannot read messages is not told of it."""
        self.messages[channel].clear()

    async def delete_room(self, xid: int) -> None:
        """Let somebody delete a channel, with what is in it."""
        self.gone.add(xid)
        self.messages[xid].clear()
        await self.gateway.tell(Guild.of(xid), "CHANNEL_DELETE", self._room(xid))

    async def delete_role(self, xid: int) -> None:
        """Let somebody delete a role; nobody has it any more."""
        self.gone.add(xid)
        guild = Guild.of(xid)
        await self.gateway.tell(guild, "GUILD_ROLE_DELETE", {"guild_id": str(guild.xid), "role_id": str(xid)})

    async def close_room(self, xid: int) -> None:
        """Take from the bot's role the right to see a room and to write in it."""
        bots = str(Guild.of(xid).bots)
        self.overwrites[xid][bots] = {"id": bots, "type": 0, "allow": "0", "deny": str(VIEW | SEND)}
        self.overwrites[xid].pop(str(BOT), None)  # a right of its own would be stronger
        self.closed.add(xid)
        await self.gateway.tell(Guild.of(xid), "CHANNEL_UPDATE", self._room(xid))

    async def put_back(self) -> None:
        """Give back every channel, role and right, as if it had never been away."""
        for xid in self.closed:
            del self.overwrites[xid][str(Guild.of(xid).bots)]
            await self.gateway.tell(Guild.of(xid), "CHANNEL_UPDATE", self._room(xid))
        gone, self.gone, self.closed = self.gone, set(), set()
        for xid in gone:
            guild = Guild.of(xid)
            if xid in self.messages:
                await self.gateway.tell(guild, "CHANNEL_CREATE", self._room(xid))
            else:
                one = {"guild_id": str(guild.xid), "role": role(guild, xid)}
                await self.gateway.tell(guild, "GUILD_ROLE_CREATE", one)

    def forget_all(self) -> None:
        """Keep nothing from now on but what is open: a long load needs no history."""
        self.keeps = False
        self.requests.clear()
        for one in self.gateway.lines:
            one.keeps = False
            one.events.clear()

    def live(self, channel: int) -> list[Json]:
        """List the messages of a room that have something to press."""
        return [message for message in self.messages[channel] if custom_ids(message)]

    def count(self, pattern: str) -> int:
        """Count the requests that match "METHOD /path"."""
        return sum(1 for line, _ in self.requests if re.search(pattern, line))

    async def until(self, true: Callable[[], object], seconds: float = 30.0) -> None:
        """Wait for something to become true; raises ``TimeoutError``."""
        async with asyncio.timeout(seconds):
            while not true():  # noqa: ASYNC110  what is awaited changes in another process
                await asyncio.sleep(0.01)

    async def types(self, who: Human, channel: int, command: str, **options: Any) -> Asked:
        """Let somebody type a slash command that the bot has told Discord of."""
        return await self._waits(await self.sends_command(who, channel, command, **options), PATIENCE)

    async def sends_command(self, who: Human, channel: int, command: str, **options: Any) -> Asked:
        """Let somebody type a slash command without waiting for the answer."""
        name, _, sub = command.partition(" ")
        known = next(each for each in self.commands if each["name"] == name)
        chosen = [{"type": 3, "name": key, "value": value} for key, value in options.items()]
        if sub:
            assert sub in [each["name"] for each in known["options"]]
            chosen = [{"type": 1, "name": sub, "options": chosen}]
        return await self.sends(_COMMAND, who, channel, {"id": known["id"], "type": 1, "name": name, "options": chosen})

    async def presses(self, who: Human, channel: int, message: Json, verb: str, patience: float = PATIENCE) -> Asked:
        """Let somebody press the control of this verb; in a list they choose the first option."""
        return await self._waits(await self.sends_press(who, channel, control_of(message, verb), message), patience)

    async def submits(self, who: Human, channel: int, opened: Asked, **values: str) -> Asked:
        """Let somebody fill in the form that a press has opened, and send it."""
        return await self._waits(await self.sends_form(who, channel, opened, values), PATIENCE)

    async def sends_press(self, who: Human, channel: int, control: Json, message: Json, again: int = 0) -> Asked:
        """Let somebody press a control without waiting for the answer; in a list they choose the first option."""
        data = {"component_type": control["type"], "custom_id": control["custom_id"], "id": control["id"]}
        chosen = {"values": [control["options"][0]["value"]]} if "options" in control else {}
        return await self.sends(_COMPONENT, who, channel, data | chosen, message=message, again=again)

    async def sends_form(
        self, who: Human, channel: int, opened: Asked, values: Mapping[str, str], again: int = 0
    ) -> Asked:
        """Let somebody send a form that was opened, by them or by another, without waiting for the answer."""
        assert opened.kind == 9, "no form was opened"
        fields = [part["component"] for part in opened.form["components"] if part["type"] == _LABELLED]
        filled = [
            {"type": _LABELLED, "id": n, "component": {**one, "id": 50 + n, "value": values.get(one["custom_id"])}}
            for n, one in enumerate(fields, start=1)
        ]
        data = {"custom_id": opened.form["custom_id"], "components": filled}
        return await self.sends(_MODAL, who, channel, data, message=opened.message, again=again)

    async def ask(
        self,
        kind: int,
        who: Human,
        channel: int,
        data: Json,
        *,
        message: Json | None = None,
        patience: float = PATIENCE,
    ) -> Asked:
        """Let somebody do something, and wait for the answer to it. Raises ``TimeoutError`` when none comes."""
        return await self._waits(await self.sends(kind, who, channel, data, message=message), patience)

    async def _waits(self, asked: Asked, patience: float) -> Asked:
        await asyncio.wait_for(asked.answered.wait(), patience)
        return asked

    async def sends(
        self, kind: int, who: Human, channel: int, data: Json, *, message: Json | None = None, again: int = 0
    ) -> Asked:
        """Let somebody do something without waiting; ``again`` tells the bot of it so many times more."""
        asked = Asked(self._new_id(), f"interaction-{self._last}", message)
        self._asked[asked.token] = asked
        who = replace(who, roles=tuple(one for one in who.roles if one not in self.gone))
        event = happening(kind, asked, who, self._room(channel), data)
        for _ in range(1 + again):
            await self.gateway.tell(Guild.of(channel), "INTERACTION_CREATE", event)
        return asked

    def _new_id(self) -> str:
        self._last = max(self._last + 1, (int(SystemClock().now().timestamp() * 1000) - 1420070400000) << 22)
        return str(self._last)

    def _greeting(self, session: str, shard: tuple[int, int] | None) -> list[tuple[str, Json]]:
        served = of_shard(self.guilds, shard)
        self.greeted = len(served)
        begin = ("READY", ready(self.gateway.url, session, served, shard))
        return [begin, *(("GUILD_CREATE", self._server(guild)) for guild in served)]

    def _server(self, guild: Guild) -> Json:
        roles = [role(guild, xid) for xid in (guild.xid, *guild.roles(), guild.bots) if xid not in self.gone]
        return server(guild, [self._room(xid) for xid in guild.rooms() if xid not in self.gone], roles)

    def _room(self, xid: int) -> Json:
        return self.threads.get(xid) or room(Guild.of(xid), xid, self.overwrites[xid].values())

    async def at_api(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request at the API."""
        payload = await payload_of(request)
        path = request.path.removeprefix("/api/v10")
        line = f"{request.method} {path}"
        if self.keeps:
            self.requests.append((line, payload))
        headers, wait = self.limits.take(request.method, path)
        fault = self._fault(line)
        if fault and fault.after:
            await asyncio.sleep(fault.after)
        if fault and fault.status < 0 and request.transport:
            request.transport.abort()
        if fault and fault.status > LATE:
            status, body = fault.status, fault.body
        elif wait:
            is_global = "X-RateLimit-Global" in headers
            status, body = 429, {"message": "slow down", "retry_after": wait, "global": is_global}
        elif request.headers.get("Authorization") == f"Bot {TOKEN}" or path.startswith(
            ("/webhooks/", "/interactions/")
        ):
            status, body = await self._answer(line, payload, request.query)
        else:
            status, body = 401, {"message": "401: Unauthorized", "code": 0}
        if fault and not fault.status and request.transport:
            request.transport.abort()  # it was done, and nobody hears of it
        if status == 429:
            headers = {**headers, "Via": "1.1 google", "Retry-After": str(max(1, round(body["retry_after"])))}
        if status == 204:
            return web.Response(status=204, headers=headers)
        content = json.dumps(body).encode()  # with an exact type: aiohttp's own json_response would add a charset
        return web.Response(body=content, status=status, headers=headers, content_type="application/json")

    def _fault(self, line: str) -> Fault | None:
        fault = next((one for one in self._faults if one.times and re.search(one.pattern, line)), None)
        if fault:
            fault.times -= 1
        return fault

    async def _answer(self, line: str, payload: Json, query: Any) -> Answer:
        if (place := _IN_A_ROOM.match(line)) and (away := self._away(int(place[1]))):
            return away
        if message := complaint({**payload, **(payload.get("data") or {})}):
            return 400, {"message": message, "code": 50035}
        for pattern, answer in _ROUTES:
            if found := pattern.fullmatch(line):
                return await answer(self, *found.groups(), payload=payload, query=query)  # type: ignore[no-any-return]  # the routes have many kinds of arguments
        return 404, {"message": "404: Not Found", "code": 0}

    def _away(self, channel: int) -> Answer | None:
        """Say what Discord says of a channel that is gone, or closed to the bot."""
        if channel in self.gone:
            return 404, {"message": "Unknown Channel", "code": 10003}
        return (403, {"message": "Missing Access", "code": 50001}) if channel in self.closed else None

    async def _who(self, **_: Any) -> Answer:
        return 200, bot()

    async def _application(self, **_: Any) -> Answer:
        return 200, application()

    async def _where(self, **_: Any) -> Answer:
        concurrency = {"max_concurrency": self.gateway.max_concurrency}
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, **concurrency}
        return 200, {"url": self.gateway.url, "shards": self.shards, "session_start_limit": limit}

    async def _sync(self, _application: str, *, payload: Any, **_: Any) -> Answer:
        same = {"application_id": str(BOT), "version": "1", "default_member_permissions": None}
        same["description"] = ""  # a command of the right-click menu is sent without one, and given back with one
        self.commands = [{**same, **command, "id": self._new_id()} for command in payload["list"]]
        return 200, self.commands

    async def _channel(self, channel: str, **_: Any) -> Answer:
        known = int(channel) in self.overwrites or int(channel) in self.threads
        return (200, self._room(int(channel))) if known else (404, {"message": "Unknown Channel", "code": 10003})

    async def _history(self, channel: str, *, query: Any, **_: Any) -> Answer:
        return 200, self.messages[int(channel)][::-1][: int(query.get("limit", 50))]

    async def _one(self, channel: str, message: str, **_: Any) -> Answer:
        found = self._find(channel, message)
        return (200, found) if found else (404, {"message": "Unknown Message", "code": 10008})

    def _find(self, channel: str, message: str) -> Json | None:
        return next((one for one in self.messages[int(channel)] if one["id"] == message), None)

    async def _post(self, channel: str, *, payload: Json, **_: Any) -> Answer:
        nonce, room = payload.get("nonce"), self.messages[int(channel)]
        again = next((old for old in room if nonce and old["nonce"] == nonce), None)
        if again and payload.get("enforce_nonce"):
            return 200, again
        room.append(message_of(self._new_id(), channel, payload))
        return 200, room[-1]

    async def _edit(self, channel: str, message: str, *, payload: Json, **_: Any) -> Answer:
        found = self._find(channel, message)
        if not found:
            return 404, {"message": "Unknown Message", "code": 10008}
        change(found, payload)
        return 200, found

    async def _delete(self, channel: str, message: str, **_: Any) -> Answer:
        room = self.messages[int(channel)]
        room[:] = [one for one in room if one["id"] != message]
        return 204, None

    async def _pins(self, channel: str, **_: Any) -> Answer:
        pinned = [one for one in self.messages[int(channel)] if one["id"] in self.pinned]
        return 200, {"items": [{"pinned_at": one["timestamp"], "message": one} for one in pinned], "has_more": False}

    async def _pin(self, _channel: str, message: str, **_: Any) -> Answer:
        self.pinned.add(message)
        return 204, None

    async def _allow(self, channel: str, target: str, *, payload: Json, **_: Any) -> Answer:
        self.overwrites[int(channel)][target] = {**payload, "id": target}
        await self.gateway.tell(Guild.of(int(channel)), "CHANNEL_UPDATE", self._room(int(channel)))
        return 204, None

    async def _thread(self, channel: str, *, payload: Json, **_: Any) -> Answer:
        xid = int(self._new_id())
        self.threads[xid], self.messages[xid] = thread(xid, int(channel), payload), []
        return 201, self.threads[xid]

    async def _nothing(self, *_found: str, **_: Any) -> Answer:
        return 204, None

    async def _events(self, *_found: str, **_: Any) -> Answer:
        return 200, self.events

    async def _callback(self, xid: str, token: str, *, payload: Json, query: Any) -> Answer:
        asked, kind, data = self._asked.get(token), payload["type"], payload.get("data") or {}
        if asked is None or asked.kind:  # in a long load, what was answered is forgotten
            return 400, {"message": "Interaction has already been acknowledged.", "code": 40060}
        if time.monotonic() - asked.sent > PATIENCE:
            return 404, {"message": "Unknown interaction", "code": 10062}
        asked.kind, asked.seconds = kind, time.monotonic() - asked.sent
        resource: Json = {"type": kind}
        if kind == 9:
            asked.form = data
        elif kind == 7 and asked.message:
            change(asked.message, data)
            asked.private += [asked.message] if asked.message["flags"] & EPHEMERAL else []
            resource["message"] = asked.message
        elif kind in (4, 5):  # a message now, or later
            resource["message"] = message_of(self._new_id(), str(ROOM), data)
            asked.private += [resource["message"]] if data.get("flags", 0) & EPHEMERAL else []
        if kind not in _ANSWERS_LATER:
            self._answered(asked)
        full = query.get("with_response") in ("1", "true")
        return (200, {"interaction": {"id": xid, "type": 3}, "resource": resource}) if full else (204, None)

    async def _follow(self, _application: str, token: str, *, payload: Json, **_: Any) -> Answer:
        asked = self._asked[token]
        thinking = asked.private[0] if asked.kind == 5 and not asked.answered.is_set() else None
        message = thinking or message_of(self._new_id(), str(ROOM), payload)
        change(message, payload)
        asked.private += [] if thinking else [message]
        self._answered(asked)
        return 200, message

    def _answered(self, asked: Asked) -> None:
        asked.answered.set()
        if not self.keeps:
            del self._asked[asked.token]


_MESSAGES = r"/channels/(\d+)/messages"
_EVENTS = r"/guilds/(\d+)/scheduled-events"
_BY_PATH: dict[str, Callable[..., Any]] = {
    r"POST /interactions/(\d+)/([\w-]+)/callback": SmallDiscord._callback,
    rf"PATCH {_MESSAGES}/(\d+)": SmallDiscord._edit,
    rf"POST {_MESSAGES}": SmallDiscord._post,
    rf"GET {_MESSAGES}": SmallDiscord._history,
    r"GET /users/@me": SmallDiscord._who,
    r"GET /oauth2/applications/@me": SmallDiscord._application,
    r"GET /gateway(?:/bot)?": SmallDiscord._where,
    r"PUT /applications/(\d+)/commands": SmallDiscord._sync,
    r"GET /channels/(\d+)": SmallDiscord._channel,
    rf"GET {_MESSAGES}/pins": SmallDiscord._pins,
    rf"PUT {_MESSAGES}/pins/(\d+)": SmallDiscord._pin,
    rf"GET {_MESSAGES}/(\d+)": SmallDiscord._one,
    rf"DELETE {_MESSAGES}/(\d+)": SmallDiscord._delete,
    r"PUT /channels/(\d+)/permissions/(\d+)": SmallDiscord._allow,
    r"POST /channels/(\d+)/threads": SmallDiscord._thread,
    r"PUT /channels/(\d+)/thread-members/(\d+)": SmallDiscord._nothing,
    rf"GET {_EVENTS}": SmallDiscord._events,
    r"POST /webhooks/(\d+)/([\w-]+)": SmallDiscord._follow,
    r"PATCH /webhooks/(\d+)/([\w-]+)/messages/@original": SmallDiscord._follow,
}
_ROUTES = tuple((re.compile(pattern), answer) for pattern, answer in _BY_PATH.items())


@asynccontextmanager
async def small_discord(guilds: Iterable[Guild] = (HOME,), *, shards: int = 1) -> AsyncIterator[SmallDiscord]:
    """Open a small Discord on a free port."""
    discord = SmallDiscord(guilds, shards=shards)
    app = web.Application()
    app.router.add_get("/gateway", discord.gateway.serve)
    app.router.add_route("*", "/api/v10/{rest:.*}", discord.at_api)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    discord.url, discord.gateway.url = f"http://127.0.0.1:{port}/api/v10", f"ws://127.0.0.1:{port}/gateway"
    try:
        yield discord
    finally:
        await runner.cleanup()
