"""Reminders: only for who asks, twice at most, never at night, never to a closed door again."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import discord
from circle import GROUP, ROOM, Circle, open_circle, services_over
from house import House, open_house
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_sealing import a_stranger_reads, forms_of, found

from bot.privacy.retention import REMINDERS_SENT
from bot.rehearsal.people import Person, Reply, controls_of, text_of
from bot.scheduling import Break
from bot.services import Reminder, Removed
from bot.services.schedule import ScheduleService, Where
from bot.session import Refused
from bot.storage.backups import make_backup, restore

SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)
HERE = Where(ROOM, 1)
CLOSED = 50007
KEY = bytes(range(100, 132))


def mail(person: Person) -> list[discord.Message]:
    """Read what a person got by direct message."""
    return person.actor.user.dm_channel.history()


async def asks(home: House, person: Person, *labels: str) -> Reply:
    """Let a person open their page and press these buttons on it, one after the other."""
    reply = await person.types(home.room, "reminders")
    for label in labels:
        assert reply.message
        reply = await person.presses(label, reply.message)
    return reply


async def weekly(circle: Circle, at: time = time(18, 30), zone: str = "Europe/London") -> None:
    """Give the circle's group a weekly time on Tuesdays, and put the clock on Saturday noon."""
    circle.clock.move_to(SATURDAY)
    await circle.services.groups.put(replace(GROUP, weekday=1, at=at, zone=zone))


async def wants(circle: Circle, *kinds: str, who: int = 0) -> None:
    """Let a member ask for reminders."""
    for kind in kinds:
        await circle.services.reminders.choose(circle.members[who], HERE, kind, on=True)


async def at(circle: Circle, day: int, hour: int, minute: int = 0) -> list[Reminder]:
    """Go to a moment of November 2026 and take what is due."""
    circle.clock.move_to(datetime(2026, 11, day, hour, minute, tzinfo=UTC))
    return await circle.services.reminders.due()


# In Discord.


async def test_only_who_asked_gets_a_message_and_it_says_day_and_time(tmp_path: Path) -> None:
    """Both reminders, in neutral words: the name of the group is not in them."""
    async with open_house(tmp_path, at=SATURDAY, weekday=1) as home:
        ana, ben = home.members[:2]
        page = await asks(home, ana, "Start day before", "Start hour before")
        await home.forward(days=2, hours=6, minutes=30)
        first = [text_of(one) for one in mail(ana)]
        await home.forward(hours=23)

        assert page.private
        assert "The day before: yes" in page.text
        assert first == ["Weekly group: Tuesday 24 November at 6:30pm."]
        assert len(mail(ana)) == 2
        assert all("Tuesday group" not in text_of(one) for one in mail(ana))
        assert [mail(person) for person in (ben, home.lead, home.facilitator)] == [[], [], []]


async def test_one_press_in_the_message_stops_them(tmp_path: Path) -> None:
    """In the direct message itself, where nobody has a role; a second press does no harm."""
    async with open_house(tmp_path, at=SATURDAY, weekday=1) as home:
        ana = home.members[0]
        await asks(home, ana, "Start day before", "Start hour before")
        await home.forward(days=2, hours=6, minutes=30)
        (stop,) = controls_of(mail(ana)[0])
        reply = Reply(await ana.actor.user.click(mail(ana)[0], custom_id=stop.custom_id))
        again = Reply(await ana.actor.user.click(mail(ana)[0], custom_id=stop.custom_id))
        await home.forward(hours=23)

        assert stop.label == "Stop reminders"
        assert "have stopped" in reply.text
        assert again.text == reply.text
        assert len([one for one in mail(ana) if controls_of(one)]) == 1
        assert "The day before: no" in (await asks(home, ana)).text


async def test_a_restart_sends_nothing_twice(tmp_path: Path) -> None:
    """Neither right after, nor with the clock a little later."""
    async with open_house(tmp_path, at=SATURDAY, weekday=1) as home:
        ana = home.members[0]
        await asks(home, ana, "Start day before")
        await home.forward(days=2, hours=6, minutes=30)
        await home.stage.restart()
        await home.forward(minutes=5)

        assert len(mail(ana)) == 1


async def test_closed_direct_messages_make_no_noise_and_the_person_is_told_in_private_once(tmp_path: Path) -> None:
    """Nothing in any room, no more tries; then "Try again" sends the next one."""
    async with open_house(tmp_path, at=SATURDAY, weekday=1) as home:
        ana = home.members[0]
        await asks(home, ana, "Start day before", "Start hour before")
        home.stage.env.inject_error(
            "POST", f"/channels/{ana.actor.user.dm_channel.id}/messages", status=403, code=CLOSED, times=None
        )
        await home.forward(days=2, hours=6)  # by now the cards that come ahead of a date are there
        rooms = len(home.room.history()), len(home.staff.history())
        await home.forward(minutes=30)
        assert (len(home.room.history()), len(home.staff.history())) == rooms
        assert mail(ana) == []

        home.stage.env.backend.faults.clear()
        await home.forward(hours=23)
        assert mail(ana) == []
        await home.forward(minutes=51)
        told = await ana.presses("I am here", home.card)
        again = await ana.presses("Help", home.card)

        assert home.say("reminders.unheard") in told.text
        assert told.private
        assert home.say("reminders.unheard") not in again.text
        assert told.message
        page = await ana.presses("Try again", told.message)
        assert "could not reach" not in page.text
        await home.forward(days=6, minutes=10)
        assert len(mail(ana)) == 1


