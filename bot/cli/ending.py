"""The command that ends it all: close-down."""

# ruff: noqa: PLC0415  each command imports what it alone needs, so that help comes at once

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.data import must_be_current
from bot.cli.typed import ConfigFile, app, in_words, settings_of, stop_at


@app.command("close-down")
def close_down(
    *,
    output: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the report and the certificate go.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask. Everything is deleted.")] = False,
    config: ConfigFile = None,
) -> None:
    """Delete all data, all keys and all backups, for good.

    First it writes a last report. At the end it writes a certificate of what is gone. It asks you to type a name.
    """
    settings = settings_of(config)
    from bot.scheduling import SystemClock
    from bot.services import close_down as ending
    from bot.services.on_postgres import must_be_file

    in_words(lambda: must_be_file(settings, "close-down"))
    database = settings.storage.database
    if not ending.is_under_way(output):
        if not database.is_file():
            stop_at("[storage] database", f"There is no database at {database}.", "There is nothing to close down.")
        must_be_current(settings)
    if not yes:
        _must_be_meant(output, database)
    now = SystemClock().now()
    typer.echo(in_words(lambda: ending.close_down(settings, os.environ, output, now)))
    typer.echo(f"This certificate is {output / ending.TEXT}. Keep it.")


def _must_be_meant(output: Path, database: Path) -> None:
    """Let the operator type the name of the file that goes."""
    typer.echo(f"This deletes {database}, its keys and all its backups. Nobody can bring them back.")
    typer.echo(f"The last report goes to {output}.")
    typed = typer.prompt(f"To do it, type {database.name}", default="", show_default=False)
    if typed.strip() != database.name:
        stop_at("close-down", "That was not the name. Nothing was deleted.", f"Type {database.name} when you mean it.")
