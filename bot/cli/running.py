"""Commands that start something or look things over: run, rehearse, check, migrate."""

# ruff: noqa: PLC0415  each command imports what it alone needs, so that help comes at once

import asyncio
import gc
import os
from typing import Annotated

import typer

from bot.cli.typed import ConfigFile, app, in_words, read_settings, settings_of, stop, stop_at


@app.command()
def run(
    *,
    config: ConfigFile = None,
    shard_ids: Annotated[
        str, typer.Option("--shard-ids", metavar="NUMBERS", help='For several programs: "0,1" or "0-7".')
    ] = "",
    shard_count: Annotated[
        int | None, typer.Option("--shard-count", metavar="NUMBER", help="How many shards there are in all.")
    ] = None,
) -> None:
    """Start the bot.

    It stays until you stop it with Ctrl+C. Type "peerlight check" first: it names whatever is not ready.
    A bot with very many servers can be run by several programs on one PostgreSQL. Each gets shards of its own.
    """
    gc.disable()  # what is loaded for the start stays; when the bot logs in, all of it is looked through once
    try:
        settings = settings_of(config)
        from bot.app import run_bot

        status = in_words(lambda: run_bot(settings, shard_ids, shard_count))
    finally:
        gc.enable()
    raise typer.Exit(status)


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
    from_setup: Annotated[bool, typer.Option("--from-setup", help="Begin without a group, and set it up.")] = False,
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
        stop_at("peerlight rehearse", "It is not installed.", 'Type: pip install "peerlight[rehearsal]"')
    status = play(
        auto=auto,
        members=members,
        seed=seed,
        port=port,
        as_json=as_json,
        open_browser=not no_browser,
        speed=speed,
        from_setup=from_setup,
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

    told, settings = read_settings(config)
    found = asyncio.run(check_up(settings, os.environ, offline=offline)) if settings else Checkup((), ())
    if problems := (*told, *found.problems):
        stop(problems)
    for sentence in found.well:
        typer.echo(f"- {sentence}")
    typer.echo("All is well. Start the bot with: peerlight run")


@app.command()
def migrate(config: ConfigFile = None) -> None:
    """Bring the database up to date.

    "peerlight run" does the same by itself. Stop the bot before you type this. A backup is made first.
    """
    settings = settings_of(config)
    from bot.config import Problem
    from bot.services.alone import alone_with
    from bot.services.backups import back_up_before_migration
    from bot.services.checkup import data_folder, make_master_key, schema
    from bot.services.on_postgres import told_migrated
    from bot.storage import upgrade

    if isinstance(url := settings.where, str):
        typer.echo(in_words(lambda: told_migrated(settings, url, os.environ)))
        return
    database = settings.storage.database
    found = (data_folder(database), schema(database, settings.backup.folder))
    if problems := [each for each in found if isinstance(each, Problem)]:
        stop(problems)

    def work() -> str:
        with alone_with(database):
            if not database.exists():
                make_master_key(settings, os.environ)  # the first run misses the key of a database that is there
            back_up_before_migration(settings, os.environ)
            return upgrade(database)

    typer.echo(f"The database {database} is up to date (version {in_words(work)}).")
