"""The plain-words check: `python -m bot.content.check [FOLDER]`.

Every text that ships goes through it, and so does every text that a charity writes. It finds what a
machine can find; whether people understand a text, only people can say.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.content.pack import load_pack
from bot.content.plain import grade, sentences, words
from bot.content.reading import PackError, flat, read_table
from bot.content.rules import OF_LABELS, OF_SENTENCES, OF_TEXTS
from bot.content.shelf import SHIPPED, TERMS, Shelf
from bot.content.terms import AUTISM, LEARNING, Wording
from bot.content.texts import NAMED, Kind, Text, texts_of
from bot.content.vocabulary import Vocabulary, WordfreqMissingError

MEAN = 8.0
MEAN_FROM = 20
"""The mean of a few sentences says nothing about a catalogue."""

ADDRESSED = NAMED - {"glossary.toml", "shorter.toml", TERMS}
WARNINGS = frozenset({"PW15"})
MISSING = """\
THE PLAIN-WORDS CHECK DID NOT RUN: wordfreq is not installed.
Install it with: pip install "peerlight[words]"
"""


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """One broken rule: where, which, the sentence, and what to do instead."""

    file: str
    key: str
    rule: str
    sentence: str
    hint: str

    @property
    def is_warning(self) -> bool:
        """Tell whether the text may ship all the same."""
        return self.rule in WARNINGS

    def __str__(self) -> str:
        return f"{self.file}  {self.key}  {self.rule}\n    {self.sentence}\n    {self.hint}"


def check(pack_folder: Path = SHIPPED, wording: Wording | None = None) -> list[Finding]:
    """Check all texts in a folder, with the terms of ``wording`` filled in.

    PackError if it cannot be loaded, WordfreqMissingError without wordfreq.
    """
    wording = wording or Wording()
    vocabulary = Vocabulary.of(load_pack(pack_folder, wording).glossary)
    texts = _chosen(texts_of(pack_folder, Shelf(pack_folder, wording).terms), wording)
    each = (found for text in texts for found in _check_text(text, vocabulary))
    return [*_unknown_names(pack_folder), *_long_on_average(texts), *each]


def _chosen(texts: tuple[Text, ...], wording: Wording) -> tuple[Text, ...]:
    """Leave out the tables of terms that nobody chose: they are said to nobody."""
    tables = {wording.learning, wording.autism}
    return tuple(one for one in texts if one.file != TERMS or one.key.partition(".")[0] in tables)


def _unknown_names(folder: Path) -> Iterator[Finding]:
    """Find texts that would never be shown, because no text has their name."""
    for file in sorted(ADDRESSED):
        if (folder / file).is_file():
            known = flat(read_table(SHIPPED / file))
            for key in flat(read_table(folder / file)).keys() - known.keys():
                yield Finding(file, key, "NAME", key, "No text has this name. Look at its spelling.")


def summary(pack_folder: Path = SHIPPED, wording: Wording | None = None) -> str:
    """Measure a folder in one line."""
    terms = Shelf(pack_folder, wording or Wording()).terms
    prose = [text.whole for text in texts_of(pack_folder, terms) if text.kind is Kind.PROSE]
    lengths = _lengths(prose)
    if not lengths:
        return "0 sentences."
    mean, level = sum(lengths) / len(lengths), grade("\n".join(prose))
    return f"{len(lengths)} sentences, mean {mean:.1f} words, longest {max(lengths)}, mean grade {level:.1f}."


def _lengths(prose: list[str]) -> list[int]:
    return [len(words(sentence)) for text in prose for sentence in sentences(text)]


def _long_on_average(texts: tuple[Text, ...]) -> Iterator[Finding]:
    lengths = _lengths([text.whole for text in texts if text.kind is Kind.PROSE])
    if len(lengths) >= MEAN_FROM and sum(lengths) / len(lengths) > MEAN:
        mean = f"The mean sentence has {sum(lengths) / len(lengths):.1f} words."
        yield Finding("all files", "all texts", "PW2", mean, f"Shorten sentences: a mean of {MEAN:.0f} words.")


def _check_text(text: Text, vocabulary: Vocabulary) -> Iterator[Finding]:
    for rule, broken in OF_TEXTS.items():
        if hint := broken(text):
            yield Finding(text.file, text.key, rule, text.lines[0], hint)
    for sentence in sentences(text.whole):
        for rule, hint in _complaints(sentence, text.kind, vocabulary):
            yield Finding(text.file, text.key, rule, sentence, hint)


def _complaints(sentence: str, kind: Kind, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    rules = OF_SENTENCES if kind is Kind.PROSE else OF_LABELS
    for rule, broken in rules.items():
        if hint := broken(sentence):
            yield rule, hint
    for rule, hint in vocabulary.complaints(sentence):
        if kind is not Kind.NEW_WORD or rule == "PW13":
            yield rule, hint


def main(arguments: list[str] | None = None) -> int:
    """Print the findings; 0 is all well, 1 is something to mend, 2 is that nothing could be checked."""
    parser = argparse.ArgumentParser(prog="python -m bot.content.check", description="The plain-words check.")
    parser.add_argument("folder", nargs="?", type=Path, default=SHIPPED, help="a folder with your own texts")
    parser.add_argument("--term", choices=LEARNING, default=LEARNING[0], help="what [content] term is set to")
    parser.add_argument("--autism", choices=AUTISM, default=AUTISM[0], help="what [content] autism is set to")
    typed = parser.parse_args(arguments)
    folder, wording = typed.folder, Wording(typed.term, typed.autism)
    try:
        findings = check(folder, wording)
    except PackError as wrong:
        sys.stdout.write(f"{wrong}\n")
        return 1
    except WordfreqMissingError:
        sys.stderr.write(MISSING)
        return 2
    sys.stdout.writelines(f"{finding}\n" for finding in findings)
    sys.stdout.write(f"{summary(folder, wording)}\n")
    return int(any(not finding.is_warning for finding in findings))


if __name__ == "__main__":
    sys.exit(main())
