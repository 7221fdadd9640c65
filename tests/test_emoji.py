"""One meaning for each emoji (feature A2): the table, the pack that ships, and a charity's own texts."""

import json
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

from bot.content.check import Finding, check
from bot.content.emoji import bad_place, bad_rows, meanings, misused, plain
from bot.content.plain import words
from bot.content.seen import bad_sign, emoji_in
from bot.content.shelf import SHIPPED
from bot.content.texts import Kind, Sign, signs_of, texts_of

KNOWN = meanings()
SIGNS = tuple(signs_of(SHIPPED))
TEXTS = texts_of(SHIPPED)
FEELINGS = ("choices.toml", "feelings.toml", "words.toml")
JOINERS = re.compile("[\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U0001f1e6-\U0001f1ff\u20e3]")


def label_row(emoji: str, label: str, place: str = "own") -> str:
    """Write a thank-you entry with an emoji."""
    return f'[[entry]]\nid = "{place}"\nlabel = "{label}"\nemoji = "{emoji}"\n'


def own(folder: Path, entries: str = "", table: str = "") -> list[Finding]:
    """Write a charity's thank-you list and its own table, and give what the check says about their emoji."""
    if entries:
        (folder / "gratitude.toml").write_text(f'prompts = ["What was good?"]\n{entries}', encoding="utf-8")
    if table:
        (folder / "emoji.toml").write_text(table, encoding="utf-8")
    return [finding for finding in check(folder) if finding.rule == "PW23"]


def row(sign: str, **said: object) -> str:
    """Write one row of a table of emoji."""
    lines = "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in said.items())
    return f'[[emoji]]\nsign = "{sign}"\nname = "a picture"\n{lines}\n'


def test_every_emoji_of_the_pack_is_in_the_table_and_fits_its_words() -> None:
    """Beside labels, on cards of topics, and at the end of sentences; and the table's rows each say one thing."""
    sentences = {one for text in TEXTS for line in text.lines for one in emoji_in(line)}

    assert len(SIGNS) > 350
    assert {plain(one) for one in sentences} <= KNOWN.keys()
    assert [*misused(SHIPPED), *bad_rows(SHIPPED)] == []


def test_the_table_has_no_emoji_that_nothing_uses() -> None:
    """A row that nobody needs would be read as a promise."""
    used = {plain(one.emoji) for one in SIGNS}
    used |= {plain(one) for text in TEXTS for line in text.lines for one in emoji_in(line)}

    assert sorted(KNOWN.keys() - used) == []


def test_no_emoji_stands_for_two_answers() -> None:
    """Over all questions, feelings and words, each emoji has labels that say the same thing."""
    beside = defaultdict(set)
    for one in SIGNS:
        if one.file in FEELINGS and not one.key.startswith("group.symbol"):
            beside[plain(one.emoji)].add(one.label)
    shared = {emoji: labels for emoji, labels in beside.items() if len(labels) > 1}

    assert shared == {
        "😔": {"Hard", "Not good"},
        "🤔": {"Not sure", "I am not sure", "Unsure"},
        "👍": {"Yes", "I agree", "I get it"},
        "🌕": {"Often", "Often/always"},
        "🌖": {"Some of the time", "Sometimes"},
        "🌘": {"Hardly ever", "Not often"},
    }


def test_no_answer_has_two_emoji() -> None:
    """The answer “Good” looks the same in the check-in, at the end and after it."""
    signs = defaultdict(set)
    for one in SIGNS:
        if one.label and KNOWN[plain(one.emoji)].labels:
            signs[one.label].add(plain(one.emoji))

    assert {label: found for label, found in signs.items() if len(found) > 1} == {}


def test_every_emoji_is_one_standard_sign() -> None:
    """A single code point with a name in Unicode: no private sign, no joined people, no skin tones, no flags."""
    for emoji, one in KNOWN.items():
        assert bad_sign(one.sign) is None, one
        assert len(emoji) == 1, one
        assert unicodedata.category(emoji) == "So", one
        assert unicodedata.name(emoji, ""), one
        assert not JOINERS.search(one.sign), one


