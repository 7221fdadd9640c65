"""A document as DOCX: real styles for headings and lists, tables with a heading row, pictures with their words."""

import io
from datetime import UTC, datetime
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
    without_controls,
)

_SIZE, _LARGE = 10, 14  # points
_MARGIN = 2.1  # centimetres
_LETTERS = "Arial"  # on every computer that opens such a file, or something like it
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # when it was made is nobody's matter


def to_docx(document: Document) -> bytes:
    """Write it."""
    import docx  # noqa: PLC0415  only who asks for a file needs it

    file = docx.Document()
    _set_up(file, document)
    file.add_heading(without_controls(document.title), 0)
    for part in document.parts:
        _add(file, part)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _set_up(file: Any, document: Document) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Cm, Pt, RGBColor  # noqa: PLC0415

    about = file.core_properties
    about.title, about.author, about.language = without_controls(document.title), "Peerlight", "en-GB"
    about.created = about.modified = _NO_DATE
    about.comments = ""
    for section in file.sections:
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN)
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = file.styles[name]
        style.font.name = _LETTERS
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for which in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(which), None)  # a theme's letters would win
        if name != "Normal":
            style.font.color.rgb = RGBColor(0, 0, 0)
    file.styles["Normal"].font.size = Pt(_LARGE if document.large else _SIZE)
    file.styles["Title"].font.size = Pt(20)
    language = file.styles.element.find(f".//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), "en-GB")


def _add(file: Any, part: Part) -> None:
    from docx.shared import Cm, Pt  # noqa: PLC0415

    match part:
        case Heading(text, level):
            file.add_heading(without_controls(text), level)
        case Paragraph(text, small):
            run = file.add_paragraph().add_run(without_controls(text))
            run.font.size = Pt(_SIZE - 1) if small else None
        case Bullets(lines):
            for line in lines:
                file.add_paragraph(without_controls(line), style="List Bullet")
        case Quotation(text):
            file.add_paragraph(without_controls(text), style="Quote")
        case Grid():
            _add_grid(file, part)
        case Drawing(png, alt, width):
            shape = file.add_picture(io.BytesIO(png), width=Cm(width))
            shape._inline.docPr.set("descr", without_controls(alt))  # noqa: SLF001  the library has no other way


def _add_grid(file: Any, grid: Grid) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.oxml.parser import OxmlElement  # noqa: PLC0415

    table = file.add_table(rows=0, cols=len(grid.columns), style="Table Grid")
    for at, row in enumerate((grid.columns, *grid.rows)):
        cells = table.add_row().cells
        for place, (cell, text) in enumerate(zip(cells, row, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(without_controls(text)).bold = at == 0
            if place:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    marks_heading = OxmlElement("w:tblHeader")  # readers say the names of the columns beside each cell
    marks_heading.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(marks_heading)  # noqa: SLF001  the library has no other way
    file.add_paragraph()
