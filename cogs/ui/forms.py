"""Forms: what they ask, as values, and what came back. A form is never filled in beforehand with an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from cogs.ui.address import Address

LONGEST_TITLE = 45
LONGEST_HINT = 100


@dataclass(frozen=True)
class TextField:
    """A line, or with ``long`` a box, to type in. ``longest`` is in characters; ``text`` only for staff's forms."""

    name: str
    label: str
    hint: str = ""
    longest: int = 60
    long: bool = False
    text: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Pick:
    """Choices of which one is picked; none is chosen beforehand and none must be."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    hint: str = ""


@dataclass(frozen=True)
class Tick:
    """A box to tick, off at first."""

    name: str
    label: str
    hint: str = ""


Field = TextField | Pick | Tick
Values = dict[str, str]


def form(title: str, address: Address, fields: Sequence[Field]) -> discord.ui.Modal:
    """Make a form that is understood by its address when it comes back, also after a restart."""
    modal = discord.ui.Modal(title=title[:LONGEST_TITLE], custom_id=str(address), timeout=None)
    for field in fields:
        modal.add_item(_label(field))
    modal.stop()  # a stopped form is not stored: a dismissed one would stay in memory for ever
    return modal


def values_of(data: Any) -> Values:
    """Read a submitted form: each field's name and what is in it, "" for what was left out, "yes" for a tick."""
    found: Values = {}
    for row in data.get("components") or ():
        component = row.get("component") if isinstance(row, dict) else None
        name = component.get("custom_id") if isinstance(component, dict) else None
        if component is None or not isinstance(name, str):
            continue  # nothing that a form of ours has
        value = component.get("value")
        many = strings_in(component.get("values")) or ("",)
        found[name] = value if isinstance(value, str) else "yes" if value is True else many[0]
    return found


def strings_in(values: Any) -> tuple[str, ...]:
    """Take what was chosen: the texts of a list, and nothing of whatever else came over the wire."""
    return tuple(one for one in values if isinstance(one, str)) if isinstance(values, list) else ()


def _label(field: Field) -> discord.ui.Label[discord.ui.Modal]:
    return discord.ui.Label(
        text=field.label[:LONGEST_TITLE], description=field.hint[:LONGEST_HINT] or None, component=_component(field)
    )


def _component(field: Field) -> discord.ui.Item[discord.ui.Modal]:
    if isinstance(field, TextField):
        style = discord.TextStyle.long if field.long else discord.TextStyle.short
        return discord.ui.TextInput(
            custom_id=field.name,
            style=style,
            max_length=field.longest,
            required=not field.optional,
            default=field.text or None,
        )
    if isinstance(field, Tick):
        return discord.ui.Checkbox(custom_id=field.name, default=False)
    options = [discord.RadioGroupOption(label=label, value=value) for value, label in field.options]
    return discord.ui.RadioGroup(custom_id=field.name, required=False, options=options)
