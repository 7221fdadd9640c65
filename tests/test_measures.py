"""The ladder: each step is told with its reason, can end again, ends by itself, and is about nobody after."""

from pathlib import Path

import discord
import pytest
from house import House, open_house
from made import look

from bot.rehearsal.people import Person, Reply, text_of
from bot.services.measures import REASONS

RULES = "rules"


async def chooses(home: House, person: Person, by: Person | None = None) -> Reply:
    """Let staff open the menu on the panel and choose a person."""
    staff = by or home.facilitator
    menu = await staff.presses(home.say("staff-button.people"), home.panel)
    assert menu.message
    return Reply(await staff.actor.select(menu.message, [person.actor]), menu.message)


async def takes(home: House, kind: str, person: Person, by: Person | None = None, reason: str = RULES) -> Reply:
    """Let staff take a step of the ladder for a reason."""
    staff = by or home.facilitator
    ladder = await chooses(home, person, staff)
    assert ladder.message
    reasons = await staff.presses(home.say(f"measure.{kind}"), ladder.message)
    assert reasons.message
    return await staff.chooses([reason], reasons.message)


async def lifts(home: House, by: Person | None = None) -> Reply:
    """Let staff end the first measure on the menu."""
    staff = by or home.facilitator
    menu = await staff.types(home.staff, "look-after")
    assert menu.message
    return await staff.presses(home.say("care.lift", n=1), menu.message)


def may(home: House, person: Person, right: str, *, voice: bool = False) -> bool:
    """Tell whether Discord lets a person do something in the group's room."""
    channel = home.stage.bot.get_channel(home.stage.voice.id if voice else home.room.id)
    assert isinstance(channel, discord.TextChannel | discord.VoiceChannel)
    base = channel.permissions_for(channel.guild.get_role(home.stage.guild.roles["Member"].id) or channel.guild.me)
    own = next((value for who, value in channel.overwrites.items() if who.id == person.actor.id), None)
    denied = own is not None and getattr(own, right) is False
    return bool(getattr(base, right)) and not denied


def rows(home: House, columns: str = "kind, reason, state, person, hidden_xid, thread_xid") -> list[tuple[object, ...]]:
    """Read the measures as anybody with the file could."""
    return look(home.folder / "data", f"SELECT {columns} FROM measures ORDER BY id")  # noqa: S608  our own names


def actions(home: House) -> list[str]:
    """Read the names of what staff did."""
    names = [name for (name,) in look(home.folder / "data", "SELECT action FROM staff_actions ORDER BY id")]
    return [name for name in names if name not in ("start", "ready")]


def rooms(home: House) -> list[str]:
    """Read the private rooms that were opened, all words of each."""
    return ["\n".join(text_of(one) for one in thread.history()) for thread in home.room.threads]


def told_directly(person: Person) -> str:
    """Read what the bot wrote to a person directly."""
    return "\n".join(text_of(one) for one in person.actor.user.dm_channel.history())


async def test_a_private_word_opens_a_room_and_keeps_nobody(tmp_path: Path) -> None:
    """The person reads who wants to talk and why; the row is about nobody from the first moment."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        reply = await takes(home, "word", ana)
        (room,) = rooms(home)

        assert home.say("care.done") in reply.text
        assert home.say("reason.rules") in room
        assert f"<@{ana.actor.id}>" in room
        assert rows(home) == [("word", RULES, "ended", None, None, None)]
        assert actions(home) == ["measure-word"]


async def test_quiet_stops_writing_and_not_taking_part(tmp_path: Path) -> None:
    """Discord denies writing and speaking to that person alone; the buttons still work for them."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana, ben = home.members[:2]
        await takes(home, "quiet", ana)
        here = await home.arrives(ana)
        (room,) = rooms(home)

        assert not may(home, ana, "send_messages")
        assert not may(home, ana, "speak", voice=True)
        assert may(home, ben, "send_messages")
        assert home.say("here.taking-part") in here.text
        assert home.say("limit.until") in room
        assert home.say("limit.help") in room


