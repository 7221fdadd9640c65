"""What does this mean? The hard words of a card are found as people write them, and nothing else is."""

from dataclasses import replace

import pytest
from circle import PACK
from hypothesis import given
from hypothesis import strategies as st

from cogs.ui.body import Button, Option, Select
from cogs.ui.hard_words import MOST_WORDS, draw_hard_words, draw_meanings, reading_buttons, words_on

TERMS = sorted(PACK.glossary)
AROUND = st.sampled_from(["", " ", ". ", "(", "**", "\n- ", "“", ", "])


@pytest.mark.parametrize("term", TERMS)
def test_every_word_of_the_glossary_is_found_with_its_plural_and_in_any_case(term: str) -> None:
    """At the beginning of a sentence, in the middle, and where its parts are joined by a hyphen."""
    plural = f"{term[:-1]}ies" if term.endswith("y") else f"{term}s"
    for written in (term, plural, term.upper(), term.capitalize(), term.replace(" ", "-")):
        assert words_on(PACK, [f"We say: {written}."]) == (term,), written


@given(term=st.sampled_from(TERMS), before=AROUND, after=AROUND)
def test_a_word_is_found_whatever_stands_around_it(term: str, before: str, after: str) -> None:
    """Signs and ends of lines do not hide it."""
    assert words_on(PACK, [f"{before}{term}{after}"]) == (term,)


@given(term=st.sampled_from(TERMS), letters=st.text("abcdefghij", min_size=1, max_size=3))
def test_a_part_of_another_word_is_no_hard_word(term: str, letters: str) -> None:
    """A bottle is no bot."""
    assert term not in words_on(PACK, [f"{term}t{letters}"])
    assert term not in words_on(PACK, [f"{letters}{term}"])


def test_the_words_of_a_card_come_in_its_order_each_once_and_eight_at_most() -> None:
    """Labels of buttons and lists count; more than eight would be read by nobody."""
    rows = ((Button("My reminders", "x"),), Select("Choose a rota", "y", "", (Option("An emoji", "z"),)))

    assert words_on(PACK, ["A facilitator.", "The bot and facilitators."], rows) == (
        "facilitator",
        "bot",
        "reminder",
        "rota",
    )
    assert words_on(PACK, [" ".join(TERMS)]) == tuple(TERMS)[:MOST_WORDS]


def test_a_charitys_own_words_are_explained_too() -> None:
    """The pack's own glossary is used, whatever is in it; an empty one explains nothing."""
    ours = replace(PACK, glossary={"Oak-room group": "It is where we meet.", "C++": "A way to write programs."})

    assert words_on(ours, ["The oak room group meets.", "We like C++."]) == ("Oak-room group", "C++")
    assert words_on(replace(PACK, glossary={}), ["bot"]) == ()
    assert "**C++**: A way to write programs." in draw_meanings(ours, ("C++",)).blocks[1]


def test_the_button_is_there_only_where_a_hard_word_is() -> None:
    """A button that explains nothing would be in the way."""
    assert [one.verb for one in reading_buttons(PACK, hard_words=False)] == ["simpler"]
    assert [one.verb for one in reading_buttons(PACK, hard_words=True)] == ["simpler", "meaning"]


def test_all_hard_words_are_on_the_pages_of_the_list_once() -> None:
    """By the alphabet, eight a page, with a way on and back; a page that is not there is the last one."""
    pages, page = [draw_hard_words(PACK, 0)], 0
    while any(one.label == "More words" for row in pages[-1].rows if isinstance(row, tuple) for one in row):
        page += 1
        pages.append(draw_hard_words(PACK, page))
    lines = [line for one in pages for line in one.blocks[1].splitlines()]

    assert lines == [f"- **{term}**: {PACK.glossary[term]}" for term in sorted(TERMS, key=str.casefold)]
    assert max(len(one.blocks[1].splitlines()) for one in pages) == MOST_WORDS
    assert draw_hard_words(PACK, 99) == pages[-1]
    assert [one.label for row in pages[1].rows if isinstance(row, tuple) for one in row] == [
        "Words before",
        "More words",
    ]
