"""Encrypted copies of the database that keep the promises which the database keeps.

The law: the copy is made in memory, and there it forgets what must not outlive an evening: every key of a step,
every answer that is not sealed, who asked for help, how staff were. Only then it is encrypted and reaches the disk.
Nothing here ever writes over a file. A file is a header (magic, format, check value of the key, nonce, moment,
length) that the encryption is bound to, and the database image under AES-256-GCM.
"""

import errno
import os
import sqlite3
import struct
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.privacy.keys import derive, key_check, same_key
from bot.privacy.randomness import SystemRandomness
from bot.privacy.veil import NONCE_SIZE
from bot.storage.backup_folder import name_of
from bot.storage.left_out import FORGET, INTERRUPT
from bot.storage.migrate import knows

MAGIC = b"peerlight backup"
FORMAT = 1
_HEADER = struct.Struct(f">16sB16s{NONCE_SIZE}sqQ")
_BUSY_TRIES = 40  # the driver waits a quarter of a second between them
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError)  # the latter: SQLite quotes what is there, and the driver reads it
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class BackupProblem(Exception):  # noqa: N818  it is read aloud to an operator
    """A backup cannot be made or used. ``reason`` is a short name; ``what`` is wrong, ``mend`` is what to do."""

    def __init__(self, reason: str, what: str, mend: str) -> None:
        super().__init__(what)
        self.reason, self.what, self.mend = reason, what, mend


@dataclass(frozen=True)
class Counts:
    """What a backup holds: when it was made, the revision of its tables, and the rows of each."""

    made: datetime
    revision: str
    rows: dict[str, int]


def make_backup(database: Path, folder: Path, key: bytes, now: datetime) -> Path:
    """Write an encrypted copy of ``database`` into ``folder``, read it back, and return where it is.

    It may run in any thread while the bot goes on. Raises ``BackupProblem``.
    """
    made = now.astimezone(UTC).replace(microsecond=0)
    with closing(_copy_of(database)) as copy:
        _counts(copy, made, str(database))  # it is ours
        _forget(copy)
        counts = _counts(copy, made, str(database))
        blob = _encrypted(_image(copy), key, made)
    target = folder / name_of(made)

    _write_new(target, blob, lambda partial: _must_be_same(verify(partial, key), counts))
    return target


def verify(file: Path, key: bytes) -> Counts:
    """Decrypt and open a backup, look it over and count its rows; nothing is written. Raises ``BackupProblem``."""
    made, image = _decrypted(file, key)
    with closing(_opened(image, str(file))) as copy:
        return _counts(copy, made, str(file))


def restore(file: Path, key: bytes, database: Path) -> Counts:
    """Put a backup where no database is; what was open in it comes back closed. Raises ``BackupProblem``."""
    return restore_without(file, key, database, ())[0]


def restore_without(file: Path, key: bytes, database: Path, marks: Iterable[bytes]) -> tuple[Counts, int | None]:
    """Put a backup back without the rows that have one of these marks.

    Returns what the backup holds and how many rows were left out; None for that when it is so old that its rows have
    no marks. They are taken out in memory: they never reach the disk. Raises ``BackupProblem``.
    """
    for other in ("", "-wal", "-shm", "-journal"):
        _must_be_free(database.with_name(database.name + other))
    made, image = _decrypted(file, key)
    with closing(_opened(image, str(file))) as copy:
        counts = _counts(copy, made, str(file))
        for statement in INTERRUPT:
            copy.execute(statement, {"at": f"{made:%Y-%m-%d %H:%M:%S.%f}"})
        erased = _erase(copy, marks)
        put_back = _counts(copy, made, str(file))
        image = _image(copy)

    def prove(partial: Path) -> None:
        with closing(_opened(partial.read_bytes(), str(database))) as again:
            _must_be_same(_counts(again, made, str(database)), put_back)

    _write_new(database, image, prove)
    return counts, erased


def _copy_of(database: Path) -> sqlite3.Connection:
    copy = _in_memory()
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True)) as source:
            source.backup(copy, progress=_Patience())  # all pages in one step: one moment, and the lock is short
    except _UNREADABLE:
        copy.close()
        mend = "Type: peerlight check. It says more."
        raise BackupProblem("unreadable", f"The database {database} cannot be read.", mend) from None
    return _whole(copy, str(database))


class _Patience:
    """Gives up when somebody keeps the database locked: the driver would wait for ever."""

    def __init__(self) -> None:
        self._tries = 0

    def __call__(self, status: int, remaining: int, total: int) -> None:
        """Count one try. Raises ``sqlite3.OperationalError`` after ten seconds of them."""
        del status, remaining, total
        self._tries += 1
        if self._tries > _BUSY_TRIES:
            raise sqlite3.OperationalError


def _in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA temp_store = MEMORY")  # rewriting it touches no disk either
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def _forget(copy: sqlite3.Connection) -> None:
    there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in there & FORGET.keys():  # before a migration a table may not be there yet
        copy.execute(FORGET[table])


def _erase(copy: sqlite3.Connection, marks: Iterable[bytes]) -> int | None:
    """Delete what people had deleted, from every table whose rows have marks."""
    marked = copy.execute(
        "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c "
        "WHERE m.type = 'table' AND c.name = 'mark'"
    ).fetchall()
    wanted, before = [(mark,) for mark in marks], copy.total_changes
    for (table,) in marked:
        copy.executemany(f'DELETE FROM "{table}" WHERE mark = ?', wanted)  # noqa: S608  the names of our own tables
    return copy.total_changes - before if marked else None


