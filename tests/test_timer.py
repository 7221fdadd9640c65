"""The time of one step as a value: what counts, when the panel has something else to say, when a break ends."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.session.timer import Phase, Timer, full_minute

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=2))
DEEDS = st.lists(st.tuples(st.sampled_from(["begin", "halt"]), SPANS), max_size=12)


def played(deeds: list[tuple[str, timedelta]]) -> tuple[Timer, datetime, timedelta]:
    """Do these deeds, a span after each; return the timer, the moment, and what was used, counted another way."""
    timer, now, used, runs = Timer(), NOW, timedelta(0), False
    for deed, span in deeds:
        timer = timer.begin(now) if deed == "begin" else timer.halt(now)
        runs = deed == "begin"
        now += span
        used += span if runs else timedelta(0)
    return timer, now, used


@given(DEEDS)
def test_only_time_at_the_step_counts(deeds: list[tuple[str, timedelta]]) -> None:
    """A break and another step do not, however often they come."""
    timer, now, used = played(deeds)

    assert timer.used(now) == used
    assert Timer.from_data(timer.to_data()) == timer


@given(DEEDS, st.integers(0, 12), st.integers(1, 20))
def test_the_phase_changes_when_it_was_said_and_not_before(
    deeds: list[tuple[str, timedelta]], more: int, minutes: int
) -> None:
    """So an alarm at that instant is enough, and nothing has to look each minute."""
    timer, now, _used = played(deeds)
    timer = Timer(spent=timer.spent, since=timer.since, more=5 * more)
    change = timer.next_change(minutes, now)
    if change is None:
        assert timer.phase(minutes, now) == timer.phase(minutes, now + timedelta(days=1))
        return

    assert change > now
    assert timer.phase(minutes, change - timedelta(microseconds=1)) == timer.phase(minutes, now)
    assert timer.phase(minutes, change) != timer.phase(minutes, now)


@given(SPANS, st.sampled_from([5, 10, 15]), SPANS)
def test_nobody_comes_back_from_a_break_too_late(ahead: timedelta, minutes: int, later: timedelta) -> None:
    """The end is a full minute; it is never sooner than was said, and a longer break is always to come."""
    now = NOW + ahead
    rested = Timer().with_break(minutes, now)
    longer = rested.with_longer_break(now + later)

    assert rested.break_until
    assert rested.break_until == full_minute(rested.break_until)
    assert timedelta(0) <= rested.break_until - (now + timedelta(minutes=minutes)) < timedelta(minutes=1)
    assert longer.break_until
    assert longer.break_until >= max(rested.break_until, now + later) + timedelta(minutes=5)
    assert longer.phase(8, now + later) is Phase.BREAK


def test_more_time_brings_the_panel_back_from_amber() -> None:
    """8 minutes: amber after 6 minutes and 24 seconds; with 5 more, after 10 minutes and 24 seconds."""
    timer = Timer().begin(NOW)
    more = Timer(since=NOW, more=5)
    at = NOW + timedelta(minutes=6, seconds=24)

    assert timer.phase(8, at - timedelta(seconds=1)) is Phase.ON_TIME
    assert timer.phase(8, at) is Phase.AMBER
    assert timer.phase(8, NOW + timedelta(minutes=8)) is Phase.OVER
    assert more.phase(8, at) is Phase.ON_TIME
    assert more.next_change(8, at) == NOW + timedelta(minutes=10, seconds=24)


def test_a_clock_that_is_set_back_takes_no_time_away() -> None:
    """What was used stays used."""
    timer = Timer().begin(NOW).halt(NOW + timedelta(minutes=3)).begin(NOW + timedelta(minutes=3))

    assert timer.used(NOW) == timedelta(minutes=3)
