"""The log of a whole programme in which everything fails that can be made to fail: nobody and nothing said is in it.

Discord refuses with a person's name and words in its own message, the disk is full, the database is locked, the bot is
killed and started again, a handler and a planned call raise an error that carries an id. What the log holds is
read as it is written, at the most talkative level, and even when DEBUG is asked for.
"""

import asyncio
import io
import itertools
import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, redirect_stderr
from pathlib import Path
from typing import Any

import pytest
import simcord
from house import BEGINNING, GROUP, MASTER, House
from test_backups import no_room_for_more_than

from bot.app.logs import scrubbed_logs
from bot.privacy import SeededRandomness
from bot.rehearsal.members import OWN_WORDS, PretendMember
from bot.rehearsal.people import Person, controls_of
from bot.rehearsal.stage import Script, stage
from bot.scheduling import MovedClock
from bot.session import State

STEPS = ("ground-rules", "icebreaker", "check-in", "feeling-words", "topic", "gratitude", "closing")
TYPED = "tea with Grandma Zelda"
REQUESTS = (  # what the bot asks of Discord in a session, and what Discord may say to it
    ("POST", "/interactions/*/callback", 500),
    ("PATCH", "/channels/*/messages/*", 500),
    ("POST", "/channels/*/messages", 403),
    ("POST", "/interactions/*/callback", 400),
    ("POST", "/webhooks/*", 404),
    ("PATCH", "/channels/*/messages/*", 400),
    ("POST", "/channels/*/threads", 403),
)


def leak_of(home: House) -> str:
    """Make a text that holds all that must be in no log."""
    ana = home.members[0]
    return f"{ana.name} ({ana.actor.id}) wrote {TYPED!r} in #group-room of {home.stage.guild.id}"


class Faults:
    """Lets a request of the bot fail now and then, in turn, with a message that tells on a person."""

    def __init__(self, home: House) -> None:
        self._home = home
        self._next = itertools.cycle(REQUESTS)

    def one(self) -> None:
        """Let the next request of one kind fail once."""
        method, path, status = next(self._next)
        self._home.stage.env.inject_error(method, path, status=status, code=50013, message=leak_of(self._home))


