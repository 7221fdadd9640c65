"""What systemd is told: that the bot is there, that it leaves, and again and again that it lives.

The protocol is one datagram with a few words (sd_notify(3)), so it needs no library. Without ``NOTIFY_SOCKET`` in the
environment nobody is told anything.

"It lives" is said from the bot's own loop, and only while a look into the database comes back and the timetable
looks at what is due. A database that answers with an error is no reason to be silent: a restart mends no full disk
and no server that is away. A look that never comes back is one: there a restart helps.
"""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bot.scheduling import Timetable
from bot.storage import Store

READY, STOPPING, LIVES = "READY=1", "STOPPING=1", "WATCHDOG=1"
Ready = Callable[[], Coroutine[Any, Any, None]]
_log = logging.getLogger(__name__)


class Systemd:
    """The one that started us, if it wants to hear of us."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "").replace("@", "\0", 1)
        self.seconds = int(environ.get("WATCHDOG_USEC") or 0) / 1_000_000  # after so long without a word we are killed

    def tell(self, word: str) -> None:
        """Say it; a listener that is gone makes no noise."""
        if self._address:
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.setblocking(False)
                line.sendto(word.encode(), self._address)


@asynccontextmanager
async def watched(systemd: Systemd, store: Store, timetable: Timetable) -> AsyncIterator[Ready]:
    """Say meanwhile that we live, and at the end that we leave; call what is given when the bot is ready."""
    task = asyncio.create_task(_say_it_lives(systemd, store, timetable)) if systemd.seconds else None

    async def ready() -> None:
        systemd.tell(READY)

    try:
        yield ready
    finally:
        systemd.tell(STOPPING)
        if task:
            task.cancel()


async def _say_it_lives(systemd: Systemd, store: Store, timetable: Timetable) -> None:
    """Look three times before we would be killed."""
    pause = systemd.seconds / 3
    look: asyncio.Task[None] | None = None
    while True:
        look = look if look and not look.done() else asyncio.create_task(_look(store))
        await asyncio.wait([look], timeout=pause)
        if look.done() and timetable.lives:
            systemd.tell(LIVES)
        await asyncio.sleep(pause)


async def _look(store: Store) -> None:
    try:
        await store.read(lambda unit: unit.groups.key_check())
    except Exception as error:  # noqa: BLE001  it has answered
        _log.warning("The database could not be read: %s", type(error).__name__)
