"""Topics that may be hard to hear: chosen ahead, told before, and never started without a page of warning."""

from pathlib import Path

import pytest
from circle import PACK, Circle, open_circle

from bot.services.steps import page_count
from bot.session import Event, Move, Refused
from bot.session.steps.topic import STEP

HARD = [module for module in PACK.modules if module.heads_up]
EASY = [module for module in PACK.modules if not module.heads_up]


async def ahead(circle: Circle) -> str:
    """Read which topic the first card tells of."""
    return (await circle.services.board.room((await circle.session()).id)).card.topic_ahead


async def test_a_topic_can_be_chosen_before_its_step_and_stays_until_it(tmp_path: Path) -> None:
    """The last choice counts, once however often it is made; its step begins with it, at the first page."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        record, topics = await circle.session(), circle.services.topics
        assert await topics.coming(circle.lead, record.id) == tuple(module.id for module in PACK.modules)
        for item in ("stress-and-worry", "lonely-times", "lonely-times"):
            await topics.choose(circle.facilitator, record.id, item)
        assert await ahead(circle) == "lonely-times"
        await circle.at_step("topic")
        card = (await circle.services.board.room(record.id)).card

        assert (card.item, card.page, card.topic_ahead) == ("lonely-times", 0, "")
        used = await circle.store.read(lambda unit: unit.groups.used(circle.group_id, "modules"))
        assert used["lonely-times"] == (1, False)


async def test_at_its_step_and_after_it_a_topic_is_chosen_on_the_panel(tmp_path: Path) -> None:
    """Choosing ahead is refused kindly, also when the step was left out."""
    async with open_circle(tmp_path) as circle:
        place = await circle.at_step("topic")
        topics = circle.services.topics
        assert await topics.coming(circle.facilitator, place.session_id) == ()
        with pytest.raises(Refused, match="too-late-for-topic"):
            await topics.choose(circle.facilitator, place.session_id, "lonely-times")
        await circle.close()
        with pytest.raises(Refused, match="too-late-for-topic"):
            await topics.choose(circle.facilitator, place.session_id, "lonely-times")


async def test_a_step_that_is_left_out_tells_of_no_topic(tmp_path: Path) -> None:
    """The first card does not speak of what will not come."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        record = await circle.session()
        await circle.services.topics.choose(circle.facilitator, record.id, "lonely-times")
        number = next(slot.number for slot in record.flow.agenda if slot.step == "topic")
        await circle.services.sessions.move(circle.facilitator, record.id, Move(Event.SKIP, number))

        assert await ahead(circle) == ""


async def test_a_topic_ahead_is_chosen_by_staff_and_from_the_pack(tmp_path: Path) -> None:
    """A forged press changes nothing."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        session, topics = (await circle.session()).id, circle.services.topics
        with pytest.raises(Refused, match="staff-only"):
            await topics.choose(circle.members[0], session, "lonely-times")
        with pytest.raises(Refused, match="staff-only"):
            await topics.coming(circle.supporter, session)
        for item in ("own", "vote", "dance"):
            with pytest.raises(Refused, match="not-a-choice"):
                await topics.choose(circle.facilitator, session, item)

        assert await ahead(circle) == ""


async def test_what_may_be_hard_has_one_page_more(tmp_path: Path) -> None:
    """Before the first card; every other topic begins with its first card."""
    async with open_circle(tmp_path) as circle:
        desk = circle.services.desk

        assert [page_count(desk, STEP, module.id) - len(module.cards) for module in HARD] == [3] * len(HARD)
        assert [page_count(desk, STEP, module.id) - len(module.cards) for module in EASY] == [2] * len(EASY)
        assert len(HARD) >= 3
