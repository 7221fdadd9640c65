"""What a message says and offers, as values; ``layout`` is the only place that turns them into Discord's.

Views are sent stopped, so that discord.py never stores one: the router understands a press by its address, and
nothing here is lost in a restart. Discord's limits are checked here, because the library checks few of them.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import discord

from cogs.ui.address import Address

MOST_PARTS = 40  # Discord refuses a message with more components
LONGEST_TEXT = 4000
LONGEST_ALT = 1024
LONGEST_LABEL = 80
LONGEST_OPTION = 100
MOST_OPTIONS = 25
MOST_BUTTONS = 5


class Look(Enum):
    """How a button looks; never the only sign of what it does."""

    MAIN = discord.ButtonStyle.primary
    QUIET = discord.ButtonStyle.secondary
    STOP = discord.ButtonStyle.danger


class Listed(Enum):
    """What a list offers: its own options, or what Discord lists by itself."""

    OPTIONS = "options"
    PEOPLE = "people"
    ROLES = "roles"
    TEXT_CHANNELS = "text-channels"
    VOICE_CHANNELS = "voice-channels"


class Tone(Enum):
    """The line at the side of a message."""

    ROOM = discord.Colour(0x2F6F73)
    STAFF = discord.Colour(0x5B4B8A)
    HELP = discord.Colour(0xA8442A)
    AMBER = discord.Colour(0xB7791F)


@dataclass(frozen=True)
class Button:
    """A thing to press."""

    label: str
    verb: str
    argument: str = ""
    emoji: str = ""
    look: Look = Look.QUIET


@dataclass(frozen=True)
class Option:
    """A thing to choose in a list."""

    label: str
    value: str
    description: str = ""
    emoji: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class Select:
    """A list to choose from. What Discord lists by itself has no ``options``; ``chosen`` is the id of one in it."""

    placeholder: str
    verb: str
    argument: str
    options: tuple[Option, ...]
    fewest: int = 1
    most: int = 1
    listed: Listed = Listed.OPTIONS
    chosen: int = 0


Row = tuple[Button, ...] | Select


@dataclass(frozen=True)
class Picture:
    """A picture file, or a picture that was just drawn (``content``), and the words that say what is in it.

    Raises ``ValueError`` without such words: who does not see it would know nothing of it.
    """

    file: Path
    alt: str
    content: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a picture needs words that say what is in it")

    @classmethod
    def drawn(cls, content: bytes, alt: str) -> "Picture":
        """Take a PNG that is in no file."""
        return cls(Path("drawn.png"), alt, content)

    @property
    def name(self) -> str:
        """Its name in Discord, which changes spaces and other signs in the name that a person gave it."""
        return f"picture{self.file.suffix.lower()}"

    @property
    def there(self) -> bool:
        """Tell whether the file can still be sent; a card goes on without a picture that somebody took away."""
        return bool(self.content) or self.file.is_file()


@dataclass(frozen=True)
class Body:
    """A whole message: blocks of text, rows of controls, and the session and slot that the controls belong to.

    One that ``says_the_same`` to everybody is drawn once and kept; a person's own words are in none of these.
    Raises ``ValueError`` for a picture without text beside it: nothing is ever said by a picture alone.
    """

    blocks: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    session: int = 0
    slot: int = 0
    tone: Tone = Tone.ROOM
    picture: Picture | None = None
    says_the_same: bool = False

    def __post_init__(self) -> None:
        if self.picture and not any(block.strip() for block in self.blocks):
            raise ValueError("a picture needs words beside it")

    @property
    def parts(self) -> int:
        """Count as Discord does: the box, each block, each row and all that is in it; ``MOST_PARTS`` are allowed."""
        controls = sum(1 + (len(row) if isinstance(row, tuple) else 1) for row in self.rows)
        return 1 + sum(bool(block.strip()) for block in self.blocks) + bool(self.picture) + controls

    def without_controls(self) -> "Body":
        """Give the same words with nothing to press: what a retired card keeps."""
        return replace(self, rows=())


def told_again(sentence: str, body: Body) -> Body:
    """Put a sentence above a page that stays: what was wrong with a form, and the page from which it opens again."""
    return replace(body, blocks=(sentence, *body.blocks))


def text(*lines: str) -> str:
    """Join lines into one block."""
    return "\n".join(line for line in lines if line)


def as_it_is(name: str) -> str:
    """Write a person's name as it is: stars and lines in it are signs, not a way to write."""
    return discord.utils.escape_markdown(name)


def bullets(lines: Sequence[str]) -> str:
    """Write lines as a plain list, one thing a line."""
    return "\n".join(f"- {line}" for line in lines)


