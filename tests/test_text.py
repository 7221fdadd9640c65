"""Typed text: whatever is typed, one safe line comes out, and what people really write comes out whole."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.session import Refused
from bot.session.text import clean, one_line

JOINER = "\u200d"
LIMIT = 60
calm = settings(deadline=None, max_examples=500)

pieces = st.sampled_from(
    [
        *("http://x.org", "HTTPS://x", "www.x.org", "discord.gg/abc", "disc", "ord.gg/", "htt", "p://", "://", "a*b"),
        *("<@1>", "<@!1>", "<@&1>", "<#1>", "<:a:1>", "</a:1>", "<t:1>", "<", ">", "@everyone", "@here", "@", "@@"),
        *("**", "__", "~~", "||", "`", "```", "# ", "-# ", "- ", "+ ", "> ", "1. ", "12.", "\\", "[a](b)", "{", "}"),
        *("\u202e", "\u2066", "\u200b", JOINER, "\u200c", "\ufeff", "\u00ad", "\ufe0f", "\ufe0e", "\U000e0101"),
        *("\u0301", "\u0327", "\u20e3", "\u180b", "\ud800", "\x00", "\x1b", "\u2028", "\t", "\n", " ", "\u3000"),
        *("e", "A", "\u0644\u0627", "\u1112\u1161", "1", "-", ".", "'", "\U0001f642", "\U0001f468", "\U0001f3fd"),
        *("\u2764", "\u3164", "\u2800", "good", "tired"),
    ]
)
typed = st.text(st.characters(), max_size=80) | st.lists(pieces, max_size=25).map("".join)


def cleaned(text: str, length: int = LIMIT) -> str:
    """Clean a text; "" when there was nothing to keep."""
    try:
        return clean(text, length)
    except Refused as refused:
        reason = refused.reason
    assert reason == "nothing-typed"
    return ""


def refusal(text: str) -> str:
    """Clean what must be refused, and return the refusal's name."""
    with pytest.raises(Refused) as refused:
        clean(text, LIMIT)
    return refused.value.reason


@calm
@given(typed, st.integers(min_value=1, max_value=120))
def test_what_comes_out_is_one_line_within_the_limit(text: str, length: int) -> None:
    """Whatever was typed, and with nothing but its own words at both ends."""
    line = cleaned(text, length)

    assert len(line) <= length
    assert line == " ".join(line.split())


@calm
@given(typed)
def test_nothing_hidden_comes_through(text: str) -> None:
    """No control, invisible or direction-changing character; a joiner only between two emoji."""
    line = cleaned(text)

    for index, char in enumerate(line):
        if char == JOINER:
            assert unicodedata.category(line[index + 1]) == "So"
            assert unicodedata.category(line[index - 1]) in ("So", "Sk") or line[index - 1] == "\ufe0f"
        else:
            assert unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Me")
        assert char == "\ufe0f" or not "\ufe00" <= char <= "\ufe0f"
        assert not "\U000e0100" <= char <= "\U000e01ef"


@calm
@given(typed)
@example("htt*p://example.org")
@example("discord.disc*ord.gg/gg/abc")
@example("<<@1>@1>")
def test_nobody_is_called_and_no_link_comes_through(text: str) -> None:
    """No mention, no address, no invitation, however it is put together."""
    line = cleaned(text)

    assert "@" not in line
    assert "<" not in line
    assert not re.search(r"://|www\.|discord\.gg/", line, re.IGNORECASE)


@calm
@given(typed)
@example(f"{JOINER}- hello")
@example("1. 2. - # hello")
def test_no_markdown_comes_through(text: str) -> None:
    """Nothing that Discord would draw as something else: no bold, no heading, no quote, no list, no spoiler."""
    line = cleaned(text)

    assert not re.search(r"[*_~`|\\<>\[\]#]", line)
    assert not re.match(r"(-#|[-+>]|\d+\.)\s", line)


