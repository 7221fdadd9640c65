"""When a group meets, asked of the services: changes by leads, their refusals, programmes, the week that follows."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from circle import GROUP, PACK, ROOM, Circle, open_circle

from bot.scheduling import Break, Fate
from bot.services.schedule import ScheduleView, Told, Where
from bot.session import Refused, State
from bot.storage import Group, GroupDraft, Programme

HERE = Where(ROOM, 1)
TUESDAY = date(2026, 12, 1)  # the clock of a circle begins a week before
WEEKLY = replace(GROUP, weekday=1, weekly_from=TUESDAY)
WEEK = timedelta(weeks=1)


async def weekly(circle: Circle, draft: GroupDraft = WEEKLY) -> Group:
    """Give the group its weekly time: Tuesdays at 18:30 from 1 December on."""
    return await circle.services.groups.put(draft)


async def view(circle: Circle) -> ScheduleView:
    """Read the dates as the lead sees them."""
    return await circle.services.schedule.show_lead(circle.lead, HERE)


async def dates(circle: Circle) -> list[tuple[date, Fate]]:
    """Read the next dates and what is to become of them."""
    return [(one.on_date, one.fate) for one in (await view(circle)).meetings]


async def refused(asked: Awaitable[object]) -> str:
    """Await what must be refused; its reason must have a sentence."""
    with pytest.raises(Refused) as refusal:
        await asked
    PACK.say(f"refused.{refusal.value.reason}", **refusal.value.values_for_sentence)
    return refusal.value.reason


async def programmes(circle: Circle) -> list[Programme]:
    """Read the group's programmes."""
    return await circle.store.read(lambda unit: unit.groups.programmes(circle.group_id))


async def cancel(circle: Circle, day: date, version: int = 0) -> Told:
    """Let the lead call a date off."""
    return await circle.services.schedule.cancel(circle.lead, HERE, day, version=version)


async def move(circle: Circle, day: date, to: date, at: time = time(18, 30), version: int = 0) -> Told:
    """Let the lead move a date."""
    return await circle.services.schedule.move(circle.lead, HERE, day, (to, at), version=version)


async def start(circle: Circle, first: date, sessions: int, version: int = 0) -> Told:
    """Let the lead start a programme."""
    return await circle.services.programmes.start(circle.lead, HERE, first, sessions, version=version)


MOMENTS = ((9, 50), (10, 21), (18, 20), (18, 51))  # two possible times: gathering, and called off with nobody ready


async def plays(circle: Circle, *days: date) -> tuple[list[datetime], list[str]]:
    """Let these days go by; returns when sessions were due that opened, and what was said."""
    opened, said = [], []
    for day in days:
        for hour, minute in MOMENTS:
            circle.clock.move_to(datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo("Europe/London")))
            changes = await circle.services.week.beat()
            said += [notice.text for notice in changes.notices]
            if changes.sessions and (record := await circle.session()).flow.state is State.GATHERING:
                opened.append(record.starts_at)
    return opened, said


def days(first: date, last: date) -> list[date]:
    """List the days from the first to the last."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


async def test_a_date_that_is_called_off_does_not_open(tmp_path: Path) -> None:
    """Members get one answer wherever they look; the week after opens as usual."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        told = await cancel(circle, TUESDAY)
        assert told.old == datetime(2026, 12, 1, 18, 30, tzinfo=UTC)

        opened, _said = await plays(circle, *days(date(2026, 11, 30), date(2026, 12, 9)))
        assert opened == [datetime(2026, 12, 8, 18, 30, tzinfo=UTC)]


async def test_a_date_that_is_moved_opens_at_its_new_time_and_only_then(tmp_path: Path) -> None:
    """It keeps its name; two moves are one change, and it can be put back."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await move(circle, TUESDAY, TUESDAY + timedelta(days=2))
        told = await move(circle, TUESDAY, TUESDAY + timedelta(days=3), time(10), version=1)
        assert (told.old, told.new) == (
            datetime(2026, 12, 3, 18, 30, tzinfo=UTC),
            datetime(2026, 12, 4, 10, tzinfo=UTC),
        )
        opened, _said = await plays(circle, *days(date(2026, 11, 30), date(2026, 12, 7)))

        assert opened == [datetime(2026, 12, 4, 10, tzinfo=UTC)]
        assert (await circle.session()).on_date == TUESDAY


async def test_a_change_can_be_taken_back(tmp_path: Path) -> None:
    """Moved or called off, then as planned at first."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await cancel(circle, TUESDAY)
        await circle.services.schedule.restore(circle.lead, HERE, TUESDAY, version=1)

        assert (await dates(circle))[0] == (TUESDAY, Fate.PLANNED)


