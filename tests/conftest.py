"""What holds for all tests."""

import gc

import pytest
from made import ON_POSTGRES
from on_postgres import reason
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.util import LRUCache

COLLECT_AFTER = 50_000  # objects; Python's own 700 costs a tenth of the whole run
_COMPILED: LRUCache[object, object] = LRUCache(2000)


@event.listens_for(Engine, "engine_connect")
def _compile_once(connection: Connection) -> None:
    """Put statements into SQL once for all databases, not for each test's again: that is a quarter of a run.

    SQLAlchemy keeps them for each engine, by its dialect; all of ours are alike.
    """
    if isinstance(connection.dialect, SQLiteDialect_aiosqlite):
        connection.execution_options(compiled_cache=_COMPILED)


setattr(SQLiteDialect_aiosqlite, "__hash__", lambda self: hash(type(self)))  # noqa: B010  mypy lets no method be set
setattr(SQLiteDialect_aiosqlite, "__eq__", lambda self, other: type(self) is type(other))  # noqa: B010  the same


def pytest_collection_finish() -> None:
    """Leave alone what was loaded for all tests, and look for garbage less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On a server leave out what is about a file, each with its reason."""
    for item in items if ON_POSTGRES else ():
        if why := reason(item.nodeid):
            item.add_marker(pytest.mark.skip(reason=why))
