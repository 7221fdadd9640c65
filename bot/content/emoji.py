"""One meaning for each emoji (PW23, feature A2): the table in emoji.toml, and what stands beside a label against it.

A picture that stood for "Better" on one card and for "Never" on the next would mislead the people who read pictures
first. So an emoji either shows the thing that its label names, or it is a sign with one meaning over the whole pack.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.about import about
from bot.content.reading import Table, read_table
from bot.content.seen import bad_sign
from bot.content.shelf import EMOJI, SHIPPED, TOPICS
from bot.content.texts import Sign, signs_of

CHOICES = "choices.toml"
_STYLE = "\ufe0f"  # asks for the coloured picture of a sign; with and without it is the same emoji

Complaint = tuple[str, str, str, str]
"""File, key, the emoji with its label, and what to do."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an emoji is for: a thing that it shows, or one meaning with the labels that say it."""

    sign: str
    name: str
    shows: tuple[str, ...]
    means: str
    labels: tuple[str, ...]

    def fits(self, label: str, text: str = "") -> bool:
        """Tell whether it may stand beside this label, or, without a label, at the end of this text."""
        if label and any(label.casefold() == one.casefold() for one in self.labels):
            return True
        said = self.shows if label else (*self.shows, *self.labels)
        return any(_says(label or text, one) for one in said)

    @property
    def in_words(self) -> str:
        """What it is for, as a hint says it."""
        return f"means “{self.means}”" if self.labels else f"shows “{'”, “'.join(self.shows)}”"


Meanings = Mapping[str, Meaning]


def meanings(folder: Path = SHIPPED) -> Meanings:
    """Read the table that ships with the rows of ``folder`` laid over it, each by its emoji.

    Raise PackError in plain words.
    """
    rows = _rows(SHIPPED) + (_rows(folder) if folder != SHIPPED else ())
    return {plain(one.sign): one for one in map(_meaning, rows)}


def plain(emoji: str) -> str:
    """Write an emoji without what only asks for its coloured picture."""
    return emoji.strip().replace(_STYLE, "")


def bad_rows(folder: Path) -> Iterator[Complaint]:
    """Find rows of a folder's own table that do not say one meaning."""
    rows = tuple(map(_meaning, _rows(folder)))
    places = Counter(label.casefold() for one in rows for label in one.labels)
    twice = Counter(plain(one.sign) for one in rows)
    for one in rows:
        if hint := _bad_row(one, twice, places):
            yield EMOJI, one.sign, f"{one.sign} {one.name}", hint


def misused(folder: Path) -> Iterator[Complaint]:
    """Find emoji beside words that they neither show nor mean.

    In a charity's folder, an emoji of ours that stays where we put it is right, whatever the label now says and in
    whatever language. What the charity did not write is looked at too when it gives our emoji other meanings.
    """
    known, here = meanings(folder), tuple(signs_of(folder))
    ours = () if folder == SHIPPED else tuple(signs_of(SHIPPED))
    stays = {(one.file, one.key, plain(one.emoji)) for one in ours}
    left = _left_as_they_are(folder, here, ours)
    moved = (one for one in here if (one.file, one.key, plain(one.emoji)) not in stays)
    for sign in (*moved, *left):
        if hint := bad_place(sign, known):
            yield sign.file, sign.key, f"{sign.emoji} {sign.label or sign.text}", hint


def bad_place(sign: Sign, known: Meanings) -> str | None:
    """Say what is wrong with an emoji beside these words; None if nothing is, or if it is no emoji at all."""
    if bad_sign(sign.emoji):
        return None
    found = known.get(plain(sign.emoji))
    if found is None:
        name = unicodedata.name(plain(sign.emoji)[0], "an emoji without a name").lower()
        return f"“{sign.emoji}” ({name}) is not in the table of emoji. Take another, or add it to your emoji.toml."
    if found.fits(sign.label, sign.text):
        return None
    return f"“{sign.emoji}” {found.in_words}. Take another emoji here, or add these words to your emoji.toml."


def _says(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None


def _bad_row(one: Meaning, twice: Mapping[str, int], places: Mapping[str, int]) -> str | None:
    if hint := bad_sign(one.sign):
        return hint
    if twice[plain(one.sign)] > 1:
        return f"“{one.sign}” is there twice. One row is enough."
    if bool(one.shows) == bool(one.labels) or bool(one.means) != bool(one.labels):
        return "Say what it shows, or what it means with the labels that say so. Not both."
    again = next((label for label in one.labels if places[label.casefold()] > 1), None)
    return f"“{again}” has another emoji already. One is enough." if again else None


def _left_as_they_are(folder: Path, here: tuple[Sign, ...], ours: tuple[Sign, ...]) -> Iterator[Sign]:
    """Find our emoji that a charity's pack still shows, when the charity has a table of its own in English."""
    if not (folder / EMOJI).is_file() or not about(folder, SHIPPED).is_english:
        return
    sets = {_set(one) for one in here}
    for sign in ours:
        is_theirs = sign.file != CHOICES and any((place / sign.file).is_file() for place in (folder, folder / TOPICS))
        if not is_theirs and _set(sign) not in sets:
            yield sign


def _set(sign: Sign) -> tuple[str, str]:
    """Name the question that a choice answers: a charity's choices win question by question."""
    return sign.file, sign.key.rsplit(".", 2)[0]


def _rows(folder: Path) -> tuple[Table, ...]:
    path = folder / EMOJI
    return read_table(path).tables("emoji") if path.is_file() else ()


def _meaning(row: Table) -> Meaning:
    shows, labels = (row.texts(key) if key in row.values else () for key in ("shows", "labels"))
    return Meaning(row.text("sign"), row.text("name"), shows, row.text_or_none("means") or "", labels)
