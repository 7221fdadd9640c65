"""When a reminder may go out: pure, so many zones, starts and moments are cheap."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scheduling import KINDS, REMINDERS_FURTHEST, due_at, is_quiet, may_go

LONDON = "Europe/London"
ZONES = (LONDON, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia")
YEARS = datetime(2026, 1, 1, tzinfo=UTC)
STARTS = st.integers(0, 3 * 366 * 24 * 60).map(lambda minutes: YEARS + timedelta(minutes=minutes))


def wall(day: date, hour: int, minute: int = 0, zone: str = LONDON) -> datetime:
    """Write an instant by the clock on the wall."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(zone))


TUESDAY = date(2026, 11, 24)
MONDAY, SUNDAY = TUESDAY - timedelta(days=1), TUESDAY - timedelta(days=2)


@pytest.mark.parametrize(
    ("start", "day", "hour"),
    [
        (wall(TUESDAY, 18, 30), wall(MONDAY, 18, 30), wall(TUESDAY, 17, 30)),
        (wall(TUESDAY, 9, 30), wall(MONDAY, 9, 30), wall(MONDAY, 20, 30)),
        (wall(TUESDAY, 7), wall(SUNDAY, 20, 30), wall(MONDAY, 20, 30)),
        (wall(TUESDAY, 22, 30), wall(MONDAY, 20, 30), wall(TUESDAY, 20, 30)),
        (wall(TUESDAY, 0, 30), wall(SUNDAY, 20, 30), wall(MONDAY, 20, 30)),
        (wall(TUESDAY, 21), wall(MONDAY, 20, 30), wall(TUESDAY, 20)),
    ],
)
def test_what_would_be_due_at_night_is_due_the_evening_before(start: datetime, day: datetime, hour: datetime) -> None:
    """At 20:30, which is never after the moment that it stands for."""
    assert due_at("day", start, LONDON) == day
    assert due_at("hour", start, LONDON) == hour


def test_over_a_clock_change_the_day_before_is_the_same_time_on_the_wall() -> None:
    """Sunday 25 October 2026 has 25 hours and Sunday 28 March 2027 has 23."""
    assert due_at("day", wall(date(2026, 10, 25), 18, 30), LONDON) == wall(date(2026, 10, 24), 18, 30)
    assert due_at("day", wall(date(2027, 3, 28), 18, 30), LONDON) == wall(date(2027, 3, 27), 18, 30)


def test_what_could_not_go_out_in_half_an_hour_is_dropped() -> None:
    """Nobody reads a reminder of an hour before when there is half an hour left."""
    start = wall(TUESDAY, 18, 30)

    assert may_go("hour", start, LONDON, wall(TUESDAY, 17, 30))
    assert may_go("hour", start, LONDON, wall(TUESDAY, 18))
    assert not may_go("hour", start, LONDON, wall(TUESDAY, 17, 29))
    assert not may_go("hour", start, LONDON, wall(TUESDAY, 18, 1))
    assert not may_go("hour", wall(TUESDAY, 21, 55), LONDON, wall(TUESDAY, 21, 5))


@given(start=STARTS, zone=st.sampled_from(ZONES), kind=st.sampled_from(KINDS), minutes=st.integers(0, 3000))
def test_no_reminder_is_at_night_or_after_the_start(start: datetime, zone: str, kind: str, minutes: int) -> None:
    """In any zone, for any start, at any moment; and the search looks far enough ahead to find each."""
    due = due_at(kind, start, zone)
    if due is not None:
        assert not is_quiet(due, zone)
        assert timedelta(minutes=59) < start - due < REMINDERS_FURTHEST
    now = start - timedelta(minutes=minutes)
    if may_go(kind, start, zone, now):
        assert time(9) <= now.astimezone(ZoneInfo(zone)).time() < time(21)
        assert now <= start - timedelta(minutes=10)


@given(start=STARTS, zone=st.sampled_from(ZONES))
def test_each_start_has_a_moment_for_each_kind(start: datetime, zone: str) -> None:
    """Quiet hours move a reminder and lose none, and the two are never at one moment."""
    due = [due_at(kind, start, zone) for kind in KINDS]

    assert None not in due
    assert len(set(due)) == 2
