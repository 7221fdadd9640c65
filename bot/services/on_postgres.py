"""What an operator does with a PostgreSQL database in the place of the file, and what PostgreSQL's own tools do."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.config import ConfigProblems, Problem, Settings
from bot.privacy import KeyProblem, load_master_key, same_key
from bot.services.alone import unreachable
from bot.storage import SchemaTooNew, Store, head
from bot.storage.migrate import revision_of_postgres, upgrade_postgres
from bot.storage.only_copy import AlreadyRunning
from bot.storage.postgres import Unreachable

URL, _KEY = "[database] url", "[privacy] master_key_file"
_READ_ON = "docs/growing.md says how."
_NOT_HERE = {
    "backup": "PostgreSQL makes its own backups, with pg_dump.",
    "restore": "PostgreSQL brings its own backups back, with pg_restore.",
    "close-down": "This deletes files, and a database server has none that it may delete.",
}


def must_be_file(settings: Settings, command: str) -> None:
    """Raise ``ConfigProblems`` where a command is about the file and the settings name a server."""
    if isinstance(settings.where, str):
        raise ConfigProblems([Problem(URL, _NOT_HERE[command], _READ_ON)])


@contextmanager
def told_in_words() -> Iterator[None]:
    """Turn whatever is wrong with the server, its database or the master key into ``ConfigProblems``."""
    try:
        yield
    except KeyProblem as problem:
        raise ConfigProblems([Problem(_KEY, str(problem), problem.mend)]) from None
    except SchemaTooNew:
        what = "A newer Peerlight has written this database."
        raise ConfigProblems([Problem(URL, what, "Install the newest Peerlight.")]) from None
    except AlreadyRunning:
        what = "An older Peerlight is running on this database, and the new one has to change it."
        raise ConfigProblems([Problem(URL, what, "Stop every Peerlight on it. Then start the new one.")]) from None
    except ModuleNotFoundError:
        mend = 'Type: pip install "peerlight[postgres]"'
        raise ConfigProblems([Problem(URL, "The driver for PostgreSQL is not installed.", mend)]) from None
    except Unreachable:
        raise ConfigProblems([unreachable()]) from None


def prepare_postgres(settings: Settings, url: str, environ: Mapping[str, str]) -> bytes:
    """Bring the database up to date; return the master key, a new one for a new database.

    Raises ``ConfigProblems``.
    """
    file, folder = settings.privacy.master_key_file, settings.storage.database.parent
    keys: list[bytes] = []  # one, read where no other program can be making it

    def first(is_new: bool) -> None:
        keys.append(load_master_key(file, environ, folder, may_create=is_new))

    with told_in_words():
        asyncio.run(upgrade_postgres(url, first))
    return keys[0]


def told_migrated(settings: Settings, url: str, environ: Mapping[str, str]) -> str:
    """Do it for an operator, and say so. Raises ``ConfigProblems``."""
    prepare_postgres(settings, url, environ)
    return f"The database on the server is up to date (version {head()})."


def must_be_current(url: str) -> None:
    """Raise ``ConfigProblems`` unless the database is there and has the newest schema."""
    with told_in_words():
        revision = asyncio.run(revision_of_postgres(url))
    if revision != head():
        what = "The database on the server is not there yet, or it is not up to date."
        raise ConfigProblems([Problem(URL, what, "Start the bot once with: peerlight run")])


async def look_over(settings: Settings, url: str, environ: Mapping[str, str]) -> list[str | Problem]:
    """Look at the server, the database on it and the master key: what is well, and what has to be mended."""
    file, folder = settings.privacy.master_key_file, settings.storage.database.parent
    found: list[str | Problem] = []
    try:
        with told_in_words():
            revision = await revision_of_postgres(url)
            found.append(_version(revision))
            if revision is None and not file.exists() and not environ.get("PEERLIGHT_MASTER_KEY"):
                return [*found, f"The master key will be made on the first run, at {file}."]
            master = load_master_key(file, environ, folder, may_create=False)
        found.append("The master key can be read, by the bot's user alone.")
        if revision == head() and not await _opens(url, master):
            what = "This is not the master key that the database was made with."
            mend = "Put the right key back. Without it nothing that was kept can be read."
            found.append(Problem(_KEY, what, mend))
    except ConfigProblems as told:
        found += told.problems
    return found


def _version(revision: str | None) -> str:
    if revision is None:
        return "The PostgreSQL server answers. The tables will be made on the first run."
    if revision > head():  # revisions are numbered: 0001, 0002
        raise SchemaTooNew(revision)
    return "The PostgreSQL server answers. It makes its own backups: see docs/growing.md"


async def _opens(url: str, master: bytes) -> bool:
    store = Store(url)
    try:
        check = await store.read(lambda unit: unit.groups.key_check())
    finally:
        await store.close()
    return check is None or same_key(master, check)
