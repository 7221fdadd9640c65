"""A document as a value: a title, headings, paragraphs, lists, tables and pictures. Writers make files of it.

What a person typed comes in as plain text and leaves as plain text: no writer reads markup in it. Whoever builds a
document bounds it (``few``), so that its length in pages is known.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_SIGNS = ("S", "C")  # symbols, emoji among them, and invisible marks: a text is complete without them


@dataclass(frozen=True)
class Heading:
    """A real heading; level 1 is the one right below the title."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a ``small`` one is a note."""

    text: str
    small: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list, one thing a line."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Quotation:
    """Words that somebody said, set apart. The marks around them are part of ``text``."""

    text: str


@dataclass(frozen=True)
class Grid:
    """A table: names of columns, and rows of as many texts. The first column says what the row is about."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Drawing:
    """A picture (PNG) and the words that say all that is in it. ``width`` is in centimetres."""

    png: bytes = field(repr=False)
    alt: str
    width: float = 12.0


Part = Heading | Paragraph | Bullets | Quotation | Grid | Drawing


@dataclass(frozen=True)
class Document:
    """A whole document. ``large`` sets big letters (Easy Read). ``cannot_print`` is said if letters were left out.

    ``most_pages``: a PDF's letters become a little smaller until it has no more pages; 0: as many as it takes.
    """

    title: str
    parts: tuple[Part, ...]
    large: bool = False
    cannot_print: str = ""
    most_pages: int = 0


def few(lines: Sequence[str], most: int, more: Callable[[int], str]) -> tuple[str, ...]:
    """Keep at most so many lines; the last one then says how many there are besides (``more`` writes it)."""
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], more(len(lines) - most + 1))


def without_controls(text: str) -> str:
    """Drop control characters, which no file format takes."""
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs"))


def drawable(text: str, known: frozenset[int]) -> tuple[str, bool]:
    """Keep what a font can draw; tells whether letters or numbers, and not only signs, had to go.

    An emoji stands beside words and never instead of them, so a text loses nothing by it.
    """
    kept = [char for char in text if char == "\n" or ord(char) in known]
    lost = any(ord(char) not in known and unicodedata.category(char)[0] not in (*_SIGNS, "M") for char in text.strip())
    return re.sub(" +", " ", "".join(kept)).strip(), lost
