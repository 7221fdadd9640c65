"""Who means to come: private for each person, numbers for staff who ask, and gone a week after the date."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import discord
from circle import GROUP, ROOM, Circle, open_circle
from house import House, open_house

from bot.privacy.retention import SIGN_UPS
from bot.rehearsal.people import Person, Reply
from bot.services import Removed
from bot.services.schedule import ScheduleService, Where
from bot.services.sign_ups import CHOICES
from bot.session import Refused
from cogs.ui.body import Body
from cogs.ui.sign_up import sign_up_row

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)
HERE = Where(ROOM, 1)
THERE = 50


async def card(home: House, on_date: date = TUESDAY) -> discord.Message:
    """Post a card with the row of sign-up buttons."""
    body = Body(("Our next group",), (sign_up_row(home.stage.bot.pack, home.stage.group_id, on_date),))
    posted = await home.stage.bot.rooms.post(home.room.id, body, discord.AllowedMentions.none())
    assert posted
    return home.room.history()[-1]


async def refused(work: object) -> str:
    """Await what must be refused, and return the refusal's name."""
    try:
        await work  # type: ignore[misc]  # an awaitable of any service
    except Refused as refusal:
        return refusal.reason
    raise AssertionError("nothing was refused")


async def weekly(circle: Circle) -> None:
    """Give the circle's group a weekly time, two hours ahead of the clock."""
    await circle.services.groups.put(replace(GROUP, weekday=1, at=time(20, 30)))


async def counts(circle: Circle) -> list[int]:
    """Read the numbers as staff do, in the order of the choices."""
    found = await circle.services.sign_ups.counts(circle.facilitator, HERE)
    return [found.counts[choice] for choice in CHOICES]


async def sign_up(circle: Circle, choices: Sequence[str], on_date: date = TUESDAY) -> None:
    """Let one member after another choose."""
    for member, choice in zip(circle.members, choices, strict=False):
        await circle.services.sign_ups.choose(member, 1, circle.group_id, on_date, choice)


async def test_every_choice_has_the_same_private_reply(tmp_path: Path) -> None:
    """Word for word and button for button; nothing in the room changes."""
    async with open_house(tmp_path, at=MONDAY, weekday=1) as home:
        posted = await card(home)
        before = home.messages()
        replies = [
            await member.presses(home.say(f"sign-up.{choice}"), posted)
            for member, choice in zip(home.members, CHOICES, strict=False)
        ]

        assert all(reply.private for reply in replies)
        assert len({(reply.text, tuple(reply.labels())) for reply in replies}) == 1
        assert home.messages() == before


async def test_staff_see_numbers_only_when_they_ask_and_nobody_is_named(tmp_path: Path) -> None:
    """Not one request to Discord holds a name or an id of who chose, but for the reply's own address."""
    async with open_house(tmp_path, at=MONDAY, weekday=1) as home:
        posted = await card(home)
        sent = len(home.stage.env.http_requests)
        for member, choice in zip(home.members, ("coming", "coming", "maybe"), strict=False):
            await member.presses(home.say(f"sign-up.{choice}"), posted)
        asked = await home.facilitator.types(home.staff, "sign-ups")
        bodies = [json.dumps(one.json, default=str) for one in home.stage.env.http_requests[sent:]]

        assert asked.private
        assert "Tuesday 24 November" in asked.text
        assert "Coming: 2" in asked.text
        assert "Coming to listen: 0" in asked.text
        assert "do not share" in asked.text
        assert home.staff.history() == []
        for member in home.members:
            assert not [body for body in bodies if member.name in body or str(member.actor.id) in body]


async def test_the_panel_has_the_numbers_behind_a_button(tmp_path: Path) -> None:
    """It shows no count itself."""
    async with open_house(tmp_path, at=MONDAY, weekday=1) as home:
        await home.members[0].presses("Coming", await card(home))
        await home.forward(days=1, hours=6, minutes=21)
        shown = home.panel_text
        reply = await home.facilitator.presses("How many come", home.panel)

        assert "Coming" not in shown
        assert "Coming: 1" in reply.text
        assert reply.private


async def test_a_member_cannot_ask_for_the_numbers(tmp_path: Path) -> None:
    """Nor a supporter, nor somebody of no role; and they get no button for them."""
    async with open_house(tmp_path, at=MONDAY, weekday=1) as home:
        for person in (home.members[0], home.supporter, home.outsider):
            reply = await person.types(home.room, "sign-ups")
            assert reply.text == home.say("refused.staff-only")


async def test_an_answer_can_be_changed_and_taken_back(tmp_path: Path) -> None:
    """By the buttons of the private reply, also twice."""
    async with open_house(tmp_path, at=MONDAY, weekday=1) as home:
        ana = home.members[0]
        reply = await ana.presses("Coming", await card(home))
        reply = await presses(ana, "Not this time", reply)
        assert "Not this time: 1" in (await home.facilitator.types(home.staff, "sign-ups")).text
        assert "Coming: 0" in (await home.facilitator.types(home.staff, "sign-ups")).text

        first = reply
        gone = await presses(ana, "Take my answer back", first)
        assert gone.text == home.say("sign-up.taken-back")
        assert "Not this time: 0" in (await home.facilitator.types(home.staff, "sign-ups")).text


