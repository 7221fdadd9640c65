"""Every command, button, list and form, tried by every role: who may not is told so kindly, and nothing changes."""

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from pathlib import Path

import discord
import pytest
from house import House, open_house
from roles import may_see
from test_session_flow_in_discord import forges, forges_form
from who_may import COMMANDS, MANAGER, MENUS, ROLES, STAFF, STRANGER, VERBS, Line, options_of

from bot.rehearsal.people import Person, Reply
from bot.storage import GroupDraft

FOR_LEADS = ("setup", "stats", "audit", "programme")
NOT_FOR_YOU = ("staff-only", "not-a-member", "managers-only", "leads-only", "supporter-listens", "for-members")


def person_of(home: House, role: str) -> Person:
    """Find the person who has this role, or let one come."""
    guild, env = home.stage.guild, home.stage.env
    if role == STRANGER:
        return Person(guild.add_member(env.create_user("Sid"), roles=[guild.roles["Others"]]))
    if role == MANAGER:
        manages = guild.create_role("Manager", permissions=discord.Permissions(manage_guild=True))
        return Person(guild.add_member(env.create_user("Max"), roles=[manages]))
    found: Person = home.members[0] if role == "member" else getattr(home, role)
    return found


async def prepare(home: House) -> None:
    """Open a session, with an entry in a list, a call for help, and another group in the same server."""
    guild = home.stage.guild
    other, room, staff = guild.create_role("Others"), guild.create_text_channel("b"), guild.create_text_channel("c")
    draft = GroupDraft("Friday group", guild.id, room.id, staff.id, other.id, 2, 3)
    await home.services.groups.put(draft)
    await home.start()
    ben, cleo = home.members[1:3]
    await home.services.answers.give(home.caller(ben), await home.place(), {"rule": ["We wait"]})
    await home.services.help.ask(home.caller(cleo), home.room.id, guild.id, "talk")


def dump(home: House) -> list[str]:
    """Read the whole database as SQL: the audit log too."""
    with closing(sqlite3.connect(home.folder / "data" / "peerlight.db")) as connection:
        return list(connection.iterdump())


def roles_in_audit(home: House) -> list[str]:
    """Read as what each deed was done, oldest first."""
    with closing(sqlite3.connect(home.folder / "data" / "peerlight.db")) as connection:
        return [role for (role,) in connection.execute("SELECT role FROM staff_actions ORDER BY id")]


async def test_every_command_verb_and_menu_is_in_the_table(tmp_path: Path) -> None:
    """A new one has to be given a line, and an old line goes with what it was about."""
    async with open_house(tmp_path) as home:
        bot = home.stage.bot
        typed = {one.qualified_name for one in bot.tree.walk_commands() if not hasattr(one, "walk_commands")}
        kinds = (discord.AppCommandType.user, discord.AppCommandType.message)
        menus = {menu.name for kind in kinds for menu in bot.tree.get_commands(type=kind)}

        assert bot.router.verbs == VERBS.keys()
        assert typed == COMMANDS.keys()
        assert menus == MENUS.keys()
        assert all(line.who <= ROLES for table in (VERBS, COMMANDS, MENUS) for line in table.values())


Doing = Callable[[House, Person, str, Line], Awaitable[Reply]]


async def tries_all(home: House, role: str, table: Mapping[str, Line], does: Doing, first: str = "") -> None:
    """Let somebody of this role try each line: first all that is not for them, then all that is."""
    await prepare(home)
    person, no = person_of(home, role), {home.say(f"refused.{reason}") for reason in NOT_FOR_YOU}
    done: list[str] = []
    for name, line in sorted(table.items(), key=lambda one: role in one[1].who):
        if not home.stage.live_cards():  # a press that was forged on the card may have changed it
            await home.stage.bot.screen.show(1, recover=True)
        if step := line.at or first:
            await home.at_step(step)
        before, rooms, written = dump(home), (home.messages(), len(home.staff.history())), len(roles_in_audit(home))
        reply = await does(home, person, name, line)
        if role in line.who:
            assert reply.text not in no, name
            done += roles_in_audit(home)[written:]
            continue
        assert reply.text in no, name
        assert reply.private, name
        assert reply.form is None, name
        assert dump(home) == before, name
        assert (home.messages(), len(home.staff.history())) == rooms, name
    assert set(done) == ({role} if role in STAFF | {MANAGER} else set())


async def press(home: House, person: Person, verb: str, line: Line) -> Reply:
    """Send this press, choice or form, whether a control of it is there or not."""
    slot = (await home.place()).slot if line.at else 1
    address = f"p1:1:{slot}:{verb}:{line.argument}"
    if not line.form:
        return await forges(home, person, address, *line.chosen)
    return await forges_form(home, person, address, *line.form)


async def types(home: House, person: Person, command: str, _line: Line) -> Reply:
    """Type a command in the group's room, also one that Discord would not show this person by itself."""
    if command.split(maxsplit=1)[0] in FOR_LEADS:
        await may_see(home, command.split(maxsplit=1)[0], person)
    reply = await person.types(home.room, command, **options_of(home, command))
    assert reply.private, command
    return reply


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_a_press_is_obeyed_for_whoever_may_and_kindly_refused_for_all_others(tmp_path: Path, role: str) -> None:
    """A refusal is private, and database and rooms are as they were; the audit shows only what was allowed."""
    async with open_house(tmp_path) as home:
        await tries_all(home, role, VERBS, press, first="ground-rules")


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_a_command_is_obeyed_for_whoever_may_and_kindly_refused_for_all_others(tmp_path: Path, role: str) -> None:
    """The same for everything that can be typed."""
    async with open_house(tmp_path) as home:
        await tries_all(home, role, COMMANDS, types)
