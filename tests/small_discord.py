"""A small Discord on 127.0.0.1, for the real bot to log in to: REST, the gateway, and people who type and press.

It knows one server with one group, keeps every message and every request, refuses what Discord refuses, and on
request it drops the line or answers a request with an error. Nothing of discord.py is used here.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from small_discord_gateway import Gateway
from small_discord_shapes import (
    BOT,
    EPHEMERAL,
    PATIENCE,
    ROOM,
    ROOM_NAMES,
    TOKEN,
    Asked,
    Fault,
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
    room,
    server,
)

from bot.scheduling import SystemClock

_COMPONENT, _MODAL = 3, 5  # kinds of interactions
_LABELLED = 18  # kind of a component: a field of a form with its label


class SmallDiscord:
    """The server: ``url`` is where its REST is, ``gateway`` is the line that tells the bot what happens."""

    def __init__(self) -> None:
        self.url = ""
        self.gateway = Gateway(self._greeting)
        self.requests: list[tuple[str, Json]] = []
        self.messages: dict[int, list[Json]] = {xid: [] for xid in ROOM_NAMES}
        self.overwrites: dict[int, dict[str, Json]] = {xid: {} for xid in ROOM_NAMES}
        self.commands: list[Json] = []
        self.window = 0.0  # seconds in which a room takes 5 messages and 5 edits; 0: no limit
        self.too_fast = 0  # requests that came although there was nothing left of the limit
        self._faults: list[Fault] = []
        self._asked: dict[str, Asked] = {}
        self._last = 0
        self._sends: dict[str, list[float]] = {}

    def go_wrong(self, pattern: str, status: int, code: int = 0, *, times: int = 1) -> None:
        """Answer the next requests that match with this status: 429 asks to wait, 0 does it and breaks the line."""
        body = {"message": "no", "code": code, "retry_after": 0.5, "global": False}
        self._faults.append(Fault(pattern, status, body, times))

    def mend(self) -> None:
        """Let nothing go wrong any more."""
        self._faults.clear()

    def live(self, channel: int) -> list[Json]:
        """List the messages of a room that have something to press."""
        return [message for message in self.messages[channel] if custom_ids(message)]

    def count(self, pattern: str) -> int:
        """Count the requests that match "METHOD /path"."""
        return sum(1 for line, _ in self.requests if re.search(pattern, line))

    async def until(self, true: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait for something to become true; raises ``TimeoutError``."""
        async with asyncio.timeout(seconds):
            while not true():  # noqa: ASYNC110  what is awaited changes in another process
                await asyncio.sleep(0.01)

    async def types(self, who: Human, channel: int, command: str, **options: Any) -> Asked:
        """Let somebody type a slash command that the bot has told Discord of."""
        name, _, sub = command.partition(" ")
        known = next(each for each in self.commands if each["name"] == name)
        chosen = [{"type": 3, "name": key, "value": value} for key, value in options.items()]
        if sub:
            assert sub in [each["name"] for each in known["options"]]
            chosen = [{"type": 1, "name": sub, "options": chosen}]
        return await self._ask(2, who, channel, {"id": known["id"], "type": 1, "name": name, "options": chosen})

    async def presses(self, who: Human, channel: int, message: Json, verb: str, patience: float = PATIENCE) -> Asked:
        """Let somebody press the control of this verb; in a list they choose the first option."""
        control = control_of(message, verb)
        data = {"component_type": control["type"], "custom_id": control["custom_id"], "id": control["id"]}
        chosen = {"values": [control["options"][0]["value"]]} if "options" in control else {}
        return await self._ask(_COMPONENT, who, channel, data | chosen, message=message, patience=patience)

    async def submits(self, who: Human, channel: int, opened: Asked, **values: str) -> Asked:
        """Let somebody fill in the form that a press has opened, and send it."""
        assert opened.kind == 9, "no form was opened"
        fields = [part["component"] for part in opened.form["components"] if part["type"] == _LABELLED]
        filled = [
            {"type": _LABELLED, "id": n, "component": {**one, "id": 50 + n, "value": values.get(one["custom_id"])}}
            for n, one in enumerate(fields, start=1)
        ]
        data = {"custom_id": opened.form["custom_id"], "components": filled}
        return await self._ask(_MODAL, who, channel, data, message=opened.message)

    async def _ask(
        self,
        kind: int,
        who: Human,
        channel: int,
        data: Json,
        *,
        message: Json | None = None,
        patience: float = PATIENCE,
    ) -> Asked:
        asked = Asked(self._new_id(), f"interaction-{self._last}", message)
        self._asked[asked.token] = asked
        await self.gateway.tell("INTERACTION_CREATE", happening(kind, asked, who, self._room(channel), data))
        await asyncio.wait_for(asked.answered.wait(), patience)
        return asked

    def _new_id(self) -> str:
        self._last = max(self._last + 1, (int(SystemClock().now().timestamp() * 1000) - 1420070400000) << 22)
        return str(self._last)

    def _greeting(self) -> list[tuple[str, Json]]:
        server_now = server([self._room(xid) for xid in ROOM_NAMES])
        return [("READY", ready(self.gateway.url)), ("GUILD_CREATE", server_now)]

    def _room(self, xid: int) -> Json:
        return room(xid, self.overwrites[xid].values())

    async def _at_api(self, request: web.Request) -> web.Response:
        payload = await payload_of(request)
        line = f"{request.method} {request.path.removeprefix('/api/v10')}"
        self.requests.append((line, payload))
        status, body, headers = 401, {"message": "401: Unauthorized", "code": 0}, self._limit(line)
        named = request.headers.get("Authorization") == f"Bot {TOKEN}"
        fault = next((one for one in self._faults if one.times and re.search(one.pattern, line)), None)
        if fault:
            fault.times -= 1
        if fault and fault.status:
            status, body = fault.status, fault.body
        elif headers.get("X-RateLimit-Remaining") == "-1":
            self.too_fast += 1
            status, body = 429, {"message": "slow down", "retry_after": self.window, "global": False}
        elif named or " /webhooks/" in line or " /interactions/" in line:
            status, body = await self._answer(line, payload, request.query)
        if fault and not fault.status and request.transport:
            request.transport.abort()  # it was done, and nobody hears of it
        if status == 429:
            headers = {**headers, "Via": "1.1 google", "Retry-After": "1"}
        if status == 204:
            return web.Response(status=204, headers=headers)
        content = json.dumps(body).encode()  # with an exact type: aiohttp's own json_response would add a charset
        return web.Response(body=content, status=status, headers=headers, content_type="application/json")

    def _limit(self, line: str) -> dict[str, str]:
        method, _, path = line.partition(" ")
        if not (self.window and method != "GET" and re.match(r"/channels/\d+/messages", path)):
            return {}
        now, room = SystemClock().now().timestamp(), method + path.split("/")[2]
        recent = self._sends[room] = [at for at in self._sends.get(room, []) if now - at < self.window]
        left = 4 - len(recent)
        if left >= 0:
            recent.append(now)
        wait = self.window - (now - recent[0])
        times = {
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Reset": f"{SystemClock().now().timestamp() + wait:.3f}",
        }
        return {"X-RateLimit-Limit": "5", "X-RateLimit-Remaining": str(left), "X-RateLimit-Bucket": method, **times}

    async def _answer(self, line: str, payload: Json, query: Any) -> tuple[int, Any]:
        if message := complaint({**payload, **(payload.get("data") or {})}):
            return 400, {"message": message, "code": 50035}
        for pattern, answer in _ROUTES.items():
            if found := re.fullmatch(pattern, line):
                return await answer(self, *found.groups(), payload=payload, query=query)  # type: ignore[no-any-return]  # the routes have many kinds of arguments
        return 404, {"message": "404: Not Found", "code": 0}

    async def _who(self, **_: Any) -> tuple[int, Any]:
        return 200, bot()

    async def _application(self, **_: Any) -> tuple[int, Any]:
        return 200, application()

    async def _where(self, **_: Any) -> tuple[int, Any]:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return 200, {"url": self.gateway.url, "shards": 1, "session_start_limit": limit}

    async def _sync(self, _application: str, *, payload: Any, **_: Any) -> tuple[int, Any]:
        same = {"application_id": str(BOT), "version": "1", "default_member_permissions": None}
        same["description"] = ""  # a command of the right-click menu is sent without one, and given back with one
        self.commands = [{**same, **command, "id": self._new_id()} for command in payload["list"]]
        return 200, self.commands

    async def _history(self, channel: str, *, query: Any, **_: Any) -> tuple[int, Any]:
        return 200, self.messages[int(channel)][::-1][: int(query.get("limit", 50))]

    async def _post(self, channel: str, *, payload: Json, **_: Any) -> tuple[int, Any]:
        nonce, room = payload.get("nonce"), self.messages[int(channel)]
        again = next((old for old in room if nonce and old["nonce"] == nonce), None)
        if again and payload.get("enforce_nonce"):
            return 200, again
        room.append(message_of(self._new_id(), channel, payload))
        return 200, room[-1]

    async def _edit(self, channel: str, message: str, *, payload: Json, **_: Any) -> tuple[int, Any]:
        found = next((one for one in self.messages[int(channel)] if one["id"] == message), None)
        if not found:
            return 404, {"message": "Unknown Message", "code": 10008}
        change(found, payload)
        return 200, found

    async def _delete(self, channel: str, message: str, **_: Any) -> tuple[int, Any]:
        room = self.messages[int(channel)]
        room[:] = [one for one in room if one["id"] != message]
        return 204, None

    async def _allow(self, channel: str, target: str, *, payload: Json, **_: Any) -> tuple[int, Any]:
        self.overwrites[int(channel)][target] = {**payload, "id": target}
        await self.gateway.tell("CHANNEL_UPDATE", self._room(int(channel)))
        return 204, None

    async def _callback(self, xid: str, token: str, *, payload: Json, query: Any) -> tuple[int, Any]:
        asked, kind, data = self._asked[token], payload["type"], payload.get("data") or {}
        if asked.kind:
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
        if kind not in (5, 6):
            asked.answered.set()
        full = query.get("with_response") in ("1", "true")
        return (200, {"interaction": {"id": xid, "type": 3}, "resource": resource}) if full else (204, None)

    async def _follow(self, _application: str, token: str, *, payload: Json, **_: Any) -> tuple[int, Any]:
        asked = self._asked[token]
        thinking = asked.private[0] if asked.kind == 5 and not asked.answered.is_set() else None
        message = thinking or message_of(self._new_id(), str(ROOM), payload)
        change(message, payload)
        asked.private += [] if thinking else [message]
        asked.answered.set()
        return 200, message