def test_no_label_is_an_emoji_alone() -> None:
    """Every button, option and title of the pack says it in words; so does each text beside an emoji."""
    labels = [one.label or one.text for one in SIGNS]
    labels += [text.whole for text in TEXTS if text.kind in {Kind.BUTTON, Kind.ANSWER, Kind.LABEL}]

    assert len(labels) > 800
    assert [label for label in labels if not words("".join(re.split("|".join(KNOWN), label)))] == []


@pytest.mark.parametrize(
    ("emoji", "label", "fits"),
    [
        ("🌞", "The sun", True),
        ("🌞", "Better", False),
        ("🌞", "Sunday", False),
        ("⬆️", "Better", True),
        ("⬆", "better", True),
        ("⬆️", "It is better now", False),
        ("🌳", "Trees", True),
        ("🌳", "Street", False),
    ],
)
def test_an_emoji_fits_what_it_shows_or_its_one_meaning(emoji: str, label: str, fits: bool) -> None:
    """A thing is found as a word of the label; a sign wants the label that is in its row, whole."""
    assert (bad_place(Sign("choices.toml", "x", emoji, label, ""), KNOWN) is None) is fits


def test_a_card_counts_with_the_words_of_its_picture() -> None:
    """A card is a sentence: the word may stand anywhere in it."""
    card = "A tight stomach can mean we are worried. A person holds their stomach."

    assert bad_place(Sign("2.toml", "card.1.emoji", "😟", "", card), KNOWN) is None
    assert bad_place(Sign("2.toml", "card.1.emoji", "🌳", "", card), KNOWN) is not None


def test_a_planted_collision_is_found(tmp_path: Path) -> None:
    """The sign for “Better” beside “Never”: the check names the place, both words and what to do."""
    (found,) = own(tmp_path, label_row("⬆️", "Never"))

    assert (found.file, found.key, found.sentence) == ("gratitude.toml", "entry.own.emoji", "⬆️ Never")
    assert "“It is better”" in found.hint
    assert "emoji.toml" in found.hint


def test_an_emoji_of_no_table_is_named(tmp_path: Path) -> None:
    """What to do is in the same line; with a row of their own it is well."""
    (found,) = own(tmp_path, label_row("🦩", "A pink bird"))
    assert "(flamingo) is not in the table" in found.hint
    assert "add it to your emoji.toml" in found.hint

    assert own(tmp_path, table=row("🦩", shows=["pink bird"])) == []


def test_an_emoji_of_ours_stays_right_where_we_put_it(tmp_path: Path) -> None:
    """A charity may say our answer in other words or another language: the id is the same answer."""
    assert own(tmp_path, label_row("🤝", "Rhywun yn helpu", "help")) == []
    assert len(own(tmp_path, label_row("🤝", "Rhywun yn helpu", "new"))) == 1


def test_a_new_meaning_for_our_emoji_is_held_against_our_texts_too(tmp_path: Path) -> None:
    """Their row wins; what they did not write still shows the emoji in our meaning, and is named."""
    found = own(tmp_path, table=row("⬆️", means="It is more", labels=["More"]))

    assert [(one.file, one.key) for one in found] == [("choices.toml", "closing.change.better.emoji")]


@pytest.mark.parametrize(
    ("rows", "hint"),
    [
        (row("🦩", shows=["bird"], means="A bird", labels=["Bird"]), "Not both"),
        (row("🦩"), "Say what it shows"),
        (row("🦩", means="A bird"), "Say what it shows"),
        (row("🦩🦩", shows=["bird"]), "one emoji alone"),
        (row("🦩", shows=["bird"]) * 2, "is there twice"),
        (row("🦩", means="A", labels=["Bird"]) + row("🦜", means="B", labels=["bird"]), "another emoji already"),
    ],
)
def test_a_row_that_says_no_one_meaning_is_found(tmp_path: Path, rows: str, hint: str) -> None:
    """Each with what to do."""
    found = own(tmp_path, table=rows)

    assert found
    assert all(one.file == "emoji.toml" and hint in one.hint for one in found)
