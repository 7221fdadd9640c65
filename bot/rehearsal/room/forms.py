"""The form (a modal) that is open for a viewer, as a plain list of questions."""

from collections.abc import Callable
from typing import Any

from simcord.enums import SELECT_TYPES, ComponentType

from bot.rehearsal.room.picture import Picture, option
from bot.rehearsal.room.world import Json, Who, World

LONG = 2
MAX_LENGTH = 4000


def open_form(world: World, who: Who) -> Json | None:
    """Draw the form this person has open, if any."""
    shown = world.forms.get(who.key)
    modal = shown.modal if shown is not None else None
    if shown is None or modal is None or shown._interaction.modal_consumed:  # noqa: SLF001
        return None
    questions = [_question(world, who, node) for node in modal["components"]]
    return {"id": str(shown._interaction.id), "title": modal["title"], "questions": questions}  # noqa: SLF001


def _question(world: World, who: Who, node: Json) -> Json:
    if node["type"] == ComponentType.TEXT_DISPLAY:
        return {"kind": "text", "text": node["content"]}
    field = node.get("component") or node["components"][0]
    words = {"label": node.get("label") or field.get("label") or "", "about": node.get("description") or ""}
    if field["type"] in SELECT_TYPES:
        asked = {**Picture(world, who).select(field), "hint": field.get("placeholder") or ""}
        return {**asked, "required": field.get("required", True), **words}
    return {"id": field["custom_id"], **FIELDS[field["type"]](field), **words}


def _typed(field: Json) -> Json:
    return {
        "kind": "input",
        "long": field.get("style", 1) == LONG,
        "required": field.get("required", True),
        "min": field.get("min_length") or 0,
        "max": field.get("max_length") or MAX_LENGTH,
        "hint": field.get("placeholder") or "",
        "value": field.get("value") or field.get("default") or "",
    }


def _radio(field: Json) -> Json:
    options = [option(each) for each in field["options"]]
    return {"kind": "radio", "required": field.get("required", False), "options": options}


def _checks(field: Json) -> Json:
    options = [option(each) for each in field["options"]]
    return {
        "kind": "checks",
        "required": field.get("required", False),
        "min": _number(field.get("min_values"), 1),
        "max": _number(field.get("max_values"), len(options)),
        "options": options,
    }


def _number(value: Any, otherwise: int) -> int:
    return otherwise if value is None else int(value)


FIELDS: dict[int, Callable[[Json], Json]] = {
    ComponentType.TEXT_INPUT: _typed,
    ComponentType.RADIO_GROUP: _radio,
    ComponentType.CHECKBOX_GROUP: _checks,
    ComponentType.CHECKBOX: lambda field: {"kind": "check", "chosen": field.get("default", False)},
    ComponentType.FILE_UPLOAD: lambda _: {"kind": "upload"},
}
