"""The database of a charity: one SQLite file, one connection that writes, a few that read."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.one_trip import connect
from bot.storage.quick import STATEMENT

READERS = 3
BUSY_MILLISECONDS = 5000
LOG_MILLISECONDS = 100  # nobody may write or read meanwhile, and a person who pressed waits 3 seconds at most


class SqliteDatabase:
    """A SQLite file. ``begin`` is there for the test that shows what goes wrong without the immediate one."""

    readers = READERS

    def __init__(self, file: Path, *, begin: str = "BEGIN IMMEDIATE") -> None:
        self.writer = _engine(file, begin, size=1)
        self.reader = _engine(file, "BEGIN", size=READERS)
        self._driver: Any = None  # the connection that writes, while there is one
        event.listen(self.writer.sync_engine, "connect", self._keep)
        event.listen(self.writer.sync_engine, "close", self._let_go)

    def _keep(self, connection: Any, _record: object) -> None:
        self._driver = connection.driver_connection

    def _let_go(self, _connection: object, _record: object) -> None:
        self._driver = None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that writes: it begins with BEGIN IMMEDIATE."""
        async with self.writer.begin() as connection:
            yield connection

    async def run_quick(self, connection: AsyncConnection, parameters: Sequence[Any]) -> list[bool]:
        """Run the statement of quick answers in a transaction that is open."""
        driver = await _driver(connection)
        return list(await driver.run_all(STATEMENT, parameters, in_transaction=False))

    async def commit_quick(self, parameters: Sequence[Any]) -> list[bool]:
        """Do a transaction of quick answers alone, in one trip to the connection's thread.

        The door lets in one at a time, so the pool need not be asked for the connection, which would cost more.
        """
        if self._driver is None:
            async with self.writer.connect():
                pass  # it is made
        return list(await self._driver.run_all(STATEMENT, parameters, in_transaction=True))

    async def rewrite(self) -> bool:
        """Empty the log and every trace in the file; False when a stranger is in the way. No reader of ours may be."""
        async with self.writer.connect() as connection:
            return await _rewrite(connection)


async def _driver(connection: AsyncConnection) -> Any:
    return (await connection.get_raw_connection()).driver_connection


async def _rewrite(connection: AsyncConnection) -> bool:
    """Empty the log, write the file anew, and empty the log of that; False when somebody is in the way.

    Why anew: SQLite writes zeros over a deleted row but not over the list of the places where rows began, and that
    told how long each answer was, in the order of writing. A rewritten file depends on nothing but what it holds.
    """
    driver = await _driver(connection)
    await _row(driver, f"PRAGMA busy_timeout = {LOG_MILLISECONDS}")
    try:
        if not await _empty_log(driver):
            return False
        await _row(driver, "VACUUM")
        return await _empty_log(driver)
    except sqlite3.OperationalError:  # another process is writing, or the disk is full
        return False
    finally:
        await _row(driver, f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")


async def _empty_log(driver: Any) -> bool:
    busy, _log, _done = await _row(driver, "PRAGMA wal_checkpoint(TRUNCATE)")
    return not busy


async def _row(driver: Any, statement: str) -> Any:
    cursor = await driver.execute(statement)
    try:
        return await cursor.fetchone()
    finally:
        await cursor.close()


def _engine(database: Path, begin: str, size: int) -> AsyncEngine:
    """Make an engine that begins its transactions itself: the driver's own begin comes too late."""
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{database}",
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"async_creator_fn": lambda *_args, **_options: connect(database)},
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # no implicit BEGIN by the driver
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",  # rewriting the file makes no second copy on the disk
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