_MESSAGES = r"/channels/(\d+)/messages"
_ROUTES: dict[str, Callable[..., Any]] = {
    r"GET /users/@me": SmallDiscord._who,
    r"GET /oauth2/applications/@me": SmallDiscord._application,
    r"GET /gateway(?:/bot)?": SmallDiscord._where,
    r"PUT /applications/(\d+)/commands": SmallDiscord._sync,
    rf"GET {_MESSAGES}": SmallDiscord._history,
    rf"POST {_MESSAGES}": SmallDiscord._post,
    rf"PATCH {_MESSAGES}/(\d+)": SmallDiscord._edit,
    rf"DELETE {_MESSAGES}/(\d+)": SmallDiscord._delete,
    r"PUT /channels/(\d+)/permissions/(\d+)": SmallDiscord._allow,
    r"POST /interactions/(\d+)/([\w-]+)/callback": SmallDiscord._callback,
    r"POST /webhooks/(\d+)/([\w-]+)": SmallDiscord._follow,
    r"PATCH /webhooks/(\d+)/([\w-]+)/messages/@original": SmallDiscord._follow,
}


@asynccontextmanager
async def small_discord() -> AsyncIterator[SmallDiscord]:
    """Open a small Discord on a free port."""
    discord = SmallDiscord()
    app = web.Application()
    app.router.add_get("/gateway", discord.gateway.serve)
    app.router.add_route("*", "/api/v10/{rest:.*}", discord._at_api)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    discord.url, discord.gateway.url = f"http://127.0.0.1:{port}/api/v10", f"ws://127.0.0.1:{port}/gateway"
    try:
        yield discord
    finally:
        await runner.cleanup()
