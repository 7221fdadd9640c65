"""The store: one unit of work per request, one door for writes, a small pool for reads.

SQLite allows one writer at a time and its lock queue is a poll; so writers wait for each other at a door of ours,
which costs nothing and is fair. The transaction begins with BEGIN IMMEDIATE all the same: another process (a
backup, a second copy of the bot, the command line) may write too.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from bot.privacy import SystemRandomness
from bot.storage.door import Door
from bot.storage.quick import QuickAnswer
from bot.storage.shards import ShardedSession, Shards
from bot.storage.sqlite import SqliteDatabase
from bot.storage.unit import Token, Unit

T = TypeVar("T")
Sessions = Callable[..., AsyncSession]


class Database(Protocol):
    """What a kind of database does in its own way."""

    readers: int
    writer: AsyncEngine
    reader: AsyncEngine

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Open a transaction that writes and is alone."""

    async def run_quick(self, connection: AsyncConnection, parameters: Sequence[Any]) -> list[bool]:
        """Run the statement of quick answers; say for each whether it stored one."""

    async def commit_quick(self, parameters: Sequence[Any]) -> list[bool]:
        """Do a transaction of quick answers alone."""

    async def rewrite(self) -> bool:
        """Leave no trace of what was deleted; False when that has to wait."""


def database_of(where: Path | str) -> Database:
    """Choose the kind of database: a file is SQLite's, an address is PostgreSQL's."""
    if isinstance(where, Path):
        return SqliteDatabase(where)
    from bot.storage.postgres import PostgresDatabase  # noqa: PLC0415  only a host with many groups has its driver

    return PostgresDatabase(where)


def _sessions(shards: Shards | None) -> Sessions:
    """Make what opens a session on an engine, or on a connection whose transaction is somebody else's to end."""
    return partial(
        AsyncSession,
        sync_session_class=ShardedSession if shards else Session,
        info={"shards": shards},
        expire_on_commit=False,
        join_transaction_mode="rollback_only",
    )


class Store:
    """The database of one Peerlight. Give it a migrated SQLite file, or a PostgreSQL URL; ``close`` it at the end.

    With ``shards`` it sees the groups of their servers alone. ``changes`` rises with each commit of something else than
    quick answers: what was read before may no longer be so.
    """

    def __init__(self, database: Path | str | Database, *, shards: Shards | None = None) -> None:
        self._database = database_of(database) if isinstance(database, Path | str) else database
        self._door = Door(self)
        self._closed = False
        self._session = _sessions(shards)
        self._token: Token = SystemRandomness().token
        self.changes = 0

    @property
    def waiting(self) -> int:
        """How many requests wait at the door for writes."""
        return self._door.waiting

    def draw_with(self, token: Token) -> None:
        """Let rows draw their marks from this chance: a rehearsal's can be played again."""
        self._token = token

    async def write(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """Run ``work`` in one transaction: committed when it returns, rolled back when it raises.

        It may run twice (see ``Door``), and a commit is never cancelled: of inserts that were cancelled on the way,
        some were kept all the same, so a caller that gives up would not know.
        """
        result: T = await self._door.work(work)
        return result

    async def answer(self, quick: QuickAnswer) -> bool:
        """Store a simple answer by one statement, if all is still as it was when its place was read."""
        return await self._door.statement(quick.parameters)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator["_Transaction"]:
        """Open a transaction for the door."""
        try:
            async with self._database.begin() as connection:
                yield _Transaction(self._database, connection, self._session, self._token)
        finally:
            self.changes += 1  # also where the line broke during the commit: it may have been done

    async def commit_statements(self, parameters: Sequence[Any]) -> list[bool]:
        """Do a transaction of quick answers alone, for the door."""
        return await self._database.commit_quick(parameters)

    async def read(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """Run ``work`` on a reader's connection; it sees one moment of the database and changes nothing.

        It is never cancelled either: a connection that is left in the middle of a statement has to be thrown away.
        """
        return await asyncio.shield(self._read(work))

    async def _read(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        self._must_be_open()
        try:
            return await self._read_once(work)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return await self._read_once(work)  # the server hung up since the last one; a read may be done twice

    async def _read_once(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        async with self._session(self._database.reader) as session:
            return await work(Unit(session, self._token))

    def _must_be_open(self) -> None:
        """Cancel whoever still asks when we leave: a connection that is opened now would never be closed."""
        if self._closed:
            raise asyncio.CancelledError

    async def truncate_log(self) -> bool:
        """Empty the write-ahead log and every trace in the file; False when a stranger is in the way (try later).

        Every connection of ours that reads is taken first, so that only a stranger can be in the way.
        """
        async with self._door.turn, AsyncExitStack() as taken:
            await self._take_readers(taken)
            return await self._database.rewrite()

    async def _take_readers(self, taken: AsyncExitStack) -> None:
        for _ in range(self._database.readers):
            await taken.enter_async_context(self._database.reader.connect())

    async def close(self) -> None:
        """Wait for what is under way, then let every connection go."""
        async with self._door.turn:
            self._closed = True
            self._door.shut()
            with suppress(OSError, DBAPIError):  # where the server is away nothing is under way
                async with AsyncExitStack() as taken:
                    await self._take_readers(taken)
            await self._database.reader.dispose()
            await self._database.writer.dispose()


class _Transaction:
    """One transaction that writes."""

    def __init__(self, database: Database, connection: AsyncConnection, session: Sessions, token: Token) -> None:
        self._database = database
        self._connection = connection
        self._session = session
        self._token = token

    async def work(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """Run a work with a session of its own: what one has read is never taken for true by the next."""
        async with self._session(self._connection) as session:
            result = await work(Unit(session, self._token))
            await session.flush()
            return result

    async def statements(self, parameters: Sequence[Any]) -> list[bool]:
        """Run the statement of quick answers."""
        return await self._database.run_quick(self._connection, parameters)
