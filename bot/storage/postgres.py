"""The database of a host with many groups: PostgreSQL, through asyncpg, named by ``[database] url``.

The same tables, the same code. A transaction that writes first takes one lock for the whole database, so it is alone,
as SQLite's is: also with several programs on one database. That costs little, because requests that wait share one
transaction (``Door``).
"""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.storage.door import Unsure
from bot.storage.quick import STATEMENT

READERS = 3
WRITING = 7_305_551  # the number of our lock; any will do, as long as every Peerlight takes the same
# A program whose computer died in the middle of a transaction would keep all others from writing for hours.
_NOTICED = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "idle_in_transaction_session_timeout": "60000",
}
ANSWERS_SOON = {"server_settings": _NOTICED}
_KEPT = ("answers", "attendance", "people", "slots", "sessions", "kept_texts")


class Unreachable(Exception):  # noqa: N818  it is read aloud to an operator
    """The database server cannot be reached, or it refuses."""


class PostgresDatabase:
    """A PostgreSQL database, by its URL (postgresql+asyncpg://...)."""

    readers = READERS

    def __init__(self, url: str) -> None:
        self.writer = create_async_engine(
            url, pool_size=1, max_overflow=0, hide_parameters=True, connect_args=ANSWERS_SOON
        )
        self.reader = create_async_engine(
            url, pool_size=READERS, max_overflow=0, hide_parameters=True, isolation_level="REPEATABLE READ"
        )

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that writes, alone."""
        async with self.writer.connect() as connection:
            await _wait_alone(connection)
            yield connection
            try:
                await connection.commit()
            except DBAPIError as error:
                raise (Unsure if error.connection_invalidated else error) from None

    async def run_quick(self, connection: AsyncConnection, parameters: Sequence[Any]) -> list[bool]:
        """Run the statement of quick answers in a transaction that is open.

        The driver is asked itself: to go through SQLAlchemy for each of them costs more than the statement.
        """
        driver: Any = (await connection.get_raw_connection()).driver_connection
        return [await driver.execute(_QUICK, *map(one.get, _TYPES)) != _NOTHING_STORED for one in parameters]

    async def commit_quick(self, parameters: Sequence[Any]) -> list[bool]:
        """Do a transaction of quick answers alone."""
        async with self.begin() as connection:
            return await self.run_quick(connection, parameters)

    async def rewrite(self) -> bool:
        """Let PostgreSQL clear away what was deleted. Its archived logs keep it until they expire."""
        async with self.writer.connect() as connection:
            plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in _KEPT:
                await plain.exec_driver_sql(f"VACUUM {table}")
        return True


async def _wait_alone(connection: AsyncConnection) -> None:
    """Begin a transaction with our lock. A line that broke since the last one is opened anew: nothing was asked yet."""
    lock = f"SELECT pg_advisory_xact_lock({WRITING})"
    try:
        await connection.exec_driver_sql(lock)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        await connection.rollback()
        await connection.exec_driver_sql(lock)


_TYPES = {
    "session_id": "integer",
    "session_version": "integer",
    "slot_id": "integer",
    "slot_revision": "integer",
    "group_id": "integer",
    "group_revision": "integer",
    "person": "bytea",
    "way": "bytea",
    "tag": "bytea",
    "question": "varchar",
    "hidden": "bytea",
    "from_member": "boolean",
}
_NUMBERS = {name: number for number, name in enumerate(_TYPES, start=1)}
_QUICK = re.sub(r":(\w+)", lambda found: f"${_NUMBERS[found[1]]}::{_TYPES[found[1]]}", STATEMENT)  # as asyncpg takes it
_NOTHING_STORED = "INSERT 0 0"
