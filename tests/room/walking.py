"""A walk through the room over HTTP with the real bot behind it: press, choose, fill in by the words on the page."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.privacy import SeededRandomness
from bot.rehearsal.live import take_turn, weekly_group, world_of
from bot.rehearsal.members import PretendMember
from bot.rehearsal.room import Room, serve
from bot.rehearsal.stage import Script, Stage, stage
from bot.scheduling import ShiftedClock

Json = dict[str, Any]


@dataclass
class Walk:
    """A person at the page, who plays whom they like."""

    built: Stage
    room: Room
    http: aiohttp.ClientSession

    async def state(self, who: str) -> Json:
        """Read what somebody sees."""
        async with self.http.get(f"http://127.0.0.1:{self.room.door.port}/state", params={"as": who}) as answer:
            found: Json = await answer.json()
            return found

    async def does(self, path: str, who: str, **body: Any) -> None:
        """Act as somebody; it must be possible."""
        address = f"http://127.0.0.1:{self.room.door.port}"
        headers = {"Origin": address}
        async with self.http.post(address + path, json={"as": who, **body}, headers=headers) as answer:
            assert await answer.json() == {"done": True}

    async def presses(self, who: str, label: str) -> None:
        """Press the newest button with these words."""
        message, control = await self._newest(who, "button", label)
        await self.does("/press", who, message=message, control=control["id"])

    async def chooses(self, who: str, label: str, *options: str) -> None:
        """Choose these options in the newest list with this label, by their words."""
        message, control = await self._newest(who, "select", label)
        values = [each["value"] for each in control["options"] if each["label"] in options]
        assert len(values) == len(options), [each["label"] for each in control["options"]]
        await self.does("/select", who, message=message, control=control["id"], values=values)

    async def fills(self, who: str, **answers: str) -> None:
        """Fill in the form that is open."""
        await self.does("/form", who, answers=answers)

    async def leaps(self, leap: str) -> None:
        """Move the rehearsal's clock."""
        await self.does("/leap", "lead", leap=leap)

    async def reads(self, who: str) -> str:
        """Read all that somebody sees, oldest first."""
        return "\n".join(
            part["text"] for _message, part in self._parts(await self.state(who)) if part["kind"] == "text"
        )

    async def members_act(self) -> None:
        """Let each pretend member do one thing."""
        for number, person in enumerate(self.built.members[1:]):
            await take_turn(self.room.world, self.built, PretendMember(person, number))

    async def _newest(self, who: str, kind: str, label: str) -> tuple[str, Json]:
        found = [
            (message, part)
            for message, part in self._parts(await self.state(who))
            if part["kind"] == kind and part["label"] == label
        ]
        assert found, f"{who} has no {kind} {label!r}"
        return found[-1]

    def _parts(self, state: Json) -> Iterator[tuple[str, Json]]:
        for place in state["places"]:
            for message in place["messages"]:
                for part in _walk(message["components"]):
                    yield message["id"], part


def _walk(parts: list[Json]) -> Iterator[Json]:
    for part in parts:
        yield part
        yield from _walk(part.get("children", []))


@asynccontextmanager
async def walking(folder: Path, *, members: int = 6, set_up: bool = True) -> AsyncIterator[Walk]:
    """Open the rehearsal as ``peerlight rehearse`` does, and come in by its link."""
    clock = ShiftedClock()
    script = Script(folder / "rehearsal" / "room.db", clock, SeededRandomness(1), bytes(range(32)))
    weekly = weekly_group(clock)
    async with stage(script, members=members, group=weekly, lead_manages=True, set_up=set_up) as built:
        room = await serve(world_of(built))
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            async with http.get(room.url) as answer:
                assert answer.status == 200
            yield Walk(built, room, http)
        await room.close()
        assert not built.env.errors
