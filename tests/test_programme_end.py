"""The end of a programme: a lead's command, and no backup that outlives the key."""

import logging
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from circle import BEGINNING, MASTER, Circle, open_circle
from desk import Desk
from house import open_house
from made import look
from roles import may_see
from test_backups import settings_in
from test_sealing import found
from test_session_flow_in_discord import forges

from bot.config import Settings
from bot.privacy import Veil
from bot.scheduling import SystemClock
from bot.services.backups import back_up, renewing
from bot.storage import backups

KEY_DAYS = 28


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Sit down in an empty folder."""
    return Desk(tmp_path, monkeypatch, capsys)


async def test_the_lead_ends_the_programme_after_one_more_press(tmp_path: Path) -> None:
    """Only the second press does it; the next session starts a new programme; the audit has it once."""
    async with open_house(tmp_path) as home:
        await may_see(home, "programme", home.lead)
        none = await home.lead.types(home.staff, "programme end")
        await home.start()
        early = await home.lead.types(home.staff, "programme end")
        await home.close()
        asked = await home.lead.types(home.staff, "programme end")
        before = await home.services.desk.store.read(lambda unit: unit.groups.programmes(1))
        assert asked.message
        done = await home.lead.presses_control(asked.controls[0], asked.message)
        (ended,) = await home.services.desk.store.read(lambda unit: unit.groups.programmes(1))
        await home.start()
        programmes = await home.services.desk.store.read(lambda unit: unit.groups.programmes(1))

        assert none.text == home.say("refused.no-programme")
        assert early.text == home.say("refused.still-open")
        assert before[0].ended_on is None
        assert done.text
        assert ended.ended_on == BEGINNING.date()
        assert len(programmes) == 2
        assert asked.private
        assert done.private


async def test_a_second_press_ends_nothing_more(tmp_path: Path) -> None:
    """The same button on another screen says kindly that the dates have changed, and shows them."""
    async with open_house(tmp_path) as home:
        await may_see(home, "programme", home.lead)
        await home.start()
        await home.close()
        asked = await home.lead.types(home.staff, "programme end")
        assert asked.message
        control = asked.controls[0]
        await home.lead.presses_control(control, asked.message)
        again = await forges(home, home.lead, control.custom_id, on=home.staff.history()[-1])  # on another screen

        assert again.text.startswith(home.say("schedule.changed-before"))
        assert again.private
        deeds = look(home.folder / "data", "SELECT count(*) FROM staff_actions WHERE action = 'programme-ended'")
        assert deeds == [(1,)]


# Backups and the key.


async def ended_with_backups(circle: Circle, settings: Settings) -> bytes:
    """Hold a session, make two backups, end the programme, let 28 days pass; return the key's nonce."""
    await circle.start()
    await circle.arrive()
    await circle.close()
    for hours in (0, 1):
        back_up(settings, {}, circle.clock.now() + timedelta(hours=hours))
    await circle.end_programme()
    (programme,) = await circle.store.read(lambda unit: unit.groups.programmes(circle.group_id))
    circle.clock.advance(timedelta(days=KEY_DAYS))
    assert programme.nonce
    return programme.nonce


def opened(folder: Path) -> Path:
    """Decrypt every backup into a folder, and return it."""
    there = folder / "opened"
    there.mkdir(exist_ok=True)
    key = bytes.fromhex((folder / "keys" / "b.key").read_text())
    for file in (folder / "backups").glob("*.backup"):
        (there / file.name).write_bytes(backups._decrypted(file, key)[1])
    return there


async def test_when_the_key_dies_no_backup_has_it_and_a_new_one_is_there(tmp_path: Path) -> None:
    """By the daily clock: every older backup goes once the new one was read back; no code is left in any file."""
    settings = settings_in(tmp_path)
    async with open_circle(tmp_path, members=4) as circle:
        nonce = await ended_with_backups(circle, settings)
        codes = [Veil(MASTER, nonce, "programme").tag(member.id.to_bytes()) for member in circle.members]
        before = found([nonce, *codes], opened(tmp_path))
        for file in (tmp_path / "opened").iterdir():
            file.unlink()
        circle.services.retention.renew_backups = renewing(settings, {})
        await circle.services.retention.daily()
        (left,) = (tmp_path / "backups").iterdir()

        assert before == [nonce, *codes]
        assert left.name.startswith("peerlight-20261222T")
        assert found([nonce, *codes], opened(tmp_path)) == []
        assert backups.verify(left, bytes.fromhex((tmp_path / "keys" / "b.key").read_text())).rows["sessions"] == 1


async def test_after_a_kill_in_between_the_next_day_finishes(tmp_path: Path) -> None:
    """The key is gone and the backups are still there: nothing but the database and the folder tell it."""
    settings = settings_in(tmp_path)
    async with open_circle(tmp_path, members=4) as circle:
        nonce = await ended_with_backups(circle, settings)
        await circle.services.retention.daily()  # no backups are known here: as if it was killed before them
        circle.clock.advance(timedelta(days=1))
        circle.services.retention.renew_backups = renewing(settings, {})
        await circle.services.retention.daily()
        names = [file.name for file in (tmp_path / "backups").iterdir()]
        await circle.services.retention.daily()

        assert len(names) == 1
        assert found([nonce], opened(tmp_path)) == []
        assert [file.name for file in (tmp_path / "backups").iterdir()] == names


async def test_where_no_new_backup_can_be_made_the_old_ones_stay(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A group is not left without any; the operator is told, and the next day tries again."""
    settings = settings_in(tmp_path)
    async with open_circle(tmp_path, members=4) as circle:
        await ended_with_backups(circle, settings)
        (tmp_path / "keys" / "b.key").rename(tmp_path / "keys" / "away")
        circle.services.retention.renew_backups = renewing(settings, {})
        circle.clock.advance(timedelta(days=-KEY_DAYS + 1))  # else they would expire by their age
        await circle.services.retention.run(circle.clock.now() + timedelta(days=KEY_DAYS))
        with caplog.at_level(logging.ERROR):
            await circle.services.retention.daily()

        assert len(list((tmp_path / "backups").iterdir())) == 2
        assert [line.getMessage() for line in caplog.records if line.name.startswith("bot")] == [
            "Old backups still hold the key of a programme that has ended (missing). This is tried again tomorrow."
        ]


def test_the_command_line_does_the_same(desk: Desk) -> None:
    """`peerlight retention` says how many backups went; a dry run leaves them."""
    desk.put_key()
    desk.put_database()
    desk.type("backup")
    died_at = SystemClock().now()
    with closing(sqlite3.connect(desk.database)) as connection, connection:
        connection.execute(
            "INSERT INTO programmes (id, group_id, started_on, ended_on, nonce, key_gone_at) "
            "VALUES (1, 1, '2020-01-01', '2020-02-01', NULL, ?)",
            (f"{died_at:%Y-%m-%d %H:%M:%S.%f}",),
        )
    (old,) = (desk.folder / "backups").iterdir()
    dry = desk.type("retention", "--dry-run")
    assert old.exists()
    time.sleep(1.1)  # a backup's name holds whole seconds
    done = desk.type("retention")
    again = desk.type("retention")
    (new,) = (desk.folder / "backups").iterdir()

    assert "backups" not in dry.text + again.text
    assert "1 backups that held the key of a programme that has ended are gone. A new one is there." in done.text
    assert new.name > old.name
