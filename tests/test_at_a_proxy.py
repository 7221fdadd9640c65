"""``[discord] api_url``: all requests go to a proxy that programs may share; what Discord tells does not."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, web
from evening import PACK, WILHELMINA, open_evening

from bench.small_discord.guilds import ROOM, STAFF
from bench.small_discord.shapes import words


class Proxy:
    """Passes every request on and counts it."""

    def __init__(self, to: str) -> None:
        self.url = ""
        self.passed: list[str] = []
        self._to = to.removesuffix("/api/v10")

    async def pass_on(self, request: web.Request) -> web.Response:
        """Ask Discord the same, and give the same answer."""
        self.passed.append(f"{request.method} {request.path.removeprefix('/api/v10')}")
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        body = await request.read()
        async with (
            ClientSession() as session,
            session.request(request.method, f"{self._to}{request.path_qs}", data=body, headers=headers) as reply,
        ):
            kept = {name: value for name, value in reply.headers.items() if name.startswith("X-RateLimit")}
            content = {"Content-Type": "application/json"} if reply.status != 204 else {}
            return web.Response(body=await reply.read(), status=reply.status, headers={**kept, **content})


@asynccontextmanager
async def open_proxy(to: str, port: int = 0) -> AsyncIterator[Proxy]:
    """Open a proxy on a port; 0 takes a free one."""
    proxy, app = Proxy(to), web.Application()
    app.router.add_route("*", "/{rest:.*}", proxy.pass_on)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    proxy.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
    try:
        yield proxy
    finally:
        await runner.cleanup()


async def test_a_session_goes_through_a_proxy(tmp_path: Path) -> None:
    """The log-in, an answer to a command, the card and the panel: what Discord gets is what the proxy has passed on."""
    async with open_evening(tmp_path) as evening, open_proxy(evening.discord.url) as proxy:
        evening.settings(api=proxy.url)
        await evening.log_in()
        started = await evening.discord.types(WILHELMINA, STAFF, "session start")
        await evening.rooms_show("ground-rules")
        assert await evening.stop() == 0

        assert PACK.say("session.started", room=f"<#{ROOM}>") in started.text
        assert PACK.say("step.ground-rules") in words(evening.cards[0])
        assert sorted(proxy.passed) == sorted(line for line, _payload in evening.discord.requests)
        assert {"GET /users/@me", f"POST /channels/{ROOM}/messages"} <= set(proxy.passed)


async def test_a_program_that_is_there_before_its_line_logs_in_by_itself(tmp_path: Path) -> None:
    """After a power cut nobody answers at first, then Discord says that it is not well; nobody has to start it anew."""
    async with open_evening(tmp_path) as evening:
        evening.discord.go_wrong("GET /gateway$", 503)
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        evening.settings(api=f"http://127.0.0.1:{port}/api/v10")
        logging_in = asyncio.create_task(evening.log_in())
        await evening.discord.until(lambda: "Discord does not answer." in evening.logged, 30)
        async with open_proxy(evening.discord.url, port) as proxy:
            await logging_in
            await evening.start_session()
            assert await evening.stop() == 0

        assert proxy.passed[:2] == ["GET /gateway"] * 2
        assert evening.logged.count("Discord does not answer.") == evening.logged.count("Discord answers.") == 1


async def test_it_can_be_stopped_while_it_waits_for_its_line(tmp_path: Path) -> None:
    """Nobody is at that address, and somebody has had enough."""
    async with open_evening(tmp_path) as evening:
        evening.settings(api="http://127.0.0.1:1/api/v10")
        await evening.run()
        await evening.discord.until(lambda: "Discord does not answer." in evening.logged, 30)
        assert await evening.stop() == 0
