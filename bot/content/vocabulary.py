"""The rules about words: only common ones, or ones that the glossary explains.

The only file that knows wordfreq, which is needed to check a pack and never to run the bot.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

from bot.content.about import Audience
from bot.content.plain import letters_only, sentences, syllables
from bot.content.texts import Kind, Text

RAREST = 4.0
"""Zipf frequency: about the 8,000 commonest words of English."""

MOST_SYLLABLES = 4
FEWEST = 2
"""A text of one sentence has no next sentence: there the button explains."""

CAPITALS = frozenset({"OK", "NHS", "UK", "SHOUT", "TV"})
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_MEANS = re.compile(r"(?:This|That|It|They|These) (?:means?|is|are)\b")
_POSSESSIVE = re.compile(r"['\u2019]s?$")


class WordfreqMissingError(RuntimeError):
    """wordfreq is not installed, so half of the rules could not be checked."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a pack may use."""

    explained: frozenset[str]
    everyday: frozenset[str]
    frequency: Callable[..., float]

    @classmethod
    def of(cls, glossary: Mapping[str, str], everyday: Collection[str] = ()) -> "Vocabulary":
        """Take the words of a glossary, and those of them that the group meets in every session."""
        return cls(_with_plurals(glossary), _with_plurals(everyday), _frequencies())

    def complaints_about(self, text: Text) -> Iterator[tuple[str, str, str]]:
        """Give (rule, sentence, hint) for each rule about words that a text breaks."""
        for sentence in sentences(text.whole):
            for rule, hint in self.complaints(sentence):
                if text.kind is not Kind.NEW_WORD or rule == "PW13":
                    yield rule, sentence, hint
        yield from self._unexplained(text)

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

    def _unexplained(self, text: Text) -> Iterator[tuple[str, str, str]]:
        """PW16: a hard word is explained where it stands; a glossary explains by common words alone."""
        if text.file == "glossary.toml":
            yield from self._poor_explanation(text)
            return
        if text.audience is not Audience.MEMBER or text.kind is not Kind.PROSE:
            return
        spoken = sentences(text.whole)
        if len(spoken) < FEWEST:
            return
        met: set[str] = set()
        for at, sentence in enumerate(spoken):
            for word in self._hard_words(sentence) - met:
                met.add(word)
                if not any(_explains(one, word) for one in spoken[at : at + 2]):
                    yield "PW16", sentence, f"“{word}” is a hard word. Say what it means in the next sentence."

    def _poor_explanation(self, text: Text) -> Iterator[tuple[str, str, str]]:
        term = frozenset(re.split(r"[\s-]+", text.key.lower()))
        said = {word.lower() for word in letters_only(text.whole)}
        if not any(_alike(word, part) for word in said for part in term):
            yield "PW16", text.lines[0], f"Begin with the word itself: “{text.key} means ...”."
        for word in sorted(self._hard_words(text.whole)):
            if not any(_alike(word, part) for part in term):
                yield "PW16", text.lines[0], f"“{word}” is a hard word too. Explain by common words alone."

    def _hard_words(self, sentence: str) -> set[str]:
        found = {_POSSESSIVE.sub("", word).lower() for word in letters_only(sentence)}
        return {word for word in found & self.explained - self.everyday if not self._is_usual(word)}

    def _is_usual(self, word: str) -> bool:
        return any(self._is_common(form) for form in _forms(word))

    def _complaints_about(self, word: str) -> Iterator[tuple[str, str]]:
        if len(word) > 1 and not self._is_usual(word.lower()):
            yield "PW14", f"“{word}” is a rare word. Use a common one, or explain it in glossary.toml."
        if syllables(word) > MOST_SYLLABLES:
            yield "PW15", f"“{word}” is long. Look for a shorter word."

    def _is_common(self, word: str) -> bool:
        return self.frequency(word, "en", wordlist="small") >= RAREST


def _with_plurals(terms: Iterable[str]) -> frozenset[str]:
    words = {part for term in terms for part in re.split(r"[\s-]+", term.lower())}
    return frozenset(words | {f"{word}s" for word in words})


def _explains(sentence: str, word: str) -> bool:
    told = rf"\b{re.escape(word)}\b.*\b(?:means?|(?:is|are) (?:an?|the|when|what|how|where|people|numbers|words))\b"
    return bool(_MEANS.match(sentence) or re.search(told, sentence, re.IGNORECASE))


def _alike(word: str, other: str) -> bool:
    return word.rstrip("s") == other.rstrip("s")


def _forms(word: str) -> tuple[str, ...]:
    """List the word itself and what it may be the plural or the third person of: "sings" is no harder."""
    return tuple(word.removesuffix(end) for end in ("", "s", "es") if word.endswith(end))


def _frequencies() -> Callable[..., float]:
    try:
        found: Callable[..., float] = import_module("wordfreq").zipf_frequency
    except ImportError:
        raise WordfreqMissingError("wordfreq is not installed.") from None
    return found
