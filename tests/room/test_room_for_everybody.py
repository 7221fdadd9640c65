"""A whole session in the rehearsal's page with keys alone, and axe-core at each of its states."""

from pathlib import Path

import pytest
from browsing import HERE
from keyboard import ALL_FOUR, Typist, typing
from playwright.async_api import expect

GROUP = "Group room"
NOBODY = "THERE IS NO CHROMIUM HERE, SO NOBODY WENT THROUGH A SESSION BY KEYBOARD"


@pytest.mark.skipif(not HERE, reason=NOBODY)
async def test_a_whole_session_goes_by_keyboard_and_axe_finds_no_fault_in_any_state(tmp_path: Path) -> None:
    """As lead, facilitator and member, from setup to the closed room; the focus is in sight and never lost."""
    async with typing(tmp_path) as keys:
        await before_the_start(keys)
        await welcome(keys)
        await icebreaker_with_a_break(keys)
        await check_in(keys)
        await feeling_words(keys)
        await topic(keys)
        await thank_yous(keys)
        await goodbye(keys)

        await a_choice_that_was_begun_outlives_a_new_list(keys)

        assert keys.seen == {}
        assert await keys.notices("document.querySelector('h1').remove()") == ["page-has-heading-one: <html"]
        assert await keys.page.evaluate("window.lostFocus") == []
        sealed = await keys.built.services.desk.store.read(lambda unit: unit.sessions.newest_of(keys.built.group_id))
        assert sealed
        assert sealed.flow.state == "sealed"


@pytest.mark.skipif(not HERE, reason=NOBODY)
async def test_axe_finds_no_fault_when_the_group_is_stopped_at_once(tmp_path: Path) -> None:
    """The calm card is read by people who may be upset: it must be readable in every way."""
    async with typing(tmp_path) as keys:
        await keys.key("Tab", "Enter")
        await to_the_gathering(keys)
        await keys.plays("Facilitator")
        for label in ("I am ready", "Start now", "Stop the group now"):
            await keys.presses(label)
        await keys.glances("sure to stop?")
        await keys.presses("Yes, stop now")
        await keys.sees("We stop our group here today")
        await keys.looks("stopped")

        assert keys.seen == {}


async def to_the_gathering(keys: Typist) -> None:
    """Move the clock to 10 minutes before the session."""
    await keys.to(keys.page.locator("#time summary"))
    await keys.key("Enter")
    await keys.to(keys.page.get_by_role("button", name="10 minutes before session"))
    await keys.key("Space")
    await keys.sees("our group starts soon")


async def before_the_start(keys: Typist) -> None:
    """Skip to the rooms, move the clock to the gathering, and look at a page of /setup."""
    await expect(keys.room(GROUP).locator(".end")).to_be_in_viewport()  # the newest message is in sight from the first
    await keys.glances("before the start")
    await keys.key("Tab", "Enter")
    assert await keys.page.evaluate("document.activeElement.id") == "places"
    await expect(keys.room("Staff room").get_by_role("button", name="Use /session start")).to_be_visible()
    await to_the_gathering(keys)
    await keys.glances("gathering")
    await keys.plays("Lead")
    await keys.uses("setup")
    await keys.glances("setup")
    await keys.presses("Put this away")


async def welcome(keys: Typist) -> None:
    """Start, come as a member, say yes three times, open the menus and a form of staff."""
    await keys.plays("Facilitator")
    await keys.presses("I am ready")
    await keys.presses("Start now")
    await keys.sees("Step 1 of 7")
    await keys.plays("A member: Ana")
    for label in ("I am here", "Yes, take part", "Yes, count me", "Yes, you can ask", "More for me", "Help"):
        await keys.presses(label, GROUP)
    await keys.glances("welcome, with three private answers")
    await keys.presses("Put this away", GROUP)
    await keys.is_on("Help")
    await keys.plays("Facilitator")
    for page in range(2, 7):
        await keys.presses("Next card")
        await keys.sees(f"This is card {page} of", "Staff room")
    await keys.presses("Change the rules")
    await keys.glances("a form of staff")
    await keys.key("Escape")
    await keys.is_on("Change the rules")


