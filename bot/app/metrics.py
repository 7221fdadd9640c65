"""Numbers about the running bot, for Prometheus: on this computer alone, and only where a port is set.

They are for whoever looks after the computer, and a monitoring server keeps such numbers for years, second by second.
So none of them may tell what a person did. No label holds an id, a name or a group: each comes from a list in this
file. What moves because people act (presses, messages) is not split by what was pressed, and is shown in steps of
``TOGETHER`` only: in a small group a number that rises by one with each press would be the live count that nobody
is to have, and a message in the staff channel at an odd time would tell that somebody asked for help.
"""

import asyncio
import logging
import os
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
from aiohttp import web
from discord.ext import commands
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.aiohttp import make_aiohttp_handler

from bot.config import ConfigProblems, Problem
from bot.storage import Store

HOST = "127.0.0.1"
TOGETHER = 20
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 3.0)  # seconds; after 3 Discord gives up
FORGET_SECONDS = 60.0  # after which nobody waits for an answer any more
LOOK_SECONDS = 2.0  # a database that does not answer must not keep a look waiting
AGAIN_SECONDS = 10.0  # between two looks into the database, however often the numbers are read
SERVER_FAULT = 500
_ANSWER = re.compile(r"/interactions/(\d+)/")
_MESSAGE = re.compile(r"/channels/\d+/messages(/\d+)?")
_US = Path("/proc/self")
_ASKED = (
    discord.InteractionType.application_command,
    discord.InteractionType.component,
    discord.InteractionType.modal_submit,
)


