"""A data folder that the bot's own user may not write in: told in words, as an ordinary user would see it."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage import upgrade

CAP_DAC_OVERRIDE, PR_CAPBSET_DROP = 1, 24  # linux/capability.h, linux/prctl.h: root's right to write anywhere
PROJECT = Path(__file__).parents[1]


def _like_anybody() -> None:
    """Give up root's right to write where the mode forbids it: the program that follows starts without it."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Make a folder that every user can reach, with a database, and take the right to write away."""
    made = Path(tempfile.mkdtemp(prefix="peerlight-"))
    made.chmod(0o755)
    (made / "home").mkdir(mode=0o777)
    (made / "home").chmod(0o777)
    data = made / "data"
    data.mkdir()
    upgrade(data / "peerlight.db")
    (data / "peerlight.db").chmod(0o444)
    data.chmod(0o555)
    yield made
    data.chmod(0o755)
    shutil.rmtree(made)


@pytest.mark.parametrize("command", ["check --offline", "migrate", "run"])
def test_a_folder_that_cannot_be_written_is_told_in_words(folder: Path, command: str) -> None:
    """As an ordinary user: where, what, and how to mend it; no trace, and the file is what it was."""
    before = (folder / "data" / "peerlight.db").read_bytes()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder / "home"),
        "PYTHONPATH": str(PROJECT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PEERLIGHT_DISCORD__TOKEN": "x.y.z",
        "PEERLIGHT_STORAGE__DATABASE": str(folder / "data" / "peerlight.db"),
        "PEERLIGHT_BACKUP__FOLDER": str(folder / "home" / "backups"),
    }
    typed = [sys.executable, "-c", "from bot.cli import main; main()", *command.split()]
    give_up = _like_anybody if os.geteuid() == 0 else None
    ended = subprocess.run(  # noqa: S603  our own program; nothing else runs in this process
        typed,
        cwd=folder / "home",
        env=environment,
        preexec_fn=give_up,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert str(folder / "data") in ended.stderr
    assert "How to mend it" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (folder / "data" / "peerlight.db").read_bytes() == before
