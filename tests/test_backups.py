"""Backups keep the promises that the database keeps, come back whole, and are refused in words when they are not."""

import asyncio
import logging
import random
import resource
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from circle import BEGINNING, MASTER, ROOM, Circle, open_circle, services_over
from desk import Desk
from test_migrations import fill
from test_sealing import THANKS, WORDS, check_in, forms_of, found, secrets_of, whole_session

from bot.app import prepare
from bot.app.running import open_store
from bot.config import ConfigProblems, Settings, load_settings
from bot.privacy import KeyProblem, load_backup_key
from bot.scheduling import MovedClock, Timetable
from bot.services.backups import back_up, plan_nightly
from bot.session import State
from bot.storage import backups, head, migrate, upgrade
from bot.storage.backup_folder import expire, newest
from bot.storage.backups import BackupProblem, Counts, make_backup, restore, verify
from bot.storage.left_out import FORGET
from bot.storage.models import Base

KEY = bytes(range(100, 132))
REVISIONS = [script.revision for script in ScriptDirectory(str(migrate.MIGRATIONS)).walk_revisions()][::-1]
NIGHT = datetime(2026, 11, 25, 3, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Make a database with two rows in each table."""
    made = tmp_path / "data" / "peerlight.db"
    upgrade(made)
    fill(made)
    return made


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Sit down in an empty folder."""
    return Desk(tmp_path, monkeypatch, capsys)


def settings_in(folder: Path) -> Settings:
    """Give settings that keep everything in one folder."""
    file = folder / "config.toml"
    file.write_text(
        f'[storage]\ndatabase = "{folder}/data/peerlight.db"\n[privacy]\nmaster_key_file = "{folder}/keys/m.key"\n'
        f'[backup]\nfolder = "{folder}/backups"\nkey_file = "{folder}/keys/b.key"\n'
    )
    return load_settings(file, {})


def rows_of(database: Path, *tables: str) -> dict[str, list[object]]:
    """Read tables as anybody could."""
    with closing(sqlite3.connect(database)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608  our own names


def dump(database: Path) -> list[str]:
    """Read a whole database as SQL."""
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


def problem_of(file: Path, key: bytes = KEY) -> str:
    """Say why a backup is refused; the words are there, and no key is among them."""
    with pytest.raises(BackupProblem) as refused:
        verify(file, key)
    told = f"{refused.value.what} {refused.value.mend}"
    assert str(file) in told
    assert key.hex() not in told
    return refused.value.reason


# What a backup does not hold.


async def busy_circle(circle: Circle) -> list[bytes]:
    """Play one session to its end and another one up to its closing card, with a call for help; return its secrets."""
    await whole_session(circle)
    await circle.close()
    secrets = await whole_session(circle)
    await circle.services.help.ask(circle.members[0], ROOM, 1, "talk")
    with closing(sqlite3.connect(circle.folder / "peerlight.db")) as connection:
        ((hidden,),) = connection.execute("SELECT hidden_xid FROM help_calls").fetchall()
    return [*secrets, hidden]  # who asked is written as their code in people, which stays


async def test_a_backup_of_a_busy_session_holds_no_key_no_answer_and_no_person(tmp_path: Path) -> None:
    """Neither in the file nor in what the file becomes under its key; the same search finds them in the source."""
    async with open_circle(tmp_path) as circle:
        secrets = await busy_circle(circle)
        people = [*circle.members, circle.facilitator, circle.lead]
        ids = [form for person in people for form in forms_of(int.from_bytes(person.id.to_bytes(), "big"))]
        texts = [text.encode() for text in (*WORDS, THANKS, "own word of number", "Bartholomew", MASTER.hex())]
        file = make_backup(circle.folder / "peerlight.db", tmp_path / "backups", KEY, BEGINNING)
        _made, image = backups._decrypted(file, KEY)
        (tmp_path / "opened").mkdir()
        (tmp_path / "opened" / "image.db").write_bytes(image)

        assert len(found(secrets, circle.folder)) > 60
        assert found([*secrets, *ids, *texts, MASTER, KEY], tmp_path / "opened") == []
        assert found([*secrets, *ids, *texts, MASTER, KEY, b"SQLite format"], tmp_path / "backups") == []


async def test_what_a_backup_leaves_of_an_open_step_is_what_sealing_leaves(tmp_path: Path) -> None:
    """No key and no data but its item: also what was shown is not kept by session."""
    async with open_circle(tmp_path) as circle:
        await whole_session(circle)
        file = make_backup(circle.folder / "peerlight.db", tmp_path / "backups", KEY, BEGINNING)
        assert {"shown", "closed"} <= set().union(*(slot.data for slot in await circle.slots()))
        await circle.close()
        sealed = [(slot.number, slot.data, slot.nonce, slot.sealed) for slot in await circle.slots()]
        restore(file, KEY, tmp_path / "again" / "peerlight.db")
        again = services_over(tmp_path / "again" / "peerlight.db", circle.clock)
        record = await circle.session()
        slots = await again.desk.store.read(lambda unit: unit.sessions.slots(record.id))
        await again.desk.store.close()

        assert [(slot.number, slot.data, slot.nonce, slot.sealed) for slot in slots] == sealed


def test_what_a_backup_leaves_out_leaves_no_trace(tmp_path: Path, database: Path) -> None:
    """Whether 300 answers of many lengths were open or none: but for counters the image is the same, byte by byte."""
    images = []
    for number in (0, 300):
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("DELETE FROM answers")
            connection.executemany(
                "INSERT INTO answers (slot_id, tag, question, ordinal, hidden, counted, from_member, status) "
                "VALUES (1, randomblob(16), 'word', ?, randomblob(? * 7), 1, 1, 'waiting')",
                [(each, each) for each in range(number)],
            )
        file = make_backup(database, tmp_path / f"of-{number}", KEY, BEGINNING)
        images.append(backups._decrypted(file, KEY)[1][100:])  # SQLite's own counters are in the first 100 bytes

    assert images[0] == images[1]


def test_every_column_that_may_hold_a_secret_is_known_to_the_backups() -> None:
    """Whoever adds one decides first whether a backup may hold it."""
    kept = {"key_check.value", "groups.texts_nonce", "groups.people_nonce", "programmes.nonce"}
    kept |= {"kept_texts.hidden", "attendance.pseudonym", "people.key", "staff.code", "staff.hidden_name"}
    kept |= {"ways.person", "ways.hidden", "ways.mark"}  # settings that a person made once, without a feeling
    kept |= {"people.mark", "attendance.mark", "staff.mark", "reminders.mark"}  # drawn by chance: they lead to nobody
    forgotten = {"slots.nonce", "answers.tag", "answers.hidden", "help_calls.person", "help_calls.hidden_xid"}
    forgotten |= {"duties.code", "duties.hidden_xid", "staff_questions.code", "debriefs.code", "debriefs.hidden"}
    forgotten |= {"measures.person", "measures.hidden_xid"}
    forgotten |= {"session_keys.nonce", "cards.code", "cards.hidden_name", "marks.tag"}
    kept |= {"reminders.person"}
    forgotten |= {"reminders.hidden_xid", "reminders_sent.person", "sign_ups.person"}
    forgotten |= {"rota_places.person", "rota_places.hidden_name", "rota_swaps.asker", "rota_swaps.asker_name"}
    forgotten |= {"rota_swaps.taker", "rota_swaps.taker_name"}
    forgotten |= {"time_polls.nonce", "time_choices.chooser", "time_choices.hidden"}
    forgotten |= {"answer_rounds.nonce", "round_answers.giver", "round_answers.hidden"}
    kept |= {"feedback_notes.hidden", "we_did.hidden"}  # texts of nobody, and lines of the lead
    kept |= {"published_quotes.ref", "published_quotes.hidden"}
    kept |= {"own_prompts.hidden"}  # questions of the group, of nobody
    forgotten |= {"hellos.person", "hellos.hidden_xid", "hellos.wanted"}
    forgotten |= {"hello_offers.person", "hello_offers.hidden_name"}
    forgotten |= {"quotes.ref", "quotes.person", "quotes.hidden"}
    forgotten |= {"turns.code", "turns.hidden_name", "session_roles.code", "session_roles.hidden_name"}
    forgotten |= {"sign_votes.hidden", "sign_voices.code", "sign_voices.hidden"}
    columns = [column for table in Base.metadata.tables.values() for column in table.columns]

    assert {str(column) for column in columns if column.type.python_type is bytes} == kept | forgotten
    looks = {"keepsakes"}  # no secret: after a restore staff read again what members may keep
    looks |= {"turn_rounds"}  # no secret either: it goes with the hands
    assert {name.partition(".")[0] for name in forgotten} == set(FORGET) - looks


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_database_of_each_revision_can_be_backed_up(tmp_path: Path, database: Path, revision: str) -> None:
    """As it is needed before a migration."""
    migrate.downgrade(database, revision)
    counts = verify(make_backup(database, tmp_path / "backups", KEY, BEGINNING), KEY)

    assert counts.revision == revision
    assert (counts.rows["answers"], counts.rows["groups"], counts.rows["slots"]) == (0, 2, 2)


async def test_the_bot_goes_on_while_backups_are_made(tmp_path: Path) -> None:
    """In another thread: no answer is lost, no copy is torn, and the session is sealed after it."""
    async with open_circle(tmp_path) as circle:

        async def back_up_often() -> list[Counts]:
            times = [BEGINNING + timedelta(seconds=number) for number in range(6)]
            database, folder = circle.folder / "peerlight.db", tmp_path / "backups"
            files = [await asyncio.to_thread(make_backup, database, folder, KEY, now) for now in times]
            return [verify(file, KEY) for file in files]

        await circle.start()
        await circle.arrive()
        _place, made = await asyncio.gather(check_in(circle), back_up_often())
        secrets = secrets_of(await circle.slots(), circle.members)
        assert found(secrets, circle.folder)
        await circle.close()

        assert {counts.rows["answers"] for counts in made} == {0}
        assert (await circle.totals())["check-in.week", "answered"] == 8
        assert (await circle.session()).flow.state is State.SEALED
        assert found(secrets, tmp_path) == []


# What comes back.


async def test_a_restored_database_is_whole_and_holds_what_was_sealed(tmp_path: Path) -> None:
    """Kept texts, totals, attendance and settings are equal; the open session comes back closed and is sealed."""
    same = ("kept_texts", "block_totals", "attendance", "people", "groups", "programmes", "occurrences", "used_items")
    async with open_circle(tmp_path) as circle:
        await busy_circle(circle)
        source, again = circle.folder / "peerlight.db", tmp_path / "again" / "peerlight.db"
        file = make_backup(source, tmp_path / "backups", KEY, BEGINNING)
        counts = restore(file, KEY, again)
        before, after = rows_of(source, *same), rows_of(again, *same)
        with closing(sqlite3.connect(again)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchall()
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
            call = connection.execute("SELECT state, person, hidden_xid FROM help_calls").fetchone()
        services = services_over(again, circle.clock)
        restored = Circle(services, circle.clock, again.parent, 8)
        restored.group_id = circle.group_id
        interrupted = await restored.session()
        await prepare(services, MASTER)
        sealed = await restored.session()
        words = await restored.kept("feeling-words")
        await restored.start()
        begun = await restored.session()
        await services.help.due()
        await services.desk.store.close()

        assert counts == verify(file, KEY)
        assert before == after
        assert len(before["kept_texts"]) > 10
        assert (whole, orphans) == ([("ok",)], [])
        assert stat.S_IMODE(again.stat().st_mode) == 0o600
        assert (interrupted.flow.state, interrupted.closed_at) == (State.CLOSED, BEGINNING)
        assert call == ("ended", None, None)
        assert (sealed.id, sealed.flow.state, words) == (interrupted.id, State.SEALED, [])
        assert (begun.id, begun.flow.state) == (sealed.id + 1, State.RUNNING)


# What is refused, in words.


def test_another_key_opens_nothing(tmp_path: Path, database: Path) -> None:
    """It is told apart from damage."""
    file = make_backup(database, tmp_path, KEY, BEGINNING)

    assert problem_of(file, bytes(32)) == "wrong-key"


def test_each_flipped_byte_and_each_missing_end_is_refused(tmp_path: Path, database: Path) -> None:
    """200 of each, wherever they are, and a few bytes too many."""
    file = make_backup(database, tmp_path, KEY, BEGINNING)
    whole, chance = file.read_bytes(), random.Random(5)
    places = [*range(60), *(chance.randrange(len(whole)) for _ in range(140))]
    harmed = tmp_path / "harmed.backup"
    reasons = set()
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        harmed.write_bytes(changed)
        reasons.add(problem_of(harmed))
    cuts = set()
    for length in (0, 1, 15, 16, 60, *(chance.randrange(len(whole)) for _ in range(195))):
        harmed.write_bytes(whole[:length])
        cuts.add(problem_of(harmed))
    harmed.write_bytes(whole + b"more")

    assert reasons <= {"not-a-backup", "newer", "wrong-key", "truncated", "damaged"}
    assert cuts == {"not-a-backup", "truncated"}
    assert problem_of(harmed) == "damaged"
    with pytest.raises(BackupProblem):
        restore(harmed, KEY, tmp_path / "again.db")
    assert not (tmp_path / "again.db").exists()


def test_what_is_no_backup_is_refused(tmp_path: Path, database: Path) -> None:
    """A database, an absent file, a folder, the database of something else, and that of a newer program."""
    other, newer = tmp_path / "other.db", tmp_path / "newer.db"
    shutil.copy(database, newer)
    for file, statement in ((other, "CREATE TABLE cats (name)"), (newer, "UPDATE alembic_version SET version_num = 9")):
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(statement)
    told = []
    for file in (other, newer, tmp_path / "nowhere.db", tmp_path):
        with pytest.raises(BackupProblem) as refused:
            make_backup(file, tmp_path / "backups", KEY, BEGINNING)
        told.append(refused.value.reason)

    assert told == ["not-ours", "newer", "unreadable", "unreadable"]
    assert problem_of(database) == "not-a-backup"
    assert problem_of(tmp_path / "nowhere.backup") == problem_of(tmp_path) == "unreadable"
    assert newest(tmp_path / "backups") is None


def test_a_damaged_database_makes_no_backup(tmp_path: Path, database: Path) -> None:
    """It is noticed on the way, and the older backups stay."""
    content = bytearray(database.read_bytes())
    content[8192:9000] = b"?" * 808
    database.write_bytes(content)
    with pytest.raises(BackupProblem) as refused:
        make_backup(database, tmp_path / "backups", KEY, BEGINNING)

    assert refused.value.reason == "damaged"
    assert not (tmp_path / "backups").exists()


def test_a_database_whose_own_description_is_no_text_is_refused(tmp_path: Path, database: Path) -> None:
    """SQLite quotes in its message what is there, and the driver cannot read that."""
    content = database.read_bytes()
    place = content.index(b"CREATE TABLE attendance") + len("CREATE ")
    database.write_bytes(content[:place] + b"#P\xb1F\xa0" + content[place + 5 :])
    with pytest.raises(BackupProblem) as refused:
        make_backup(database, tmp_path / "backups", KEY, BEGINNING)

    assert refused.value.reason in {"damaged", "unreadable"}


def test_nothing_is_ever_written_over(tmp_path: Path, database: Path) -> None:
    """Not a backup of the same second, and not a database or what is left of one."""
    file = make_backup(database, tmp_path, KEY, BEGINNING)
    before = file.read_bytes(), database.read_bytes()
    half = tmp_path / "half" / f"{file.name}.partial"
    half.parent.mkdir()
    half.write_text("kept")
    left = tmp_path / "left" / "peerlight.db-wal"
    left.parent.mkdir()
    left.write_text("kept")
    told = []
    for again in (
        lambda: make_backup(database, tmp_path, KEY, BEGINNING),
        lambda: make_backup(database, half.parent, KEY, BEGINNING),
        lambda: restore(file, KEY, database),
        lambda: restore(file, KEY, left.with_name("peerlight.db")),
    ):
        with pytest.raises(BackupProblem) as refused:
            again()
        told.append(refused.value.reason)

    assert told == ["not-empty"] * 4
    assert (file.read_bytes(), database.read_bytes(), left.read_text() + half.read_text()) == (*before, "keptkept")
    assert [*left.parent.iterdir(), *half.parent.iterdir()] == [left, half]


def test_of_many_at_the_same_moment_one_is_made(tmp_path: Path, database: Path) -> None:
    """And that one is whole."""

    def try_it(_number: int) -> str:
        try:
            return make_backup(database, tmp_path / "backups", KEY, BEGINNING).name
        except BackupProblem as refused:
            return refused.reason

    with ThreadPoolExecutor(8) as pool:
        said = sorted(pool.map(try_it, range(8)))

    assert said == ["not-empty"] * 7 + ["peerlight-20261124T183000Z.backup"]
    assert [file.name for file in (tmp_path / "backups").iterdir()] == [said[-1]]
    assert verify(tmp_path / "backups" / said[-1], KEY).rows["groups"] == 2


@contextmanager
def no_room_for_more_than(size: int) -> Iterator[None]:
    """Let the machine refuse to make any file longer, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_and_leaves_nothing_behind(tmp_path: Path, database: Path) -> None:
    """Neither half a backup nor half a database."""
    file = make_backup(database, tmp_path / "good", KEY, BEGINNING)
    for attempt in (
        lambda: make_backup(database, tmp_path / "backups", KEY, BEGINNING),
        lambda: restore(file, KEY, tmp_path / "again" / "peerlight.db"),
    ):
        with no_room_for_more_than(65536), pytest.raises(BackupProblem) as refused:
            attempt()
        assert refused.value.reason == "disk-full"
        assert "Make room" in refused.value.mend

    assert [*(tmp_path / "backups").iterdir(), *(tmp_path / "again").iterdir()] == []


def test_a_folder_that_cannot_be_is_told(tmp_path: Path, database: Path) -> None:
    """A file is in its place."""
    (tmp_path / "backups").write_text("I am a file")
    for folder in (tmp_path / "backups", tmp_path / "backups" / "deeper"):
        with pytest.raises(BackupProblem) as refused:
            make_backup(database, folder, KEY, BEGINNING)
        assert refused.value.reason == "cannot-write"


# The key.


def test_the_key_is_made_with_the_first_backup_and_a_lost_one_is_told(tmp_path: Path, database: Path) -> None:
    """For its owner alone; another one is not drawn in silence while backups of the old one are there."""
    settings = settings_in(tmp_path)
    back_up(settings, {}, BEGINNING)
    file = settings.backup.key_file
    mode = stat.S_IMODE(file.stat().st_mode)
    back_up(settings, {}, BEGINNING + timedelta(seconds=1))
    file.unlink()
    with pytest.raises(KeyProblem) as missing:
        back_up(settings, {}, BEGINNING + timedelta(seconds=2))

    assert mode == 0o600
    assert missing.value.reason == "missing"
    assert not file.exists()
    assert back_up(settings, {"PEERLIGHT_BACKUP_KEY": KEY.hex()}, BEGINNING + timedelta(seconds=3)).exists()


@pytest.mark.parametrize(("folder", "reason"), [("data", "inside-data"), ("backups", "inside-backups")])
def test_the_key_is_in_neither_folder(tmp_path: Path, folder: str, reason: str) -> None:
    """A copy of the folder would hold both lock and key."""
    with pytest.raises(KeyProblem) as problem:
        load_backup_key(tmp_path / folder / "b.key", {}, tmp_path / "data", tmp_path / "backups", may_create=True)

    assert problem.value.reason == reason
    assert "key_file under [backup]" in problem.value.mend
    assert not (tmp_path / folder).exists()


# When they are made, and when they go.


def test_backups_expire_by_their_date(tmp_path: Path) -> None:
    """Also what a killed program left half written; nothing else in the folder is touched."""
    names = [f"peerlight-2026{day}T030000Z.backup" for day in ("1025", "1026", "1124")]
    others = ["peerlight-20200101T030000Z.backup.copy", "my-peerlight-20200101T030000Z.backup", "notes.txt"]
    for name in (*names, *others, "peerlight-20261001T030000Z.backup.partial"):
        (tmp_path / name).write_text("x")

    assert expire(tmp_path, NIGHT) == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([*names[1:], *others])
    assert expire(tmp_path, NIGHT, days=1) == 1
    assert expire(tmp_path / "nowhere", NIGHT) == 0


async def test_each_night_a_backup_is_made_and_old_ones_go(tmp_path: Path, database: Path) -> None:
    """At 03:00 in UTC; the first at once where there is none, and one that was slept through when the bot is back."""
    settings, clock = settings_in(tmp_path), MovedClock(BEGINNING)
    timetable = Timetable(clock)
    plan_nightly(timetable, clock, settings, {})
    await timetable.tick()
    made = [newest(settings.backup.folder)]
    for moment in (NIGHT - timedelta(seconds=1), NIGHT, NIGHT + timedelta(hours=1), NIGHT + timedelta(days=1)):
        clock.move_to(moment)
        await timetable.tick()
        made.append(newest(settings.backup.folder))
    clock.advance(timedelta(days=30, hours=5))
    later = Timetable(clock)
    plan_nightly(later, clock, settings, {})
    await later.tick()

    assert made == [BEGINNING, BEGINNING, NIGHT, NIGHT, NIGHT + timedelta(days=1)]
    assert newest(settings.backup.folder) == clock.now()
    assert len(list(settings.backup.folder.iterdir())) == 1


async def test_a_night_that_fails_is_logged_and_the_next_one_tries_again(
    tmp_path: Path, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """And old backups expire all the same."""
    settings, clock = settings_in(tmp_path), MovedClock(NIGHT)
    timetable = Timetable(clock)
    plan_nightly(timetable, clock, settings, {})
    await timetable.tick()
    away = await asyncio.to_thread(database.rename, tmp_path / "away.db")
    clock.advance(timedelta(days=31))
    with caplog.at_level(logging.ERROR):
        await timetable.tick()
    left = list(settings.backup.folder.iterdir())
    await asyncio.to_thread(away.rename, database)
    clock.advance(timedelta(days=1))
    await timetable.tick()

    assert [record.getMessage() for record in caplog.records] == [
        "There is no backup (unreadable). Type: peerlight backup. It says what to do."
    ]
    assert left == []
    assert newest(settings.backup.folder) == clock.now()


# Migrations.


def broken_migrations(folder: Path) -> Path:
    """Copy the migrations and add two: one that works, and one that fails half-way."""
    copy = folder / "migrations"
    shutil.copytree(migrate.MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    revision = head()
    for body in (
        'op.add_column("groups", sa.Column("extra", sa.String()))\n    op.execute("DELETE FROM rules")',
        'op.create_table("more", sa.Column("id", sa.Integer()))\n    op.execute("DELETE FROM nowhere")',
    ):
        before, revision = revision, f"{int(revision) + 1:04}"
        (copy / "versions" / f"{revision}_broken.py").write_text(
            f'import sqlalchemy as sa\nfrom alembic import op\nrevision = "{revision}"\ndown_revision = "{before}"\n'
            f"def upgrade():\n    {body}\n"
        )
    return copy


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the last row, also what earlier migrations of the same start had done; and there is a backup beside it."""
    settings = settings_in(tmp_path)
    before = dump(database)
    monkeypatch.setattr(migrate, "MIGRATIONS", broken_migrations(tmp_path))
    (tmp_path / "keys").mkdir()
    settings.privacy.master_key_file.write_text(MASTER.hex())
    settings.privacy.master_key_file.chmod(0o600)
    with pytest.raises(Exception, match="no such table: nowhere"):
        open_store(settings)
    (file,) = settings.backup.folder.iterdir()
    counts = verify(
        file, load_backup_key(settings.backup.key_file, {}, tmp_path / "a", tmp_path / "b", may_create=False)
    )

    assert dump(database) == before
    assert counts.rows["rules"] == 2


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_a_backup_is_made_before_a_migration_and_only_then(desk: Desk, command: str) -> None:
    """Not of a database that is new or up to date; and where none can be made, nothing is migrated."""
    desk.put_key()
    desk.put_database()
    desk.type("migrate")
    assert not (desk.folder / "backups").exists()

    migrate.downgrade(desk.database, REVISIONS[-2])
    (desk.folder / "backups").write_text("I am a file")
    refused = desk.type(command)
    assert (refused.status, migrate.revision_of(desk.database)) == (2, REVISIONS[-2])
    assert "cannot be written" in refused.text

    (desk.folder / "backups").unlink()
    desk.settings('[content]\npack = "nowhere"\n')  # found out after the migration: so ``run`` ends
    desk.type(command)
    (file,) = (desk.folder / "backups").iterdir()
    assert migrate.revision_of(desk.database) == head()
    assert "is whole" in desk.type("backup", "--verify", str(file)).text


# What a person types.


def test_a_person_makes_a_backup_looks_it_over_and_puts_it_back(desk: Desk) -> None:
    """Each in one line, with what to do next; the key is named and never shown."""
    desk.put_key()
    desk.put_database()
    fill(desk.database)
    made = desk.type("backup")
    (file,) = (desk.folder / "backups").iterdir()
    looked = desk.type("backup", "--verify", str(file))
    refused = desk.type("restore", str(file))
    for one in list(desk.database.parent.iterdir()):
        one.unlink()
    restored = desk.type("restore", str(file))
    key = (desk.folder / ".config" / "peerlight" / "backup.key").read_text().strip()

    assert (made.status, looked.status, refused.status, restored.status) == (0, 0, 2, 0)
    assert f"backups/{file.name}" in made.text
    assert "backup.key" in made.text
    assert "2 groups, 2 sessions and 2 kept texts" in looked.text
    assert "is already there" in refused.text
    assert "is back" in restored.text
    assert len(rows_of(desk.database, "groups")["groups"]) == 2
    assert key not in made.text + looked.text + refused.text + restored.text
    assert all(one.text.isascii() for one in (made, looked, refused, restored))


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        (("backup",), "There is no database"),
        (("backup", "--verify", "config.toml"), "The key of the backups is not at"),
        (("restore", "config.toml"), "The key of the backups is not at"),
        (("restore",), "Missing argument"),
    ],
)
def test_what_cannot_be_done_is_said(desk: Desk, words: tuple[str, ...], sign: str) -> None:
    """With status 2, and nothing is made."""
    printed = desk.type(*words)

    assert printed.status == 2
    assert sign in printed.text.replace("\n", " ")
    assert not (desk.folder / "backups").exists()
    assert not desk.database.exists()


def test_a_backup_that_is_none_is_refused_at_the_command_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key comes from the environment here."""
    monkeypatch.setenv("PEERLIGHT_BACKUP_KEY", KEY.hex())
    printed = [desk.type("backup", "--verify", "config.toml"), desk.type("restore", "config.toml")]
    monkeypatch.setenv("PEERLIGHT_BACKUP_KEY", "short")
    short = desk.type("restore", "config.toml")

    assert {one.status for one in (*printed, short)} == {2}
    assert all("config.toml is no backup of Peerlight" in one.text for one in printed)
    assert "is not whole" in short.text


def test_the_settings_say_what_is_wrong_with_them(tmp_path: Path) -> None:
    """No backup is kept for longer than 30 days."""
    file = tmp_path / "config.toml"
    file.write_text("[backup]\nkeep_days = 31\n")
    with pytest.raises(ConfigProblems) as caught:
        load_settings(file, {})

    assert "The largest that is allowed is 30." in caught.value.problems[0].mend


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_each_command_has_help(desk: Desk, command: str) -> None:
    """In whole sentences."""
    printed = desk.type(command, "--help")

    assert printed.status == 0
    assert f"Usage: peerlight {command}" in printed.text
    assert printed.text.count(".") > 1
