"""What becomes of typed answers when they are sealed: each text once, in an order that says nothing."""

import unicodedata
from collections.abc import Iterable

from bot.privacy.randomness import Randomness


def merged(texts: Iterable[str]) -> list[str]:
    """Keep each text once, whoever and however many wrote it, in alphabetical order.

    Texts that differ only in capitals, spaces or end marks are one text. Of several spellings the first in
    alphabetical order stays, so that who wrote first cannot be told.
    """
    once: dict[str, str] = {}
    for text in sorted(texts):
        once.setdefault(same_text(text), text)
    return list(once.values())


def same_text(text: str) -> str:
    """Give the form in which two spellings of one text are equal."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(plain.split()).strip(" .!?,")


def in_new_order(texts: Iterable[str], randomness: Randomness) -> list[str]:
    """Merge and shuffle: the order depends on the texts and on chance, never on who wrote or when."""
    return randomness.shuffled(merged(texts))
