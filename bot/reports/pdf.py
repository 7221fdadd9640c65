"""A document as a PDF with real text, tags and headings (PDF/UA-1), typeset by Typst.

All text goes in as data (JSON), never as Typst's markup: a member's ``#eval`` is five letters and a sign.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.reports.document import (
    Bullets,
    Document,
    Drawing,
    Grid,
    Heading,
    Paragraph,
    Part,
    Quotation,
    drawable,
    without_controls,
)

_FONT = "DejaVu Sans"
_SIZE, _LARGE = 10.0, 14.0  # points; Easy Read asks for 14 at least
_SMALLEST, _STEP = 8.5, 0.5
_COUNT = re.compile(rb"/Type\s*/Pages\s*/Count\s+(\d+)")
_PICTURES = range(0x1F000, 0x20000)  # the letters have some of the emoji: all go, so that none looks chosen
_TEMPLATE = """
#let d = json(bytes(sys.inputs.d))
#set document(title: d.title, date: none)
#set page(paper: "a4", margin: (x: 2.1cm, y: 1.9cm), numbering: "1", footer-descent: 25%)
#set text(font: d.font, size: d.size * 1pt, lang: "en", region: "GB", fallback: false, hyphenate: false)
#set par(justify: false, leading: if d.large { 0.85em } else { 0.68em }, spacing: if d.large { 1.3em } else { 0.95em })
#set list(spacing: if d.large { 1.05em } else { 0.68em }, marker: "\\u{2022}", indent: 0.4em)
#set heading(bookmarked: true)
#show heading: set text(weight: "bold")
#show heading.where(level: 1): set text(size: if d.large { 1.35em } else { 1.5em })
#show heading.where(level: 2): set text(size: 1.18em)
#show heading.where(level: 1): set block(above: 0pt, below: 0.9em)
#show heading.where(level: 2): set block(above: 1.35em, below: 0.7em)
#show heading.where(level: 3): set block(above: 1.3em, below: 0.8em)
#show quote: set block(above: 1.15em, below: 1.15em)
#set table(stroke: 0.5pt + luma(140), inset: (x: 6pt, y: 4.5pt))
#heading(level: 1, d.title)
#for p in d.parts {
  if p.kind == "heading" { heading(level: p.level + 1, p.text) }
  else if p.kind == "paragraph" { par(p.text) }
  else if p.kind == "note" { par(text(size: 0.85em, p.text)) }
  else if p.kind == "bullets" { list(..p.lines.map(line => text(line))) }
  else if p.kind == "quotation" { quote(block: true, quotes: false, text(p.text)) }
  else if p.kind == "grid" {
    let numbers = p.columns.len() - 1
    table(
      columns: (1fr,) + (auto,) * numbers,
      align: (left,) + (right,) * numbers,
      table.header(..p.columns.map(name => strong(name))),
      ..p.rows.flatten()
    )
  }
  else if p.kind == "drawing" { image(bytes(p.png), format: "png", alt: p.alt, width: p.width * 1cm) }
}
"""


def to_pdf(document: Document) -> bytes:
    """Write it. It takes some tenths of a second, so a screen does it in a thread."""
    return _fitted(document)[1]


def pages_of(made: bytes) -> int:
    """Count the pages of a PDF that Typst wrote; it names their number once, in its list of pages."""
    found = _COUNT.search(made)
    return int(found[1]) if found else 0


def to_pictures(document: Document, *, dots_per_inch: float = 80) -> list[bytes]:
    """Draw its pages as PNG pictures, to be looked at."""
    import typst  # noqa: PLC0415

    made: Any = typst.compile(_TEMPLATE.encode(), format="png", ppi=dots_per_inch, **_how(_fitted(document)[0], typst))
    return made if isinstance(made, list) else [made]


def _fitted(document: Document) -> tuple[dict[str, Any], bytes]:
    """Make the letters a little smaller until the document has no more pages than it may; or they are the smallest."""
    data = _data(document)
    made = _typeset(data)
    while document.most_pages and pages_of(made) > document.most_pages and data["size"] > _SMALLEST:
        data["size"] -= _STEP
        made = _typeset(data)
    return data, made


def _typeset(data: dict[str, Any]) -> bytes:
    import typst  # noqa: PLC0415  only who asks for a page needs it

    made: Any = typst.compile(_TEMPLATE.encode(), format="pdf", pdf_standards="ua-1", timestamp=0, **_how(data, typst))
    assert isinstance(made, bytes)
    return made


def _how(data: dict[str, Any], typst: Any) -> dict[str, Any]:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[_font_folder()])
    return {"sys_inputs": {"d": json.dumps(data)}, "font_paths": fonts}


def _data(document: Document) -> dict[str, Any]:
    paper = _Paper(_known())
    parts = [_part(part, paper) for part in document.parts]
    title = paper.text(document.title)
    if paper.lost and document.cannot_print:
        parts.append({"kind": "note", "text": document.cannot_print})
    size = _LARGE if document.large else _SIZE
    return {"title": title, "parts": parts, "size": size, "large": document.large, "font": _FONT}


class _Paper:
    """What the font can draw, and whether letters were lost on the way."""

    def __init__(self, known: frozenset[int]) -> None:
        self._known = known
        self.lost = False

    def text(self, text: str) -> str:
        kept, lost = drawable(without_controls(text), self._known)
        self.lost |= lost
        return kept

    def texts(self, lines: tuple[str, ...]) -> list[str]:
        return [self.text(line) for line in lines]


def _part(part: Part, paper: _Paper) -> dict[str, Any]:
    match part:
        case Heading(text, level):
            return {"kind": "heading", "text": paper.text(text), "level": level}
        case Paragraph(text, small):
            return {"kind": "note" if small else "paragraph", "text": paper.text(text)}
        case Bullets(lines):
            return {"kind": "bullets", "lines": [line for line in paper.texts(lines) if line]}
        case Quotation(text):
            return {"kind": "quotation", "text": paper.text(text)}
        case Grid(columns, rows):
            return {"kind": "grid", "columns": paper.texts(columns), "rows": [paper.texts(row) for row in rows]}
        case Drawing(png, alt, width):
            return {"kind": "drawing", "png": list(png), "alt": paper.text(alt), "width": width}


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    """List what both the plain and the bold letters can draw."""
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    files = [Path(_font_folder()) / name for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
    plain, bold = (frozenset(FT2Font(str(file)).get_charmap()) for file in files)
    return frozenset(code for code in plain & bold if code not in _PICTURES)


def _font_folder() -> str:
    """Find the letters that come with matplotlib, so that a page looks the same on every machine."""
    from matplotlib import get_data_path  # noqa: PLC0415

    return f"{get_data_path()}/fonts/ttf"
