"""The room's page in a real browser: what a person presses, reads, types and hears."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from browsing import CALM, CHROMIUM, HERE, visiting
from playwright.async_api import Browser, async_playwright, expect

CONTRAST = (Path(__file__).parent / "contrast.js").read_text()
LARGE = (1280, 900)
SMALL = (360, 740)


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    """Start Debian's Chromium."""
    if not HERE:
        pytest.skip("THERE IS NO CHROMIUM HERE, SO NOBODY LOOKED AT THE ROOM'S PAGE")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=CALM)
        yield started
        await started.close()


@pytest.mark.parametrize("size", [LARGE, SMALL])
async def test_a_press_brings_a_private_reply_that_can_be_put_away(browser: Browser, size: tuple[int, int]) -> None:
    """The reply is marked as private, is said aloud, and goes when asked to."""
    async with visiting(browser, size) as visit:
        await visit.button("I am here").click()
        await expect(visit.page.get_by_text("Only you can see this", exact=True)).to_be_visible()
        await expect(visit.page.locator(".private")).to_contain_text("You are here. Welcome.")
        await expect(visit.page.locator("#live")).to_contain_text("Only you can see this. You are here.")
        assert visit.bot.pressed == ["toy:here"]
        await visit.button("Put this away").click()
        await expect(visit.button("Put this away")).to_have_count(0)


@pytest.mark.parametrize("size", [LARGE, SMALL])
async def test_nothing_is_wider_than_the_window(browser: Browser, size: tuple[int, int]) -> None:
    """There is no sideways scrolling, with a reply, a command list and a form open."""
    async with visiting(browser, size) as visit:
        await visit.button("Choose in private").click()
        await expect(visit.page.get_by_role("heading", name="Choose a drink")).to_be_visible()
        await visit.page.locator("#time summary").click()
        await expect(visit.button("2 days before session")).to_be_visible()
        await visit.place("Group room").get_by_text("Commands", exact=True).click()
        await visit.place("Group room").get_by_text("/toy hello", exact=True).click()
        await visit.says(3, "Averylongwordwithoutanyspaceatall" * 4)
        await expect(visit.place("Group room")).to_contain_text("Averylongword")
        await visit.button("Write something").click()
        await expect(visit.page.get_by_role("dialog")).to_be_visible()
        assert await visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        parts = "[...document.querySelectorAll('dialog, dialog *')].filter((n) => n.clientWidth)"
        wide = f"{parts}.filter((n) => n.scrollWidth > n.clientWidth + 1).map((n) => n.outerHTML)"
        assert await visit.page.evaluate(wide) == []


async def test_every_control_is_large_enough_to_press(browser: Browser) -> None:
    """Each button, list and choice that is shown is at least 44 pixels high."""
    async with visiting(browser, SMALL) as visit:
        await visit.button("Choose in private").click()
        await expect(visit.button("Choose")).to_be_visible()
        shown = "[...document.querySelectorAll('button, summary, select, input[type=text], label.choice')]"
        small = f"{shown}.filter(n => n.offsetHeight && n.offsetHeight < 44).map(n => n.outerHTML)"
        assert await visit.page.evaluate(small) == []


async def test_a_form_can_be_filled_in_and_sent_by_keyboard_alone(browser: Browser) -> None:
    """Focus goes into the form, through it, and back to the button that opened it."""
    async with visiting(browser, LARGE) as visit:
        await visit.button("Write something").focus()
        keys = visit.page.keyboard
        await keys.press("Enter")
        await expect(visit.page.get_by_role("dialog", name="A few words")).to_be_visible()
        await expect(visit.page.get_by_label("What is good today?")).to_be_focused()
        await keys.type("The sun")
        for key in ("Tab", "Space", "ArrowDown", "Tab", "Space", "Tab", "Tab", "Space", "Tab", "Enter"):
            await keys.press(key)
        await expect(visit.page.get_by_role("dialog")).to_be_hidden()
        await expect(visit.button("Write something")).to_be_focused()
        assert visit.bot.heard == [{"words": "The sun", "aloud": "no", "likes": ["tea"], "keep": True}]