async def test_quiet_ends_with_the_session_and_then_it_is_about_nobody(tmp_path: Path) -> None:
    """By the clock, after a restart in between; the person is told, and code, id and room are gone."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        await takes(home, "quiet", ana)
        await home.stage.restart()
        assert not may(home, ana, "send_messages")
        await home.close()
        await home.forward(seconds=30)

        assert rows(home) == [("quiet", RULES, "ended", None, None, None)]
        assert not [who for who in overwritten(home) if who == ana.actor.id]
        assert home.say("limit.lifted", what=home.say("measure.quiet")) in rooms(home)[0]


def overwritten(home: House) -> list[int]:
    """List the ids that have rights of their own in the group's room."""
    channel = home.stage.bot.get_channel(home.room.id)
    assert isinstance(channel, discord.TextChannel)
    return [who.id for who in channel.overwrites]


async def test_a_lift_that_discord_refuses_is_tried_until_it_is_done(tmp_path: Path) -> None:
    """Nobody stays limited because of a bad moment, and the code stays only as long as it is needed."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        await takes(home, "quiet", ana)
        home.stage.env.inject_error("DELETE", f"/channels/{home.room.id}/permissions/*", status=500, times=1)
        reply = await lifts(home)
        assert home.say("care.later") in reply.text
        await home.stage.restart()
        await home.forward(seconds=30)

        assert rows(home, "state, person, hidden_xid") == [("ended", None, None)]
        assert ana.actor.id not in overwritten(home)


async def test_staff_can_end_quiet_before_the_close(tmp_path: Path) -> None:
    """Another facilitator may; a second press on the same button says that it is over."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        await takes(home, "quiet", ana)
        reply = await lifts(home, home.second)
        where = (home.staff.id, home.stage.guild.id)
        again = home.services.measures.lift(home.caller(home.facilitator), 1, *where)

        assert home.say("care.lifted") in reply.text
        assert may(home, ana, "send_messages")
        assert await home.refused(again) == "measure-over"
        assert actions(home) == ["measure-quiet", "lifted-quiet"]


async def test_who_leaves_for_today_cannot_see_the_room_and_is_told_with_the_numbers(tmp_path: Path) -> None:
    """Their old presses are refused kindly, Help is not, and after the close they can come back."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        place = await home.place()
        await takes(home, "away", ana, reason="rest")
        direct = told_directly(ana)
        caller, where = home.caller(ana), (home.room.id, home.stage.guild.id)
        arrive = home.services.presence.arrive(caller, place.session_id, listening=False)

        assert not may(home, ana, "view_channel")
        assert not may(home, ana, "connect", voice=True)
        assert home.say("reason.rest") in direct
        assert "116 123" in direct
        assert await home.refused(arrive) == "away-today"
        assert await home.refused(home.services.answers.give(caller, place, {"agree": ["agree"]})) == "away-today"
        assert (await home.services.help.look(caller, *where)).first_look
        await home.close()
        await home.forward(seconds=30)
        assert may(home, ana, "view_channel")


async def test_help_for_somebody_away_opens_no_room_that_they_cannot_see(tmp_path: Path) -> None:
    """They are asked for their name instead, so that a facilitator can write to them."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        hall = home.stage.guild.create_text_channel("hall")
        await takes(home, "away", ana)
        card = await ana.types(hall, "help-now")
        assert card.message
        question = await ana.presses(home.say("help.talk"), card.message)
        assert question.message
        reply = await ana.presses(home.say("help.yes-tell"), question.message)

        assert home.say("help.ask-name") in reply.text
        assert not home.room.threads


async def test_staff_learn_that_the_person_could_not_be_told(tmp_path: Path) -> None:
    """Their direct messages are closed: staff are asked to tell them."""
    async with open_house(tmp_path) as home:
        await home.start()
        home.stage.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=5)
        reply = await takes(home, "away", home.members[0])

        assert home.say("care.done-untold") in reply.text