@calm
@given(typed, st.integers(min_value=1, max_value=60))
@example("e\u200b\u0301", 60)
@example(f"{JOINER}- hello", 60)
@example("a\U0001f468\u200d\U0001f469", 3)
def test_cleaning_twice_is_cleaning_once(text: str, length: int) -> None:
    """What was stored is not changed by being looked at again."""
    line = cleaned(text, length)

    assert cleaned(line, length) == line
    assert one_line(line) == line


@pytest.mark.parametrize(
    "text",
    [
        "I can't say, but it's OK.",
        'She said "well done" to me!',
        "Caf\u00e9 with Zo\u00eb and Fran\u00e7ois, na\u00efve as we are",
        "Dwi'n teimlo'n hapus \u0175 \u0177 \u00f4 heddiw",
        "\u0623\u0646\u0627 \u0628\u062e\u064a\u0631 \u0627\u0644\u064a\u0648\u0645\u060c \u0634\u0643\u0631\u0627",
        "\u0627\u0644\u0652\u062d\u064e\u0645\u0652\u062f\u064f \u0644\u0650\u0644\u0651\u064e\u0647\u0650",
        "\u0aae\u0abe\u0ab0\u0acb \u0aa6\u0abf\u0ab5\u0ab8 \u0ab8\u0abe\u0ab0\u0acb \u0ab9\u0aa4\u0acb",
        "\u4eca\u5929\u5f88\u597d\u3002",
        "50% better & a bit tired (still) = fine; \u00a35 for tea?",
        "Well-known half-past-9, 3.5 km, and 24/7",
        "My dog \U0001f415 and my family \U0001f468\u200d\U0001f469\u200d\U0001f467 and I \u2764\ufe0f",
    ],
)
def test_what_people_write_comes_through_whole(text: str) -> None:
    """Apostrophes, accents, Welsh, Arabic, Gujarati, Chinese, numbers, a family of emoji."""
    assert clean(text, 200) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("I\u2019m  \u201cfine\u201d \u2013 today", 'I\'m "fine" - today'),
        ("two\nlines\r\nhere", "two lines here"),
        ("see https://x.org/a?b=c please", "see please"),
        ("thanks @everyone", "thanks everyone"),
        ("thanks <@123456789> and <#55>", "thanks and"),
        ("**proud** of ||me||", "proud of me"),
        ("- a walk", "a walk"),
        ("e\u0301te\u0301", "\u00e9t\u00e9"),
    ],
)
def test_the_words_stay_when_the_rest_goes(text: str, line: str) -> None:
    """What is taken out is the least that must be."""
    assert clean(text, 200) == line


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\t", "\U0001f642", "\u2764\ufe0f \U0001f44d\U0001f3fd", "...", "<@1>", "http://x.org", "\u200b"],
)
def test_nothing_but_signs_is_kindly_refused(text: str) -> None:
    """An emoji alone is no word."""
    assert refusal(text) == "nothing-typed"


def test_a_long_text_is_cut_at_a_word() -> None:
    """No word is torn if there is a space before it."""
    assert clean("one two three", 9) == "one two"
    assert clean("one two three", 7) == "one two"
    assert clean("onetwothree", 6) == "onetwo"


@pytest.mark.parametrize(
    "text",
    [
        *("\ud800", "a\udfff" * 3000, "\ud83d\ude42" * 100, "\u200d" * 6000, "e\u0301\u0301" * 2000),
        *("a" * 6000, "1. " * 2000, "<@" * 3000, "www." * 1500, "://" * 2000, "a:" * 3000, "*" * 6000),
        "- " * 3000 + "end",
    ],
)
def test_the_strangest_text_is_cleaned_or_kindly_refused(text: str) -> None:
    """Halves of characters and a word of 6,000 letters raise nothing else."""
    line = cleaned(text)

    assert len(line) <= LIMIT
    assert line.encode().decode() == line


@calm
@given(st.text(st.characters(categories=["Mn"]), min_size=3, max_size=40))
def test_no_letter_carries_a_tower_of_marks(marks: str) -> None:
    """Many marks on one letter would draw over other people's lines."""
    line = cleaned("a" + marks)

    assert sum(unicodedata.category(char) == "Mn" for char in line) <= 2
