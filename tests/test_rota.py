"""The rota: who leads and who supports, swaps with two yeses, and nobody but staff who reads it."""

import asyncio
import re
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from circle import GROUP, PACK, ROOM, Circle, open_circle
from house import House, open_house
from hypothesis import given
from hypothesis import strategies as st
from made import look
from test_sealing import forms_of, found

from bot.rehearsal.people import Person, Reply, controls_of, text_of
from bot.scheduling import Fate
from bot.services.rota import RotaView
from bot.services.schedule import Where
from bot.session import Caller, MemberId, Refused
from bot.session.rota import led_in_a_row
from bot.storage import RotaSwap

HERE = Where(ROOM, 1)
TUESDAY = date(2026, 12, 1)
WEEK = timedelta(weeks=1)
WEEKLY = replace(GROUP, weekday=1, weekly_from=TUESDAY)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday
HOUSE: dict[str, Any] = {"at": NOON, "weekday": 1, "weekly_from": date(2026, 11, 24)}


def named(home: House, *people: Person) -> list[str]:
    """Find what the group's room says of these people; a name inside another word (Samaritans) is none."""
    return [one for one in home.messages() for person in people if re.search(rf"\b{person.name}\b", one)]


@given(st.lists(st.sets(st.sampled_from([b"a", b"b", b"c"]))))
def test_the_longest_run_is_what_a_reader_of_the_list_would_count(sessions: list[set[bytes]]) -> None:
    """For each person: the longest stretch of neighbours that all hold them."""
    counted = led_in_a_row(sessions)

    for person in (b"a", b"b", b"c"):
        marks = "".join("x" if person in leaders else " " for leaders in sessions)
        assert counted.get(person, 0) == max(map(len, marks.split(" ")))


def colleague(circle: Circle, number: int = 1) -> Caller:
    """Give one more facilitator."""
    return Caller(MemberId(2**61 + number), circle.facilitator.role_xids, shown_as=f"Colleague {number}")


async def put(circle: Circle, who: Caller, part: str, day: date = TUESDAY) -> RotaView:
    """Let somebody of staff say what they can do."""
    return await circle.services.rota.put(who, HERE, day, part)


async def swap_of(circle: Circle) -> RotaSwap:
    """Read the only swap."""
    (swap,) = await circle.store.read(lambda unit: unit.rota.all_swaps())
    return swap


async def refused(asked: Awaitable[object]) -> str:
    """Await what must be refused; its reason must have a sentence."""
    with pytest.raises(Refused) as refusal:
        await asked
    PACK.say(f"refused.{refusal.value.reason}", **refusal.value.values_for_sentence)
    return refusal.value.reason


async def leaders(circle: Circle, day: date = TUESDAY) -> tuple[str, ...]:
    """Read who is down to lead."""
    view = await circle.services.rota.show(circle.lead, HERE)
    return next(one.names["lead"] for one in view.lines if one.meeting.on_date == day)


async def test_staff_put_themselves_down_and_say_it_anew(tmp_path: Path) -> None:
    """What was said last counts; a double press is one place; taking it back leaves nothing."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(WEEKLY)
        await put(circle, circle.facilitator, "lead")
        await put(circle, circle.facilitator, "lead")
        view = await put(circle, colleague(circle), "support")

        assert view.lines[0].names == {"lead": (circle.facilitator.name,), "support": ("Colleague 1",), "cannot": ()}
        assert view.lines[0].own == "support"
        assert (await put(circle, circle.facilitator, "cannot")).lines[0].names["lead"] == ()
        assert (await put(circle, circle.facilitator, "")).lines[0].names["cannot"] == ()


async def test_the_next_four_sessions_agree_with_weeks_called_off_and_moved(tmp_path: Path) -> None:
    """A date that was called off is not one of them, and takes nobody; a moved one keeps its people."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(WEEKLY)
        await put(circle, circle.facilitator, "lead")
        version = (await circle.services.schedule.show(circle.lead, HERE)).version
        told = await circle.services.schedule.cancel(circle.lead, HERE, TUESDAY + WEEK, version=version)
        assert told.view
        to = (date(2026, 12, 3), time(17, 30))
        await circle.services.schedule.move(circle.lead, HERE, TUESDAY, to, version=told.view.version)
        view = await circle.services.rota.show(circle.facilitator, HERE)

        days = [TUESDAY, *(TUESDAY + WEEK * n for n in (2, 3, 4))]
        assert [one.meeting.on_date for one in view.lines] == days
        assert view.lines[0].meeting.fate is Fate.MOVED
        assert view.lines[0].own == "lead"
        assert await refused(put(circle, circle.facilitator, "lead", TUESDAY + WEEK)) == "not-a-next-session"
        assert await refused(put(circle, circle.facilitator, "lead", date(2030, 1, 1))) == "not-a-next-session"


