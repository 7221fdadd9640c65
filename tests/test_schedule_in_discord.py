"""The schedule as it is seen: commands, the private page of dates, the notices, and two groups on one evening."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from house import House, open_house

from bot.rehearsal.people import Person, Reply, text_of
from bot.session import State
from bot.storage import Group, GroupDraft

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday
TUESDAY = date(2026, 11, 24)
WEEKLY: dict[str, Any] = {"weekday": 1, "weekly_from": TUESDAY}


async def says_yes(person: Person, question: Reply) -> Reply:
    """Press yes below the question."""
    assert question.private
    assert question.message
    return await person.presses("Yes, do it", question.message)


def said(home: House, words: str) -> tuple[int, int]:
    """Count the messages with these words: in the group room, and in the staff channel."""
    room, staff = home.room.history(), home.staff.history()
    return sum(words in text_of(one) for one in room), sum(words in text_of(one) for one in staff)


async def test_a_lead_moves_one_session_and_everybody_reads_it_once(tmp_path: Path) -> None:
    """First a question with both times; after the yes one calm notice in each room, and the new date on the page."""
    async with open_house(tmp_path, at=NOON, **WEEKLY) as home:
        typed = {"session": "2026-11-24", "new_date": "26 November", "new_time": "5:30pm"}
        question = await home.lead.types(home.staff, "schedule move", **typed)
        assert "Tuesday 24 November at 6:30pm" in question.text
        assert said(home, "The session moves") == (0, 0)
        done = await says_yes(home.lead, question)

        assert home.say("schedule.told") in done.text
        notice = home.say(
            "schedule.week-moved", old="Tuesday 24 November at 6:30pm", new="Thursday 26 November at 5:30pm"
        )
        assert said(home, notice) == (1, 1)
        page = await home.members[0].types(home.room, "schedule show")
        assert page.private
        assert "Thursday 26 November at 5:30pm, moved" in page.text
        assert page.controls == []


async def test_a_second_press_and_a_second_lead_change_nothing_more(tmp_path: Path) -> None:
    """What they see instead is the newer dates."""
    async with open_house(tmp_path, at=NOON, **WEEKLY) as home:
        other = Person(
            home.stage.guild.add_member(home.stage.env.create_user("Lou"), roles=[home.stage.guild.roles["Lead"]])
        )
        first = await home.lead.types(home.staff, "schedule cancel", session="2026-11-24")
        second = await other.types(home.staff, "schedule cancel", session="2026-12-01")
        await says_yes(home.lead, first)
        late = await says_yes(other, second)

        assert late.text.startswith(home.say("schedule.changed-before"))
        assert "Tuesday 24 November at 6:30pm: no session" in late.text
        assert said(home, "There is no session on") == (1, 1)


async def test_everything_can_be_done_with_buttons(tmp_path: Path) -> None:
    """From the page: one date, called off, and back; a break by its form; a programme by its form."""
    async with open_house(tmp_path, at=NOON, **WEEKLY) as home:
        page = await home.lead.types(home.staff, "schedule show")
        assert page.message
        change = next(one for one in page.controls if one.verb == "schedule-date")
        one = await home.lead.chooses(["2026-11-24"], page.message, custom_id=change.custom_id)
        assert one.message
        await says_yes(home.lead, await home.lead.presses("Call it off", one.message))
        assert said(home, "There is no session on Tuesday 24 November") == (1, 1)

        page = await home.lead.types(home.staff, "schedule show")
        assert page.message
        form = await home.lead.presses("Add a break", page.message)
        days = {"first": "22 December 2026", "last": "29/12/2026", "words": "Christmas"}
        await says_yes(home.lead, await home.lead.fills(form, days))
        assert said(home, "22 December 2026 to 29 December 2026, Christmas") == (1, 1)

        page = await home.lead.types(home.staff, "schedule show")
        assert page.message
        form = await home.lead.presses("Start a programme", page.message)
        await says_yes(home.lead, await home.lead.fills(form, {"first": "1 December", "number": "4"}))
        assert said(home, "The last one is on 5 January 2027.") == (1, 1)


@pytest.mark.parametrize(
    ("new_date", "new_time", "key"),
    [("soon", "6pm", "unknown-date"), ("26 November", "half six", "unknown-time"), ("1 March 2027", "6pm", "too-far")],
)
async def test_bad_input_gets_a_sentence_that_says_what_to_write(
    tmp_path: Path, new_date: str, new_time: str, key: str
) -> None:
    """The refusal comes before the question, and nothing changes."""
    async with open_house(tmp_path, at=NOON, **WEEKLY) as home:
        typed = {"session": "2026-11-24", "new_date": new_date, "new_time": new_time}
        reply = await home.lead.types(home.staff, "schedule move", **typed)

        assert reply.text == home.say(f"refused.{key}", date=new_date, time=new_time)
        assert reply.private


async def test_only_a_lead_can_change_dates_by_a_command(tmp_path: Path) -> None:
    """A facilitator is told whom to ask, for each command."""
    async with open_house(tmp_path, at=NOON, **WEEKLY) as home:
        for command, options in (
            ("schedule cancel", {"session": "2026-11-24"}),
            ("schedule break", {"first": "22 December"}),
            ("programme start", {"first": "24 November", "sessions": 4}),
            ("programme end", {}),
        ):
            reply = await home.facilitator.types(home.staff, command, **options)
            assert reply.text == home.say("refused.leads-only"), command


async def test_a_group_is_set_up_with_a_first_date_and_ends_after_its_last_session(tmp_path: Path) -> None:
    """From an empty group to two sessions, without a file; after the last one no more opens."""
    async with open_house(tmp_path, at=NOON) as home:
        manage = discord.Permissions(manage_guild=True)
        roles = [home.stage.guild.create_role("Manager", permissions=manage), home.stage.guild.roles["Lead"]]
        manager = Person(home.stage.guild.add_member(home.stage.env.create_user("Max"), roles=roles))
        named = home.stage.guild.roles
        reply = await manager.types(
            home.room,
            "setup",
            name="Tuesday group",
            session_channel=home.room,
            staff_channel=home.staff,
            facilitator_role=named["Facilitator"],
            lead_role=named["Lead"],
            member_role=named["Member"],
            day=1,
            at="6:30pm",
            first_date="1 December",
            sessions=2,
        )
        assert reply.message
        page = await manager.presses("Our dates", reply.message)
        assert "Sessions still to come: 2." in page.text
        opened = []
        for week in range(4):
            home.clock.move_to(datetime(2026, 11, 24, 18, 25, tzinfo=UTC) + timedelta(weeks=week))
            await home.forward(seconds=1)
            record = await home.services.desk.store.read(lambda unit: unit.sessions.open_of(home.stage.group_id))
            if record:
                opened.append(record.on_date)
                await home.forward(minutes=30)

        assert opened == [date(2026, 12, 1), date(2026, 12, 8)]


async def test_after_the_start_of_a_programme_public_holidays_are_offered(tmp_path: Path) -> None:
    """A group that meets on Mondays: two presses, and Easter Monday is a break that everybody reads of."""
    monday = date(2026, 11, 23)
    async with open_house(tmp_path, at=NOON, weekday=0, weekly_from=monday) as home:
        started = await says_yes(
            home.lead, await home.lead.types(home.staff, "programme start", first="23 November", sessions=26)
        )
        assert started.message
        offer = await home.lead.presses("Public holidays", started.message)
        assert "Monday 29 March 2027, Easter Monday" in offer.text
        await says_yes(home.lead, offer)

        assert said(home, "Monday 29 March 2027, Easter Monday") == (1, 1)


async def second_group(home: House) -> tuple[Any, Any, Group]:
    """Set up another group in the same server, on the same evening, with rooms and roles of its own."""
    guild = home.stage.guild
    room, staff = guild.create_text_channel("other-room"), guild.create_text_channel("other-staff")
    member, lead, facilitator = (guild.create_role(name) for name in ("Other member", "Other lead", "Other helper"))
    (first,) = await home.services.groups.all()
    draft = replace(
        first_draft(first),
        name="Workforce group",
        session_channel_xid=room.id,
        staff_channel_xid=staff.id,
        voice_channel_xid=0,
        member_role_xid=member.id,
        lead_role_xid=lead.id,
        facilitator_role_xid=facilitator.id,
        supporter_role_xid=0,
    )
    return room, staff, await home.services.groups.put(draft)


def first_draft(group: Group) -> GroupDraft:
    """Take a group's settings as a draft."""
    return GroupDraft(**{name: getattr(group, name) for name in GroupDraft.__dataclass_fields__})


