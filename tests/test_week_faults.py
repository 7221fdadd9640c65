"""What goes wrong around the week: clocks that jump, many starts, rights and rooms and roles that are gone."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from circle import BEGINNING, GROUP, MASTER, ROOM, Circle, open_circle, services_over
from house import House, open_house
from made import migrated
from sqlalchemy.exc import IntegrityError

from bot.app import prepare
from bot.rehearsal.people import text_of
from bot.scheduling import MovedClock, Timetable
from bot.services.schedule import Where
from bot.session import State

TUESDAY = date(2026, 12, 1)
HALF_PAST_SIX = datetime(2026, 12, 1, 18, 30, tzinfo=UTC)
WEEKLY = replace(GROUP, weekday=1, weekly_from=TUESDAY)


async def beats(circle: Circle, *minutes: int) -> list[str]:
    """Beat at these minutes after the time, in this order, whichever way the clock goes; return what was said."""
    said = []
    for minute in minutes:
        circle.clock.move_to(HALF_PAST_SIX + timedelta(minutes=minute))
        said += [notice.text for notice in (await circle.services.week.beat()).notices]
    return said


async def opened(circle: Circle) -> int:
    """Count the sessions that there are."""
    return len(await circle.store.read(lambda unit: unit.sessions.of_group(circle.group_id)))


@pytest.mark.parametrize(
    ("minutes", "sessions", "said"),
    [
        ((-11, -10, -70, -60, -10, 0), 1, ["staff.nobody-ready", "week.nobody-ready"]),
        ((-10, 0, -60, -5, 0, 1), 1, ["staff.nobody-ready", "week.nobody-ready"]),
        ((-11, 49, 50, -11, -10, 0), 0, ["staff.missed-opening", "week.missed"]),
        (
            (-70, -10, 50, 110, 50),
            1,
            ["staff.card-late", "staff.called-off", "week.called-off"],
        ),  # no rooms
    ],
    ids=["back after the opening", "back after the time", "forward over it and back", "forward in the gathering"],
)
async def test_a_clock_that_jumps_an_hour_opens_nothing_twice_and_says_nothing_twice(
    tmp_path: Path, minutes: tuple[int, ...], sessions: int, said: list[str]
) -> None:
    """A due date is claimed once, whatever time it is afterwards."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(WEEKLY)

        assert await beats(circle, *minutes) == said
        assert await opened(circle) == sessions