async def test_a_date_that_nobody_changed_cannot_be_taken_back(tmp_path: Path) -> None:
    """Members would read news that is none; so a second press says so, and no version is counted."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await cancel(circle, TUESDAY)
        restore = circle.services.schedule.restore
        await restore(circle.lead, HERE, TUESDAY, version=1)

        assert await refused(restore(circle.lead, HERE, TUESDAY, version=2)) == "as-planned"
        assert await refused(restore(circle.lead, HERE, TUESDAY + WEEK, version=2)) == "as-planned"
        assert (await view(circle)).version == 2


async def test_what_is_only_tried_is_not_kept(tmp_path: Path) -> None:
    """The question before a change tells what it would do; nothing is stored, not even in the audit."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        before = await view(circle)
        trial = replace(HERE, only_try=True)
        told = await circle.services.schedule.cancel(circle.lead, trial, TUESDAY, version=0)

        assert told.view
        assert told.view.meetings[0].fate is Fate.CANCELLED
        assert await view(circle) == before


async def test_of_two_leads_the_second_is_told(tmp_path: Path) -> None:
    """Both saw the same dates; one change is made and not two."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        asked = [cancel(circle, TUESDAY), move(circle, TUESDAY + WEEK, TUESDAY + WEEK + timedelta(days=1))]
        answers = await asyncio.gather(*asked, return_exceptions=True)

        assert [one.reason for one in answers if isinstance(one, Refused)] == ["schedule-changed"]
        assert sum(isinstance(one, Told) for one in answers) == 1
        assert (await view(circle)).version == 1


async def test_only_a_lead_changes_dates_and_only_the_group_sees_them(tmp_path: Path) -> None:
    """A facilitator and a member may look; a stranger may not even do that."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        schedule = circle.services.schedule
        stranger = replace(circle.members[0], role_xids=frozenset())
        for person in (circle.facilitator, circle.members[0]):
            assert await refused(schedule.cancel(person, HERE, TUESDAY, version=0)) == "leads-only"
            assert await refused(schedule.show_lead(person, HERE)) == "leads-only"
            assert (await schedule.show(person, HERE)).meetings
        assert await refused(schedule.show(stranger, HERE)) == "not-a-member"
        assert await refused(circle.services.programmes.end(circle.facilitator, HERE, version=0)) == "leads-only"
        assert await refused(circle.services.programmes.bank_holidays(circle.facilitator, HERE)) == "leads-only"


async def test_dates_that_cannot_be_are_refused_by_name(tmp_path: Path) -> None:
    """Each with a sentence that says what to do, and none changes anything."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        before = await view(circle)
        next_week = TUESDAY + WEEK
        assert await refused(cancel(circle, TUESDAY + timedelta(days=1))) == "no-session-then"
        assert await refused(cancel(circle, TUESDAY - WEEK)) == "no-session-then"
        assert await refused(move(circle, TUESDAY, date(2026, 11, 23))) == "date-over"
        assert await refused(move(circle, TUESDAY, next_week, time(18))) == "two-at-once"
        assert await refused(move(circle, TUESDAY, date(2027, 3, 1))) == "too-far"
        assert await refused(cancel(circle, TUESDAY, version=7)) == "schedule-changed"

        assert await view(circle) == before


async def test_a_time_that_the_clocks_jump_over_is_refused(tmp_path: Path) -> None:
    """On Sunday 28 March 2027 there is no 01:30 in London."""
    async with open_circle(tmp_path) as circle:
        circle.clock.move_to(datetime(2027, 3, 20, tzinfo=UTC))
        await weekly(circle, replace(WEEKLY, weekly_from=date(2027, 3, 23)))

        assert await refused(move(circle, date(2027, 3, 23), date(2027, 3, 28), time(1, 30))) == "no-such-time"
        told = await move(circle, date(2027, 3, 23), date(2027, 3, 28), time(2, 30))
        assert told.new == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


async def test_a_week_that_has_opened_cannot_be_changed(tmp_path: Path) -> None:
    """From ten minutes before on, people are on their way."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        circle.clock.move_to(datetime(2026, 12, 1, 18, 21, tzinfo=UTC))
        await circle.services.week.beat()

        assert await refused(cancel(circle, TUESDAY)) == "date-over"
        assert await refused(circle.services.schedule.restore(circle.lead, HERE, TUESDAY, version=0)) == "date-over"