async def test_a_form_says_what_is_missing_and_keeps_what_was_typed(browser: Browser) -> None:
    """An empty answer that is needed gets a sentence, and Escape sends nothing."""
    async with visiting(browser, SMALL) as visit:
        await visit.button("Write something").click()
        await visit.page.get_by_label("What is good today?").fill("The sun")
        await visit.button("Send answers").click()
        await expect(visit.page.get_by_role("dialog")).to_contain_text("Something here still needs an answer.")
        await visit.says(3, "Somebody else writes meanwhile")
        await expect(visit.page.locator("#places")).to_contain_text("Somebody else writes")
        await expect(visit.page.get_by_label("What is good today?")).to_have_value("The sun")
        await visit.page.keyboard.press("Escape")
        await expect(visit.page.get_by_role("dialog")).to_be_hidden()
        assert visit.bot.heard == []


async def test_a_form_names_its_groups_of_choices(browser: Browser) -> None:
    """Radio buttons and checkboxes stand in groups with a legend."""
    async with visiting(browser, LARGE) as visit:
        await visit.button("Write something").click()
        await expect(visit.page.get_by_role("radiogroup", name="May we read it aloud?")).to_be_visible()
        await expect(visit.page.get_by_role("group", name="What do you like?")).to_be_visible()
        await visit.button("Close, send nothing").click()
        await expect(visit.page.get_by_role("dialog")).to_be_hidden()


async def test_a_choice_is_sent_with_its_own_button(browser: Browser) -> None:
    """To move through the choices sends nothing; the button does."""
    async with visiting(browser, LARGE) as visit:
        await visit.button("Choose in private").click()
        await visit.page.get_by_label("Tea").check()
        assert visit.bot.pressed == ["toy:private"]
        await visit.button("Choose").click()
        await expect(visit.page.locator(".private").last).to_contain_text("You chose tea.")


async def test_a_command_is_used_with_its_options(browser: Browser) -> None:
    """The list of commands holds a small form; its answer says who used it."""
    async with visiting(browser, SMALL) as visit:
        await visit.page.get_by_text("Commands", exact=True).first.click()
        await visit.page.get_by_text("/toy hello", exact=True).first.click()
        await visit.button("Use /toy hello").first.click()
        await expect(visit.page.get_by_text("Something here still needs an answer.")).to_be_visible()
        await visit.button("I have read this").click()
        await visit.page.get_by_label("name", exact=True).first.fill("everybody")
        await visit.page.get_by_label("times", exact=True).first.fill("3")
        await visit.page.get_by_label("Calm").first.check()
        await visit.button("Use /toy hello").first.click()
        await expect(visit.page.locator("#places")).to_contain_text("Rosa used /toy")
        await expect(visit.page.locator("#places")).to_contain_text("Hello everybody! 3 calm")


async def test_half_typed_words_and_focus_survive_what_others_do(browser: Browser) -> None:
    """Others write and the card changes; what one types stays, and so does the place of the cursor."""
    async with visiting(browser, LARGE) as visit:
        words = visit.page.get_by_label("Write in: Group room")
        await words.fill("I was just about to")
        await visit.says(3, "Hello from Ana")
        await expect(visit.place("Group room")).to_contain_text("Hello from Ana")
        await expect(visit.page.locator("#live")).to_contain_text("New in Group room. Hello from Ana")
        await expect(words).to_have_value("I was just about to")
        await expect(words).to_be_focused()
        await words.press("Enter")
        await expect(visit.place("Group room")).to_contain_text("I was just about to")
        await expect(words).to_have_value("")


async def test_the_next_step_is_drawn_and_said_once_and_the_button_keeps_its_focus(browser: Browser) -> None:
    """A card that changes in place keeps the node of a button that stays."""
    async with visiting(browser, LARGE) as visit:
        await visit.button("Next step").focus()
        await visit.page.keyboard.press("Enter")
        await expect(visit.page.get_by_role("heading", name="Step 2: Check-in")).to_be_visible()
        await expect(visit.page.locator("#live")).to_contain_text("Step 2: Check-in")
        await expect(visit.button("Next step")).to_be_focused()


async def test_to_be_somebody_else_shows_what_that_person_sees(browser: Browser) -> None:
    """A member sees no staff room and no private reply of another."""
    async with visiting(browser, LARGE) as visit:
        await expect(visit.place("Staff room")).to_contain_text("Only staff read this.")
        await visit.button("I am here").click()
        await expect(visit.button("Put this away")).to_be_visible()
        await visit.page.get_by_text("A member", exact=True).click()
        await expect(visit.place("Staff room")).to_have_count(0)
        await expect(visit.button("Put this away")).to_have_count(0)
        await visit.page.reload()
        await expect(visit.page.get_by_label("A member")).to_be_checked()


