"""A message's components as a plain tree: what the page needs to draw them, and nothing else.

Discord's own numbers and addresses stop here. A picture is named by the message and file it came
with, so that the page can only ask for files of messages that its viewer can read.
"""

from collections.abc import Callable, Iterable

from simcord.backend.models import Message
from simcord.enums import SELECT_TYPES, ComponentType

from bot.rehearsal.room import names
from bot.rehearsal.room.world import Json, Who, World

STYLES = {1: "main", 2: "plain", 3: "good", 4: "danger", 5: "link"}


class Picture:
    """Draws the components of one message, or of one form, for one viewer."""

    def __init__(self, world: World, who: Who, message: Message | None = None) -> None:
        self.world = world
        self.who = who
        self.message = message
        self._draw: dict[int, Callable[[Json], Json]] = {
            ComponentType.ACTION_ROW: lambda node: {"kind": "row", "children": self.tree(node["components"])},
            ComponentType.BUTTON: self._button,
            ComponentType.SECTION: self._section,
            ComponentType.TEXT_DISPLAY: lambda node: {"kind": "text", "text": node["content"]},
            ComponentType.THUMBNAIL: lambda node: {"kind": "gallery", "items": [self._media(node)]},
            ComponentType.MEDIA_GALLERY: self._gallery,
            ComponentType.FILE: lambda node: {"kind": "file", **self._media({"media": node["file"]})},
            ComponentType.SEPARATOR: self._separator,
            ComponentType.CONTAINER: self._container,
            **dict.fromkeys(SELECT_TYPES, self.select),
        }

    def tree(self, nodes: Iterable[Json]) -> list[Json]:
        """Draw each component that the page knows; a kind it does not know is left out."""
        return [self._draw[node["type"]](node) for node in nodes if node.get("type") in self._draw]

    def select(self, node: Json) -> Json:
        """Draw a select. Those of people, roles and channels get their options here."""
        return {
            "kind": "select",
            "id": node["custom_id"],
            "label": node.get("placeholder") or "",
            "min": node.get("min_values", 1),
            "max": node.get("max_values", 1),
            "off": bool(node.get("disabled")),
            "options": self._options(node),
        }

    def _options(self, node: Json) -> list[Json]:
        if node["type"] == ComponentType.STRING_SELECT:
            return [option(each) for each in node.get("options") or []]
        preset = {str(each["id"]) for each in node.get("default_values") or []}
        return [
            {"label": label, "value": value, "chosen": value in preset}
            for label, value in names.entities(self.world, self.who, node)
        ]

    def _button(self, node: Json) -> Json:
        return {
            "kind": "button",
            "id": node.get("custom_id") or "",
            "label": node.get("label") or "",
            "emoji": emoji(node),
            "style": STYLES.get(node["style"], "plain"),
            "off": bool(node.get("disabled")),
            "url": node.get("url"),
        }

    def _section(self, node: Json) -> Json:
        accessory = self.tree([node["accessory"]])
        return {"kind": "section", "children": self.tree(node["components"]), "beside": accessory}

    def _separator(self, node: Json) -> Json:
        return {"kind": "line", "drawn": node.get("divider", True), "wide": node.get("spacing", 1) == 2}  # noqa: PLR2004

    def _container(self, node: Json) -> Json:
        colour = node.get("accent_color")
        return {
            "kind": "card",
            "colour": None if colour is None else f"#{colour:06x}",
            "children": self.tree(node["components"]),
        }

    def _gallery(self, node: Json) -> Json:
        return {"kind": "gallery", "items": [self._media(item) for item in node["items"]]}

    def _media(self, item: Json) -> Json:
        """Name a file by its message: an address outside this machine is never handed on."""
        alt = item.get("description") or ""
        file_id = item["media"].get("attachment_id")
        if self.message is None or file_id is None:
            return {"src": None, "alt": alt, "name": ""}
        files = {attachment["id"]: attachment for attachment in self.message.attachments}
        return file(self.who, self.message, files[file_id], alt) if file_id in files else {"src": None, "alt": alt}


def file(who: Who, message: Message, attachment: Json, alt: str = "") -> Json:
    """Name an attached file, with its description for those who do not see it."""
    return {
        "src": f"/file/{message.id}/{attachment['id']}?as={who.key}",
        "name": attachment["filename"],
        "alt": alt or attachment.get("description") or "",
        "image": str(attachment.get("content_type")).startswith("image/"),
    }


def emoji(node: Json) -> str:
    """Write an emoji as text; a server's own emoji is written by its name."""
    found = node.get("emoji") or {}
    name = str(found.get("name") or "")
    return f":{name}:" if found.get("id") else name


def option(node: Json) -> Json:
    """Draw one choice of a select or a group of radio buttons or checkboxes."""
    return {
        "label": node["label"],
        "value": node["value"],
        "about": node.get("description") or "",
        "emoji": emoji(node),
        "chosen": bool(node.get("default")),
    }
