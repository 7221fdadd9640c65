"""Make the README's pictures: a rehearsal in headless Chromium, as a person sees it. Needs Chromium.

``python -m bench.screenshots`` writes ``docs/pictures/*.png``. The words on them come from the content pack, so they
are made again whenever cards change.
"""

import asyncio
import os
import tempfile
from functools import partial
from pathlib import Path

from playwright.async_api import Page, ViewportSize, async_playwright

from bot.privacy import SeededRandomness
from bot.rehearsal.live import world_of
from bot.rehearsal.members import PretendMember
from bot.rehearsal.room import World, serve
from bot.rehearsal.stage import Script, Stage, stage
from bot.scheduling import SystemClock

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PICTURES = Path("docs/pictures")
CALM = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
LARGE: ViewportSize = {"width": 1280, "height": 1040}
PHONE: ViewportSize = {"width": 360, "height": 780}


async def main() -> None:
    """Play until the check-in was shown and the feeling words are open, and take two pictures."""
    with tempfile.TemporaryDirectory() as folder:
        script = Script(Path(folder) / "room.db", SystemClock(), SeededRandomness(4), bytes(32))
        async with stage(script, members=7) as built, async_playwright() as playwright:
            world = world_of(built)
            room = await serve(world)
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=CALM)
            page = await browser.new_page(viewport=LARGE)
            await page.goto(room.url)
            group = [PretendMember(person, index) for index, person in enumerate(built.members[1:])]
            await play_until_words(world, built, group)
            await page.get_by_role("button", name="Put this away").click()
            await page.get_by_role("region", name="Staff room").get_by_text("Step 4 of 7").scroll_into_view_if_needed()
            await take(page, "rehearsal-room.png")
            await press(world, built, "show-batch")
            await page.get_by_text("A member: Ana").first.click()
            await page.set_viewport_size(PHONE)
            await page.get_by_text("Our words", exact=True).scroll_into_view_if_needed()
            await take(page, "rehearsal-phone.png")
            await browser.close()
            await room.close()


async def play_until_words(world: World, built: Stage, group: list[PretendMember]) -> None:
    """Let everybody act, one after the other, up to the list of feeling words that staff are reading."""
    await world.act(lambda: built.facilitator.types(built.staff, "session start"))
    for member in group:
        await world.act(partial(member.arrive, built.card))
    for _ in range(3):
        await press(world, built, "move")
    await press(world, built, "choose", "worried")
    for member in group:
        await world.act(partial(member.take_part, built.card))
    await press(world, built, "close-list")


async def press(world: World, built: Stage, verb: str, value: str = "") -> None:
    """Let the facilitator press the panel's first control of this kind, or choose a value in it."""
    panel = built.panel
    control = built.control(verb, panel)
    if control and value:
        await world.act(partial(built.facilitator.chooses, [value], panel, custom_id=control.custom_id))
    elif control:
        await world.act(partial(built.facilitator.presses_control, control, panel))


async def take(page: Page, name: str) -> None:
    """Wait until the page is drawn, then keep a picture of it."""
    await page.wait_for_timeout(1500)
    await page.screenshot(path=PICTURES / name)


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    asyncio.run(main())
