"""Commands about the data: backup, restore, retention."""

# ruff: noqa: PLC0415  each command imports what it alone needs, so that help comes at once

import asyncio
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.typed import ConfigFile, app, in_words, settings_of, stop, stop_at

if TYPE_CHECKING:
    from bot.config import Settings


@app.command()
def backup(
    *,
    verify: Annotated[Path | None, typer.Option("--verify", metavar="FILE", help="Look this one over.")] = None,
    config: ConfigFile = None,
) -> None:
    """Make an encrypted copy of the data.

    "peerlight run" does the same by itself each night. The bot may go on meanwhile.
    """
    settings = settings_of(config)
    from bot.services.backups import told_backup, told_verified
    from bot.services.on_postgres import must_be_file

    environ = os.environ
    in_words(lambda: must_be_file(settings, "backup"))
    typer.echo(in_words(lambda: told_verified(settings, environ, verify) if verify else told_backup(settings, environ)))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")], *, config: ConfigFile = None
) -> None:
    """Put a backup in the place of a database that is gone.

    Nothing is written over: a database that is still there has to be moved away first.
    """
    settings = settings_of(config)
    from bot.services.backups import told_restored
    from bot.services.on_postgres import must_be_file

    in_words(lambda: must_be_file(settings, "restore"))
    typer.echo(in_words(lambda: told_restored(settings, os.environ, file)))


@app.command()
def retention(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and delete nothing.")] = False,
    config: ConfigFile = None,
) -> None:
    """Delete what is older than it may be.

    "peerlight run" does the same by itself, at each start and once a day.
    """
    settings = settings_of(config)
    must_be_current(settings)
    lines, died_at = asyncio.run(_retention(settings.where, dry_run=dry_run))
    for line in lines:
        typer.echo(line)
    if not dry_run and isinstance(settings.where, Path):
        from bot.scheduling import SystemClock
        from bot.services.backups import told_renewed

        for line in in_words(lambda: told_renewed(settings, os.environ, SystemClock().now(), died_at)):
            typer.echo(line)


async def _retention(database: Path | str, *, dry_run: bool) -> tuple[list[str], datetime | None]:
    from bot.scheduling import SystemClock
    from bot.services.retention import on_command_line
    from bot.storage import Store

    store = Store(database)
    try:
        lines = await on_command_line(store, SystemClock().now(), dry_run=dry_run)
        return lines, await store.read(lambda unit: unit.groups.last_key_gone())
    finally:
        await store.close()


def must_be_current(settings: "Settings") -> None:
    """Print what is wrong with the database, if anything is, and end the program."""
    from bot.config import Problem
    from bot.services import on_postgres
    from bot.services.checkup import schema
    from bot.storage import head, revision_of

    database = settings.where
    if isinstance(database, str):
        url = database
        in_words(lambda: on_postgres.must_be_current(url))
        return
    if isinstance(problem := schema(database), Problem):
        stop([problem])
    if revision_of(database) != head():
        what = f"{database} is not there yet, or it is not up to date."
        stop_at("[storage] database", what, "Name the one that the bot uses, or type: peerlight migrate")
