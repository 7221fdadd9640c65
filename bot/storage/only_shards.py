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
_MOMENT_SECONDS = 2.0


class OtherCount(AlreadyRunning):
    """Another program of ours holds this database, and counts its shards in another way."""


@asynccontextmanager
async def only_shards(url: str, shards: Shards | None) -> AsyncIterator[asyncio.Event]:
    """Be the only program with these shards meanwhile (None: with all servers).

    Gives what is set when that is no longer so: the line broke, and somebody else has taken a shard before it was back.
    Where packets were lost that may be our own old line, for the half minute that the server needs to notice.
    Raises ``AlreadyRunning`` (``OtherCount``) and ``Unreachable``.
    """
    engine = create_async_engine(
        url, poolclass=NullPool, hide_parameters=True, isolation_level="AUTOCOMMIT", connect_args=ANSWERS_SOON
    )
    held = _Held(engine, shards or Shards((0,), 1))
    try:
        await held.take()
        watch = asyncio.create_task(held.watch())
        try:
            yield held.lost
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
    finally:
        await held.release()
        await engine.dispose()


def somebody_runs(connection: Connection) -> bool:
    """Tell whether any program holds a shard of this database."""
    return connection.execute(_HELD, {"kind": _SHARD, "apart": _APART, "count": 0}).first() is not None


class _Held:
    """The locks of some shards, and the line to the server that holds them."""

    def __init__(self, engine: AsyncEngine, shards: Shards) -> None:
        self.lost = asyncio.Event()
        self._engine = engine
        self._shards = shards
        self._line: AsyncConnection | None = None

    async def take(self) -> None:
        """Take every lock, or none. The server may need a moment to see that a program was killed."""
        end = asyncio.get_running_loop().time() + _MOMENT_SECONDS
        while True:
            try:
                await self._take()
            except AlreadyRunning:
                await self.release()
                if asyncio.get_running_loop().time() > end:
                    raise
            except (OSError, DBAPIError):
                await self.release()
                raise Unreachable from None
            else:
                return
            await asyncio.sleep(_MOMENT_SECONDS / 10)

    async def release(self) -> None:
        """Let all go."""
        line, self._line = self._line, None
        if line is None:
            return
        with suppress(DBAPIError, OSError):
            if not line.invalidated:
                await line.execute(text("SELECT pg_advisory_unlock_all()"))  # a line is closed a little later
        with suppress(DBAPIError, OSError):
            await line.close()

    async def watch(self) -> None:
        """Look again and again whether the line still holds; where it broke, take the locks anew."""
        while not self.lost.is_set():
            await asyncio.sleep(LOOK_SECONDS)
            if self._line and await _answers(self._line):
                continue
            if self._line:
                await self._line.invalidate()
            await self.release()
            try:
                await self.take()
            except AlreadyRunning:
                self.lost.set()
            except Unreachable:
                continue  # nobody else reaches it either, and what is asked of it meanwhile fails

    async def _take(self) -> None:
        self._line = line = await self._engine.connect()
        await line.execute(text("SELECT pg_advisory_lock(:starting)"), {"starting": _STARTING})
        others = {"kind": _SHARD, "apart": _APART, "count": self._shards.count}
        if (await line.execute(_HELD, others)).first():
            raise OtherCount
        for shard in self._shards.ids:
            number = {"kind": _SHARD, "number": self._shards.count * _APART + shard}
            if not await line.scalar(text("SELECT pg_try_advisory_lock(:kind, :number)"), number):
                raise AlreadyRunning
        await line.execute(text("SELECT pg_advisory_unlock(:starting)"), {"starting": _STARTING})


async def _answers(line: AsyncConnection) -> bool:
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            await line.execute(text("SELECT 1"))
    except (OSError, DBAPIError):  # a timeout is an OSError
        return False
    return True


_HELD = text(
    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = :kind AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND objid::bigint / :apart <> :count LIMIT 1"
)
