"""Which texts a pack's folder holds, who reads each, and as what: prose, a label, a button, a new word, a picture."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from bot.content.about import NAME as ABOUT
from bot.content.about import About, Audience, about
from bot.content.plain import words
from bot.content.reading import Table, flat, read_table
from bot.content.shelf import EMOJI, FILES, SENTENCES, SHIPPED, TERMS, TOPICS, Shelf
from bot.content.terms import Terms, Wording

NAMED = frozenset({*SENTENCES, "scripts.toml", "pages.toml", "glossary.toml", "shorter.toml", TERMS})
NOT_READ = frozenset(
    {"id", "emoji", "picture", "licence", "sources", "checked_on", "words", "address", "about", "written_on"}
)
"""Keys of lists whose values no member reads as a text."""

LABELS = frozenset({"label", "title"})
PAGES = frozenset({"rules"})
"""Lists that are shown on one page; other lists of texts are shown one at a time."""

LABEL_WORDS = 4
"""A text this short without a full stop is a label (a button, an option)."""


class Kind(Enum):
    """How a text is read, which decides the rules that it meets."""

    PROSE = "prose"
    LABEL = "label"
    BUTTON = "button"
    ANSWER = "answer"
    NEW_WORD = "new word"
    ALT = "alt"

    @property
    def is_sentence(self) -> bool:
        """Tell whether the rules of sentences apply."""
        return self in {Kind.PROSE, Kind.ALT}


@dataclass(frozen=True, slots=True)
class Text:
    """One text as a person meets it: all lines of a page together."""

    file: str
    key: str
    kind: Kind
    lines: tuple[str, ...]
    audience: Audience = Audience.MEMBER

    @property
    def whole(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Sign:
    """An emoji beside a label (a button, an option), or at the end of the text of a topic's card."""

    file: str
    key: str
    emoji: str
    label: str
    """Empty for a card."""
    text: str
    """What a card says, with the words of its picture; empty beside a label."""


def texts_of(folder: Path, terms: Terms | None = None) -> tuple[Text, ...]:
    """Read all texts that lie in this folder itself; what it does not hold is somebody else's.

    Without ``terms`` they are filled in as a charity has them that has chosen none.
    """
    terms = Shelf(folder, Wording()).terms if terms is None else terms
    known = about(folder, SHIPPED)
    return tuple(text for path in _files(folder) for text in _of_file(path, known, terms))


def signs_of(folder: Path) -> Iterator[Sign]:
    """Find every emoji that stands beside a word of its own."""
    for path in _files(folder):
        if path.name not in NAMED:
            yield from _signs(path.name, "", read_table(path).values)


def _files(folder: Path) -> list[Path]:
    here = sorted(path for path in folder.glob("*.toml") if path.name in FILES - {ABOUT, EMOJI})
    topics = sorted(path for path in (folder / TOPICS).glob("*.toml") if path.stat().st_size)
    return here + topics


def _signs(file: str, key: str, value: object) -> Iterator[Sign]:
    if isinstance(value, list):
        for at, row in enumerate(value, 1):
            yield from _signs(file, _joined(key, str(row.get("id", at)) if isinstance(row, dict) else str(at)), row)
    elif isinstance(value, dict):
        if "emoji" in value:
            text = " ".join(str(value.get(name, "")) for name in ("text", "alt")).strip()
            yield Sign(file, _joined(key, "emoji"), str(value["emoji"]), str(value.get("label", "")), text)
        for name, one in value.items():
            yield from _signs(file, _joined(key, name), one)


def _of_file(path: Path, known: About, terms: Terms | None) -> Iterator[Text]:
    table = read_table(path, terms)
    rows = _named(table) if path.name in NAMED else _walk(table.file, "", table.values)
    for text in rows:
        kind = text.kind
        if kind in {Kind.PROSE, Kind.LABEL} and known.is_button(text.file, text.key):
            kind = Kind.ANSWER if known.is_answer(text.file, text.key) else Kind.BUTTON
        yield replace(text, kind=kind, audience=known.audience_of(text.file, text.key))


def _named(table: Table) -> Iterator[Text]:
    for key, value in flat(table).items():
        lines = (value,) if isinstance(value, str) else value
        yield Text(table.file, key, _kind_of_sentence(key, lines), lines)


def _kind_of_sentence(key: str, lines: tuple[str, ...]) -> Kind:
    if key.endswith(("-alt", ".alt")):
        return Kind.ALT
    only = lines[0]
    short = len(lines) == 1 and len(words(only)) <= LABEL_WORDS and only[-1] not in ".!?:"
    return Kind.LABEL if short else Kind.PROSE


def _walk(file: str, key: str, value: object) -> Iterator[Text]:
    if isinstance(value, str):
        yield Text(file, key, _kind_by_key(file, key), (value,))
    elif isinstance(value, list) and key in PAGES:
        yield Text(file, key, Kind.PROSE, tuple(map(str, value)))
    elif isinstance(value, list):
        yield from _walk_list(file, key, value)
    elif isinstance(value, dict):
        yield from _walk_table(file, key, value)


def _walk_list(file: str, key: str, rows: list[object]) -> Iterator[Text]:
    for at, row in enumerate(rows, 1):
        name = str(row.get("id", at)) if isinstance(row, dict) else str(at)
        yield from _walk(file, _joined(key, name), row)


def _walk_table(file: str, key: str, values: Mapping[str, object]) -> Iterator[Text]:
    for name, value in values.items():
        if name not in NOT_READ:
            yield from _walk(file, _joined(key, name), value)


def _joined(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _kind_by_key(file: str, key: str) -> Kind:
    last = key.rsplit(".", 1)[-1]
    if last == "alt":
        return Kind.ALT
    if last not in LABELS:
        return Kind.PROSE
    return Kind.NEW_WORD if file in {"words.toml", "feelings.toml"} else Kind.LABEL
