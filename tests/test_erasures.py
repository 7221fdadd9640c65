"""What a person had deleted stays deleted: a restore of an older backup deletes it again."""

import logging
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from circle import BEGINNING, ROOM, Circle, open_circle, services_over
from desk import Desk
from sqlalchemy import event
from test_backups import KEY
from test_migrations import fill
from test_own_data import an_evening, codes_of
from test_sealing import forms_of, found

from bot.config import load_settings
from bot.services.backups import erasures_of
from bot.storage import upgrade
from bot.storage.backup_folder import name_of
from bot.storage.backups import make_backup, restore_without
from bot.storage.erasures import Erasures
from bot.storage.migrate import downgrade

TODAY = BEGINNING.date()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Sit down in an empty folder."""
    return Desk(tmp_path, monkeypatch, capsys)


@asynccontextmanager
async def remembering(folder: Path) -> AsyncIterator[tuple[Circle, Erasures]]:
    """Open a circle that writes down what people have deleted, with an evening and a backup of it."""
    async with open_circle(folder, members=5) as circle:
        erasures = Erasures(folder / "keys" / "erased.list")
        circle.services.desk.erasures = erasures
        await an_evening(circle)
        make_backup(circle.folder / "peerlight.db", folder / "backups", KEY, BEGINNING)
        yield circle, erasures


async def put_back(folder: Path, circle: Circle, erasures: Erasures) -> tuple[Circle, int | None]:
    """Restore that backup into another folder, as an operator would, and open a circle over it."""
    database = folder / "again" / "peerlight.db"
    marks = erasures.marks()
    _counts, again = restore_without(folder / "backups" / name_of(BEGINNING), KEY, database, marks)
    restored = Circle(services_over(database, circle.clock), circle.clock, database.parent, len(circle.members))
    restored.group_id = circle.group_id
    return restored, again


async def test_a_restore_does_not_bring_back_who_was_forgotten(tmp_path: Path) -> None:
    """Looked up forward with every key that is left, and searched byte by byte: nothing; the others are there."""
    async with remembering(tmp_path) as (circle, erasures):
        me, other = circle.members[:2]
        mine, others = await codes_of(circle, me), await codes_of(circle, other)
        (tmp_path / "plain").mkdir()
        (tmp_path / "plain" / "backups").symlink_to(tmp_path / "backups")
        plain, nothing = await put_back(tmp_path / "plain", circle, Erasures(tmp_path / "none"))
        await plain.store.close()
        await circle.services.own_data.forget_me(me, ROOM, 1)
        restored, again = await put_back(tmp_path, circle, erasures)
        known = await restored.services.own_data.my_data(me, ROOM, 1)
        known_other = await restored.services.own_data.my_data(other, ROOM, 1)
        await restored.store.close()

        assert (again, nothing) == (2, 0)
        assert len(found(mine, plain.folder)) >= 2  # the search can find
        assert found([*mine, *forms_of(me.id.for_discord())], restored.folder) == []
        assert known.is_empty
        assert not known_other.is_empty
        assert len(found(others, restored.folder)) >= 2


async def test_a_person_of_staff_stays_erased_and_their_deeds_stay(tmp_path: Path) -> None:
    """The name is gone from what was put back; the audit log is whole."""
    async with remembering(tmp_path) as (circle, erasures):
        await circle.services.own_data.forget_me(circle.facilitator, ROOM, 1)
        restored, again = await put_back(tmp_path, circle, erasures)
        _group, deeds = await restored.services.audit.newest(circle.lead, ROOM, 1)
        await restored.store.close()

        assert again == 1
        assert deeds
        assert {deed.name for deed in deeds} == {None}


async def test_who_took_back_the_yes_to_being_counted_is_not_counted_after_a_restore(tmp_path: Path) -> None:
    """Also when they forget everything later: what went first was remembered then."""
    async with remembering(tmp_path) as (circle, erasures):
        me = circle.members[0]
        record = await circle.session()
        mine = await codes_of(circle, me)
        await circle.services.presence.ask_again(me, record.id)
        await circle.services.own_data.forget_me(me, ROOM, 1)
        restored, _again = await put_back(tmp_path, circle, erasures)
        await restored.store.close()

        assert found(mine, restored.folder) == []


async def test_the_list_holds_days_and_chance_and_nothing_else(tmp_path: Path) -> None:
    """No id, no code, no time; sorted, so that not even its order ties two rows together; for the bot's user alone."""
    async with remembering(tmp_path) as (circle, erasures):
        codes = [code for member in circle.members for code in await codes_of(circle, member)]
        for member in circle.members:
            await circle.services.own_data.forget_me(member, ROOM, 1)
        text = erasures.file.read_text()
        lines = text.splitlines()[1:]

        assert len(lines) == 5 * 2
        assert lines == sorted(lines)
        assert {line.partition(" ")[0] for line in lines} == {TODAY.isoformat()}
        assert not [code for code in codes if code.hex() in text]
        assert not [member for member in circle.members if str(member.id.for_discord()) in text]
        assert stat.S_IMODE(erasures.file.stat().st_mode) == 0o600
        assert [file.name for file in erasures.file.parent.iterdir()] == ["erased.list"]


