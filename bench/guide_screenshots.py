"""Make the pictures of the guides: one evening with pretend members, each card, panel and private page.

``python -m bench.guide_screenshots`` plays it in headless Chromium with a fixed clock and a fixed seed, and writes
``docs/pictures/guide/*.png``: each thing once as it is in a window 1280 wide and once as it is on a phone 360 wide.
Needs Chromium. Whoever changes a card runs it again and looks at what came.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

from discord import Message
from PIL import Image
from playwright.async_api import Locator, Page, ViewportSize, async_playwright, expect

from bench.screenshots import CALM, CHROMIUM
from bench.week_screenshots import Walker
from bot.privacy import SeededRandomness
from bot.rehearsal.live import world_of
from bot.rehearsal.members import PretendMember
from bot.rehearsal.people import Person
from bot.rehearsal.room import World, serve
from bot.rehearsal.stage import Script, Stage, stage
from bot.scheduling import ShiftedClock
from bot.storage import GroupDraft

PICTURES = Path("docs/pictures/guide")
SUNDAY_NOON = datetime(2027, 1, 10, 12, 0, tzinfo=UTC)  # the group meets on Tuesday 12 January at 6:30pm
TUESDAY = 1
SEED = 11
# So high that nothing has to scroll: a picture holds the whole of a card.
SIZES: dict[int, ViewportSize] = {1280: {"width": 1280, "height": 3200}, 360: {"width": 360, "height": 3200}}
SHARP = 1.5  # dots for each pixel, for print
COLOURS = 128
ROOM, STAFF = "Group room", "Staff room"
ANA = "A member: Ana"


class StoppedClock(ShiftedClock):
    """A clock that stands still but for jumps, so that each run shows the same times."""

    def now(self) -> datetime:
        """Return the first instant and what was jumped over."""
        return SUNDAY_NOON + self._ahead


@dataclass
class Evening:
    """Who plays, and where."""

    walker: Walker
    built: Stage
    world: World
    members: list[PretendMember]

    @property
    def page(self) -> Page:
        """The page that everything is seen on."""
        return self.walker.page

    def message(self, room: str, label: str) -> Locator:
        """Find the newest message that all in a room can see and that has a button with these words."""
        button = self.page.get_by_role("button", name=label, exact=True)
        return self.walker.room(room).locator(".message:not(.private) .card", has=button).last

    def private(self, room: str = ROOM) -> Locator:
        """Find the newest private message."""
        return self.walker.room(room).locator(".private article").last

    async def card(self, name: str, label: str = "Pass") -> None:
        """Keep the members' card."""
        await self.walker.plays(ANA)
        await self.walker.settles()
        await self.keep(f"{name}-card", self.message(ROOM, label))

    async def panel(self, name: str, label: str = "Next step") -> None:
        """Keep the panel; whoever looks is the facilitator from here on."""
        await self.walker.plays("Facilitator")
        await self.walker.settles()
        await self.keep(f"{name}-panel", self.message(STAFF, label), STAFF)

    async def keep(self, name: str, what: Locator, room: str = ROOM) -> None:
        """Keep a picture of it at each width."""
        for width, size in SIZES.items():
            await self.page.set_viewport_size(size)
            tab = self.page.locator("#tabs").get_by_text(room)
            if await tab.is_visible():
                await tab.click()
            await self.page.mouse.move(0, 0)
            await self.page.evaluate("document.activeElement.blur()")
            await self.page.wait_for_timeout(150)
            if await self.page.locator("#trouble").is_visible():
                raise RuntimeError("The page says that something is wrong. Run it again when the machine is less busy.")
            save(await what.screenshot(animations="disabled"), f"{name}-{width}.png")
        await self.page.set_viewport_size(SIZES[1280])

    async def others(self, times: int = 2) -> None:
        """Let the pretend members take part, one after the other."""
        for _ in range(times):
            for member in self.members:
                await self.world.act(partial(member.take_part, self.built.card))
        await self.walker.settles()

    async def staff_choose(self, label: str, begins: str) -> None:
        """Choose in a list of the panel, by how the option begins."""
        form = self.walker.room(STAFF).locator("form.select", has=self.page.get_by_label(label, exact=True)).last
        options = await form.locator("option").all_text_contents()
        place = next(place for place, each in enumerate(options) if place and each.startswith(begins))
        await form.get_by_role("combobox").select_option(index=place)
        await form.get_by_role("button", name="Choose", exact=True).click()
        await self.walker.settles()

    async def puts_away(self, room: str = ROOM) -> None:
        """Put each private message away that is still there."""
        away = self.walker.room(room).get_by_role("button", name="Put this away", exact=True)
        while await away.count():
            await away.last.click()
            await self.walker.settles()


