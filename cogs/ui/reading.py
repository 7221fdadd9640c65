"""The present card in private: whole in a person's own ways, or its gist in a few short lines (features A9, A10).

Both are drawn by the functions that draw the card in the room, from the same view; only the words differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.content import Pack
from bot.services import CardView
from bot.services.ways import Ways
from cogs.ui.body import MOST_BUTTONS, Body, Button, Row, bullets
from cogs.ui.card import Face, draw_card, signed


def draw_my_card(pack: Pack, face: Face, card: CardView, ways: Ways) -> Body:
    """Draw the whole card for one person, in their words, with or without its picture."""
    words = pack.in_short if ways.short else pack
    body = draw_card(words, face.in_words(words), card)
    again = Button(pack.say("my-card.again"), "my-card")
    return _private(pack, replace(body, rows=_with(body.rows, again)), ways)


def draw_simpler(pack: Pack, face: Face, card: CardView, ways: Ways) -> Body:
    """Draw what the card is about in a few short lines, with what can be pressed.

    What people wrote or chose, the plan and the rules are left to the card; for somebody who would like short words
    always, it is the whole card.
    """
    if ways.short:
        return draw_my_card(pack, face, card, ways)
    words = pack.in_short
    now = replace(card, we_did="", ending=None)  # what is new, and how long the programme lasts, is for the card
    whole = draw_card(words, face.in_words(words), now)
    bare = draw_card(words, face.in_words(words), _without_lists(now))
    blocks = [_without(block, _written(words, card)) for block in bare.blocks]
    left_out = _lines(whole.blocks) > _lines(blocks)
    button = Button(pack.say("my-card.button"), "my-card")
    rows = tuple(row if not isinstance(row, tuple) else _in_place(row, "simpler", button) for row in whole.rows)
    told = (*blocks, pack.say("simpler.list") if left_out else "", pack.say("simpler.press"))
    return _private(pack, replace(whole, blocks=told, rows=rows), ways)


def _private(pack: Pack, body: Body, ways: Ways) -> Body:
    picture = body.picture if ways.pictures else None
    return replace(body, blocks=(*body.blocks, "-# " + pack.say("my-card.only-you")), picture=picture)


def _without_lists(card: CardView) -> CardView:
    """Leave out results, the rules and the plan: what is told is what we do now."""
    nothing: dict[str, Any] = {"chosen": (), "counts": {}}
    shown: Mapping[str, Mapping[str, object] | None] = {
        question: None if result is None else nothing for question, result in card.shown.items()
    }
    return replace(card, shown=shown, rules=(), agenda=())


def _written(pack: Pack, card: CardView) -> set[str]:
    """Give the lines of what people wrote. They are left out of what is drawn: without them a card says "none"."""
    written = [signed(pack, *entry) for entries in card.entries.values() for entry in entries]
    return set(bullets(written).splitlines())


def _without(block: str, lines: set[str]) -> str:
    return "\n".join(line for line in block.splitlines() if line not in lines)


def _lines(blocks: Iterable[str]) -> int:
    return sum(len(block.splitlines()) for block in blocks)


def _with(rows: tuple[Row, ...], button: Button) -> tuple[Row, ...]:
    last = rows[-1]
    if isinstance(last, tuple) and len(last) < MOST_BUTTONS:
        return (*rows[:-1], (*last, button))
    return (*rows, (button,))


def _in_place(row: tuple[Button, ...], verb: str, button: Button) -> tuple[Button, ...]:
    return tuple(button if one.verb == verb else one for one in row)
