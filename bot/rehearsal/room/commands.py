"""The slash commands that a viewer has in a place, and what the page sends, as what simcord wants."""

from typing import Any

from simcord.enums import OptionType
from simcord.interactions import command_leaves

from bot.rehearsal.room import names
from bot.rehearsal.room.world import Json, Who, World

KINDS = {
    OptionType.STRING: "words",
    OptionType.INTEGER: "whole",
    OptionType.NUMBER: "number",
    OptionType.BOOLEAN: "yes-no",
    OptionType.USER: "one-of",
    OptionType.CHANNEL: "one-of",
    OptionType.ROLE: "one-of",
    OptionType.MENTIONABLE: "one-of",
    OptionType.ATTACHMENT: "upload",
}


def offered(world: World, who: Who, channel_id: int) -> list[Json]:
    """List the commands by their whole names, such as "session start", with their options."""
    return [
        {
            "name": name,
            "about": leaf.get("description") or "",
            "options": [_option(world, who, each) for each in leaf.get("options") or []],
        }
        for name, leaf in _leaves(world, who, channel_id).items()
    ]


def _leaves(world: World, who: Who, channel_id: int) -> dict[str, Json]:
    visible = world.env.backend.visible_commands(user_id=who.actor.id, channel_id=channel_id)
    leaves: dict[str, Json] = {}
    for command in sorted(visible, key=lambda each: each.get("guild_id") is None):
        for path, leaf in command_leaves(command):
            leaves.setdefault(" ".join(path), leaf)
    return dict(sorted(leaves.items()))


def _option(world: World, who: Who, spec: Json) -> Json:
    choices = [{"label": c["name"], "value": str(c["value"])} for c in spec.get("choices") or []]
    if KINDS[spec["type"]] == "one-of":
        choices = [{"label": label, "value": value} for label, value in _entities(world, who, spec)]
    return {
        "name": spec["name"],
        "about": spec.get("description") or "",
        "kind": "one-of" if choices else KINDS[spec["type"]],
        "required": bool(spec.get("required")),
        "suggests": bool(spec.get("autocomplete")),
        "max": spec.get("max_length"),
        "choices": choices,
    }


def _entities(world: World, who: Who, spec: Json) -> list[tuple[str, str]]:
    kind = spec["type"]
    if kind == OptionType.ROLE:
        return names.roles(world, who)
    if kind == OptionType.CHANNEL:
        return names.channels(world, who, spec.get("channel_types") or range(16))
    return names.people(world, who) + (names.roles(world, who) if kind == OptionType.MENTIONABLE else [])


def values(world: World, who: Who, channel_id: int, name: str, given: Json) -> Json:
    """Turn what was typed into the types that the command asks for; empty options are left out.

    Raises ValueError for a number that is none, and LookupError for a command or choice that is not there.
    """
    leaf = _leaves(world, who, channel_id)[name]
    specs = {spec["name"]: spec for spec in leaf.get("options") or []}
    return {key: _value(world, who, specs[key], text) for key, text in given.items() if text != ""}


def _value(world: World, who: Who, spec: Json, text: str) -> Any:
    kind = spec["type"]
    if kind == OptionType.INTEGER:
        return int(text)
    if kind == OptionType.NUMBER:
        return float(text)
    if kind == OptionType.BOOLEAN:
        return text == "yes"
    if KINDS[kind] == "one-of":
        return names.handle(world, who, text, _entities(world, who, spec))
    return text
