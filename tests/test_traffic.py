"""How fast Discord is asked: never faster than it takes, what somebody waits for first, cards not drawn too often."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.scheduling import MovedClock
from cogs.ui.pace import APART, Pace
from cogs.ui.traffic import Traffic, no_hurry, somebody_waits

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


async def asked(traffic: Traffic, name: str, order: list[str], *, calm: bool = False) -> None:
    """Make one request, in a hurry or not."""
    if calm:
        with no_hurry():
            await traffic.turn()
    else:
        await traffic.turn()
    order.append(name)


async def test_a_hundred_requests_at_once_take_the_time_of_a_hundred() -> None:
    """However many ask, the pace stays what the limit says."""
    loop, instants = asyncio.get_running_loop(), list[float]()
    traffic = Traffic(a_second=1000)

    async def one() -> None:
        await traffic.turn()
        instants.append(loop.time())

    begun = loop.time()
    await asyncio.gather(*(one() for _ in range(100)))
    assert len(instants) == 100
    assert loop.time() - begun >= 0.099


async def test_who_waits_goes_before_what_happens_by_itself() -> None:
    """Whoever came last in a hurry is before those that came first without one."""
    traffic, order = Traffic(a_second=200), list[str]()
    calm = [asyncio.create_task(asked(traffic, f"card {number}", order, calm=True)) for number in range(5)]
    await asyncio.sleep(0)
    await asked(traffic, "help", order)
    await asyncio.gather(*calm)

    assert order[1] == "help"  # one card was under way already
    assert order == ["card 0", "help", "card 1", "card 2", "card 3", "card 4"]


async def test_an_alarm_that_was_set_at_a_calm_moment_can_still_be_for_somebody_who_waits() -> None:
    """It rings in the context in which it was set; what it does for them goes first all the same."""
    traffic, order = Traffic(a_second=200), list[str]()

    async def alarm() -> None:
        with somebody_waits():
            await asked(traffic, "help", order)

    with no_hurry():
        calm = [asyncio.create_task(asked(traffic, f"card {number}", order)) for number in range(3)]
        rings = asyncio.create_task(alarm())
    await asyncio.gather(rings, *calm)

    assert order == ["card 0", "help", "card 1", "card 2"]


async def test_whoever_gives_up_waiting_holds_up_nobody() -> None:
    """A request that was cancelled while it waited is passed over."""
    traffic, order = Traffic(a_second=200), list[str]()
    tasks = [asyncio.create_task(asked(traffic, str(number), order)) for number in range(4)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert order == ["0", "2", "3"]


@asynccontextmanager
async def asking(
    traffic: Traffic, written: list[float] | None = None
) -> AsyncIterator[Callable[..., Awaitable[object]]]:
    """Ask a server through the traffic: a POST to this path. When what it says is ``written`` is kept, in seconds."""
    trace = aiohttp.TraceConfig()
    traffic.watch(trace)

    async def note(*_what: object) -> None:
        if written is not None:
            written.append(time.monotonic())

    trace.on_request_chunk_sent.append(note)

    async def well(_request: web.Request) -> web.Response:
        return web.Response()

    server = web.Application()
    server.router.add_route("*", "/{path:.*}", well)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession(
            f"http://127.0.0.1:{runner.addresses[0][1]}", trace_configs=[trace]
        ) as session:
            yield session.post
    finally:
        await runner.cleanup()


async def test_a_busy_moment_does_not_make_two_requests_go_together() -> None:
    """However long a turn of the loop takes, before a request is written or after it, the next one comes later."""
    written = list[float]()

    async def busy() -> None:
        for number in itertools.count():
            time.sleep((0.0, 0.03, 0.0, 0.05, 0.0)[number % 5])  # noqa: ASYNC251  nothing else can happen meanwhile
            await asyncio.sleep(0)

    async with asking(Traffic(a_second=50), written) as post:
        at_work = asyncio.create_task(busy())
        await asyncio.gather(*(post("/channels/1/messages", data=b"words") for _ in range(15)))
        at_work.cancel()
    assert len(written) == 15
    assert min(after - before for before, after in pairwise(written)) >= 0.009


async def test_answers_to_presses_pass_at_once() -> None:
    """Discord does not count them, so they do not wait for cards; every other request of the session does."""
    async with asking(Traffic(a_second=2)) as post:
        begun = time.monotonic()
        for _ in range(10):
            await post("/interactions/1/token/callback")
        assert time.monotonic() - begun < 0.5
        for _ in range(3):
            await post("/channels/1/messages")
        assert time.monotonic() - begun >= 1.0


async def test_nobody_waits_for_a_turn_for_ever() -> None:
    """Whoever waited long fails as if there were no answer, and the next ones have their turn."""
    async with asking(Traffic(a_second=2, longest_turn=0.1)) as post:
        await post("/channels/1/messages")
        with pytest.raises(TimeoutError):
            await post("/channels/1/messages")
        await asyncio.sleep(0.5)

        assert await post("/channels/1/messages")


@given(st.lists(st.integers(-5000, 5000), max_size=20))
def test_a_session_is_drawn_again_after_two_seconds_at_most(moves: list[int]) -> None:
    """Also when the clock is set back: nobody waits longer than two seconds for what is true."""
    clock = MovedClock(NOW)
    pace = Pace(clock)
    for move in moves:
        pace.drawn(1)
        clock.advance(timedelta(milliseconds=move))
        assert pace.is_early(1) == (timedelta(0) <= timedelta(milliseconds=move) < APART)
    assert not pace.is_early(2)


async def test_the_pause_is_what_is_left_of_two_seconds() -> None:
    """Half a second after it was drawn, it waits for one and a half."""
    slept = list[float]()

    class Watched(MovedClock):
        async def sleep(self, seconds: float) -> None:
            slept.append(seconds)

    clock = Watched(NOW)
    pace = Pace(clock)
    await pace.pause(1)
    pace.drawn(1)
    clock.advance(timedelta(seconds=0.5))
    await pace.pause(1)

    assert slept == [pytest.approx(1.5)]
