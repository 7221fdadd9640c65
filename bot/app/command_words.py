"""What Discord shows beside the slash commands: the names stay, the words come from the pack.

Cogs are written before a pack is read, so they name commands and options alone. Here each gets its words: a
command from ``command.session-start``, an option from ``option.schedule-move.new_date``, and a choice from the
list that its name tells: "choices/closing.change/better"; "day/0" is the first day of the week.
"""

from copy import copy
from typing import Any

from discord import app_commands

from bot.content import Pack

DAY, CHOICES, SAY = "day", "choices", "say"
Tree = app_commands.CommandTree[Any]


def put_into_words(tree: Tree, pack: Pack) -> None:
    """Give every command, group and option its words. KeyError names the one that has none."""
    for one in tree.walk_commands():
        name = one.qualified_name.replace(" ", "-")
        one.description = pack.say(f"command.{name}")
        if isinstance(one, app_commands.Command):
            one._params = {key: _in_words(pack, name, key, option) for key, option in one._params.items()}  # noqa: SLF001  discord.py has no public way to describe an option after its cog was written


def _in_words(pack: Pack, command: str, option: str, parameter: Any) -> Any:
    """Copy an option with its words: discord.py shares one between all bots of a process."""
    told = copy(parameter)
    told.description = pack.say(f"option.{command}.{option}")
    if parameter.choices:
        told.choices = [
            app_commands.Choice(name=choice_in_words(pack, str(one.name)), value=one.value) for one in parameter.choices
        ]
    return told


def choice_in_words(pack: Pack, name: str) -> str:
    """Find the words of "day/0", "say/ways-button.long" or "choices/closing.change/better"; any other name stays."""
    kind, _, which = name.partition("/")
    if kind == DAY:
        return pack.calendar.days[int(which)]
    if kind == SAY:
        return pack.say(which)
    if kind != CHOICES:
        return name
    of, _, id_ = which.partition("/")
    return next(choice.label for choice in pack.choices[of] if choice.id == id_)