def save(picture: bytes, name: str) -> None:
    """Write a picture with few colours: a quarter of the size, and the same to the eye."""
    with Image.open(BytesIO(picture)) as whole:
        few = whole.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(PICTURES / name, optimize=True)


async def main() -> None:
    """Play the evening and keep what is on the list of each of its parts."""
    async with opened() as evening:
        for part in (ahead, welcome, icebreaker, check_in, feeling_words, topic, thank_yous, goodbye):
            await part(evening)


@asynccontextmanager
async def opened() -> AsyncIterator[Evening]:
    """Open the room of a group that meets on Tuesdays."""
    clock = StoppedClock()
    group = GroupDraft("Tuesday group", 0, 0, 0, 0, 0, weekday=TUESDAY, check_in=True, two_facilitators=False)
    with tempfile.TemporaryDirectory() as folder:
        script = Script(Path(folder) / "room.db", clock, SeededRandomness(SEED), bytes(32))
        async with stage(script, members=8, group=group, lead_manages=True) as built, async_playwright() as playwright:
            world = world_of(built)
            room = await serve(world)
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=CALM)
            page = await browser.new_page(viewport=SIZES[1280], device_scale_factor=SHARP)
            await page.goto(room.url)
            members = [PretendMember(person, SEED * 1000 + index) for index, person in enumerate(built.members[1:])]
            yield Evening(Walker(page), built, world, members)
            await browser.close()
            await room.close()


async def ahead(evening: Evening) -> None:
    """Two days before, and ten minutes before."""
    walker = evening.walker
    await walker.leaps("2 days before session")
    await evening.card("ahead", "Coming")
    await walker.presses("Try it alone", ROOM)
    await walker.presses("Next part", ROOM)
    await walker.presses("Next part", ROOM)
    await evening.keep("practice-private", evening.private())
    await evening.puts_away()
    await walker.leaps("10 minutes before session")
    await evening.card("gathering")
    await evening.panel("gathering", "I am ready")
    await walker.presses("I am ready")
    await evening.puts_away(STAFF)
    await walker.presses("Start now")
    await expect(walker.room(ROOM)).to_contain_text("Step 1 of 7")


async def welcome(evening: Evening) -> None:
    """Come, say yes three times, and look at what is private."""
    walker = evening.walker
    for member in evening.members:
        await evening.world.act(partial(member.arrive, evening.built.card))
    await evening.card("welcome")
    await walker.presses("I am here", ROOM)
    await evening.keep("consent-private", evening.private())
    for label in ("Yes, take part", "Yes, count me", "Yes, you can ask"):
        await walker.presses(label, ROOM)
    await evening.puts_away()
    for name, label in (("more", "More for me"), ("help", "Help"), ("cards", "Cards")):
        await walker.room(ROOM).get_by_role("button", name=label, exact=True).last.click()
        await walker.settles()
        await evening.keep(f"{name}-private", evening.private())
        await evening.puts_away()
    await evening.panel("welcome")
    await walker.presses("Look after people")
    await evening.keep("look-after-private", evening.private(STAFF), STAFF)
    await evening.puts_away(STAFF)


async def icebreaker(evening: Evening) -> None:
    """Choose a question; have a break."""
    walker = evening.walker
    await walker.presses("Next step")
    await evening.panel("icebreaker-choose")
    await walker.room(STAFF).locator(".card button", has_text="Use ").first.click()
    await walker.settles()
    await evening.card("icebreaker")
    await own_way(evening)
    await evening.others()
    await evening.panel("icebreaker")
    await walker.presses("Start a break")
    await evening.card("break")
    await walker.plays("Facilitator")
    await walker.presses("Go on")


async def own_way(evening: Evening) -> None:
    """Read the card in other words, then the own card with shorter words; leave no choice behind."""
    walker = evening.walker
    await walker.presses("Say it another way", ROOM)
    await evening.keep("simpler-private", evening.private())
    await evening.puts_away()
    for label in ("More for me", "My ways of joining", "Shorter words", "My card"):
        await walker.presses(label, ROOM)
    await evening.keep("my-card-private", evening.private())
    await evening.puts_away()
    for label in ("More for me", "My ways of joining", "Clear my choices"):
        await walker.presses(label, ROOM)
    await evening.puts_away()


