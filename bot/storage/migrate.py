"""Bring a database file to the newest schema. Numbered migrations live in ``migrations/versions``.

It runs on a plain connection of its own, before the bot opens the database. Foreign keys are off meanwhile: to
rebuild a table SQLite drops it, and with foreign keys on that deletes its children without a word.

Alembic holds 20 MB of memory for as long as the program runs, so it is loaded only where there is something to do.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.storage.only_copy import AlreadyRunning
from bot.storage.only_shards import somebody_runs
from bot.storage.postgres import Unreachable

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parents[2] / "migrations"


class SchemaTooNew(Exception):  # noqa: N818  it is read aloud to an operator
    """The database was written by a newer Peerlight than this one."""


def upgrade(database: Path, revision: str = "head") -> str:
    """Bring ``database`` (made where there is none) to a revision and return that revision.

    Raises ``SchemaTooNew`` when the file has a revision that this program does not know.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    _must_be_known(database)
    if revision_of(database) != (head() if revision == "head" else revision):
        _run(database, "upgrade", revision)
    return revision_of(database) or ""


def downgrade(database: Path, revision: str) -> None:
    """Take ``database`` back to an older revision (for tests and for going back after an upgrade)."""
    _run(database, "downgrade", revision)


def revision_of(database: Path) -> str | None:
    """Return the revision that the file has; None when there is no file or no schema in it yet."""
    if not database.exists():
        return None
    with closing(sqlite3.connect(database)) as connection:
        named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
        if connection.execute(named).fetchone() is None:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None


def is_behind(database: Path) -> bool:
    """Tell whether ``upgrade`` would change a database that is there; raises ``SchemaTooNew``."""
    _must_be_known(database)
    return revision_of(database) not in (None, head())


def knows(revision: str) -> bool:
    """Tell whether this program can read a database of that revision."""
    return revision in _revisions()


def head() -> str:
    """Return the newest revision that this program knows."""
    return max(_revisions())


def _revisions() -> set[str]:
    """List the revisions: the number in front of a file's name is its revision, and the highest is the newest."""
    return {file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py")}


async def revision_of_postgres(url: str) -> str | None:
    """Return the revision that a PostgreSQL database has; None when there is no schema in it yet.

    Raises ``Unreachable``.
    """
    async with _postgres(url) as connection:
        return await connection.run_sync(_revision_over)


async def upgrade_postgres(url: str, first: Callable[[bool], object] = bool) -> None:
    """Bring a PostgreSQL database to the newest schema; before that call ``first`` with whether it is a new one.

    Several programs may do it at once: they come one after the other. Raises ``SchemaTooNew``, ``Unreachable``, and
    ``AlreadyRunning`` where a program still runs on the older schema.
    """
    async with _postgres(url) as connection:
        await connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7305552)")
        first(await connection.run_sync(_revision_over) is None)
        await connection.run_sync(_upgrade_over)


@asynccontextmanager
async def _postgres(url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(url, hide_parameters=True)
    try:
        async with engine.begin() as connection:
            yield connection
    except (OSError, DBAPIError):
        raise Unreachable from None
    finally:
        await engine.dispose()


def _revision_over(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _upgrade_over(connection: Connection) -> None:
    found = _revision_over(connection)
    if found is not None and not knows(found):
        raise SchemaTooNew(found)
    if found != head():
        if found is not None and somebody_runs(connection):
            raise AlreadyRunning
        from alembic import command  # noqa: PLC0415  see above

        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _run(database: Path, step: str, revision: str) -> None:
    from alembic import command  # noqa: PLC0415  see above

    config = _config()
    engine = _plain_engine(database)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        getattr(command, step)(config, revision)
    engine.dispose()


def _must_be_known(database: Path) -> None:
    revision = revision_of(database)
    if revision is not None and not knows(revision):
        raise SchemaTooNew(revision)


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415  see above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _plain_engine(database: Path) -> Engine:
    engine = create_engine(f"sqlite:///{database}", hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # the event hands over sqlite3's own
        cursor = connection.cursor()  # type: ignore[attr-defined]  # the same
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine
