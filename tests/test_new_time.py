"""Did the new time help? The comparison, and the lead's page (feature M9)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from circle import GROUP, ROOM, Circle, open_circle
from house import open_house
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reports.new_time import FEWEST, MOST, NewTime, Side, new_times
from bot.services.schedule import Where
from bot.session import Refused

TUESDAY = date(2026, 12, 1)
HERE = Where(ROOM, 1)
WEEK = timedelta(weeks=1)


def weeks(*came: int) -> list[tuple[date, int]]:
    """Give sessions in a row from 1 December on, with how many came."""
    return [(TUESDAY + number * WEEK, people) for number, people in enumerate(came)]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ((3, 4, 3, 4), (5, 6, 5, 6), "more"),
        ((5, 6, 5, 6), (3, 4, 3, 4), "fewer"),
        ((5, 5, 5, 5), (6, 5, 6, 6), "same"),
        ((5, 5, 5), (9, 9, 9, 9), "too-early"),
        ((5, 5, 5, 5), (9, 9, 9), "too-early"),
        ((), (), "too-early"),
    ],
)
def test_it_says_no_more_than_few_sessions_allow(before: tuple[int, ...], after: tuple[int, ...], says: str) -> None:
    """Four sessions on each side, and a difference of one person on average."""
    (found,) = new_times([TUESDAY + len(before) * WEEK], weeks(*before, *after))

    assert found.says == says
    assert (found.before, found.after) == (Side(len(before), sum(before)), Side(len(after), sum(after)))


def test_eight_sessions_on_each_side_are_compared_and_none_of_another_time() -> None:
    """Twelve weeks, a change, three weeks, one more change, two weeks: each side has one weekly time."""
    held = weeks(*range(12), 20, 21, 22, 30, 31)
    first, second = new_times([TUESDAY + 15 * WEEK, TUESDAY + 12 * WEEK], held)

    assert first == NewTime(TUESDAY + 12 * WEEK, Side(8, sum(range(4, 12))), Side(3, 63))
    assert second == NewTime(TUESDAY + 15 * WEEK, Side(3, 63), Side(2, 61))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 25), max_size=40),
    st.lists(st.integers(0, 40), max_size=3, unique=True),
)
def test_no_session_is_on_two_sides_of_a_change_and_none_near_it_is_left_out(came: list[int], at: list[int]) -> None:
    """Each side holds the sessions next to the change: as many as there are, up to eight, up to the next change."""
    changes = [TUESDAY + number * WEEK for number in at]
    found = new_times(changes, weeks(*came))

    borders = [0, *sorted(at), max(len(came), *at, 0)]
    assert [one.since for one in found] == sorted(changes)
    for number, one in enumerate(found, start=1):
        left, middle, right = (min(border, len(came)) for border in borders[number - 1 : number + 2])
        before, after = came[left:middle][-MOST:], came[middle:right][:MOST]
        assert (one.before, one.after) == (Side(len(before), sum(before)), Side(len(after), sum(after)))
        assert (one.says == "too-early") == (min(len(before), len(after)) < FEWEST)


async def meets(circle: Circle, who: range) -> None:
    """Hold the next weekly session with these members."""
    group = await circle.store.read(lambda unit: unit.groups.get(circle.group_id))
    view = await circle.services.schedule.show(circle.lead, HERE)
    circle.clock.move_to(view.meetings[0].at - timedelta(minutes=5))
    await circle.services.week.beat()
    session = await circle.session()
    await circle.services.sessions.ready(circle.facilitator, session.id)
    for number in who:
        await circle.comes(circle.members[number], session.id)
    circle.clock.move_to(view.meetings[0].at)
    await circle.services.week.beat()
    await circle.close()
    circle.clock.advance(timedelta(minutes=group.length_minutes))


async def test_a_lead_reads_both_sides_of_a_change_and_nobody_else_does(tmp_path: Path) -> None:
    """One session with one person before, one with three after; what is only planned is not there yet."""
    async with open_circle(tmp_path, members=3) as circle:
        await circle.services.groups.put(replace(GROUP, weekday=1, weekly_from=TUESDAY))
        asked = circle.services.new_time.changes
        weekly, since = (3, time(17)), date(2026, 12, 9)
        await meets(circle, range(1))
        version = (await circle.services.schedule.show(circle.lead, HERE)).version
        await circle.services.schedule.set_time(circle.lead, HERE, since, weekly, "More can.", version=version)
        assert await asked(circle.lead, HERE) == ()
        await meets(circle, range(1))
        await meets(circle, range(3))
        (change,) = await asked(circle.lead, HERE)

        assert (change.old, change.new) == ((1, time(18, 30)), (3, time(17)))
        assert change.effect == NewTime(since, Side(2, 2), Side(1, 3))
        for person in (circle.facilitator, circle.members[0]):
            with pytest.raises(Refused, match="leads-only"):
                await asked(person, HERE)


FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEKLY: dict[str, Any] = {"weekday": 1, "weekly_from": date(2026, 11, 24)}


async def test_the_leads_page_says_so_in_words(tmp_path: Path) -> None:
    """Behind a button: first that nothing has changed, later from when on, and that it is too early."""
    async with open_house(tmp_path, at=FRIDAY, **WEEKLY) as home:
        page = await home.lead.types(home.staff, "schedule better-time")
        assert page.message
        before = await home.lead.presses("Did it help?", page.message)
        where = Where(home.staff.id, home.stage.guild.id)
        lead = home.caller(home.lead)
        set_time = home.services.schedule.set_time
        await set_time(lead, where, date(2026, 11, 23), (3, time(17)), "", version=0)
        home.clock.move_to(FRIDAY + timedelta(days=5))
        page = await home.lead.types(home.staff, "schedule better-time")
        assert page.message
        after = await home.lead.presses("Did it help?", page.message)

        assert home.say("new-time.none") in before.text
        assert "From 23 November 2026 on: Thursday at 5pm. Before that: Tuesday at 6:30pm." in after.text
        assert home.say("new-time.too-early") in after.text
        assert home.say("new-time.careful") not in after.text
