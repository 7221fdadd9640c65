"""The clock of deletion: what is older than its lifetime goes, the numbers stay, and a dry run changes nothing."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from circle import MASTER, ROOM, Circle, open_circle
from desk import Desk
from house import open_house
from made import rows_in
from test_sealing import a_stranger_reads, found

from bot.app import prepare
from bot.privacy import Veil
from bot.privacy.retention import ATTENDANCE, DUTIES, HELP_CALLS, KEPT, OCCURRENCES
from bot.reports.head_counts import to_csv
from bot.services import Removed
from bot.services.schedule import Where
from bot.storage import Programme, Unit
from bot.storage.models import Base

PAGE = Path(__file__).parents[1] / "docs" / "data.md"
KEY_DAYS, CALL_DAYS, DATE_DAYS = 28, 90, 400


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Sit down in an empty folder."""
    return Desk(tmp_path, monkeypatch, capsys)


async def a_programme(circle: Circle, sessions: int = 2) -> None:
    """Hold weekly sessions, the last one without the first member and with the second to listen; then end it."""
    for number in range(sessions):
        await circle.start()
        record = await circle.session()
        for member in circle.members[number:]:
            await circle.comes(member, record.id)
        await circle.services.presence.arrive(circle.members[1], record.id, listening=number > 0)
        await circle.close()
        if number < sessions - 1:
            circle.clock.advance(timedelta(days=7))
    await circle.end_programme()


async def programmes(circle: Circle) -> list[Programme]:
    """Read the group's programmes."""
    return await circle.store.read(lambda unit: unit.groups.programmes(circle.group_id))


async def csv(circle: Circle) -> str:
    """Read the lead's head-counts."""
    return to_csv(await circle.services.statistics.head_counts(circle.lead, ROOM, 1))


async def after(circle: Circle, days: int) -> list[Removed]:
    """Let so many days pass, and delete what is old enough then."""
    circle.clock.advance(timedelta(days=days))
    return await circle.services.retention.run(circle.clock.now())


def dump(folder: Path) -> list[str]:
    """Write down everything that the database holds."""
    return rows_in(folder)


# The table of lifetimes.


def test_every_table_has_one_lifetime_and_a_reason() -> None:
    """Whoever adds a table says how long its rows stay."""
    assert sorted(one.table for one in KEPT) == sorted(Base.metadata.tables)
    assert all(one.why for one in KEPT)
    assert all(one.since for one in KEPT if one.days)


def test_the_page_about_data_names_every_lifetime() -> None:
    """The days that the code counts are the days that people are told."""
    page = PAGE.read_text(encoding="utf-8")
    rows = {name: row for row in page.splitlines() for name in re.findall(r"^\| `(\w+)` \|", row)}

    assert [one.table for one in KEPT if one.days and f"{one.days} days" not in rows[one.table]] == []
    assert (ATTENDANCE.days, HELP_CALLS.days, OCCURRENCES.days) == (KEY_DAYS, CALL_DAYS, DATE_DAYS)


# The end of a programme and of its key.


async def test_the_key_goes_28_days_after_the_last_session_and_not_a_day_before(tmp_path: Path) -> None:
    """By a clock that we move."""
    async with open_circle(tmp_path, members=4) as circle:
        await a_programme(circle)

        assert await after(circle, KEY_DAYS - 1) == []
        assert (await programmes(circle))[0].nonce is not None
        assert await after(circle, 1) == [Removed(ATTENDANCE, 4 + 3)]
        assert (await programmes(circle))[0].nonce is None


async def test_after_the_keys_end_the_numbers_are_the_same(tmp_path: Path) -> None:
    """Sessions, attendances, listeners and different people: to the letter, also in the export."""
    async with open_circle(tmp_path, members=4) as circle:
        await a_programme(circle, sessions=4)
        before = await csv(circle)
        await after(circle, KEY_DAYS)

        assert before.splitlines()[-1] == "programme,1,4,,12,3,4"
        assert await csv(circle) == before


async def test_after_the_keys_end_nobody_can_be_matched(tmp_path: Path) -> None:
    """With the database, the master key and a list of all ids: no code is in any file, no key, and no row."""
    async with open_circle(tmp_path, members=4) as circle:
        await a_programme(circle)
        nonce = (await programmes(circle))[0].nonce
        assert nonce
        veil = Veil(MASTER, nonce, "programme")
        secrets = [nonce, *(veil.tag(member.id.to_bytes()) for member in circle.members)]
        before = found(secrets, circle.folder)
        await after(circle, KEY_DAYS)
        mine = await circle.services.own_data.my_data(circle.members[1], ROOM, 1)

        assert before == secrets
        assert found(secrets, circle.folder) == []
        assert await circle.store.read(lambda unit: unit.attendance.of_programme(1)) == 0
        assert (mine.sessions_counted, mine.sessions_before) == (0, 0)