@asynccontextmanager
async def locked(home: House) -> AsyncIterator[None]:
    """Hold the database from outside, and let the bot give up soon instead of after five seconds."""
    async with home.services.desk.store._database.writer.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(home.folder / "data" / "peerlight.db", isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        yield
        stranger.rollback()


@asynccontextmanager
async def house_on_fire(folder: Path) -> AsyncIterator[House]:
    """Open a house as all tests do, but for one thing: errors are what is wanted here."""
    clock = MovedClock(BEGINNING)
    script = Script(folder / "data" / "peerlight.db", clock, SeededRandomness(1), MASTER)
    async with stage(script, members=4, group=GROUP) as built:
        yield House(built, clock, folder)
        assert built.env.errors  # whoever reads them has seen them: else simcord ends the test with them


async def evening(home: House, faults: Faults | None, group: list[PretendMember]) -> None:
    """Hold a whole session; with faults, something that the bot asks of Discord fails before each act."""
    await home.start()
    for member in group:
        await tries(home, member, faults, "arrive")
    for step in STEPS:
        for member in group:
            await tries(home, member, faults, "take_part")
        for verb in ("reveal", "close-list", "show-batch"):
            if home.stage.control(verb, home.panel):
                await home.panel_presses(verb)
        if step != STEPS[-1]:
            await home.next()
            await home.forward(seconds=31)  # a card that could not be drawn is drawn by the next beat
    await asks_for_help(home, home.members[1])
    await home.close()
    await home.forward(minutes=20)


async def tries(home: House, member: PretendMember, faults: Faults | None, what: str) -> None:
    """Let a member act; where an answer of the bot was lost on the way, they see nothing and leave it at that."""
    if faults:
        faults.one()
    try:
        await getattr(member, what)(home.card)
    except (AssertionError, LookupError, StopIteration, simcord.SetupError):
        assert faults  # without faults everybody can act


async def asks_for_help(home: House, person: Person) -> None:
    """Press Help and say yes to telling staff."""
    reply = await person.presses("Help", home.card)
    for label in (home.say("help.talk"), home.say("help.yes-tell")):
        if reply.message and any(one.label == label for one in controls_of(reply.message)):
            reply = await person.presses(label, reply.message)


def raises(home: House) -> Callable[..., Awaitable[None]]:
    """Make something to call that raises an error which tells on a person."""

    async def raising(*_: object, **__: object) -> None:
        raise ValueError(leak_of(home))

    return raising


async def what_can_fail_fails(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an open session: a full disk, a locked file, handlers and planned calls that raise, a kill."""
    ana = home.members[0]
    await home.at_step("feeling-words")
    with no_room_for_more_than(100):
        await ana.types(home.room, "feeling", word=TYPED)
        await home.stage.bot.timetable.tick()
    async with locked(home):
        await ana.types(home.room, "feeling", word=TYPED)
        await home.stage.bot.timetable.tick()

    raising = raises(home)
    with monkeypatch.context() as broken:
        broken.setattr(home.services.answers, "give", raising)
        broken.setattr(home.services.board, "room", raising)
        await ana.types(home.room, "feeling", word=TYPED)
        await home.stage.bot.recover()
        home.stage.bot.timetable.at("broken", home.clock.now(), raising)
        await home.stage.bot.timetable.tick()
    old = home.services.desk.store
    await home.stage.restart()
    await old.close()


def what_libraries_say(home: House) -> None:
    """Say what the libraries are known to say: whole events, rows, and traces with values."""
    leak = leak_of(home)
    for name in ("discord.gateway", "discord.http", "aiosqlite", "sqlalchemy.engine.Engine", "apscheduler", "asyncio"):
        logger = logging.getLogger(name)
        logger.debug("For Shard ID %s: WebSocket Event: %s", 0, leak)
        logger.info("[generated in 0.001s] %r", (leak,))
        logger.warning("We are being rate limited. %s responded with 429: %s", leak, {"content": leak})
        logger.error("Ignoring exception in %s", leak, exc_info=RuntimeError(leak))
    failed = {"message": f"Task exception was never retrieved: {leak}", "exception": RuntimeError(leak)}
    asyncio.get_running_loop().call_exception_handler(failed)


@contextmanager
def written(level: str) -> Iterator[io.StringIO]:
    """Write logs as ``peerlight run`` does, into a text that is handed out."""
    log = io.StringIO()
    with redirect_stderr(log), scrubbed_logs(level):
        yield log


def found_in(log: str, home: House) -> list[str]:
    """List what must not be in a log and is: ids in any form, names, words, names of rooms and of the group."""
    people = [*home.members, home.facilitator, home.second, home.lead, home.supporter, home.outsider]
    ids = [*(one.actor.id for one in people), home.room.id, home.staff.id, home.stage.voice.id, home.stage.guild.id]
    words = [word for bank in OWN_WORDS.values() for word in bank]
    sought = [*(str(one) for one in ids), *(f"{one:x}" for one in ids), *words, TYPED, "Grandma", "Zelda"]
    sought += ["group-room", "group-voice", "Tuesday group", home.say("help.room-name")]
    names = [one.name for one in people if re.search(rf"\b{one.name}\b", log)]
    return [*names, *(one for one in sought if one in log)]


async def test_the_log_of_a_programme_in_which_everything_fails_holds_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three sessions, the second with a fault before each act; each kind of fault is in the log, and nobody."""
    with written("DEBUG") as log:
        async with house_on_fire(tmp_path) as home:
            group = [PretendMember(person, seed) for seed, person in enumerate(home.members)]
            await evening(home, None, group)
            await home.forward(days=7)
            await evening(home, Faults(home), group)
            await home.forward(days=7)
            await home.start()
            await what_can_fail_fails(home, monkeypatch)
            what_libraries_say(home)
            await home.close()
            await home.forward(minutes=20)
            assert (await home.session()).flow.state is State.SEALED
            told = found_in(log.getvalue(), home)
            control = found_in(leak_of(home), home)
    lines = log.getvalue()

    assert told == []
    assert len(control) > 4
    for sign in (
        "A request failed: ValueError",
        "A planned call failed: ValueError",
        "Recovery failed: ValueError",
        "A private answer could not be sent",
        "could not be posted",
        "A card is late",
        "discord.gateway",
    ):
        assert sign in lines, sign
    assert lines.count("A request failed: OperationalError") >= 2  # the disk, and the lock


async def test_an_error_says_its_kind_and_its_place_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the person reads that nothing was lost."""
    with written("INFO") as log:
        async with house_on_fire(tmp_path) as home:
            await home.at_step("feeling-words")
            monkeypatch.setattr(home.services.answers, "give", raises(home))
            reply = await home.members[0].types(home.room, "feeling", word=TYPED)
            told = found_in(log.getvalue(), home)

    assert reply.text.strip() == home.say("door.sorry")
    assert told == []
    assert re.search(r"A request failed: ValueError  at tests/test_clean_logs.py:\d+$", log.getvalue().strip())


def test_ids_values_and_traces_are_taken_out_of_a_line() -> None:
    """Of our own lines the ids; of a library's line all values; of an error all but its kind."""
    with written("INFO") as log:
        logging.getLogger("bot.something").warning("Seen: %s and %s", 918273645546372819, 42)
        logging.getLogger("discord.client").warning("Member %s said %r", 918273645546372819, TYPED)
        logging.getLogger("cogs.something").error("It failed for %s", 918273645546372819, exc_info=ValueError(TYPED))
        logging.getLogger("discord.state").warning("%-5.2f%% of %(name)s left, said %r too", {"name": TYPED})
    lines = [line.partition(": ")[2] for line in log.getvalue().splitlines()]

    assert lines == ["Seen: (id) and 42", "Member … said …", "cogs.something (ValueError)", "…… of … left, said … too"]


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
def test_no_level_that_can_be_asked_for_writes_what_libraries_whisper(level: str) -> None:
    """discord.py's gateway writes whole events at DEBUG: nothing of it is written, whatever is asked for."""
    with written(level) as log:
        logging.getLogger("discord.gateway").debug("WebSocket Event: %s", TYPED)
        logging.getLogger("discord.gateway").info("Shard has connected (Session ID: abc)")
        logging.getLogger("bot.something").debug(TYPED)
        logging.getLogger("bot.something").info("heard")
    assert [line.partition(": ")[2] for line in log.getvalue().splitlines()] == ["heard"]
