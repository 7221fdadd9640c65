"""A worry goes to the lead alone, is never kept, and nobody believes that it was read when it was not."""

from pathlib import Path

import discord
from house import House, open_house
from made import look

from bot.rehearsal.people import Person, Reply, controls_of, text_of

WORDS = "She said that somebody at home takes her money"


async def writes(home: House, by: Person | None = None, danger: str = "no") -> Reply:
    """Let a facilitator open the menu on the panel and pass on a worry."""
    person = by or home.facilitator
    menu = await person.presses(home.say("staff-button.people"), home.panel)
    assert menu.message
    opened = await person.presses(home.say("care.worry"), menu.message)
    return await person.fills(opened, {"words": WORDS, "when": "today", "danger": danger, "told": "yes"})


def lead_room(home: House) -> list[str]:
    """Read the room that was opened for the lead."""
    (thread,) = home.staff.threads
    return [text_of(one) for one in thread.history()]


def staff_texts(home: House) -> str:
    """Read all of the staff channel."""
    return "\n".join(text_of(one) for one in home.staff.history())


async def reads(home: House, person: Person) -> Reply:
    """Let somebody press "I have read this"."""
    (thread,) = home.staff.threads
    there = home.stage.bot.get_channel(thread.id)
    assert isinstance(there, discord.Thread)
    await there.add_user(discord.Object(person.actor.id))  # Discord does that at the mention; simcord does not
    button = next(one for one in thread.history() if any(c.verb == "read-worry" for c in controls_of(one)))
    return await person.presses(home.say("worry.i-read"), button)


def dump_of(home: House) -> bytes:
    """Read every byte of the database's files."""
    return b"".join(file.read_bytes() for file in (home.folder / "data").iterdir())


def actions_of(home: House) -> list[str]:
    """Read the names of what staff did, as anybody with the file could."""
    return [name for (name,) in look(home.folder / "data", "SELECT action FROM staff_actions ORDER BY id")]


async def test_a_worry_reaches_the_lead_alone(tmp_path: Path) -> None:
    """The words are in the lead's room, whose mention pings the lead; the staff channel and the database have none."""
    async with open_house(tmp_path) as home:
        await home.start()
        reply = await writes(home)
        room = lead_room(home)
        lead = home.stage.guild.roles["Lead"]

        assert reply.private
        assert "I passed it on to the lead at 6:30pm." in reply.text
        assert WORDS in room[0]
        assert f"<@&{lead.id}>" in room[0]
        assert f"<@&{home.stage.guild.roles['Facilitator'].id}>" not in room[0]
        assert WORDS not in staff_texts(home)
        assert WORDS.encode() not in dump_of(home)


async def test_in_danger_999_comes_first(tmp_path: Path) -> None:
    """Before anything else that the answer says."""
    async with open_house(tmp_path) as home:
        await home.start()
        reply = await writes(home, danger="yes")

        assert reply.text.startswith(home.say("worry.call-999"))


async def test_the_facilitators_read_who_read_it_and_not_what(tmp_path: Path) -> None:
    """The lead's press names the lead and the time; it is in the audit; nobody is told again after it."""
    async with open_house(tmp_path) as home:
        await home.start()
        await writes(home)
        await reads(home, home.lead)
        told = staff_texts(home)
        await home.forward(minutes=40)

        assert f"{home.lead.name} has read the worry that you passed on." in told
        assert home.say("worry.phone-lead") not in staff_texts(home)
        assert {"worry-passed", "worry-read"} <= set(actions_of(home))


async def test_only_the_lead_can_say_that_it_was_read(tmp_path: Path) -> None:
    """A facilitator is refused; so is a second press."""
    async with open_house(tmp_path) as home:
        await home.start()
        await writes(home)
        where = (home.staff.id, home.stage.guild.id)
        read = home.services.hand_ons.read

        assert await home.refused(read(home.caller(home.facilitator), 1, *where)) == "leads-only"
        assert await home.refused(read(home.caller(home.members[0]), 1, *where)) == "staff-only"
        await read(home.caller(home.lead), 1, *where)
        assert await home.refused(read(home.caller(home.lead), 1, *where)) == "worry-read-before"


async def test_an_unread_worry_is_told_again_after_5_and_30_minutes_over_a_restart(tmp_path: Path) -> None:
    """The lead in the room, the facilitators in their channel: phone now. Twice, and not a third time."""
    async with open_house(tmp_path) as home:
        await home.start()
        await writes(home)
        await home.forward(minutes=4)
        assert home.say("worry.phone-lead") not in staff_texts(home)
        await home.stage.restart()
        await home.forward(minutes=1)
        assert staff_texts(home).count(home.say("worry.phone-lead")) == 1
        await home.forward(minutes=25)
        await home.forward(minutes=60)

        assert staff_texts(home).count(home.say("worry.phone-lead")) == 2
        assert sum(home.say("worry.again") in one for one in lead_room(home)) == 2


async def test_where_discord_refuses_the_writer_gets_the_words_back(tmp_path: Path) -> None:
    """With what to do; no half room stays, and no later notice says that the lead has it."""
    async with open_house(tmp_path) as home:
        await home.start()
        home.stage.env.inject_error("POST", f"/channels/{home.staff.id}/threads", status=403, code=50013)
        reply = await writes(home)
        await home.forward(minutes=40)

        assert reply.private
        assert home.say("worry.not-sent") in reply.text
        assert WORDS in reply.text
        assert home.say("worry.phone-lead") not in staff_texts(home)


async def test_a_worry_that_a_kill_swallowed_is_named(tmp_path: Path) -> None:
    """It was stored that one was on its way, and no room was opened: staff are told to phone, once."""
    async with open_house(tmp_path) as home:
        await home.start()
        await home.services.hand_ons.pass_on(home.caller(home.facilitator), home.staff.id, home.stage.guild.id)
        await home.stage.restart()
        await home.forward(minutes=3)
        await home.forward(minutes=40)

        assert staff_texts(home).count(home.say("worry.was-lost")) == 1


async def test_a_member_cannot_open_the_menu_or_send_the_form(tmp_path: Path) -> None:
    """A forged press is refused in the service."""
    async with open_house(tmp_path) as home:
        await home.start()
        where = (home.room.id, home.stage.guild.id)
        ana = home.caller(home.members[0])

        assert await home.refused(home.services.hand_ons.may_pass(ana, *where)) == "staff-only"
        assert await home.refused(home.services.hand_ons.pass_on(ana, *where)) == "staff-only"
