"""The plain-words check of a text that staff write in Discord: what could be said more simply, as advice.

Where wordfreq is not installed only the rules that need no dictionary are asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.content.plain import sentences
from bot.content.rules import OF_LABELS, OF_SENTENCES
from bot.content.vocabulary import Vocabulary, WordfreqMissingError


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence or a label, and what to do to make it plainer."""

    words: str
    hint: str


def advice_on(text: str, labels: Sequence[str], glossary: Mapping[str, str]) -> tuple[Advice, ...]:
    """Hold a text and its labels against the rules; nothing is refused, each thing is said once."""
    vocabulary = _vocabulary(frozenset(glossary.items()))
    found = []
    for words, rules in (*((one, OF_SENTENCES) for one in sentences(text)), *((one, OF_LABELS) for one in labels)):
        found += [Advice(words, hint) for broken in rules.values() if (hint := broken(words))]
        if vocabulary:
            found += [Advice(words, hint) for _rule, hint in vocabulary.complaints(words)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4)
def _vocabulary(glossary: frozenset[tuple[str, str]]) -> Vocabulary | None:
    try:
        return Vocabulary.of(dict(glossary))
    except WordfreqMissingError:
        return None
