"""The one router: every press and every submitted form comes here, and goes where its address says."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import discord

from bot.content import Pack
from bot.services import Place
from bot.session import Caller, MemberId, Refused
from cogs.ui.address import Address
from cogs.ui.door import kindly
from cogs.ui.forms import Values, strings_in, values_of


@dataclass(frozen=True)
class Press:
    """A press, a choice or a submitted form, translated."""

    interaction: discord.Interaction[Any]
    address: Address
    chosen: tuple[str, ...] = ()
    form: Values = field(default_factory=dict)

    @property
    def caller(self) -> Caller:
        """Who pressed."""
        return caller_of(self.interaction)

    @property
    def place(self) -> Place:
        """Where it belongs."""
        return Place(self.address.session, self.address.slot)

    @property
    def argument(self) -> str:
        """What the control carries beside its verb."""
        return self.address.argument

    def number(self) -> int:
        """Read the argument as a number; refuses a forged one."""
        return number(self.argument)


Handler = Callable[[Press], Awaitable[None]]


class After(Protocol):
    """What is done once a press has its answer, whatever the answer was."""

    async def __call__(self, interaction: discord.Interaction[Any], *, asks_for_help: bool) -> None:
        """Do it; it raises nothing."""


class Router:
    """Verbs and who handles them."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._handlers: dict[str, Handler] = {}
        self.after: After | None = None

    def add(self, handlers: Mapping[str, Handler]) -> None:
        """Let a cog handle these verbs; raises ``ValueError`` when another cog has one of them."""
        if taken := self._handlers.keys() & handlers.keys():
            raise ValueError(f"two cogs handle {sorted(taken)}")
        self._handlers.update(handlers)

    @property
    def verbs(self) -> frozenset[str]:
        """The verbs that somebody handles."""
        return frozenset(self._handlers)

    async def receive(self, interaction: discord.Interaction[Any]) -> None:
        """Take one interaction: a press or a form of ours is handled, anything else is not ours."""
        if interaction.type not in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            return
        data: Any = interaction.data or {}
        address = Address.parse(str(data.get("custom_id", "")))
        async with kindly(interaction, self._pack):
            handler = self._handlers.get(address.verb) if address else None
            if address is None or handler is None:
                raise Refused("old-button")
            await handler(_press(interaction, address, data))
        if self.after:
            await self.after(interaction, asks_for_help=address is not None and address.verb == "help")


def _press(interaction: discord.Interaction[Any], address: Address, data: Any) -> Press:
    if interaction.type is discord.InteractionType.modal_submit:
        return Press(interaction, address, form=values_of(data))
    return Press(interaction, address, chosen=strings_in(data.get("values")))


def caller_of(interaction: discord.Interaction[Any]) -> Caller:
    """Translate the person behind an interaction; roles come with it, so no member list is needed."""
    user = interaction.user
    roles = frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset()
    return Caller(
        id=MemberId(user.id),
        role_xids=roles,
        manages_server=interaction.permissions.manage_guild,
        shown_as=user.display_name,
    )


def number(text: str) -> int:
    """Read a number that came over the wire; raises ``Refused("old-button")`` for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004  far above any of ours
        raise Refused("old-button")
    return int(text)
