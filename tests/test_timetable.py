"""The timetable calls what is due by the clock it was given: once, and whatever else fails."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.scheduling import MovedClock, SystemClock, Timetable
from bot.scheduling.timetable import Call

START = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Notebook:
    """Writes down what was called."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._written = asyncio.Event()

    def write(self, line: str) -> Call:
        """Return a call that writes this line."""

        async def call() -> None:
            self.lines.append(line)
            self._written.set()

        return call

    async def first_line(self) -> None:
        """Wait for it, at most 5 seconds."""
        async with asyncio.timeout(5):
            await self._written.wait()


@pytest.fixture
def clock() -> MovedClock:
    """Give a clock that stands at noon."""
    return MovedClock(START)


@pytest.fixture
async def timetable(clock: MovedClock) -> AsyncIterator[Timetable]:
    """Give a timetable that is running."""
    timetable = Timetable(clock)
    timetable.start()
    yield timetable
    await timetable.stop()


@pytest.fixture
def notebook() -> Notebook:
    """Give an empty notebook."""
    return Notebook()


async def test_a_moved_clock_brings_what_is_due(timetable: Timetable, clock: MovedClock, notebook: Notebook) -> None:
    """Not a second before, and once only."""
    timetable.at("open", START + HOUR, notebook.write("open"))
    clock.move_to(START + HOUR - timedelta(seconds=1))
    await timetable.tick()
    assert notebook.lines == []

    clock.move_to(START + HOUR)
    await timetable.tick()
    await timetable.tick()

    assert notebook.lines == ["open"]
    assert timetable.keys() == ()


async def test_what_is_due_is_called_in_order(timetable: Timetable, clock: MovedClock, notebook: Notebook) -> None:
    """After a long sleep of the machine too."""
    for hours in (3, 1, 2):
        timetable.at(f"key-{hours}", START + hours * HOUR, notebook.write(f"hour {hours}"))
    assert timetable.keys() == ("key-1", "key-2", "key-3")

    clock.advance(12 * HOUR)
    await timetable.tick()

    assert notebook.lines == ["hour 1", "hour 2", "hour 3"]


async def test_the_same_key_replaces_its_plan(timetable: Timetable, clock: MovedClock, notebook: Notebook) -> None:
    """A session that was moved opens at its new time only."""
    timetable.at("open", START + HOUR, notebook.write("old"))
    timetable.at("open", START + 2 * HOUR, notebook.write("new"))
    clock.advance(HOUR)
    await timetable.tick()
    assert notebook.lines == []

    clock.advance(HOUR)
    await timetable.tick()

    assert notebook.lines == ["new"]


async def test_a_cancelled_plan_is_never_called(timetable: Timetable, clock: MovedClock, notebook: Notebook) -> None:
    """And to cancel what is not there is no mistake."""
    timetable.at("open", START + HOUR, notebook.write("open"))
    timetable.cancel("open")
    timetable.cancel("open")
    clock.advance(2 * HOUR)
    await timetable.tick()

    assert notebook.lines == []


async def test_an_error_stops_nothing_else(
    timetable: Timetable, clock: MovedClock, notebook: Notebook, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged once, by its class alone: its text might be what a person wrote."""

    async def fail() -> None:
        raise LookupError("Ana feels low")

    timetable.every("first", 60, fail)
    timetable.every("second", 60, notebook.write("second"))
    with caplog.at_level(logging.DEBUG):
        for _ in range(2):
            clock.advance(timedelta(minutes=1))
            await timetable.tick()

    assert notebook.lines == ["second", "second"]
    assert caplog.text.count("LookupError") == 2
    assert "Ana" not in caplog.text


async def test_a_past_date_is_called_at_once_and_once(timetable: Timetable, notebook: Notebook) -> None:
    """Its own alarm rings: nobody has to tick."""
    timetable.at("missed", START - HOUR, notebook.write("missed"))
    await notebook.first_line()
    await timetable.tick()

    assert notebook.lines == ["missed"]


async def test_plans_made_before_the_start_are_kept(clock: MovedClock, notebook: Notebook) -> None:
    """The order in which the program is put together does not matter."""
    timetable = Timetable(clock)
    timetable.at("missed", START - HOUR, notebook.write("missed"))
    timetable.start()
    await notebook.first_line()
    await timetable.stop()

    assert notebook.lines == ["missed"]


async def test_the_real_clock_rings_by_itself(notebook: Notebook) -> None:
    """APScheduler's alarm is enough when the clock is the machine's own."""
    clock = SystemClock()
    timetable = Timetable(clock)
    timetable.start()
    timetable.at("soon", clock.now() + timedelta(seconds=0.05), notebook.write("soon"))
    await notebook.first_line()
    await timetable.stop()

    assert notebook.lines == ["soon"]


async def test_an_early_alarm_plans_itself_again(clock: MovedClock, notebook: Notebook) -> None:
    """The machine says it is time; the clock was set back meanwhile and has the last word."""
    timetable = Timetable(clock)
    timetable.start()
    timetable.at("open", START + timedelta(seconds=0.05), notebook.write("open"))
    clock.advance(-HOUR)
    await asyncio.sleep(0.2)
    assert notebook.lines == []
    assert timetable.keys() == ("open",)

    clock.advance(2 * HOUR)
    await timetable.tick()
    await timetable.stop()

    assert notebook.lines == ["open"]


async def test_what_repeats_is_called_once_a_round(timetable: Timetable, clock: MovedClock, notebook: Notebook) -> None:
    """Rounds that were slept through are not made up for."""
    timetable.every("sweep", 60, notebook.write("sweep"))
    clock.advance(HOUR)
    await timetable.tick()
    await timetable.tick()

    assert notebook.lines == ["sweep"]
    assert timetable.keys() == ("sweep",)


async def test_a_call_may_plan_the_next_one(clock: MovedClock, notebook: Notebook) -> None:
    """A tick goes on until nothing is due; a call that plans itself in the past waits for the next tick."""
    timetable = Timetable(clock)  # not started: the tick alone calls

    async def open_and_plan() -> None:
        notebook.lines.append("open")
        timetable.at("open", START, open_and_plan)
        timetable.at("remind", START + HOUR, notebook.write("remind"))

    timetable.at("open", START + HOUR, open_and_plan)
    clock.advance(2 * HOUR)
    await timetable.tick()

    assert notebook.lines == ["open", "remind"]


async def test_no_key_is_called_twice_at_once(timetable: Timetable, clock: MovedClock) -> None:
    """A slow call is left to end; stopping waits for it and cuts nothing short."""
    at_once, most = 0, 0

    async def slow() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.05)
        at_once -= 1

    timetable.every("slow", 1, slow)
    clock.advance(timedelta(seconds=1))
    first = asyncio.create_task(timetable.tick())
    await asyncio.sleep(0)
    clock.advance(timedelta(seconds=1))
    second = asyncio.create_task(timetable.tick())
    await asyncio.sleep(0)
    await timetable.stop()

    assert (most, at_once) == (1, 0)
    await asyncio.gather(first, second)


async def test_a_call_may_stop_the_timetable(clock: MovedClock) -> None:
    """It does not wait for itself."""
    timetable = Timetable(clock)
    timetable.start()
    timetable.at("stop", START, timetable.stop)
    async with asyncio.timeout(5):
        await timetable.tick()
