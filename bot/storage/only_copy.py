"""One copy of the bot for one database: an operating system's lock on a file beside it.

Not a row and not a number of a process: those outlive a killed bot. The system lets a lock go with whoever held it,
so after a power cut or ``kill -9`` nothing has to be tidied up.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class AlreadyRunning(Exception):  # noqa: N818  it is read aloud to an operator
    """Another program of ours holds this database."""


@contextmanager
def only_copy(database: Path) -> Iterator[None]:
    """Be the only one meanwhile. Raises ``AlreadyRunning``, and ``OSError`` where no file can be written."""
    place = database.with_name(database.name + ".lock")
    handle = _held(place)
    try:
        yield
    finally:
        with suppress(OSError):  # Windows keeps a file that is open; the next one takes it over
            place.unlink()
        os.close(handle)


def _held(place: Path) -> int:
    place.parent.mkdir(parents=True, exist_ok=True)
    while True:
        handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
        except BlockingIOError:
            os.close(handle)
            raise AlreadyRunning from None
        except BaseException:
            os.close(handle)
            raise
        if _is_still(place, handle):
            return handle
        os.close(handle)  # whoever held it has just taken the file away: ours is a lock on nothing


def _is_still(place: Path, handle: int) -> bool:
    try:
        return os.path.samestat(place.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:  # the one fault it has: somebody else holds it
            raise BlockingIOError from None

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