async def test_forgetting_after_the_keys_end_changes_no_number(tmp_path: Path) -> None:
    """Totals have nobody in them; settings still go."""
    async with open_circle(tmp_path, members=4) as circle:
        await a_programme(circle)
        await after(circle, KEY_DAYS)
        before = await csv(circle)
        forgotten = await circle.services.own_data.forget_me(circle.members[1], ROOM, 1)

        assert (forgotten.settings, forgotten.attendances) == (1, 0)
        assert await csv(circle) == before


async def test_a_programme_that_goes_on_keeps_its_key(tmp_path: Path) -> None:
    """However long ago its last session was: nobody has ended it."""
    async with open_circle(tmp_path, members=4) as circle:
        await circle.start()
        await circle.arrive()
        await circle.close()

        assert await after(circle, 1000) == [Removed(DUTIES, 1)]
        assert (await programmes(circle))[0].nonce is not None


async def test_the_next_programme_has_a_key_of_its_own_and_is_left_alone(tmp_path: Path) -> None:
    """Two programmes of one group: the old one becomes totals, the new one counts on."""
    async with open_circle(tmp_path, members=4) as circle:
        await a_programme(circle, sessions=4)
        circle.clock.advance(timedelta(days=7))
        await circle.start()
        await circle.arrive()
        await circle.close()
        old, new = await programmes(circle)
        removed = await after(circle, KEY_DAYS - 7)

        assert removed == [Removed(ATTENDANCE, 12)]
        assert (await programmes(circle))[1] == new
        assert old.nonce != new.nonce
        assert (await csv(circle)).splitlines()[-2:] == ["programme,1,4,,12,3,4", "programme,2,1,,4,0,4"]


async def test_a_programme_without_anybody_ends_too(tmp_path: Path) -> None:
    """Its key goes, and its numbers are zeros."""
    async with open_circle(tmp_path, members=1) as circle:
        await circle.start()
        await circle.close()
        await circle.end_programme()

        assert await after(circle, KEY_DAYS) == [Removed(ATTENDANCE, 0)]
        assert (await csv(circle)).splitlines()[-1] == "programme,1,1,,0,0,0"
        assert await after(circle, 1) == []


async def test_only_a_lead_ends_a_programme_and_only_between_sessions(tmp_path: Path) -> None:
    """Two refusals, each with its sentence."""
    async with open_circle(tmp_path, members=1) as circle:
        await circle.start()
        for who, reason in ((circle.facilitator, "leads-only"), (circle.lead, "still-open")):
            with pytest.raises(Exception, match=reason):
                await circle.end_programme(who)
        await circle.close()
        await circle.end_programme()

        assert (await programmes(circle))[0].ended_on == circle.clock.now().date()


# Calls for help, and dates.


async def test_a_call_that_has_ended_goes_after_90_days_and_an_open_one_never(tmp_path: Path) -> None:
    """An open one is ended by the beat first: nobody's id is kept for a day."""
    async with open_circle(tmp_path, members=2) as circle:
        for member in circle.members:
            await circle.services.help.ask(member, ROOM, 1, "talk")
        (first, _second) = await circle.store.read(lambda unit: unit.help_calls.in_states(("open",)))
        await circle.services.help.end(circle.facilitator, first.id, "talked")

        assert await after(circle, CALL_DAYS - 1) == []
        assert await after(circle, 1) == [Removed(HELP_CALLS, 1)]
        assert await circle.store.read(lambda unit: unit.help_calls.get(first.id)) is None
        assert len(await circle.store.read(lambda unit: unit.help_calls.in_states(("open",)))) == 1


async def test_a_date_goes_after_400_days_and_its_session_stays(tmp_path: Path) -> None:
    """The week that was due and opened; no session opens a second time for it."""
    async with open_circle(tmp_path, members=2) as circle:
        await circle.start()
        await circle.close()
        record = await circle.session()

        async def claim(unit: Unit) -> None:
            await unit.occurrences.claim(circle.group_id, record.on_date, record.starts_at, "opened")
            await unit.occurrences.set(circle.group_id, record.on_date, outcome="opened", session_id=record.id)

        await circle.store.write(claim)

        assert await after(circle, DATE_DAYS - 1) == []
        assert await after(circle, 1) == [Removed(OCCURRENCES, 1), Removed(DUTIES, 1)]
        assert (await circle.session()).id == record.id


