"""SIGTERM ends the real program within 10 seconds, whatever it is doing, and nothing that was acknowledged is lost.

And what systemd is told of it, at a real datagram socket: that it is there, that it lives, that it leaves.
"""

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from circle import open_circle
from evening import PACK, WILHELMINA, Evening, open_evening

from bench.small_discord.faults import LATE
from bench.small_discord.guilds import MEMBERS, ROOM, STAFF
from bench.small_discord.shapes import Human, custom_ids
from bot.app.watched import LIVES, READY, STOPPING, Systemd, watched
from bot.scheduling import SystemClock, Timetable

SECONDS = 10
PEOPLE = [Human(1200000000000000300 + number, f"Quentin {number}", (MEMBERS,)) for number in range(8)]


@pytest.fixture
async def evening(tmp_path: Path) -> AsyncIterator[Evening]:
    """Open an evening."""
    async with open_evening(tmp_path) as opened:
        yield opened


async def ends_in_time(evening: Evening) -> None:
    """Send SIGTERM; it ends as it should, in time, and leaves a whole database."""
    begun = time.monotonic()
    assert await evening.stop() == 0
    assert time.monotonic() - begun < SECONDS
    assert evening.rows("PRAGMA integrity_check") == [("ok",)]


async def test_nothing_acknowledged_is_lost_when_it_ends_amid_presses_and_edits(evening: Evening) -> None:
    """Everybody answers and staff move on at that moment; who was thanked has an answer; then the session goes on."""
    discord = evening.discord
    await evening.log_in()
    await evening.start_session()
    await evening.move()
    await evening.rooms_show("icebreaker")
    await evening.redraws("choose")
    card, thanked = evening.cards[0], []

    async def answers(who: Human) -> None:
        asked = await discord.presses(who, ROOM, card, "answer", patience=4)
        thanked.extend([who] * (PACK.say("answer.thanks") in asked.text))

    pressing = [asyncio.create_task(answers(who)) for who in PEOPLE]
    moving = asyncio.create_task(evening.move())  # to the next card: it is posted, and the old one edited
    await discord.until(lambda: thanked)
    await ends_in_time(evening)
    stored = evening.rows("SELECT count(DISTINCT tag) FROM answers")[0][0]
    await asyncio.gather(*pressing, moving, return_exceptions=True)

    assert 1 <= len(thanked) <= stored
    await evening.log_in()
    await discord.until(lambda: len(evening.cards) == len(evening.panels) == 1)
    assert evening.rows("SELECT state FROM sessions") == [("running",)]
    assert evening.rows("SELECT count(DISTINCT tag) FROM answers")[0][0] == stored
    await discord.types(WILHELMINA, STAFF, "session next")


async def test_what_a_command_still_has_to_do_is_done_first(evening: Evening) -> None:
    """The session has begun and its card is slow to be posted: it is there at the end, and staff are asked."""
    await evening.log_in()
    evening.discord.go_wrong(f"POST /channels/{ROOM}/messages", LATE, after=1)
    await evening.discord.types(WILHELMINA, STAFF, "session start")
    await ends_in_time(evening)

    assert len(evening.cards) == len(evening.panels) == 1
    offered = [one for shown in evening.discord.live(STAFF) for one in custom_ids(shown)]
    assert [":alone-go-on:" in one for one in offered].count(True) == 1
    assert " ERROR " not in evening.logged


async def test_staff_hear_of_who_pressed_help_before_it_ends(evening: Evening) -> None:
    """The card with the numbers is there and Discord fails to post to staff: it is tried again, and then it leaves."""
    await evening.log_in()
    await evening.start_session()
    evening.discord.go_wrong(f"POST /channels/{STAFF}/messages", 500)
    await evening.discord.presses(PEOPLE[0], ROOM, evening.cards[0], "help")
    await ends_in_time(evening)

    assert evening.staff_read(PACK.say("staff.help")) == 1
    assert " ERROR " not in evening.logged


async def test_it_ends_while_discord_never_answers(evening: Evening) -> None:
    """No request is answered, and the gateway reads nothing, not even the goodbye."""
    discord = evening.discord
    await evening.log_in()
    await evening.start_session()
    discord.go_wrong("/channels/", 200, times=99, after=60)
    await evening.move()
    for line in discord.gateway.lines:
        assert line.transport
        line.transport.pause_reading()
    await ends_in_time(evening)


async def test_it_ends_while_a_backup_waits_for_a_disk(evening: Evening) -> None:
    """The key of the backups lies on a disk that does not answer: a pipe that nobody writes to."""
    key = evening.folder / ".config" / "peerlight" / "backup.key"
    key.parent.mkdir(parents=True)
    os.mkfifo(key, 0o600)
    await evening.log_in()
    writer = await opened_by_a_reader(key)
    try:
        await ends_in_time(evening)
    finally:
        os.close(writer)


