"""Days and times in words, as people say them, in the group's own time zone (rule PW19)."""

from datetime import UTC, date, datetime

import pytest

from bot.content.when import date_in_words, day_in_words, time_in_words


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (18, 0, "6pm"),
        (18, 30, "6:30pm"),
        (9, 5, "9:05am"),
        (0, 0, "12 midnight"),
        (12, 0, "12 noon"),
        (12, 1, "12:01pm"),
    ],
)
def test_a_time_is_said_as_people_say_it(hour: int, minute: int, words: str) -> None:
    """Never 24 hours; noon and midnight by their names."""
    assert time_in_words(datetime(2026, 12, 1, hour, minute, tzinfo=UTC), "Europe/London") == words


def test_day_and_time_are_the_groups_own() -> None:
    """Late in the evening in London it is already the next day in Kathmandu, and summer time is told."""
    late = datetime(2026, 7, 31, 22, 30, tzinfo=UTC)

    assert (day_in_words(late, "Europe/London"), time_in_words(late, "Europe/London")) == ("Friday 31 July", "11:30pm")
    assert day_in_words(late, "Asia/Kathmandu") == "Saturday 1 August"


def test_a_date_is_written_with_its_month() -> None:
    """Numbers alone are read differently in other countries."""
    assert date_in_words(date(2026, 11, 21)) == "21 November 2026"
