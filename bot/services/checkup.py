"""Look over everything that a start of the bot needs, before it is needed. Changes nothing but an absent data folder.

Each check takes values and gives back either the sentence that all is well or the `Problem` to mend.
"""

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import aiohttp

from bot.config import ConfigProblems, Problem, Settings
from bot.config.settings import ContentSettings
from bot.content import PackError, Wording, load_pack
from bot.content.shelf import Shelf
from bot.privacy import KeyProblem, load_backup_key, load_master_key, same_key
from bot.services.on_postgres import look_over
from bot.storage import Store, head, revision_of
from bot.storage.backup_folder import name_of, newest
from bot.storage.backups import BackupProblem, verify
from bot.storage.health import LOCKED, fault_of

OURS = "The bot uses the words that come with it."
Finding = str | Problem

_AGENT = "DiscordBot (peerlight, 0)"  # Discord turns away programs that do not say so
_LIMIT = aiohttp.ClientTimeout(total=5)
_PORTAL = "Take a new one at discord.com/developers (your application, Bot, Reset Token)"
_TOKEN = "[discord] token"  # noqa: S105  the name of the setting
_OTHER_DISK_FAULT = ("It cannot be used.", "Look whether its folder is there, or name another place.")
_DISK_FAULTS = {
    errno.ENOTDIR: ("A part of this path is a file, not a folder.", "Name another place, or move that file away."),
    errno.EEXIST: ("This is a file, not a folder.", "Name another place, or move that file away."),
    errno.EISDIR: ("This is a folder, not a file.", 'Name a file inside it, like "data/peerlight.db".'),
    errno.EACCES: ("The bot's user may not write here.", "Give this folder to that user, or name another place."),
    errno.EPERM: ("The bot's user may not write here.", "Give this folder to that user, or name another place."),
    errno.EROFS: ("This disk can only be read.", "Name a place on a disk that can be written to."),
    errno.ENOSPC: ("The disk is full.", "Make room on it."),
}


@dataclass(frozen=True)
class Checkup:
    """What was found: the sentences of what is well, and the problems."""

    well: tuple[str, ...]
    problems: tuple[Problem, ...]


async def check_up(settings: Settings, environ: Mapping[str, str], *, offline: bool) -> Checkup:
    """Do every check; `offline` leaves out the question to Discord, which takes 5 seconds at most."""
    token = settings.discord.token.get_secret_value()
    findings = [
        token_given(token),
        *(
            await _of_file(settings, environ)
            if isinstance(url := settings.where, Path)
            else await look_over(settings, url, environ)
        ),
        words(settings.content),
        weekly_time(settings),
    ]
    if token and not offline:
        findings.append(await discord_knows(token, settings.discord.api_url))
    return Checkup(
        tuple(each for each in findings if isinstance(each, str)),
        tuple(each for each in findings if isinstance(each, Problem)),
    )


async def _of_file(settings: Settings, environ: Mapping[str, str]) -> list[Finding | None]:
    """Check the database file, its key and its backups."""
    database = settings.storage.database
    return [
        data_folder(database),
        master_key(settings.privacy.master_key_file, environ, database),
        schema(database, settings.backup.folder),
        await key_fits(settings.privacy.master_key_file, environ, database),
        last_backup(settings, environ),
    ]


def token_given(token: str) -> Finding:
    """Look whether there is a token at all."""
    if token:
        return "There is a token."
    return Problem(_TOKEN, "There is no token: the bot cannot log in.", f"{_PORTAL}, and put it there.")


async def discord_knows(token: str, api_url: str) -> Finding:
    """Ask Discord who this token belongs to. Neither the token nor the answer is shown."""
    try:
        status = await _status_of(f"{api_url.rstrip('/')}/users/@me", token)
    except (aiohttp.ClientError, TimeoutError, OSError):
        mend = "Look at the internet connection. To check the rest without it, add --offline."
        return Problem("[discord] api_url", "Discord cannot be reached.", mend)
    except ValueError:  # a token with a line break in it cannot even be sent
        status = 401
    if status == 401:  # noqa: PLR2004  "Unauthorized"
        return Problem(_TOKEN, "Discord does not know this token.", f"{_PORTAL}, and put it there in full.")
    if status != 200:  # noqa: PLR2004  "OK"
        mend = "Look at discordstatus.com and try again later."
        return Problem("[discord] api_url", f"Discord is not well: it answered {status}.", mend)
    return "Discord knows the token."


async def _status_of(url: str, token: str) -> int:
    headers = {"Authorization": f"Bot {token}", "User-Agent": _AGENT}
    async with aiohttp.ClientSession(timeout=_LIMIT) as session, session.get(url, headers=headers) as reply:
        return reply.status


def data_folder(database: Path) -> Finding:
    """Make the folder of the data if it is not there, and try to write in it."""
    folder = database.parent.absolute()
    where = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as file:
            file.write(b"?")
        where = database.absolute()
        if where.exists():
            where.open("r+b").close()
    except OSError as error:
        what, mend = _DISK_FAULTS.get(error.errno or 0, _OTHER_DISK_FAULT)
        return Problem(f"[storage] database: {where}", what, mend)
    return f"The data folder {folder} can be written to."


