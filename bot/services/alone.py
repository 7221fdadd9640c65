"""Whoever changes the database as a whole has to be alone with it, and says why when it is not."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from bot.config import ConfigProblems, Problem
from bot.storage.only_copy import AlreadyRunning, only_copy
from bot.storage.only_shards import OtherCount, only_shards
from bot.storage.postgres import Unreachable
from bot.storage.shards import Shards

_URL = "[database] url"


@contextmanager
def alone_with(database: Path) -> Iterator[None]:
    """Hold the database alone meanwhile. Raises ``ConfigProblems`` when a Peerlight has it, or no file can be made."""
    held = only_copy(database)
    try:
        held.__enter__()
    except AlreadyRunning:
        what = f"Another Peerlight is running with {database}. Two would answer every press twice."
        mend = "Stop that one first. Or go on with it: it needs no second one."
        raise ConfigProblems([Problem("[storage] database", what, mend)]) from None
    except OSError:
        mend = "Type: peerlight check. It names what is wrong with the folder."
        raise ConfigProblems([Problem("[storage] database", f"{database} cannot be used.", mend)]) from None
    try:
        yield
    finally:
        held.__exit__(None, None, None)


@asynccontextmanager
async def alone_with_shards(url: str, shards: Shards | None) -> AsyncIterator[asyncio.Event]:
    """Hold these shards of a PostgreSQL database alone meanwhile (None: all servers).

    Gives what is set when somebody else has them. Raises ``ConfigProblems``.
    """
    held = only_shards(url, shards)
    try:
        lost = await held.__aenter__()
    except OtherCount:
        what = "Another Peerlight runs on this database with another --shard-count."
        mend = "Give every one the same --shard-count. To change it, stop all of them first."
        raise ConfigProblems([Problem("--shard-count", what, mend)]) from None
    except AlreadyRunning:
        raise ConfigProblems([taken(shards)]) from None
    except Unreachable:
        raise ConfigProblems([unreachable()]) from None
    try:
        yield lost
    finally:
        await held.__aexit__(None, None, None)


def taken(shards: Shards | None) -> Problem:
    """Say that another program has the shards, or the whole database."""
    if shards is None:
        what = "Another Peerlight is running on this database. Two would answer every press twice."
        return Problem(_URL, what, "Stop that one first. Or let each have its own shards: see docs/growing.md")
    what = "Another Peerlight is running with one of these shards. Two would answer every press twice."
    return Problem("--shard-ids", what, "Stop that one first, or give this one other shards.")


def unreachable() -> Problem:
    """Say that the server of the database is not there for us."""
    mend = "Look at the address, the name and the password, and whether the server runs."
    return Problem(_URL, "The PostgreSQL server cannot be reached, or it said no.", mend)