async def test_a_swap_needs_a_yes_of_both(tmp_path: Path) -> None:
    """Asked twice it is one; nothing moves when somebody takes it, only when the asker confirms."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(WEEKLY)
        rota, other = circle.services.rota, colleague(circle)
        await put(circle, circle.facilitator, "lead")
        await rota.ask_swap(circle.facilitator, HERE, TUESDAY)
        await rota.ask_swap(circle.facilitator, HERE, TUESDAY)
        swap = await swap_of(circle)
        assert await refused(rota.take(circle.facilitator, HERE, swap.id)) == "own-swap"
        assert await refused(rota.confirm(circle.facilitator, HERE, swap.id, 0)) == "swap-changed"
        await rota.take(other, HERE, swap.id)
        await rota.take(other, HERE, swap.id)
        assert await leaders(circle) == (circle.facilitator.name,)
        assert await refused(rota.confirm(other, HERE, swap.id, 1)) == "asker-confirms"
        await rota.confirm(circle.facilitator, HERE, swap.id, 1)

        assert await leaders(circle) == ("Colleague 1",)
        assert await refused(rota.confirm(circle.facilitator, HERE, swap.id, 1)) == "swap-over"


async def test_of_two_who_take_it_at_once_the_first_has_it(tmp_path: Path) -> None:
    """The other one reads so; a confirmation meant for somebody who stepped back changes nothing."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(WEEKLY)
        rota = circle.services.rota
        await put(circle, circle.facilitator, "support")
        await rota.ask_swap(circle.facilitator, HERE, TUESDAY)
        swap = await swap_of(circle)
        people = [colleague(circle, 1), colleague(circle, 2)]
        pressed = await asyncio.gather(*(rota.take(who, HERE, swap.id) for who in people), return_exceptions=True)
        refusals = [one.reason for one in pressed if isinstance(one, Refused)]
        assert refusals == ["swap-taken"]
        first, second = people if pressed[0] is None else people[::-1]
        await rota.withdraw(first, HERE, swap.id)
        await rota.take(second, HERE, swap.id)

        assert await refused(rota.confirm(circle.facilitator, HERE, swap.id, 1)) == "swap-changed"
        await rota.confirm(circle.facilitator, HERE, swap.id, (await swap_of(circle)).turn)
        view = await rota.show(circle.lead, HERE)
        assert view.lines[0].names["support"] == (second.name,)


async def test_who_has_left_is_taken_off_by_the_lead_and_their_swap_ends(tmp_path: Path) -> None:
    """A facilitator cannot do that to another one; only the lead is shown whom to choose."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(WEEKLY)
        rota, gone = circle.services.rota, colleague(circle)
        await put(circle, gone, "lead")
        await rota.ask_swap(gone, HERE, TUESDAY)
        ((place, name),) = (await rota.show(circle.lead, HERE)).lines[0].people
        assert (await rota.show(circle.facilitator, HERE)).lines[0].people == ()
        assert await refused(rota.take_off(circle.facilitator, HERE, place)) == "leads-only"
        await rota.take_off(circle.lead, HERE, place)

        assert name == "Colleague 1"
        assert await leaders(circle) == ()
        assert (await swap_of(circle)).state == "withdrawn"
        assert await refused(rota.put(replace(gone, role_xids=frozenset()), HERE, TUESDAY, "lead")) == "staff-only"


async def test_another_groups_staff_and_members_can_do_nothing(tmp_path: Path) -> None:
    """Neither with a number of a swap nor with a date."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(WEEKLY)
        rota = circle.services.rota
        await put(circle, circle.facilitator, "lead")
        await rota.ask_swap(circle.facilitator, HERE, TUESDAY)
        swap = await swap_of(circle)
        stranger = Caller(MemberId(9), frozenset({92}), shown_as="Stranger")

        for who in (stranger, circle.members[0], circle.supporter):
            assert await refused(rota.show(who, HERE)) == "staff-only"
            assert await refused(rota.put(who, HERE, TUESDAY, "lead")) == "staff-only"
            assert await refused(rota.take(who, HERE, swap.id)) == "staff-only"
            assert await refused(rota.confirm(who, HERE, swap.id, 0)) == "staff-only"
            assert await refused(rota.withdraw(who, HERE, swap.id)) == "staff-only"
        other = replace(
            WEEKLY, name="Other group", session_channel_xid=90, staff_channel_xid=91, facilitator_role_xid=92
        )
        await circle.services.groups.put(other)
        assert await refused(rota.take(stranger, Where(90, 1), swap.id)) == "swap-over"
        assert all(not one.names["lead"] for one in (await rota.show(stranger, Where(90, 1))).lines)
        assert await refused(put(circle, circle.facilitator, "boss")) == "old-button"


