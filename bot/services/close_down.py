"""The end of it all: the last report, the keys, the data, the backups, and a certificate that says what is gone.

A plan is written before anything is deleted, so a close-down that was interrupted can be finished by doing it again.
The keys go first: whatever copy of the rest survives somewhere cannot be opened from then on.
"""

import asyncio
import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bot.config import ConfigProblems, Problem, Settings
from bot.reports.head_counts import to_csv
from bot.services.alone import alone_with
from bot.services.backups import erasures_of
from bot.services.statistics import count_heads
from bot.storage import Store, Unit
from bot.storage.backup_folder import all_in

PLAN, TEXT, JSON = "closing-down.json", "certificate.txt", "certificate.json"
_STAYS = (
    "What Discord keeps: the messages in the channels, and Discord's own records. Delete the channels by hand.",
    "Copies that somebody made: of the report, of backups, of a key, of the whole computer.",
)
_ENVIRONMENT = {
    "PEERLIGHT_MASTER_KEY": "The master key in the environment variable PEERLIGHT_MASTER_KEY. Take it away there.",
    "PEERLIGHT_BACKUP_KEY": "The backup key in the environment variable PEERLIGHT_BACKUP_KEY. Take it away there.",
}
# Nonces make the keys; some columns must hold something, so zeros take their place.
_UNMAKE_KEYS = (
    "UPDATE slots SET nonce = NULL",
    "UPDATE programmes SET nonce = NULL",
    "UPDATE groups SET texts_nonce = zeroblob(16), people_nonce = zeroblob(16)",
)


@dataclass(frozen=True)
class Plan:
    """What a close-down will delete: when it began, the rows of each table, and the files."""

    began_at: str
    rows: dict[str, int]
    reports: list[str]
    files: list[str]


def is_under_way(folder: Path) -> bool:
    """Tell whether a close-down into this folder was interrupted."""
    return (folder / PLAN).is_file()


def close_down(settings: Settings, environ: Mapping[str, str], folder: Path, now: datetime) -> str:
    """Do it, or finish what was interrupted; return the certificate's text. Raises ``ConfigProblems``."""
    with alone_with(settings.storage.database):
        folder.mkdir(parents=True, exist_ok=True)
        if not is_under_way(folder):
            _plan(settings, environ, folder, now)
        plan = Plan(**json.loads((folder / PLAN).read_text(encoding="utf-8")))
        _unmake_keys(settings.storage.database)
        for name in plan.files:
            _destroy(Path(name))
        left = [name for name in plan.files if os.path.lexists(name)]
        if left:
            mend = "Look who may delete it, and type the same again: it goes on where it was."
            raise ConfigProblems([Problem(name, "This file could not be deleted.", mend) for name in left])
        text = _certify(plan, environ, folder, now)
        (folder / PLAN).unlink()
    return text


def _plan(settings: Settings, environ: Mapping[str, str], folder: Path, now: datetime) -> None:
    """Write the last report, then what will be deleted; from then on there is a way on and none back."""
    reports = []
    for number, numbers in enumerate(asyncio.run(_reports(settings.storage.database, now)), start=1):
        reports.append(f"numbers-{number}.csv")
        _write(folder / reports[-1], numbers)
    plan = Plan(now.isoformat(timespec="seconds"), _rows(settings.storage.database), reports, _files(settings, environ))
    _write(folder / PLAN, json.dumps(asdict(plan), indent=2))


async def _reports(database: Path, now: datetime) -> list[str]:
    """Write down every group's head-counts."""

    async def work(unit: Unit) -> list[str]:
        return [to_csv(await count_heads(unit, group, now)) for group in await unit.groups.all()]

    store = Store(database)
    try:
        return await store.write(work)
    finally:
        await store.close()


def _files(settings: Settings, environ: Mapping[str, str]) -> list[str]:
    """List what goes, the keys first."""
    database = settings.storage.database.absolute()
    keys = [settings.privacy.master_key_file, settings.backup.key_file, erasures_of(settings, environ).file]
    data = [database.with_name(database.name + more) for more in ("", "-wal", "-shm", "-journal")]
    return [str(file.absolute()) for file in (*keys, *data, *all_in(settings.backup.folder))]


def _rows(database: Path) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        counted = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608  our own tables
    return {name: rows for name, rows in counted.items() if not name.startswith("sqlite_")}


def _unmake_keys(database: Path) -> None:
    """Take the nonces out of the file before it goes; a file that is gone or broken has none to take."""
    if not database.is_file():
        return
    with suppress(sqlite3.Error), closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        with connection:
            for statement in _UNMAKE_KEYS:
                connection.execute(statement)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _destroy(file: Path) -> None:
    """Write zeros over a file, then delete it; what cannot be deleted is seen afterwards."""
    with suppress(OSError):
        if file.is_file() and not file.is_symlink():
            with file.open("r+b") as out:
                out.write(bytes(file.stat().st_size))
                out.flush()
                os.fsync(out.fileno())
        file.unlink()


def _certify(plan: Plan, environ: Mapping[str, str], folder: Path, now: datetime) -> str:
    stays = [*_STAYS, *(words for name, words in _ENVIRONMENT.items() if environ.get(name))]
    written = {**asdict(plan), "ended_at": now.isoformat(timespec="seconds"), "files_are_gone": True, "stays": stays}
    _write(folder / JSON, json.dumps(written, indent=2) + "\n")
    text = "\n".join(
        [
            "Peerlight was closed down.",
            f"It began at {plan.began_at} and ended at {written['ended_at']}.",
            "",
            "The keys were destroyed first. Without them no copy of the data can be opened.",
            "These rows are deleted:",
            *(f"- {table}: {rows}" for table, rows in plan.rows.items()),
            "",
            "These files are deleted. I looked again afterwards: none of them is there.",
            *(f"- {name}" for name in plan.files),
            "",
            "The last report, how many people came:",
            *(f"- {name}" for name in plan.reports),
            "",
            "What this could not delete:",
            *(f"- {words}" for words in stays),
            "",
        ]
    )
    _write(folder / TEXT, text)
    return text


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    partial = file.with_name(file.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(file)