async def test_who_is_not_of_the_group_cannot_ask(tmp_path: Path) -> None:
    """Somebody without a role is told whom to ask, and nothing of them is kept."""
    async with open_house(tmp_path, at=SATURDAY, weekday=1) as home:
        refusal = await asks(home, home.outsider, "Start day before")

        assert refusal.text == home.say("refused.not-a-member")
        assert "The day before: no" in (await asks(home, home.outsider)).text


# By the clock.


async def test_each_is_given_once_and_at_its_time(tmp_path: Path) -> None:
    """Also to a second process over the same database."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await wants(circle, "day", "hour")
        other = services_over(circle.database, circle.clock)

        assert await at(circle, 23, 18, 29) == []
        (day,) = await at(circle, 23, 18, 30)
        assert (day.kind, day.owner_xid) == ("day", circle.members[0].id.for_discord())
        assert await other.reminders.due() == []
        assert [one.kind for one in await at(circle, 24, 17, 30)] == ["hour"]
        assert await at(circle, 24, 17, 31) == []
        await other.desk.store.close()


async def test_two_processes_at_one_moment_send_it_once(tmp_path: Path) -> None:
    """Both ask at once; one of them gets it."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await wants(circle, "day")
        circle.clock.move_to(datetime(2026, 11, 23, 18, 30, tzinfo=UTC))
        other = services_over(circle.database, circle.clock)
        taken = await asyncio.gather(circle.services.reminders.due(), other.reminders.due())

        assert sum(map(len, taken)) == 1
        await other.desk.store.close()


async def test_after_an_outage_of_more_than_half_an_hour_it_is_dropped(tmp_path: Path) -> None:
    """Within the half hour it still goes."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await wants(circle, "day", "hour")

        assert await at(circle, 23, 19, 1) == []
        assert len(await at(circle, 24, 18)) == 1


async def test_no_session_no_reminder_and_a_moved_one_is_reminded_of_at_its_new_time(tmp_path: Path) -> None:
    """A break, a week called off, and a week moved to Thursday; two at most, although its time changed."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await wants(circle, "day", "hour")
        schedule = ScheduleService(circle.services.desk)
        lead = circle.lead
        (reminded,) = await at(circle, 23, 18, 30)
        await schedule.move(lead, HERE, TUESDAY, (date(2026, 11, 26), time(12)), version=0)
        await schedule.cancel(lead, HERE, date(2026, 12, 1), version=1)
        pause = Break(date(2026, 12, 5), date(2026, 12, 12), "Away")
        await schedule.add_break(lead, HERE, pause, version=2)

        assert await at(circle, 24, 17, 30) == []
        (moved,) = await at(circle, 25, 12)
        assert moved.meeting.on_date == reminded.meeting.on_date == TUESDAY
        assert moved.meeting.at == datetime(2026, 11, 26, 12, tzinfo=UTC)
        assert await at(circle, 26, 11) == []
        for days in range(1, 17):  # from 1 to 8 December, half-hour by half-hour of the two dates that are off
            circle.clock.move_to(datetime(2026, 11, 30, 12, tzinfo=UTC) + timedelta(hours=12 * days + 5.5))
            assert await circle.services.reminders.due() == []


async def test_what_was_asked_for_is_stored_without_a_readable_id(tmp_path: Path) -> None:
    """Encrypted, under a code; after Stop no byte of it is in any file, and what was sent goes a week later."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await wants(circle, "day")
        ana = circle.members[0]
        assert found(forms_of(ana.id.for_discord()), circle.folder) == []
        record = await circle.store.read(lambda unit: unit.reminders.reachable())
        await at(circle, 23, 18, 30)
        await circle.services.reminders.stop(ana, circle.group_id)

        assert record[0].hidden_xid
        assert found([record[0].hidden_xid], circle.folder) == []
        assert (await circle.services.own_data.my_data(ana, ROOM, 1)).reminders_sent == 1
        circle.clock.move_to(datetime(2026, 12, 1, 12, tzinfo=UTC))
        assert Removed(REMINDERS_SENT, 1) in await circle.services.retention.run(circle.clock.now())
        assert (await circle.services.own_data.my_data(ana, ROOM, 1)).is_empty


async def test_a_person_sees_and_deletes_their_wishes(tmp_path: Path) -> None:
    """By /my-data and /forget-me, in this group alone."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await wants(circle, "day", "hour")
        own, ana = circle.services.own_data, circle.members[0]

        assert (await own.my_data(ana, ROOM, 1)).reminders == ["day", "hour"]
        with a_stranger_reads(circle.folder):
            assert (await own.forget_me(ana, ROOM, 1)).reminders == 1
        assert (await own.my_data(ana, ROOM, 1)).is_empty
        assert await at(circle, 23, 18, 30) == []