# When it runs.


async def test_a_dry_run_says_the_same_and_deletes_nothing(tmp_path: Path) -> None:
    """Byte for byte the same content before and after, and then the real run does what was said."""
    async with open_circle(tmp_path, members=4) as circle:
        await a_programme(circle)
        await circle.services.help.ask(circle.members[0], ROOM, 1, "talk")
        (call,) = await circle.store.read(lambda unit: unit.help_calls.in_states(("open",)))
        await circle.services.help.end(circle.facilitator, call.id, "talked")
        circle.clock.advance(timedelta(days=CALL_DAYS))
        before = dump(circle.folder)
        told = await circle.services.retention.dry_run(circle.clock.now())

        assert told == [Removed(ATTENDANCE, 7), Removed(HELP_CALLS, 1)]
        assert dump(circle.folder) == before
        assert await circle.services.retention.run(circle.clock.now()) == told
        assert dump(circle.folder) != before
        assert await circle.services.retention.dry_run(circle.clock.now()) == []


async def test_each_start_does_what_was_missed(tmp_path: Path) -> None:
    """A bot that is switched off every night forgets on time all the same."""
    async with open_circle(tmp_path, members=4) as circle:
        await a_programme(circle)
        circle.clock.advance(timedelta(days=KEY_DAYS))
        await prepare(circle.services, MASTER)

        assert (await programmes(circle))[0].nonce is None


async def test_a_bot_that_stays_up_does_it_once_a_day(tmp_path: Path) -> None:
    """Its timetable moves with the clock; nobody has to type anything."""
    async with open_house(tmp_path, members=2, weekday=-1) as home:
        await home.start()
        await home.arrives(home.members[0])
        await home.close()
        lead = home.caller(home.lead)
        where = Where(home.room.id, home.stage.guild.id)
        await home.services.programmes.end(lead, where, version=0)
        for _ in range(KEY_DAYS + 1):
            await home.forward(days=1)
        left = await home.services.desk.store.read(lambda unit: unit.groups.programmes(home.stage.group_id))

        assert [one.nonce for one in left] == [None]


async def test_traces_in_a_file_that_somebody_reads_go_at_the_next_beat(tmp_path: Path) -> None:
    """The key is gone at once; the log is emptied when nobody is in the way."""
    async with open_circle(tmp_path, members=4) as circle:
        await a_programme(circle)
        nonce = (await programmes(circle))[0].nonce
        assert nonce
        with a_stranger_reads(circle.folder):
            await after(circle, KEY_DAYS)
        await circle.services.week.beat()

        assert found([nonce], circle.folder) == []


# On the command line.


def put_old_programme(desk: Desk) -> None:
    """Leave a programme that ended years ago in the desk's database."""

    async def play() -> None:
        async with open_circle(desk.folder, members=4) as circle:
            circle.clock.advance(datetime(2020, 1, 7, 18, 30, tzinfo=UTC) - circle.clock.now())
            await a_programme(circle)

    asyncio.run(play())


def test_the_command_says_what_would_go_then_what_went_then_nothing(desk: Desk) -> None:
    """A dry run first; both need no bot and no master key."""
    put_old_programme(desk)
    before = dump(desk.database.parent)
    told = desk.type("retention", "--dry-run")
    assert dump(desk.database.parent) == before
    done = desk.type("retention")
    again = desk.type("retention")

    end = "(28 days after the last session of a programme that has ended)."
    duties = "duties: 2 rows {} (400 days after the session).\n"
    assert (told.status, told.text) == (0, f"attendance: 7 rows would go {end}\n" + duties.format("would go"))
    assert (done.status, done.text) == (0, f"attendance: 7 rows are gone {end}\n" + duties.format("are gone"))
    assert (again.status, again.text) == (0, "Nothing was old enough to go.\n")
    assert desk.type("retention", "--dry-run").text == "Nothing is old enough to go.\n"


def test_the_command_says_when_somebody_reads_the_file(desk: Desk) -> None:
    """The rows are gone, and it does not claim more."""
    put_old_programme(desk)
    with a_stranger_reads(desk.database.parent):
        done = desk.type("retention")

    assert "Type this again." in done.text
    assert desk.type("retention").text == "Nothing was old enough to go.\n"


def test_the_command_says_what_to_do_without_a_database(desk: Desk) -> None:
    """And makes none."""
    printed = desk.type("retention", "--dry-run")

    assert printed.status == 2
    assert "peerlight migrate" in printed.text
    assert not desk.database.exists()
