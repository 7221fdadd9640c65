"""How fast we ask Discord: a little below its limit of 50 requests a second, and people before the week.

Discord answers whoever asks too fast with 429, and shuts out who goes on. discord.py waits only after a 429. So each
request is let through here before it is sent (aiohttp calls us then): what somebody waits for goes first, what happens
by itself goes after it. Answers to presses, the first and the later ones, pass at once: Discord does not count them
(https://discord.com/developers/docs/topics/rate-limits#global-rate-limit).
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import aiohttp

A_SECOND = 46.5  # of the 50 that Discord takes: on the way some are held up, and come together with those behind them
LONGEST_TURN = 10.0  # seconds; who waits longer gives up, as if there were no answer, and is drawn at a later beat
_UNCOUNTED = ("/interactions/", "/webhooks/", "/gateway")
_no_hurry: ContextVar[bool] = ContextVar("no_hurry", default=False)


@contextmanager
def no_hurry() -> Iterator[None]:
    """Let requests that are made meanwhile wait for those that somebody waits for."""
    with _hurry(calm=True):
        yield


@contextmanager
def somebody_waits() -> Iterator[None]:
    """Let them go first again: an alarm that was set at a calm moment still rings in the context of that."""
    with _hurry(calm=False):
        yield


@contextmanager
def _hurry(*, calm: bool) -> Iterator[None]:
    before = _no_hurry.set(calm)
    try:
        yield
    finally:
        _no_hurry.reset(before)


class Traffic:
    """Lets requests through one by one, ``a_second`` of them; no task of its own runs."""

    def __init__(self, a_second: float = A_SECOND, longest_turn: float = LONGEST_TURN) -> None:
        self._apart = 1 / a_second
        self._longest_turn = longest_turn
        self._hurried: deque[asyncio.Future[None]] = deque()
        self._calm: deque[asyncio.Future[None]] = deque()
        self._free_at = 0.0
        self._timer: asyncio.Handle | None = None  # set until whoever it lets through has gone

    def watch(self, trace: aiohttp.TraceConfig) -> None:
        """Be asked before each request of the sessions that are traced so."""
        trace.on_request_start.append(self._before)

    async def _before(self, _session: Any, _context: Any, request: aiohttp.TraceRequestStartParams) -> None:
        if not any(part in request.url.path for part in _UNCOUNTED):
            async with asyncio.timeout(self._longest_turn):
                await self.turn()

    async def turn(self) -> None:
        """Wait for the turn of one request."""
        if self._timer is None and self._free_at <= time.monotonic():
            self._free_at = time.monotonic()
            self._timer = _once_it_is_written(self._go)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        (self._calm if _no_hurry.get() else self._hurried).append(turn)
        self._wind()
        try:
            await turn
        finally:
            if turn.done() and not turn.cancelled():  # it was let through, even if it is cancelled just now
                self._timer = _once_it_is_written(self._go)

    def _go(self) -> None:
        """Count from when a request goes out, not from when it was let through: a busy loop would send two together.

        A timer that was late is made up for by half a request, so that the pace stays what it should be.
        """
        self._timer = None
        self._free_at = max(self._free_at, time.monotonic() - self._apart / 2) + self._apart
        self._wind()

    def _wind(self) -> None:
        if self._timer is None and (self._hurried or self._calm):
            wait = max(0.0, self._free_at - time.monotonic())  # the loop's own clock stands still while it is busy
            self._timer = asyncio.get_running_loop().call_later(wait, self._next)

    def _next(self) -> None:
        """Let the next one through; whoever gave up waiting is passed over."""
        for line in (self._hurried, self._calm):
            while line:
                turn = line.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._timer = None


def _once_it_is_written(then: Callable[[], None]) -> asyncio.Handle:
    """Call this when what is let through now is written: aiohttp does that in the next turn of the loop."""
    return asyncio.get_running_loop().call_soon(then)
