"""Several programs on one database: each looks after the groups of its own shards, and after nothing else."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from circle import BEGINNING, MASTER, PACK
from made import database_in

from bot.app import Services, prepare, wire
from bot.privacy import SeededRandomness
from bot.scheduling import MovedClock
from bot.session import Caller, MemberId
from bot.storage import GroupDraft, Store
from bot.storage.shards import Shards

COUNT = 4
GROUPS = 4


def server(number: int) -> int:
    """Name a server; its shard is its number modulo the count."""
    return (number << 22) + 1


@pytest.fixture
async def programs(tmp_path: Path) -> AsyncIterator[tuple[MovedClock, list[Services]]]:
    """Wire two programs over one database, each with two of four shards, and a group in each of four servers."""
    clock, database = MovedClock(BEGINNING), database_in(tmp_path / "data")
    async with AsyncExitStack() as opened:

        def program(ids: tuple[int, ...], seed: int) -> Services:
            store = Store(database, shards=Shards(ids, COUNT))
            opened.push_async_callback(store.close)
            return wire(store=store, clock=clock, randomness=SeededRandomness(seed), master=MASTER, pack=PACK)

        both = [program((0, 1), 1), program((2, 3), 2)]
        for services in both:
            await prepare(services, MASTER)
        for number in range(GROUPS):
            draft = GroupDraft(
                f"group {number}", server(number), 10 + number, 100 + number, 3, 4, 5, zone="UTC", weekday=1
            )
            await both[number % COUNT // 2].groups.put(draft)
        yield clock, both


async def test_each_program_knows_the_groups_of_its_shards(programs: tuple[MovedClock, list[Services]]) -> None:
    """Together they know all, and none is known twice."""
    _clock, both = programs
    known = [{group.name for group in await services.groups.all()} for services in both]

    assert known[0] == {"group 0", "group 1"}
    assert known[1] == {"group 2", "group 3"}


async def test_a_session_opens_once_whoever_beats(programs: tuple[MovedClock, list[Services]]) -> None:
    """26 weeks, both programs beating by turns: each group has each of its sessions once, opened by its own program."""
    clock, both = programs
    opened: list[set[int]] = [set(), set()]
    for _week in range(26):
        for later in (timedelta(days=6, hours=20), timedelta(hours=4)):  # in between, and when it starts
            clock.advance(later)
            for which, services in enumerate((*both, *both)):
                opened[which % 2] |= (await services.week.beat()).sessions

    assert not opened[0] & opened[1]
    assert len(opened[0] | opened[1]) == 26 * GROUPS


async def test_who_takes_over_a_shard_goes_on_with_its_sessions(programs: tuple[MovedClock, list[Services]]) -> None:
    """One program dies; what starts in its place, with its shards, sees the session that is open and leads it on."""
    clock, both = programs
    facilitator = Caller(MemberId(7), frozenset({3}), name="Fay")
    await both[0].sessions.start(facilitator, 10, server(0))
    await both[0].desk.store.close()
    store = Store(both[1].desk.store._database, shards=Shards((0, 1, 2, 3), COUNT))
    heir = wire(store=store, clock=clock, randomness=SeededRandomness(3), master=MASTER, pack=PACK)

    assert await heir.board.sessions_to_show() == [1]
    assert await both[1].board.sessions_to_show() == []
