"""Whether a database file can be used: looked at from outside, before anything is opened or changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

LOCKED, DAMAGED = "locked", "damaged"
_WAIT_SECONDS = 5.0
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def fault_of(database: Path) -> str:
    """Say what is wrong with a database that is there: ``locked``, ``damaged``, or nothing. Changes nothing."""
    if not database.is_file():
        return ""
    try:
        address = f"{database.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=_WAIT_SECONDS)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.Error as error:
        return LOCKED if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _BUSY else DAMAGED
    return "" if found == [("ok",)] else DAMAGED
