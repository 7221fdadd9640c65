"""The store: one unit of work per request, one door for writes, a small pool for reads.

SQLite allows one writer at a time and its lock queue is a poll; so writers wait for each other on a lock of ours,
which costs nothing and is fair. The transaction begins with BEGIN IMMEDIATE all the same: another process (a
backup, a second copy of the bot, the command line) may write too.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from bot.privacy import SystemRandomness
from bot.storage.one_trip import connect
from bot.storage.repositories.answers import Answers
from bot.storage.repositories.attendance import Attendance
from bot.storage.repositories.audit import Audit
from bot.storage.repositories.better_time import BetterTime
from bot.storage.repositories.blocks import Blocks
from bot.storage.repositories.boards import Boards
from bot.storage.repositories.cards import Cards
from bot.storage.repositories.debriefs import Debriefs
from bot.storage.repositories.duties import Duties
from bot.storage.repositories.events import NativeEvents
from bot.storage.repositories.feedback import FeedbackNotes, WeDids
from bot.storage.repositories.groups import Groups
from bot.storage.repositories.hand_ons import HandOns
from bot.storage.repositories.hellos import Hellos
from bot.storage.repositories.help_calls import HelpCalls
from bot.storage.repositories.keepsakes import Keepsakes
from bot.storage.repositories.library import Library
from bot.storage.repositories.marks import Marks
from bot.storage.repositories.measures import Measures
from bot.storage.repositories.notices import Notices
from bot.storage.repositories.occurrences import Occurrences
from bot.storage.repositories.own_prompts import OwnPrompts
from bot.storage.repositories.people import People
from bot.storage.repositories.quotes import Quotes
from bot.storage.repositories.reminders import Reminders
from bot.storage.repositories.rota import Rota
from bot.storage.repositories.rounds import Rounds
from bot.storage.repositories.schedule import Schedule
from bot.storage.repositories.session_roles import SessionRoles
from bot.storage.repositories.sessions import Sessions
from bot.storage.repositories.setup_drafts import SetupDrafts
from bot.storage.repositories.sign_ups import SignUps
from bot.storage.repositories.signs import Signs
from bot.storage.repositories.staff_questions import StaffQuestions
from bot.storage.repositories.together import Together
from bot.storage.repositories.turns import Turns
from bot.storage.repositories.ways import PersonalWays

T = TypeVar("T")
Token = Callable[[int], bytes]

READERS = 3
BUSY_MILLISECONDS = 5000
LOG_MILLISECONDS = 100  # nobody may write or read meanwhile, and a person who pressed waits 3 seconds at most


class Unit:
    """What one request works with: every repository, over one transaction."""

    def __init__(self, session: AsyncSession, token: Token) -> None:
        self.groups = Groups(session)
        self.sessions = Sessions(session)
        self.answers = Answers(session)
        self.attendance = Attendance(session, token)
        self.own_prompts = OwnPrompts(session)
        self.people = People(session, token)
        self.keepsakes = Keepsakes(session)
        self.blocks = Blocks(session)
        self.occurrences = Occurrences(session)
        self.hellos = Hellos(session)
        self.help_calls = HelpCalls(session)
        self.cards = Cards(session)
        self.marks = Marks(session)
        self.duties = Duties(session)
        self.staff_questions = StaffQuestions(session)
        self.debriefs = Debriefs(session)
        self.measures = Measures(session)
        self.hand_ons = HandOns(session)
        self.audit = Audit(session, token)
        self.schedule = Schedule(session)
        self.native_events = NativeEvents(session)
        self.notices = Notices(session)
        self.sign_ups = SignUps(session)
        self.reminders = Reminders(session, token)
        self.better_time = BetterTime(session)
        self.rota = Rota(session)
        self.setup_drafts = SetupDrafts(session)
        self.rounds = Rounds(session)
        self.feedback_notes = FeedbackNotes(session)
        self.we_did = WeDids(session)
        self.library = Library(session)
        self.boards = Boards(session)
        self.quotes = Quotes(session, token)
        self.turns = Turns(session)
        self.session_roles = SessionRoles(session)
        self.signs = Signs(session)
        self.together = Together(session)
        self.ways = PersonalWays(session, token)


class Store:
    """The database of one Peerlight. Give it a migrated SQLite file; ``close`` it at the end.

    ``begin`` is there for the test that shows what goes wrong without the immediate one.
    """

    def __init__(self, database: Path, *, begin: str = "BEGIN IMMEDIATE") -> None:
        self._writer = _engine(database, begin, size=1)
        self._reader = _engine(database, "BEGIN", size=READERS)
        self._door = asyncio.Lock()
        self._closed = False
        self._token: Token = SystemRandomness().token

    def draw_with(self, token: Token) -> None:
        """Let rows draw their marks from this chance: a rehearsal's can be played again."""
        self._token = token

    async def write(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """Run ``work`` in one transaction: committed when it returns, rolled back when it raises.

        A commit is never cancelled: of inserts that were cancelled on the way, some were kept all the same, so a
        caller that gives up would not know.
        """
        return await asyncio.shield(self._write(work))

    async def _write(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        async with self._door:
            self._must_be_open()
            return await self._commit(work)

    async def _commit(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        async with AsyncSession(self._writer, expire_on_commit=False) as session, session.begin():
            return await work(Unit(session, self._token))

    async def read(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """Run ``work`` on a reader's connection; it sees one moment of the database and changes nothing.

        It is never cancelled either: a connection that is left in the middle of a statement has to be thrown away.
        """
        return await asyncio.shield(self._read(work))

    async def _read(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        self._must_be_open()
        async with AsyncSession(self._reader) as session:
            return await work(Unit(session, self._token))

    def _must_be_open(self) -> None:
        """Cancel whoever still asks when we leave: a connection that is opened now would never be closed."""
        if self._closed:
            raise asyncio.CancelledError

    async def truncate_log(self) -> bool:
        """Empty the write-ahead log and every trace in the file; False when a stranger is in the way (try later).

        Every connection of ours that reads is taken first, so that only a stranger can be in the way.
        """
        async with self._door, AsyncExitStack() as taken:
            await self._take_readers(taken)
            return await _rewrite(await taken.enter_async_context(self._writer.connect()))

    async def _take_readers(self, taken: AsyncExitStack) -> None:
        for _ in range(READERS):
            await taken.enter_async_context(self._reader.connect())

    async def close(self) -> None:
        """Wait for what is under way, then let every connection go."""
        async with self._door:
            self._closed = True
            async with AsyncExitStack() as taken:
                await self._take_readers(taken)
            await self._reader.dispose()
            await self._writer.dispose()


async def _rewrite(connection: AsyncConnection) -> bool:
    """Empty the log, write the file anew, and empty the log of that; False when somebody is in the way.

    Why anew: SQLite writes zeros over a deleted row but not over the list of the places where rows began, and that
    told how long each answer was, in the order of writing. A rewritten file depends on nothing but what it holds.
    """
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    await _row(driver, f"PRAGMA busy_timeout = {LOG_MILLISECONDS}")
    try:
        if not await _empty_log(driver):
            return False
        await _row(driver, "VACUUM")
        return await _empty_log(driver)
    except sqlite3.OperationalError:  # another process is writing, or the disk is full
        return False
    finally:
        await _row(driver, f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")


async def _empty_log(driver: Any) -> bool:
    busy, _log, _done = await _row(driver, "PRAGMA wal_checkpoint(TRUNCATE)")
    return not busy


async def _row(driver: Any, statement: str) -> Any:
    cursor = await driver.execute(statement)
    try:
        return await cursor.fetchone()
    finally:
        await cursor.close()


def _engine(database: Path, begin: str, size: int) -> AsyncEngine:
    """Make an engine that begins its transactions itself: the driver's own begin comes too late."""
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{database}",
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"async_creator_fn": lambda *_args, **_options: connect(database)},
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # no implicit BEGIN by the driver
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",  # rewriting the file makes no second copy on the disk
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
