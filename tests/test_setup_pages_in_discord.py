"""The pages of /setup as they are seen: walked from the first to the last, over a restart, with mistakes."""

from datetime import UTC, datetime
from pathlib import Path

import discord
from house import House, open_house

from bot.rehearsal.people import Control, Person, Reply
from bot.storage import Group

FIRST_MORNING = datetime(2026, 11, 27, 14, tzinfo=UTC)  # a Friday


def manager(home: House) -> Person:
    """Make a lead who may manage the server."""
    role = home.stage.guild.create_role("Manager", permissions=discord.Permissions(manage_guild=True))
    user = home.stage.env.create_user("Max")
    return Person(home.stage.guild.add_member(user, roles=[role, home.stage.guild.roles["Lead"]]))


async def presses(person: Person, page: Reply, label: str) -> Reply:
    """Press a button of a page."""
    assert page.message
    return await person.presses(label, page.message)


async def picks(person: Person, page: Reply, label: str, chosen: object) -> Reply:
    """Choose in a list of a page: a channel, a role or a value."""
    assert page.message
    control: Control = next(one for one in page.controls if one.label == label)
    result = await person.actor.select(page.message, [chosen], custom_id=control.custom_id)
    return Reply(result, page.message)


async def of_name(home: House, name: str) -> Group | None:
    """Find a stored group by its name."""
    return next((group for group in await home.services.groups.all() if group.name == name), None)


async def rooms_and_roles(home: House, person: Person, page: Reply) -> Reply:
    """Choose the rooms on one page and the roles on the next."""
    guild = home.stage.guild
    for label, room in (("The group room", "friday"), ("The staff channel", "friday-staff")):
        page = await picks(person, page, label, guild.channels[room])
    page = await presses(person, page, "Go on")
    for label, role in (("members", "Member"), ("facilitators", "Facilitator"), ("the lead", "Lead")):
        page = await picks(person, page, f"The role of {label}", guild.roles[role])
    return await presses(person, page, "Go on")


async def test_a_lead_walks_the_pages_over_a_restart_and_starts_the_group(tmp_path: Path) -> None:
    """No option is typed and no file is edited; the group then opens by itself at its time."""
    async with open_house(tmp_path, at=FIRST_MORNING) as home:
        person, lobby = manager(home), home.stage.guild.create_text_channel("lobby")
        for name in ("friday", "friday-staff"):
            home.stage.guild.create_text_channel(name)
        page = await person.types(lobby, "setup")
        page = await picks(person, page, "Choose a group", "0")
        assert page.private
        assert "Choose the staff channel." in page.text
        page = await presses(person, page, "Go on")
        page = await person.fills(await presses(person, page, "Write the name"), {"name": "Friday group"})
        page = await rooms_and_roles(home, person, await presses(person, page, "Go on"))

        await home.stage.restart()
        page = await presses(person, page, "Go on")
        page = await picks(person, page, "Choose the day", "4")
        opened = await presses(person, page, "Time and length")
        page = await person.fills(opened, {"at": "half past", "minutes": "90"})
        assert home.say("refused.unknown-time", time="half past") in page.text
        assert home.say("setup-line.minutes", value=90) in page.text
        page = await person.fills(await presses(person, page, "Time and length"), {"at": "5pm", "minutes": "90"})
        page = await presses(person, page, "Go on")
        page = await person.fills(await presses(person, page, "Write the dates"), {"first": "", "number": "6"})
        page = await presses(person, await presses(person, page, "Go on"), "Switch check-in on")
        page = await presses(person, page, "All settings")
        assert home.say("setup-page.nothing-missing") in page.text

        page = await presses(person, page, "Start the group")
        assert "Friday group is ready" in page.text
        assert "Members can see" in page.text
        group = await of_name(home, "Friday group")
        assert group
        assert (group.weekday, group.at.hour, group.length_minutes, group.check_in) == (4, 17, 90, True)
        await home.forward(hours=3)
        opened_by_itself = await home.services.desk.store.read(lambda unit: unit.sessions.open_of(group.id))
        assert opened_by_itself


async def test_settings_of_a_group_change_in_its_own_room_and_only_when_they_are_saved(tmp_path: Path) -> None:
    """The page shows what is; what was typed beside the command is chosen on it."""
    async with open_house(tmp_path, weekday=1) as home:
        person = manager(home)
        page = await person.types(home.staff, "setup", minutes=45, first_date="no date", at="26:00")
        assert home.say("setup-page.known", group="Tuesday group").splitlines()[0] in page.text
        assert "26:00" in page.text
        assert home.say("setup-line.minutes", value=45) in page.text
        (before,) = await home.services.groups.all()
        assert before.length_minutes == 60

        assert {"Our dates", "Discord event", "Find a better time"} <= set(page.labels())
        page = await picks(person, page, "Change one thing", "rooms")
        page = await picks(person, page, "The staff channel", home.room)
        assert home.say("refused.same-channel") in page.text
        page, other = await presses(person, page, "All settings"), await person.types(home.staff, "setup")
        await presses(person, page, "Save the changes")
        (after,) = await home.services.groups.all()
        assert after.length_minutes == 45
        assert (after.weekday, after.weekly_from) == (before.weekday, before.weekly_from)
        assert home.say("refused.setup-done") in (await presses(person, other, "Save the changes")).text


async def test_choices_are_thrown_away_only_after_one_more_press(tmp_path: Path) -> None:
    """Then the page is as the group is."""
    async with open_house(tmp_path, weekday=1) as home:
        person = manager(home)
        page = await person.types(home.staff, "setup", name="Another name")
        page = await presses(person, page, "Throw away")
        assert "Another name" in (await presses(person, page, "All settings")).text
        page = await person.types(home.staff, "setup")
        page = await presses(person, await presses(person, page, "Throw away"), "Yes, throw away")

        assert home.say("setup-page.dropped") in page.text
        assert "Another name" not in (await person.types(home.staff, "setup")).text
        assert await of_name(home, "Tuesday group")