async def test_breaks_that_cannot_be_are_refused_by_name(tmp_path: Path) -> None:
    """The wrong way round, over, too long, and without a date of the group in it."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await start(circle, TUESDAY, 4)
        add = circle.services.schedule.add_break
        for first, last, reason in (
            (date(2026, 12, 10), date(2026, 12, 9), "end-before-start"),
            (date(2026, 11, 24), date(2026, 12, 9), "date-over"),
            (date(2026, 12, 1), date(2027, 12, 9), "break-too-long"),
            (date(2026, 12, 2), date(2026, 12, 7), "no-session-then"),
            (date(2027, 2, 1), date(2027, 2, 28), "no-session-then"),
        ):
            assert await refused(add(circle.lead, HERE, Break(first, last), version=1)) == reason
        assert await refused(circle.services.schedule.remove_break(circle.lead, HERE, 99, version=1)) == "no-such-break"


async def test_without_a_weekly_time_nothing_can_be_planned(tmp_path: Path) -> None:
    """The sentence says what to type first."""
    async with open_circle(tmp_path) as circle:
        schedule = circle.services.schedule
        week = Break(TUESDAY, TUESDAY + WEEK)
        assert await refused(start(circle, TUESDAY, 26)) == "no-weekly-time"
        assert await refused(schedule.add_break(circle.lead, HERE, week, version=0)) == "no-weekly-time"
        asked = schedule.set_time(circle.lead, HERE, TUESDAY, (3, time(10)), "", version=0)
        assert await refused(asked) == "no-weekly-time"
        assert (await view(circle)).meetings == ()


async def test_another_weekly_time_counts_from_its_date_on(tmp_path: Path) -> None:
    """Old time, new time and reason are told; what was changed after that date goes."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await cancel(circle, TUESDAY + WEEK)
        told = await circle.services.schedule.set_time(
            circle.lead, HERE, date(2026, 12, 7), (3, time(10)), "More people can come", version=1
        )
        assert told.reason == "More people can come"
        assert told.new == datetime(2026, 12, 10, 10, tzinfo=UTC)
        assert (await dates(circle))[:3] == [
            (TUESDAY, Fate.PLANNED),
            (date(2026, 12, 10), Fate.PLANNED),
            (date(2026, 12, 17), Fate.PLANNED),
        ]
        late = circle.services.schedule.set_time(circle.lead, HERE, date(2026, 11, 24), (3, time(10)), "", version=2)
        assert await refused(late) == "date-over"


async def test_a_programme_of_twenty_six_with_a_break_holds_twenty_six_and_then_no_more(tmp_path: Path) -> None:
    """Played week by week: 26 open, none in the break, and the programme ends by itself."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await start(circle, TUESDAY, 26)
        christmas = Break(date(2026, 12, 21), date(2027, 1, 3), "Christmas")
        await circle.services.schedule.add_break(circle.lead, HERE, christmas, version=1)
        opened, said = await plays(circle, *(TUESDAY + week * WEEK for week in range(32)))

        assert "week.missed" not in said
        assert len(opened) == 26
        assert not [one for one in opened if christmas.first <= one.date() <= christmas.last]
        (ended,) = await programmes(circle)
        assert ended.ended_on == TUESDAY + 27 * WEEK


async def test_a_new_programme_has_a_new_key(tmp_path: Path) -> None:
    """Who came to one cannot be matched with who came to the other; the one under way ends."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await start(circle, TUESDAY, 26)
        await start(circle, TUESDAY + WEEK, 10, version=1)
        first, second = await programmes(circle)

        assert first.ended_on == date(2026, 11, 24)
        assert second.ended_on is None
        assert first.nonce != second.nonce
        assert (await view(circle)).left == 10


async def test_programmes_that_cannot_be_are_refused_by_name(tmp_path: Path) -> None:
    """A wrong number, a wrong day, a date that is over or in a break, a session that is open."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        assert await refused(start(circle, TUESDAY, 0)) == "how-many-sessions"
        assert await refused(start(circle, TUESDAY, 105)) == "how-many-sessions"
        assert await refused(start(circle, TUESDAY - 2 * WEEK, 26)) == "date-over"
        assert await refused(start(circle, TUESDAY + timedelta(days=1), 26)) == "not-that-weekday"
        assert await refused(circle.services.programmes.end(circle.lead, HERE, version=0)) == "no-programme"
        await cancel(circle, TUESDAY)
        assert await refused(start(circle, TUESDAY, 26, version=1)) == "no-session-then"
        await circle.start()
        assert await refused(start(circle, TUESDAY + WEEK, 26, version=1)) == "still-open"


async def test_nothing_opens_after_a_programme_was_ended(tmp_path: Path) -> None:
    """Not on the same evening, and not a week that was moved ahead; nobody is told that a date was missed."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await start(circle, TUESDAY, 26)
        circle.clock.move_to(datetime(2026, 11, 30, 12, tzinfo=UTC))
        await move(circle, TUESDAY, TUESDAY + timedelta(days=3), version=1)
        circle.clock.move_to(datetime(2026, 12, 2, 12, tzinfo=UTC))
        told = await circle.services.programmes.end(circle.lead, HERE, version=2)
        assert told.text == "schedule.programme-ended"
        opened, said = await plays(circle, *days(date(2026, 12, 3), date(2026, 12, 9)))

        assert (opened, said) == ([], [])
        assert await circle.store.read(lambda unit: unit.sessions.of_group(circle.group_id)) == []