async def test_an_id_that_a_backup_does_not_hold_comes_back_with_the_next_press(tmp_path: Path) -> None:
    """What the person asked for is in the backup; who they are is known again when they press anything."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await wants(circle, "hour")
        ana = circle.members[0]
        (wish,) = await circle.store.read(lambda unit: unit.reminders.reachable())
        file = make_backup(circle.folder / "peerlight.db", tmp_path / "backups", KEY, SATURDAY)
        restore(file, KEY, tmp_path / "again" / "peerlight.db")
        assert wish.hidden_xid
        assert found([wish.hidden_xid], tmp_path / "again") == []

        again = services_over(tmp_path / "again" / "peerlight.db", circle.clock)
        assert await again.reminders.news(circle.members[1], HERE) is False
        assert await again.desk.store.read(lambda unit: unit.reminders.reachable()) == []
        assert await again.reminders.news(ana, HERE) is False
        circle.clock.move_to(datetime(2026, 11, 24, 17, 30, tzinfo=UTC))
        assert [one.owner_xid for one in await again.reminders.due()] == [ana.id.for_discord()]
        await again.desk.store.close()


# A break from messages.


async def test_a_break_stops_every_message_until_the_person_is_back(tmp_path: Path) -> None:
    """Meanwhile their id is not kept, encrypted or not; what they had chosen is there when they are back."""
    async with open_house(tmp_path, at=SATURDAY, weekday=1) as home:
        ana = home.members[0]
        page = await asks(home, ana, "Start day before", "Pause my messages")
        await home.forward(days=2, hours=6, minutes=30)
        assert mail(ana) == []
        assert page.labels() == ["I am back", "Say goodbye"]
        assert await home.services.desk.store.read(lambda unit: unit.reminders.reachable()) == []

        back = await asks(home, ana, "I am back")
        assert "The day before: yes" in back.text
        await home.forward(days=7)
        assert len(mail(ana)) == 1


# Any settings, any time.

MEETING = st.tuples(
    st.times().map(lambda t: t.replace(second=0, microsecond=0)), st.sampled_from(["Europe/London", "Asia/Kathmandu"])
)
WISHES = st.lists(st.sampled_from([("day",), ("hour",), ("day", "hour"), ()]), min_size=3, max_size=3)
STEPS = st.lists(st.integers(5, 95), min_size=60, max_size=110)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(meeting=MEETING, wishes=WISHES, steps=STEPS, move_to=st.one_of(st.none(), st.integers(0, 60)))
def test_whatever_people_want_and_whenever_they_meet(
    meeting: tuple[time, str], wishes: list[tuple[str, ...]], steps: list[int], move_to: int | None
) -> None:
    """Never at night, never more than two for a date, never after the start, never to who did not ask."""
    with TemporaryDirectory() as folder:
        asyncio.run(_live(Path(folder), meeting, wishes, steps, move_to))


async def _live(
    folder: Path, meeting: tuple[time, str], wishes: list[tuple[str, ...]], steps: list[int], move_to: int | None
) -> None:
    async with open_circle(folder, members=3) as circle:
        await weekly(circle, *meeting)
        for who, kinds in enumerate(wishes):
            await wants(circle, *kinds, who=who)
        asked = {circle.members[who].id.for_discord() for who, kinds in enumerate(wishes) if kinds}
        got: Counter[tuple[int, date]] = Counter()
        for number, step in enumerate(steps):
            if number == len(steps) // 2 and move_to is not None:
                await _move(circle, timedelta(hours=move_to))
            circle.clock.advance(timedelta(minutes=step))
            for one in await circle.services.reminders.due():
                now = circle.clock.now()
                got[one.owner_xid, one.meeting.on_date] += 1
                assert one.owner_xid in asked
                assert time(9) <= now.astimezone(ZoneInfo(meeting[1])).time() < time(21)
                assert now < one.meeting.at
        assert max(got.values(), default=0) <= 2


async def _move(circle: Circle, by: timedelta) -> None:
    """Let the lead move the next date, where that is allowed."""
    schedule = ScheduleService(circle.services.desk)
    view = await schedule.show(circle.lead, HERE)
    if view.meetings:
        to = (view.meetings[0].at + by).astimezone(ZoneInfo(view.group.zone))
        try:
            to_wall = (to.date(), to.time())
            await schedule.move(circle.lead, HERE, view.meetings[0].on_date, to_wall, version=view.version)
        except Refused:
            return