async def opened_by_a_reader(pipe: Path) -> int:
    """Open a pipe to write, which can be done once somebody waits to read; as long as it is open, they wait."""
    async with asyncio.timeout(15):
        while True:
            with suppress(OSError):
                return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            await asyncio.sleep(0.02)


async def test_it_can_be_ended_at_any_moment_of_its_start(evening: Evening) -> None:
    """While it reads the settings, brings the tables up to date, logs in: the next start finds all well."""
    for seconds in (0.3, 0.8, 1.3, 1.8):
        await evening.run()
        await asyncio.sleep(seconds)
        begun = time.monotonic()
        assert await evening.stop() in (0, -signal.SIGTERM)
        assert time.monotonic() - begun < SECONDS
    await evening.log_in()
    await evening.start_session()
    await ends_in_time(evening)


# What systemd is told.


@pytest.fixture
def line(tmp_path: Path) -> Iterator[socket.socket]:
    """Listen as systemd does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
        one.bind(str(tmp_path / "notify"))
        one.setblocking(False)
        yield one


def heard(line: socket.socket) -> list[str]:
    """Take all that was said."""
    found = []
    with suppress(BlockingIOError):
        while True:
            found.append(line.recv(100).decode())
    return found


async def hears(line: socket.socket, word: str, seconds: float = 15.0) -> list[str]:
    """Wait until something is said; returns all that was said until then."""
    found: list[str] = []
    async with asyncio.timeout(seconds):
        while word not in found:
            found += heard(line)
            await asyncio.sleep(0.02)
    return found


async def test_systemd_hears_that_it_is_ready_lives_hangs_and_leaves(evening: Evening, line: socket.socket) -> None:
    """While the program stands still nothing is said, and systemd would start it anew."""
    evening.environ = {"NOTIFY_SOCKET": line.getsockname(), "WATCHDOG_USEC": "900000"}
    await evening.log_in()
    first = await hears(line, READY)
    await hears(line, LIVES)
    assert evening.process
    evening.process.send_signal(signal.SIGSTOP)
    await asyncio.sleep(0.2)  # what was on its way
    heard(line)
    await asyncio.sleep(2)
    silent = heard(line)
    evening.process.send_signal(signal.SIGCONT)
    await hears(line, LIVES)
    await ends_in_time(evening)

    assert STOPPING not in first
    assert silent == []
    assert STOPPING in heard(line)


async def test_it_is_silent_when_the_database_never_answers(tmp_path: Path, line: socket.socket) -> None:
    """Every connection that reads is taken and does not come back; when one does, it says again that it lives."""
    async with open_circle(tmp_path) as circle, AsyncExitStack() as taken:
        systemd = Systemd({"NOTIFY_SOCKET": line.getsockname(), "WATCHDOG_USEC": "300000"})
        async with watched(systemd, circle.store, Timetable(SystemClock())):
            await hears(line, LIVES)
            await circle.store._take_readers(taken)
            await asyncio.sleep(0.5)
            heard(line)
            await asyncio.sleep(1)
            silent = heard(line)
            await taken.aclose()
            await hears(line, LIVES)

    assert silent == []


async def test_it_is_silent_when_the_timetable_looks_no_more(tmp_path: Path, line: socket.socket) -> None:
    """Sessions would not open: a restart is what helps."""
    async with open_circle(tmp_path) as circle:
        timetable = Timetable(SystemClock(), beat=timedelta(milliseconds=50))
        timetable.start()
        systemd = Systemd({"NOTIFY_SOCKET": line.getsockname(), "WATCHDOG_USEC": "300000"})
        async with watched(systemd, circle.store, timetable):
            await hears(line, LIVES)
            assert timetable._heart
            timetable._heart.cancel()
            await asyncio.sleep(0.6)
            heard(line)
            await asyncio.sleep(1)
            silent = heard(line)
        await timetable.stop()

    assert silent == []


def test_without_systemd_nobody_is_told() -> None:
    """And a listener that is gone makes no noise."""
    Systemd({}).tell(READY)
    Systemd({"NOTIFY_SOCKET": "/nowhere/at/all"}).tell(READY)
    assert Systemd({}).seconds == 0


def test_the_service_waits_for_what_the_bot_says() -> None:
    """It is started when the bot is ready, started anew when it is silent, and given the time that a stop needs."""
    lines = (Path(__file__).parents[1] / "docs" / "peerlight.service").read_text().splitlines()
    set_to = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))

    assert (set_to["Type"], set_to["NotifyAccess"]) == ("notify", "main")
    assert int(set_to["WatchdogSec"]) >= 60
    assert int(set_to["TimeoutStopSec"]) > SECONDS
