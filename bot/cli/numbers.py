"""Commands about numbers: export, stats."""

# ruff: noqa: PLC0415  each command imports what it alone needs, so that help comes at once

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.data import must_be_current
from bot.cli.typed import ConfigFile, app, settings_of, stop_at

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.content import Pack
    from bot.reports.tables import File
    from bot.session import Refused
    from bot.storage import Store

T = TypeVar("T")
GroupName = Annotated[str | None, typer.Option(metavar="NAME", help="The group, if there are several.")]
PeriodName = Annotated[str | None, typer.Option(metavar="NAME", help="One period, such as 2026-Q4 or programme-1.")]
Place = Annotated[Path, typer.Option("--output", "-o", metavar="PLACE", help="A file.csv to write, or a folder.")]
FormatName = Annotated[
    str, typer.Option("--format", metavar="KIND", help="csv, xlsx or json; or docx or pdf for a report.")
]


@app.command()
def export(
    *,
    output: Place,
    group: GroupName = None,
    period: PeriodName = None,
    file_format: FormatName = "",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is already there.")] = False,
    config: ConfigFile = None,
) -> None:
    """Write a group's numbers to files that people can open.

    How many sessions there were and how many people came. It holds no names. Numbers that could give one person away
    are left out. A folder gets the files of every group, if none is named.
    """
    settings = settings_of(config)
    if period or file_format or output.is_dir() or not output.suffix:
        _to_folder(settings, output, group, (period or "", _format(file_format)), force=force)
        return
    _must_be_free(output, force=force)
    must_be_current(settings)
    from bot.services.export import export_csv

    _write(output, _asked(settings.where, group, lambda store: export_csv(store, group, _now())).encode())
    typer.echo(f"The numbers are in {output}.")


@app.command()
def stats(*, group: GroupName = None, period: PeriodName = None, config: ConfigFile = None) -> None:
    """Print a group's numbers as a table.

    One line for each period, or with --period all that may be told of one.
    """
    settings = settings_of(config)
    must_be_current(settings)
    from bot.cli.printing import print_period, print_periods
    from bot.services.export import figures_for_operator

    pack = _pack_of(settings)
    found = _asked(settings.where, group, lambda store: figures_for_operator(store, group, _now(), period), pack)
    if period:
        print_period(found[0], pack)
    else:
        print_periods(found, pack)


def _to_folder(settings: "Settings", folder: Path, group: str | None, what: tuple[str, str], *, force: bool) -> None:
    """Write the files of one group, or of all, into a folder; nothing is written when one of them is already there."""
    from rich.progress import Progress

    from bot.services.export import base_names, file_names, group_names
    from bot.session import Refused
    from bot.storage import Store

    period, file_format = what
    _must_be_a_folder(folder)
    database, pack = settings.where, _pack_of(settings)
    must_be_current(settings)
    names = [group] if group else _asked(database, None, group_names)
    if not names:
        stop_at("--group", "There is no group yet.", "Set a group up in Discord first, with /setup.")
    bases = base_names(names, _period_name(period))
    files = [folder / name for base in bases.values() for name in file_names(base, period, file_format)]
    if not force and (there := [file for file in files if file.exists()]):
        stop_at("--output", f"{there[0]} is already there.", "Name another folder, or add --force to write over it.")

    taking = _taking(settings, what, pack)

    async def write_each(store: Store) -> list[str]:
        written = []
        with Progress(transient=True) as progress:
            bar = progress.add_task("Writing the numbers", total=len(names))
            async for name, left in taking(store, names):
                progress.advance(bar)
                written += _written(folder, bases[name], left) if not isinstance(left, Refused) else []
                if isinstance(left, Refused):
                    refused(name, left)
        return written

    def refused(name: str, refusal: Refused) -> None:
        if len(names) == 1:
            raise refusal
        typer.echo(f"{name}: {pack.say(f'refused.{refusal.reason}', **refusal.values_for_sentence)}")

    written = _asked(database, group, write_each, pack)
    if len(names) > 1:
        typer.echo(f"{len(written)} files with numbers are in {folder}.")
    else:
        typer.echo("\n".join([f"The numbers are in {folder}:", *(f"  {name}" for name in written)]))


