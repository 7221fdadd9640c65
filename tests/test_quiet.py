"""Some people have not answered yet: said of many, once, and never so that one person could be found by it."""

from datetime import timedelta
from pathlib import Path

from circle import Circle, open_circle
from hypothesis import given
from hypothesis import strategies as st

from bot.services.quiet import is_quiet
from bot.services.views import RoomView
from bot.session import Caller


@given(st.integers(0, 12), st.integers(0, 12))
def test_it_is_never_said_of_few(here: int, answered: int) -> None:
    """Where it is said there are six people or more, and three or more are meant; and so it is in every such case."""
    assert is_quiet(here, answered) == (here >= 6 and here - answered >= 3)


async def at_icebreaker(circle: Circle, answers: int, *, listening: int = 0) -> None:
    """Let all members come, so many of them to listen, and so many answer the icebreaker."""
    await circle.start()
    await circle.arrive()
    record = await circle.session()
    for member in circle.members[:listening]:
        await circle.services.presence.arrive(member, record.id, listening=True)
    place = await circle.at_step("icebreaker")
    await circle.services.steps.choose(circle.facilitator, place, "ice-drink")
    for member in circle.members[listening:][:answers]:
        await circle.give(member, place, answer="warm-drink")


async def later(circle: Circle) -> RoomView:
    """Let most of the step's time go by, and what happens by itself happen; return what the rooms show."""
    circle.clock.advance(timedelta(minutes=10))
    await circle.services.timers.beat()
    return await circle.services.board.room((await circle.session()).id)


async def test_it_is_said_when_most_of_the_time_is_gone_and_three_have_not_answered(tmp_path: Path) -> None:
    """Before that nothing is said, and members never read it."""
    async with open_circle(tmp_path, members=8) as circle:
        await at_icebreaker(circle, 5)
        before = await circle.services.board.room(1)
        assert before.panel.time.quiet_at is None
        view = await later(circle)

        assert view.panel.time.quiet_at == circle.clock.now()
        assert view.card == before.card


async def test_two_who_are_quiet_are_not_told_from_none(tmp_path: Path) -> None:
    """A pass stays unseen: what staff read is the same."""
    told = []
    for number, answers in enumerate((6, 8)):
        async with open_circle(tmp_path / str(number), members=8) as circle:
            await at_icebreaker(circle, answers)
            told.append((await later(circle)).panel)

    assert told[0] == told[1]


async def test_in_a_small_group_it_is_never_said(tmp_path: Path) -> None:
    """Five who take part, or six of whom one listens: not even when nobody answered."""
    async with open_circle(tmp_path / "five", members=5) as circle:
        await at_icebreaker(circle, 0)
        assert (await later(circle)).panel.time.quiet_at is None
    async with open_circle(tmp_path / "six", members=6) as circle:
        await at_icebreaker(circle, 0, listening=1)
        assert (await later(circle)).panel.time.quiet_at is None


async def test_it_is_looked_once_and_no_press_changes_it(tmp_path: Path) -> None:
    """So nobody can watch it turn when the last one answers, nor make the bot look again."""
    async with open_circle(tmp_path, members=8) as circle:
        await at_icebreaker(circle, 5)
        seen = (await later(circle)).panel.time.quiet_at
        place = await circle.place()
        for member in circle.members:
            await circle.give(member, place, answer="cold-drink")
            assert (await circle.services.board.room(1)).panel.time.quiet_at == seen
        await circle.services.timers.more_time(circle.facilitator, place, 5)

        assert (await later(circle)).panel.time.quiet_at == seen


async def test_what_was_not_seen_is_not_seen_later(tmp_path: Path) -> None:
    """Whoever takes an answer back is not found by a second look."""
    async with open_circle(tmp_path, members=8) as circle:
        await at_icebreaker(circle, 8)
        await later(circle)
        place, quiet = await circle.place(), circle.members[:3]
        await _take_back(circle, quiet)
        await circle.services.timers.more_time(circle.facilitator, place, 5)

        assert (await later(circle)).panel.time.quiet_at is None


async def _take_back(circle: Circle, people: list[Caller]) -> None:
    for member in people:
        await circle.services.answers.withdraw(member, await circle.place(), "answer", None)


async def test_where_not_all_are_asked_nothing_is_said(tmp_path: Path) -> None:
    """A list is for whoever likes; before a question is chosen there is none to answer; shown answers are over."""
    async with open_circle(tmp_path, members=8) as circle:
        await circle.start()
        await circle.arrive()
        for step in ("icebreaker", "gratitude", "topic", "ground-rules"):
            await circle.at_step(step)
            circle.clock.advance(timedelta(minutes=30))
            await circle.services.timers.beat()
            assert (await circle.services.board.room(1)).panel.time.quiet_at is None, step


async def test_where_moods_are_asked_it_is_never_said(tmp_path: Path) -> None:
    """Few answers and answers that are all alike are held back with one sentence; staff cannot tell which it was."""
    told = []
    for number, answers in enumerate((3, 8)):
        async with open_circle(tmp_path / str(number), members=8) as circle:
            await circle.start()
            await circle.arrive()
            place = await circle.at_step("check-in")
            for member in circle.members[:answers]:
                await circle.give(member, place, week="hard", feel="hard")
            await later(circle)
            await circle.services.steps.reveal(circle.facilitator, place, ("week", "feel"))
            told.append((await circle.services.board.room(1)).panel)

    assert told[0] == told[1]
    assert told[0].time.quiet_at is None
