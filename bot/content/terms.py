"""The words for who the group is for: a charity chooses them once, and every text follows (feature A16).

A text may say ``{learning.people}`` or ``{autism.people}``; ``Learning`` with a capital gives a capital. What they
become is in ``terms.toml``, one table for each choice; a charity's own ``terms.toml`` wins key by key. They are filled
in when a file is read, so nothing that draws or checks a text ever meets them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

LEARNING = ("learning-difficulty", "learning-disability", "none")
AUTISM = ("autistic-person", "person-with-autism")

_PLACE = re.compile(r"\{([A-Za-z]+)\.([A-Za-z-]+)\}")
Terms = Mapping[str, str]


class UnknownTermError(ValueError):
    """A text asks for a term that no table has; the message is the term as it is written."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Which words a charity has chosen: one of ``LEARNING``, one of ``AUTISM``."""

    learning: str = LEARNING[0]
    autism: str = AUTISM[0]

    def terms(self, named: Mapping[str, str]) -> Terms:
        """Pick the chosen tables of ``terms.toml``: "learning.people" and so on, with its text."""
        chosen = {self.learning: "learning", self.autism: "autism"}
        return {
            f"{chosen[table]}.{name}": text
            for key, text in named.items()
            if (table := key.partition(".")[0]) in chosen and (name := key.partition(".")[2])
        }


def filled(value: object, terms: Terms) -> object:
    """Fill the terms into all texts of a TOML value. Raises ``UnknownTermError``."""
    if isinstance(value, str):
        return _PLACE.sub(lambda found: _term(found, terms), value)
    if isinstance(value, list):
        return [filled(one, terms) for one in value]
    if isinstance(value, dict):
        return {str(filled(key, terms)): filled(one, terms) for key, one in value.items()}  # a hard word may be a term
    return value


def _term(found: re.Match[str], terms: Terms) -> str:
    family, name = found[1], found[2]
    text = terms.get(f"{family[0].lower()}{family[1:]}.{name}")
    if text is None:
        raise UnknownTermError(found[0])
    return text[0].upper() + text[1:] if family[0].isupper() else text
