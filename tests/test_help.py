"""Help that is always answered: whoever asks is told at each moment how it is, over a restart too."""

from pathlib import Path

import discord
import pytest
from house import House, open_house

from bot.rehearsal.people import Person, Reply, controls_of, text_of


async def asks(home: House, member: Person, choice: str = "Talk to someone") -> Reply:
    """Let a member press Help, make a choice and say yes."""
    card = await member.presses("Help", home.card)
    assert card.message
    question = await member.presses(choice, card.message)
    assert question.message
    return await member.presses("Yes, tell them", question.message)


def alerts(home: House) -> list[str]:
    """Read what staff were told about help."""
    return [text_of(one) for one in home.staff.history() if "<@&" in text_of(one)]


def alert(home: House) -> discord.Message:
    """Find the alert that can be taken."""
    return next(one for one in reversed(home.staff.history()) if any(c.verb == "have-this" for c in controls_of(one)))


def quiet_room(home: House) -> list[str]:
    """Read the private room that was opened."""
    (thread,) = home.room.threads
    return [text_of(one) for one in thread.history()]


async def test_the_card_has_the_numbers_the_date_and_its_choices(tmp_path: Path) -> None:
    """And staff are told once that somebody pressed, without a name, however often it is pressed."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        card = await ana.presses("Help", home.card)
        await ana.presses("Help", home.card)

        assert card.private
        assert "999" in card.text
        assert "116 123" in card.text
        assert "We checked these numbers on 21 November 2026." in card.text
        assert card.labels() == [home.say(f"help.{one}") for one in ("talk", "break", "upset", "report", "numbers")]
        assert len(alerts(home)) == 1
        assert ana.name not in alerts(home)[0]


async def test_a_yes_opens_a_private_room_and_the_alert_says_no_name(tmp_path: Path) -> None:
    """The person, and staff by a mention, are in the room; the staff channel reads no name and no reason."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        reply = await asks(home, ana, "Something upset me")

        assert reply.private
        assert "I opened a private room" in reply.text
        assert "This room is for you and the facilitators" in quiet_room(home)[0]
        assert all(ana.name not in words and str(ana.actor.id) not in words for words in alerts(home))
        assert "upset" not in alerts(home)[-1]
        assert home.room.threads[0].name == "A quiet room"


async def test_whoever_has_it_is_named_in_the_room_and_a_second_one_is_told(tmp_path: Path) -> None:
    """Pressing Help again shows that a facilitator has it."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        await asks(home, ana)
        seen = alert(home)
        await home.facilitator.presses("I have this", seen)
        again = await ana.presses("Help", home.card)

        assert f"{home.facilitator.name} is here for you now" in quiet_room(home)[-1]
        assert "A facilitator has been here for you since" in again.text
        await home.second.presses("We talked", home.staff.history()[-1])
        assert await home.refused(home.services.help.take(home.caller(home.second), 1)) == "help-ended"


async def test_a_member_cannot_take_a_call(tmp_path: Path) -> None:
    """Nobody becomes a facilitator by accident."""
    async with open_house(tmp_path) as home:
        await home.start()
        await asks(home, home.members[0])

        assert await home.refused(home.services.help.take(home.caller(home.members[1]), 1)) == "staff-only"


@pytest.mark.parametrize("restart", [False, True])
async def test_nobody_is_left_to_wait_untold(tmp_path: Path, restart: bool) -> None:
    """After 2 minutes the person is told not to wait, after 5 that no one is here; staff are told each time, once."""
    async with open_house(tmp_path) as home:
        await home.start()
        await asks(home, home.members[0])
        before = len(alerts(home))
        await home.forward(minutes=1)
        assert len(alerts(home)) == before

        if restart:
            await home.stage.restart()
        await home.forward(minutes=1, seconds=1)
        assert "Nobody has answered yet. Please do not wait" in quiet_room(home)[-1]
        assert "116 123" in quiet_room(home)[-1]
        assert len(alerts(home)) == before + 1

        if restart:
            await home.stage.restart()
        await home.forward(minutes=3)
        assert "No one is here now" in quiet_room(home)[-1]
        assert len(alerts(home)) == before + 2

        await home.forward(minutes=30)
        assert len(alerts(home)) == before + 2


async def test_a_call_that_was_taken_wakes_nobody(tmp_path: Path) -> None:
    """From then on the clock says nothing more."""
    async with open_house(tmp_path) as home:
        await home.start()
        await asks(home, home.members[0])
        await home.facilitator.presses("I have this", alert(home))
        before = len(alerts(home))
        await home.forward(minutes=10)

        assert len(alerts(home)) <= before


async def test_how_it_ended_is_kept_without_a_person(tmp_path: Path) -> None:
    """The row holds the outcome; the index and the encrypted id are gone, and no text was ever there."""
    async with open_house(tmp_path) as home:
        await home.start()
        await asks(home, home.members[0])
        await home.facilitator.presses("I have this", alert(home))
        taken = home.staff.history()[-1]
        await home.facilitator.presses("We talked", taken)
        call = await home.services.desk.store.read(lambda unit: unit.help_calls.get(1))

        assert call
        assert (call.state, call.hidden_xid) == ("ended", None)
        assert "This call for help has ended: We talked" in text_of(home.staff.history()[-1])


async def test_where_no_room_can_be_opened_a_second_yes_gives_the_name(tmp_path: Path) -> None:
    """The person is told at once; without the second yes staff read no name."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        home.stage.env.inject_error("POST", f"/channels/{home.room.id}/threads", status=403, code=50013)
        question = await asks(home, ana)

        assert "I cannot open a private room" in question.text
        assert ana.name not in "".join(alerts(home))
        assert question.message
        told = await ana.presses("Yes, tell them", question.message)
        assert "I told them your name" in told.text
        assert f"{ana.name} asks to talk to you" in alerts(home)[-1]


