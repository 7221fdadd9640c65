"""The one door for writes: who waits at the same time goes through together, and nobody's fault is anybody else's."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from made import database_in
from sqlalchemy import event

from bot.session import Refused
from bot.storage import GroupDraft, Store, Unit


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Open a store of its own."""
    opened = Store(database_in(tmp_path / "data"))
    try:
        yield opened
    finally:
        await opened.close()


async def names(store: Store) -> list[str]:
    """List the groups that are stored."""
    return [group.name for group in await store.read(lambda unit: unit.groups.all())]


async def put(unit: Unit, number: int) -> int:
    """Store a group; the others of its transaction are not looked at."""
    draft = GroupDraft(f"group {number}", 1, 10 + number, 100 + number, 3, 4)
    await unit.groups.put(draft, b"texts", b"people")
    await asyncio.sleep(0)
    return number


async def test_those_who_wait_share_a_transaction(store: Store) -> None:
    """Forty requests at once are forty rows, each with its own result, in a few commits."""
    commits: list[object] = []
    event.listen(store._database.writer.sync_engine, "commit", commits.append)
    found = await asyncio.gather(*(store.write(partial(put, number=number)) for number in range(40)))

    assert found == list(range(40))
    assert sorted(await names(store)) == sorted(f"group {n}" for n in range(40))
    assert 1 <= len(commits) < 10


async def test_one_that_is_refused_takes_nobody_with_it(store: Store) -> None:
    """Of ten that go together one is refused: nine rows are there, and only that one hears of it."""

    async def work(unit: Unit, number: int) -> int:
        await put(unit, number)
        if number == 3:
            raise Refused("staff-only")
        return number

    asked = [store.write(partial(work, number=number)) for number in range(10)]
    found = await asyncio.gather(*asked, return_exceptions=True)

    assert [one for one in found if not isinstance(one, Refused)] == [n for n in range(10) if n != 3]
    assert isinstance(found[3], Refused)
    assert sorted(await names(store)) == sorted(f"group {n}" for n in range(10) if n != 3)


async def test_who_gives_up_waiting_stops_nothing(store: Store) -> None:
    """A caller that is cancelled on the way does not know whether it was stored; it was, and the next one goes on."""
    waiting = asyncio.create_task(store.write(lambda unit: put(unit, 1)))
    await asyncio.sleep(0)
    waiting.cancel()
    await store.write(lambda unit: put(unit, 2))

    assert waiting.cancelled()
    assert await names(store) == ["group 1", "group 2"]


async def test_what_one_has_read_is_never_taken_for_true_by_the_next(store: Store) -> None:
    """Thirty who go together and each add one to a number end at thirty."""
    group = await store.write(lambda unit: unit.groups.put(GroupDraft("g", 1, 2, 3, 4, 5), b"t", b"p"))

    async def count(unit: Unit) -> None:
        days = (await unit.groups.get(group.id)).clean_up_days
        await asyncio.sleep(0)
        await unit.groups.set_upkeep(group.id, clean_up_days=days + 1)

    await asyncio.gather(*(store.write(count) for _ in range(30)))

    assert (await store.read(lambda unit: unit.groups.get(group.id))).clean_up_days == 30


async def test_nobody_goes_through_a_door_that_is_shut(store: Store) -> None:
    """When the store is closed, who still asks is cancelled, as everything is when we leave."""
    await store.close()
    with pytest.raises(asyncio.CancelledError):
        await store.write(lambda unit: put(unit, 1))
