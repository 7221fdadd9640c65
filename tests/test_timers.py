"""Time and breaks through the services: who may, what two presses do, and what happens by itself."""

from datetime import timedelta
from pathlib import Path

import pytest
from circle import Circle, open_circle, services_over

from bot.services import Place
from bot.services.views import PanelView
from bot.session import Event, Move, Refused, State
from bot.session.timer import Phase, minute_of

RULES_MINUTES = 8  # what the first step takes


async def panel(circle: Circle) -> PanelView:
    """Read the panel as it would be drawn now."""
    return (await circle.services.board.room((await circle.session()).id)).panel


async def moves(circle: Circle, event: Event) -> Place:
    """Let the facilitator move the session; return the place."""
    await circle.services.sessions.move(circle.facilitator, (await circle.session()).id, Move(event))
    return await circle.place()


async def refused(asked: object) -> str:
    """Await what must be refused, and return the refusal's name."""
    with pytest.raises(Refused) as refusal:
        await asked  # type: ignore[misc]  # anything that can be awaited
    return refusal.value.reason


async def test_two_facilitators_who_press_together_add_five_minutes_and_a_second_press_ten(tmp_path: Path) -> None:
    """The button carries what it makes together; one that saw less changes nothing."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        place, timers = await circle.place(), circle.services.timers
        await timers.more_time(circle.facilitator, place, 5)
        await timers.more_time(circle.lead, place, 5)
        assert (await panel(circle)).time.planned == RULES_MINUTES + 5
        await timers.more_time(circle.facilitator, place, 10)

        assert (await panel(circle)).time.planned == RULES_MINUTES + 10
        assert await refused(timers.more_time(circle.facilitator, place, 60)) == "old-button"
        assert await refused(timers.more_time(circle.facilitator, place, 65)) == "enough-time"
        assert (await panel(circle)).time.more == 10


@pytest.mark.parametrize("who", ["member", "supporter"])
async def test_time_is_for_facilitators(tmp_path: Path, who: str) -> None:
    """A forged press of anybody else changes nothing."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        place, timers = await circle.place(), circle.services.timers
        caller = circle.supporter if who == "supporter" else circle.members[0]
        asked = [timers.more_time(caller, place, 5), timers.break_for(caller, place, 5)]
        asked += [timers.break_longer(caller, place, 1)]

        assert [await refused(one) for one in asked] == ["staff-only"] * 3
        assert (await panel(circle)).time.more == 0


async def test_a_break_takes_no_time_from_the_step(tmp_path: Path) -> None:
    """Its end moves by as long as the break was."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        circle.clock.advance(timedelta(minutes=3))
        before = (await panel(circle)).time.ends_at
        await moves(circle, Event.PAUSE)
        circle.clock.advance(timedelta(minutes=20))
        assert (await panel(circle)).time.phase is Phase.ON_TIME
        await moves(circle, Event.RESUME)

        assert before
        assert (await panel(circle)).time.ends_at == before + timedelta(minutes=20)


async def test_a_step_that_the_group_comes_back_to_goes_on_where_its_time_stood(tmp_path: Path) -> None:
    """Time at another step is not counted twice."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        circle.clock.advance(timedelta(minutes=3))
        await moves(circle, Event.NEXT)
        circle.clock.advance(timedelta(minutes=30))
        await moves(circle, Event.BACK)

        assert (await panel(circle)).time.ends_at == circle.clock.now() + timedelta(minutes=RULES_MINUTES - 3)


async def test_the_panel_turns_amber_by_itself_and_once(tmp_path: Path) -> None:
    """At the instant, and not again by another beat, another process or a restart in between."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        record = await circle.session()
        wake = await circle.services.timers.next_wake()
        assert wake
        assert wake == circle.clock.now() + timedelta(minutes=RULES_MINUTES * 0.8)
        assert await circle.services.timers.beat() == set()
        circle.clock.advance(wake - circle.clock.now())
        again = services_over(circle.database, circle.clock)
        try:
            assert await again.timers.beat() == {record.id}
        finally:
            await again.desk.store.close()

        assert await circle.services.timers.beat() == set()
        assert (await panel(circle)).time.phase is Phase.AMBER


async def test_nobody_is_asked_are_you_there_before_the_time_that_was_added_is_over(tmp_path: Path) -> None:
    """Staff who gave a step more time are not silent; the question comes 10 minutes after the new end."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        before = await circle.services.duty.next_wake()
        await circle.services.timers.more_time(circle.facilitator, await circle.place(), 5)

        assert before == circle.clock.now() + timedelta(minutes=RULES_MINUTES + 10)
        assert await circle.services.duty.next_wake() == before + timedelta(minutes=5)


async def test_a_break_has_an_end_that_can_be_put_off_and_ends_by_a_press_alone(tmp_path: Path) -> None:
    """Two who press for a longer break together make it 5 minutes longer; the group goes on when staff say so."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        place, timers = await moves(circle, Event.PAUSE), circle.services.timers
        await timers.break_for(circle.facilitator, place, 10)
        await timers.break_for(circle.lead, place, 15)
        begun = circle.clock.now()
        until = (await panel(circle)).time.break_until
        assert until == begun + timedelta(minutes=10)
        for caller in (circle.facilitator, circle.lead):
            await timers.break_longer(caller, place, minute_of(until))
        assert (await panel(circle)).time.break_until == begun + timedelta(minutes=15)
        circle.clock.advance(timedelta(minutes=15))
        assert await timers.beat() == {place.session_id}
        view = await circle.services.board.room(place.session_id)

        assert view.state is State.PAUSED
        assert view.card.rest
        assert view.card.rest.over
        await moves(circle, Event.RESUME)
        assert (await panel(circle)).time.break_until is None


async def test_only_a_break_can_have_an_end(tmp_path: Path) -> None:
    """A button of an old panel says so; a time that is not offered is no time."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        place, timers = await circle.place(), circle.services.timers
        assert await refused(timers.break_for(circle.facilitator, place, 10)) == "not-paused"
        assert await refused(timers.break_longer(circle.facilitator, place, 10)) == "not-paused"
        await moves(circle, Event.PAUSE)

        assert await refused(timers.break_for(circle.facilitator, place, 480)) == "old-button"


async def test_nothing_of_the_time_of_a_step_outlives_the_session(tmp_path: Path) -> None:
    """Not how long people took, and not that many were quiet."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        await circle.services.timers.more_time(circle.facilitator, await circle.place(), 5)
        circle.clock.advance(timedelta(minutes=30))
        await circle.services.timers.beat()
        assert "time" in (await circle.slots())[0].data
        await circle.close()

        assert [slot.data for slot in await circle.slots() if slot.data] == []
