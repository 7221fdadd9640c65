"""Say it another way: every card of a session, in every state, has a few short lines and the same buttons."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from circle import PACK, open_circle

from bot.content.plain import sentences, words
from bot.services import CardView
from bot.services.ways import Ways
from bot.session import State
from cogs.steps import FACES
from cogs.ui.body import Body, Button, Picture, Select
from cogs.ui.card import Face, draw_card
from cogs.ui.reading import draw_my_card, draw_simpler

COGS = Path(__file__).parents[1] / "cogs"
MOST_LINES = 5
SHOWN = {
    "ground-rules": ("agree",),
    "icebreaker": ("answer",),
    "check-in": ("week", "feel"),
    "topic": ("vote",),
}
HARD = re.compile(rf"\b({'|'.join(map(re.escape, PACK.glossary))})s?\b", re.IGNORECASE)
LISTED = re.compile(r"- |\d\. ")
NONE = {PACK.in_short.say("feeling-words.none"), PACK.in_short.say("gratitude.none")}
ENTRIES = {"feeling-words": "word", "topic": "idea", "gratitude": "thanks"}


def face_for(card: CardView) -> Face:
    """Take the face that the bot draws this card with; to draw it needs its words alone."""
    kind = next(one for one in FACES if one.step is card.step)
    made: Any = kind.__new__(kind)
    made.pack = PACK
    face: Face = made
    return face


def variants(card: CardView) -> Iterator[CardView]:
    """Walk what a card of this step may be: each item and page, each state, with answers shown and lists closed."""
    step = card.step.id
    items = {
        "icebreaker": ["", *(one.id for one in PACK.icebreakers)],
        "feeling-words": ["", *(one.id for one in PACK.feelings)],
        "topic": ["", "vote", "own", *(one.id for one in PACK.modules)],
    }.get(step, [""])
    for item in items:
        module = next((one for one in PACK.modules if one.id == item), None)
        pages = len(module.cards) + 2 if module and step == "topic" else (6 if step == "ground-rules" else 1)
        for page in range(pages):
            one = replace(card, item=item, page=page, pages=pages)
            yield one
            if name := ENTRIES.get(step):
                yield replace(one, entries={name: (("A word", ""), ("Another", "Ana"))}, closed=frozenset({name}))
                yield replace(one, closed=frozenset({name}))
                yield replace(one, closed=frozenset({name}), being_read=frozenset({name}))
            for names in [SHOWN[step]] if step in SHOWN and item in ("", "vote", "ice-drink") else []:
                yield replace(one, shown={name: {"chosen": ("good", "hard"), "counts": {}} for name in names})
                yield replace(one, shown=dict.fromkeys(names))
    yield replace(card, state=State.PAUSED)
    yield replace(card, state=State.PAUSED, away=True)
    yield replace(card, we_did="We start later now.", number=1)


@asynccontextmanager
async def all_cards(folder: Path) -> AsyncIterator[list[CardView]]:
    """Hold a session, and give every card that it can have."""
    async with open_circle(folder, members=1) as circle:
        found: list[CardView] = []
        await circle.start()
        for slot in await circle.slots():
            place = await circle.at_step(slot.step)
            card = (await circle.services.board.room(place.session_id)).card
            found += variants(card)
        gathering = replace(found[0], state=State.GATHERING)
        yield [*found, gathering]


def lines_of(body: Body) -> list[str]:
    """List the lines that a person reads, without the heading and the small print."""
    lines = [line for block in body.blocks for line in block.splitlines()]
    return [line for line in lines if not line.startswith(("### ", "-# "))]


def verbs_of(body: Body) -> list[str]:
    """List what can be pressed, with its argument."""
    controls = [[row] if isinstance(row, Select) else list(row) for row in body.rows]
    return [f"{one.verb}:{one.argument}" for row in controls for one in row]


def labels_of(body: Body) -> list[str]:
    """List the labels of all buttons."""
    return [one.label for row in body.rows if isinstance(row, tuple) for one in row if isinstance(one, Button)]


async def test_every_card_can_be_said_in_a_few_short_lines_with_the_same_buttons(tmp_path: Path) -> None:
    """At most five lines beside the line on what to press; fewer words; nothing that the card offers is lost."""
    async with all_cards(tmp_path) as cards:
        seen = set()
        for card in cards:
            face = face_for(card)
            public = draw_card(PACK, face, card)
            gist = draw_simpler(PACK, face, card, Ways())
            *told, press = lines_of(gist)
            pointer = PACK.say("simpler.list") in told
            told = [line for line in told if line != PACK.say("simpler.list")]
            where = (card.step.id, card.state, card.item, card.page, told)
            seen.add(card.step.id)
            assert press == PACK.say("simpler.press")
            assert 1 <= len(told) <= MOST_LINES, where
            assert not [line for line in told for one in sentences(line) if len(words(one)) > 13], where
            assert sum(len(words(line)) for line in told) <= sum(len(words(line)) for line in lines_of(public)), where
            whole = draw_my_card(PACK, face, replace(card, we_did=""), Ways(short=True))
            left_out = [line for line in lines_of(whole) if LISTED.match(line) and line not in told]
            assert pointer == bool(left_out), where
            assert not (card.entries and left_out and NONE & set(told)), where
            wanted = {*verbs_of(public), "my-card:"} - {"simpler:", "meaning:"}
            assert wanted <= set(verbs_of(gist)), where

        assert seen == {face.step.id for face in FACES}
        assert len(cards) > 200


async def test_the_button_is_on_every_card_and_explains_where_a_hard_word_is(tmp_path: Path) -> None:
    """Say it another way is always there, at most five buttons in a row, labels of twenty signs, forty parts."""
    async with all_cards(tmp_path) as cards:
        explained = 0
        for card in cards:
            face = face_for(card)
            for body in (
                draw_card(PACK, face, card),
                draw_my_card(PACK, face, card, Ways()),
                draw_my_card(PACK, face, card, Ways(short=True)),
                draw_simpler(PACK, face, card, Ways()),
            ):
                assert body.parts <= 40
                assert max(len(row) for row in body.rows if isinstance(row, tuple)) <= 5
                assert max(map(len, labels_of(body))) <= 20
                assert {"pass:", "break:", "help:", "more:"} <= set(verbs_of(body))
            public = draw_card(PACK, face, card)
            said = "\n".join((*public.blocks, *labels_of(public)))
            has_word = bool(HARD.search(said))
            explained += has_word
            assert "simpler:" in verbs_of(public)
            assert has_word == ("meaning:" in verbs_of(public))

        assert explained > 50


async def test_my_card_is_the_whole_card_in_my_own_ways(tmp_path: Path) -> None:
    """Short words for who asked for them, with all lists; the picture with its words, or none."""
    async with all_cards(tmp_path) as cards:
        pictures = listed = 0
        for card in cards:
            face = face_for(card)
            public = draw_card(PACK, face, card)
            mine = draw_my_card(PACK, face, card, Ways())
            short = draw_my_card(PACK, face, card, Ways(short=True, pictures=False))
            pictures += public.picture is not None

            assert mine.blocks[: len(public.blocks)] == public.blocks
            assert mine.picture == public.picture
            assert short.picture is None
            assert len(words("\n".join(short.blocks))) <= len(words("\n".join(mine.blocks))) + 2
            assert set(verbs_of(public)) - {"meaning:"} <= set(verbs_of(mine)) & set(verbs_of(short))
            assert draw_simpler(PACK, face, card, Ways(short=True, pictures=False)) == short
            lists = [entries[0][0] for entries in card.entries.values() if entries]
            shown = [word for word in lists if word in "\n".join(public.blocks)]
            listed += len(shown)
            assert [word for word in shown if word not in "\n".join(short.blocks)] == []

        assert pictures > 10
        assert listed >= 10


async def test_every_picture_has_its_words_beside_it_and_in_its_place(tmp_path: Path) -> None:
    """5 to 30 plain words that say what can be seen; the card says its text beside it, so nothing is lost without."""
    async with all_cards(tmp_path) as cards:
        with_picture = [(card, draw_card(PACK, face_for(card), card)) for card in cards]
        found = {body.picture.file: (card, body) for card, body in with_picture if body.picture}
        shipped = {one.picture for module in PACK.modules for one in module.cards if one.picture}

        assert set(found) == shipped
        for card, body in found.values():
            assert body.picture
            module = next(one for one in PACK.modules if one.id == card.item)
            text = module.cards[card.page - bool(module.heads_up)].text  # a page before the first says it may be hard
            assert 5 <= len(body.picture.alt.split()) <= 30
            assert not body.picture.alt.lower().startswith(("image of", "picture of"))
            assert any(text in block for block in body.blocks)


def test_no_picture_can_be_made_without_words_in_it_and_beside_it() -> None:
    """Whoever draws a new one is stopped; every other file that is sent to people is no picture."""
    with pytest.raises(ValueError, match="what is in it"):
        Picture.drawn(b"png", " ")
    with pytest.raises(ValueError, match="beside it"):
        Body(("",), picture=Picture.drawn(b"png", "Two people talk."))
    sent = {path.name for path in COGS.rglob("*.py") if "discord.File(" in path.read_text(encoding="utf-8")}

    assert sent == {"body.py", "pages.py", "stats.py", "privacy.py", "reminders.py"}  # pages, tables, a calendar
