"""When backups are made and what is said about them: each night, before a migration, and when somebody types it.

Every backup is followed by the expiry of old ones, also when it could not be made: a promise to delete does not
wait for a full disk.
"""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

from bot.config import ConfigProblems, Problem, Settings
from bot.privacy import KeyProblem, load_backup_key
from bot.scheduling import Clock, SystemClock, Timetable
from bot.services.alone import alone_with
from bot.services.aside import in_a_thread_of_its_own
from bot.services.checkup import health
from bot.services.desk import Desk
from bot.storage import SchemaTooNew, is_behind
from bot.storage.backup_folder import expire, made_until, name_of, newest, remove_until
from bot.storage.backups import BackupProblem, Counts, make_backup, restore_without, verify
from bot.storage.erasures import Erasures

NIGHTLY = time(3, 0, tzinfo=UTC)
_PLAN = "backup"
_log = logging.getLogger(__name__)


@contextmanager
def told_in_words() -> Iterator[None]:
    """Turn whatever is wrong with a backup, its key or its database into ``ConfigProblems``."""
    try:
        yield
    except BackupProblem as problem:
        raise ConfigProblems([Problem("backup", problem.what, problem.mend)]) from None
    except KeyProblem as problem:
        raise ConfigProblems([Problem("[backup] key_file", str(problem), problem.mend)]) from None
    except SchemaTooNew:
        mend = "Install the newest Peerlight, or put an older backup in its place."
        what = "A newer Peerlight has written this database."
        raise ConfigProblems([Problem("[storage] database", what, mend)]) from None


def back_up(settings: Settings, environ: Mapping[str, str], now: datetime) -> Path:
    """Make a backup and let old ones expire. Raises ``BackupProblem`` or ``KeyProblem``."""
    folder = settings.backup.folder
    try:
        key = _key(settings, environ, may_create=newest(folder) is None)  # a lost key is told, not replaced
        return make_backup(settings.storage.database, folder, key, now)
    finally:
        expire(folder, now, settings.backup.keep_days)


def renew(settings: Settings, environ: Mapping[str, str], now: datetime, died_at: datetime) -> int:
    """Delete the backups that still hold the key of a programme that was destroyed at ``died_at``; return how many.

    A new one is made and read back first. It may be done again at any time: after a crash in between the next day's
    finishes it. Raises ``BackupProblem``, ``KeyProblem`` or ``OSError``.
    """
    folder = settings.backup.folder
    if not made_until(folder, died_at):
        return 0
    fresh = newest(folder)
    kept = folder / name_of(fresh) if fresh and fresh > died_at else back_up(settings, environ, now)
    verify(kept, _key(settings, environ, may_create=False))
    return remove_until(folder, died_at, but=kept)


def renewing(settings: Settings, environ: Mapping[str, str]) -> Callable[[datetime, datetime], Awaitable[None]]:
    """Make what the daily clock does with the backups when a programme's key was destroyed; a failure is logged."""

    async def work(now: datetime, died_at: datetime) -> None:
        try:
            await in_a_thread_of_its_own(renew, settings, environ, now, died_at)
        except (BackupProblem, KeyProblem, OSError) as problem:
            words = "Old backups still hold the key of a programme that has ended (%s). This is tried again tomorrow."
            _log.error(words, getattr(problem, "reason", type(problem).__name__))

    return work


def told_renewed(settings: Settings, environ: Mapping[str, str], now: datetime, died_at: datetime | None) -> list[str]:
    """Do it for an operator, and say how many backups went. Raises ``ConfigProblems``."""
    if died_at is None:
        return []
    try:
        with told_in_words():
            gone = renew(settings, environ, now, died_at)
    except OSError:
        mend = "Look who may write in this folder, and type this again."
        raise ConfigProblems([Problem("[backup] folder", "Old backups could not be deleted.", mend)]) from None
    return (
        [f"{gone} backups that held the key of a programme that has ended are gone. A new one is there."]
        if gone
        else []
    )


def back_up_before_migration(settings: Settings, environ: Mapping[str, str]) -> Path | None:
    """Make a backup when there is a database that a migration would change. Raises ``ConfigProblems``."""
    with told_in_words():
        return back_up(settings, environ, SystemClock().now()) if is_behind(settings.storage.database) else None


def plan_nightly(timetable: Timetable, clock: Clock, settings: Settings, environ: Mapping[str, str]) -> None:
    """Plan a backup for each night; the first comes at once where there is none since the last night."""
    last = newest(settings.backup.folder)
    due = _night_after(last) if last else clock.now()
    timetable.at(_PLAN, due, partial(_nightly, timetable, clock, settings, environ))


