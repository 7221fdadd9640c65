"""What people have asked for and is still being done: a program that leaves does that first."""

import asyncio
from typing import Any


class UnderWay:
    """The tasks that do it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def note(self) -> None:
        """Note that the task which calls this does something for somebody."""
        if task := asyncio.current_task():
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def end(self, seconds: float) -> None:
        """Wait for all of them, so many seconds at most; what takes longer is cancelled: the line will be closed.

        A request on a closed line raises what is no fault of Discord's, and a handler would be at a loss for words.
        """
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        if late := set(self._tasks):
            for task in late:
                task.cancel()
            await asyncio.wait(late, timeout=seconds)
