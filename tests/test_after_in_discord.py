"""What comes after a session, by the front door: faces and pages in a locked room, one question at a time, no names."""

from datetime import UTC, datetime
from pathlib import Path

import discord
from house import House, open_house

from bot.rehearsal.people import Person, Reply, controls_of, text_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def sees(person: Person, reply: Reply, verb: str, value: str = "") -> Reply:
    """Press the control with this verb on a private page; in a list, choose ``value``."""
    assert reply.message
    for control in (one for one in reply.controls if one.verb == verb):
        if value in {option for _label, option in control.options}:
            return await person.chooses([value], reply.message, custom_id=control.custom_id)
        if not control.options and control.argument.endswith(value):
            return await person.presses_control(control, reply.message)
    raise LookupError(verb)


def with_text(channel: list[discord.Message], words: str) -> list[discord.Message]:
    """Find the messages that say this."""
    return [one for one in channel if words in text_of(one)]


async def last_card(home: House) -> discord.Message:
    """Find the card of the session that is over."""
    return next(one for one in reversed(home.room.history()) if "The group is closed now." in text_of(one))


async def test_feedback_is_two_presses_in_a_locked_room_and_reaches_staff_without_names(tmp_path: Path) -> None:
    """All get the same words; it is over at noon; what changed is read at the next session."""
    async with open_house(tmp_path, members=4) as home:
        await home.start()
        for member in home.members:
            await home.arrives(member)
        await home.at_step("icebreaker")
        await home.close()
        await home.forward(minutes=11)
        card = await last_card(home)
        thanks = set()
        for member, face in zip(home.members, ("Good", "Not good", "OK", "Good"), strict=True):
            reply = await member.presses(face, card)
            thanks.add(reply.text)
            assert reply.private
            thanks.add((await sees(member, reply, "feedback-like", "icebreaker")).text)
        for member, words in zip(home.members, ("More time", "Thank you", "It was loud"), strict=False):
            opened = await sees(member, await member.presses("Good", card), "feedback-write")
            thanks.add((await member.fills(opened, {"words": words})).text)
        await home.stage.restart()
        assert len(thanks) == 1
        assert "until Wednesday 25 November at 12 noon" in thanks.pop()
        await home.forward(hours=17, minutes=30)

        late = await home.members[0].presses("Good", card)
        assert late.text == home.say("refused.feedback-over")
        told = with_text(home.staff.history(), home.say("after.news"))
        assert len(told) == 1
        page = await home.facilitator.presses("What people wrote", told[0])
        assert all(words in page.text for words in ("More time", "Thank you", "It was loud"))
        assert not any(member.name in page.text for member in home.members)
        assert (await home.members[0].types(home.room, "feedback")).text == home.say("refused.feedback-over")

        page = await sees(home.facilitator, page, "we-did")
        assert "Write a line" not in page.labels()
        form = await sees(home.lead, await home.lead.types(home.staff, "we-did"), "we-did-write")
        await home.lead.fills(form, {"line": "We have more time to talk now."})
        await home.forward(days=6)
        await home.start()
        assert home.say("we-did.card", line="We have more time to talk now.") in home.card_text
        await home.at_step("icebreaker")
        assert "You said, we did" not in home.card_text