def _image(copy: sqlite3.Connection) -> bytes:
    """Rewrite the copy, so that it depends on nothing but what it holds, and return its bytes."""
    copy.execute("VACUUM")
    image = copy.serialize()
    return image[:18] + b"\x01\x01" + image[20:]  # no write-ahead log: such an image cannot be opened in memory


def _opened(image: bytes, where: str) -> sqlite3.Connection:
    copy = _in_memory()
    with suppress(*_UNREADABLE, MemoryError):  # the next question tells; of no bytes at all the driver says the latter
        copy.deserialize(image)
    return _whole(copy, where)


def _whole(copy: sqlite3.Connection, where: str) -> sqlite3.Connection:
    with suppress(*_UNREADABLE):
        if copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]:
            return copy
    copy.close()
    raise BackupProblem("damaged", f"What is in {where} is no whole database.", "Take another backup.")


def _counts(copy: sqlite3.Connection, made: datetime, where: str) -> Counts:
    try:
        names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        rows = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names.fetchall()}  # noqa: S608  the names of our own tables
        revision = str(copy.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except (*_UNREADABLE, TypeError):  # TypeError: the table is there and empty
        mend = "Look whether it is the right file."
        raise BackupProblem("not-ours", f"{where} holds no data of Peerlight.", mend) from None
    if not knows(revision):
        mend = "Install the newest Peerlight, or take an older backup."
        raise BackupProblem("newer", f"{where} was written by a newer Peerlight than this one.", mend)
    return Counts(made, revision, rows)


def _must_be_same(found: Counts, wanted: Counts) -> None:
    if found != wanted:
        mend = "Look whether the disk is well, and try again."
        raise BackupProblem("not-the-same", "What was written is not what was read.", mend)


def _encrypted(image: bytes, key: bytes, made: datetime) -> bytes:
    nonce = SystemRandomness().token(NONCE_SIZE)
    header = _HEADER.pack(MAGIC, FORMAT, key_check(key), nonce, int(made.timestamp()), len(image))
    return header + AESGCM(derive(key, nonce, "backup")).encrypt(nonce, image, header)


def _decrypted(file: Path, key: bytes) -> tuple[datetime, bytes]:
    try:
        blob = file.read_bytes()
    except OSError:
        what = f"There is no backup at {file}, or it cannot be read."
        raise BackupProblem("unreadable", what, "Look at the name, and who may read the file.") from None
    if not blob.startswith(MAGIC):
        raise BackupProblem("not-a-backup", f"{file} is no backup of Peerlight.", "Take a file that ends in .backup.")
    header, body = blob[: _HEADER.size], blob[_HEADER.size :]
    if len(header) < _HEADER.size:
        raise _truncated(file)
    _magic, version, check, nonce, made, length = _HEADER.unpack(header)
    if version != FORMAT:
        what = f"{file} was written by a newer Peerlight than this one, or it is damaged."
        raise BackupProblem("newer", what, "Install the newest Peerlight, or take another backup.")
    if not same_key(key, check):
        what = f"{file} was made with another key, or its beginning is damaged."
        raise BackupProblem("wrong-key", what, "Put back the backup key of that time, or take another backup.")
    cipher = AESGCM(derive(key, nonce, "backup"))
    try:
        image = cipher.decrypt(nonce, body, header)
    except InvalidTag:
        if len(body) < length:
            raise _truncated(file) from None
        what = f"{file} is damaged: it is not what was written."
        raise BackupProblem("damaged", what, "Take another backup.") from None
    return datetime.fromtimestamp(made, UTC), image


def _truncated(file: Path) -> BackupProblem:
    return BackupProblem("truncated", f"{file} is cut off: its end is missing.", "Copy it again, or take another one.")


def _write_new(target: Path, content: bytes, prove: Callable[[Path], None]) -> None:
    """Write a file that was not there: beside its place, for the owner alone, proved, and only then named."""
    partial = target.with_name(target.name + ".partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # who makes it owns the name
    except OSError as error:
        raise _disk_problem(error, target) from None
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        prove(partial)
        _must_be_free(target)
        partial.rename(target)
    except BaseException as error:  # only here: once it is renamed, the name may be somebody else's
        partial.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _disk_problem(error, target) from None
        raise
    _keep_name(target.parent)


def _keep_name(folder: Path) -> None:
    with suppress(OSError):  # not every disk can; the file itself is safe
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def _must_be_free(place: Path) -> None:
    if place.exists() or place.is_symlink():
        raise _taken(place)


def _taken(place: Path) -> BackupProblem:
    mend = "Stop the bot, and move this file to another folder. Nothing is ever written over."
    return BackupProblem("not-empty", f"{place} is already there.", mend)


def _disk_problem(error: OSError, target: Path) -> BackupProblem:
    if error.errno == errno.EEXIST and target.parent.is_dir():  # somebody is writing it, or was killed over it
        return _taken(Path(error.filename))
    if error.errno in _FULL:
        return BackupProblem("disk-full", f"The disk is full: {target} could not be written.", "Make room on it.")
    return BackupProblem("cannot-write", f"{target} cannot be written.", "Name a folder that the bot may write to.")
