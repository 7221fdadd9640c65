"""The commands that a person types. No Python trace ever reaches the screen.

Exit status: 0 all is well; 1 something unexpected failed; 2 something has to be put right first.
"""

# ruff: noqa: PLC0415  each command imports what it alone needs, so that help comes at once

import asyncio
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

from bot.cli_simulate import simulate

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
app.command()(simulate)

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


@app.command()
def run(config: ConfigFile = None) -> None:
    """Start the bot.

    It stays until you stop it with Ctrl+C. Type "peerlight check" first: it names whatever is not ready.
    """
    settings = _settings(config)
    from bot.app import run_bot

    raise typer.Exit(_in_words(lambda: run_bot(settings)))


@app.command()
def rehearse(
    *,
    auto: Annotated[bool, typer.Option("--auto", help="Let pretend people play the whole session.")] = False,
    members: Annotated[int, typer.Option(metavar="NUMBER", min=1, max=30, help="How many pretend members come.")] = 6,
    seed: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="The same number plays the same session again.")
    ] = None,
    port: Annotated[
        int, typer.Option(metavar="NUMBER", min=0, max=65535, help="The page's port. 0 takes any free one.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print what happened for other programs.")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser; print the address only.")] = False,
    speed: Annotated[float, typer.Option(metavar="NUMBER", min=0.1, help="2 is twice as fast as in life.")] = 1.0,
) -> None:
    """Practise a whole session on this computer.

    It needs no Discord, no token and no settings. Nothing leaves this computer and nothing is kept.
    """
    try:
        from bot.rehearsal import rehearse as play
    except ModuleNotFoundError as error:
        if error.name != "simcord":
            raise
        _stop_at("peerlight rehearse", "It is not installed.", 'Type: pip install "peerlight[rehearsal]"')
    status = play(
        auto=auto, members=members, seed=seed, port=port, as_json=as_json, open_browser=not no_browser, speed=speed
    )
    raise typer.Exit(status)


@app.command()
def check(
    *,
    config: ConfigFile = None,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask Discord about the token.")] = False,
) -> None:
    """Name all that is not ready.

    It looks at the settings and at this computer. Each thing comes with where it is, what is wrong and how to
    mend it. Your data is not changed.
    """
    from bot.services.checkup import Checkup, check_up

    told, settings = _read(config)
    found = asyncio.run(check_up(settings, os.environ, offline=offline)) if settings else Checkup((), ())
    if problems := (*told, *found.problems):
        _stop(problems)
    for sentence in found.well:
        typer.echo(f"- {sentence}")
    typer.echo("All is well. Start the bot with: peerlight run")


@app.command()
def migrate(config: ConfigFile = None) -> None:
    """Bring the database up to date.

    "peerlight run" does the same by itself. Stop the bot before you type this. A backup is made first.
    """
    settings = _settings(config)
    database = settings.storage.database
    from bot.config import Problem
    from bot.services.backups import back_up_before_migration
    from bot.services.checkup import data_folder, schema
    from bot.storage import upgrade

    found = (data_folder(database), schema(database))
    if problems := [each for each in found if isinstance(each, Problem)]:
        _stop(problems)
    _in_words(lambda: back_up_before_migration(settings, os.environ))
    typer.echo(f"The database {database} is up to date (version {upgrade(database)}).")


@app.command()
def backup(
    *,
    verify: Annotated[Path | None, typer.Option("--verify", metavar="FILE", help="Look this one over.")] = None,
    config: ConfigFile = None,
) -> None:
    """Make an encrypted copy of the data.

    "peerlight run" does the same by itself each night. The bot may go on meanwhile.
    """
    settings = _settings(config)
    from bot.services.backups import told_backup, told_verified

    environ = os.environ
    told = _in_words(lambda: told_verified(settings, environ, verify) if verify else told_backup(settings, environ))
    typer.echo(told)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")], *, config: ConfigFile = None
) -> None:
    """Put a backup in the place of a database that is gone.

    Nothing is written over: a database that is still there has to be moved away first.
    """
    settings = _settings(config)
    from bot.services.backups import told_restored

    typer.echo(_in_words(lambda: told_restored(settings, os.environ, file)))


