"""The slash commands; what goes wrong in one ends at the same door as a press."""

import contextlib
import logging
from collections.abc import Iterable
from typing import Any

import discord
from discord import AppCommandOptionType, app_commands

from bot.session import Refused
from cogs.ui.door import UNHEARD, kindly, quietly, where

_log = logging.getLogger(__name__)
_OLD = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch, app_commands.TransformerError)
_VALUES = {
    AppCommandOptionType.string.value: str,
    AppCommandOptionType.integer.value: int,
    AppCommandOptionType.boolean.value: bool,
}
_GROUPS = (AppCommandOptionType.subcommand.value, AppCommandOptionType.subcommand_group.value)


class PeerlightTree(app_commands.CommandTree[Any]):
    """All slash commands of the bot."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Look whether what was typed has the form that the command has now, before the library takes it apart.

        Somebody's Discord may still show a command as an older Peerlight had it. Raises ``CommandSignatureMismatch``.
        """
        self.client.under_way.note()
        command: Any = interaction.command
        if not isinstance(command, app_commands.Command):
            return True
        options = _options_in(interaction.data)
        if not _fits(command, options):
            raise app_commands.CommandSignatureMismatch(command)
        if interaction.type is not discord.InteractionType.autocomplete:
            return True
        await _suggest(interaction, command, options)
        return False  # it is done

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """Turn a refusal into its sentence, and anything else into a calm one."""
        inner = getattr(error, "original", error)
        if interaction.type is discord.InteractionType.autocomplete:
            with contextlib.suppress(discord.HTTPException, discord.InteractionResponded):
                await interaction.response.autocomplete([])
            return
        async with kindly(interaction, self.client.pack):
            raise Refused("old-command") if isinstance(error, _OLD) else inner
        await self.client.deliver(interaction)


async def _suggest(
    interaction: discord.Interaction[Any], command: app_commands.Command[Any, ..., Any], options: Iterable[Any]
) -> None:
    """Suggest how to go on typing; nothing to whoever may not. The library would log each refusal as an error."""
    typing = next((one["name"] for one in options if one.get("focused")), "")
    try:
        await command._invoke_autocomplete(interaction, typing, interaction.namespace)  # noqa: SLF001  there is no other way in
    except (Refused, *UNHEARD):
        await quietly(interaction.response.autocomplete([]))
    except Exception as error:  # noqa: BLE001  this is a door
        _log.error("A suggestion failed: %s at %s", type(error).__name__, where(error))
        await quietly(interaction.response.autocomplete([]))


def _options_in(data: Any) -> list[Any]:
    """List the options of the command itself, below the names of its groups."""
    options: list[Any] = data.get("options") or []
    while options and options[0].get("type") in _GROUPS:
        options = options[0].get("options") or []
    return options


def _fits(command: app_commands.Command[Any, ..., Any], options: Iterable[Any]) -> bool:
    kinds = {one.display_name: one.type.value for one in command.parameters}
    return all(
        one["name"] in kinds
        and one["type"] == kinds[one["name"]]
        and (one.get("focused") or _is_of_kind(one["type"], one["value"]))
        for one in options
    )


def _is_of_kind(kind: int, value: Any) -> bool:
    if kind in _VALUES:
        return type(value) is _VALUES[kind]
    return isinstance(value, str) and value.isascii() and value.isdigit()  # the id of a channel or a role
