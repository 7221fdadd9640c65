"""A visit to the toy room over HTTP, for the tests of its door and of its server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from toy import Toy, toy_world

from bot.rehearsal.room import Room, World, serve


@dataclass
class Visit:
    """A browser that was let in."""

    world: World
    bot: Toy
    room: Room
    http: aiohttp.ClientSession

    @property
    def address(self) -> str:
        """Give the room's address without a token."""
        return f"http://127.0.0.1:{self.room.door.port}"

    async def sees(self, who: str) -> dict[str, Any]:
        """Read what somebody sees."""
        async with self.http.get(f"{self.address}/state", params={"as": who}) as answer:
            found: dict[str, Any] = await answer.json()
            return found

    async def does(self, path: str, who: str, **body: Any) -> tuple[int, dict[str, Any]]:
        """Act as somebody."""
        headers = {"Origin": self.address}
        async with self.http.post(self.address + path, json={"as": who, **body}, headers=headers) as answer:
            return answer.status, await answer.json()

    async def presses(self, who: str, control: str) -> tuple[int, dict[str, Any]]:
        """Press a button of the card."""
        card = next(iter(self.world.env.backend.messages[self.world.places[0].channel.id]))
        return await self.does("/press", who, message=str(card), control=control)


@asynccontextmanager
async def visiting() -> AsyncIterator[Visit]:
    """Open a room over the toy bot and come in by the link."""
    async with toy_world() as (world, bot):
        room = await serve(world)
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as http:
            async with http.get(room.url) as answer:
                assert answer.status == 200
            yield Visit(world, bot, room, http)
        await room.close()


def messages(state: dict[str, Any], place: str = "room") -> list[dict[str, Any]]:
    """List the messages of a place."""
    found: list[dict[str, Any]] = next(p["messages"] for p in state["places"] if p["key"] == place)
    return found
