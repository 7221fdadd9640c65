"""The plain-words check of a text that staff write in Discord: what could be said more simply, as advice.

Where wordfreq is not installed only the rules that need no dictionary are asked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.content.plain import sentences
from bot.content.vocabulary import Vocabulary, WordfreqMissingError

_FOUND = re.compile(r"“(.+?)”")


@dataclass(frozen=True, slots=True)
class Advice:
    """What could be plainer, as it was typed: a word or a few, else a whole sentence; and which rule says so."""

    words: str
    rule: str


def advice_on(text: str, labels: Sequence[str], glossary: Mapping[str, str]) -> tuple[Advice, ...]:
    """Hold a text and its labels against the rules; nothing is refused, each thing is said once."""
    from bot.content.rules import OF_LABELS, OF_SENTENCES  # noqa: PLC0415  patterns that a bot's start need not wait for

    vocabulary = _vocabulary(frozenset(glossary.items()))
    found = []
    for words, rules in (*((one, OF_SENTENCES) for one in sentences(text)), *((one, OF_LABELS) for one in labels)):
        broken = [(rule, hint) for rule, look in rules.items() if (hint := look(words))]
        broken += vocabulary.complaints(words) if vocabulary else ()
        found += [Advice(_meant(words, hint), rule) for rule, hint in broken]
    return tuple(dict.fromkeys(found))


def knows_words(glossary: Mapping[str, str]) -> bool:
    """Tell whether rare words can be found here."""
    return _vocabulary(frozenset(glossary.items())) is not None


def _meant(words: str, hint: str) -> str:
    """Take the words that a rule means out of its hint, which begins with them; else it means the whole sentence."""
    found = _FOUND.match(hint)
    return found[1] if found and found[1].lower() in words.lower() else words


@lru_cache(maxsize=4)
def _vocabulary(glossary: frozenset[tuple[str, str]]) -> Vocabulary | None:
    try:
        return Vocabulary.of(dict(glossary))
    except WordfreqMissingError:
        return None
