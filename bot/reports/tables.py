"""One neutral table, and small writers for the files that people open: CSV, XLSX, JSON.

Writers know nothing of groups or sessions. What a person typed (the name of a group) is made harmless here, in one
place: a spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Cell = str | int | float | None
Row = tuple[Cell, ...]
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # and their wide forms
_HEADING = {"bold": True, "bottom": 1}


@dataclass(frozen=True)
class Table:
    """Rows under named columns. ``rows`` may be walked once; ``note`` says what a reader has to know."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Row]
    note: str = ""


@dataclass(frozen=True)
class File:
    """A file as it leaves: its name, or from a writer only the end of it, and its bytes."""

    name: str
    content: bytes


def harmless(cell: Cell) -> Cell:
    """Make sure that a spreadsheet takes a text for a text; numbers stay as they are."""
    if not isinstance(cell, str):
        return cell
    text = "".join(sign for sign in cell if sign.isprintable() or sign == "\n")
    begins = text.lstrip().startswith(_FORMULA) or cell[:1] in ("\t", "\r", "\n")
    return f"'{text}" if begins else text


def as_csv(tables: Sequence[Table]) -> list[File]:
    """Write each table as a CSV file of its own; texts are in quotation marks."""
    return [File(f"-{table.name}.csv", _csv(table).encode()) for table in tables]


def as_xlsx(tables: Sequence[Table]) -> list[File]:
    """Write one workbook, a sheet for each table."""
    import xlsxwriter  # noqa: PLC0415  only an export loads it

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold, wrap = book.add_format(_HEADING), book.add_format({"text_wrap": True, "valign": "top"})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(table.columns) - 1, 16, wrap)
            sheet.set_column(len(table.columns) - 1, len(table.columns) - 1, 48, wrap)
            sheet.write_row(0, 0, table.columns, bold)
            for number, row in enumerate(table.rows, start=1):
                sheet.write_row(number, 0, [harmless(cell) for cell in row])
    return [File(".xlsx", out.getvalue())]


def as_json(tables: Sequence[Table]) -> list[File]:
    """Write one file with each table as a list of objects. Texts are as they were typed: nothing runs them."""
    plain = {table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows] for table in tables}
    return [File(".json", (json.dumps(plain, ensure_ascii=False, indent=2) + "\n").encode())]


def _csv(table: Table) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(table.columns)
    writer.writerows([harmless(cell) for cell in row] for row in table.rows)
    return out.getvalue()


Writer = Callable[[Sequence[Table]], list[File]]
TABLE_WRITERS: dict[str, Writer] = {"csv": as_csv, "xlsx": as_xlsx, "json": as_json}
