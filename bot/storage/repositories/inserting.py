"""An insert that may meet a row that is there: each kind of database has its own, and they are spelt alike."""

from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncSession


def insert_into(session: AsyncSession, table: Any) -> sqlite.Insert:
    """Begin an insert with ``on_conflict_do_nothing`` and ``on_conflict_do_update``, as this database has it."""
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415  a file needs none of it

        found: Any = postgresql.insert(table)  # the two have the same methods and no common class
        return found  # type: ignore[no-any-return]  # said above
    return sqlite.insert(table)