async def check_in(evening: Evening) -> None:
    """Answer in private, and show the answers."""
    walker = evening.walker
    await walker.presses("Next step")
    await evening.panel("check-in")
    await evening.card("check-in")
    await walker.presses("Answer in private", ROOM)
    await evening.keep("check-in-form", evening.page.get_by_role("dialog"))
    await walker.page.get_by_role("dialog").get_by_label("Good").first.check()
    await evening.page.get_by_role("button", name="Send answers").click()
    await walker.settles()
    await evening.keep("thanks-private", evening.private())
    await evening.puts_away()
    await evening.others()
    await walker.plays("Facilitator")
    await walker.presses("Show the answers")
    await evening.puts_away(STAFF)
    await evening.card("check-in-shown")


async def feeling_words(evening: Evening) -> None:
    """Choose a feeling and words, read the list as staff, show it."""
    walker = evening.walker
    await walker.plays("Facilitator")
    await walker.presses("Next step")
    await evening.staff_choose("Choose a feeling", "Worried")
    await evening.card("feeling-words")
    await evening.others()
    await walker.plays("Facilitator")
    await walker.presses("Close list: Words")
    await evening.puts_away(STAFF)
    await evening.panel("feeling-words")
    await walker.presses("Show these")
    await evening.puts_away(STAFF)
    await evening.card("feeling-words-shown")


async def topic(evening: Evening) -> None:
    """Choose a topic and turn to a card with a picture."""
    walker = evening.walker
    await walker.plays("Facilitator")
    await walker.presses("Next step")
    await evening.panel("topic-choose")
    await evening.staff_choose("Choose a topic", "")
    await evening.card("topic")
    await evening.panel("topic")
    await turns(evening)
    await walker.plays("Facilitator")
    await walker.presses("What can I say?")
    await walker.presses("One talks a lot")
    await evening.keep("say-private", evening.private(STAFF), STAFF)
    await evening.puts_away(STAFF)


async def raise_hand(person: Person, card: Message) -> None:
    """Raise a hand to speak, the first of the ways that the bot offers."""
    asked = await person.presses("Raise my hand", card)
    if asked.message is not None:
        await person.presses_control(asked.controls[0], asked.message)


async def turns(evening: Evening) -> None:
    """Three members raise their hands, one has the turn; then all hands go down."""
    walker = evening.walker
    for member in evening.members[:2]:
        await evening.world.act(partial(raise_hand, member.person, evening.built.card))
    await walker.plays(ANA)
    await walker.presses("Raise my hand", ROOM)
    await walker.presses("I will speak", ROOM)
    await evening.keep("hand-private", evening.private())
    await evening.puts_away()
    await walker.plays("Facilitator")
    await walker.presses("Turns and roles")
    await walker.presses("Make the order")
    await evening.puts_away(STAFF)
    await walker.presses("Next turn")
    await evening.panel("turns")
    for label in ("Turns and roles", "End the turns", "Yes, all hands down"):
        await walker.presses(label)
    await evening.puts_away(STAFF)


async def thank_yous(evening: Evening) -> None:
    """Write one; the others choose some."""
    walker = evening.walker
    await walker.presses("Next step")
    await evening.card("thank-you")
    await walker.presses("Write my own", ROOM)
    await evening.keep("thank-you-form", evening.page.get_by_role("dialog"))
    await evening.page.get_by_role("button", name="Close, send nothing").click()
    await walker.settles()
    await evening.others()
    await walker.plays("Facilitator")
    await walker.presses("Close list: Thank you list")
    await evening.puts_away(STAFF)
    await evening.panel("thank-you")
    await walker.presses("Show these")
    await evening.puts_away(STAFF)


async def goodbye(evening: Evening) -> None:
    """Say goodbye, close, keep the words, say how it went."""
    walker = evening.walker
    await walker.presses("End the group")
    await walker.presses("Yes, end it")
    await evening.puts_away(STAFF)
    await evening.card("goodbye")
    await evening.panel("goodbye", "Close the group")
    await walker.presses("Close the group")
    await evening.puts_away(STAFF)
    await evening.panel("over", "Say how it went")
    await walker.plays(ANA)
    await walker.presses("Keep this group", ROOM)
    await evening.keep("keep-private", evening.private())
    await evening.puts_away()
    await evening.card("over", "Keep this group")


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    asyncio.run(main())
