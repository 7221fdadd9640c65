"""Programs under measurement: Peerlight or the bare bot, each a process of its own, logged in to the small Discord."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import uvloop

from bench.small_discord.gateway import IDENTIFY
from bench.small_discord.server import SmallDiscord
from bench.small_discord.shapes import TOKEN
from bot.scheduling import SystemClock

HERE = Path(__file__).parents[1]
_PAGE = os.sysconf("SC_PAGE_SIZE")
QUIET_SECONDS = 5.0
_PROCESSORS = sorted(os.sched_getaffinity(0))
PROCESSOR = _PROCESSORS[-1] if len(_PROCESSORS) > 1 else None  # that of the program which is measured
T = TypeVar("T")


def write_settings(folder: Path, discord: SmallDiscord, *, url: str = "") -> Path:
    """Write a ``config.toml`` with everything in this folder; returns where it is."""
    config = folder / "config.toml"
    config.write_text(
        f'[discord]\ntoken = "{TOKEN}"\napi_url = "{discord.url}"\ngateway_url = "{discord.gateway.url}"\n'
        f"[storage]\ndatabase = {json.dumps(str(folder / 'data' / 'peerlight.db'))}\n"
        f"[database]\nurl = {json.dumps(url)}\n"
        f'[privacy]\nmaster_key_file = "{folder / "keys" / "master.key"}"\n'
    )
    return config


def ours(folder: Path, discord: SmallDiscord, url: str = "") -> list[str]:
    """Write how Peerlight is run over the data in a folder, or on the server at ``url``."""
    config = write_settings(folder, discord, url=url)
    return ["-c", "from bot.cli import main; main()", "run", "--config", str(config)]


def bare(discord: SmallDiscord) -> list[str]:
    """Write how the bare bot is run."""
    return ["-m", "bench.bare_bot", discord.url, discord.gateway.url, TOKEN]


@asynccontextmanager
async def running(
    typed: Sequence[str], discord: SmallDiscord, folder: Path, *, processor: int | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a program until it is logged in, and stop it at the end; on one processor of its own if there are two."""
    before = len(discord.gateway.said(IDENTIFY))
    environment = {"HOME": str(folder), "PYTHONPATH": str(HERE), "PATH": os.environ["PATH"]}
    with (folder / "log.txt").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *typed, cwd=folder, env=environment, stdout=log, stderr=log
        )
    if processor is not None:
        os.sched_setaffinity(process.pid, {processor})
    try:
        await discord.until(lambda: len(discord.gateway.said(IDENTIFY)) > before and discord.gateway.connected, 60)
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                process.kill()
                await process.wait()


async def until_quiet(discord: SmallDiscord, seconds: float = QUIET_SECONDS) -> None:
    """Wait until a program has asked for nothing for so long: what its start leaves to be done is done."""
    while (last := discord.limits.taken[-1:]) and SystemClock().now().timestamp() - last[0] < seconds:  # noqa: ASYNC110  what is awaited is in another process
        await asyncio.sleep(0.5)


def measure(work: Coroutine[Any, Any, T]) -> T:
    """Run a measurement, with the small Discord in it, away from the processor of the program that is measured."""
    if PROCESSOR is not None:
        os.sched_setaffinity(0, set(_PROCESSORS) - {PROCESSOR})
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work)
    finally:
        os.sched_setaffinity(0, _PROCESSORS)


def memory_of(process: asyncio.subprocess.Process) -> float:
    """Read how much memory a process holds now, in MB."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * _PAGE / 1_000_000
