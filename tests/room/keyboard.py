"""A person at the rehearsal's page who has a keyboard and no mouse, and axe-core, which looks at what they see."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from browsing import CALM, CHROMIUM
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.privacy import SeededRandomness
from bot.rehearsal.live import take_turn, weekly_group, world_of
from bot.rehearsal.members import PretendMember
from bot.rehearsal.room import World, serve
from bot.rehearsal.stage import Script, Stage, stage
from bot.scheduling import ShiftedClock

WATCH = (Path(__file__).parent / "focus.js").read_text(encoding="utf-8")
FAR = 40  # halves of a way: more than the page is long
WAIT = 20_000  # milliseconds; a busy machine is slow
WIDE, NARROW = (1280, 900), (360, 740)
DAY, NIGHT = (WIDE, "light"), (NARROW, "dark")
ALL_FOUR = (DAY, NIGHT, (WIDE, "dark"), (NARROW, "light"))
# All of axe-core's rules, good habits included. It looks no better when it fetches the styles a second time.
LOOK = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"], preload: false, iframes: false });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 150)}`));
}"""
# About how many presses of Tab it takes from the focus to what is wanted: fewer than none where it lies behind.
FAR_OFF = """wanted => {
  const here = document.activeElement;
  if (here === wanted) return 0;
  const stops = "a[href], button:enabled, input, select, textarea, summary, [tabindex='0']";
  const shown = [...document.querySelectorAll(stops)].filter((each) => each.checkVisibility());
  const [from, to] = [shown.indexOf(here), shown.indexOf(wanted)];
  if (from >= 0) return to - from;
  return here.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING ? -1 : 1;
}"""


@dataclass
class Typist:
    """Somebody who presses keys alone. ``seen`` holds what axe-core found wrong, by the state it was found in."""

    page: Page
    built: Stage
    world: World
    members: list[PretendMember]
    seen: dict[str, list[str]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    glanced: int = 0

    def room(self, title: str) -> Locator:
        """Find a room by its heading."""
        return self.page.get_by_role("region", name=title, exact=True)

    async def key(self, *names: str) -> None:
        """Press keys, one after the other, and wait until the page has answered."""
        for name in names:
            await self.page.keyboard.press(name)
        await expect(self.page.locator("[aria-busy=true]")).to_have_count(0, timeout=WAIT)

    async def to(self, target: Locator) -> None:
        """Go there by Tab, or by Shift and Tab where it lies behind."""
        await expect(target).to_have_count(1, timeout=WAIT)
        for _ in range(FAR):
            way = await target.evaluate(FAR_OFF)
            if way == 0:
                return
            for _press in range(max(1, abs(way) // 2)):
                await self.page.keyboard.press("Tab" if way > 0 else "Shift+Tab")
        where = await self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        raise AssertionError(f"No key leads to {target}. The focus is at {where}")

    async def presses(self, label: str, room: str = "Staff room") -> None:
        """Press the newest button with these words; the focus stays somewhere on the page."""
        await self.to(self.room(room).get_by_role("button", name=label, exact=True).last)
        await self.key("Enter")
        await self.keeps_focus(label)

    async def keeps_focus(self, after: str) -> None:
        """Find the focus on something, and not back at the top of the page."""
        assert await self.page.evaluate("document.activeElement !== document.body"), f"lost after {after!r}"

    async def is_on(self, words: str) -> None:
        """Find the focus on the button with these words."""
        await expect(self.page.locator("button:focus")).to_have_text(words, timeout=WAIT)

    async def hears(self, words: str) -> None:
        """Hear this as a screen reader would say it, when it is polite to."""
        await expect(self.page.locator("#live[aria-live=polite]")).to_contain_text(words, timeout=WAIT)

    async def plays(self, who: str) -> None:
        """Become somebody else with the arrow keys."""
        chosen = self.page.locator("#who input:checked")
        await self.to(chosen)
        for _ in range(8):
            if await self.page.locator("#who input:checked + span").text_content() == who:
                return
            await self.key("ArrowRight")
        raise AssertionError(who)

    async def uses(self, command: str) -> None:
        """Open the list of commands, use one, and close the list again."""
        commands = self.room("Staff room").locator("details.commands").first
        await self.to(commands.locator("> summary"))
        await self.key("Enter")
        await self.glances(f"commands of {command}")
        folded = commands.locator("details > summary", has_text=f"/{command}")
        if await folded.count():
            await self.to(folded.first)
            await self.key("Space")
        await self.to(commands.get_by_role("button", name=f"Use /{command}", exact=True))
        await self.key("Enter")
        await expect(commands.locator("> summary")).to_be_focused(timeout=WAIT)

    async def chooses(self, label: str, room: str = "Staff room") -> None:
        """Choose the first option of a list."""
        form = self.room(room).locator("form.select", has=self.page.get_by_label(label, exact=True)).last
        await self.to(form.get_by_role("combobox"))
        await self.key("ArrowDown")
        await self.to(form.get_by_role("button", name="Choose", exact=True))
        await self.key("Enter")
        await self.keeps_focus(label)

    async def sees(self, words: str, room: str = "Group room") -> None:
        """Wait until a room says this."""
        await expect(self.room(room)).to_contain_text(words, timeout=WAIT)

    async def others_act(self) -> None:
        """Let each pretend member do two things, one after the other."""
        for _ in range(2):
            for member in self.members:
                await take_turn(self.world, self.built, member)

    async def glances(self, state: str) -> None:
        """Let axe-core look once: at one state wide by day, at the next as narrow as a phone by night, in turn."""
        self.glanced += 1
        await self.looks(state, (DAY, NIGHT)[self.glanced % 2])

    async def looks(self, state: str, *ways: tuple[tuple[int, int], str]) -> None:
        """Let axe-core look at this state in these ways; where none is named, wide by day and narrow by night."""
        for size, scheme in ways or (DAY, NIGHT):
            await self.page.set_viewport_size({"width": size[0], "height": size[1]})
            await self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            wrong = list(await self.page.evaluate(LOOK))
            if await self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append("wider than the window")
            if wrong:
                self.seen[f"{state}, {scheme} at {size[0]}"] = wrong
        await self.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})

    async def notices(self, harm: str) -> list[str]:
        """Do some harm to the page, and name what axe-core says of it."""
        await self.page.evaluate(harm)
        return [one[:27] for one in await self.page.evaluate(LOOK)]


@asynccontextmanager
async def typing(folder: Path) -> AsyncIterator[Typist]:
    """Open the rehearsal as ``make rehearse`` does; pretend members act when they are asked to."""
    clock = ShiftedClock()
    script = Script(folder / "rehearsal" / "room.db", clock, SeededRandomness(1), bytes(range(32)))
    async with (
        stage(script, members=6, group=weekly_group(clock), lead_manages=True) as built,
        async_playwright() as playwright,
    ):
        world = world_of(built)
        room = await serve(world)
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=CALM)
        page = await browser.new_page(viewport={"width": WIDE[0], "height": WIDE[1]}, reduced_motion="reduce")
        members = [PretendMember(person, 100 + index) for index, person in enumerate(built.members[1:])]
        typist = Typist(page, built, world, members)
        page.on("console", lambda line: typist.complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: typist.complaints.append(str(error)))
        await page.goto(room.url)
        await expect(page.locator(".place")).to_have_count(2)
        await page.evaluate(WATCH)
        await page.evaluate(Axe().axe_script)
        yield typist
        await browser.close()
        await room.close()
        assert typist.complaints == []
        assert not built.env.errors
