"""Several things at once, and no more of them than is good."""

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


async def at_once(most: int, work: Callable[[T], Awaitable[None]], of: Iterable[T]) -> None:
    """Do ``work`` for each of these, ``most`` of them at the same time; all are tried, then the first error is raised.

    A task does one after the other, so there are no more tasks than ``most``, however many things wait.
    """
    waiting = list(of)
    if len(waiting) <= 1:
        for one in waiting:
            await work(one)
        return
    waiting.reverse()  # they are taken from the end
    errors: list[Exception] = []

    async def one_by_one() -> None:
        while waiting:
            try:
                await work(waiting.pop())
            except Exception as error:  # noqa: BLE001  it is raised when all were tried
                errors.append(error)

    await asyncio.gather(*(one_by_one() for _ in range(min(most, len(waiting)))))
    if errors:
        raise errors[0]


async def as_they_come(most: int, work: Callable[[T], Awaitable[None]], of: AsyncIterable[T]) -> None:
    """Do ``work`` for each of these while the next ones are made, ``most`` at the same time; errors as ``at_once``."""
    free, errors = asyncio.Semaphore(most), list[Exception]()

    async def one(this: T) -> None:
        try:
            await work(this)
        except Exception as error:  # noqa: BLE001  it is raised when all were tried
            errors.append(error)
        finally:
            free.release()

    async with asyncio.TaskGroup() as group:
        try:
            async for this in of:
                await free.acquire()
                group.create_task(one(this))
        except Exception as error:  # noqa: BLE001  what was made before is worked on to its end
            errors.append(error)
    if errors:
        raise errors[0]