def layout(body: Body) -> discord.ui.LayoutView:
    """Turn a body into a view that is ready to be sent and is stored by nobody."""
    return _drawn_once(body) if body.says_the_same else _drawn(body, discord.ui.LayoutView(timeout=None))


class _Kept(discord.ui.LayoutView):
    """A view that is sent many times and is never changed: its parts are written once."""

    @cached_property
    def _written(self) -> list[dict[str, Any]]:
        written: list[dict[str, Any]] = super().to_components()  # type: ignore[no-untyped-call]  # so it is in the library
        return written

    def to_components(self) -> list[dict[str, Any]]:
        return self._written


@lru_cache(maxsize=2_000)
def _drawn_once(body: Body) -> discord.ui.LayoutView:
    return _drawn(body, _Kept(timeout=None))


def _drawn(body: Body, view: discord.ui.LayoutView) -> discord.ui.LayoutView:
    box: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(accent_colour=body.tone.value)
    parts: list[discord.ui.Item[discord.ui.LayoutView]] = list(map(discord.ui.TextDisplay, _fitting(body.blocks)))
    if body.picture and body.picture.there:
        parts.insert(1, discord.ui.MediaGallery(_picture(body.picture)))  # below the heading, as it is every week
    for part in parts:
        box.add_item(part)
    for row in body.rows:
        box.add_item(_row(row, body))
    view.add_item(box)
    view.stop()
    return view


def files(body: Body) -> list[discord.File]:
    """Read the picture file that a body needs. Not as an open file: an answer to a press would never close it."""
    picture = body.picture
    if not picture or not picture.there:
        return []
    source = io.BytesIO(picture.content or picture.file.read_bytes())
    return [discord.File(source, filename=picture.name, description=picture.alt[:LONGEST_ALT])]


def _picture(picture: Picture) -> discord.MediaGalleryItem:
    return discord.MediaGalleryItem(f"attachment://{picture.name}", description=picture.alt[:LONGEST_ALT])


def _fitting(blocks: Sequence[str]) -> list[str]:
    """Keep within Discord's limit for all text of a message: a long list is cut at a line, never in a word."""
    left = LONGEST_TEXT
    fitting = []
    for block in blocks:
        if len(block) > left:
            block = block[:left].rpartition("\n")[0]  # noqa: PLW2901
        if block.strip():
            fitting.append(block)
            left -= len(block)
    return fitting


def _row(row: Row, body: Body) -> discord.ui.ActionRow[discord.ui.LayoutView]:
    line: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow()
    if isinstance(row, Select):
        return line.add_item(_select(row, body))
    for button in row[:MOST_BUTTONS]:
        line.add_item(_button(button, body))
    return line


def _button(button: Button, body: Body) -> discord.ui.Button[discord.ui.LayoutView]:
    return discord.ui.Button(
        label=button.label[:LONGEST_LABEL],
        emoji=button.emoji or None,
        style=button.look.value,
        custom_id=str(Address(body.session, body.slot, button.verb, button.argument)),
    )


def _select(select: Select, body: Body) -> discord.ui.Item[discord.ui.LayoutView]:
    if select.listed is not Listed.OPTIONS:
        return _listed_by_discord(select, str(Address(body.session, body.slot, select.verb, select.argument)))
    options = [
        discord.SelectOption(
            label=option.label[:LONGEST_OPTION],
            value=option.value[:LONGEST_OPTION],
            description=option.description[:LONGEST_OPTION] or None,
            emoji=option.emoji or None,
            default=option.chosen,
        )
        for option in select.options[:MOST_OPTIONS]
    ]
    return discord.ui.Select(
        placeholder=select.placeholder[:LONGEST_OPTION],
        options=options,
        min_values=select.fewest,
        max_values=min(select.most, len(options)),
        custom_id=str(Address(body.session, body.slot, select.verb, select.argument)),
    )


def _listed_by_discord(select: Select, custom_id: str) -> discord.ui.Item[discord.ui.LayoutView]:
    placeholder = select.placeholder[:LONGEST_OPTION]
    if select.listed is Listed.PEOPLE:
        return discord.ui.UserSelect(placeholder=placeholder, custom_id=custom_id)
    is_role = select.listed is Listed.ROLES
    kind = discord.SelectDefaultValueType.role if is_role else discord.SelectDefaultValueType.channel
    chosen = [discord.SelectDefaultValue(id=select.chosen, type=kind)] if select.chosen else []
    given: dict[str, Any] = {"placeholder": placeholder, "custom_id": custom_id, "min_values": select.fewest}
    if is_role:
        return discord.ui.RoleSelect(**given, default_values=chosen)
    text_only = select.listed is Listed.TEXT_CHANNELS
    types = [discord.ChannelType.text if text_only else discord.ChannelType.voice]
    return discord.ui.ChannelSelect(**given, default_values=chosen, channel_types=types)