async def test_the_pages_that_may_help_are_reached_from_the_pinned_card(tmp_path: Path) -> None:
    """By feeling and by topic; the lead's forms change them; the pinned card is still one after a restart."""
    async with open_house(tmp_path, members=1) as home:
        await home.forward(minutes=1)
        pinned = [one for one in home.room.history() if any(each.verb == "library" for each in controls_of(one))]
        assert len(pinned) == 1
        me = home.members[0]
        page = await me.presses("Pages that may help", pinned[0])
        assert page.private
        assert "library-change" not in [one.verb for one in page.controls]
        found = await sees(me, page, "library-list", "lonely")
        assert "https://www.mencap.org.uk" in found.text
        assert "https://www.nhs.uk" not in found.text
        assert home.say("library.not-checked") in found.text

        page = await sees(home.lead, await home.lead.types(home.staff, "resources"), "library-change")
        form = await sees(home.lead, page, "library-form")
        filled = {"label": "Our walks", "line": "We walk by the river.", "address": "walks.example", "feeling": "calm"}
        wrong = await home.lead.fills(form, filled)
        assert home.say("refused.not-an-address") in wrong.text
        form = await sees(home.lead, wrong, "library-form")
        page = await home.lead.fills(form, {**filled, "address": "https://walks.example"})
        one = await sees(home.lead, await sees(home.lead, page, "library-page", "mencap"), "library-checked")
        assert home.say("library.checked", day="24 November 2026") in one.text
        await sees(home.lead, await sees(home.lead, one, "library-remove"), "library-remove", ".yes")
        await home.stage.restart()
        await home.forward(minutes=1)
        found = await sees(me, await me.types(home.room, "resources"), "library-list", ".0")

        assert "https://walks.example" in found.text
        assert "https://www.mencap.org.uk" not in found.text
        assert len([one for one in home.room.history() if any(e.verb == "library" for e in controls_of(one))]) == 1
        await home.forward(days=190)
        assert len(with_text(home.staff.history(), "Please look at the pages")) == 1


async def test_outcome_questions_from_the_page_that_says_why_to_the_end_of_the_round(tmp_path: Path) -> None:
    """Off at first; one question at a time, always the same words; numbers to call at the end; no count for anybody."""
    async with open_house(tmp_path, members=3) as home:
        await home.start()
        for member in home.members:
            await home.arrives(member)
        await home.close()
        page = await home.lead.types(home.staff, "outcomes")
        assert "Apps may not get health information." in page.text
        page = await sees(home.lead, page, "outcomes-switch")
        page = await sees(home.lead, page, "outcomes-part", "start")
        home.stage.env.inject_error("POST", f"/channels/{home.room.id}/messages", status=500)
        await sees(home.lead, page, "outcomes-open", ".plain")
        assert with_text(home.room.history(), "What does our group do for you?") == []
        await home.forward(seconds=30)
        await home.stage.restart()
        await home.forward(seconds=30)
        (card,) = with_text(home.room.history(), "What does our group do for you?")

        said: list[list[str]] = []
        for answer in ("yes", "no"):
            member = home.members[len(said)]
            reply = await member.presses("Answer the questions", card)
            texts = [reply.text]
            for _question in range(6):
                reply = await sees(member, reply, "round-give", f".{answer}")
                texts.append(reply.text)
            reply = await sees(member, reply, "round", ".next")
            reply = await sees(member, reply, "round-give", ".often" if answer == "no" else ".not-often")
            said.append([*texts, reply.text])
        assert said[0] == said[1]
        assert "116 123" in said[0][-1]
        assert (await home.members[2].types(home.room, "outcomes")).text == said[0][0]

        page = await home.lead.types(home.staff, "outcomes")
        assert "members can answer now" in page.text
        page = await sees(home.lead, await sees(home.lead, page, "outcomes-close"), "outcomes-close", ".yes")
        assert home.say("outcomes.state-discarded", part="At the start") in page.text
        (card,) = with_text(home.room.history(), "What does our group do for you?")
        assert controls_of(card) == []

        page = await sees(home.lead, page, "outcomes-part", "end")
        form = await sees(home.lead, page, "outcomes-paper", "outcome-fun")
        wrong = await home.lead.fills(form, {"numbers": "Yes: 9\nA bit: 3\nNo: some\nNot sure: 1"})
        assert home.say("refused.not-a-number", most=1000) in wrong.text
        form = await sees(home.lead, wrong, "outcomes-paper", "outcome-fun")
        page = await home.lead.fills(form, {"numbers": "Yes: 9\nA bit: 3\nNo: 2\nNot sure: 1"})
        assert home.say("outcomes.state-paper", part="At the end") in page.text
