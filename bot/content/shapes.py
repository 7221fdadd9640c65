"""From tables to values: one small reader for each shape of a pack."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from bot.content.reading import Table, leaves
from bot.content.shelf import SHIPPED, TOPICS
from bot.content.typed import is_address
from bot.content.values import (
    Card,
    Choice,
    Feeling,
    GratitudeChoice,
    HelpLine,
    HelpLines,
    Icebreaker,
    LibraryPage,
    LibraryPages,
    Module,
    Word,
)

MOST_HELP_LINES = 5
"""More lines than this overwhelm a person who looks for help."""

MOST_WORDS = 50
"""Two Discord selects hold 25 words each."""

PICTURE_BEGINS = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
"""What a picture file begins with, whatever a person has called it."""

MOVES = b"acTL"
"""What a PNG with more than one frame holds: nothing on a card may move (WCAG 2.2.2)."""
LONGEST_HELP = 60
"""Longer than this, a thing that helps does not fit on a button of a list on a phone."""

LARGEST_PICTURE = 1_000_000
"""A larger file takes long to load on a phone."""

Value = TypeVar("Value")


def each(table: Table, key: str, read: Callable[[Table], Value]) -> tuple[Value, ...]:
    """Read a list of tables, all of one shape."""
    return tuple(read(row) for row in table.tables(key))


def choice(row: Table) -> Choice:
    """Read a thing to press."""
    return Choice(row.text("id"), row.text("label"), row.text("emoji"))


def gratitude(row: Table) -> GratitudeChoice:
    """Read a ready-made entry of the thank-you list."""
    return GratitudeChoice(row.text("id"), row.text("label"), row.text("emoji"))


def icebreaker(row: Table) -> Icebreaker:
    """Read an icebreaker."""
    answers = each(row, "answers", choice)
    shorter = row.text_or_none("shorter") or ""
    return Icebreaker(row.text("id"), row.text("title"), row.text("text"), answers, row.text("alt"), shorter)


def words(table: Table) -> tuple[Word, ...]:
    """Read the bank of feeling words."""
    found = each(table, "word", _word)
    if len(found) > MOST_WORDS:
        raise table.error("word", f"there are {len(found)} words. Discord can show {MOST_WORDS}.")
    return found


def feeling(row: Table) -> Feeling:
    """Read a feeling; whether its words are in the bank is for the pack to say."""
    return Feeling(
        id=row.text("id"),
        label=row.text("label"),
        emoji=row.text("emoji"),
        meaning=row.text("meaning"),
        body=row.text("body"),
        prompts=row.texts("prompts"),
        help=row.text("help"),
        alt=row.text("alt"),
        words=row.texts("words"),
        helps=_helps(row),
        shorter=row.text_or_none("shorter") or "",
    )


def _helps(row: Table) -> tuple[str, ...]:
    """Read what helps with a feeling, each short enough for a list; a pack that was written before has none."""
    found = row.texts("helps") if "helps" in row.values else ()
    for line in found:
        if len(line) > LONGEST_HELP:
            raise row.error("helps", f"“{line}” is long. Keep to {LONGEST_HELP} letters.")
    return found


def module(table: Table, folder: Path) -> Module:
    """Read a training module; its pictures lie beside it, in ``folder``."""
    return Module(
        id=table.text("id"),
        title=table.text("title"),
        licence=table.text("licence"),
        sources=table.text("sources"),
        cards=each(table, "card", lambda row: _card(row, folder)),
        questions=table.texts("questions"),
        activity=table.text("activity"),
        keep=table.text("keep"),
        heads_up=table.text_or_none("heads_up") or "",
        shorter=table.text_or_none("shorter") or "",
    )


def help_lines(table: Table) -> HelpLines:
    """Read the help lines: few of them, with a day, and no number of another country."""
    lines = each(table, "line", _help_line)
    if len(lines) > MOST_HELP_LINES:
        raise table.error("line", f"there are {len(lines)} help lines. Keep to {MOST_HELP_LINES} or fewer.")
    return HelpLines(table.day("checked_on"), lines)


def library(table: Table) -> LibraryPages:
    """Read the pages that a group starts with."""
    return LibraryPages(table.day("written_on"), each(table, "page", _library_page))


def choices(table: Table) -> Mapping[str, tuple[Choice, ...]]:
    """Read the choice sets, each under its dotted name."""
    sets = {}
    for key, rows in leaves(table.values):
        named = Table(table.file, "", {key: rows})
        sets[key] = each(named, key, choice)
    return sets


def _word(row: Table) -> Word:
    return Word(row.text("id"), row.text("label"), row.text("emoji"), row.text("meaning"))


def _card(row: Table, folder: Path) -> Card:
    emoji, shorter = (row.text_or_none(key) or "" for key in ("emoji", "shorter"))
    return Card(row.text("text"), row.text("alt"), _picture(row, folder), emoji, shorter)


def _picture(row: Table, folder: Path) -> Path | None:
    """Find a card's picture beside its module; a changed copy of a module of ours keeps our pictures."""
    name = row.text_or_none("picture")
    if name is None:
        return None
    places = (place / name for place in (folder, SHIPPED / TOPICS))
    found = next((place.resolve() for place in places if place.is_file()), None)
    if found is None or Path(name).name != name:
        raise row.error("picture", f"there is no file “{name}” beside it.")
    begins = PICTURE_BEGINS.get(Path(name).suffix.lower())
    if begins is None or not found.read_bytes().startswith(begins):
        raise row.error("picture", f"“{name}” is not a PNG or JPG picture.")
    if found.stat().st_size > LARGEST_PICTURE:
        raise row.error("picture", f"“{name}” is over 1 MB. Make the picture smaller.")
    if MOVES in found.read_bytes().partition(b"IDAT")[0]:
        raise row.error("picture", f"“{name}” moves. Take a picture that stands still.")
    return found


def _library_page(row: Table) -> LibraryPage:
    address = row.text("address")
    if not is_address(address):
        raise row.error("address", "this needs an address that starts with https://, without spaces.")
    return LibraryPage(row.text("id"), row.text("label"), row.text("line"), address, row.texts("about"))


def _help_line(row: Table) -> HelpLine:
    label, contact, hours = row.text("label"), row.text("contact"), row.text("hours_note")
    try:
        return HelpLine(label, contact, hours)
    except ValueError as wrong:
        raise row.error("contact", str(wrong)) from None
