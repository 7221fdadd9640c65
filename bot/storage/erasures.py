"""The list of what people had deleted, so that an older backup cannot bring it back.

It holds marks: numbers that were drawn by chance for single rows, with the day and nothing else. It lies outside the
database and its backups, sorted by the marks, so that not even their order says which of them belong together.
"""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

LONGEST_BACKUP = timedelta(days=30)  # no backup lives longer, so no entry has to
_LINE = re.compile(r"(\d{4}-\d\d-\d\d) ([0-9a-f]{32})")
_HEADING = (
    "# Peerlight: rows that were deleted because somebody asked for it. A restore deletes them again. Keep this file."
)


class Erasures:
    """The list in one file, for the bot's own user alone."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def add(self, marks: Iterable[bytes], today: date) -> None:
        """Write down that these rows are deleted, and let old entries go. Raises ``OSError``."""
        new = {(today, mark.hex()) for mark in marks}
        if new:
            self._write(self._entries() | new, today)

    def expire(self, today: date) -> None:
        """Let the entries go that no backup can be older than. Raises ``OSError``."""
        if any(_is_over(day, today) for day, _mark in self._entries()):
            self._write(self._entries(), today)

    def marks(self) -> frozenset[bytes]:
        """Return every mark that is in the list; none where there is no list. Raises ``OSError``."""
        return frozenset(bytes.fromhex(mark) for _day, mark in self._entries())

    def _entries(self) -> set[tuple[date, str]]:
        try:
            text = self.file.read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            return set()
        return {entry for line in text.splitlines() if (entry := _entry(line))}

    def _write(self, entries: Iterable[tuple[date, str]], today: date) -> None:
        """Write a new list beside the old one and give it the name only when it is on the disk."""
        kept = sorted((day, mark) for day, mark in entries if not _is_over(day, today))
        partial = self.file.with_name(self.file.name + ".partial")
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial.unlink(missing_ok=True)  # of a bot that was killed
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write("\n".join([_HEADING, *(f"{day} {mark}" for day, mark in kept)]) + "\n")
                out.flush()
                os.fsync(out.fileno())
            partial.replace(self.file)
        except OSError:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise


def _entry(line: str) -> tuple[date, str] | None:
    """Read one line; None for the heading, and for what somebody else wrote there."""
    found = _LINE.fullmatch(line.strip())
    try:
        return (date.fromisoformat(found[1]), found[2]) if found else None
    except ValueError:
        return None


def _is_over(day: date, today: date) -> bool:
    return today - day > LONGEST_BACKUP
