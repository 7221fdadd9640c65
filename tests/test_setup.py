"""Setting a group up in Discord: /setup, its mistakes, and the page before the check-in."""

from pathlib import Path
from typing import Any

import discord
from house import House, open_house

from bot.rehearsal.people import Person, Reply
from bot.storage import Group


def manager(home: House) -> Person:
    """Make a lead who may manage the server."""
    role = home.stage.guild.create_role("Manager", permissions=discord.Permissions(manage_guild=True))
    return Person(
        home.stage.guild.add_member(home.stage.env.create_user("Max"), roles=[role, home.stage.guild.roles["Lead"]])
    )


async def sets_up(home: House, person: Person, **more: Any) -> Reply:
    """Type /setup for the group that meets in the group room."""
    roles = home.stage.guild.roles
    usual = {
        "name": "Tuesday group",
        "session_channel": home.room,
        "staff_channel": home.staff,
        "facilitator_role": roles["Facilitator"],
        "lead_role": roles["Lead"],
        "member_role": roles["Member"],
    }
    return await person.types(home.room, "setup", **{**usual, **more})


async def groups(home: House) -> list[Group]:
    """List the groups that are stored."""
    return await home.services.groups.all()


async def test_a_manager_sets_a_group_up_and_it_opens_each_week(tmp_path: Path) -> None:
    """One command, no file; a second one changes the group and makes no other."""
    async with open_house(tmp_path) as home:
        reply = await sets_up(home, manager(home), day=1, at="18:45", minutes=90)
        (group,) = await groups(home)

        assert reply.private
        assert "opens each week by itself" in reply.text
        assert (group.weekday, f"{group.at:%H:%M}", group.length_minutes) == (1, "18:45", 90)


async def test_a_group_that_moves_to_another_channel_stays_one_group(tmp_path: Path) -> None:
    """Its name says that it is the same; its keys stay, so that nothing that was kept is lost."""
    async with open_house(tmp_path) as home:
        (before,) = await groups(home)
        other = home.stage.guild.create_text_channel("new-room")
        await sets_up(home, manager(home), session_channel=other)
        (after,) = await groups(home)

        assert after.session_channel_xid == other.id
        assert after.texts_nonce == before.texts_nonce


async def test_the_check_in_is_switched_on_only_after_its_page(tmp_path: Path) -> None:
    """The command alone does not switch it on; the button below the page does, and can switch it off again."""
    async with open_house(tmp_path, check_in=False) as home:
        person = manager(home)
        page = await sets_up(home, person, check_in=True)
        assert "Apps may not get health information" in page.text
        assert not (await groups(home))[0].check_in

        assert page.message
        await person.presses("Switch check-in on", page.message)
        assert (await groups(home))[0].check_in

        stop = await sets_up(home, person, check_in=False)
        assert stop.message
        await person.presses("Switch check-in off", stop.message)
        assert not (await groups(home))[0].check_in


async def test_the_check_in_alone_opens_its_page_on_the_group_that_is_there(tmp_path: Path) -> None:
    """It counts when the change is saved, and not before."""
    async with open_house(tmp_path, check_in=False) as home:
        person = manager(home)
        page = await person.types(home.room, "setup", check_in=True)
        assert "Apps may not get health information" in page.text
        for label in ("Switch check-in on", "All settings", "Save the changes"):
            assert page.message
            assert not (await groups(home))[0].check_in
            page = await person.presses(label, page.message)
        assert (await groups(home))[0].check_in


async def test_a_wrong_time_or_zone_is_told_kindly_and_nothing_is_lost(tmp_path: Path) -> None:
    """The sentence says what to write instead; the group stays what it was."""
    async with open_house(tmp_path) as home:
        person = manager(home)
        before = await groups(home)
        wrong_time = await sets_up(home, person, day=1, at="25:00")
        wrong_zone = await sets_up(home, person, time_zone="Europe/Londn")

        assert "25:00" in wrong_time.text
        assert "6:30pm" in wrong_time.text
        assert "Europe/London" in wrong_zone.text
        assert await groups(home) == before


async def test_nobody_else_can_switch_the_check_in(tmp_path: Path) -> None:
    """A forged press by a facilitator, or for a group of another server, is refused."""
    async with open_house(tmp_path, check_in=False) as home:
        asked = home.services.groups.switch_check_in
        server = home.stage.guild.id
        facilitator = home.caller(home.facilitator)

        assert await home.refused(asked(facilitator, home.stage.group_id, server, on=True)) == "managers-only"
        assert not (await groups(home))[0].check_in


async def test_settings_that_show_members_the_panel_are_refused(tmp_path: Path) -> None:
    """One channel for both rooms, or one role for staff and members: a clear sentence, and nothing changes."""
    async with open_house(tmp_path) as home:
        person = manager(home)
        before = await groups(home)
        one_room = await sets_up(home, person, staff_channel=home.room)
        one_role = await sets_up(home, person, facilitator_role=home.stage.guild.roles["Member"])

        assert one_room.text == home.say("refused.same-channel")
        assert one_role.text == home.say("refused.same-role")
        assert await groups(home) == before