async def test_the_list_is_written_before_the_deletion_is_kept(tmp_path: Path) -> None:
    """A kill in between leaves a line too many, never one too few."""
    async with remembering(tmp_path) as (circle, erasures):
        listed: list[int] = []
        engine = circle.store._database.writer.sync_engine
        event.listen(engine, "commit", lambda _connection: listed.append(len(erasures.marks())))
        await circle.services.own_data.forget_me(circle.members[0], ROOM, 1)

        assert listed[0] == 2


async def test_a_list_that_cannot_be_written_keeps_nobody_from_being_forgotten(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The operator reads in the log what that means; no person is in the line."""
    async with remembering(tmp_path) as (circle, _erasures):
        (tmp_path / "keys").mkdir(exist_ok=True)
        (tmp_path / "a file").write_text("I am no folder")
        circle.services.desk.erasures = Erasures(tmp_path / "a file" / "erased.list")
        with caplog.at_level(logging.ERROR):
            forgotten = await circle.services.own_data.forget_me(circle.members[0], ROOM, 1)
        lines = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]

        assert forgotten.settings == 1
        assert (await circle.services.own_data.my_data(circle.members[0], ROOM, 1)).is_empty
        assert [line.partition("(")[0] for line in lines] == ["The list of what people deleted cannot be written "]


def test_entries_go_when_no_backup_can_be_older(tmp_path: Path) -> None:
    """After 30 days, at the next entry and by the daily clock; not a day before."""
    erasures = Erasures(tmp_path / "erased.list")
    erasures.add([b"a" * 16], TODAY)
    erasures.expire(TODAY + timedelta(days=30))
    kept = erasures.marks()
    erasures.expire(TODAY + timedelta(days=31))

    assert kept == {b"a" * 16}
    assert erasures.marks() == frozenset()


async def test_the_daily_clock_lets_old_entries_go(tmp_path: Path) -> None:
    """Also when nobody has anything deleted any more."""
    async with remembering(tmp_path) as (circle, erasures):
        await circle.services.own_data.forget_me(circle.members[0], ROOM, 1)
        circle.clock.advance(timedelta(days=31))
        await circle.services.retention.daily()

        assert erasures.marks() == frozenset()


def test_a_list_that_somebody_wrote_into_still_works(tmp_path: Path) -> None:
    """Lines that are no entries are passed over; a half-written file of a killed bot is in nobody's way."""
    file = tmp_path / "erased.list"
    file.write_text(f"hello\n{TODAY} {'ab' * 16}\n2026-13-45 {'ab' * 16}\n{TODAY} {'cd' * 10}\n")
    file.with_name("erased.list.partial").write_text("half")
    Erasures(file).add([b"x" * 16], TODAY)

    assert Erasures(file).marks() == {bytes.fromhex("ab" * 16), b"x" * 16}


# On the command line.


def put_back_by_typing(desk: Desk, *marks: bytes) -> str:
    """Make a backup, delete these marks' rows since then, and type the restore; return what it says."""
    desk.put_key()
    desk.put_database()
    fill(desk.database)
    with closing(sqlite3.connect(desk.database)) as connection, connection:
        for table in ("people", "attendance", "staff"):
            connection.execute(f"UPDATE {table} SET mark = randomblob(16)")  # noqa: S608  our own names
        connection.execute("UPDATE people SET mark = ? WHERE key = ?", (b"m" * 16, bytes([1] * 16)))
    desk.type("backup")
    (file,) = (desk.folder / "backups").iterdir()
    for one in list(desk.database.parent.iterdir()):
        one.unlink()
    if marks:
        Erasures(desk.key.with_name("erased.list")).add(marks, date(2026, 11, 24))
    printed = desk.type("restore", str(file))
    assert printed.status == 0
    assert printed.text.isascii()
    return printed.text


def test_restore_says_how_many_rows_it_deleted_again(desk: Desk) -> None:
    """One of the two people of the backup had typed /forget-me since."""
    said = put_back_by_typing(desk, b"m" * 16, b"somebody's else.")
    with closing(sqlite3.connect(desk.database)) as connection:
        left = connection.execute("SELECT count(*) FROM people").fetchone()[0]

    assert "1 rows that people had deleted since then are deleted again." in said
    assert left == 1


def test_restore_says_that_there_is_no_list(desk: Desk) -> None:
    """It may be that nobody has deleted anything, or that the list is lost: it names the place."""
    assert "There is no list of deleted rows at" in put_back_by_typing(desk)


def test_a_list_that_cannot_be_read_stops_the_restore(desk: Desk) -> None:
    """It would bring back what people had deleted."""
    desk.put_key()
    desk.put_database()
    desk.type("backup")
    (file,) = (desk.folder / "backups").iterdir()
    for one in list(desk.database.parent.iterdir()):
        one.unlink()
    desk.key.with_name("erased.list").mkdir()
    printed = desk.type("restore", str(file))

    assert printed.status == 2
    assert "cannot be read" in printed.text
    assert not desk.database.exists()


def test_a_backup_from_before_the_marks_says_so(tmp_path: Path) -> None:
    """Its rows cannot be told apart, so nothing is promised."""
    database = tmp_path / "data" / "peerlight.db"
    upgrade(database)
    downgrade(database, "0003")
    file = make_backup(database, tmp_path / "backups", KEY, BEGINNING)

    assert restore_without(file, KEY, tmp_path / "again.db", [b"m" * 16])[1] is None


def test_rows_from_before_the_marks_get_one_each(tmp_path: Path) -> None:
    """Who came before the update can be forgotten as well as who came after it."""
    database = tmp_path / "peerlight.db"
    upgrade(database)
    fill(database)
    downgrade(database, "0004")
    upgrade(database)
    with closing(sqlite3.connect(database)) as connection:
        marks = [
            mark
            for table in ("people", "attendance", "staff")
            for (mark,) in connection.execute(f"SELECT mark FROM {table}")  # noqa: S608  our own names
        ]

    assert len(set(marks)) == len(marks) == 6
    assert {len(mark) for mark in marks} == {16}


def test_the_list_lies_beside_the_key_that_is_a_file(desk: Desk) -> None:
    """Where the settings name it, there; with the master key in the environment, beside the key of the backups."""
    desk.settings()
    usual = load_settings(desk.config, {})
    desk.settings('[backup]\nkey_file = "/far/away/backup.key"\n')
    other = load_settings(desk.config, {})
    named = load_settings(None, {"PEERLIGHT_PRIVACY__ERASED_LIST": "/here/list"})

    assert erasures_of(usual, {}).file == desk.key.with_name("erased.list")
    assert erasures_of(other, {"PEERLIGHT_MASTER_KEY": "x"}).file == Path("/far/away/erased.list")
    assert erasures_of(named, {}).file == Path("/here/list")