async def test_help_works_when_there_is_no_session_and_says_when_somebody_will_be_here(tmp_path: Path) -> None:
    """By the command, in a room that was never opened; the next time is told in words."""
    async with open_house(tmp_path, weekday=1) as home:
        await home.forward(hours=1)
        card = await home.members[0].types(home.room, "help-now")

        assert "999" in card.text
        assert "A person will be here on Tuesday 1 December at 6:30pm" in card.text


async def test_help_in_the_closed_room_still_reaches_staff(tmp_path: Path) -> None:
    """The closing card keeps its Help button when members can no longer write."""
    async with open_house(tmp_path) as home:
        await home.start()
        await home.close()
        await home.forward(minutes=11)
        reply = await asks(home, home.members[0])

        assert "I opened a private room" in reply.text
        assert len(alerts(home)) == 2


async def test_an_old_call_that_came_to_nothing_does_not_silence_help(tmp_path: Path) -> None:
    """Hours later a press on Help is a new one: staff are told again, and all choices are there."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        await asks(home, ana)
        await home.forward(minutes=3)
        await home.forward(minutes=3)
        before = len(alerts(home))
        await home.forward(hours=10)
        card = await ana.types(home.room, "help-now")

        assert len(alerts(home)) == before + 1
        assert home.say("help.staff-told") in card.text
        assert home.say("help.talk") in card.labels()


async def test_the_person_is_told_who_has_it_even_when_the_alert_cannot_be_drawn(tmp_path: Path) -> None:
    """The person comes first; a second press draws the alert as it is, and its outcome can still be given."""
    async with open_house(tmp_path) as home:
        await home.start()
        await asks(home, home.members[0])
        seen = alert(home)
        home.stage.env.inject_error("POST", "/interactions/*/callback", status=400, code=50035)
        await home.facilitator.presses("I have this", seen)
        assert f"{home.facilitator.name} is here for you now" in quiet_room(home)[-1]

        await home.second.presses("I have this", alert(home))
        assert "We talked" in [one.label for one in controls_of(home.staff.history()[-1])]


async def test_the_name_can_still_be_given_after_the_question_was_put_away(tmp_path: Path) -> None:
    """Without a private room, Help keeps offering it until somebody has the call."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        home.stage.env.inject_error("POST", f"/channels/{home.room.id}/threads", status=403, code=50013)
        await asks(home, ana)
        card = await ana.presses("Help", home.card)
        assert card.message
        await ana.presses(home.say("help.tell-name"), card.message)

        assert f"{ana.name} asks to talk to you" in alerts(home)[-1]


async def test_nobody_reads_that_staff_know_when_they_do_not(tmp_path: Path) -> None:
    """The staff channel refuses: the person is told so, and the next press tries again."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        first = await ana.presses("Help", home.card)
        home.stage.env.inject_error("POST", f"/channels/{home.staff.id}/messages", status=403, code=50013)
        assert first.message
        question = await ana.presses(home.say("help.talk"), first.message)
        assert question.message
        reply = await ana.presses(home.say("help.yes-tell"), question.message)
        assert reply.text == home.say("help.not-told")

        card = await ana.presses("Help", home.card)
        assert "Nobody has answered yet" in card.text
        assert alert(home)


async def test_a_call_that_has_ended_leads_to_nobody(tmp_path: Path) -> None:
    """Neither the index, nor the id, nor the room in Discord stays beside how it ended; and that stays as it is."""
    async with open_house(tmp_path) as home:
        await home.start()
        await asks(home, home.members[0])
        await home.facilitator.presses("I have this", alert(home))
        staff = home.caller(home.facilitator)
        await home.services.help.end(staff, 1, "safeguarding")
        call = await home.services.desk.store.read(lambda unit: unit.help_calls.get(1))

        assert call
        assert (call.thread_xid, call.alert_xid, call.hidden_xid) == (None, None, None)
        assert await home.refused(home.services.help.end(staff, 1, "talked")) == "help-ended"
