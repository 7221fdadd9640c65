"""Parts that are worked on while the next one is made."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.scheduling import one_ahead


async def test_the_next_part_is_made_while_the_one_before_is_worked_on() -> None:
    """And no part is begun before the one before it is done."""
    happened: list[str] = []

    async def parts() -> AsyncIterator[int]:
        for number in range(3):
            await asyncio.sleep(0)
            happened.append(f"made {number}")
            yield number

    async def work(number: int) -> None:
        happened.append(f"began {number}")
        for _ in range(10):
            await asyncio.sleep(0)
        happened.append(f"did {number}")

    await one_ahead(parts(), work)

    assert happened.index("made 1") < happened.index("did 0") < happened.index("began 1")
    assert happened.index("made 2") < happened.index("did 1") < happened.index("began 2")
    assert happened[-1] == "did 2"


async def test_an_error_of_the_work_ends_it() -> None:
    """It is raised, and no later part is worked on."""
    worked: list[int] = []

    async def parts() -> AsyncIterator[int]:
        for number in range(3):
            yield number

    async def work(number: int) -> None:
        worked.append(number)
        raise LookupError

    with pytest.raises(LookupError):
        await one_ahead(parts(), work)
    assert worked == [0]


async def test_what_is_under_way_is_finished_when_the_next_part_cannot_be_made() -> None:
    """The error is raised behind it."""
    done: list[int] = []

    async def parts() -> AsyncIterator[int]:
        yield 1
        raise LookupError

    async def work(number: int) -> None:
        await asyncio.sleep(0)
        done.append(number)

    with pytest.raises(LookupError):
        await one_ahead(parts(), work)
    assert done == [1]
