"""The one door for writes: requests that wait at the same time share one transaction (a group commit).

A commit costs more than what most requests write. So whoever comes while a commit is under way waits for the next one,
and all who wait go through it together, without savepoints, which would cost half of what is won. If one of them
raises, the transaction is rolled back and each runs again alone: so nobody's fault is anybody else's, and a work must
have no effect outside the database before it has returned. No worker waits for requests: a task is there only while
there is something to write.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

MOST_TOGETHER = 128  # a reader who takes all connections, to empty the log, waits for one transaction at most


class Unsure(Exception):  # noqa: N818  it is no fault of the work
    """The line broke during a commit: nobody knows whether it was done, so it is not done again."""


class Transaction(Protocol):
    """What a request is run in; its end is the commit."""

    async def work(self, work: Callable[[Any], Awaitable[Any]]) -> Any:
        """Run a work with repositories of its own."""

    async def statements(self, parameters: Sequence[Any]) -> list[bool]:
        """Run a prepared statement for each of these; say for each whether it changed a row."""


class Writer(Protocol):
    """The connection that writes."""

    def begin(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction: committed at the end, rolled back when something raises."""

    async def commit_statements(self, parameters: Sequence[Any]) -> list[bool]:
        """Do a transaction of prepared statements alone, as fast as it can be done."""


@dataclass
class _Request:
    """A work, or the parameters of the prepared statement, and where the result is awaited."""

    work: Callable[[Any], Awaitable[Any]] | None
    parameters: Any
    result: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def end(self, result: Any, error: BaseException | None = None) -> None:
        """Hand the result over; somebody who no longer waits is not told."""
        if self.result.done():
            return
        if error is None:
            self.result.set_result(result)
        else:
            self.result.set_exception(error)


class Door:
    """Lets requests through, together when several wait. ``turn`` is held meanwhile; who holds it keeps all out."""

    def __init__(self, writer: Writer) -> None:
        self.turn = asyncio.Lock()
        self._writer = writer
        self._is_shut = False
        self._waiting: list[_Request] = []
        self._going: asyncio.Task[None] | None = None

    async def work(self, work: Callable[[Any], Awaitable[Any]]) -> Any:
        """Run a work in a transaction; returns when it is committed, raises what the work raised."""
        return await self._through(_Request(work, None))

    async def statement(self, parameters: Any) -> bool:
        """Run the prepared statement in a transaction; returns when it is committed whether it changed a row."""
        return bool(await self._through(_Request(None, parameters)))

    @property
    def waiting(self) -> int:
        """How many wait for the next transaction."""
        return len(self._waiting)

    def shut(self) -> None:
        """Let nobody in any more: who still asks is cancelled, as everything is when we leave."""
        self._is_shut = True

    async def _through(self, request: _Request) -> Any:
        """Wait for the result. Whoever gives up waiting stops nothing: a commit is never cancelled."""
        self._waiting.append(request)
        if self._going is None:
            self._going = asyncio.get_running_loop().create_task(self._serve())
        return await request.result

    async def _serve(self) -> None:
        try:
            while self._waiting:
                async with self.turn:
                    together, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
                    if self._is_shut:
                        for request in together:
                            request.result.cancel()
                    else:
                        await self._commit(together)
        finally:
            self._going = None

    async def _commit(self, together: Sequence[_Request]) -> None:
        if len(together) == 1 or not await self._commit_together(together):
            for request in together:
                await self._commit_alone(request)

    async def _commit_together(self, together: Sequence[_Request]) -> bool:
        """Commit all of them at once; False when one of them raised: whose it was is found by running each alone.

        What may have been committed is not run again: each is told ``Unsure``.
        """
        try:
            results = await self._run(together)
        except Unsure as unsure:
            for request in together:
                request.end(None, unsure)
            return True
        except Exception:  # noqa: BLE001  it will be raised again, alone
            return False
        for request, result in zip(together, results, strict=True):
            request.end(result)
        return True

    async def _commit_alone(self, request: _Request) -> None:
        try:
            request.end((await self._run([request]))[0])
        except BaseException as error:  # noqa: BLE001  it is raised where the result is awaited
            request.end(None, error)

    async def _run(self, together: Sequence[_Request]) -> list[Any]:
        """Run them in one transaction, the short statements first; the results are in the order of the requests."""
        short = [request for request in together if request.work is None]
        if len(short) == len(together):
            return list(await self._writer.commit_statements([request.parameters for request in short]))
        async with self._writer.begin() as transaction:
            changed = iter(await transaction.statements([request.parameters for request in short]) if short else ())
            return [
                next(changed) if request.work is None else await transaction.work(request.work) for request in together
            ]
