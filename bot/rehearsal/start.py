"""Start a rehearsal from the command line."""

import asyncio
import json
import secrets
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.privacy import load_master_key
from bot.rehearsal.auto import ALL_STEPS, Rehearsed, play

FOLDER = Path("rehearsal")
KEY_FILE = Path("rehearsal.key")  # beside the folder of the database, never in it
_MOST_SEEDS = 100_000


def rehearse(
    *,
    auto: bool,
    members: int,
    seed: int | None,
    port: int,
    as_json: bool,
    open_browser: bool,
    speed: float,
    from_setup: bool = False,
) -> int:
    """Run a rehearsal and return its exit status: 0 only if all of it went well.

    ``from_setup`` opens the room without a group, to practise ``/setup``; ``speed`` makes pretend members faster than
    people are; ``seed`` makes the same story again.
    """
    chosen = seed if seed is not None else secrets.randbelow(_MOST_SEEDS)
    master = load_master_key(KEY_FILE, {}, FOLDER, may_create=True)
    if auto:
        return _auto(master, members, chosen, as_json=as_json)
    from bot.rehearsal.live import open_room  # noqa: PLC0415  the page's server is loaded only for the page

    database = fresh(FOLDER / "room.db")
    room = open_room(
        database,
        master,
        members=members,
        seed=chosen,
        port=port,
        open_browser=open_browser,
        speed=speed,
        from_setup=from_setup,
    )
    return asyncio.run(room)


def fresh(database: Path) -> Path:
    """Give an empty place for a rehearsal's database: each rehearsal starts anew."""
    for file in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
        file.unlink(missing_ok=True)
    return database


def _auto(master: bytes, members: int, seed: int, *, as_json: bool) -> int:
    console = Console(stderr=as_json)
    database = fresh(FOLDER / f"auto-{seed}.db")
    console.print(f"A session with {members} pretend members. The seed is {seed}.")
    bar = Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console)
    with bar:
        task = bar.add_task("We begin", total=len(ALL_STEPS))
        told: list[str] = []

        def tell(line: str) -> None:
            if line not in told:
                told.append(line)
                bar.update(task, description=line)
                console.print(line)

        rehearsed = asyncio.run(play(database, master, members=members, seed=seed, tell=tell))
        bar.update(task, completed=len(rehearsed.outcome.steps), description="We are done")
    return _report(console, rehearsed, as_json=as_json)


def _report(console: Console, rehearsed: Rehearsed, *, as_json: bool) -> int:
    outcome = rehearsed.outcome
    console.print(
        f"{outcome.attendance} people were counted. The list has {outcome.feeling_words} feeling words "
        f"and {outcome.gratitude} thank-yous. The session is {outcome.state}."
    )
    for fault in rehearsed.faults:
        console.print(f"This did not go well: {fault}")
    if as_json:
        print(json.dumps(outcome.as_json()))  # noqa: T201  the one object that other programs read
    return 1 if rehearsed.faults else 0
