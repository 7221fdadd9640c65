"""``peerlight simulate``: what is typed, and what is wrong with it."""

# ruff: noqa: PLC0415  it imports what it needs only when it is typed, so that help comes at once

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.typed import app, stop_at


@app.command()
def simulate(
    *,
    weeks: Annotated[int, typer.Option(metavar="NUMBER", min=1, max=104, help="How many sessions are planned.")] = 26,
    seed: Annotated[int, typer.Option(metavar="NUMBER", min=0, help="The same number plays the same story again.")] = 1,
    members: Annotated[
        int, typer.Option(metavar="NUMBER", min=1, max=100, help="How many pretend members there are.")
    ] = 15,
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers for other programs.")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Let one person use /forget-me at the end.")] = False,
    keep: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the database to this new file.")] = None,
) -> None:
    """Play months of weekly sessions in a few seconds.

    Pretend members come and go, and the bot fails now and then. At the end it compares its numbers with the
    true ones. It needs no Discord and no settings.
    """
    if keep:
        _must_be_new(keep)
    try:
        from bot.rehearsal.simulation import simulate as play
    except ModuleNotFoundError as error:
        if error.name != "simcord":
            raise
        stop_at("peerlight simulate", "It is not installed.", 'Type: pip install "peerlight[rehearsal]"')
    status = play(weeks=weeks, seed=seed, members=members, json_only=as_json, forget=forget, keep=keep)
    raise typer.Exit(status)


def _must_be_new(file: Path) -> None:
    if file.exists():
        stop_at("--keep", f"{file} is already there.", "Name another file. A simulation begins with an empty one.")
    if not file.absolute().parent.is_dir():
        stop_at("--keep", f"There is no folder {file.absolute().parent}.", "Make it, or name another one.")
