"""A hello before the first session: asked once, a "not now" that nobody sees, and nothing left when it is over."""

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from circle import GROUP, ROOM, Circle, _caller, open_circle
from made import held_in
from test_feedback import refused

from bot.services.hellos import LEAD_TOLD, OWN_DAY, ROOM_FILLED
from bot.services.schedule import Where
from bot.session import Caller
from bot.storage.repositories.hellos import HelloRecord

HERE = Where(ROOM, 1)
NEWCOMER = _caller(99)  # a role that the group's settings do not name
SECOND = _caller(GROUP.facilitator_role_xid, 1)


async def asks(circle: Circle, who: Caller = NEWCOMER, wanted: str = "any", *, named: bool = False) -> int:
    """Let somebody ask for a hello; return its number."""
    return (await circle.services.hellos.ask(who, HERE, wanted, named=named))[0].record.id


async def rows(circle: Circle) -> list[HelloRecord]:
    """Read what is stored of hellos."""
    return await circle.store.read(lambda unit: unit.hellos.all())


async def clear_away(circle: Circle) -> None:
    """Forget what is over, as the bot does when the staff channel no longer shows it."""
    due = await circle.services.hellos.due()
    await circle.services.hellos.forget([one.record.id for one in due.over])


async def offer_of(circle: Circle, who: Caller) -> str:
    """Let somebody of staff say hello; return the number of their offer."""
    page = await circle.services.hellos.offer(who, HERE, on=True)
    return str(next(number for number, name in page.offers if name == who.name))


async def test_somebody_without_a_role_asks_once_and_the_first_of_staff_has_it(tmp_path: Path) -> None:
    """A second press asks nobody again; the second of two facilitators is told kindly; no id is stored in plain."""
    async with open_circle(tmp_path, members=1) as circle:
        hellos = circle.services.hellos
        first, again = await hellos.ask(NEWCOMER, HERE, "any"), await hellos.ask(NEWCOMER, HERE, "any")
        await hellos.posted(first[0].record.id, 500)
        taken = await hellos.take(circle.facilitator, first[0].record.id, 600)
        late = await refused(hellos.take(circle.lead, first[0].record.id, 601))
        page = await hellos.page(NEWCOMER, HERE)
        deeds = [one.action for one in (await circle.services.audit.newest(circle.lead, ROOM, 1))[1]]
        kept = held_in(tmp_path / "data")

        assert (first[1], again[1]) == (True, False)
        assert taken.owner_xid == NEWCOMER.id.for_discord()
        assert late == "hello-taken"
        assert page.hello
        assert (page.hello.state, page.hello.thread_xid) == ("taken", 600)
        assert deeds == ["hello-taken"]
        assert str(NEWCOMER.id.for_discord()).encode() not in kept
        assert NEWCOMER.name.encode() not in kept


async def test_who_is_asked_by_name_has_a_day_and_then_anybody_may(tmp_path: Path) -> None:
    """What the others read is the same whether that one said "not now" or has not looked."""
    async with open_circle(tmp_path, members=1) as circle:
        hellos = circle.services.hellos
        number = await asks(circle, wanted=await offer_of(circle, circle.facilitator))
        others = [(await hellos.look(SECOND, number)).may_take, (await hellos.look(circle.lead, number)).may_take]
        own = (await hellos.look(circle.facilitator, number)).may_take
        early = await refused(hellos.take(SECOND, number, 600))
        before = await rows(circle)
        circle.clock.advance(OWN_DAY)

        assert others == [False, False]
        assert own
        assert early == "hello-not-yours"
        assert (await hellos.look(SECOND, number)).may_take
        assert await rows(circle) == before
        assert (await hellos.page(SECOND, HERE)).waiting == (number,)


async def test_a_not_now_changes_nothing_that_is_stored(tmp_path: Path) -> None:
    """It is only a look: there is no method that could store it, and a look writes nothing."""
    async with open_circle(tmp_path, members=0) as circle:
        number, before = await asks(circle), await rows(circle)
        await circle.services.hellos.look(circle.facilitator, number)

        assert await rows(circle) == before
        assert not [name for name in dir(circle.services.hellos) if "decline" in name or "now" in name]


async def test_nobody_waits_without_a_word(tmp_path: Path) -> None:
    """After two days, by day, the lead is to be told once; a session that is near does not let it wait so long."""
    async with open_circle(tmp_path, members=0) as circle:
        hellos, number = circle.services.hellos, await asks(circle)
        await hellos.posted(number, 500)
        soon = await hellos.due()
        circle.clock.advance(timedelta(days=2, hours=5))  # half past eleven at night
        night = await hellos.due()
        circle.clock.advance(timedelta(hours=11))
        day = await hellos.due()
        await hellos.told(number, LEAD_TOLD)
        after = await hellos.due()

        assert (soon.late, night.late, after.late) == ((), (), ())
        assert [one.record.id for one in day.late] == [number]


async def test_before_the_next_session_nobody_waits_for_two_days(tmp_path: Path) -> None:
    """Asked the evening before; three hours ahead of the session the lead is to be told."""
    async with open_circle(tmp_path, members=0) as circle:
        await circle.services.groups.put(replace(GROUP, weekday=2, at=time(18, 30)))
        number = await asks(circle)
        await circle.services.hellos.posted(number, 500)
        circle.clock.advance(timedelta(hours=20))
        early = await circle.services.hellos.due()
        circle.clock.advance(timedelta(hours=1))

        assert early.late == ()
        assert [one.record.id for one in (await circle.services.hellos.due()).late] == [number]


