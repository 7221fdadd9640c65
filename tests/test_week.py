"""The week by itself, on a moved clock: it opens, starts, calls off, asks, closes and counts."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from house import House, open_house

from bot.app import wire
from bot.privacy import SeededRandomness
from bot.rehearsal.people import Person, Reply, controls_of, text_of
from bot.services import Place
from bot.session import State
from bot.storage import GroupDraft, Store, Unit

TUESDAY = date(2026, 11, 24)
SIX_TEN = datetime(2026, 11, 24, 18, 10, tzinfo=UTC)  # 20 minutes before the time
WEEKLY: dict[str, Any] = {"weekday": 1, "zone": "Europe/London", "weekly_from": TUESDAY}  # at 18:30


def said(home: House, key: str) -> int:
    """Count how often a sentence was said in the two rooms."""
    messages = [*home.room.history(), *home.staff.history()]
    return sum(home.say(key) in text_of(message) for message in messages)


async def state(home: House) -> State:
    """Read the state of the newest session."""
    return (await home.session()).flow.state


async def sessions(home: House) -> int:
    """Count the sessions that there are."""
    return len(await home.services.desk.store.read(lambda unit: unit.sessions.of_group(home.stage.group_id)))


async def to(home: House, hour: int, minute: int, day: date = TUESDAY) -> None:
    """Put the clock at a time of the day in UTC, and let what is due by then happen."""
    home.clock.move_to(datetime.combine(day, time(hour, minute), tzinfo=UTC))
    await home.stage.bot.timetable.tick()
    await home.stage.env.settle()


async def test_the_gathering_opens_ten_minutes_before_and_the_session_starts_at_its_time(tmp_path: Path) -> None:
    """A facilitator is ready: the card comes at 18:20 with the time on it, the first step at 18:30."""
    async with open_house(tmp_path, at=SIX_TEN, **WEEKLY) as home:
        await to(home, 18, 19)
        assert await sessions(home) == 0
        await to(home, 18, 20)
        assert await state(home) is State.GATHERING
        assert home.say("gathering.text", time="6:30pm") in home.card_text
        assert home.say("panel.not-ready") in home.panel_text
        ready = await home.facilitator.presses("I am ready", home.panel)
        assert home.say("panel.ready") in home.panel_text
        assert not ready.text or home.say("door.sorry") not in ready.text
        await to(home, 18, 29)
        assert await state(home) is State.GATHERING
        await to(home, 18, 30)

        assert await state(home) is State.RUNNING
        assert home.card_text.startswith("### Step 1 of 7")
        assert len(home.stage.live_cards()) == 1
        assert said(home, "staff.nobody-ready") == 0


async def test_who_comes_early_is_counted_in_the_session(tmp_path: Path) -> None:
    """The arrival card takes "I am here", and its controls speak of no step."""
    async with open_house(tmp_path, at=SIX_TEN, **WEEKLY) as home:
        await to(home, 18, 20)
        assert {control.custom_id.split(":")[2] for control in controls_of(home.card)} == {"0"}
        await home.arrives(home.members[0])
        await home.facilitator.presses("I am ready", home.panel)
        await to(home, 18, 30)
        session_id = (await home.session()).id

        assert await home.services.desk.store.read(lambda unit: unit.attendance.count(session_id)) == (1, 0)


async def test_nobody_is_ready_at_the_time(tmp_path: Path) -> None:
    """Members read a kind line, staff are told once; the first who is ready starts the session (B12)."""
    async with open_house(tmp_path, at=SIX_TEN, **WEEKLY) as home:
        await to(home, 18, 20)
        for minute in (30, 31, 35, 40):
            await to(home, 18, minute)
        assert await state(home) is State.GATHERING
        assert said(home, "week.nobody-ready") == 1
        assert said(home, "staff.nobody-ready") == 1
        (told,) = [one for one in home.staff.history() if home.say("staff.nobody-ready") in text_of(one)]
        assert {role.name for role in told.role_mentions} == {"Facilitator", "Lead"}
        await home.second.presses("I am ready", home.panel)

        assert await state(home) is State.RUNNING
        assert home.card_text.startswith("### Step 1 of 7")


async def test_after_twenty_minutes_without_a_facilitator_it_is_called_off(tmp_path: Path) -> None:
    """Never a session without a facilitator: members and staff are told once, Help stays."""
    async with open_house(tmp_path, at=SIX_TEN, **WEEKLY) as home:
        await to(home, 18, 20)
        await to(home, 18, 30)
        await to(home, 18, 49)
        assert await state(home) is State.GATHERING
        await to(home, 18, 50)
        await to(home, 18, 55)

        assert await state(home) is State.CANCELLED
        assert said(home, "week.called-off") == 1
        assert said(home, "staff.called-off") == 1
        assert [control.verb for control in controls_of(home.card)] == ["help", "library"]
        assert await home.refused(home.services.presence.arrive(home.caller(home.members[0]), 1, listening=False)) == (
            "session-over"
        )


async def test_a_facilitator_who_starts_early_is_not_joined_by_a_second_session(tmp_path: Path) -> None:
    """The session that runs at the time is the one of this date."""
    async with open_house(tmp_path, at=SIX_TEN, **WEEKLY) as home:
        await home.start()
        for minute in (20, 30, 50):
            await to(home, 18, minute)

        assert await sessions(home) == 1
        assert (await state(home)).is_open
        assert said(home, "week.missed") == 0


@pytest.mark.parametrize(
    ("weekday", "local", "dates"),
    [
        (1, time(18, 30), [(2026, 10, 20, 17, 30), (2026, 10, 27, 18, 30), (2026, 11, 3, 18, 30)]),
        (1, time(18, 30), [(2027, 3, 23, 18, 30), (2027, 3, 30, 17, 30), (2027, 4, 6, 17, 30)]),
        (6, time(1, 30), [(2026, 10, 18, 0, 30), (2026, 10, 25, 0, 30), (2026, 11, 1, 1, 30)]),
        (6, time(1, 30), [(2027, 3, 21, 1, 30), (2027, 3, 28, 1, 30), (2027, 4, 4, 0, 30)]),
    ],
    ids=["into-winter", "into-summer", "the-hour-that-comes-twice", "the-hour-that-is-left-out"],
)
async def test_sessions_open_by_the_clock_on_the_wall(
    tmp_path: Path, weekday: int, local: time, dates: Sequence[tuple[int, int, int, int, int]]
) -> None:
    """Around both changes of the clocks: ten minutes before the local time, and once a week (B1)."""
    due = [datetime(*one, tzinfo=UTC) for one in dates]
    async with open_house(tmp_path, at=due[0] - timedelta(hours=3)) as home:
        await settings(home, weekday=weekday, at=local)
        found: list[tuple[datetime, datetime]] = []
        for instant in due:
            home.clock.move_to(instant - timedelta(minutes=90))
            for _ in range(12):  # until half an hour after it
                before = await sessions(home)
                await home.forward(minutes=10)
                if await sessions(home) > before:
                    found.append((home.clock.now(), (await home.session()).starts_at))

        assert found == [(instant - timedelta(minutes=10), instant) for instant in due]
        assert said(home, "week.missed") == 0


async def test_after_a_short_outage_the_session_opens_late(tmp_path: Path) -> None:
    """The bot was away from 18:10 to 18:45: it opens the gathering at once, and a ready facilitator starts it (R9)."""
    async with open_house(tmp_path, at=SIX_TEN, **WEEKLY) as home:
        home.clock.move_to(SIX_TEN + timedelta(minutes=35))
        await home.stage.restart()
        assert await state(home) is State.GATHERING
        await home.facilitator.presses("I am ready", home.panel)

        assert await state(home) is State.RUNNING
        assert said(home, "week.missed") == 0


@pytest.mark.parametrize("away", [timedelta(minutes=40), timedelta(hours=15), timedelta(days=2)], ids=str)
async def test_after_a_long_outage_it_says_so_once(tmp_path: Path, away: timedelta) -> None:
    """20 minutes late is too late: no session opens, members and staff are told, once; at night nobody is."""
    async with open_house(tmp_path, at=SIX_TEN, **WEEKLY) as home:
        home.clock.move_to(SIX_TEN + away)
        for _ in range(3):
            await home.stage.restart()
            await home.stage.bot.beat()

        assert await sessions(home) == 0
        assert said(home, "week.missed") == 1
        assert said(home, "staff.missed-opening") == 1


async def test_a_date_opens_once_however_often_the_heart_beats(tmp_path: Path) -> None:
    """Many beats, a restart between them, and the whole evening: one session, one notice of each kind."""
    async with open_house(tmp_path, at=SIX_TEN, **WEEKLY) as home:
        for minute in range(5, 60, 5):
            await to(home, 18, minute)
            await home.stage.bot.beat()
            await home.stage.bot.beat()
            if minute in (25, 35, 55):
                await home.stage.restart()

        assert await sessions(home) == 1
        for key in ("week.nobody-ready", "staff.nobody-ready", "week.called-off", "staff.called-off"):
            assert said(home, key) == 1, key


async def test_two_bots_over_one_database_open_a_date_once(tmp_path: Path) -> None:
    """A second copy with a store of its own claims the same date: the database lets one of them."""
    async with open_house(tmp_path, at=SIX_TEN, **WEEKLY) as home:
        script = home.stage.script
        store = Store(script.database)
        other = wire(
            store=store, clock=home.clock, randomness=SeededRandomness(2), master=script.master, pack=script.pack
        )
        home.clock.move_to(SIX_TEN + timedelta(minutes=10))
        both = [await week.beat() for week in (other.week, home.services.week, other.week, home.services.week)]
        await store.close()

        assert [changes.notices for changes in both] == [[], [], [], []]
        assert await sessions(home) == 1


async def test_a_group_that_is_set_up_after_its_time_has_missed_nothing(tmp_path: Path) -> None:
    """A weekly time counts from its next date on: nobody is told that there is no group today."""
    async with open_house(tmp_path, at=datetime(2026, 11, 24, 20, 0, tzinfo=UTC), weekday=1) as home:
        await home.stage.bot.beat()
        assert said(home, "week.missed") == 0
        await to(home, 18, 20, date(2026, 12, 1))

        assert await sessions(home) == 1


async def test_a_group_that_moves_to_another_day_has_missed_nothing(tmp_path: Path) -> None:
    """The lead moves Tuesday to Monday on a Wednesday: Monday of that week is not called missed."""
    async with open_house(tmp_path, at=datetime(2026, 11, 25, 12, 0, tzinfo=UTC), **WEEKLY) as home:
        await settings(home, weekday=0)
        await home.stage.bot.beat()
        assert said(home, "week.missed") == 0
        await to(home, 18, 20, date(2026, 11, 30))

        assert await sessions(home) == 1
        assert said(home, "week.missed") == 0


async def settings(home: House, **changed: Any) -> None:
    """Store the group's settings again with some changed, as /setup does."""
    group = (await home.services.groups.all())[0]
    names = [name for name in GroupDraft.__dataclass_fields__ if name != "weekly_from"]
    await home.services.groups.put(GroupDraft(**({name: getattr(group, name) for name in names} | changed)))