async def test_a_clock_that_jumps_an_hour_sends_no_reminder_twice_and_ends_no_session(tmp_path: Path) -> None:
    """Back over the moment of a reminder: once. A running session goes on after a jump on, and after one back."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(WEEKLY)
        await circle.services.reminders.choose(circle.members[0], Where(ROOM, 1), "hour", on=True)
        sent = []
        for minute in (-61, -60, -120, -60, -59):
            circle.clock.move_to(HALF_PAST_SIX + timedelta(minutes=minute))
            sent += await circle.services.reminders.due()
        await beats(circle, -10)
        await circle.services.sessions.ready(circle.facilitator, (await circle.session()).id)
        await beats(circle, 0, 60, 5)

        assert len(sent) == 1
        assert (await circle.session()).flow.state is State.RUNNING


async def test_ten_starts_in_a_minute_open_one_session_and_say_nothing_twice(tmp_path: Path) -> None:
    """At the time itself, with nobody ready: the first start claims it, and the others find it claimed."""
    said = []
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(WEEKLY)
        for seconds in range(0, 60, 6):
            circle.clock.move_to(HALF_PAST_SIX + timedelta(seconds=seconds))
            again = services_over(circle.database, circle.clock)
            await prepare(again, MASTER)
            said += [notice.text for notice in (await again.week.beat()).notices]
            await again.desk.store.close()

        assert said == ["staff.nobody-ready", "week.nobody-ready"]
        assert await opened(circle) == 1


async def test_the_rounds_go_on_when_the_clock_is_set_back() -> None:
    """A round is planned by the clock. An hour back, it would wait for an hour and more: it does not."""
    clock, rounds = MovedClock(HALF_PAST_SIX), list[datetime]()

    async def beat() -> None:
        rounds.append(clock.now())

    timetable = Timetable(clock)
    timetable.every("beat", 30, beat)
    for seconds in (30, -3600, 10, 20, 3600):
        clock.advance(timedelta(seconds=seconds))
        await timetable.tick()

    assert [(at - HALF_PAST_SIX).total_seconds() for at in rounds] == [30, -3570, -3540, 60]


async def test_what_is_due_is_called_by_the_beat_when_no_alarm_rings_in_time() -> None:
    """The clock goes on by an hour: the alarm, an hour away by the machine, is of no use, and the beat finds it."""
    clock, called = MovedClock(HALF_PAST_SIX), asyncio.Event()

    async def opens() -> None:
        called.set()

    timetable = Timetable(clock, beat=timedelta(milliseconds=20))
    timetable.start()
    timetable.at("open", HALF_PAST_SIX + timedelta(hours=1), opens)
    clock.advance(timedelta(hours=1))
    async with asyncio.timeout(5):
        await called.wait()
    await timetable.stop()


IN_DISCORD: dict[str, Any] = {"weekday": 1, "weekly_from": date(2026, 11, 24)}
SIX_TEN = datetime(2026, 11, 24, 18, 10, tzinfo=UTC)


def told(home: House) -> str:
    """Read all that staff were told in their channel."""
    return "\n".join(text_of(message) for message in home.staff.history())


@asynccontextmanager
async def administrator(home: House) -> AsyncIterator[discord.Guild]:
    """Do something with the rights of whoever owns the server."""
    kept = home.stage.env.backend.get_guild(home.stage.guild.id)
    guild, owner = home.stage.bot.get_guild(home.stage.guild.id), kept.owner_id
    assert home.stage.bot.user
    assert guild
    kept.owner_id = home.stage.bot.user.id
    yield guild
    kept.owner_id = owner
    await home.stage.env.settle()


async def allows(home: House, *, seen: bool | None) -> None:
    """Take View Channel and Send Messages away from the bot in the group room, or give them back."""
    async with administrator(home) as guild:
        room = guild.get_channel(home.room.id)
        assert isinstance(room, discord.TextChannel)
        await room.set_permissions(
            guild.me, overwrite=discord.PermissionOverwrite(view_channel=seen, send_messages=seen)
        )


async def test_a_room_that_is_closed_to_the_bot_is_told_once_and_the_card_comes_when_it_is_open_again(
    tmp_path: Path,
) -> None:
    """View Channel and Send Messages are gone at the opening: the session is there all the same, and staff know."""
    async with open_house(tmp_path, at=SIX_TEN, **IN_DISCORD) as home:
        await allows(home, seen=False)
        for _ in range(3):
            await home.forward(minutes=4)
        assert (await home.session()).flow.state is State.GATHERING
        assert told(home).count(home.say("staff.cannot-write-session")) == 1
        assert (await home.session()).card_xid is None
        await allows(home, seen=None)
        await home.forward(minutes=1)

        assert (await home.session()).card_xid
        assert "6:30pm" in home.card_text


async def test_a_role_that_is_gone_is_told_with_what_to_do_and_the_session_opens(tmp_path: Path) -> None:
    """The lead role and the member role are deleted: staff read it at once, and facilitators go on."""
    async with open_house(tmp_path, at=SIX_TEN, **IN_DISCORD) as home:
        group = (await home.services.groups.all())[0]
        async with administrator(home) as guild:
            for xid in (group.lead_role_xid, group.member_role_xid):
                role = guild.get_role(xid)
                assert role
                await role.delete()
        await home.forward(minutes=11)
        await home.facilitator.presses("I am ready", home.panel)
        await home.forward(minutes=10)

        assert home.say("check.no-role-lead") in told(home)
        assert home.say("check.no-role-member") in told(home)
        assert (await home.session()).flow.state is State.RUNNING


async def test_where_the_staff_channel_is_gone_staff_read_it_below_the_next_answer_to_them(tmp_path: Path) -> None:
    """Nothing can be said in a channel that is gone. Members hear nothing of it, and the session goes on."""
    async with open_house(tmp_path, at=SIX_TEN, **IN_DISCORD) as home:
        async with administrator(home) as guild:
            staff = guild.get_channel(home.staff.id)
            assert staff
            await staff.delete()
        await home.forward(minutes=11)
        member = await home.members[0].types(home.room, "reminders")
        lead = await home.lead.types(home.room, "reminders")

        assert home.say("check.no-staff") in lead.text
        assert lead.private
        assert home.say("check.no-staff") not in member.text
        assert home.say("reminders.title") in member.text
        assert (await home.session()).flow.state is State.GATHERING
        assert "6:30pm" in home.card_text


async def test_a_group_that_fails_keeps_no_other_from_its_session(tmp_path: Path) -> None:
    """Six meet at once, and the first cannot be stored: five are opened and told of, then the error is raised."""
    database = migrated(tmp_path / "peerlight.db")
    services = services_over(database, clock := MovedClock(BEGINNING))
    await prepare(services, MASTER)
    for number in range(1, 7):
        await services.groups.put(
            replace(GROUP, name=f"{number}", server_xid=number, session_channel_xid=100 + number, weekday=1)
        )
    with closing(sqlite3.connect(database)) as stranger, stranger:
        stranger.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON occurrences WHEN NEW.group_id = 1"
            " BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )
    clock.advance(timedelta(days=7))
    told = set[int]()

    async def beat() -> None:
        async for part in services.week.beats():
            told.update(part.sessions)

    with pytest.raises(IntegrityError):
        await beat()
    assert told == set(await services.board.sessions_to_show())
    assert len(told) == 5
    await services.desk.store.close()