class Metrics:
    """What is counted, and where it is counted: beside the bot, which knows nothing of it."""

    def __init__(self, bot: commands.Bot, store: Store, last_backup: Callable[[], datetime | None]) -> None:
        self.registry = CollectorRegistry()
        self._bot = bot
        self._store = store
        self._last_backup = last_backup
        self._looked: float | None = None
        self._asked: dict[int, float] = {}
        self._waits: list[float] = []
        self._messages = {"posted": 0, "edited": 0}
        self._make()
        bot.add_listener(self._press, "on_interaction")
        bot.add_listener(self._counted("new"), "on_connect")
        bot.add_listener(self._counted("resumed"), "on_resumed")
        bot.add_listener(self._counted("lost"), "on_disconnect")
        bot.http.http_trace = self._trace()
        self.log = _Lines(self._lines)

    def _make(self) -> None:
        def gauge(name: str, words: str, *labels: str) -> Gauge:
            return Gauge(f"peerlight_{name}", words, labels, registry=self.registry)

        def counter(name: str, words: str, *labels: str) -> Counter:
            return Counter(f"peerlight_{name}", words, labels, registry=self.registry)

        words = f"How long presses, commands and forms waited for their answer, shown {TOGETHER} at a time"
        self._answers = Histogram("peerlight_answer_seconds", words, registry=self.registry, buckets=BUCKETS)
        self._unheard = counter("unanswered", f"Presses without an answer for {FORGET_SECONDS:.0f} seconds")
        self._posts = counter("messages", f"Messages posted or edited, shown {TOGETHER} at a time", "what")
        self._refusals = counter("discord_refusals", "Requests that Discord did not do, by why", "why")
        self._connections = counter("gateway_connections", "Connections to the gateway: new, resumed, lost", "how")
        self._lines = counter("log_lines", "Lines of the log at these levels", "level")
        self._waiting = gauge("writes_waiting", "Requests that wait at the door for writes")
        self._ready = gauge("ready", "1 when the bot is logged in and knows its servers")
        self._open = gauge("gateway_connected", "1 when the line of this shard is open", "shard")
        self._latency = gauge("gateway_latency_seconds", "From a heartbeat to its answer", "shard")
        self._sessions = gauge("sessions", "Sessions that are not over, by state", "state")
        self._database = gauge("database_answers", f"1 when the database answered within {LOOK_SECONDS:.0f} seconds")
        self._backup = gauge("last_backup_timestamp_seconds", "When the newest backup was made; 0: there is none")
        self._memory = gauge("memory_bytes", "Memory that the program holds")
        self._files = gauge("open_files", "Files and connections that the program has open")
        self._tasks = gauge("tasks", "Things under way at once in the program")
        for why in ("429-user", "429-global", "429-shared", "5xx", "no-answer"):
            self._refusals.labels(why)
        for level in ("warning", "error"):
            self._lines.labels(level)
        for how in ("new", "resumed", "lost"):
            self._connections.labels(how)
        for what in self._messages:
            self._posts.labels(what)

    def _counted(self, how: str) -> Callable[[], Any]:
        async def count() -> None:
            self._connections.labels(how).inc()

        return count

    async def _press(self, interaction: discord.Interaction[Any]) -> None:
        if interaction.type in _ASKED:
            self._forget()
            self._asked.setdefault(interaction.id, time.perf_counter())

    def _forget(self) -> None:
        """Count whoever waited too long; the first is the oldest."""
        before = time.perf_counter() - FORGET_SECONDS
        for xid in [xid for xid, since in self._asked.items() if since < before]:
            del self._asked[xid]
            self._unheard.inc()

    def _trace(self) -> aiohttp.TraceConfig:
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._answered)
        trace.on_request_exception.append(self._broken)
        return trace

    async def _answered(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        status, path = end.response.status, end.url.path
        if status == web.HTTPTooManyRequests.status_code:
            scope = end.response.headers.get("X-RateLimit-Scope", "user")
            self._refusals.labels(f"429-{scope if scope in ('global', 'shared') else 'user'}").inc()
        elif status >= SERVER_FAULT:
            self._refusals.labels("5xx").inc()
        elif status < web.HTTPBadRequest.status_code:
            self._done(end.method, path)

    async def _broken(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestExceptionParams
    ) -> None:
        if not isinstance(end.exception, asyncio.CancelledError):
            self._refusals.labels("no-answer").inc()

    def _done(self, method: str, path: str) -> None:
        if answer := _ANSWER.search(path):
            since = self._asked.pop(int(answer[1]), None)
            if since is not None:
                self._waits.append(time.perf_counter() - since)
            if len(self._waits) >= TOGETHER:
                for seconds in self._waits:
                    self._answers.observe(seconds)
                self._waits.clear()
        elif _MESSAGE.search(path) and method in ("POST", "PATCH"):
            what = "posted" if method == "POST" else "edited"
            self._messages[what] += 1
            if self._messages[what] % TOGETHER == 0:
                self._posts.labels(what).inc(TOGETHER)

    async def look(self) -> None:
        """Read what is not counted but is so now."""
        self._forget()
        self._waiting.set(self._store.waiting)
        with suppress(OSError):  # Linux has it; the library's own collector reads more than our service may see
            self._memory.set(int((_US / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
            self._files.set(sum(1 for _ in (_US / "fd").iterdir()))
        self._tasks.set(len(asyncio.all_tasks()))
        self._ready.set(self._bot.is_ready())
        for shard, is_open, latency in _lines_of(self._bot):
            self._open.labels(shard).set(is_open)
            self._latency.labels(shard).set(latency if is_open else float("nan"))
        if self._looked is None or time.monotonic() - self._looked > AGAIN_SECONDS:
            self._looked = time.monotonic()
            await self._look_deeper()

    async def _look_deeper(self) -> None:
        made = await asyncio.to_thread(self._last_backup)
        self._backup.set(made.timestamp() if made else 0)
        try:
            found = await asyncio.wait_for(self._store.read(lambda unit: unit.sessions.open_by_state()), LOOK_SECONDS)
        except Exception:  # noqa: BLE001  that it did not answer is what is told
            self._database.set(0)
            return
        self._database.set(1)
        for state, number in found.items():
            self._sessions.labels(state).set(number)


class _Lines(logging.Handler):
    """Counts lines of the log; what they say is not looked at."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(logging.WARNING)
        self._counter = counter

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self._counter.labels("error" if record.levelno >= logging.ERROR else "warning").inc()


def _lines_of(bot: commands.Bot) -> list[tuple[str, bool, float]]:
    """List the lines to the gateway: number of the shard, whether it is open, latency in seconds."""
    if isinstance(bot, commands.AutoShardedBot):
        known = ((str(number), bot.get_shard(number)) for number in bot.shard_ids or ())  # none before its log-in
        return [(name, one is not None and not one.is_closed(), one.latency if one else 0.0) for name, one in known]
    line: Any = bot.ws  # None before the first log-in, whatever its type says
    return [(str(bot.shard_id or 0), bool(line) and line.open, bot.latency)]


@asynccontextmanager
async def shown(
    port: int, bot: commands.Bot, store: Store, last_backup: Callable[[], datetime | None]
) -> AsyncIterator[None]:
    """Show the numbers at ``http://127.0.0.1:port/metrics`` meanwhile. Raises ``ConfigProblems``: the port is taken."""
    metrics = Metrics(bot, store, last_backup)
    write = make_aiohttp_handler(metrics.registry)

    async def answer(request: web.Request) -> web.StreamResponse:
        await metrics.look()
        response: web.StreamResponse = await write(request)
        return response

    logging.getLogger().addHandler(metrics.log)
    app = web.Application()
    app.router.add_get("/metrics", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await _listen(runner, port)
        yield
    finally:
        await runner.cleanup()
        logging.getLogger().removeHandler(metrics.log)


async def _listen(runner: web.AppRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, HOST, port).start()
    except OSError:
        what = f"Port {port} is taken, or the bot may not open it."
        raise ConfigProblems([Problem("[metrics] port", what, "Choose another number, above 1024.")]) from None
