"""What a disk, a stranger or a power cut can do: told in words, nothing half-stored, nothing written over."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from circle import ROOM, open_circle
from desk import Desk
from house import House, open_house
from sqlalchemy.exc import OperationalError
from test_migrations import fill

from bot.storage import head, revision_of, upgrade
from bot.storage.migrate import downgrade
from bot.storage.store import Store


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Sit down in an empty folder."""
    return Desk(tmp_path, monkeypatch, capsys)


def dump(database: Path) -> list[str]:
    """Read a whole database as SQL."""
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


# A file that is broken, or held by somebody else.


@pytest.mark.parametrize("command", ["run", "check --offline", "backup", "migrate"])
@pytest.mark.parametrize("how", ["no database at all", "pages in the middle"])
def test_a_damaged_database_is_told_with_the_last_backup_and_left_as_it_is(desk: Desk, command: str, how: str) -> None:
    """Where, what, and which backup to put back; not a byte of the file changes."""
    desk.put_key()
    desk.put_database()
    fill(desk.database)
    desk.type("backup")
    (backup,) = (desk.folder / "backups").iterdir()
    if how == "no database at all":
        desk.database.write_bytes(b"I am no database. " * 900)
    else:
        content = bytearray(desk.database.read_bytes())
        content[4096 : len(content) - 4096] = b"\xff" * (len(content) - 8192)
        desk.database.write_bytes(content)
    before = desk.database.read_bytes()
    printed = desk.type(*command.split())

    assert printed.status == 2
    assert "it is damaged" in printed.text
    assert f"The last backup is {backup.parent.name}/{backup.name}." in printed.text
    assert desk.database.read_bytes() == before
    assert list((desk.folder / "backups").iterdir()) == [backup]


@pytest.mark.parametrize("command", ["run", "check --offline", "backup"])
def test_a_database_that_somebody_keeps_locked_is_told(desk: Desk, command: str) -> None:
    """After 5 seconds, as what it is: nothing is broken."""
    desk.put_key()
    desk.put_database()
    with closing(sqlite3.connect(desk.database, isolation_level=None)) as stranger:
        stranger.execute("PRAGMA journal_mode = DELETE")
        stranger.execute("BEGIN EXCLUSIVE")
        printed = desk.type(*command.split())

    assert printed.status == 2
    assert "Another program has locked this file" in printed.text
    assert "damaged" not in printed.text


def test_check_tells_when_the_last_backup_was_made_and_that_it_is_whole(desk: Desk) -> None:
    """Or that there is none, or what is wrong with it."""
    desk.put_key()
    desk.put_database()
    none = desk.type("check", "--offline")
    desk.type("backup")
    whole = desk.type("check", "--offline")
    (backup,) = (desk.folder / "backups").iterdir()
    backup.write_bytes(backup.read_bytes()[:-9])
    broken = desk.type("check", "--offline")

    assert (none.status, whole.status, broken.status) == (0, 0, 2)
    assert "There is no backup in" in none.text
    assert "It was read just now, and it is whole." in whole.text
    assert "is damaged: it is not what was written" in broken.text


# A disk that is full, and a stranger who writes, while the bot runs.


async def fill_up(store: Store, *, full: bool) -> None:
    """Let the disk of the one who writes be full, or have room again."""
    async with store._database.writer.connect() as connection:
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {1 if full else 1_000_000}")


async def press_until_it_fails(home: House) -> None:
    """Let staff press until the last page of the file is full: each press adds a line to the audit log."""
    for _ in range(500):
        await home.services.sessions.still_here(home.caller(home.lead), 1)


async def test_a_press_on_a_full_disk_gets_the_calm_sentence_and_leaves_nothing_half_stored(tmp_path: Path) -> None:
    """What needs more room is not stored at all; when there is room again the same press works."""
    async with open_house(tmp_path) as home:
        await home.start()
        database, store = home.folder / "data" / "peerlight.db", home.services.desk.store
        await fill_up(store, full=True)
        with pytest.raises(OperationalError, match="full"):
            await press_until_it_fails(home)
        before, shown = dump(database), home.messages()
        reply = await home.next()
        after = dump(database)
        await fill_up(store, full=False)
        again = await home.next()

        assert reply.text == home.say("door.sorry")
        assert reply.private
        assert after == before
        assert shown == [shown[0]]
        assert again.text != home.say("door.sorry")
        assert home.say("step.icebreaker") in home.card_text


async def test_a_write_that_waits_for_a_stranger_too_long_stores_nothing(tmp_path: Path) -> None:
    """After 5 seconds it fails as a whole; later the same works."""
    async with open_circle(tmp_path, members=2) as circle:
        await circle.start()
        database = circle.folder / "peerlight.db"
        before = dump(database)
        with closing(sqlite3.connect(database, isolation_level=None)) as stranger:
            stranger.execute("BEGIN IMMEDIATE")
            with pytest.raises(OperationalError, match="locked"):
                await circle.services.help.look(circle.members[0], ROOM, 1)
            stranger.execute("ROLLBACK")

        assert dump(database) == before
        assert (await circle.services.help.look(circle.members[0], ROOM, 1)).first_look


# A power cut in the middle of an update.

KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from bot.storage import upgrade
left = int(sys.argv[2])
@event.listens_for(Engine, "before_cursor_execute")
def cut(connection, cursor, statement, *more):
    global left
    if statement.split()[0] in ("CREATE", "ALTER", "UPDATE", "INSERT", "DROP"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
upgrade(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("at", [1, 3, 6, 10])
def test_an_update_that_is_killed_leaves_the_database_as_it_was(tmp_path: Path, at: int) -> None:
    """At whatever change the power goes; the next start does it whole."""
    database = tmp_path / "peerlight.db"
    upgrade(database)
    fill(database)
    downgrade(database, "0001")
    before = dump(database)
    words = [sys.executable, "-c", KILLED, str(database), str(at)]
    ended = subprocess.run(words, cwd=Path(__file__).parents[1], capture_output=True, check=False)  # noqa: S603  our own words

    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert revision_of(database) == "0001"
    assert dump(database) == before
    assert upgrade(database) == head()