def make_master_key(settings: Settings, environ: Mapping[str, str]) -> None:
    """Make the master key of a new database, unless it is there. Raises ``ConfigProblems`` where it cannot be made."""
    try:
        load_master_key(settings.privacy.master_key_file, environ, settings.storage.database.parent, may_create=True)
    except KeyProblem as problem:
        raise ConfigProblems([Problem("[privacy] master_key_file", str(problem), problem.mend)]) from None


def master_key(file: Path, environ: Mapping[str, str], database: Path) -> Finding:
    """Read the master key. That it is missing is well as long as there is no database."""
    try:
        load_master_key(file, environ, database.parent, may_create=False)
    except KeyProblem as problem:
        if problem.reason == "missing" and not database.exists():
            return f"The master key will be made on the first run, at {file}."
        return Problem("[privacy] master_key_file", str(problem), problem.mend)
    return "The master key can be read, by the bot's user alone."


def schema(database: Path, backups: Path | None = None) -> Finding:
    """Look whether the database is whole, and compare its version with what this program knows.

    ``backups`` is the folder in which the last one is looked for, to name it where it is needed.
    """
    where = f"[storage] database: {database}"
    if problem := health(database, backups):
        return problem
    revision = revision_of(database) if database.is_file() else None
    if revision is None:
        return "The database will be made on the first run."
    if revision > head():  # revisions are numbered: 0001, 0002
        mend = "Install the newest Peerlight, or put an older backup in its place."
        return Problem(where, "A newer Peerlight has written this database.", mend)
    return "The database can be read."


def health(database: Path, backups: Path | None = None) -> Problem | None:
    """Say in words what is wrong with a database file that is there; it is left as it is."""
    where = f"[storage] database: {database}"
    fault = fault_of(database)
    if fault == LOCKED:
        mend = "Close whatever else has the file open, such as a program that looks into databases, and try again."
        return Problem(where, "Another program has locked this file for more than 5 seconds.", mend)
    if fault:
        made = newest(backups) if backups else None
        last = f" The last backup is {backups / name_of(made)}." if backups and made else ""
        mend = f"Move it away, and put a backup in its place: peerlight restore FILE.{last} Or name another file."
        return Problem(where, "This file is no database, or it is damaged.", mend)
    return None


def last_backup(settings: Settings, environ: Mapping[str, str]) -> Finding:
    """Say when the last backup was made, and look it over."""
    folder = settings.backup.folder
    made = newest(folder)
    if made is None:
        return f"There is no backup in {folder} yet. The bot makes one each night."
    file = folder / name_of(made)
    try:
        key = load_backup_key(
            settings.backup.key_file, environ, settings.storage.database.parent, folder, may_create=False
        )
        verify(file, key)
    except KeyProblem as problem:
        return Problem("[backup] key_file", str(problem), problem.mend)
    except BackupProblem as problem:
        return Problem(f"[backup] folder: {file}", problem.what, problem.mend)
    return f"The last backup was made on {made:%Y-%m-%d at %H:%M} UTC. It was read just now, and it is whole."


async def key_fits(file: Path, environ: Mapping[str, str], database: Path) -> Finding | None:
    """Look whether the master key is the one that the database was made with; None where one of them is not there."""
    try:
        master = load_master_key(file, environ, database.parent, may_create=False)
        current = revision_of(database) == head()
    except Exception:  # noqa: BLE001  the checks of the key and of the schema say what is wrong with them
        return None
    if not current:
        return None
    store = Store(database)
    check = await store.read(lambda unit: unit.groups.key_check())
    await store.close()
    if check is None or same_key(master, check):
        return None
    what = "This is not the master key that the database was made with."
    mend = "Put the right key back. Without it nothing that was kept can be read."
    return Problem("[privacy] master_key_file", what, mend)


def words(content: ContentSettings) -> Finding:
    """Look whether the charity's own words are where the settings say and can be used, and name the terms."""
    folder = Path(content.pack).expanduser() if content.pack else None
    if folder and not folder.is_dir():
        mend = "Name the folder with your words, or leave it empty."
        return Problem("[content] pack", "There is no such folder.", mend)
    wording = Wording(content.term, content.autism)
    try:
        load_pack(folder, wording)
    except PackError as wrong:
        return Problem("[content] pack", str(wrong), "Type: python -m bot.content.check FOLDER")
    terms = Shelf(folder, wording).terms
    said = f"The texts say “{terms['learning.people']}” and “{terms['autism.people']}”."
    return f"There is a folder with your own words at {content.pack}. {said}" if folder else f"{OURS} {said}"


def weekly_time(settings: Settings) -> Finding:
    """Say when the group of the settings meets. A wrong time or zone was told when they were read."""
    group = settings.group
    if not group:
        return "The settings name no group: set groups up in Discord, with /setup."
    return f"The group meets on {group.weekday.capitalize()}, {group.time:%H:%M} by the clock of {group.zone}."