async def test_a_forgotten_session_asks_then_closes_with_the_goodbye_card_and_seals(tmp_path: Path) -> None:
    """30 minutes after the planned end it asks; 10 minutes later it closes: goodbye card, answers sealed (F11)."""
    async with open_house(tmp_path) as home:
        await home.at_step("gratitude")
        await home.services.answers.give(home.caller(home.members[0]), await home.place(), {"thanks": ["Music"]})
        await home.forward(minutes=89)
        assert said(home, "staff.are-you-there") == 0
        await home.forward(minutes=1)
        assert said(home, "staff.are-you-there") == 1
        assert home.say("panel.asked") in home.panel_text
        await home.forward(minutes=9)
        assert await state(home) is State.RUNNING
        await home.forward(minutes=1)
        record = await home.session()
        last = text_of(home.room.history()[-2])

        assert record.flow.state is State.SEALED
        assert record.closed_by_itself
        assert record.flow.steps_run()[-1] == "closing"
        assert home.say("closing.text") in home.card_text or home.say("closing.text") in last
        assert home.say("over.text") in home.card_text
        assert said(home, "staff.closed-by-itself") == 1
        assert len(home.stage.live_cards()) == 1
        assert await home.services.desk.store.read(lambda unit: unit.keepsakes.count(record.id, "gratitude")) == 1


