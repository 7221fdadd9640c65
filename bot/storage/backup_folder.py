"""The folder of the backups: their names say when they were made, and by that they go."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

_NAME = re.compile(r"peerlight-(\d{8}T\d{6}Z)\.backup(\.partial)?")
_STAMP = "%Y%m%dT%H%M%SZ"


def name_of(made: datetime) -> str:
    """Give the name of a backup that was made at this moment."""
    return f"peerlight-{made:{_STAMP}}.backup"


def expire(folder: Path, now: datetime, days: int = 30) -> int:
    """Delete the backups whose name says that they are older than so many days; return how many."""
    old = [file for file, made in _named(folder) if made < now - timedelta(days=days)]
    for file in old:
        with suppress(OSError):
            file.unlink()
    return len(old)


def remove_until(folder: Path, until: datetime, *, but: Path) -> int:
    """Delete every backup that was made at or before a moment, except one; return how many. Raises ``OSError``."""
    old = [file for file in made_until(folder, until) if file.name != but.name]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def made_until(folder: Path, until: datetime) -> list[Path]:
    """List the backups that were made at or before a moment."""
    return [file for file, made in _named(folder) if made <= until]


def all_in(folder: Path) -> list[Path]:
    """List every backup in a folder, unfinished ones too."""
    return sorted(file for file, _made in _named(folder))


def newest(folder: Path) -> datetime | None:
    """Return when the newest backup in a folder was made, by its name; None when there is none."""
    return max((made for file, made in _named(folder) if file.suffix == ".backup"), default=None)


def _named(folder: Path) -> list[tuple[Path, datetime]]:
    files = [(file, _NAME.fullmatch(file.name)) for file in folder.glob("peerlight-*")]
    return [(file, datetime.strptime(name[1], _STAMP).replace(tzinfo=UTC)) for file, name in files if name]
