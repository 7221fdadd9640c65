"""The present card in private: whole in a person's own ways, or its gist in a few short lines (features A9, A10).

Both are drawn by the functions that draw the card in the room, from the same view; only the words differ.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.content import Pack
from bot.services import CardView
from bot.services.ways import Ways
from cogs.ui.body import MOST_BUTTONS, Body, Button, Row
from cogs.ui.card import Face, draw_card


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
    body = draw_card(words, face.in_words(words), _gist(card))
    whole = Button(pack.say("my-card.button"), "my-card")
    rows = tuple(row if not isinstance(row, tuple) else _in_place(row, "simpler", whole) for row in body.rows)
    blocks = (*body.blocks, pack.say("simpler.press"))
    return _private(pack, replace(body, blocks=blocks, rows=rows), ways)


def _private(pack: Pack, body: Body, ways: Ways) -> Body:
    picture = body.picture if ways.pictures else None
    return replace(body, blocks=(*body.blocks, "-# " + pack.say("my-card.only-you")), picture=picture)


def _gist(card: CardView) -> CardView:
    """Leave out lists: what is told is what we do now."""
    nothing: dict[str, Any] = {"chosen": (), "counts": {}}
    shown: Mapping[str, Mapping[str, object] | None] = {
        question: None if result is None else nothing for question, result in card.shown.items()
    }
    bare: dict[str, Any] = {"entries": {}, "being_read": frozenset(), "we_did": "", "ending": None}
    return replace(card, shown=shown, rules=(), agenda=(), **bare)


def _with(rows: tuple[Row, ...], button: Button) -> tuple[Row, ...]:
    last = rows[-1]
    if isinstance(last, tuple) and len(last) < MOST_BUTTONS:
        return (*rows[:-1], (*last, button))
    return (*rows, (button,))


def _in_place(row: tuple[Button, ...], verb: str, button: Button) -> tuple[Button, ...]:
    return tuple(button if one.verb == verb else one for one in row)
