"""A connection of aiosqlite's that goes to its thread once a statement.

aiosqlite does each thing a cursor does on the connection's own thread: it makes the cursor, runs the statement,
fetches the rows, closes the cursor. Each is a trip there and back through the event loop, and the trips cost more
than SQLite itself. SQLAlchemy always wants all the rows, so all of it can be done in one trip. A BEGIN goes along with
the first statement behind it, and where no transaction is open there is nothing to go there for at the end.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiosqlite


class OneTripConnection(aiosqlite.Connection):
    """A connection whose cursors fetch what they select at once."""

    to_begin = ""  # the BEGIN that the next statement takes along

    async def commit(self) -> None:
        """Commit, if anything was begun."""
        self.to_begin = ""
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        """Roll back, if anything was begun."""
        self.to_begin = ""
        if self.in_transaction:
            await super().rollback()

    def cursor(self) -> Any:
        """Return a cursor that was made nowhere yet: its statement makes it."""
        return _Cursor(self)

    async def run_all(self, statement: str, every: Sequence[Any], *, in_transaction: bool) -> list[bool]:
        """Run a statement once for each of the parameters, all in one trip; say for each if it changed a row.

        With ``in_transaction`` it is a whole transaction: nothing of it is done when one of them fails.
        """
        go: Any = self._execute
        return list(await go(self._run_all, statement, every, in_transaction))

    def _run_all(self, statement: str, every: Sequence[Any], in_transaction: bool) -> list[bool]:
        cursor = self._conn.cursor()
        try:
            if not in_transaction:
                return [cursor.execute(statement, one).rowcount > 0 for one in every]
            cursor.execute("BEGIN IMMEDIATE")
            try:
                changed = [cursor.execute(statement, one).rowcount > 0 for one in every]
                cursor.execute("COMMIT")
            except BaseException:
                if self._conn.in_transaction:
                    cursor.execute("ROLLBACK")
                raise
            return changed
        finally:
            cursor.close()


class _Cursor:
    """What SQLAlchemy asks of a cursor. The rows are here as soon as the statement has run."""

    arraysize = 1

    def __init__(self, connection: OneTripConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> Self:
        """Run a statement, fetch its rows and close the cursor."""
        if statement.startswith("BEGIN"):
            self._connection.to_begin = statement
        else:
            await self._on_its_thread("execute", statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Iterable[Iterable[Any]]) -> Self:
        """Run a statement once for each of the parameters."""
        await self._on_its_thread("executemany", statement, parameters)
        return self

    async def _on_its_thread(self, how: str, statement: str, parameters: Any) -> None:
        go: Any = self._connection._execute  # noqa: SLF001  there is no public way to a connection's thread
        await go(self._run, how, statement, parameters)

    def _run(self, how: str, statement: str, parameters: Any) -> None:
        """Do all of it, on the connection's thread."""
        cursor = self._connection._conn.cursor()  # noqa: SLF001  as above
        begin, self._connection.to_begin = self._connection.to_begin, ""
        try:
            if begin:
                cursor.execute(begin)
            getattr(cursor, how)(statement, parameters)
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
            self._rows = cursor.fetchall() if cursor.description else []
        finally:
            cursor.close()

    async def fetchall(self) -> list[Any]:
        """Return the rows that were fetched already."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: it was closed when its statement had run."""


def connect(database: Path) -> OneTripConnection:
    """Open a database for SQLAlchemy (its ``async_creator_fn``)."""
    connection = OneTripConnection(partial(sqlite3.connect, database), iter_chunk_size=64)
    connection._thread.daemon = True  # noqa: SLF001  as SQLAlchemy does: a hung disk must not keep us from leaving
    return connection
