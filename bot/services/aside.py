"""Long work beside the loop that may be left behind: the end of the program does not wait for it."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def in_a_thread_of_its_own(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Run ``work`` in a thread that ends with the program; returns or raises what it does.

    ``asyncio.to_thread`` takes threads for which the program waits at its end, without a limit: a backup to a disk that
    does not answer would keep it for ever. So ``work`` has to be such that it may stop anywhere, as at a power cut.
    """
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def end(value: T | None, error: BaseException | None) -> None:
        if result.done():  # nobody waits any more
            return
        if error:
            result.set_exception(error)
        else:
            result.set_result(value)  # type: ignore[arg-type]  # without an error it is what ``work`` returned

    def run() -> None:
        value, error = None, None
        try:
            value = work(*args, **named)
        except BaseException as raised:  # noqa: BLE001  it is raised where the result is awaited
            error = raised
        with suppress(RuntimeError):  # the loop is closed: the program ends
            loop.call_soon_threadsafe(end, value, error)

    threading.Thread(target=run, daemon=True).start()
    return await result
