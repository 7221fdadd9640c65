"""One program for each shard: locks of PostgreSQL, held by a connection of its own for as long as the program runs.

The server lets them go with the connection. So a program that is killed needs no tidying up, and what takes its place
can start at once. A computer that dies without a word is found out by the server in half a minute.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.only_copy import AlreadyRunning
from bot.storage.postgres import ANSWERS_SOON, Unreachable
from bot.storage.shards import Shards

MOST_SHARDS = 10_000
LOOK_SECONDS = 5.0
_STARTING = 7_305_553  # one program at a time looks who is there; any number will do, if all take the same
_SHARD = 7_305_554
_APART = 1 << 15  # the second half of a lock's number tells the shard and how many there are
_ANSWER_SECONDS = 10.0
_WHOLE = Shards((0,), 1)


class OtherCount(AlreadyRunning):
    """Another program of ours holds this database, and counts its shards in another way."""


@asynccontextmanager
async def only_shards(url: str, shards: Shards | None) -> AsyncIterator[asyncio.Event]:
    """Be the only program with these shards meanwhile (None: with all servers).

    Gives what is set when that is no longer so: the line broke, and somebody else has taken a shard before it was back.
    Raises ``AlreadyRunning`` (``OtherCount``) and ``Unreachable``.
    """
    engine = create_async_engine(
        url, poolclass=NullPool, hide_parameters=True, isolation_level="AUTOCOMMIT", connect_args=ANSWERS_SOON
    )
    lost = asyncio.Event()
    held = await _hold(engine, shards or _WHOLE)
    watch = asyncio.create_task(_watch(engine, held, shards or _WHOLE, lost))
    try:
        yield lost
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        await engine.dispose()


def somebody_runs(connection: Connection) -> bool:
    """Tell whether any program holds a shard of this database."""
    return connection.execute(_HELD, {"kind": _SHARD, "apart": _APART, "count": 0}).first() is not None


async def _hold(engine: AsyncEngine, shards: Shards) -> AsyncConnection:
    """Take every lock, or none; returns the connection that holds them."""
    try:
        connection = await engine.connect()
        try:
            await _take(connection, shards)
        except BaseException:
            await connection.close()
            raise
    except (OSError, DBAPIError):
        raise Unreachable from None
    return connection


async def _take(connection: AsyncConnection, shards: Shards) -> None:
    await connection.execute(text("SELECT pg_advisory_lock(:starting)"), {"starting": _STARTING})
    others = {"kind": _SHARD, "apart": _APART, "count": shards.count}
    if (await connection.execute(_HELD, others)).first():
        raise OtherCount
    for shard in shards.ids:
        number = {"kind": _SHARD, "number": shards.count * _APART + shard}
        if not await connection.scalar(text("SELECT pg_try_advisory_lock(:kind, :number)"), number):
            raise AlreadyRunning
    await connection.execute(text("SELECT pg_advisory_unlock(:starting)"), {"starting": _STARTING})


async def _watch(engine: AsyncEngine, held: AsyncConnection, shards: Shards, lost: asyncio.Event) -> None:
    """Look again and again whether the line still holds; where it broke, take the locks anew."""
    try:
        while not lost.is_set():
            await asyncio.sleep(LOOK_SECONDS)
            if await _answers(held):
                continue
            await held.invalidate()
            try:
                held = await _hold(engine, shards)
            except AlreadyRunning:
                lost.set()
            except Unreachable:
                continue  # nobody else reaches it either; and what is asked of it meanwhile fails
    finally:
        with suppress(DBAPIError, OSError):
            await held.close()


async def _answers(held: AsyncConnection) -> bool:
    if held.invalidated:
        return False
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            await held.execute(text("SELECT 1"))
    except (OSError, DBAPIError):  # a timeout is an OSError
        return False
    return True


_HELD = text(
    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = :kind AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND objid::bigint / :apart <> :count LIMIT 1"
)
