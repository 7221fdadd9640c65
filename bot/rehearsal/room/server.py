"""The room's little web server: one page, what a viewer sees, and what a viewer does."""

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.rehearsal.room import actions, sight
from bot.rehearsal.room.door import Door, add_headers
from bot.rehearsal.room.refusal import Refused, reason
from bot.rehearsal.room.sentences import PAGE, sentences
from bot.rehearsal.room.state import state
from bot.rehearsal.room.world import Json, Who, World

log = logging.getLogger(__name__)
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
HEARTBEAT = 15.0
PAUSE = 0.05  # a burst of changes rings once


class Room:
    """An open room. `url` holds the link that lets one browser in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.say = sentences()
        self.door = Door(self.say)
        self.url = ""
        self._page = {f.name: (f.read_bytes(), TYPES[f.suffix]) for f in PAGE.iterdir() if f.suffix in TYPES}
        self._count = 0
        self._bell = asyncio.Event()
        self._closing = False
        self._runner: web.AppRunner | None = None
        self._unwatch = world.watch(self.changed)

    async def open(self, port: int) -> None:
        """Stand on the loopback address; port 0 takes a free one."""
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=2.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.door.port = self._runner.addresses[0][1]
        self.url = self.invite()
        self.world.env.backend.subscribers.append(self._heard)

    def invite(self) -> str:
        """Make another link, for another browser. Each works once."""
        return f"http://127.0.0.1:{self.door.port}/?token={self.door.token()}"

    def changed(self) -> None:
        """Tell every open page to look again."""
        self._count += 1
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()

    async def close(self) -> None:
        """End the streams of open pages, then stop. To close twice does nothing more."""
        if self._closing:
            return
        self._closing = True
        self._unwatch()
        self.world.env.backend.subscribers.remove(self._heard)
        self.changed()
        if self._runner is not None:
            await self._runner.cleanup()

    def _heard(self, _event: str, _payload: Mapping[str, Any]) -> None:
        """Hear what the bot does by itself, such as when the timetable opens a session."""
        self.changed()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self.door.keeper()], client_max_size=64 * 1024)
        app.on_response_prepare.append(add_headers)
        app.router.add_get("/", self._index)
        app.router.add_get("/static/{name}", self._static)
        app.router.add_get("/state", self._state)
        app.router.add_get("/events", self._events)
        app.router.add_get("/file/{message}/{file}", self._file)
        app.router.add_post("/suggest", self._suggest)
        for path in actions.ACTIONS:
            app.router.add_post(path, self._act)
        return app

    async def _index(self, _: web.Request) -> web.Response:
        return self._file_of_page("index.html")

    async def _static(self, request: web.Request) -> web.Response:
        return self._file_of_page(request.match_info["name"])

    def _file_of_page(self, name: str) -> web.Response:
        if name not in self._page:
            return web.Response(status=404, text=self.say["gone"])
        body, kind = self._page[name]
        return web.Response(body=body, content_type=kind, charset="utf-8")

    async def _state(self, request: web.Request) -> web.Response:
        key = request.query.get("as") or self.world.people[0].key
        who = self.world.who(key)
        if who is None:
            return self._sorry("nobody", status=404)
        count = self._count
        return web.json_response({"count": count, **state(self.world, who)})

    async def _file(self, request: web.Request) -> web.Response:
        """Hand out a file of a message that this viewer can read."""
        who = self.world.who(request.query.get("as", ""))
        number = request.match_info["message"]
        message = sight.message(self.world, who, int(number)) if who and number.isdecimal() else None
        files = message.attachments if message is not None else []
        for each in files:
            if each["id"] == request.match_info["file"]:
                return self._download(each)
        return web.Response(status=404, text=self.say["gone"])

    def _download(self, each: Json) -> web.Response:
        """Show pictures in the page; anything else is saved, never opened here."""
        kind = str(each["content_type"])
        shown = kind in PICTURES
        return web.Response(
            body=self.world.env.backend.cdn.get(each["url"]) or b"",
            content_type=kind if shown else "application/octet-stream",
            headers={"Content-Disposition": "inline" if shown else "attachment"},
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Send a number whenever there is something new, until the page or the room closes."""
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        try:
            await stream.write(b"retry: 1000\n\n")
            while not self._closing:
                bell = self._bell
                await stream.write(f"data: {self._count}\n\n".encode())
                await self._wait(bell, stream)
        except ConnectionError:
            log.debug("a page went away")
        return stream

    async def _wait(self, bell: asyncio.Event, stream: web.StreamResponse) -> None:
        while not self._closing:
            try:
                async with asyncio.timeout(HEARTBEAT):
                    await bell.wait()
            except TimeoutError:
                await stream.write(b": still here\n\n")
            else:
                await asyncio.sleep(0 if self._closing else PAUSE)
                return

    async def _act(self, request: web.Request) -> web.Response:
        """Do what the page asks, in turn, and answer with a sentence if it cannot be done."""
        try:
            body = await self._body(request)
            who = self._who(body)
            action = actions.ACTIONS[request.path]
            await self.world.act(lambda: action(self.world, who, body))
        except Exception as error:  # noqa: BLE001 - whatever it was, the person reads a calm sentence
            return self._sorry(self._named(error))
        return web.json_response({"done": True})

    async def _suggest(self, request: web.Request) -> web.Response:
        try:
            body = await self._body(request)
            who = self._who(body)
            found = await self.world.act(lambda: actions.suggest(self.world, who, body))
        except Exception as error:  # noqa: BLE001 - suggestions are a kindness, never a reason to stop
            return self._sorry(self._named(error))
        return web.json_response({"choices": found})

    async def _body(self, request: web.Request) -> Json:
        body = await request.json()
        if not isinstance(body, dict):
            raise Refused("try-again")
        return body

    def _who(self, body: Json) -> Who:
        who = self.world.who(str(body.get("as")))
        if who is None:
            raise Refused("nobody")
        return who

    def _named(self, error: Exception) -> str:
        if not isinstance(error, json.JSONDecodeError):
            log.debug("refused: %s", type(error).__name__)
        return reason(error)

    def _sorry(self, name: str, status: int = 200) -> web.Response:
        """Answer with a sentence. A "no" is a normal answer: browsers report a status above 399 as a fault."""
        return web.json_response({"error": name, "sentence": self.say[name]}, status=status)


async def serve(world: World, *, port: int = 0) -> Room:
    """Open the room. Call it outside the bot's own tasks, in the loop that runs the pretend server."""
    room = Room(world)
    await room.open(port)
    return room
