"""Start a simulation from the command line."""

import asyncio
import json
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.privacy import load_master_key
from bot.rehearsal.simulation.play import play
from bot.rehearsal.simulation.script import write
from bot.rehearsal.simulation.told import as_json, as_table
from bot.rehearsal.start import FOLDER, KEY_FILE, fresh


def simulate(*, weeks: int, seed: int, members: int, json_only: bool, forget: bool, keep: Path | None) -> int:
    """Play a whole programme and return the exit status: 0 only if the database says what the script says.

    ``keep`` is a new file for the database; without it, it is in ``rehearsal/`` and is new each time.
    """
    console = Console(stderr=json_only)
    master = load_master_key(KEY_FILE, {}, FOLDER, may_create=True)
    database = keep or fresh(FOLDER / f"simulate-{seed}.db")
    script = write(seed, weeks=weeks, members=members)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console.print(f"{weeks} weeks with {members} pretend members. The seed is {seed}.")
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("We begin", total=len(script.weeks))
        played = asyncio.run(
            play(
                script,
                database,
                master,
                forget=forget,
                tell=lambda week: bar.update(task, advance=1, description=f"{week.day:%d %B %Y}"),
            )
        )
    if json_only:
        print(json.dumps(as_json(played, database)))  # noqa: T201  the one object that other programs read
    else:
        console.print(as_table(played))
        console.print(f"The database is {database}.")
    for fault in played.faults:
        console.print(f"This did not go well: {fault}")
    return 1 if played.faults else 0
