"""The gateway of the small Discord: a line to each shard, packed in one stream, that may break and be resumed."""

import asyncio
import json
import time
import zlib
from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import WSMsgType, web

from bench.small_discord.guilds import Guild
from bench.small_discord.shapes import TOKEN, Json

HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, BEATEN = 1, 2, 6, 7, 9, 10, 11
BAD_TOKEN = 4004
IDENTIFY_SECONDS = 5.0  # in which so many shards may log in as ``max_concurrency`` says
Greeting = Callable[[str, tuple[int, int] | None], list[tuple[str, Json]]]


class Line:
    """What one shard was told since it logged in, and the socket over which it hears now (None: it is away)."""

    def __init__(self, session: str, shard: tuple[int, int] | None) -> None:
        self.session = session
        self.shard = shard
        self.events: list[Json] = []
        self.keeps = True  # whether what was said is kept for a resume; a long load needs none of it
        self.socket: web.WebSocketResponse | None = None
        self.transport: asyncio.Transport | None = None
        self._number = 0
        self._squeeze = zlib.compressobj()

    def serves(self, guild: Guild) -> bool:
        """Tell whether this shard hears of a server."""
        return self.shard is None or guild.shard(self.shard[1]) == self.shard[0]

    def speaks_over(self, socket: web.WebSocketResponse, squeeze: Any) -> None:
        """Go on over this socket, with the stream that was begun on it."""
        self.socket, self._squeeze = socket, squeeze
        self.transport = socket._req.transport if socket._req else None  # aiohttp tells it to nobody

    async def tell(self, name: str, data: Json) -> None:
        """Tell of an event; what is not heard now is heard after a resume."""
        await self.say(self.note(name, data))

    def note(self, name: str, data: Json) -> Json:
        """Give an event its number, and keep it for a resume."""
        self._number += 1
        event = {"op": 0, "t": name, "s": self._number, "d": data}
        if self.keeps:
            self.events.append(event)
        return event

    async def say(self, frame: Json) -> None:
        """Send one frame as it is."""
        if self.socket and not self.socket.closed:
            await self.socket.send_bytes(packed(self._squeeze, frame))


def packed(squeeze: Any, frame: Json) -> bytes:
    """Pack a frame into the stream of its socket."""
    return bytes(squeeze.compress(json.dumps(frame).encode()) + squeeze.flush(zlib.Z_SYNC_FLUSH))


class Gateway:
    """Tells the bot what happens. ``greeting`` makes the events that follow a log-in of a shard."""

    def __init__(self, greeting: Greeting) -> None:
        self.url = ""
        self.heard: list[Json] = []
        self.lines: list[Line] = []
        self.close_with = 0  # the code with which a log-in is refused
        self.away = False  # nobody answers
        self.deaf = False  # heartbeats are not answered
        self.again = 0  # how many times more each event is told
        self.max_concurrency = 1
        self.too_soon = 0  # log-ins that came before their turn
        self._greeting = greeting
        self._log_ins: dict[int, float] = {}
        self._held: list[tuple[Line, Json]] | None = None

    @property
    def connected(self) -> bool:
        """Whether a shard is logged in now."""
        return any(line.socket and not line.socket.closed for line in self.lines)

    def said(self, op: int) -> list[Json]:
        """List what the bot said with this code."""
        return [frame["d"] for frame in self.heard if frame["op"] == op]

    async def drop(self, code: int = 0) -> None:
        """Cut every line, as a broken network does; with ``code``, as Discord does."""
        for line in self.lines:
            socket, line.socket = line.socket, None
            if code and socket:
                await socket.close(code=code)
            elif line.transport:
                line.transport.abort()

    async def reconnect(self) -> None:
        """Ask every shard to connect again, as Discord does before it restarts a machine."""
        for line in self.lines:
            await line.say({"op": RECONNECT, "d": None})

    async def invalidate(self) -> None:
        """Tell every shard that its session is gone: it must log in anew, and what was said meanwhile is lost."""
        for line in list(self.lines):
            await line.say({"op": INVALID, "d": False})
            line.session = "gone"

    async def tell(self, guild: Guild, name: str, data: Json) -> None:
        """Tell the shards that hear of this server."""
        for line in self.lines:
            if line.serves(guild):
                event = line.note(name, data)
                if self._held is not None:
                    self._held.append((line, event))
                    continue
                for _ in range(1 + self.again):
                    await line.say(event)

    def hold(self) -> None:
        """Tell of nothing for a while, and keep it."""
        self._held = self._held or []

    async def let_go(self) -> None:
        """Tell of all that was held back, the last event first."""
        held, self._held = self._held or [], None
        for line, event in reversed(held):
            await line.say(event)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Hold one line for as long as it lasts."""
        if self.away and request.transport:
            request.transport.abort()
        assert request.query["v"] == "10"
        assert request.query["compress"] == "zlib-stream"
        socket, squeeze = web.WebSocketResponse(), zlib.compressobj()
        await socket.prepare(request)
        await socket.send_bytes(packed(squeeze, {"op": HELLO, "d": {"heartbeat_interval": 1000}}))
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                heard = json.loads(frame.data)
                if heard["op"] != HEARTBEAT:
                    self.heard.append(heard)
                await self._take(heard, socket, squeeze)
        for line in self.lines:
            if line.socket is socket:
                line.socket = None
        return socket

    async def _take(self, frame: Json, socket: web.WebSocketResponse, squeeze: Any) -> None:
        op, data = frame["op"], frame["d"]
        if op == HEARTBEAT:
            if not self.deaf:
                await socket.send_bytes(packed(squeeze, {"op": BEATEN}))
        elif op not in (IDENTIFY, RESUME):
            return
        elif self.close_with or data["token"] != TOKEN:
            await socket.close(code=self.close_with or BAD_TOKEN)
        elif op == IDENTIFY:
            await self._identify(data, socket, squeeze)
        else:
            await self._resume(data, socket, squeeze)

    async def _identify(self, data: Json, socket: web.WebSocketResponse, squeeze: Any) -> None:
        shard = (int(data["shard"][0]), int(data["shard"][1])) if "shard" in data else None
        if not self._may_log_in(shard):
            self.too_soon += 1
            await socket.send_bytes(packed(squeeze, {"op": INVALID, "d": False}))
            return
        self.lines = [line for line in self.lines if line.shard != shard]
        line = Line(f"session-{len(self.heard)}", shard)
        line.speaks_over(socket, squeeze)
        self.lines.append(line)
        for name, event in self._greeting(line.session, shard):
            await line.tell(name, event)

    def _may_log_in(self, shard: tuple[int, int] | None) -> bool:
        bucket, now = (shard[0] if shard else 0) % self.max_concurrency, time.monotonic()
        if shard and now - self._log_ins.get(bucket, 0.0) < IDENTIFY_SECONDS * 0.9:  # clocks of two processes differ
            return False
        self._log_ins[bucket] = now
        return True

    async def _resume(self, data: Json, socket: web.WebSocketResponse, squeeze: Any) -> None:
        line = next((one for one in self.lines if one.session == data["session_id"]), None)
        if line is None:
            await socket.send_bytes(packed(squeeze, {"op": INVALID, "d": False}))
            return
        line.speaks_over(socket, squeeze)
        for missed in line.events[data["seq"] :]:
            await line.say(missed)
        await line.tell("RESUMED", {})


def of_shard(guilds: Iterable[Guild], shard: tuple[int, int] | None) -> list[Guild]:
    """List the servers that a shard hears of."""
    return [guild for guild in guilds if shard is None or guild.shard(shard[1]) == shard[0]]
