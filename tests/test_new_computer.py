"""The first hour on a new computer: whatever is typed first, the bot can start afterwards."""

from pathlib import Path

import pytest
from desk import Desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Sit down in an empty folder."""
    return Desk(tmp_path, monkeypatch, capsys)


def test_migrate_before_the_first_run_does_not_keep_the_bot_from_starting(desk: Desk) -> None:
    """The key is made with the database; without it every start says that the key of this database is missing."""
    assert desk.type("migrate").status == 0

    assert desk.key.exists()
    assert "All is well" in desk.type("check", "--offline").text


def test_migrate_makes_no_new_key_for_a_database_that_is_there(desk: Desk) -> None:
    """A new key would open nothing of it, and hide that the old one is lost."""
    desk.type("migrate")
    desk.key.unlink()

    assert desk.type("migrate").status == 0
    assert not desk.key.exists()


def test_migrate_says_where_the_key_cannot_be_made(desk: Desk) -> None:
    """It names the setting and what to do, and makes no database that nothing opens."""
    desk.key.parent.write_text("in the way")

    printed = desk.type("migrate")

    assert printed.status == 2
    assert "master_key_file" in printed.text
    assert not desk.database.exists()
