"""Pretend people: someone who presses, chooses, fills in and types, and reads what comes back.

Everything goes through simcord's actors, so a pretend person can do what a real one could and nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
import simcord

Message = discord.Message | simcord.ResponseMessage


@dataclass(frozen=True)
class Control:
    """A button or a list on a message, as a person sees it."""

    label: str
    custom_id: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def verb(self) -> str:
        """What its address asks for."""
        return self.custom_id.split(":")[3] if self.custom_id.count(":") > 3 else ""  # noqa: PLR2004  p1:session:slot:verb:

    @property
    def argument(self) -> str:
        """What its address carries beside the verb."""
        return self.custom_id.split(":", 4)[4] if self.verb else ""


def parts(message: Message) -> Iterator[dict[str, Any]]:
    """Walk every component of a message, in reading order."""
    found: list[Any] = [part if isinstance(part, dict) else part.to_dict() for part in message.components]
    while found:
        part = found.pop(0)
        yield part
        found[:0] = part.get("components", [])


def text_of(message: Message) -> str:
    """Read all text of a message."""
    words = [message.content, *(part["content"] for part in parts(message) if part.get("content"))]
    return "\n".join(word for word in words if word)


def controls_of(message: Message) -> list[Control]:
    """List what can be pressed or chosen on a message."""
    return [
        Control(
            part.get("label") or part.get("placeholder") or "",
            part["custom_id"],
            tuple((option["label"], option["value"]) for option in part.get("options", ())),
        )
        for part in parts(message)
        if part.get("custom_id")
    ]


class Reply:
    """What a person got back: a private message, a form, or nothing to read."""

    def __init__(self, result: simcord.InteractionResult, pressed: Message | None = None) -> None:
        self.result = result
        self._pressed = pressed

    @property
    def message(self) -> Message | None:
        """The private message: the newest one, or the one that was pressed on and changed."""
        if self.result.followups:
            return self.result.followups[-1]
        return self.result.response or self._pressed

    @property
    def text(self) -> str:
        """What it says."""
        return text_of(self.message) if self.message else ""

    @property
    def private(self) -> bool:
        """Whether the asker alone can see it."""
        return self.message is not None and bool(self.message.flags.ephemeral)

    @property
    def controls(self) -> list[Control]:
        """What can be pressed on it."""
        return controls_of(self.message) if self.message else []

    @property
    def form(self) -> dict[str, Any] | None:
        """The form that opened, if one did."""
        return self.result.modal

    def labels(self) -> list[str]:
        """List the labels of what can be pressed on it."""
        return [control.label for control in self.controls]


class Person:
    """One pretend person in a pretend server."""

    def __init__(self, actor: simcord.MemberActor) -> None:
        self.actor = actor

    @property
    def name(self) -> str:
        """The name that others see."""
        return self.actor.name

    async def presses(self, label: str, on: Message) -> Reply:
        """Press the button that says ``label``."""
        return Reply(await self.actor.click(on, label=label), on)

    async def presses_control(self, control: Control, on: Message) -> Reply:
        """Press a control that was found on a message."""
        return Reply(await self.actor.click(on, custom_id=control.custom_id), on)

    async def chooses(self, values: Sequence[str], on: Message, *, custom_id: str | None = None) -> Reply:
        """Choose these values in a list; without ``custom_id`` in the only one."""
        return Reply(await self.actor.select(on, list(values), custom_id=custom_id), on)

    async def fills(self, opened: Reply, values: Mapping[str, Any]) -> Reply:
        """Fill in the form that opened, and send it."""
        return Reply(await self.actor.submit_modal(opened.result, dict(values)))

    async def types(self, channel: simcord.ChannelHandle, command: str, **options: Any) -> Reply:
        """Type a slash command."""
        return Reply(await self.actor.slash(channel, command, **options))