async def test_a_lead_reads_who_leads_many_in_a_row(tmp_path: Path) -> None:
    """Three in a row are told, with a week called off in between; to a facilitator nothing is told of others."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(WEEKLY)
        for week in (0, 1, 3):
            await put(circle, circle.facilitator, "lead", TUESDAY + WEEK * week)
        assert (await circle.services.rota.show(circle.lead, HERE)).load == ()
        version = (await circle.services.schedule.show(circle.lead, HERE)).version
        await circle.services.schedule.cancel(circle.lead, HERE, TUESDAY + WEEK * 2, version=version)

        assert (await circle.services.rota.show(circle.lead, HERE)).load == ((circle.facilitator.name, 3),)
        assert (await circle.services.rota.show(circle.facilitator, HERE)).load == ()


async def test_no_id_and_no_plain_name_is_kept_and_30_days_later_nothing(tmp_path: Path) -> None:
    """A date goes 30 days after it, not a day before; a session that was moved counts from its new day."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(WEEKLY)
        await put(circle, circle.facilitator, "lead")
        secrets = [*forms_of(circle.facilitator.id.for_discord()), circle.facilitator.name.encode()]
        assert found(secrets, circle.folder) == []
        version = (await circle.services.schedule.show(circle.lead, HERE)).version
        to = (date(2026, 12, 3), time(18, 30))
        await circle.services.schedule.move(circle.lead, HERE, TUESDAY, to, version=version)
        circle.clock.move_to(datetime(2027, 1, 2, 18, 29, tzinfo=UTC))
        await circle.services.retention.daily()
        assert rows(circle) == 1
        circle.clock.move_to(datetime(2027, 1, 2, 18, 30, tzinfo=UTC))
        await circle.services.retention.daily()

        assert rows(circle) == 0


def rows(circle: Circle) -> int:
    """Count what is kept of dates."""
    return int(look(circle.folder, "SELECT count(*) FROM rota_places")[0][0])


async def test_a_person_sees_and_deletes_their_own_dates(tmp_path: Path) -> None:
    """Also out of swaps: one that they asked for ends, one that they took is asked again."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(WEEKLY)
        rota, other, own = circle.services.rota, colleague(circle), circle.services.own_data
        await put(circle, circle.facilitator, "lead")
        await rota.ask_swap(circle.facilitator, HERE, TUESDAY)
        swap = await swap_of(circle)
        await rota.take(other, HERE, swap.id)
        assert (await own.forget_me(other, ROOM, 1)).rota == 1
        swap = await swap_of(circle)
        assert (swap.state, swap.taker, swap.taker_name) == ("asked", None, None)
        assert (await own.my_data(circle.facilitator, ROOM, 1)).rota_dates == 1
        assert (await own.forget_me(circle.facilitator, ROOM, 1)).rota == 2
        swap = await swap_of(circle)

        assert (swap.state, swap.asker, swap.asker_name) == ("withdrawn", None, None)
        assert (await own.my_data(circle.facilitator, ROOM, 1)).is_empty
        assert rows(circle) == 0


# By the front door.


async def on_date(home: House, person: Person, label: str) -> Reply:
    """Open the rota, choose the first date, and press."""
    page = await person.types(home.staff, "rota")
    assert page.message
    (dates,) = [one for one in page.controls if one.verb == "rota-date"]
    one = await person.chooses([dates.options[0][1]], page.message, custom_id=dates.custom_id)
    assert one.message
    assert one.private
    return await person.presses(label, one.message)


def swap_in(home: House) -> discord.Message:
    """Find the swap's message."""
    return next(one for one in home.staff.history() if "swap" in text_of(one))


