"""Dates and times as people type them."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.typed import read_date, read_time
from bot.content.when import date_in_words, weekday_in_words

TODAY = date(2026, 11, 20)
THE_24TH = date(2026, 11, 24)


@pytest.mark.parametrize(
    "typed",
    [
        "24 November 2026",
        "24 november",
        "24th Nov 2026",
        "Tuesday 24 November 2026",
        "tue 24 nov",
        "Tuesday, 24 November, 2026",
        "24/11/2026",
        "24.11.2026",
        "24/11",
        "2026-11-24",
        "  24   November  2026 ",
    ],
)
def test_a_date_can_be_typed_in_many_ways(typed: str) -> None:
    """British order, names of months in full or short, and the ISO form."""
    assert read_date(typed, TODAY) == THE_24TH


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "31 February 2026", "11/24/2026", "Monday 24 November 2026", "24 No 2026", "24", "2026-13-01", "0/1"],
)
def test_what_is_no_date_is_not_guessed_at(typed: str) -> None:
    """A day that does not exist, a weekday that does not fit, American order: none is taken for another."""
    assert read_date(typed, TODAY) is None


def test_without_a_year_it_is_the_next_such_day() -> None:
    """Today counts; yesterday is next year."""
    assert read_date("20 November", TODAY) == TODAY
    assert read_date("19 November", TODAY) == date(2027, 11, 19)


@given(st.integers(0, 4000))
def test_what_we_write_we_can_read(days: int) -> None:
    """Each date that a page shows can be typed back."""
    day = TODAY + timedelta(days=days)

    assert read_date(date_in_words(day), TODAY) == day
    assert read_date(f"{weekday_in_words(day)} {day.year}", TODAY) == day
    assert read_date(day.isoformat(), TODAY) == day


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("18:30", time(18, 30)),
        ("6:30pm", time(18, 30)),
        ("6.30 PM", time(18, 30)),
        ("6pm", time(18)),
        ("6 p.m.", time(18)),
        ("18", time(18)),
        ("12pm", time(12)),
        ("12am", time(0)),
        ("12 noon", time(12)),
        ("midnight", time(0)),
        ("09:05", time(9, 5)),
    ],
)
def test_a_time_can_be_typed_in_many_ways(typed: str, expected: time) -> None:
    """24 hours, or am and pm."""
    assert read_time(typed) == expected


@pytest.mark.parametrize("typed", ["", "6", "25:00", "18:60", "13pm", "0am", "half six", "6:3", "18:30:00"])
def test_what_is_no_time_is_not_guessed_at(typed: str) -> None:
    """A bare 6 may be morning or evening, so it is asked again."""
    assert read_time(typed) is None