async def presses(person: Person, label: str, on: Reply) -> Reply:
    """Press a button of a private reply."""
    assert on.message
    return await person.presses(label, on.message)


async def test_only_members_are_counted(tmp_path: Path) -> None:
    """Staff and supporters hear why; somebody from outside is told whom to ask."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        choose = circle.services.sign_ups.choose
        stranger = replace(circle.members[0], role_xids=frozenset())

        for person in (circle.lead, circle.facilitator):
            assert await refused(choose(person, 1, circle.group_id, TUESDAY, "coming")) == "members-sign-up"
        listens = choose(circle.supporter, 1, circle.group_id, TUESDAY, "coming")
        assert await refused(listens) == "supporter-listens"
        assert await refused(choose(stranger, 1, circle.group_id, TUESDAY, "coming")) == "not-a-member"
        assert await counts(circle) == [0, 0, 0, 0]


async def test_a_press_from_another_server_is_nobodys(tmp_path: Path) -> None:
    """Even with the right number of the group: roles of another server mean nothing here."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        choose = circle.services.sign_ups.choose(circle.members[0], 2, circle.group_id, TUESDAY, "coming")

        assert await refused(choose) == "old-button"
        assert await counts(circle) == [0, 0, 0, 0]


async def test_a_date_that_is_over_or_none_is_refused(tmp_path: Path) -> None:
    """While the session is open one may still say so; a day on which the group never meets is no date."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        ana, choose = circle.members[0], circle.services.sign_ups.choose

        assert await refused(choose(ana, 1, circle.group_id, TUESDAY + timedelta(days=1), "coming")) == "old-button"
        assert await refused(choose(ana, 1, circle.group_id, TUESDAY + timedelta(weeks=60), "coming")) == "old-button"
        circle.clock.advance(timedelta(hours=2, minutes=59))
        await choose(ana, 1, circle.group_id, TUESDAY, "coming")
        assert await counts(circle) == [1, 0, 0, 0]
        circle.clock.advance(timedelta(minutes=1))
        assert await refused(choose(ana, 1, circle.group_id, TUESDAY, "maybe")) == "sign-up-over"


async def test_a_moved_week_keeps_its_answers_and_a_cancelled_one_takes_no_new_ones(tmp_path: Path) -> None:
    """An answer belongs to the date's name; who gave it is told to nobody, and it can still be taken back."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await sign_up(circle, ("coming", "maybe"))
        schedule = ScheduleService(circle.services.desk)
        version = (await schedule.show(circle.lead, HERE)).version
        thursday = (TUESDAY + timedelta(days=2), time(10))
        await schedule.move(circle.lead, HERE, TUESDAY, thursday, version=version)
        circle.clock.advance(timedelta(days=1))

        assert await counts(circle) == [1, 1, 0, 0]
        await schedule.cancel(circle.lead, HERE, TUESDAY, version=version + 1)
        choose = circle.services.sign_ups.choose(circle.members[2], 1, circle.group_id, TUESDAY, "coming")
        assert await refused(choose) == "no-group-then"
        await circle.services.sign_ups.take_back(circle.members[0], 1, circle.group_id, TUESDAY)
        stored = await circle.store.read(lambda unit: unit.sign_ups.counts(circle.group_id, TUESDAY))
        assert stored == {"maybe": 1}


async def test_two_groups_do_not_cross(tmp_path: Path) -> None:
    """The same person, the same date, another group: another code and another count."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        friday = replace(GROUP, name="Other", session_channel_xid=THERE, staff_channel_xid=51, weekday=1, at=time(20))
        other = await circle.services.groups.put(friday)
        await sign_up(circle, ("coming",))
        there = await circle.services.sign_ups.counts(circle.facilitator, Where(THERE, 1))

        assert sum(there.counts.values()) == 0
        assert there.group.id == other.id
        assert await counts(circle) == [1, 0, 0, 0]


async def test_answers_go_seven_days_after_their_date(tmp_path: Path) -> None:
    """Not a day before."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await sign_up(circle, ("coming", "maybe", "listening"))
        await sign_up(circle, ("coming",), TUESDAY + timedelta(weeks=1))
        circle.clock.advance(timedelta(days=6))
        assert await circle.services.retention.run(circle.clock.now()) == []

        circle.clock.advance(timedelta(days=1))
        assert await circle.services.retention.run(circle.clock.now()) == [Removed(SIGN_UPS, 3)]
        assert await circle.services.retention.run(circle.clock.now()) == []


async def test_a_person_sees_and_deletes_what_they_said(tmp_path: Path) -> None:
    """Their own and nobody else's."""
    async with open_circle(tmp_path) as circle:
        await weekly(circle)
        await sign_up(circle, ("coming", "maybe"))
        own, ana = circle.services.own_data, circle.members[0]

        assert (await own.my_data(ana, ROOM, 1)).sign_ups == {"2026-11-24": "coming"}
        assert (await own.my_data(circle.members[2], ROOM, 1)).is_empty
        assert (await own.forget_me(ana, ROOM, 1)).sign_ups == 1
        assert (await own.my_data(ana, ROOM, 1)).is_empty
        assert await counts(circle) == [0, 1, 0, 0]