async def test_a_swap_from_the_first_press_to_the_last(tmp_path: Path) -> None:
    """One message in the staff channel, which follows; nobody is pinged and members read nothing."""
    async with open_house(tmp_path, **HOUSE) as home:
        done = await on_date(home, home.facilitator, "I can lead")
        assert f"Leads: {home.facilitator.name}" in done.text
        await on_date(home, home.facilitator, "Ask for a swap")
        assert f"{home.facilitator.name} would like to swap a date." in text_of(swap_in(home))
        assert "Tuesday 24 November at 6:30pm" in text_of(swap_in(home))
        await home.second.presses("I take it", swap_in(home))
        assert f"{home.second.name} can take it." in text_of(swap_in(home))
        await home.stage.restart()
        await home.facilitator.presses("Confirm the swap", swap_in(home))

        assert text_of(swap_in(home)) == home.say("rota.done", taker=home.second.name)
        assert controls_of(swap_in(home)) == []
        assert sum("swap" in text_of(one) for one in home.staff.history()) == 1
        assert named(home, home.facilitator, home.second) == []
        assert f"Leads: {home.second.name}" in (await home.lead.types(home.staff, "rota")).text


async def test_a_swap_follows_a_moved_session_and_ends_with_one_that_is_called_off(tmp_path: Path) -> None:
    """Its message says the new time at once; later that nobody needs it."""
    async with open_house(tmp_path, **HOUSE) as home:
        await on_date(home, home.facilitator, "I can lead")
        await on_date(home, home.facilitator, "Ask for a swap")
        typed = {"session": "2026-11-24", "new_date": "26 November", "new_time": "5:30pm"}
        question = await home.lead.types(home.staff, "schedule move", **typed)
        assert question.message
        await home.lead.presses("Yes, do it", question.message)
        assert "Thursday 26 November at 5:30pm" in text_of(swap_in(home))
        question = await home.lead.types(home.staff, "schedule cancel", session="2026-11-24")
        assert question.message
        await home.lead.presses("Yes, do it", question.message)

        assert home.say("rota.withdrawn") in [text_of(one) for one in home.staff.history()]


async def test_the_panel_names_who_is_down_to_lead_and_the_card_does_not(tmp_path: Path) -> None:
    """While the group arrives staff read it on their panel; members read no name."""
    async with open_house(tmp_path, **HOUSE) as home:
        await on_date(home, home.second, "I can lead")
        home.clock.move_to(datetime(2026, 11, 24, 18, 21, tzinfo=UTC))
        await home.forward(seconds=1)

        assert home.say("rota.panel", names=home.second.name) in home.panel_text
        assert named(home, home.second) == []


async def test_a_swap_that_discord_refused_is_posted_by_the_next_beat(tmp_path: Path) -> None:
    """It is asked once, however often it is tried."""
    async with open_house(tmp_path, **HOUSE) as home:
        await on_date(home, home.facilitator, "I can lead")
        home.stage.env.inject_error("POST", f"/channels/{home.staff.id}/messages", status=500)
        await on_date(home, home.facilitator, "Ask for a swap")
        assert not any("would like to swap" in text_of(one) for one in home.staff.history())
        await home.forward(seconds=30)
        await home.forward(seconds=30)

        assert sum("would like to swap" in text_of(one) for one in home.staff.history()) == 1


async def test_members_are_told_that_the_rota_is_for_staff(tmp_path: Path) -> None:
    """By a kind sentence, in private."""
    async with open_house(tmp_path, **HOUSE) as home:
        reply = await home.members[0].types(home.room, "rota")

        assert reply.text == home.say("refused.staff-only")
        assert reply.private