async def test_a_last_date_that_was_moved_ahead_still_belongs_to_its_programme(tmp_path: Path) -> None:
    """The programme ends when its last session is over, not when it would have been."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await start(circle, TUESDAY, 1)
        await move(circle, TUESDAY, TUESDAY + timedelta(days=3), version=1)
        opened, _said = await plays(circle, *days(TUESDAY, date(2026, 12, 4)))
        (only,) = await programmes(circle)

        assert opened == [datetime(2026, 12, 4, 18, 30, tzinfo=UTC)]
        assert (await circle.session()).programme_id == only.id


async def test_a_session_between_two_programmes_does_not_bring_weekly_opening_back(tmp_path: Path) -> None:
    """Staff may open one by hand; the next Tuesday stays free."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await start(circle, TUESDAY, 1)
        circle.clock.move_to(datetime(2026, 12, 5, 12, tzinfo=UTC))
        await circle.services.week.beat()
        await circle.start()
        await circle.close()

        assert await plays(circle, *days(date(2026, 12, 8), date(2026, 12, 8))) == ([], [])


async def test_an_endless_programme_that_is_ended_goes_on_next_week_with_a_new_key(tmp_path: Path) -> None:
    """Members are not told that the group ends: it does not."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await circle.start()
        await circle.close()
        told = await circle.services.programmes.end(circle.lead, HERE, version=0)

        assert (told.text, told.to_members) == ("schedule.programme-closed", False)
        assert (await dates(circle))[0] == (TUESDAY, Fate.PLANNED)


async def test_public_holidays_on_dates_of_the_group_become_breaks(tmp_path: Path) -> None:
    """A group that meets on Mondays: its next one is a bank holiday; a second time there is nothing to take."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle, replace(WEEKLY, weekday=0, weekly_from=date(2026, 11, 30)))
        offered = await circle.services.programmes.bank_holidays(circle.lead, HERE)
        taken = await circle.services.programmes.take_holidays(circle.lead, HERE, version=0)

        assert date(2027, 3, 29) in {one.first for one in offered}  # Easter Monday
        assert taken.breaks == offered
        again = circle.services.programmes.take_holidays(circle.lead, HERE, version=1)
        assert await refused(again) == "no-holidays"


