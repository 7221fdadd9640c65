"""The audit log: who among staff did what; only added to, only what was allowed, never a member or a word of theirs."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from circle import PACK, ROOM, Circle, open_circle
from house import House, open_house
from made import look
from roles import may_see
from sqlalchemy.exc import DBAPIError

from bot.rehearsal.people import Reply
from bot.session import Caller, Event, Move, Refused
from bot.storage import GroupDraft, Unit
from bot.storage.repositories.audit import Audit


async def actions(circle: Circle) -> list[str]:
    """Read the names of what staff did, oldest first."""
    _group, deeds = await circle.services.audit.newest(circle.lead, ROOM, 1)
    return [deed.action for deed in reversed(deeds)]


async def reads(home: House) -> Reply:
    """Let the lead read the log."""
    await may_see(home, "audit", home.lead)
    return await home.lead.types(home.staff, "audit")


async def test_what_staff_do_is_written_in_its_order(tmp_path: Path) -> None:
    """A session from its start to the numbers: each deed once, and nothing that a member did."""
    async with open_circle(tmp_path) as circle:
        services, staff = circle.services, circle.facilitator
        await circle.start()
        await circle.arrive()
        place = await circle.place()
        await services.rules.propose(staff, place, ["We are kind."])
        await services.rules.adopt(staff, place)
        await services.rules.adopt(staff, place)
        place = await circle.at_step("icebreaker")
        offered = (await circle.slots())[1].data["offer"]
        await services.steps.ban(staff, place, offered[0])
        await services.steps.choose(staff, place, offered[1])
        await services.steps.choose(staff, place, offered[1])
        place = await circle.at_step("gratitude")
        await circle.give(circle.members[0], place, thanks="Music")
        await services.steps.close_list(staff, place, "thanks")
        await services.steps.close_list(staff, place, "thanks")
        await services.steps.hold(staff, place, "thanks", 1, [])
        await services.steps.show_batch(staff, place, "thanks", 1)
        await services.steps.show_batch(staff, place, "thanks", 1)
        await circle.close()
        await services.statistics.head_counts(circle.lead, ROOM, 1)
        await circle.end_programme()

        assert await actions(circle) == [
            *("start", "ready", "rules-changed", "rules-agreed", "go-to", "item-banned"),
            *("item-chosen", "go-to", "list-closed", "words-held", "words-shown", "end", "end"),
            *("numbers-taken", "programme-ended"),
        ]


async def test_the_deed_names_its_session_its_role_and_its_time(tmp_path: Path) -> None:
    """By the clock of the bot, and by the name that the person showed."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        _group, deeds = await circle.services.audit.newest(circle.lead, ROOM, 1)

        assert [deed.action for deed in deeds] == ["ready", "start"]  # whoever starts is ready from then on
        assert {(deed.role, deed.session_id) for deed in deeds} == {("facilitator", 1)}
        assert {(deed.at, deed.name) for deed in deeds} == {(circle.clock.now(), circle.facilitator.name)}


async def test_what_was_refused_is_not_written(tmp_path: Path) -> None:
    """Neither what a member tried nor what staff pressed too late."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        before = await actions(circle)
        for who, version in ((circle.members[0], 1), (circle.facilitator, 77)):
            with pytest.raises(Refused):
                await circle.services.sessions.move(who, 1, Move(Event.NEXT), version=version)
        with pytest.raises(Refused):
            await circle.services.sessions.move(circle.facilitator, 1, Move(Event.RESUME))
        with pytest.raises(Refused):
            await circle.services.statistics.head_counts(circle.facilitator, ROOM, 1)

        assert await actions(circle) == before == ["start", "ready"]


@pytest.mark.parametrize("who", ["facilitator", "supporter", "member", "outsider"])
async def test_only_the_lead_reads_it(tmp_path: Path, who: str) -> None:
    """Facilitators are written in it; they do not read about each other."""
    async with open_house(tmp_path) as home:
        await home.start()
        person = {"member": home.members[0]}.get(who) or getattr(home, who)
        await may_see(home, "audit", person)
        reply = await person.types(home.room, "audit")

        assert reply.text == home.say("refused.leads-only")
        assert reply.private


async def test_the_lead_reads_plain_sentences_with_the_groups_own_time(tmp_path: Path) -> None:
    """The newest first, in private, with a name as it is and nothing in it that could write in another way."""
    async with open_house(tmp_path, zone="America/New_York") as home:
        await home.start()
        await home.next()
        reply = await reads(home)
        lines = [line for line in reply.text.splitlines() if line.startswith("- ")]

        assert reply.private
        assert lines[0].endswith(home.say("action.next", name=home.facilitator.name))
        assert lines[1].endswith(home.say("action.ready", name=home.facilitator.name))
        assert lines[2].startswith("- Tuesday 24 November at 1:30pm: ")
        assert lines[2].endswith(home.say("action.start", name=home.facilitator.name))


async def test_an_empty_log_says_so(tmp_path: Path) -> None:
    """Before anybody did anything."""
    async with open_house(tmp_path) as home:
        reply = await reads(home)

        assert reply.text == home.say("audit.nothing", group="Tuesday group")


async def test_the_longest_names_and_the_most_lines_fit_in_one_message(tmp_path: Path) -> None:
    """Discord takes 4,000 characters; the oldest lines are not shown, and the log keeps them."""
    async with open_house(tmp_path) as home:
        await home.start()
        long = Caller(home.caller(home.lead).id, home.caller(home.lead).role_xids, shown_as="W" * 32)
        for _ in range(40):
            await home.services.sessions.still_here(long, 1)
        reply = await reads(home)

        assert reply.text.count("\n- ") + reply.text.startswith("- ") == 25


async def test_every_deed_of_staff_has_a_sentence(tmp_path: Path) -> None:
    """What the code can write, the lead can read."""
    moves = {event.value for event in Event} - {"gather", "seal", "cancel"}

    assert {f"action.{name}" for name in moves} <= PACK.keys()


async def test_help_is_written_without_a_person_and_without_how_it_ended(tmp_path: Path) -> None:
    """That staff took a call and that it ended; who called is in no deed."""
    async with open_circle(tmp_path) as circle:
        standing, _made = await circle.services.help.ask(circle.members[0], ROOM, 1, "talk")
        assert standing.call
        await circle.services.help.take(circle.facilitator, standing.call.id)
        await circle.services.help.take(circle.lead, standing.call.id)
        await circle.services.help.end(circle.facilitator, standing.call.id, "safeguarding")
        rows = look(circle.folder, "SELECT action, session_id FROM staff_actions")

        assert rows == [("help-taken", None), ("help-ended", None)]


# Only ever added to.


@pytest.mark.parametrize("statement", ["UPDATE staff_actions SET action = 'next'", "DELETE FROM staff_actions"])
async def test_nobody_can_change_or_delete_a_deed(tmp_path: Path, statement: str) -> None:
    """Not with a connection of their own, as the database's owner."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        with pytest.raises(DBAPIError, match="only ever added to"):
            look(circle.folder, statement)
        kept = look(circle.folder, "SELECT action FROM staff_actions")

        assert kept == [("start",), ("ready",)]


