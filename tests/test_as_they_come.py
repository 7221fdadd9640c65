"""Things that are worked on while the next ones are made."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.scheduling import as_they_come


async def test_the_next_ones_are_made_meanwhile_and_no_more_are_worked_on_than_is_good() -> None:
    """Six are made for two at a time: while two are worked on, the third is made, and it waits."""
    made: list[int] = []
    at_work, most = set[int](), 0
    may_end = asyncio.Event()

    async def parts() -> AsyncIterator[int]:
        for number in range(6):
            made.append(number)
            yield number

    async def work(number: int) -> None:
        nonlocal most
        at_work.add(number)
        most = max(most, len(at_work))
        await may_end.wait()
        at_work.remove(number)

    all_done = asyncio.create_task(as_they_come(2, work, parts()))
    await asyncio.sleep(0.01)

    assert (made, at_work) == ([0, 1, 2], {0, 1})
    may_end.set()
    await all_done
    assert (len(made), at_work, most) == (6, set(), 2)


async def test_all_are_tried_before_the_first_error_is_raised() -> None:
    """A room that cannot be drawn does not keep the others from being opened."""
    worked: list[int] = []

    async def parts() -> AsyncIterator[int]:
        for number in range(4):
            yield number

    async def work(number: int) -> None:
        worked.append(number)
        if number in (1, 2):
            raise LookupError(number)

    with pytest.raises(LookupError, match="1"):
        await as_they_come(1, work, parts())
    assert worked == [0, 1, 2, 3]


async def test_what_is_under_way_is_finished_when_the_next_cannot_be_made() -> None:
    """The error is raised behind it."""
    done: list[int] = []

    async def parts() -> AsyncIterator[int]:
        yield 0
        raise LookupError

    async def work(number: int) -> None:
        await asyncio.sleep(0.01)
        done.append(number)

    with pytest.raises(LookupError):
        await as_they_come(4, work, parts())
    assert done == [0]


async def test_who_gives_up_waiting_ends_what_is_under_way() -> None:
    """A program that is told to stop does not wait for Discord."""
    ended: list[str] = []

    async def parts() -> AsyncIterator[int]:
        yield 0
        await asyncio.sleep(3600)

    async def work(_number: int) -> None:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            ended.append("stopped")
            raise

    task = asyncio.create_task(as_they_come(4, work, parts()))
    await asyncio.sleep(0.01)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["stopped"]
