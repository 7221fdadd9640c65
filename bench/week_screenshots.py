"""Make the pictures of the week: setting a group up, the card two days ahead, a poll for a better time.

``python -m bench.week_screenshots`` plays it in headless Chromium and writes ``docs/pictures/*.png``. What is on them
is in the ``alt`` of the pages that show them. Needs Chromium.
"""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Locator, Page, ViewportSize, async_playwright, expect

from bench.screenshots import CALM, CHROMIUM, PHONE, PICTURES, take
from bot.privacy import SeededRandomness
from bot.rehearsal.live import take_turn, weekly_group, world_of
from bot.rehearsal.members import PretendMember
from bot.rehearsal.room import World, serve
from bot.rehearsal.stage import Script, Stage, stage
from bot.scheduling import ShiftedClock

WINDOW: ViewportSize = {"width": 1280, "height": 1040}


class Walker:
    """A person at the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def room(self, title: str) -> Locator:
        """Find a room by its heading."""
        return self.page.get_by_role("region", name=title, exact=True)

    async def plays(self, who: str) -> None:
        """Become somebody."""
        await self.page.get_by_text(who, exact=True).first.click()

    async def presses(self, label: str, room: str = "Staff room") -> None:
        """Press the newest button with these words."""
        await self.room(room).get_by_role("button", name=label, exact=True).last.click()
        await self.settles()

    async def settles(self) -> None:
        """Wait until the bot has answered, and its answer is drawn."""
        await self.page.wait_for_timeout(200)
        await expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        await self.page.wait_for_timeout(400)

    async def chooses(self, label: str, *options: str, room: str = "Staff room") -> None:
        """Choose in the newest list with this label, whether it is drawn as a list, as circles or as boxes."""
        form = self.room(room).locator("form.select", has=self.page.get_by_text(label, exact=True)).last
        for option in options:
            listed = form.get_by_role("combobox")
            if await listed.count():
                await listed.select_option(label=option)
            else:
                await form.get_by_text(option, exact=True).click()
        await form.get_by_role("button", name="Choose", exact=True).click()
        await self.settles()

    async def fills(self, **answers: str) -> None:
        """Fill in the form that is open, by the words above each question."""
        form = self.page.get_by_role("dialog")
        for label, text in answers.items():
            field = form.get_by_label(label.replace("_", " ")).first
            await (field.fill(text) if await field.get_attribute("type") != "radio" else field.check())
        await form.get_by_role("button", name="Send answers", exact=True).click()
        await self.settles()

    async def shows(self, what: Locator) -> None:
        """Bring something to the top of the screen."""
        await what.last.evaluate("node => node.scrollIntoView()")

    async def uses(self, command: str) -> None:
        """Use a command in the staff room, without options."""
        box = self.room("Staff room").locator("details.commands").first
        if await box.get_attribute("open") is None:
            await box.get_by_text("Commands", exact=True).click()
        folded = box.locator("details", has=self.page.get_by_text(f"/{command}", exact=True))
        if await folded.count():
            await folded.locator("summary").click()
        await box.get_by_role("button", name=f"Use /{command}", exact=True).click()
        await self.settles()

    async def leaps(self, label: str) -> None:
        """Move the clock."""
        box = self.page.locator("#time")
        if await box.get_attribute("open") is None:
            await box.locator("summary").click()
        await box.get_by_role("button", name=label, exact=True).click()
        await self.page.wait_for_timeout(1500)
        await box.locator("summary").click()


async def main() -> None:
    """Set a group up, wait for its card, ask for a better time, and take pictures on the way."""
    with tempfile.TemporaryDirectory() as folder:
        clock = ShiftedClock()
        script = Script(Path(folder) / "room.db", clock, SeededRandomness(4), bytes(32))
        weekly = weekly_group(clock)
        async with (
            stage(script, members=7, group=weekly, lead_manages=True, set_up=False) as built,
            async_playwright() as playwright,
        ):
            room = await serve(world_of(built))
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=CALM)
            page = await browser.new_page(viewport=WINDOW)
            await page.goto(room.url)
            walker = Walker(page)
            await sets_up(walker)
            await looks_ahead(walker)
            await asks_for_a_better_time(walker, built, room.world)
            await browser.close()
            await room.close()


async def sets_up(walker: Walker) -> None:
    """Walk the pages of /setup as the lead."""
    await walker.plays("Lead")
    await walker.uses("setup")
    await walker.presses("Go on")
    await walker.presses("Write the name")
    await walker.fills(The_name_of_the_group="Tuesday group")
    await walker.presses("Go on")
    await walker.chooses("The group room", "#group-room")
    await walker.chooses("The staff channel", "#staff")
    await walker.shows(walker.page.get_by_role("heading", name="The channels"))
    await take(walker.page, "setup-channels.png")
    await walker.presses("Go on")
    for label, role in (("members", "Member"), ("facilitators", "Facilitator"), ("the lead", "Lead")):
        await walker.chooses(f"The role of {label}", role)
    await walker.presses("Go on")
    await walker.presses("Go on")
    await walker.chooses("Choose the day", "Tuesday")
    await walker.presses("All settings")
    await walker.page.set_viewport_size(PHONE)
    await walker.page.locator("#tabs").get_by_text("Staff room").click()
    await walker.shows(walker.page.get_by_role("heading", name="A new group"))
    await take(walker.page, "setup-phone.png")
    await walker.page.set_viewport_size(WINDOW)
    await walker.presses("Start the group")


async def looks_ahead(walker: Walker) -> None:
    """Move the clock to the card, and sign up as a member on a phone."""
    await walker.leaps("2 days before session")
    await expect(walker.room("Group room")).to_contain_text("A message is now at the top")  # the help card comes last
    await walker.page.wait_for_timeout(1500)
    await walker.plays("A member: Ana")
    await walker.page.set_viewport_size(PHONE)
    await walker.shows(walker.page.get_by_text("Our next session", exact=True))
    await take(walker.page, "expected-phone.png")
    await walker.presses("Coming", "Group room")
    await take(walker.page, "sign-up-phone.png")


async def asks_for_a_better_time(walker: Walker, built: Stage, world: World) -> None:
    """Open a poll as the lead, choose as a member, and read the ranking."""
    await walker.page.set_viewport_size(WINDOW)
    await walker.plays("Lead")
    await walker.uses("schedule better-time")
    for day, at in (("Thursday", "7pm"), ("Saturday", "11am")):
        await walker.presses("Add a time")
        await walker.fills(**{day: day, "The_new_time": at})
    await walker.presses("Open the poll")
    await walker.plays("A member: Ana")
    await walker.page.set_viewport_size(PHONE)
    await walker.presses("Choose my times", "Group room")
    await walker.shows(walker.page.get_by_text("Choose your times", exact=True))
    await take(walker.page, "better-time-phone.png")
    await walker.chooses("Times I can come", "Thursday at 7pm", "Saturday at 11am", room="Group room")
    for number, person in enumerate(built.members[1:]):
        member = PretendMember(person, number)
        for _ in range(3):
            await take_turn(world, built, member)
    await walker.page.set_viewport_size(WINDOW)
    await walker.plays("Lead")
    await walker.presses("Close the poll")
    await walker.presses("Yes, close it")
    await take(walker.page, "better-time.png")


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    asyncio.run(main())