async def test_only_the_lead_may_ask_somebody_to_leave_the_group(tmp_path: Path) -> None:
    """A facilitator has no such button; the lead takes the role away and gives it back."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        offered = await chooses(home, ana)
        assert home.say("measure.left") not in offered.labels()
        where = (home.staff.id, home.stage.guild.id)
        taken = home.services.measures.take(home.caller(home.facilitator), home.caller(ana), ("left", RULES), *where)
        assert await home.refused(taken) == "leads-only"

        await takes(home, "left", ana, home.lead)
        role = home.stage.guild.roles["Member"].id
        assert role not in home.caller(ana).role_xids
        assert await home.refused(home.services.measures.lift(home.caller(home.facilitator), 1, *where)) == "leads-only"
        await lifts(home, home.lead)
        assert role in home.caller(ana).role_xids
        assert rows(home, "state, person, hidden_xid") == [("ended", None, None)]


async def test_where_the_bot_may_not_take_the_role_it_says_how_and_keeps_the_door(tmp_path: Path) -> None:
    """Presses of the person are refused all the same, until the lead ends it."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        home.stage.env.inject_error("DELETE", "/guilds/*/members/*/roles/*", status=403, code=50013)
        reply = await takes(home, "left", ana, home.lead)
        record = await home.session()
        arrive = home.services.presence.arrive(home.caller(ana), record.id, listening=False)

        assert home.say("care.by-hand-take") in reply.text
        assert await home.refused(arrive) == "left-the-group"


@pytest.mark.parametrize("who", ["lead", "second"])
async def test_nothing_is_ever_done_about_staff(tmp_path: Path, who: str) -> None:
    """Not even by the lead: they are asked to talk in person."""
    async with open_house(tmp_path) as home:
        await home.start()
        target = {"lead": home.lead, "second": home.second}[who]
        reply = await chooses(home, target, home.lead)

        assert reply.text == home.say("refused.not-on-staff")
        assert rows(home) == []


async def test_two_facilitators_at_once_take_one_measure(tmp_path: Path) -> None:
    """The second is told that it is so already."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana, where = home.caller(home.members[0]), (home.staff.id, home.stage.guild.id)
        await home.services.measures.take(home.caller(home.facilitator), ana, ("quiet", RULES), *where)
        again = home.services.measures.take(home.caller(home.second), ana, ("quiet", RULES), *where)

        assert await home.refused(again) == "measure-on"
        assert len(rows(home)) == 1


async def test_a_kill_before_discord_was_asked_loses_nothing(tmp_path: Path) -> None:
    """What was stored is done by the first beat of the next start, and the person is told."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        where = (home.staff.id, home.stage.guild.id)
        await home.services.measures.take(home.caller(home.facilitator), home.caller(ana), ("quiet", RULES), *where)
        await home.stage.restart()
        await home.forward(seconds=30)

        assert not may(home, ana, "send_messages")
        assert home.say("reason.rules") in rooms(home)[0]
        assert rows(home, "state") == [("on",)]


async def test_the_menu_of_a_person_leads_to_the_same_ladder(tmp_path: Path) -> None:
    """For staff; a member who finds it is refused kindly."""
    async with open_house(tmp_path) as home:
        await home.start()
        guild, roles = home.stage.guild, home.stage.guild.roles
        sees = guild.create_role("Sees the menu", permissions=discord.Permissions(moderate_members=True))
        staff, member = (
            guild.add_member(home.stage.env.create_user(name), roles=[sees, roles[name]])
            for name in ("Facilitator", "Member")
        )
        ana, name = home.members[0], home.say("care.this-person")
        ladder = Reply(await staff.context_menu(home.room, name, ana.actor))
        refused = Reply(await member.context_menu(home.room, name, ana.actor))

        assert home.say("measure.quiet") in ladder.labels()
        assert refused.text == home.say("refused.staff-only")


async def test_a_person_can_see_what_is_in_force_and_cannot_forget_it_away(tmp_path: Path) -> None:
    """/my-data names it; /forget-me leaves it and says so; when it has ended nothing is left of it."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana, own = home.members[0], home.services.own_data
        caller, where = home.caller(ana), (home.room.id, home.stage.guild.id)
        await takes(home, "left", ana, home.lead)
        card = await ana.types(home.room, "my-data")
        question = await ana.types(home.room, "forget-me")
        assert question.message
        gone = await ana.presses(home.say("forget-me.yes"), question.message)

        assert home.say("my-data.measure", what=home.say("measure.left")) in card.text
        assert home.say("forget-me.measure-stays") in gone.text
        assert (await own.my_data(caller, *where)).measures == ("left",)
        await lifts(home, home.lead)
        assert (await own.my_data(caller, *where)).is_empty


async def test_no_measure_shows_an_id_in_the_file(tmp_path: Path) -> None:
    """While it lasts the id is there encrypted only; every reason has its sentence."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        await takes(home, "quiet", ana)
        everything = b"".join(file.read_bytes() for file in (home.folder / "data").iterdir())

        assert str(ana.actor.id).encode() not in everything
        assert ana.actor.id.to_bytes(8, "big") not in everything
        assert all(home.say(f"reason.{reason}") for reason in REASONS)
