"""How fast we ask Discord: a little below its limit of 50 requests a second, and people before the week.

Discord answers whoever asks too fast with 429, and shuts out who goes on. discord.py waits only after a 429. So each
request is let through here before it is sent (aiohttp calls us then): what somebody waits for goes first, what happens
by itself goes after it. First answers to presses pass at once: Discord does not count them
(https://discord.com/developers/docs/topics/rate-limits#global-rate-limit).
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import aiohttp

A_SECOND = 48.5  # of the 50 that Discord takes: its second and ours do not begin together
_UNCOUNTED = ("/interactions/", "/webhooks/", "/gateway")
_no_hurry: ContextVar[bool] = ContextVar("no_hurry", default=False)


@contextmanager
def no_hurry() -> Iterator[None]:
    """Let requests that are made meanwhile wait for those that somebody waits for."""
    before = _no_hurry.set(True)
    try:
        yield
    finally:
        _no_hurry.reset(before)


class Traffic:
    """Lets requests through one by one, ``a_second`` of them; no task of its own runs."""

    def __init__(self, a_second: float = A_SECOND) -> None:
        self._apart = 1 / a_second
        self._hurried: deque[asyncio.Future[None]] = deque()
        self._calm: deque[asyncio.Future[None]] = deque()
        self._free_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, trace: aiohttp.TraceConfig) -> None:
        """Be asked before each request of the sessions that are traced so."""
        trace.on_request_start.append(self._before)

    async def _before(self, _session: Any, _context: Any, request: aiohttp.TraceRequestStartParams) -> None:
        if not any(part in request.url.path for part in _UNCOUNTED):
            await self.turn()

    async def turn(self) -> None:
        """Wait for the turn of one request."""
        loop = asyncio.get_running_loop()
        if self._timer is None and self._free_at <= loop.time():
            self._free_at = max(self._free_at, loop.time()) + self._apart
            return
        turn: asyncio.Future[None] = loop.create_future()
        (self._calm if _no_hurry.get() else self._hurried).append(turn)
        self._wind(loop)
        await turn

    def _wind(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer is None:
            self._timer = loop.call_at(self._free_at, self._next)

    def _next(self) -> None:
        """Let the next one through; whoever gave up waiting is passed over."""
        self._timer, loop = None, asyncio.get_running_loop()
        for line in (self._hurried, self._calm):
            while line:
                turn = line.popleft()
                if not turn.done():
                    turn.set_result(None)
                    self._free_at = max(self._free_at, loop.time()) + self._apart
                    self._wind(loop)
                    return
