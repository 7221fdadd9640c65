"""Say it another way: the same texts in fewer and simpler words (feature A9).

``shorter.toml`` has a text under the name of the text that it shortens; a page's name begins with "pages.".
Icebreakers, feelings and topics bring theirs along. Where a charity wrote a text of its own and no shorter one, its
own text is said: ours would shorten something else.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.content.reading import PackError
from bot.content.shelf import SENTENCES, Named, Shelf, refuse_new_placeholders
from bot.content.values import Feeling, Icebreaker, Module

FILE = "shorter.toml"
Texts = Mapping[str, str | tuple[str, ...]]


def read_shorter(on: Shelf, sentences: Texts, pages: Texts) -> Named:
    """Read the shorter texts. Raises ``PackError`` for a name that no text has, and a name that cannot be filled in."""
    long: Named = {**sentences, **{f"pages.{key}": lines for key, lines in pages.items()}}
    found = on.named(FILE)
    for key in sorted(found.keys() - long.keys()):
        raise PackError(f"{FILE}, {key}: no text has this name. Look at its spelling.")
    new = on.own_keys(FILE) - Shelf().named(FILE).keys()  # what we shorten too, was compared with ours when it was read
    refuse_new_placeholders(on.table(FILE), {key: found[key] for key in new}, long)
    mine = on.own_keys(*SENTENCES) | {f"pages.{key}" for key in on.own_keys("pages.toml")}
    theirs_stays = mine - on.own_keys(FILE)
    return {key: text for key, text in found.items() if key not in theirs_stays}


def short_texts(long: Texts, shorter: Texts, before: str) -> Named:
    """Lay the shorter texts over the long ones; their names begin with ``before``."""
    return {key: shorter.get(before + key, text) for key, text in long.items()}


def short_icebreaker(one: Icebreaker) -> Icebreaker:
    """Ask the same in fewer words."""
    return replace(one, text=one.shorter or one.text)


def short_feeling(one: Feeling) -> Feeling:
    """Say what a feeling means in one short sentence, without what the body does."""
    return replace(one, meaning=one.shorter or one.meaning, body="")


def short_module(one: Module) -> Module:
    """Say each card and the activity in fewer words."""
    cards = tuple(replace(card, text=card.shorter or card.text) for card in one.cards)
    return replace(one, cards=cards, activity=one.shorter or one.activity)
