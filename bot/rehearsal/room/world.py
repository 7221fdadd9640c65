"""What the room needs to know of the pretend server, and the one queue for all who act in it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import simcord

T = TypeVar("T")
Json = dict[str, Any]
Leap = Callable[[], Awaitable[bool]]
"""Moves the pretend clock, or tells by False that nothing is planned. Its button says "leap-" and its key."""


@dataclass(frozen=True)
class Place:
    """A channel that the page shows as a column: the group's room, the staff room."""

    key: str
    title: str
    channel: simcord.ChannelHandle


@dataclass(frozen=True)
class Who:
    """A person whom the one at the page may play."""

    key: str
    title: str
    actor: simcord.MemberActor


class World:
    """A pretend server, its places, the people one may play, and whose turn it is.

    simcord's actor verbs must not overlap. So whoever acts, the person at the page or a pretend
    member, acts through `act`, and nobody calls an actor's verb beside it. To move the pretend
    clock or to restart the bot is an action too.
    """

    def __init__(
        self,
        env: simcord.Env,
        places: tuple[Place, ...],
        people: tuple[Who, ...],
        *,
        zone: str = "Europe/London",
        begin: str = "nothing-yet-staff",
        now: Callable[[], datetime] | None = None,
        leaps: Mapping[str, Leap] | None = None,
    ) -> None:
        self.env = env
        self.begin = begin
        self.now = now or env.now
        self.leaps = leaps or {}
        self.zone = zone
        self.places = places
        self.people = people
        self.forms: dict[str, simcord.InteractionResult] = {}
        self.put_away: set[int] = set()
        self._turn = asyncio.Lock()
        self._watchers: list[Callable[[], None]] = []

    async def act(self, action: Callable[[], Awaitable[T]]) -> T:
        """Do one thing when its turn comes, then tell the page. Never call it inside itself."""
        async with self._turn:
            try:
                return await action()
            finally:
                self.changed()

    def who(self, key: str) -> Who | None:
        """Find a person by key."""
        return next((who for who in self.people if who.key == key), None)

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call `watcher` after each change; the answer stops it."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def changed(self) -> None:
        """Tell every page that there is something new to see."""
        for watcher in tuple(self._watchers):
            watcher()
