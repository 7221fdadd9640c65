"""What every command stands on: the program itself, its settings, and the one way to say what is wrong."""

# ruff: noqa: PLC0415  each command imports what it alone needs, so that help comes at once

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from bot.config import Problem, Settings

T = TypeVar("T")
app = typer.Typer(
    help="Peerlight runs weekly online peer support sessions on Discord. Try it first with: peerlight rehearse",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain lines, which a screen reader can read out
    pretty_exceptions_enable=False,
)

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="PEERLIGHT_CONFIG",
        metavar="FILE",
        help="The settings. Without this, config.toml in the folder you are in, if it is there.",
    ),
]


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what was typed (`arguments`, or the words after the program's name) and end the program."""
    try:
        app(arguments, prog_name="peerlight")
    except Exception as error:  # noqa: BLE001  the last door: whatever it is, a person reads it
        calm = "Something went wrong that nobody expected: {}. Type: peerlight check. If it finds nothing, report this."
        typer.echo(calm.format(type(error).__name__), err=True)  # the class alone: its text may hold what was written
        sys.exit(1)


def in_words(work: Callable[[], T]) -> T:
    """Do it; what is wrong with it is printed, and the program ends."""
    from bot.config import ConfigProblems

    try:
        return work()
    except ConfigProblems as found:
        stop(found.problems)


def settings_of(config: Path | None) -> "Settings":
    """Read the settings; what is wrong with them is printed, and the program ends."""
    problems, settings = read_settings(config)
    if problems or not settings:
        stop(problems)
    return settings


def read_settings(config: Path | None) -> tuple[tuple["Problem", ...], "Settings | None"]:
    """Read the settings as far as they can be read, with what is wrong with them."""
    from bot.config import ConfigProblems, load_settings

    usual = Path("config.toml")
    try:
        return (), load_settings(config or (usual if usual.exists() else None), os.environ)
    except ConfigProblems as found:
        return found.problems, found.rest


def stop_at(where: str, what: str, mend: str) -> NoReturn:
    """Print one problem and end with status 2."""
    from bot.config import Problem

    stop([Problem(where, what, mend)])


def stop(problems: Iterable["Problem"]) -> NoReturn:
    """Print the problems as a numbered list and end with status 2."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, soft_wrap=True)  # a path that is cut in two cannot be copied
    console.print("Some things have to be put right first:")
    for number, problem in enumerate(problems, start=1):
        console.print(Text(f"\n{number}. {problem.where}", style="bold"))
        console.print(Text(f"   {problem.what}\n   How to mend it: {problem.mend}"))
    raise typer.Exit(2)
