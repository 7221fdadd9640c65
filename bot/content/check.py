"""The plain-words check: `python -m bot.content.check [FOLDER]`.

Every text that ships goes through it, and so does every text that a charity writes. It finds what a
machine can find; whether people understand a text, only people can say.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.content.about import About, about
from bot.content.emoji import bad_rows, misused
from bot.content.pack import load_pack
from bot.content.plain import grade, sentences, words
from bot.content.reading import PackError, flat, read_table
from bot.content.rules import complaints
from bot.content.seen import bad_sign
from bot.content.shelf import SHIPPED, TERMS, Shelf
from bot.content.terms import AUTISM, LEARNING, Wording
from bot.content.texts import NAMED, Kind, Text, signs_of, texts_of
from bot.content.vocabulary import Vocabulary, WordfreqMissingError

MEAN = 8.0
MEAN_FROM = 20
"""The mean of a few sentences says nothing about a catalogue."""

COMMANDS = "sentences-commands.toml"
MOST_LETTERS = 100

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
    glossary = load_pack(pack_folder, wording).glossary
    known = about(pack_folder, SHIPPED)
    vocabulary = Vocabulary.of(glossary, known.everyday) if known.is_english else None
    texts = _chosen(texts_of(pack_folder, Shelf(pack_folder, wording).terms), wording)
    found = judge(texts, known, vocabulary)
    return [*_unknown_names(pack_folder), *found, *_too_wide(pack_folder), *_bad_signs(pack_folder)]


def judge(texts: tuple[Text, ...], known: About, vocabulary: Vocabulary | None) -> list[Finding]:
    """Hold texts against every rule; without a vocabulary the rules about English words are left out."""
    each = (found for text in texts for found in _check_text(text, known, vocabulary))
    return [*_long_on_average(texts), *each]


def _too_wide(folder: Path) -> Iterator[Finding]:
    """Find words beside a slash command that Discord would refuse."""
    for text in texts_of(folder):
        if text.file == COMMANDS and len(text.whole) > MOST_LETTERS:
            hint = f"{len(text.whole)} letters. Discord shows at most {MOST_LETTERS} beside a command."
            yield Finding(text.file, text.key, "LONG", text.lines[0], hint)


def _bad_signs(folder: Path) -> Iterator[Finding]:
    """Find an emoji beside a word that is none, or more than one, or that says another thing elsewhere."""
    for sign in signs_of(folder):
        if hint := bad_sign(sign.emoji):
            yield Finding(sign.file, sign.key, "PW23", sign.emoji, hint)
    for file, key, sentence, hint in (*bad_rows(folder), *misused(folder)):
        yield Finding(file, key, "PW23", sentence, hint)


def _chosen(texts: tuple[Text, ...], wording: Wording) -> tuple[Text, ...]:
    """Leave out the tables of terms that nobody chose: they are said to nobody."""
    tables = {wording.learning, wording.autism}
    return tuple(one for one in texts if one.file != TERMS or one.key.partition(".")[0] in tables)


def _unknown_names(folder: Path) -> Iterator[Finding]:
    """Find texts that would never be shown, because no text has their name."""
    terms = Shelf(folder, Wording()).terms  # whichever are chosen: only names are compared
    for file in sorted(ADDRESSED):
        if (folder / file).is_file():
            known = flat(read_table(SHIPPED / file, terms))
            for key in flat(read_table(folder / file, terms)).keys() - known.keys():
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


def unread(pack_folder: Path = SHIPPED) -> tuple[Text, ...]:
    """List the texts that nobody is known to have read with members."""
    known = about(pack_folder, SHIPPED)
    reviews = ((text, known.review_of(text.file, text.key)) for text in texts_of(pack_folder))
    return tuple(text for text, review in reviews if review is None or not review.with_members)


def never_reviewed(pack_folder: Path = SHIPPED) -> str:
    """Say in words how many texts were never read with members: a note, not a fault."""
    all_of_them, not_read = texts_of(pack_folder), unread(pack_folder)
    if not not_read:
        return "Note: members have read all of these texts."
    by_file = Counter(text.file for text in not_read)
    files = ", ".join(f"{file} {count}" for file, count in by_file.items())
    return f"Note: nobody has read {len(not_read)} of {len(all_of_them)} texts with members yet. {files}."


def _lengths(prose: list[str]) -> list[int]:
    return [len(words(sentence)) for text in prose for sentence in sentences(text)]


def _long_on_average(texts: tuple[Text, ...]) -> Iterator[Finding]:
    lengths = _lengths([text.whole for text in texts if text.kind is Kind.PROSE])
    if len(lengths) >= MEAN_FROM and sum(lengths) / len(lengths) > MEAN:
        mean = f"The mean sentence has {sum(lengths) / len(lengths):.1f} words."
        yield Finding("all files", "all texts", "PW2", mean, f"Shorten sentences: a mean of {MEAN:.0f} words.")


def _check_text(text: Text, known: About, vocabulary: Vocabulary | None) -> Iterator[Finding]:
    for rule, sentence, hint in complaints(text, english=known.is_english):
        yield Finding(text.file, text.key, rule, sentence, hint)
    if vocabulary:
        for rule, sentence, hint in vocabulary.complaints_about(text):
            yield Finding(text.file, text.key, rule, sentence, hint)


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
