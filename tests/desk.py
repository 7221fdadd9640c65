"""A person at a desk: types commands and reads what they say. No trace and no secret may ever be among it."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main

KEY = "0123456789abcdef" * 4
TOKEN = "not-a-real-token"  # noqa: S105


@dataclass(frozen=True)
class Printed:
    """What came of a command: its exit status, and what was printed, errors included."""

    status: int
    text: str


class Desk:
    """A person who types, in an empty folder with an empty environment and settings that will do."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        for name in os.environ:
            if name.startswith("PEERLIGHT_"):
                patch.delenv(name)
        patch.chdir(folder)
        patch.setenv("HOME", str(folder))
        self.folder = folder
        self.config = folder / "config.toml"
        self.database = folder / "data" / "peerlight.db"
        self.key = folder / "keys" / "master.key"
        self._capture = capture
        self.settings()

    def settings(self, more: str = "", token: str = TOKEN) -> None:
        """Write the settings: everything in this folder, and `more`."""
        self.config.write_text(
            f'[storage]\ndatabase = "{self.database}"\n[privacy]\nmaster_key_file = "{self.key}"\n'
            f'[discord]\ntoken = "{token}"\n{more}'
        )

    def put_key(self, text: str = KEY, mode: int = 0o600) -> None:
        """Put a master key in its place."""
        self.key.parent.mkdir(exist_ok=True)
        self.key.write_text(text)
        self.key.chmod(mode)

    def put_database(self) -> None:
        """Make a database that is up to date."""
        self.type("migrate")

    def type(self, *words: str) -> Printed:
        """Type a command and read what it says."""
        with pytest.raises(SystemExit) as ended:
            main(words)
        said = self._capture.readouterr()
        text = said.out + said.err
        assert "Traceback" not in text
        assert TOKEN not in text
        assert KEY not in text
        return Printed(int(ended.value.code or 0), text)
