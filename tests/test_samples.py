"""The samples in the docs are what the simulator makes today: the same words and the same numbers."""

import asyncio
import io

import openpyxl
import pytest
from test_funder_report import words_of
from test_keepsakes import read

from bench.samples import FOLDER, make


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """Make them again."""
    return asyncio.run(make())


def cells_of(file: bytes) -> list[tuple[str, list[list[object]]]]:
    """Read a workbook: each sheet's name and its cells."""
    book = openpyxl.load_workbook(io.BytesIO(file))
    return [(sheet.title, [[cell.value for cell in row] for row in sheet.rows]) for sheet in book]


def test_every_sample_says_what_it_would_say_today(made: dict[str, bytes]) -> None:
    """Not byte for byte, which another version of a library changes. Mend it with: python -m bench.samples."""
    readers = {".pdf": read, ".docx": words_of, ".xlsx": cells_of}

    assert {file.name for file in FOLDER.iterdir()} == {*made, "README.md"}
    for name, content in made.items():
        reader = readers[name[name.index(".") :]]
        assert reader(content) == reader((FOLDER / name).read_bytes()), name


def test_the_numbers_of_the_spreadsheet_are_those_of_the_report(made: dict[str, bytes]) -> None:
    """And of both kinds of file of it."""
    sheets = dict(cells_of(made["numbers.xlsx"]))
    counted = [row[1] for rows in sheets.values() for row in rows if row[0] in ("attendances", "held", "peak")]
    text, word = read(made["report.pdf"]), words_of(made["report.docx"])

    assert len([one for one in counted if isinstance(one, int)]) >= 3
    for number in counted:
        assert not isinstance(number, int) or f" {number} " in text
    assert set(word.split()) <= set(text.split())
