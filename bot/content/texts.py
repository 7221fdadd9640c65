"""Which texts a pack's folder holds, and how each is read: as prose, as a label, or as a new word."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bot.content.plain import words
from bot.content.reading import Table, flat, read_table
from bot.content.shelf import FILES, SENTENCES, TERMS, TOPICS
from bot.content.terms import Terms

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
    NEW_WORD = "new word"


@dataclass(frozen=True, slots=True)
class Text:
    """One text as a person meets it: all lines of a page together."""

    file: str
    key: str
    kind: Kind
    lines: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


def texts_of(folder: Path, terms: Terms | None = None) -> tuple[Text, ...]:
    """Read all texts that lie in this folder itself; what it does not hold is somebody else's."""
    here = sorted(path for path in folder.glob("*.toml") if path.name in FILES)
    topics = sorted(path for path in (folder / TOPICS).glob("*.toml") if path.stat().st_size)
    return tuple(text for path in here + topics for text in _of_file(path, terms))


def _of_file(path: Path, terms: Terms | None) -> Iterator[Text]:
    table = read_table(path, terms)
    if path.name in NAMED:
        return _named(table)
    return _walk(table.file, "", table.values)


def _named(table: Table) -> Iterator[Text]:
    for key, value in flat(table).items():
        lines = (value,) if isinstance(value, str) else value
        yield Text(table.file, key, _kind_of_sentence(lines), lines)


def _kind_of_sentence(lines: tuple[str, ...]) -> Kind:
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
        yield from _walk(file, f"{key}.{name}" if key else name, row)


def _walk_table(file: str, key: str, values: Mapping[str, object]) -> Iterator[Text]:
    for name, value in values.items():
        if name not in NOT_READ:
            yield from _walk(file, f"{key}.{name}" if key else name, value)


def _kind_by_key(file: str, key: str) -> Kind:
    last = key.rsplit(".", 1)[-1]
    if last not in LABELS:
        return Kind.PROSE
    return Kind.NEW_WORD if file in {"words.toml", "feelings.toml"} else Kind.LABEL
