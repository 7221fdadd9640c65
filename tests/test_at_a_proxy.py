"""``[discord] api_url``: all requests go to a proxy that programs may share; what Discord tells does not."""

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
async def open_proxy(to: str) -> AsyncIterator[Proxy]:
    """Open a proxy on a free port."""
    proxy, app = Proxy(to), web.Application()
    app.router.add_route("*", "/{rest:.*}", proxy.pass_on)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
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
