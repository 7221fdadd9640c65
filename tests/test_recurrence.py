"""When a group meets: once a week, by the clock on its wall, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scheduling import (
    Occurrence,
    UnknownZone,
    WeeklyTime,
    instant,
    next_occurrence,
    occurrences_between,
    zone,
)

MONDAY, TUESDAY, FRIDAY, SUNDAY = 0, 1, 4, 6
LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("where", "day", "at", "expected"),
    [
        (LONDON, "2026-10-20", "18:30", "2026-10-20T17:30Z"),
        (LONDON, "2026-10-27", "18:30", "2026-10-27T18:30Z"),
        (LONDON, "2027-03-23", "18:30", "2027-03-23T18:30Z"),
        (LONDON, "2027-03-30", "18:30", "2027-03-30T17:30Z"),
        (LONDON, "2026-10-25", "01:30", "2026-10-25T00:30Z"),  # the hour comes twice: the first
        (LONDON, "2027-03-28", "01:30", "2027-03-28T01:30Z"),  # the hour is missing: 02:30 on the wall
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30Z"),  # twice
        ("America/New_York", "2027-03-14", "02:30", "2027-03-14T07:30Z"),  # missing: 03:30
        ("America/New_York", "2027-03-16", "19:00", "2027-03-16T23:00Z"),
        ("Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03T14:45Z"),  # half an hour comes twice
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45Z"),  # half an hour is missing: 02:45
        ("Asia/Kathmandu", "2026-10-20", "18:30", "2026-10-20T12:45Z"),  # 5 hours 45 minutes ahead
        ("Pacific/Apia", "2026-10-20", "18:30", "2026-10-20T05:30Z"),
        ("Pacific/Apia", "2011-12-30", "18:30", "2011-12-31T04:30Z"),  # a day that Samoa left out
    ],
)
def test_the_clock_on_the_wall_decides(where: str, day: str, at: str, expected: str) -> None:
    """A day and a time become one instant, where the clocks change too."""
    assert instant(date.fromisoformat(day), time.fromisoformat(at), where) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("around", "days"),
    [
        ("2026-10-18", ["2026-10-18", "2026-10-25", "2026-11-01"]),
        ("2027-03-21", ["2027-03-21", "2027-03-28", "2027-04-04"]),
    ],
)
def test_half_past_one_on_a_change_sunday_comes_once(around: str, days: list[str]) -> None:
    """Neither twice in October nor never in March."""
    start = datetime.fromisoformat(around).replace(tzinfo=UTC)
    meetings = occurrences_between(WeeklyTime(SUNDAY, time(1, 30), LONDON), start, start + timedelta(days=15))

    assert [meeting.on_date.isoformat() for meeting in meetings] == days


def test_the_next_meeting_is_strictly_later() -> None:
    """At the very start of a meeting, the next one is a week away."""
    weekly = WeeklyTime(TUESDAY, time(18, 30), LONDON)
    first = next_occurrence(weekly, datetime(2026, 10, 20, 17, 29, 59, tzinfo=UTC))

    assert first == Occurrence(date(2026, 10, 20), datetime(2026, 10, 20, 17, 30, tzinfo=UTC))
    assert next_occurrence(weekly, first.at) == Occurrence(
        date(2026, 10, 27), datetime(2026, 10, 27, 18, 30, tzinfo=UTC)
    )


def test_a_meeting_on_a_day_that_was_left_out_is_found_after_it() -> None:
    """Samoa had no 30 December 2011: by its calendar that Friday's meeting fell on the Saturday."""
    weekly = WeeklyTime(FRIDAY, time(18, 30), "Pacific/Apia")

    found = next_occurrence(weekly, datetime(2011, 12, 30, 12, 0, tzinfo=UTC))

    assert found == Occurrence(date(2011, 12, 30), datetime(2011, 12, 31, 4, 30, tzinfo=UTC))


def test_a_span_holds_its_start_and_not_its_end() -> None:
    """So two spans side by side share no meeting and lose none."""
    weekly = WeeklyTime(MONDAY, time(12, 0), "UTC")
    first, second = (datetime(2026, 10, day, 12, 0, tzinfo=UTC) for day in (5, 12))

    assert [each.at for each in occurrences_between(weekly, first, second)] == [first]
    assert occurrences_between(weekly, first, first) == ()


@given(
    name=st.sampled_from(sorted(available_timezones())),
    weekday=st.integers(0, 6),
    minute=st.integers(0, 24 * 60 - 1),
    start=st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2050, 1, 1)),  # noqa: DTZ001  given UTC below
)
def test_every_week_has_one_meeting_at_its_time(name: str, weekday: int, minute: int, start: datetime) -> None:
    """In any zone, at any minute: later each time, one a week, right on the wall unless the clocks leap."""
    weekly = WeeklyTime(weekday, time(*divmod(minute, 60)), name)
    meetings = [next_occurrence(weekly, start.replace(tzinfo=UTC))]
    for _ in range(60):
        meetings.append(next_occurrence(weekly, meetings[-1].at))

    for earlier, later in pairwise(meetings):
        assert earlier.at < later.at
        assert later.on_date - earlier.on_date == timedelta(weeks=1)
    for meeting in meetings:
        assert meeting.on_date.weekday() == weekday
        assert wall(meeting.at, name) == (meeting.on_date, weekly.at) or is_missing(meeting, weekly)


def wall(at: datetime, name: str) -> tuple[date, time]:
    """Read the clock and the calendar on a wall in that zone."""
    local = at.astimezone(ZoneInfo(name))
    return local.date(), local.time()


def is_missing(meeting: Occurrence, weekly: WeeklyTime) -> bool:
    """Tell whether the wall clock never shows that time: then its two readings swap their order."""
    either = (
        datetime.combine(meeting.on_date, weekly.at, tzinfo=ZoneInfo(weekly.zone)).replace(fold=f) for f in (0, 1)
    )
    first, second = (each.astimezone(UTC) for each in either)
    return first > second


@pytest.mark.parametrize("name", ["London", "europe/london", "Europe/Lodnon", "Londn"])
def test_a_mistyped_zone_is_told_the_nearest(name: str) -> None:
    """People write the town, or slip by a letter."""
    with pytest.raises(UnknownZone) as caught:
        zone(name)

    assert caught.value.near[0] == LONDON


@pytest.mark.parametrize("name", ["", "Europe", "../etc/passwd", "/etc/localtime", "UK"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    """Folders, paths and nicknames too."""
    with pytest.raises(UnknownZone):
        instant(date(2026, 10, 20), time(18, 30), name)