async def test_two_groups_on_one_evening_stay_apart(tmp_path: Path) -> None:
    """One is called off and the other opens: no message, no session and no count of one is in the other."""
    async with open_house(tmp_path, at=NOON, **WEEKLY) as home:
        room, staff, other = await second_group(home)
        question = await home.lead.types(home.staff, "schedule cancel", session="2026-11-24")
        await says_yes(home.lead, question)
        home.clock.move_to(datetime(2026, 11, 24, 18, 20, tzinfo=UTC))
        await home.forward(seconds=1)
        sessions = await home.services.desk.store.read(lambda unit: unit.sessions.of_group(other.id))
        own = await home.services.desk.store.read(lambda unit: unit.sessions.of_group(home.stage.group_id))
        refused = await home.lead.types(room, "schedule cancel", session="2026-12-01")

        assert (len(sessions), len(own)) == (1, 0)
        assert not [one for one in (*room.history(), *staff.history()) if "There is no session" in text_of(one)]
        assert "Workforce group" in text_of(room.history()[-1])
        assert not [one for one in (*home.room.history(), *home.staff.history()) if "Workforce" in text_of(one)]
        assert refused.text == home.say("refused.not-a-member")


async def test_the_goodbye_card_agrees_when_the_next_week_moves(tmp_path: Path) -> None:
    """Its line about the next session is drawn again at once."""
    async with open_house(tmp_path, at=datetime(2026, 11, 24, 18, 10, tzinfo=UTC), **WEEKLY) as home:
        await home.forward(minutes=10)
        await home.facilitator.presses("I am ready", home.panel)
        await home.forward(minutes=10)
        await home.facilitator.types(home.staff, "session end")
        assert (await home.session()).flow.state is State.CLOSING
        assert "Tuesday 1 December" in home.card_text
        typed = {"session": "2026-12-01", "new_date": "3 December", "new_time": "6:30pm"}
        await says_yes(home.lead, await home.lead.types(home.staff, "schedule move", **typed))

        assert "Thursday 3 December" in home.card_text
