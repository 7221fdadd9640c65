"""Telling staff about something in private, and leaving: nobody is told more than the person chose."""

from pathlib import Path

import discord
import pytest
from house import House, open_house
from made import rows_in

from bot.rehearsal.people import Person, Reply, text_of

UNKIND = "You are so slow, Ana"


async def somebody_writes(home: House, words: str = UNKIND) -> discord.Message:
    """Let a member write in the room."""
    return await home.members[1].actor.send(home.room, words)


async def right_clicks(home: House, who: Person, message: discord.Message) -> Reply:
    """Let somebody choose "Tell staff about this" on a message."""
    return Reply(await who.actor.context_menu(home.room, home.say("report.menu"), message))


async def reports(home: House, who: Person, first: Reply, kind: str = "unkind", how: str = "without-name") -> Reply:
    """Let somebody go through the two presses of a report."""
    assert first.message
    asked = await who.presses(home.say(f"report-kind.{kind}"), first.message)
    assert asked.message
    return await who.presses(home.say(f"report.{how}"), asked.message)


def database(home: House) -> list[str]:
    """Read every row of the database."""
    return rows_in(home.folder / "data")


async def test_a_right_click_tells_staff_the_kind_and_the_place_and_nothing_else(tmp_path: Path) -> None:
    """One alert: no name, no content; the room and the person it is about read nothing; nothing is stored."""
    async with open_house(tmp_path) as home:
        await home.start()
        message = await somebody_writes(home)
        before, kept, room = len(home.staff.history()), database(home), home.messages()
        ana, ben = home.members[:2]
        sent = await reports(home, ana, await right_clicks(home, ana, message))
        (alert,) = home.staff.history()[before:]

        assert sent.private
        assert home.say("report.sent") in sent.text
        assert home.say("report.now") in sent.text
        assert home.say("report-told.unkind") in text_of(alert)
        assert f"https://discord.com/channels/{home.stage.guild.id}/{home.room.id}/{message.id}" in text_of(alert)
        assert "<@&" in text_of(alert)
        for hidden in (ana.name, str(ana.actor.id), ben.name, str(ben.actor.id), UNKIND):
            assert hidden not in text_of(alert)
        assert home.messages() == room
        assert database(home) == kept


@pytest.mark.parametrize("kind", ["unkind", "private", "upset", "other"])
async def test_the_help_card_has_a_way_to_report_without_a_message(tmp_path: Path, kind: str) -> None:
    """Four kinds by a press; the alert has no link."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        card = await ana.presses("Help", home.card)
        assert card.message
        await reports(home, ana, await ana.presses(home.say("help.report"), card.message), kind)
        alert = text_of(home.staff.history()[-1])

        assert home.say(f"report-told.{kind}") in alert
        assert home.say("staff.report") in alert
        assert "https://" not in alert
        assert ana.name not in alert


async def test_a_name_is_given_only_by_choice(tmp_path: Path) -> None:
    """And nothing at all is sent before the choice, or after "Do not send"."""
    async with open_house(tmp_path) as home:
        await home.start()
        message = await somebody_writes(home)
        ana = home.members[0]
        before = len(home.staff.history())
        reply = await reports(home, ana, await right_clicks(home, ana, message), how="do-not-send")
        assert reply.text == home.say("pass.text")
        assert len(home.staff.history()) == before
        await reports(home, ana, await right_clicks(home, ana, message), how="with-name")

        assert home.say("staff.report-named", name=ana.name) in text_of(home.staff.history()[-1])


async def test_a_report_that_reaches_nobody_says_so_with_the_numbers(tmp_path: Path) -> None:
    """At once; nobody waits for staff who do not know."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        first = await right_clicks(home, ana, await somebody_writes(home))
        home.stage.env.inject_error("POST", f"/channels/{home.staff.id}/messages", status=403, code=50013)
        reply = await reports(home, ana, first)

        assert home.say("help.not-told") in reply.text
        assert "116 123" in reply.text
        assert home.say("report.sent") not in reply.text