def _in_words(work: Callable[[], T]) -> T:
    from bot.config import ConfigProblems

    try:
        return work()
    except ConfigProblems as found:
        _stop(found.problems)


@app.command()
def export(
    *,
    output: Annotated[Path, typer.Option(metavar="FILE.csv", help="The file to write.")],
    group: Annotated[str | None, typer.Option(metavar="NAME", help="The group, if there are several.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is already there.")] = False,
    config: ConfigFile = None,
) -> None:
    """Write a group's numbers to a spreadsheet file.

    How many sessions there were and how many people came. It holds no names and no answers.
    """
    database = _settings(config).storage.database
    _must_be_free(output, force=force)
    _must_be_current(database)
    numbers = asyncio.run(_numbers(database, group))
    try:
        output.write_text(numbers, encoding="utf-8")
    except OSError:
        _stop_at("--output", f"{output} cannot be written.", "Name a file in another folder.")
    typer.echo(f"The numbers are in {output}.")


async def _numbers(database: Path, group: str | None) -> str:
    from bot.services.export import NoSuchGroup, export_csv
    from bot.storage import Store

    store = Store(database)
    try:
        return await export_csv(store, group)
    except NoSuchGroup as error:
        what = f"There is no group called {group}." if group else "It is not clear which group you mean."
        mend = f"Choose {' or '.join(error.near)}." if error.near else "Set a group up in Discord first, with /setup."
        _stop_at("--group", what, mend)
    finally:
        await store.close()


@app.command()
def retention(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and delete nothing.")] = False,
    config: ConfigFile = None,
) -> None:
    """Delete what is older than it may be.

    "peerlight run" does the same by itself, at each start and once a day.
    """
    database = _settings(config).storage.database
    _must_be_current(database)
    for line in asyncio.run(_retention(database, dry_run=dry_run)):
        typer.echo(line)


async def _retention(database: Path, *, dry_run: bool) -> list[str]:
    from bot.scheduling import SystemClock
    from bot.services.retention import on_command_line
    from bot.storage import Store

    store = Store(database)
    try:
        return await on_command_line(store, SystemClock().now(), dry_run=dry_run)
    finally:
        await store.close()


def _must_be_free(output: Path, *, force: bool) -> None:
    folder = output.absolute().parent
    if output.suffix.lower() != ".csv":
        _stop_at("--output", f"{output} does not end in .csv.", "Give the file a name like numbers.csv.")
    if not folder.is_dir():
        _stop_at("--output", f"There is no folder {folder}.", "Make it, or name another one.")
    if output.exists() and not force:
        _stop_at("--output", f"{output} is already there.", "Name another file, or add --force to write over it.")


def _must_be_current(database: Path) -> None:
    from bot.config import Problem
    from bot.services.checkup import schema
    from bot.storage import head, revision_of

    if isinstance(problem := schema(database), Problem):
        _stop([problem])
    if revision_of(database) != head():
        what = f"{database} is not there yet, or it is not up to date."
        _stop_at("[storage] database", what, "Name the one that the bot uses, or type: peerlight migrate")


def _settings(config: Path | None) -> "Settings":
    problems, settings = _read(config)
    if problems or not settings:
        _stop(problems)
    return settings


def _read(config: Path | None) -> tuple[tuple["Problem", ...], "Settings | None"]:
    """Read the settings as far as they can be read, with what is wrong with them."""
    from bot.config import ConfigProblems, load_settings

    try:
        return (), load_settings(config or next(Path().glob("config.toml"), None), os.environ)
    except ConfigProblems as found:
        return found.problems, found.rest


def _stop_at(where: str, what: str, mend: str) -> NoReturn:
    from bot.config import Problem

    _stop([Problem(where, what, mend)])


def _stop(problems: Iterable["Problem"]) -> NoReturn:
    """Print the problems as a numbered list and end with status 2."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, soft_wrap=True)  # a path that is cut in two cannot be copied
    console.print("Some things have to be put right first:")
    for number, problem in enumerate(problems, start=1):
        console.print(Text(f"\n{number}. {problem.where}", style="bold"))
        console.print(Text(f"   {problem.what}\n   How to mend it: {problem.mend}"))
    raise typer.Exit(2)