async def test_on_a_phone_one_room_shows_at_a_time(browser: Browser) -> None:
    """Two buttons change the room, and tell what is new in the other."""
    async with visiting(browser, SMALL) as visit:
        await expect(visit.place("Staff room")).to_be_hidden()
        staff = visit.world.people[1].actor
        await visit.world.act(lambda: staff.send(visit.world.places[1].channel, "A note to staff"))
        await visit.page.get_by_role("button", name="Staff room 1 new").click()
        await expect(visit.place("Staff room")).to_contain_text("A note to staff")
        await expect(visit.place("Group room")).to_be_hidden()


async def test_what_a_bot_writes_can_only_become_text(browser: Browser) -> None:
    """Marks are drawn; tags, links and names of others do no harm."""
    async with visiting(browser, LARGE) as visit:
        ana = visit.world.people[3].actor
        marks = f"# Big\n**bold** *leaning* {ana.mention} <t:1767722400:F>\n- one\n- two\n> said\n"
        await visit.says(3, marks + "<img src=x onerror=alert(1)>")
        last = visit.place("Group room").get_by_role("article").last
        await expect(last.get_by_role("heading", name="Big")).to_be_visible()
        await expect(last.locator("strong", has_text="bold")).to_be_visible()
        await expect(last.locator("em")).to_have_text("leaning")
        await expect(last).to_contain_text("@Ana Tuesday 6 January 2026 at 6pm")
        await expect(last.get_by_role("listitem")).to_have_text(["one", "two"])
        await expect(last.locator("blockquote")).to_have_text("said")
        await expect(last).to_contain_text("<img src=x onerror=alert(1)>")
        await expect(last.locator("img")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_words_stand_out_from_what_is_behind_them(browser: Browser, scheme: str) -> None:
    """Every text has a contrast of at least 4.5 to 1, by day and by night."""
    async with visiting(browser, LARGE) as visit:
        await visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await visit.button("Choose in private").click()
        await expect(visit.button("Choose")).to_be_visible()
        await visit.page.get_by_text("Commands", exact=True).first.click()
        assert await visit.page.evaluate(CONTRAST) == []


async def test_the_page_finds_the_bot_again_after_a_break(browser: Browser) -> None:
    """When the stream breaks the page says so, and looks again by itself."""
    async with visiting(browser, LARGE) as visit:
        assert visit.room._runner is not None
        assert visit.room._runner.server is not None
        for connection in visit.room._runner.server.connections:
            if connection.transport is not None:
                connection.transport.abort()
        await expect(visit.page.locator("#lost")).to_be_visible()
        await visit.says(3, "Said meanwhile")
        await expect(visit.place("Group room")).to_contain_text("Said meanwhile")
        await expect(visit.page.locator("#lost")).to_be_hidden()
        visit.complaints.clear()  # the browser itself tells of the broken stream


async def test_a_press_that_cannot_be_done_is_answered_with_a_sentence(browser: Browser) -> None:
    """The sentence stays until the person says that it was read."""
    async with visiting(browser, SMALL) as visit:
        await visit.button("Silent").click()
        await expect(visit.page.get_by_role("alert")).to_contain_text("The bot gave no answer.")
        await visit.button("I have read this").click()
        await expect(visit.page.get_by_role("alert")).to_be_hidden()


async def test_a_person_who_reads_further_up_is_left_there(browser: Browser) -> None:
    """New messages do not pull the page down; a button leads to them."""
    async with visiting(browser, LARGE) as visit:
        for number in range(12):
            await visit.says(3, f"Message {number}")
        await expect(visit.place("Group room").get_by_text("Message 11")).to_be_in_viewport()
        await visit.button("I am here").scroll_into_view_if_needed()
        await expect(visit.place("Group room").get_by_text("Message 11")).not_to_be_in_viewport()
        await visit.says(3, "The newest")
        await visit.button("Go to the newest message").click()
        await expect(visit.place("Group room").get_by_text("The newest", exact=True)).to_be_in_viewport()
        await expect(visit.button("Go to the newest message")).to_be_hidden()