async def test_outside_a_session_a_report_says_when_a_person_will_look(tmp_path: Path) -> None:
    """With the day and the time, or honestly that it is not known."""
    async with open_house(tmp_path, weekday=1) as home:
        await home.forward(hours=1)
        ana = home.members[0]
        reply = await reports(home, ana, await right_clicks(home, ana, await somebody_writes(home)))
        assert "Tuesday 1 December at 6:30pm" in reply.text
    async with open_house(tmp_path / "other") as home:
        ana = home.members[0]
        reply = await reports(home, ana, await right_clicks(home, ana, await somebody_writes(home)))
        assert home.say("report.unknown") in reply.text


async def test_a_report_survives_a_restart_between_its_presses(tmp_path: Path) -> None:
    """What it is about is in the buttons."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        message = await somebody_writes(home)
        first = await right_clicks(home, ana, message)
        await home.stage.restart()
        await reports(home, ana, first)

        assert str(message.id) in text_of(home.staff.history()[-1])


async def test_an_outsider_cannot_report(tmp_path: Path) -> None:
    """The alert pings staff, so it is for the group."""
    async with open_house(tmp_path) as home:
        await home.start()
        before = len(home.staff.history())
        reply = await right_clicks(home, home.outsider, await somebody_writes(home))

        assert reply.text == home.say("refused.not-a-member")
        assert len(home.staff.history()) == before


# Leaving.


async def leaves(home: House, member: Person, way: str) -> Reply:
    """Let a member press Break, then that they leave, then how they are."""
    kind = await member.presses("Break", home.card)
    assert kind.message
    asked = await member.presses(home.say("leaving.button"), kind.message)
    assert asked.message
    return await member.presses(home.say(f"leaving.{way}"), asked.message)


async def test_who_leaves_and_is_ok_or_wants_no_contact_leaves_no_trace(tmp_path: Path) -> None:
    """Staff read nothing, nothing is stored, and both replies are the same."""
    async with open_house(tmp_path) as home:
        await home.start()
        before, kept = [text_of(one) for one in home.staff.history()], database(home)
        replies = [await leaves(home, member, way) for member, way in zip(home.members, ("ok", "none"), strict=False)]

        assert replies[0].text == replies[1].text == home.say("leaving.goodbye")
        assert [text_of(one) for one in home.staff.history()] == before
        assert database(home) == kept


async def test_who_asks_to_be_checked_on_gets_a_call_for_help_with_their_name(tmp_path: Path) -> None:
    """A private room, the name for staff, and the same promises after 2 and 5 minutes."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        reply = await leaves(home, ana, "check")
        alert = home.staff.history()[-1]
        assert home.say("staff.help-leaving", name=ana.name) in text_of(alert)
        (room,) = home.room.threads
        assert room.mention in reply.text
        await home.forward(minutes=2, seconds=1)
        assert home.say("help.wait-first") in text_of(room.history()[-1])
        await home.facilitator.presses(home.say("staff-button.have-this"), home.staff.history()[-1])

        assert home.facilitator.name in text_of(room.history()[-1])


async def test_who_leaves_is_told_when_staff_cannot_be_reached(tmp_path: Path) -> None:
    """With the numbers; and the next press on Help tries again."""
    async with open_house(tmp_path) as home:
        await home.start()
        home.stage.env.inject_error("POST", f"/channels/{home.staff.id}/messages", status=403, code=50013)
        reply = await leaves(home, home.members[0], "check")
        assert home.say("help.not-told") in reply.text
        assert "116 123" in reply.text
        before = len(home.staff.history())
        await home.members[0].presses("Help", home.card)

        assert len(home.staff.history()) == before + 1


async def test_who_already_waits_for_help_can_still_ask_to_be_checked_on(tmp_path: Path) -> None:
    """The same call goes on, in the same room; staff read the name that was given now."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        where = (home.room.id, home.stage.guild.id)
        await home.services.help.ask(home.caller(ana), *where, "talk")
        await leaves(home, ana, "check")
        calls = await home.services.desk.store.read(lambda unit: unit.help_calls.in_states(("open",)))

        assert len(calls) == 1
        assert home.say("staff.help-leaving", name=ana.name) in text_of(home.staff.history()[-1])
