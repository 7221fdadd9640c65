"""The file for a phone's calendar: right dates at the wall's time, a neutral name, and nobody in it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from circle import FIRST_ID, GROUP, ROOM, Circle, open_circle
from house import open_house
from icalendar import Calendar

from bot.scheduling import Break
from bot.services.schedule import ScheduleService, Where
from bot.session import Refused

HERE = Where(ROOM, 1)
LONDON = ZoneInfo("Europe/London")
OCTOBER = datetime(2026, 10, 14, 12, tzinfo=UTC)


async def file_of(circle: Circle) -> str:
    """Let a member take the file."""
    return (await circle.services.reminders.calendar_file(circle.members[0], HERE)).decode()


def events(written: str) -> dict[date, tuple[datetime, datetime, str]]:
    """Read it as a phone would: start, end and name of each event, by the day in its address."""
    found = {}
    for event in Calendar.from_ical(written).walk("VEVENT"):
        day = date.fromisoformat(str(event["UID"]).rpartition("-")[2])
        found[day] = (event.decoded("DTSTART"), event.decoded("DTEND"), str(event["SUMMARY"]))
    return found


async def weekly(circle: Circle) -> None:
    """Let the group meet on Tuesdays at 18:30, from before the clock change on."""
    circle.clock.move_to(OCTOBER)
    await circle.services.groups.put(replace(GROUP, name="Peer support for Anna", weekday=1))


async def test_dates_are_at_the_time_on_the_wall_over_a_clock_change(tmp_path: Path) -> None:
    """18:30 before 25 October and 18:30 after it, with the zone's name and its rules in the file."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        written = await file_of(circle)
        found = events(written)

        assert len(found) == 26
        assert "DTSTART;TZID=Europe/London:20261020T183000" in written
        assert "DTSTART;TZID=Europe/London:20261027T183000" in written
        start, end, _name = found[date(2026, 10, 27)]
        assert start.astimezone(UTC) == datetime(2026, 10, 27, 18, 30, tzinfo=UTC)
        assert end - start == timedelta(minutes=60)
        assert [str(one["TZID"]) for one in Calendar.from_ical(written).walk("VTIMEZONE")] == ["Europe/London"]


async def test_breaks_are_missing_and_a_moved_week_is_where_it_went(tmp_path: Path) -> None:
    """A moved week keeps its address, so that a newer file takes the older one's place."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        before = await file_of(circle)
        schedule = ScheduleService(circle.services.desk)
        tuesday, later, off = date(2026, 10, 20), date(2026, 10, 27), date(2026, 11, 3)
        await schedule.move(circle.lead, HERE, tuesday, (date(2026, 10, 22), time(10)), version=0)
        await schedule.cancel(circle.lead, HERE, later, version=1)
        await schedule.add_break(circle.lead, HERE, Break(off, off, "Half term"), version=2)
        after = await file_of(circle)
        found = events(after)

        assert found[tuesday][0] == datetime(2026, 10, 22, 10, tzinfo=LONDON)
        assert found.keys().isdisjoint({later, off})
        assert date(2026, 11, 10) in found
        first, second = (Calendar.from_ical(one).walk("VEVENT")[0] for one in (before, after))
        assert first["UID"] == second["UID"]
        assert int(str(second["SEQUENCE"])) > int(str(first["SEQUENCE"]))
        assert "Half term" not in after


async def test_it_says_nothing_about_the_group_or_its_people(tmp_path: Path) -> None:
    """On a family's shared phone it is a date with a plain name: no group, no place, no person, no number."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        written = await file_of(circle)
        mine = await circle.services.reminders.calendar_file(circle.members[1], HERE)

        assert {name for _start, _end, name in events(written).values()} == {"Weekly group"}
        for word in ("support", "Anna", "Peerlight", "DESCRIPTION", "LOCATION", "ORGANIZER", "ATTENDEE", str(FIRST_ID)):
            assert word.lower() not in written.lower()
        assert mine.decode() == written


async def test_without_a_date_ahead_the_person_is_told_whom_to_ask(tmp_path: Path) -> None:
    """A group without a weekly time has no file; somebody who is not of the group gets none either."""
    async with open_circle(tmp_path) as circle:
        stranger = replace(circle.members[0], role_xids=frozenset())
        for who, reason in ((circle.members[0], "no-dates-ahead"), (stranger, "not-a-member")):
            with pytest.raises(Refused) as refusal:
                await circle.services.reminders.calendar_file(who, HERE)
            assert refusal.value.reason == reason


async def test_the_button_sends_the_file_in_private(tmp_path: Path) -> None:
    """With a name that says nothing either."""
    async with open_house(tmp_path, at=OCTOBER, weekday=1) as home:
        ana = home.members[0]
        page = await ana.types(home.room, "reminders")
        assert page.message
        reply = await ana.presses("Add to my calendar", page.message)
        assert reply.message
        (attachment,) = reply.message.attachments

        assert reply.private
        assert attachment.filename == "dates.ics"
        assert len(events((await attachment.read()).decode())) == 26
