"""One copy of the bot for one database: a second one refuses to start and says why; a killed one leaves nothing."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from evening import Evening, open_evening

from bot.storage.only_copy import AlreadyRunning, only_copy

WHY = "Another Peerlight is running"


@pytest.fixture
async def evening(tmp_path: Path) -> AsyncIterator[Evening]:
    """Open an evening with a bot that may be started."""
    async with open_evening(tmp_path) as opened:
        yield opened


async def types(evening: Evening, *words: str) -> tuple[int, str]:
    """Type a command beside the bot, in a process of its own; give its exit status and what it says."""
    program = ["-c", "from bot.cli import main; main()", *words, "--config", str(evening.folder / "config.toml")]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *program,
        cwd=evening.folder,
        env=evening.environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 120)
    return process.returncode or 0, said.decode()


async def test_a_second_copy_refuses_to_start_and_the_first_goes_on(evening: Evening) -> None:
    """It never logs in, so no press is answered twice."""
    await evening.log_in()
    status, said = await types(evening, "run")

    assert status == 2
    assert WHY in said
    assert "Stop that one first" in said
    assert len(evening.discord.gateway.said(2)) == 1
    await evening.start_session()


async def test_what_would_take_the_database_away_waits_for_the_bot_to_stop(evening: Evening) -> None:
    """Updating and putting a backup back refuse; looking, counting and copying may go on."""
    await evening.log_in()
    (evening.folder / "other.backup").write_bytes(b"no backup")
    for words in (["migrate"], ["restore", "other.backup"]):
        status, said = await types(evening, *words)
        assert (status, WHY in said) == (2, True), words
    for words in (["check", "--offline"], ["backup"], ["export", "--output", "n.csv"], ["retention", "--dry-run"]):
        status, said = await types(evening, *words)
        assert (status, WHY in said) == (0, False), said
    assert await evening.stop() == 0

    assert (await types(evening, "migrate"))[0] == 0


async def test_a_killed_copy_leaves_nothing_to_tidy_up(evening: Evening) -> None:
    """The next one starts at once."""
    await evening.log_in()
    await evening.stop(signal.SIGKILL)
    await evening.log_in()

    assert await evening.stop() == 0
    assert [file.name for file in evening.database.parent.iterdir()] == ["peerlight.db"]


def test_of_many_who_come_and_go_two_are_never_there_together(tmp_path: Path) -> None:
    """Four programs take turns on one file that each of them takes away at its end."""
    program = """
import sys, os, pathlib, time
from bot.storage.only_copy import AlreadyRunning, only_copy
database = pathlib.Path(sys.argv[1])
there = database.with_name("there")
wins = 0
ends = time.monotonic() + 2
while time.monotonic() < ends:
    try:
        with only_copy(database):
            os.close(os.open(there, os.O_CREAT | os.O_EXCL))
            wins += 1
            there.unlink()
    except AlreadyRunning:
        pass
print(wins)
"""
    started = [_program(program, tmp_path / "peerlight.db") for _ in range(4)]
    ended = [(process.communicate(timeout=60), process.returncode) for process in started]

    assert [status for _, status in ended] == [0] * 4, ended
    assert sum(int(out) for (out, _err), _ in ended) > 100


def _program(text: str, database: Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", text, str(database)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603  our own words


def test_the_lock_is_free_again_after_use(tmp_path: Path) -> None:
    """Also when what was done under it failed."""
    database = tmp_path / "new" / "peerlight.db"
    for _ in range(2):
        with suppress(ZeroDivisionError), only_copy(database):
            with pytest.raises(AlreadyRunning), only_copy(database):
                pass
            raise ZeroDivisionError

    assert list(database.parent.iterdir()) == []