def _written(folder: Path, base: str, files: "Iterable[File]") -> list[str]:
    _make(folder)
    names = []
    for file in files:
        names.append(f"{base}{file.name}")
        _write(folder / names[-1], file.content)
    return names


def _taking(
    settings: "Settings", what: tuple[str, str], pack: "Pack"
) -> "Callable[[Store, Sequence[str]], AsyncIterator[tuple[str, list[File] | Refused]]]":
    """Choose what writes the files of groups: tables, or a report, which holds quotes and so needs the master key."""
    from bot.privacy import KeyProblem, load_master_key
    from bot.services.export import take_each
    from bot.services.funder_report import DOCUMENT_WRITERS, report_each

    if what[1] not in DOCUMENT_WRITERS:
        return lambda store, names: take_each(store, names, _now(), what, pack)
    file, data = settings.privacy.master_key_file, settings.storage.database.parent
    try:
        master = load_master_key(file, os.environ, data, may_create=False)
    except KeyProblem as problem:
        stop_at("[privacy] master_key_file", str(problem), problem.mend)
    return lambda store, names: report_each(store, names, _now(), what, pack, master=master)


def _asked(
    database: Path | str, group: str | None, question: "Callable[[Store], Awaitable[T]]", pack: "Pack | None" = None
) -> T:
    """Ask the database; what it cannot answer is told in words."""
    from bot.services.export import NoSuchGroup
    from bot.session import Refused
    from bot.storage import Store

    async def ask() -> T:
        store = Store(database)
        try:
            return await question(store)
        finally:
            await store.close()

    try:
        return asyncio.run(ask())
    except NoSuchGroup as error:
        what = f"There is no group called {group}." if group else "It is not clear which group you mean."
        mend = f"Choose {' or '.join(error.near)}." if error.near else "Set a group up in Discord first, with /setup."
        stop_at("--group", what, mend)
    except Refused as error:
        words = pack.say(f"refused.{error.reason}", **error.values_for_sentence) if pack else ""
        what, _, rest = words.partition("\n")
        stop_at("--period", what, rest or "Type: peerlight stats. It names the periods that there are.")


def _pack_of(settings: "Settings") -> "Pack":
    from bot.content import PackError, Wording, load_pack
    from bot.content.when import speak

    try:
        content = settings.content
        folder = Path(content.pack).expanduser() if content.pack else None
        pack = load_pack(folder, Wording(content.term, content.autism))
    except PackError as error:
        stop_at("[content] pack", str(error), "Type: peerlight words check FOLDER")
    speak(pack.calendar)
    return pack


def _format(typed: str) -> str:
    from bot.services.export import PERIOD_WRITERS
    from bot.services.funder_report import DOCUMENT_WRITERS

    known = [*PERIOD_WRITERS, *DOCUMENT_WRITERS]
    if (typed or "csv").lower() not in known:
        stop_at("--format", f"There is no kind of file called {typed}.", f"Choose {' or '.join(known)}.")
    return (typed or "csv").lower()


def _period_name(typed: str) -> str:
    """Write a period as files are named by it; one that is none is refused when the group is asked."""
    from bot.reports.periods import parse

    period = parse(typed)
    return period.name if period else ""


def _now() -> datetime:
    from bot.scheduling import SystemClock

    return SystemClock().now()


def _must_be_a_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        stop_at("--output", f"{folder} is a file.", "Name a folder. Only one CSV file of all sessions has a file name.")
    if not folder.absolute().parent.is_dir():
        stop_at("--output", f"There is no folder {folder.absolute().parent}.", "Make it, or name another one.")


def _must_be_free(output: Path, *, force: bool) -> None:
    folder = output.absolute().parent
    if output.suffix.lower() != ".csv":
        stop_at(
            "--output", f"{output} does not end in .csv.", "Give the file a name like numbers.csv, or name a folder."
        )
    if not folder.is_dir():
        stop_at("--output", f"There is no folder {folder}.", "Make it, or name another one.")
    if output.exists() and not force:
        stop_at("--output", f"{output} is already there.", "Name another file, or add --force to write over it.")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        stop_at("--output", f"The folder {folder} cannot be made.", "Name another one.")


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError:
        stop_at("--output", f"{file} cannot be written.", "Name a file in another folder.")