async def test_a_weekly_time_that_is_set_up_anew_sweeps_away_what_was_decided_before(tmp_path: Path) -> None:
    """A later time and a moved week belonged to the time that is no more; a page that is still open is old now."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await cancel(circle, TUESDAY + WEEK)
        since = date(2027, 1, 4)
        await circle.services.schedule.set_time(circle.lead, HERE, since, (3, time(10)), "", version=1)
        manager = replace(circle.lead, manages_server=True)
        await circle.services.groups.set_up(manager, replace(WEEKLY, weekday=4, weekly_from=None))

        found = await dates(circle)
        assert {day.weekday() for day, _fate in found} == {4}
        assert {fate for _day, fate in found} == {Fate.PLANNED}
        assert (await view(circle)).version > 2


async def test_what_leads_decided_outlives_a_restart_with_the_same_settings(tmp_path: Path) -> None:
    """The file of settings is read at each start; so is /setup typed again for another channel."""
    async with open_circle(tmp_path) as circle:
        plain = replace(WEEKLY, weekly_from=None)
        await circle.services.groups.put(plain)
        await circle.services.schedule.set_time(circle.lead, HERE, TUESDAY, (3, time(10)), "", version=0)
        before = await dates(circle)
        await circle.services.groups.put(plain)
        assert await dates(circle) == before
        manager = replace(circle.lead, manages_server=True)
        await circle.services.groups.set_up(manager, replace(plain, weekday=3, at=time(10), voice_channel_xid=77))

        assert await dates(circle) == before


async def test_what_leads_decided_outlives_the_same_first_date_typed_again(tmp_path: Path) -> None:
    """Also when that date is over by then: another channel is no reason to begin anew."""
    async with open_circle(tmp_path) as circle:
        manager = replace(circle.lead, manages_server=True)
        draft = replace(WEEKLY, weekly_from=TUESDAY)
        await circle.services.groups.set_up(manager, draft)
        circle.clock.advance(timedelta(weeks=3))
        await cancel(circle, TUESDAY + 4 * WEEK, (await view(circle)).version)
        before = await dates(circle)
        await circle.services.groups.set_up(manager, replace(draft, voice_channel_xid=77))

        assert await dates(circle) == before


async def test_a_group_is_set_up_with_its_first_date_and_a_number_of_sessions(tmp_path: Path) -> None:
    """From one command to a whole programme; a first date on another weekday changes nothing at all."""
    async with open_circle(tmp_path) as circle:
        manager = replace(circle.lead, manages_server=True)
        asked = circle.services.groups.set_up
        assert await refused(asked(manager, replace(WEEKLY, weekly_from=date(2026, 12, 2)), 26)) == "not-that-weekday"
        assert await refused(asked(manager, replace(WEEKLY, weekly_from=date(2026, 11, 17)), 26)) == "date-over"
        assert await refused(asked(manager, replace(GROUP, weekly_from=TUESDAY))) == "no-weekly-time"
        assert (await view(circle)).meetings == ()
        await asked(manager, replace(WEEKLY, weekly_from=date(2026, 12, 8)), 26)

        found = await view(circle)
        assert (found.meetings[0].on_date, found.left, found.planned) == (date(2026, 12, 8), 26, 26)


@pytest.mark.parametrize(
    ("zone", "weekday", "at", "expected"),
    [
        (
            "Europe/London",
            1,
            time(18, 30),
            ["2026-10-20 17:30", "2026-10-27 18:30", "2027-03-23 18:30", "2027-03-30 17:30"],
        ),
        ("Europe/London", 6, time(1, 30), ["2026-10-25 00:30", "2027-03-28 01:30"]),
        (
            "America/New_York",
            1,
            time(18, 30),
            ["2026-10-27 22:30", "2026-11-03 23:30", "2027-03-09 23:30", "2027-03-16 22:30"],
        ),
        ("America/New_York", 6, time(1, 30), ["2026-11-01 05:30", "2027-03-14 06:30"]),
        ("Australia/Lord_Howe", 1, time(18, 30), ["2026-10-06 07:30", "2027-03-30 07:30", "2027-04-06 08:00"]),
        ("Australia/Lord_Howe", 6, time(1, 30), ["2026-10-03 15:00", "2027-04-03 14:30"]),  # half an hour comes twice
        (
            "Asia/Kathmandu",
            1,
            time(18, 30),
            ["2026-10-20 12:45", "2026-10-27 12:45", "2027-03-23 12:45", "2027-03-30 12:45"],
        ),
        ("Asia/Kathmandu", 6, time(1, 30), ["2026-10-24 19:45", "2027-03-27 19:45"]),
        (
            "Pacific/Apia",
            1,
            time(18, 30),
            ["2026-10-20 05:30", "2026-10-27 05:30", "2027-03-23 05:30", "2027-03-30 05:30"],
        ),
        ("Pacific/Apia", 6, time(1, 30), ["2026-10-24 12:30", "2027-03-27 12:30"]),
    ],
)
async def test_the_whole_week_follows_the_clock_on_the_wall(
    tmp_path: Path, zone: str, weekday: int, at: time, expected: list[str]
) -> None:
    """In each zone, around the changes of the clocks: it opens ten minutes before its time, once."""
    due = [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in expected]
    async with open_circle(tmp_path) as circle:
        circle.clock.move_to(due[0] - timedelta(hours=5))
        await weekly(circle, replace(GROUP, weekday=weekday, at=at, zone=zone))
        found = []
        for instant in due:
            for minutes in (-71, -70, -49, -11, -10, 21, 49, 50, 81):  # and an hour early or late: the clocks change
                circle.clock.move_to(instant + timedelta(minutes=minutes))
                before = len(await circle.store.read(lambda unit: unit.sessions.of_group(circle.group_id)))
                await circle.services.week.beat()
                after = len(await circle.store.read(lambda unit: unit.sessions.of_group(circle.group_id)))
                if after > before:
                    found.append((circle.clock.now(), (await circle.session()).starts_at))

        assert found == [(instant - timedelta(minutes=10), instant) for instant in due]
