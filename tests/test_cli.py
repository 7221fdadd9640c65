"""The commands, typed as a volunteer types them: they say what they did, or why not, and show no trace."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from desk import Desk, Printed

from bot.storage import GroupDraft, Store


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Sit down in an empty folder."""
    return Desk(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_no_command_goes_on_with_wrong_settings(desk: Desk, command: str) -> None:
    """They print the same list."""
    desk.settings("[loging]")
    printed = desk.type(command)

    assert printed.status == 2
    assert "Did you mean logging?" in printed.text
    assert not desk.database.exists()


def test_migrate_makes_the_database_and_may_be_typed_again(desk: Desk) -> None:
    """It says which version is there now."""
    assert desk.type("migrate").status == 0
    printed = desk.type("migrate")

    assert printed.status == 0
    assert "is up to date (version 0" in printed.text
    assert desk.database.exists()


def test_migrate_names_a_folder_it_cannot_use(desk: Desk) -> None:
    """With the same words as check."""
    (desk.folder / "data").write_text("I am a file")
    printed = desk.type("migrate")

    assert printed.status == 2
    assert "not a folder" in printed.text


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        (("--output", "numbers.txt"), "does not end in .csv"),
        (("--output", "nowhere/numbers.csv"), "There is no folder"),
        (("--output", "old.csv"), "--force"),
        (("--output", "new.csv"), "peerlight migrate"),
    ],
)
def test_export_says_why_it_cannot_write(desk: Desk, words: tuple[str, ...], sign: str) -> None:
    """And leaves what is there alone."""
    (desk.folder / "old.csv").write_text("kept")
    printed = desk.type("export", *words)

    assert printed.status == 2
    assert sign in printed.text
    assert (desk.folder / "old.csv").read_text() == "kept"


def put_group(database: Path, name: str) -> None:
    """Set up a group, as /setup does."""

    async def put() -> None:
        store = Store(database)
        await store.write(lambda unit: unit.groups.put(GroupDraft(name, 1, 2, 3, 4, 5), b"t" * 16, b"p" * 16))
        await store.close()

    asyncio.run(put())


def test_export_writes_a_file_and_replaces_none_unasked(desk: Desk) -> None:
    """With one group its name may be left out."""
    desk.put_database()
    put_group(desk.database, "Tuesday group")
    file = desk.folder / "new.csv"

    assert desk.type("export", "--output", "new.csv") == Printed(0, "The numbers are in new.csv.\n")
    assert "attendances" in file.read_text()

    file.write_text("kept")
    assert desk.type("export", "--output", "new.csv", "--group", "Tuesday group").status == 2
    assert file.read_text() == "kept"

    assert desk.type("export", "--output", "new.csv", "--group", "Tuesday group", "--force").status == 0
    assert "attendances" in file.read_text()


def test_export_offers_the_nearest_group(desk: Desk) -> None:
    """A slip of a letter."""
    desk.put_database()
    put_group(desk.database, "Tuesday group")

    assert "Choose Tuesday group." in desk.type("export", "--output", "new.csv", "--group", "Tusday group").text


def test_export_says_that_there_is_no_such_group(desk: Desk) -> None:
    """In an empty database it says where groups come from."""
    desk.put_database()
    printed = desk.type("export", "--output", "new.csv", "--group", "Tuesday group")

    assert printed.status == 2
    assert "There is no group called Tuesday group." in printed.text
    assert "/setup" in printed.text
    assert not (desk.folder / "new.csv").exists()


@pytest.mark.parametrize("command", ["run", "rehearse", "check", "migrate", "export"])
def test_each_command_has_help(desk: Desk, command: str) -> None:
    """In whole sentences; each option says what it does."""
    printed = desk.type(command, "--help")

    assert printed.status == 0
    assert f"Usage: peerlight {command}" in printed.text
    assert printed.text.count(".") > 1
    assert "..." not in desk.type("--help").text.partition("Commands:")[2]


def test_an_unknown_command_is_a_usage_error(desk: Desk) -> None:
    """Status 2, and a hint at the help."""
    printed = desk.type("chekc")

    assert printed.status == 2
    assert "--help" in printed.text


def test_what_nobody_expected_is_one_calm_line(desk: Desk) -> None:
    """Its class and what to do; never its text, which may hold what a person wrote."""
    desk.put_database()
    with closing(sqlite3.connect(desk.database)) as connection, connection:
        connection.execute("DROP TABLE groups")
    printed = desk.type("export", "--output", "new.csv", "--group", "Ana's group")

    assert printed.status == 1
    assert printed.text.strip().count("\n") == 0
    assert "OperationalError" in printed.text
    assert "Type: peerlight check" in printed.text
    assert "Ana" not in printed.text


def test_help_loads_nothing_heavy() -> None:
    """So that it comes at once: no Discord, no database, no settings."""
    program = (
        "import sys\nfrom bot.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        "print({'discord', 'sqlalchemy', 'pydantic', 'apscheduler', 'simcord'} & set(sys.modules))"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)  # noqa: S603  our own words

    assert done.stdout.endswith("set()\n")
