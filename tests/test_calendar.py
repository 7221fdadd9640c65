"""The calendar of a group: pure, so properties over many groups and years are cheap."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.scheduling import Break, Calendar, Change, Era, Fate, Run, WeeklyTime

LONDON = "Europe/London"
TUESDAY = date(2026, 10, 20)
WEEKLY = WeeklyTime(1, time(18, 30), LONDON)
THURSDAYS = WeeklyTime(3, time(10), LONDON)
CHRISTMAS = Break(date(2026, 12, 21), date(2027, 1, 3), "Christmas")


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    """Write an instant."""
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


def calendar(**changes: object) -> Calendar:
    """Make the calendar of a group that meets on Tuesdays since 20 October 2026."""
    return Calendar(**{"eras": (Era(TUESDAY, WEEKLY),), **changes})  # type: ignore[arg-type]  # fields by name


def test_a_group_meets_week_after_week_by_the_clock_on_the_wall() -> None:
    """The clocks change on 25 October 2026: 17:30 in UTC before, 18:30 after."""
    found = calendar().between(utc(TUESDAY, 0), utc(TUESDAY + timedelta(days=10), 0))

    assert [one.at for one in found] == [utc(TUESDAY, 17, 30), utc(date(2026, 10, 27), 18, 30)]
    assert {one.fate for one in found} == {Fate.PLANNED}


def test_twenty_six_sessions_with_a_break_are_twenty_six_sessions() -> None:
    """The break is not counted, so the programme lasts two weeks longer; then no date follows."""
    group = calendar(run=Run(TUESDAY, 26), breaks=(CHRISTMAS,))
    found = group.between(utc(TUESDAY, 0), utc(date(2028, 1, 1), 0))

    assert sum(one.fate.is_on for one in found) == 26
    assert [one.on_date for one in found if one.fate is Fate.BREAK] == [date(2026, 12, 22), date(2026, 12, 29)]
    assert group.last_day() == found[-1].on_date == TUESDAY + timedelta(weeks=27)
    assert group.next(found[-1].at) is None


def test_a_week_that_is_moved_keeps_its_name() -> None:
    """Its place in the list is where it was moved to, its name is the date that it had."""
    moved = {TUESDAY: Change(Fate.MOVED, utc(date(2026, 10, 29), 9))}
    found = calendar(changes=moved).between(utc(TUESDAY, 0), utc(date(2026, 11, 1), 0))

    assert [(one.on_date, one.fate) for one in found] == [
        (date(2026, 10, 27), Fate.PLANNED),
        (TUESDAY, Fate.MOVED),
    ]


def test_a_week_that_is_called_off_is_passed_over() -> None:
    """The next one is a week later; asked for, the date itself is still there."""
    off = {TUESDAY: Change(Fate.CANCELLED, utc(TUESDAY, 17, 30))}
    group = calendar(changes=off)
    coming, any_date = group.next(utc(TUESDAY, 0)), group.next(utc(TUESDAY, 0), on=False)

    assert coming
    assert coming.on_date == date(2026, 10, 27)
    assert any_date
    assert any_date.fate is Fate.CANCELLED


def test_a_new_weekly_time_counts_from_its_date() -> None:
    """The last Tuesday before it is held, the first Thursday from it on is the next."""
    group = calendar(eras=(Era(TUESDAY, WEEKLY), Era(date(2026, 10, 28), THURSDAYS)))
    found = group.between(utc(TUESDAY, 0), utc(date(2026, 11, 6), 0))

    assert [one.on_date for one in found] == [TUESDAY, date(2026, 10, 27), date(2026, 10, 29), date(2026, 11, 5)]


def test_a_group_without_a_weekly_time_never_meets_by_itself() -> None:
    """Nothing is due and nothing comes next."""
    assert Calendar().between(utc(TUESDAY, 0), utc(date(2028, 1, 1), 0)) == ()
    assert Calendar().next(utc(TUESDAY, 0)) is None


def test_a_programme_that_was_ended_early_has_no_later_date() -> None:
    """What was planned after that day is not due."""
    group = calendar(run=Run(TUESDAY, 26, until=date(2026, 11, 10)))

    assert group.last_day() == date(2026, 11, 10)
    assert group.next(utc(date(2026, 11, 11), 0)) is None


BREAKS = st.lists(
    st.builds(
        lambda start, length: Break(TUESDAY + timedelta(days=start), TUESDAY + timedelta(days=start + length)),
        st.integers(-30, 400),
        st.integers(0, 30),
    ),
    max_size=5,
)
ERAS = st.lists(st.tuples(st.integers(1, 300), st.integers(0, 6), st.times()), max_size=3, unique_by=lambda one: one[0])


@given(sessions=st.integers(0, 60), breaks=BREAKS, eras=ERAS)
def test_a_run_has_as_many_sessions_as_were_planned(
    sessions: int, breaks: list[Break], eras: list[tuple[int, int, time]]
) -> None:
    """Whatever the breaks, and however often the weekly time changes: never one more or less, none in a break."""
    later = [
        Era(TUESDAY + timedelta(days=days), WeeklyTime(weekday, at.replace(second=0, microsecond=0), LONDON))
        for days, weekday, at in sorted(eras)
    ]
    group = Calendar((Era(TUESDAY, WEEKLY), *later), tuple(breaks), run=Run(TUESDAY, sessions))
    held = [one for one in group.between(utc(TUESDAY, 0), utc(date(2030, 1, 1), 0)) if one.fate.is_on]

    assert len(held) == sessions
    assert not [one for one in held if any(each.first <= one.on_date <= each.last for each in breaks)]
    assert [one.on_date for one in held] == sorted({one.on_date for one in held})


@given(start=st.integers(0, 400), days=st.integers(1, 60), split=st.integers(0, 60), breaks=BREAKS)
def test_two_spans_that_meet_hold_what_the_whole_holds(start: int, days: int, split: int, breaks: list[Break]) -> None:
    """However an outage cuts the time into pieces, each date is found once."""
    group = calendar(breaks=tuple(breaks), changes={TUESDAY: Change(Fate.MOVED, utc(date(2026, 11, 5), 9))})
    first = utc(TUESDAY, 0) + timedelta(days=start)
    middle, last = first + timedelta(days=min(split, days)), first + timedelta(days=days)

    assert group.between(first, middle) + group.between(middle, last) == group.between(first, last)