async def test_one_press_keeps_a_late_session_open(tmp_path: Path) -> None:
    """The button on the panel gives another 30 minutes; any other press of staff does too."""
    async with open_house(tmp_path) as home:
        await home.start()
        await home.forward(minutes=90)
        await home.second.presses("We are still here", home.panel)
        assert home.say("panel.asked") not in home.panel_text
        await home.forward(minutes=29)
        await home.next()
        await home.forward(minutes=29)
        assert await state(home) is State.RUNNING
        await home.forward(minutes=1)

        assert said(home, "staff.are-you-there") == 2


async def test_no_answer_stays_keyed_for_longer_than_a_day(tmp_path: Path) -> None:
    """Whatever staff press, the session is closed and sealed when 24 hours have passed."""
    async with open_house(tmp_path) as home:
        await home.at_step("gratitude")
        place = await home.place()
        await home.services.answers.give(home.caller(home.members[0]), place, {"thanks": ["Music"]})
        for _ in range(47):
            await home.forward(minutes=30)
            await home.services.sessions.still_here(home.caller(home.facilitator), place.session_id)
        assert await keyed(home, place) == 1
        await home.forward(minutes=30)

        assert await state(home) is State.SEALED
        assert await keyed(home, place) == 0


async def test_an_outage_of_days_leaves_no_answer_keyed(tmp_path: Path) -> None:
    """The bot died in a session and came back after three days: its first deed is to close and seal."""
    async with open_house(tmp_path) as home:
        await home.at_step("gratitude")
        place = await home.place()
        await home.services.answers.give(home.caller(home.members[0]), place, {"thanks": ["Music"]})
        home.clock.advance(timedelta(days=3))
        await home.stage.restart()

        assert await state(home) is State.SEALED
        assert await keyed(home, place) == 0