async def icebreaker_with_a_break(keys: Typist) -> None:
    """Choose a question, answer it, show the answers, and have a break."""
    await keys.presses("Next step")
    await keys.sees("Step 2 of 7")
    await keys.is_on("Next step")
    await keys.to(keys.room("Staff room").locator(".card button", has_text="Use ").first)
    await keys.key("Enter")
    await keys.keeps_focus("the question")
    await keys.sees("Press one answer")
    await keys.looks("icebreaker open", *ALL_FOUR)
    await keys.others_act()
    await keys.presses("Show the answers")
    await keys.glances("icebreaker shown")
    await private_pages(keys)
    await keys.presses("Start a break")
    await keys.sees("We have a break now.")
    await keys.glances("a break in the icebreaker")
    await keys.presses("Go on")


async def private_pages(keys: Typist) -> None:
    """Raise a hand, open the menu of a member, and try it alone."""
    await keys.plays("A member: Ana")
    for label in ("Raise my hand", "More for me", "Try it alone"):
        await keys.presses(label, GROUP)
        await keys.glances(label)
    await keys.presses("Put this away", GROUP)
    await keys.plays("Facilitator")


async def check_in(keys: Typist) -> None:
    """Fill in the form: it takes the focus and gives it back."""
    await keys.presses("Next step")
    await keys.sees("Step 3 of 7")
    await keys.plays("A member: Ana")
    await keys.presses("Answer in private", GROUP)
    await keys.glances("a form of a member")
    await keys.key("Space", "Tab", "Space", "Tab", "Enter")
    await keys.is_on("Answer in private")
    await keys.hears("Only you can see this.")
    await keys.others_act()
    await keys.plays("Facilitator")
    await keys.presses("Show the answers")
    await keys.glances("check-in")


async def feeling_words(keys: Typist) -> None:
    """Choose a feeling as staff, a word as a member, and show the words."""
    await keys.presses("Next step")
    await keys.sees("Step 4 of 7")
    await keys.chooses("Choose a feeling")
    await keys.plays("A member: Ana")
    await keys.presses("Choose a word", GROUP)
    await keys.glances("a list of a member")
    await keys.others_act()
    await keys.plays("Facilitator")
    await keys.presses("Close list: Words")
    await keys.glances("staff read words")
    await keys.presses("Show these")
    await keys.sees("Our words")
    await keys.looks("feeling words shown", *ALL_FOUR)


async def topic(keys: Typist) -> None:
    """Let the group see a topic, with a picture on its card."""
    await keys.presses("Next step")
    await keys.sees("Step 5 of 7")
    await keys.others_act()
    await keys.chooses("Choose a topic")
    await keys.glances("topic")


async def thank_yous(keys: Typist) -> None:
    """Write one as a member, and answer that it is there."""
    await keys.presses("Next step")
    await keys.sees("Step 6 of 7")
    await keys.plays("A member: Ana")
    await keys.presses("Write my own", GROUP)
    await keys.page.keyboard.type("The sun on my way home")
    await keys.to(keys.page.get_by_role("button", name="Send answers"))
    await keys.key("Enter")
    await keys.is_on("Write my own")
    await keys.others_act()
    await keys.plays("Facilitator")
    await keys.presses("Close list: Thank you list")
    await keys.presses("Show these")
    await keys.glances("thank you list")


async def goodbye(keys: Typist) -> None:
    """End the group, say goodbye, close it, and keep the words."""
    await keys.presses("End the group")
    await keys.presses("Yes, end it")
    await keys.sees("Step 7 of 7")
    await keys.glances("goodbye")
    await keys.presses("Close the group")
    await keys.sees("The group is closed now.")
    await keys.glances("over")


async def a_choice_that_was_begun_outlives_a_new_list(keys: Typist) -> None:
    """Somebody has chosen and not sent it when the list changes: the choice and the focus stay."""
    kept = await keys.page.evaluate(
        """async () => {
          const { drawParts } = await import("/static/parts.js");
          const box = document.querySelector("main").appendChild(document.createElement("div"));
          const options = ["a", "b", "c", "d", "e"].map((one) => ({ label: one, value: one }));
          const list = (some) => [{ kind: "select", id: "x", label: "One", min: 1, max: 1, options: some }];
          drawParts(box, list(options.slice(0, 4)), {});
          box.querySelector("select").value = "c";
          box.querySelector("select").focus();
          drawParts(box, list(options), {});
          const { tagName, value, length } = document.activeElement;
          box.remove();
          return [tagName, value, length];
        }"""
    )
    assert kept == ["SELECT", "c", 6]
