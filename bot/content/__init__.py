"""Content: every sentence that a person reads, the prompts, the words and the help lines.

The law of this room: no text reaches a person but from a pack, and every text of a pack is plain
enough to pass `python -m bot.content.check`. Texts are TOML and not code, because the people who
know which words work are not programmers. Only the standard library is needed to load a pack, so
that the Help card can be shown when everything else is broken; only the check needs wordfreq.
"""

from bot.content.pack import Pack, load_pack
from bot.content.reading import PackError
from bot.content.terms import Wording
from bot.content.values import (
    Card,
    Choice,
    Feeling,
    GratitudeChoice,
    HelpLine,
    HelpLines,
    Icebreaker,
    LibraryPage,
    LibraryPages,
    Module,
    Word,
)

__all__ = [
    "Card",
    "Choice",
    "Feeling",
    "GratitudeChoice",
    "HelpLine",
    "HelpLines",
    "Icebreaker",
    "LibraryPage",
    "LibraryPages",
    "Module",
    "Pack",
    "PackError",
    "Word",
    "Wording",
    "load_pack",
]