async def _nightly(timetable: Timetable, clock: Clock, settings: Settings, environ: Mapping[str, str]) -> None:
    again = partial(_nightly, timetable, clock, settings, environ)
    timetable.at(_PLAN, _night_after(clock.now()), again)  # first of all: whatever happens, tomorrow it is tried again
    try:
        await in_a_thread_of_its_own(back_up, settings, environ, clock.now())
    except (BackupProblem, KeyProblem) as problem:
        _log.error("There is no backup (%s). Type: peerlight backup. It says what to do.", problem.reason)


def told_backup(settings: Settings, environ: Mapping[str, str]) -> str:
    """Make a backup and say where it is. Raises ``ConfigProblems``."""
    _must_have_database(settings.storage.database)
    if problem := health(settings.storage.database, settings.backup.folder):
        raise ConfigProblems([problem])
    with told_in_words():
        file = back_up(settings, environ, SystemClock().now())
    return (
        f"The backup is {file}. It was read back, and it is whole.\n"
        f"Keep its key in another place: {_where_key_is(settings, environ)}. Without the key nobody can open it."
    )


def told_verified(settings: Settings, environ: Mapping[str, str], file: Path) -> str:
    """Look a backup over and say what it holds. Raises ``ConfigProblems``."""
    with told_in_words():
        counts = verify(file, _key(settings, environ, may_create=False))
    return f"The backup {file} is whole. {_holds(counts)}"


def told_restored(settings: Settings, environ: Mapping[str, str], file: Path) -> str:
    """Put a backup in the place of the database, where none is, and say so. Raises ``ConfigProblems``."""
    database = settings.storage.database
    erasures = erasures_of(settings, environ)
    with told_in_words(), alone_with(database):
        key = _key(settings, environ, may_create=False)
        counts, again = restore_without(file, key, database, _marks(erasures))
    return (
        f"The database {database} is back. {_holds(counts)}\n{_deleted_again(erasures, again)}\n"
        "If a session was open then, it is closed now, without its answers: no backup holds those.\n"
        "Type: peerlight check. Then start the bot with: peerlight run"
    )


def erasures_of(settings: Settings, environ: Mapping[str, str]) -> Erasures:
    """Find the list of what people had deleted: where the settings say, else beside the key that is a file."""
    named, privacy = settings.privacy.erased_list, settings.privacy
    beside = settings.backup.key_file if environ.get("PEERLIGHT_MASTER_KEY") else privacy.master_key_file
    return Erasures(Path(named) if named else beside.with_name("erased.list"))


async def erase_again(desk: Desk) -> int:
    """Delete what people had deleted, if an older dump has brought it back; return how many rows.

    Every start does it, because nobody tells us that ``pg_restore`` was typed. Raises ``ConfigProblems``.
    """
    if desk.erasures is None or not (marks := _marks(desk.erasures)):
        return 0
    return await desk.store.write(lambda unit: unit.erased.remove(marks))


def _marks(erasures: Erasures) -> frozenset[bytes]:
    try:
        return erasures.marks()
    except OSError:
        what = f"The list of what people deleted, {erasures.file}, cannot be read."
        mend = "Let the bot's own user read it. Without it a restore would bring back what they deleted."
        raise ConfigProblems([Problem("[privacy] erased_list", what, mend)]) from None


def _deleted_again(erasures: Erasures, again: int | None) -> str:
    if again is None:
        return "It is of an older Peerlight: who typed /forget-me since then has to type it again."
    if not erasures.file.exists():
        return f"There is no list of deleted rows at {erasures.file}, so none had to be deleted again."
    return f"{again} rows that people had deleted since then are deleted again."


def _holds(counts: Counts) -> str:
    rows = counts.rows
    return (
        f"It was made on {counts.made:%Y-%m-%d at %H:%M} UTC and holds {rows.get('groups', 0)} groups, "
        f"{rows.get('sessions', 0)} sessions and {rows.get('kept_texts', 0)} kept texts."
    )


def _key(settings: Settings, environ: Mapping[str, str], *, may_create: bool) -> bytes:
    backup, data_folder = settings.backup, settings.storage.database.parent
    return load_backup_key(backup.key_file, environ, data_folder, backup.folder, may_create=may_create)


def _where_key_is(settings: Settings, environ: Mapping[str, str]) -> str:
    name = "PEERLIGHT_BACKUP_KEY"
    return f"the environment variable {name}" if environ.get(name) else str(settings.backup.key_file)


def _must_have_database(database: Path) -> None:
    if not database.is_file():
        what = f"There is no database at {database}."
        mend = "Name the one that the bot uses, or start the bot once with: peerlight run"
        raise ConfigProblems([Problem("[storage] database", what, mend)])


def _night_after(instant: datetime) -> datetime:
    tonight = datetime.combine(instant.astimezone(UTC).date(), NIGHTLY)
    return tonight if tonight > instant else tonight + timedelta(days=1)
