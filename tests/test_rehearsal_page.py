"""The rehearsal in a real browser: the real bot, a person who plays, and pretend members who act meanwhile."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from house import MASTER
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.privacy import SeededRandomness
from bot.rehearsal.live import living, world_of
from bot.rehearsal.members import PretendMember
from bot.rehearsal.room import serve
from bot.rehearsal.stage import Script, Stage, stage
from bot.scheduling import SystemClock

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
WAIT = 30_000  # milliseconds; a busy machine is slow


@dataclass
class Visit:
    """A person at the page."""

    page: Page
    built: Stage
    complaints: list[str] = field(default_factory=list)

    def room(self, title: str) -> Locator:
        """Find a room by its heading."""
        return self.page.get_by_role("region", name=title, exact=True)

    async def plays(self, who: str) -> None:
        """Become somebody else."""
        await self.page.get_by_text(who).first.click()

    async def presses(self, label: str, room: str = "Staff room") -> None:
        """Press a button."""
        await self.room(room).get_by_role("button", name=label, exact=True).last.click(timeout=WAIT)

    async def sees(self, words: str, room: str = "Group room") -> None:
        """Wait until a room says this."""
        await expect(self.room(room)).to_contain_text(words, timeout=WAIT)

    async def arrives(self, step: str) -> None:
        """Wait until a step is there, on the card and on the panel: a panel of the step before refuses to move on."""
        await self.sees(step)
        await self.sees(step, "Staff room")

    async def chooses(self, label: str, option: int = 1) -> None:
        """Choose in one of the panel's lists."""
        form = self.room("Staff room").locator("form.select", has=self.page.get_by_label(label, exact=True)).last
        await form.get_by_role("combobox").select_option(index=option)
        await form.get_by_role("button", name="Choose", exact=True).click()


@asynccontextmanager
async def visiting(folder: Path) -> AsyncIterator[Visit]:
    """Open the rehearsal with quick pretend members; at the end the browser may not have complained."""
    if not HERE:
        pytest.skip("THERE IS NO CHROMIUM HERE, SO NOBODY PLAYED A SESSION ON THE PAGE")
    script = Script(folder / "rehearsal" / "room.db", SystemClock(), SeededRandomness(1), MASTER)
    async with stage(script, members=6) as built, async_playwright() as playwright:
        world = world_of(built)
        room = await serve(world)
        browser: Browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=CALM)
        visit = Visit(await browser.new_page(viewport={"width": 1280, "height": 900}), built)
        visit.page.on("console", lambda line: visit.complaints.append(line.text) if line.type == "error" else None)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        await visit.page.goto(room.url)
        group = [PretendMember(person, 100 + index) for index, person in enumerate(built.members[1:])]
        async with living(world, built, group, speed=20):
            yield visit
        await browser.close()
        await room.close()
        assert visit.complaints == []


async def test_a_person_plays_a_whole_session_while_pretend_members_act(tmp_path: Path) -> None:
    """As facilitator and as member, from the start to the closed room, with no word on the browser's console."""
    async with visiting(tmp_path) as visit:
        await visit.room("Staff room").get_by_text("Commands", exact=True).click()
        await visit.presses("Use /session start")
        await visit.arrives("Step 1 of 7: Welcome and rules")
        await visit.plays("A member: Ana")
        await visit.presses("I am here", "Group room")
        await visit.presses("Yes, take part", "Group room")
        await visit.presses("Yes, count me", "Group room")
        await visit.presses("Yes, you can ask", "Group room")
        await visit.sees("It is good that you are here")
        await visit.plays("Facilitator")
        await visit.presses("Next step")
        await visit.arrives("Step 2 of 7: Icebreaker")
        await visit.room("Staff room").locator(".card button", has_text="Use ").first.click()
        await visit.presses("Show the answers")
        await visit.presses("Next step")
        await visit.arrives("Step 3 of 7: Check-in")
        await visit.plays("A member: Ana")
        await visit.presses("Answer in private", "Group room")
        await visit.page.get_by_role("dialog").get_by_label("Good").first.check()
        await visit.page.get_by_role("dialog").get_by_role("button", name="Send answers", exact=True).click()
        await visit.sees("Thank you. We have your answer.")
        await visit.plays("Facilitator")
        await visit.presses("Show the answers")
        await visit.presses("Next step")
        await visit.chooses("Choose a feeling")
        await visit.sees("Choose a word")
        await visit.presses("Next step")
        await visit.arrives("Step 5 of 7: Topic")
        await visit.presses("Next step")
        await visit.arrives("Step 6 of 7: Thank you list")
        await visit.presses("Next step")
        await visit.arrives("Step 7 of 7: Goodbye")
        await visit.presses("Close the group")
        await visit.sees("The group is closed now.")
        sealed = await visit.built.services.desk.store.read(lambda unit: unit.sessions.newest_of(visit.built.group_id))

        assert sealed
        assert sealed.flow.state == "sealed"
        assert not visit.built.env.errors
