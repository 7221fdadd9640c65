"""Reading TOML so that a mistake becomes one plain sentence that names the file and the key.

The people who write packs run support groups; a traceback helps none of them.
"""

import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

from bot.content.terms import Terms, UnknownTermError, filled


class PackError(ValueError):
    """A pack cannot be used; the message is a plain sentence for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A TOML table that knows its file and its name, so that every complaint says where to look."""

    file: str
    name: str
    values: Mapping[str, object]

    def error(self, key: str, complaint: str) -> PackError:
        """Build the sentence: file, table and key, then what is wrong."""
        place = ".".join(part for part in (self.name, key) if part)
        return PackError(f"{self.file}, {place}: {complaint}")

    def text(self, key: str) -> str:
        """Read a text that must be there."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "this needs a text in quotes.")
        return value.strip()

    def text_or_none(self, key: str) -> str | None:
        """Read a text that may be left out."""
        return self.text(key) if key in self.values else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts with at least one in it."""
        return _texts(self.values.get(key), self.error(key, "this needs a list of texts in quotes."))

    def day(self, key: str) -> date:
        """Read a date such as 2026-03-04, without quotes."""
        value = self.values.get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(key, "this needs a date such as 2026-03-04, without quotes.")
        return value

    def tables(self, key: str) -> tuple["Table", ...]:
        """Read a list of tables; each is named after its id, or its place in the list."""
        value = self.values.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(row, dict) for row in value):
            raise self.error(key, f"this needs one or more tables: [[{key}]].")
        rows = [Table(self.file, self._row_name(key, at, row), row) for at, row in enumerate(value, 1)]
        self._refuse_twins(key, rows)
        return tuple(rows)

    def _row_name(self, key: str, at: int, row: Mapping[str, object]) -> str:
        return ".".join(part for part in (self.name, key, str(row.get("id", at))) if part)

    def _refuse_twins(self, key: str, rows: list["Table"]) -> None:
        ids = [row.values["id"] for row in rows if "id" in row.values]
        twins = sorted({str(one) for one in ids if ids.count(one) > 1})
        if twins:
            raise self.error(key, f"the id “{twins[0]}” is there twice.")


def read_table(path: Path, terms: Terms | None = None) -> Table:
    """Read one TOML file whole, with the terms filled in; without ``terms`` they stay as they are written."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return Table(path.name, "", values if terms is None else cast("dict[str, object]", filled(values, terms)))
    except UnknownTermError as unknown:
        raise PackError(f"{path.name}: “{unknown}” is not in terms.toml.") from None
    except UnicodeDecodeError:
        raise PackError(f"{path.name} cannot be read. Save it as plain text in UTF-8.") from None
    except tomllib.TOMLDecodeError as wrong:
        raise PackError(f"{path.name} is not written in TOML as it should be: {wrong}.") from None


def flat(table: Table) -> dict[str, str | tuple[str, ...]]:
    """Join nested tables by dots: texts and lists of texts under one key each."""
    return {key: _text_or_texts(table, key, value) for key, value in leaves(table.values)}


def leaves(values: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """Walk nested tables and give each value with its dotted key."""
    for key, value in values.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def placeholders(text: str) -> frozenset[str]:
    """Name the {placeholders} of a text. Raise ValueError for a brace without its partner."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _text_or_texts(table: Table, key: str, value: object) -> str | tuple[str, ...]:
    wrong = table.error(key, "this needs a text in quotes, or a list of texts.")
    found = (value.strip(),) if isinstance(value, str) and value.strip() else _texts(value, wrong)
    for text in found:
        may_be_filled_in(table, key, text)
    return found[0] if isinstance(value, str) else found


def may_be_filled_in(table: Table, key: str, text: str) -> frozenset[str]:
    """Name the {placeholders} of a text that may be broken; PackError where one cannot be filled in."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        raise table.error(key, "a { or a } stands alone.") from None
    for _, name, form, turned in parts:
        if name is not None and (form or turned or not name.isidentifier()):
            whole = f"{name}{'!' if turned else ''}{turned or ''}{':' if form else ''}{form or ''}"
            raise table.error(key, f"“{{{whole}}}” is not a name that can be filled in.")
    return frozenset(name for _, name, _, _ in parts if name is not None)


def _texts(value: object, wrong: PackError) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise wrong
    texts = tuple(one.strip() for one in value if isinstance(one, str) and one.strip())
    if len(texts) != len(value):
        raise wrong
    return texts
