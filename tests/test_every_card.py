"""A walk over every card that a member can meet: what is always there, what never is, and whose words they are."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from every_card import every_card, greek, sent
from house import PACK, open_house

from bot.content.emoji import bad_place, meanings
from bot.content.plain import words
from bot.content.texts import Sign
from cogs.ui.body import Body

BUTTON, TEXT, GALLERY = 2, 10, 12
ALWAYS = ("pass", "break", "help")
COUNTS = re.compile(r"<t:|\bleft\b|\bremain|\bhurry|\bin \d+ (?:second|minute)|\d+ (?:of|/) \d+ (?:people|answer)")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, Body]]]:
    """Draw every card twice: with the pack that ships, and with one that has no Latin letter."""

    async def draw() -> dict[str, list[tuple[str, Body]]]:
        async with open_house(tmp_path_factory.mktemp("cards")) as home:
            await home.start()
            return {"shipped": await every_card(home, PACK), "greek": await every_card(home, greek(PACK))}

    return asyncio.run(draw())


def parts(data: Any) -> Iterator[dict[str, Any]]:
    """Walk all components of a message."""
    for one in data if isinstance(data, list) else []:
        yield one
        yield from parts(one.get("components"))


def verbs(body: Body) -> list[str]:
    """List what the buttons and lists of a message ask for, in their order."""
    controls = (one for one in parts(sent(body)["components"]) if "custom_id" in one)
    return [one["custom_id"].split(":")[3] for one in controls]


def is_open(name: str) -> bool:
    """Tell whether a card is one of a session that goes on."""
    return not name.startswith("over") and "retired" not in name


def test_the_walk_meets_every_step_and_every_state(drawn: dict[str, list[tuple[str, Body]]]) -> None:
    """More than three hundred cards, and all differ in name."""
    names = [name for name, _body in drawn["shipped"]]
    assert len(names) > 300
    assert len(set(names)) == len(names)
    for state in ("paused", "gathering", "being read", "over sealed", "over cancelled", "retired"):
        assert any(state in name for name in names), state


def test_pass_break_and_help_are_on_every_card(drawn: dict[str, list[tuple[str, Body]]]) -> None:
    """In the same order with the same words; when the session is over, Help stays (WCAG 3.2.6)."""
    for name, body in drawn["shipped"]:
        found = verbs(body)
        if is_open(name):
            start = found.index("pass")
            assert tuple(found[start : start + 3]) == ALWAYS, name
        elif name.startswith("over"):
            assert "help" in found, name


def test_buttons_are_few_short_and_in_words(drawn: dict[str, list[tuple[str, Body]]]) -> None:
    """At most 5 in a row, at most 20 characters, an emoji never alone, no two alike."""
    for name, body in drawn["shipped"]:
        assert not [row for row in body.rows if isinstance(row, tuple) and len(row) > 5], name
        labels = [one["label"] for one in parts(sent(body)["components"]) if one["type"] == BUTTON]
        assert not [label for label in labels if len(label) > 20], name
        assert all(re.search(r"[^\W\d_]", label) for label in labels), name
        assert len(set(labels)) == len(labels), name


def test_every_picture_has_words_beside_it_and_words_instead_of_it(drawn: dict[str, list[tuple[str, Body]]]) -> None:
    """Both the file and the place where it is shown say what is in it (feature A7)."""
    pictures = 0
    for name, body in drawn["shipped"]:
        message = sent(body)
        shown = [item for one in parts(message["components"]) if one["type"] == GALLERY for item in one["items"]]
        assert len(shown) == len(message["files"]), name
        for item, (_file, alt) in zip(shown, message["files"], strict=True):
            assert len(alt.split()) >= 5, name
            assert item["description"] == alt, name
            assert any(one["type"] == TEXT and len(one["content"]) > 20 for one in parts(message["components"])), name
        pictures += len(shown)
    assert pictures


def test_no_card_counts_down(drawn: dict[str, list[tuple[str, Body]]]) -> None:
    """No mark that Discord would count with, no minutes that are left, no progress of answers (feature A3)."""
    for name, body in drawn["shipped"]:
        words = " ".join(one["content"] for one in parts(sent(body)["components"]) if one["type"] == TEXT)
        assert not COUNTS.search(words), name


def test_every_word_of_a_card_is_from_the_pack(drawn: dict[str, list[tuple[str, Body]]]) -> None:
    """Drawn with a pack in Greek letters, no Latin word is left but the group's own name."""
    for name, body in drawn["greek"]:
        for one in parts(sent(body)["components"]):
            words = " ".join(str(one.get(key, "")) for key in ("content", "label", "placeholder"))
            left = re.sub(r"Tuesday group|https?://\S+", "", words)
            assert not re.findall(r"[A-Za-z]{2,}", left), f"{name}: {left}"


def test_what_is_pressed_has_words_and_an_emoji_with_one_meaning(drawn: dict[str, list[tuple[str, Body]]]) -> None:
    """No button and no option is an emoji alone, and each emoji shows or means what stands beside it (feature A2)."""
    known, seen = meanings(), set()
    for name, body in drawn["shipped"]:
        for one in parts(sent(body)["components"]):
            for pressed in (one, *one.get("options", ())):
                if "emoji" in pressed:
                    label, emoji = pressed.get("label", ""), pressed["emoji"]["name"]
                    assert words(label), (name, emoji)
                    assert bad_place(Sign("", name, emoji, label, ""), known) is None, (name, emoji, label)
                    seen.add(emoji)
    assert len(seen) > 150