async def test_it_is_gone_when_it_is_done_taken_back_or_a_session_was_held(tmp_path: Path) -> None:
    """And with /forget-me, of the one who asked and of the one who offers; /my-data says that it is there."""
    async with open_circle(tmp_path, members=3) as circle:
        hellos, own = circle.services.hellos, circle.services.own_data
        ana, ben, cleo = circle.members
        await hellos.done(circle.lead, await asks(circle, ana))
        await asks(circle, ana)
        await hellos.take_back(ana, HERE)
        nothing = await hellos.take_back(ana, HERE)
        await asks(circle, ben)
        seen = await own.my_data(ben, ROOM, 1)
        forgotten = await own.forget_me(ben, ROOM, 1)
        await offer_of(circle, circle.facilitator)
        staff = await own.my_data(circle.facilitator, ROOM, 1)
        await own.forget_me(circle.facilitator, ROOM, 1)
        empty = await rows(circle)
        number = await asks(circle, cleo)
        circle.clock.advance(timedelta(minutes=1))
        await circle.start()
        await clear_away(circle)
        during = await rows(circle)
        await circle.close()
        ended = await rows(circle)
        await clear_away(circle)

        assert nothing is None
        assert (seen.hello_asked, forgotten.hellos, staff.hello_offered) == (True, 1, True)
        assert empty == []
        assert [one.id for one in during] == [one.id for one in ended] == [number]
        assert await rows(circle) == []
        assert (await hellos.page(cleo, HERE)).offers == ()
        assert await refused(hellos.look(circle.lead, number)) == "hello-not-yours"


async def test_a_hello_that_is_asked_during_a_session_waits_for_the_next_one(tmp_path: Path) -> None:
    """The close of the session under way does not end it; two weeks do, whatever happens."""
    async with open_circle(tmp_path, members=1) as circle:
        await circle.start()
        circle.clock.advance(timedelta(minutes=5))
        await asks(circle)
        await circle.close()
        await clear_away(circle)
        after_close = await rows(circle)
        circle.clock.advance(timedelta(days=14))
        await circle.services.retention.daily()

        assert len(after_close) == 1
        assert await rows(circle) == []


async def test_staff_do_not_ask_members_do_not_take_and_who_must_stay_away_may_not(tmp_path: Path) -> None:
    """Each no is a kind one, and nothing is stored."""
    async with open_circle(tmp_path, members=2) as circle:
        hellos, away = circle.services.hellos, circle.members[1]
        number = await asks(circle, circle.members[0])
        await circle.services.measures.take(circle.lead, away, ("left", "rest"), ROOM, 1)

        assert await refused(hellos.ask(circle.facilitator, HERE, "any")) == "hello-for-members"
        assert await refused(hellos.ask(away, HERE, "any")) == "left-the-group"
        for who in (circle.members[0], circle.supporter, NEWCOMER):
            assert await refused(hellos.look(who, number)) == "staff-only"
            assert await refused(hellos.take(who, number, 1)) == "staff-only"
            assert await refused(hellos.done(who, number)) == "staff-only"
            assert await refused(hellos.offer(who, HERE, on=True)) == "staff-only"
        assert [one.state for one in await rows(circle)] == ["asked"]


@pytest.mark.parametrize("named", [False, True])
async def test_a_kill_at_any_moment_loses_nothing(tmp_path: Path, *, named: bool) -> None:
    """What was stored and not posted is posted; what was taken and not filled is filled, then no more."""
    async with open_circle(tmp_path, members=0) as circle:
        hellos, number = circle.services.hellos, await asks(circle, named=named)
        unposted = [one.record.id for one in (await hellos.due()).unposted]
        await hellos.posted(number, 500)
        await hellos.take(circle.facilitator, number, None if named else 600)
        unfilled = [one.record.id for one in (await hellos.due()).unfilled]
        await hellos.told(number, ROOM_FILLED)
        after = await hellos.due()

        assert unposted == [number]
        assert unfilled == ([] if named else [number])
        assert (after.unposted, after.unfilled, after.late) == ((), (), ())


async def test_the_second_yes_takes_the_place_of_the_first(tmp_path: Path) -> None:
    """Where no room can be opened: one hello, now with the yes to the name; a yes is never asked back."""
    async with open_circle(tmp_path, members=0) as circle:
        await asks(circle)
        second, made = await circle.services.hellos.ask(NEWCOMER, HERE, "any", named=True)
        third, again = await circle.services.hellos.ask(NEWCOMER, HERE, "any")

        assert (made, again) == (True, False)
        assert second.record.named
        assert third.record.id == second.record.id
        assert len(await rows(circle)) == 1


async def test_an_offer_that_is_gone_counts_as_anybody(tmp_path: Path) -> None:
    """The one who was chosen says no more hellos meanwhile; a forged choice names nobody either."""
    async with open_circle(tmp_path, members=2) as circle:
        gone = await offer_of(circle, circle.facilitator)
        await circle.services.hellos.offer(circle.facilitator, HERE, on=False)
        await asks(circle, circle.members[0], gone)
        await asks(circle, circle.members[1], "' OR 1=1")

        assert [one.wanted for one in await rows(circle)] == [None, None]
