"""Two groups in one server on one evening: what happens in one is in no message, count or export of the other (B3)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
from house import GROUP, House, open_house

from bot.rehearsal.people import Person, controls_of, text_of
from bot.services.schedule import Where

HALF_PAST_SIX = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
OTHERS = ("Zoltan", "Yusuf", "Xenia", "Wanda")


@asynccontextmanager
async def two_houses(folder: Path) -> AsyncIterator[tuple[House, House]]:
    """Open two groups of four in one server, both on Tuesdays at half past six."""
    async with open_house(folder, members=4, at=HALF_PAST_SIX - timedelta(days=3), weekday=1) as home:
        yield home, await _second(home)


async def _second(home: House) -> House:
    """Set up a second group with rooms, roles and people of its own."""
    stage, guild, env = home.stage, home.stage.guild, home.stage.env
    roles = {name: guild.create_role(f"Workplace {name}") for name in ("lead", "facilitator", "member")}
    hidden = discord.PermissionOverwrite(view_channel=False)
    seen = discord.PermissionOverwrite(view_channel=True, send_messages=True)
    bot = stage.bot.user
    assert bot
    staff = guild.create_text_channel(
        "workplace-staff",
        overwrites={guild.default_role: hidden, bot: seen, roles["lead"]: seen, roles["facilitator"]: seen},
    )
    room = guild.create_text_channel("workplace-room")

    def joins(name: str, role: str) -> Person:
        return Person(guild.add_member(env.create_user(name), roles=[roles[role]]))

    group = replace(
        GROUP,
        name="Workplace circle",
        server_xid=guild.id,
        session_channel_xid=room.id,
        staff_channel_xid=staff.id,
        facilitator_role_xid=roles["facilitator"].id,
        lead_role_xid=roles["lead"].id,
        member_role_xid=roles["member"].id,
        weekday=1,
    )
    put = await stage.services.groups.put(group)
    other = replace(
        stage,
        room=room,
        staff=staff,
        facilitator=joins("Vera", "facilitator"),
        lead=joins("Ulla", "lead"),
        members=[joins(name, "member") for name in OTHERS],
        group_id=put.id,
    )
    return House(other, home.clock, home.folder)


async def an_evening(home: House, word: str, thanks: str) -> None:
    """Three sign up and come, each writes; one asks for help; the session is closed."""
    for member in home.members[:3]:
        await member.presses("I am here", home.card)
        await home.arrives(member)
    await home.at_step("feeling-words")
    await home.panel_presses("choose")
    await _writes(home, "feeling-words.write", word)
    await _shows(home, "word")
    await home.at_step("gratitude")
    await _writes(home, "gratitude.write", thanks)
    await _shows(home, "thanks")
    await home.members[2].types(home.room, "help-now")
    await home.close()


async def _writes(home: House, button: str, text: str) -> None:
    for number, member in enumerate(home.members[:3]):
        opened = await member.presses(home.say(button), home.card)
        await member.fills(opened, {"text": f"{text} {number}"})


async def _shows(home: House, question: str) -> None:
    await home.panel_presses("close-list", question)
    await home.panel_presses("show-batch", f"{question}.1")


def said_in(home: House) -> str:
    """Read all that stands in a group's rooms."""
    return "\n".join(text_of(message) for room in (home.room, home.staff) for message in room.history())


async def test_nothing_of_one_group_is_in_a_message_or_a_count_of_the_other(tmp_path: Path) -> None:
    """Card ahead, sign-up, gathering, session, help, lists and numbers of two groups in the same hour."""
    async with two_houses(tmp_path) as (first, second):
        both = ((first, "windmill", "marmalade"), (second, "lighthouse", "bicycle"))
        await first.forward(days=1, minutes=1)
        for home, chosen in ((first, "coming"), (second, "not-this-time")):
            ahead = next(one for one in home.room.history() if any(c.verb == "sign-up" for c in controls_of(one)))
            for member in home.members[:3]:
                await member.presses(home.say(f"sign-up.{chosen}"), ahead)
        first.clock.move_to(HALF_PAST_SIX - timedelta(minutes=10))
        await first.forward()
        for home, _word, _thanks in both:
            await home.facilitator.presses("I am ready", home.panel)
        await first.forward(minutes=10)
        stranger = await first.members[0].presses("I am here", second.card)
        assert stranger.text == first.say("refused.not-a-member")
        for home, word, thanks in both:
            await an_evening(home, word, thanks)

        for home, other, word, thanks, chosen in (
            (first, second, "windmill", "marmalade", "coming"),
            (second, first, "lighthouse", "bicycle", "not-this-time"),
        ):
            here, there = said_in(home), said_in(other)
            assert word in here
            assert thanks in here
            assert here.count("A member pressed Help") == 1
            people = [person.name for person in (*home.members, home.facilitator, home.lead)]
            assert [one for one in (word, thanks, *people) if one in there] == []
            lead, where = home.caller(home.lead), (home.room.id, home.stage.guild.id)
            counts = await home.services.statistics.head_counts(lead, *where)
            assert [one.attendances for one in counts.sessions] == [3]
            assert [one.unique_people for one in counts.programmes] == [3]
            meant = (await home.services.sign_ups.counts(lead, Where(*where))).counts
            assert {choice: number for choice, number in meant.items() if number} == {chosen: 3}
            elsewhere = home.services.statistics.head_counts(lead, other.room.id, where[1])
            assert await home.refused(elsewhere) == "leads-only"