async def keyed(home: House, place: Place) -> int:
    """Count the answers that are still keyed to a person."""

    async def work(unit: Unit) -> int:
        slot = await unit.sessions.slot(place.session_id, place.slot)
        assert slot
        return await unit.answers.left(slot.id) if slot.nonce else 0

    return await home.services.desk.store.read(work)


COMERS = ((0, 1, 2, 3), (0, 2, 4), (5,))  # who came to each of three sessions
LISTENERS = ((3,), (), (5,))


async def export(home: House, person: Person) -> Reply:
    """Ask for the numbers."""
    return await person.types(home.room, "stats export")


async def three_sessions(home: House) -> list[date]:
    """Hold three weekly sessions with people who overlap; staff, a supporter and one who said no came too."""
    dates = []
    for comers, listeners in zip(COMERS, LISTENERS, strict=True):
        await home.start()
        dates.append(home.clock.now().date())
        for index in comers:
            await home.arrives(home.members[index])
            if index in listeners:
                await home.members[index].presses("Here to listen", home.card)
        await home.arrives(home.members[6], counted=False)
        for person in (home.facilitator, home.supporter):
            await person.presses("I am here", home.card)
        await home.close()
        await home.forward(days=7)
    return dates


async def may_see_numbers(home: House, *people: Person) -> None:
    """Let Discord show the command to these people; what they may do is the service's matter."""
    command = next(one for one in await home.stage.bot.tree.fetch_commands() if one.name == "stats")
    home.stage.guild.set_command_permissions(command, {person.actor: True for person in people})


async def test_the_export_equals_the_count_by_hand(tmp_path: Path) -> None:
    """Sessions, dates, attendances, listeners; of different people nothing while the programme goes on (M1, M2)."""
    async with open_house(tmp_path, members=8) as home:
        dates = await three_sessions(home)
        await may_see_numbers(home, home.lead)
        reply = await export(home, home.lead)
        assert reply.private
        assert reply.message
        file = await reply.message.attachments[0].read()
        rows = list(csv.DictReader(io.StringIO(file.decode())))
        held = [row for row in rows if row["row"] == "session"]
        programmes = [row for row in rows if row["row"] == "programme"]

        assert [row["date"] for row in held] == [day.isoformat() for day in dates]
        assert [int(row["attendances"]) for row in held] == [len(comers) for comers in COMERS]
        assert [int(row["listeners"]) for row in held] == [len(listeners) for listeners in LISTENERS]
        assert len(programmes) == 1
        assert int(programmes[0]["session"]) == 3
        assert int(programmes[0]["attendances"]) == 8
        assert not programmes[0]["unique_people"]  # it goes on: by subtraction each week would tell who was new
        assert not [person for person in home.members if person.name in file.decode()]


async def test_the_export_is_for_leads(tmp_path: Path) -> None:
    """A facilitator and a member who come by the command all the same are refused, without a file."""
    async with open_house(tmp_path) as home:
        await home.start()
        people = (home.facilitator, home.supporter, home.members[0], home.outsider)
        await may_see_numbers(home, *people)
        for person in people:
            reply = await export(home, person)
            assert reply.text == home.say("refused.leads-only")
            assert reply.private
            assert reply.message
            assert not reply.message.attachments
