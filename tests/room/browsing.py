"""A visit to the toy room with a real browser, Debian's Chromium; none is ever downloaded."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, Locator, Page, Request, expect
from toy import Toy, toy_world

from bot.rehearsal.room import Room, World, serve

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
HERE = CHROMIUM.exists()
CALM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Visit:
    """A browser in the room, and all that it complained of or asked for."""

    world: World
    bot: Toy
    room: Room
    page: Page
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def place(self, title: str) -> Locator:
        """Find a room on the page by its heading."""
        return self.page.get_by_role("region", name=title, exact=True)

    def button(self, name: str) -> Locator:
        """Find a button by its words."""
        return self.page.get_by_role("button", name=name, exact=True)

    async def says(self, number: int, text: str) -> None:
        """Let another person write in the group room."""
        person = self.world.people[number].actor
        await self.world.act(lambda: person.send(self.world.places[0].channel, text))


@asynccontextmanager
async def visiting(browser: Browser, size: tuple[int, int]) -> AsyncIterator[Visit]:
    """Open the toy room in a window of that size; at the end nothing may have gone wrong."""
    async with toy_world() as (world, bot):
        room = await serve(world)
        page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
        visit = Visit(world, bot, room, page)
        page.on("console", lambda line: visit.complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        page.on("request", lambda request: visit.hosts.add(host_of(request)))
        await page.goto(room.url)
        await expect(visit.button("I am here")).to_be_visible()
        yield visit
        await page.close()
        await room.close()
        assert visit.complaints == []
        assert visit.hosts == {f"127.0.0.1:{room.door.port}"}


def host_of(request: Request) -> str:
    """Name the machine and port that a request goes to."""
    return urlsplit(request.url).netloc
