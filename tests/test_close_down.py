"""Closing down: the last report stays, the keys go first, then all the rest, and a certificate says so truly."""

import asyncio
import io
import json
from pathlib import Path

import pytest
from circle import open_circle
from desk import Desk, Printed
from test_backups import rows_of
from test_sealing import found

from bot.storage.only_copy import only_copy


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Sit down in an empty folder."""
    return Desk(tmp_path, monkeypatch, capsys)


async def an_evening(folder: Path) -> None:
    """Hold one session of one group."""
    async with open_circle(folder, members=2) as circle:
        await circle.start()
        await circle.arrive()
        await circle.close()


def lived_in(desk: Desk) -> list[Path]:
    """Fill the folders as a year would; list all that has to go."""
    desk.put_key()
    asyncio.run(an_evening(desk.folder))
    desk.type("backup")
    (backup,) = (desk.folder / "backups").iterdir()
    backup.with_name("peerlight-20260101T030000Z.backup.partial").write_text("half")
    desk.key.with_name("erased.list").write_text("2026-11-24 " + "ab" * 16)
    backup_key = desk.folder / ".config" / "peerlight" / "backup.key"
    return [desk.database, desk.key, desk.key.with_name("erased.list"), backup_key, *backup.parent.iterdir()]


def ends(desk: Desk, *words: str) -> Printed:
    """Type the command."""
    return desk.type("close-down", "--output", "end", *words)


def test_everything_goes_but_the_report_and_the_certificate(desk: Desk) -> None:
    """No file and no byte of a key is left; the certificate names each file and how many rows there were."""
    files = lived_in(desk)
    key = desk.key.read_bytes()
    assert all(file.exists() for file in files)
    printed = ends(desk, "--yes")
    certificate = json.loads((desk.folder / "end" / "certificate.json").read_text())

    assert printed.status == 0
    assert [file for file in files if file.exists()] == []
    assert found([key], desk.folder) == []
    assert sorted(file.name for file in (desk.folder / "end").iterdir()) == [
        *("certificate.json", "certificate.txt", "numbers-1.csv"),
    ]
    assert list(desk.database.parent.iterdir()) == []
    assert certificate["rows"]["sessions"] == 1
    assert certificate["files_are_gone"]
    assert {str(file) for file in files} <= set(certificate["files"])
    assert "Discord" in printed.text
    assert (desk.folder / "end" / "certificate.txt").read_text() in printed.text


def test_another_name_deletes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It asks for the name of the file; an empty line and a yes are not it."""
    files = lived_in(desk)
    before = rows_of(desk.database, "groups", "programmes")
    for typed in ("yes\n", "\n"):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        printed = ends(desk)
        assert printed.status == 2
        assert "Nothing was deleted" in printed.text

    assert all(file.exists() for file in files)
    assert rows_of(desk.database, "groups", "programmes") == before
    assert not (desk.folder / "end").exists()


def test_the_right_name_does_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typed by hand, as it is asked for."""
    files = lived_in(desk)
    monkeypatch.setattr("sys.stdin", io.StringIO("peerlight.db\n"))

    assert ends(desk).status == 0
    assert [file for file in files if file.exists()] == []


def test_while_the_bot_runs_nothing_is_deleted(desk: Desk) -> None:
    """It says that the bot has to stop first."""
    files = lived_in(desk)
    with only_copy(desk.database):
        printed = ends(desk, "--yes")

    assert printed.status == 2
    assert "Another Peerlight is running" in printed.text
    assert all(file.exists() for file in files)


@pytest.mark.parametrize("at", range(1, 9))
def test_whatever_interrupts_it_the_second_time_finishes(desk: Desk, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Killed at each deletion in turn: the keys are gone first, and the same command does the rest."""
    files = lived_in(desk)
    unlink, calls = Path.unlink, 0

    def killed(self: Path, *, missing_ok: bool = False) -> None:
        nonlocal calls
        calls += self.suffix != ".lock"
        if calls == at and self.suffix != ".lock":
            raise KeyboardInterrupt
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", killed)
    first = ends(desk, "--yes")
    monkeypatch.setattr(Path, "unlink", unlink)
    assert first.status != 0
    assert not (desk.folder / "end" / "certificate.txt").exists()
    assert found([bytes.fromhex("0123456789abcdef" * 4)], desk.folder) == []
    second = ends(desk, "--yes")
    certificate = json.loads((desk.folder / "end" / "certificate.json").read_text())

    assert second.status == 0
    assert [file for file in files if file.exists()] == []
    assert certificate["rows"]["sessions"] == 1
    assert certificate["reports"] == ["numbers-1.csv"]


def test_what_cannot_be_deleted_is_named_and_there_is_no_certificate(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never says that something is gone that is not."""
    lived_in(desk)
    unlink = Path.unlink

    def refuses(self: Path, *, missing_ok: bool = False) -> None:
        if self.name == "peerlight.db":
            raise PermissionError
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuses)
    printed = ends(desk, "--yes")

    assert printed.status == 2
    assert f"{desk.database}" in printed.text
    assert "could not be deleted" in printed.text
    assert not (desk.folder / "end" / "certificate.txt").exists()


def test_where_nothing_is_there_is_nothing_to_close(desk: Desk) -> None:
    """Before the first run, and after a close-down: it says so and makes no folder."""
    printed = ends(desk, "--yes")

    assert printed.status == 2
    assert "There is nothing to close down." in printed.text
    assert not (desk.folder / "end").exists()


def test_a_key_in_the_environment_is_named_as_what_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program cannot take it away; the certificate says who has to."""
    lived_in(desk)
    monkeypatch.setenv("PEERLIGHT_BACKUP_KEY", "cd" * 32)
    printed = ends(desk, "--yes")

    assert printed.status == 0
    assert "PEERLIGHT_BACKUP_KEY. Take it away there." in printed.text
