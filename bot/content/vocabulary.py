"""The rules about words: only common ones, or ones that the glossary explains.

The only file that knows wordfreq, which is needed to check a pack and never to run the bot.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

from bot.content.plain import letters_only, syllables

RAREST = 4.0
"""Zipf frequency: about the 8,000 commonest words of English."""

MOST_SYLLABLES = 4
CAPITALS = frozenset({"OK", "NHS", "UK", "SHOUT", "TV"})
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_POSSESSIVE = re.compile(r"['\u2019]s?$")


class WordfreqMissingError(RuntimeError):
    """wordfreq is not installed, so half of the rules could not be checked."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a pack may use."""

    explained: frozenset[str]
    frequency: Callable[..., float]

    @classmethod
    def of(cls, glossary: Mapping[str, str]) -> "Vocabulary":
        """Take the words of a glossary, and their plurals."""
        words = {part for term in glossary for part in re.split(r"[\s-]+", term.lower())}
        return cls(frozenset(words | {f"{word}s" for word in words}), _frequencies())

    def complaints(self, sentence: str) -> Iterator[tuple[str, str]]:
        """Give each broken rule with its hint: PW13 for capitals, PW14 and PW15 for words."""
        bare = re.sub(r"\{[^{}]*\}", "", sentence)
        for loud in _CAPITALS.findall(bare):
            if loud not in CAPITALS and loud.lower() not in self.explained:
                yield "PW13", f"“{loud}”: do not write in capitals."
        for word in dict.fromkeys(letters_only(sentence)):
            plain = _POSSESSIVE.sub("", word)
            if plain.lower() not in self.explained:
                yield from self._complaints_about(plain)

    def _complaints_about(self, word: str) -> Iterator[tuple[str, str]]:
        if len(word) > 1 and not any(self._is_common(form) for form in _forms(word.lower())):
            yield "PW14", f"“{word}” is a rare word. Use a common one, or explain it in glossary.toml."
        if syllables(word) > MOST_SYLLABLES:
            yield "PW15", f"“{word}” is long. Look for a shorter word."

    def _is_common(self, word: str) -> bool:
        return self.frequency(word, "en", wordlist="small") >= RAREST


def _forms(word: str) -> tuple[str, ...]:
    """List the word itself and what it may be the plural or the third person of: "sings" is no harder."""
    return tuple(word.removesuffix(end) for end in ("", "s", "es") if word.endswith(end))


def _frequencies() -> Callable[..., float]:
    try:
        found: Callable[..., float] = import_module("wordfreq").zipf_frequency
    except ImportError:
        raise WordfreqMissingError("wordfreq is not installed.") from None
    return found
