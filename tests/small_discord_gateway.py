"""The gateway of the small Discord: one line to one bot, packed in one stream, that may break and be resumed."""

import json
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import WSMsgType, web
from small_discord_shapes import SESSION, TOKEN, Json

HEARTBEAT, IDENTIFY, RESUME, HELLO, BEATEN = 1, 2, 6, 10, 11
BAD_TOKEN = 4004
Say = Callable[[Json], Awaitable[None]]


class Gateway:
    """Tells the bot what happens. ``greeting`` makes the events that follow a log-in."""

    def __init__(self, greeting: Callable[[], list[tuple[str, Json]]]) -> None:
        self.url = ""
        self.heard: list[Json] = []
        self.close_with = 0  # the code with which a log-in is refused
        self.away = False  # nobody answers
        self._greeting = greeting
        self._events: list[Json] = []
        self._say: Say | None = None
        self._socket: web.WebSocketResponse | None = None
        self._transport: Any = None

    @property
    def connected(self) -> bool:
        """Whether the bot is logged in now."""
        return self._say is not None

    def said(self, op: int) -> list[Json]:
        """List what the bot said with this code."""
        return [frame["d"] for frame in self.heard if frame["op"] == op]

    async def drop(self, code: int = 0) -> None:
        """Cut the line, as a broken network does; with ``code``, as Discord does."""
        self._say = None
        if code and self._socket:
            await self._socket.close(code=code)
        elif self._transport:
            self._transport.abort()

    async def tell(self, name: str, data: Json) -> None:
        """Tell the bot of an event; what it does not hear now it hears when it resumes."""
        self._events.append({"op": 0, "t": name, "s": len(self._events) + 1, "d": data})
        if self._say:
            await self._say(self._events[-1])

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Hold one line for as long as it lasts."""
        if self.away and request.transport:
            request.transport.abort()
        assert request.query["v"] == "10"
        assert request.query["compress"] == "zlib-stream"
        socket, squeeze = web.WebSocketResponse(), zlib.compressobj()
        await socket.prepare(request)

        async def say(frame: Json) -> None:
            packed = squeeze.compress(json.dumps(frame).encode()) + squeeze.flush(zlib.Z_SYNC_FLUSH)
            if not socket.closed:
                await socket.send_bytes(packed)

        self._socket, self._transport = socket, request.transport
        await say({"op": HELLO, "d": {"heartbeat_interval": 1000}})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self.heard.append(json.loads(frame.data))
                await self._take(self.heard[-1], say, socket)
        if self._socket is socket:
            self._say = None
        return socket

    async def _take(self, frame: Json, say: Say, socket: web.WebSocketResponse) -> None:
        op, data = frame["op"], frame["d"]
        if op == HEARTBEAT:
            await say({"op": BEATEN})
        elif self.close_with or data["token"] != TOKEN:
            await socket.close(code=self.close_with or BAD_TOKEN)
        elif op == IDENTIFY:
            self._events, self._say = [], say
            for name, event in self._greeting():
                await self.tell(name, event)
        elif op == RESUME and data["session_id"] == SESSION:
            for missed in self._events[data["seq"] :]:
                await say(missed)
            self._say = say
            await self.tell("RESUMED", {})