async def test_a_deed_cannot_be_written_over_through_the_store(tmp_path: Path) -> None:
    """Not by our own code either: the repository has no way, and its session is stopped by the same guard."""
    async with open_circle(tmp_path) as circle:
        await circle.start()

        async def change(unit: Unit) -> None:
            session = unit.audit._session
            connection = await session.connection()
            await connection.exec_driver_sql("UPDATE staff_actions SET role = 'lead'")

        with pytest.raises(DBAPIError):
            await circle.store.write(change)

        assert {name for name in dir(Audit) if not name.startswith("_")} == {
            *("add", "add_staff", "forget", "newest", "staff_id", "was_done"),
        }


# The name of a person of staff.


async def test_a_person_of_staff_sees_and_erases_their_name_and_the_deed_stays(tmp_path: Path) -> None:
    """/my-data tells it, /forget-me erases it and says so; the lead reads that somebody did it."""
    async with open_house(tmp_path) as home:
        await home.start()
        mine = await home.facilitator.types(home.staff, "my-data")
        asked = await home.facilitator.types(home.staff, "forget-me")
        assert asked.message
        gone = await home.facilitator.presses(home.say("forget-me.yes"), asked.message)
        reply = await reads(home)

        assert home.say("my-data.staff") in mine.text
        assert home.say("forget-me.done-staff") in gone.text
        assert reply.text.endswith(home.say("action.start", name=home.say("audit.nobody")))
        assert home.facilitator.name not in reply.text
        assert home.say("my-data.staff") not in (await home.facilitator.types(home.staff, "my-data")).text


async def test_a_name_that_comes_again_is_not_tied_to_the_old_deeds(tmp_path: Path) -> None:
    """Whoever was erased and works on is written under a new number."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        await circle.services.own_data.forget_me(circle.facilitator, ROOM, 1)
        await circle.services.sessions.move(circle.facilitator, 1, Move(Event.NEXT))
        _group, (newer, *older) = await circle.services.audit.newest(circle.lead, ROOM, 1)

        assert (newer.action, newer.name) == ("next", circle.facilitator.name)
        assert [(deed.action, deed.name) for deed in older] == [("ready", None), ("start", None)]


async def test_the_setup_and_the_check_are_written(tmp_path: Path) -> None:
    """Also what somebody did who manages the server and is no staff of the group."""
    async with open_house(tmp_path, weekday=1, weekly_from=date(2026, 11, 24)) as home:
        await home.lead.types(home.staff, "check")
        await _sets_up(home)
        rows = look(home.folder / "data", "SELECT action, role FROM staff_actions")

        assert rows == [("rooms-checked", "lead"), ("setup-changed", "manager")]


async def _sets_up(home: House) -> None:
    (group,) = await home.services.groups.all()
    manager = Caller(home.caller(home.outsider).id, frozenset(), manages_server=True, shown_as="Ines")
    draft = {one.name: getattr(group, one.name) for one in fields(GroupDraft)}
    await home.services.groups.set_up(manager, GroupDraft(**draft))
