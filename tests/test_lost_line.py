"""The PostgreSQL server hangs up: it was started anew, or the line was idle for too long. Nobody has to press twice."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from circle import BEGINNING, FACILITATOR, GROUP, MASTER, MEMBER, PACK, ROOM, services_over
from made import postgres_in
from sqlalchemy.exc import DBAPIError
from test_on_a_server import HANG_UP, ask

from bot.app import Services, prepare
from bot.scheduling import MovedClock
from bot.services import Place
from bot.session import Caller, Event, MemberId, Move
from bot.storage import Unit
from bot.storage.door import Unsure

ANSWERS = "SELECT count(*) FROM answers"
HERE = Place(1, 2)
WARM, COLD = ([answer.id] for answer in PACK.icebreakers[0].answers[:2])


def member(number: int) -> Caller:
    """Name a member."""
    return Caller(MemberId(number), frozenset({MEMBER}), shown_as="Mo")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Make a database on the server."""
    return postgres_in(tmp_path)


@pytest.fixture
async def services(url: str) -> AsyncIterator[Services]:
    """Bring a group's session to the icebreaker; somebody has answered it, so the next answers are simple ones."""
    found = services_over(url, MovedClock(BEGINNING))
    await prepare(found, MASTER)
    await found.groups.put(GROUP)
    staff = Caller(MemberId(9), frozenset({FACILITATOR}), shown_as="Fay")
    await found.sessions.start(staff, ROOM, 1)
    await found.sessions.move(staff, 1, Move(Event.NEXT))
    await found.steps.choose(staff, HERE, PACK.icebreakers[0].id)
    for number in (1, 2):
        await found.answers.give(member(number), HERE, {"answer": WARM})
    yield found
    await found.desk.store.close()


async def test_a_line_that_broke_meanwhile_is_opened_anew(services: Services, url: str) -> None:
    """A read, a write and a simple answer: each is the first after the server hung up, and each is done."""
    assert await ask(url, HANG_UP) >= 1
    assert [group.name for group in await services.groups.all()] == [GROUP.name]
    assert await ask(url, HANG_UP) >= 1
    await services.groups.put(GROUP)
    assert await ask(url, HANG_UP) >= 1
    await services.answers.give(member(3), HERE, {"answer": COLD})
    assert await ask(url, HANG_UP) >= 1
    await services.answers.give(member(1), HERE, {"answer": COLD})

    assert await ask(url, ANSWERS) == 3


async def test_who_waits_beside_a_broken_transaction_is_answered(services: Services, url: str) -> None:
    """The line breaks in the middle of a transaction: it is told of that, and nobody else; nothing is kept twice."""
    await services.answers.give(member(2), HERE, {"answer": WARM})

    async def breaks(unit: Unit) -> None:
        await ask(url, HANG_UP)
        await unit.groups.all()

    broken, *given = await asyncio.gather(
        services.desk.store.write(breaks),
        *(services.answers.give(member(number), HERE, {"answer": COLD}) for number in range(3, 9)),
        return_exceptions=True,
    )
    assert isinstance(broken, DBAPIError)
    assert broken.connection_invalidated
    assert [one for one in given if isinstance(one, BaseException)] == []
    assert await ask(url, ANSWERS) == 8


async def test_what_may_have_been_committed_is_not_done_again(services: Services, url: str) -> None:
    """The line breaks during the commit of two works: nobody can know, so each is told, and each ran once."""
    await ask(
        url,
        "CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END$$",
    )
    await ask(
        url,
        "CREATE CONSTRAINT TRIGGER hang_up AFTER UPDATE ON sessions DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION hang_up()",
    )
    ran = []

    async def moves(unit: Unit, number: int) -> None:
        ran.append(number)
        await unit.sessions.set(1, asked_at=BEGINNING)

    done = await asyncio.gather(
        *(services.desk.store.write(partial(moves, number=number)) for number in (1, 2)), return_exceptions=True
    )
    assert [type(one) for one in done] == [Unsure, Unsure]
    assert sorted(ran) == [1, 2]
