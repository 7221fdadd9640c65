"""Whoever changes the database as a whole has to be alone with it, and says why when it is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.config import ConfigProblems, Problem
from bot.storage.only_copy import AlreadyRunning, only_copy


@contextmanager
def alone_with(database: Path) -> Iterator[None]:
    """Hold the database alone meanwhile. Raises ``ConfigProblems`` when a Peerlight has it, or no file can be made."""
    held = only_copy(database)
    try:
        held.__enter__()
    except AlreadyRunning:
        what = f"Another Peerlight is running with {database}. Two would answer every press twice."
        mend = "Stop that one first. Or go on with it: it needs no second one."
        raise ConfigProblems([Problem("[storage] database", what, mend)]) from None
    except OSError:
        mend = "Type: peerlight check. It names what is wrong with the folder."
        raise ConfigProblems([Problem("[storage] database", f"{database} cannot be used.", mend)]) from None
    try:
        yield
    finally:
        held.__exit__(None, None, None)
