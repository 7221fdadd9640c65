"""Did that make sense? Staff hear one sentence or the other, and nobody can be found by asking again and again."""

from pathlib import Path

import pytest
from circle import ROOM, Circle, open_circle

from bot.services import Place
from bot.session import Refused

TOPIC = "sleep-and-rest"


async def at_topic(circle: Circle) -> Place:
    """Go to a topic."""
    place = await circle.at_step("topic")
    await circle.services.steps.choose(circle.facilitator, place, TOPIC)
    return place


async def looks_after(circle: Circle, answers: list[str]) -> list[bool]:
    """Let one member after the other answer, and look after each press."""
    place, seen = await at_topic(circle), []
    for member, answer in zip(circle.members, answers, strict=False):
        await circle.give(member, place, sense=answer)
        seen.append(await circle.services.senses.look(circle.facilitator, place))
    return seen


async def test_two_of_four_who_did_not_get_it_are_heard(tmp_path: Path) -> None:
    """What was nearly understood counts like what shall be said again."""
    async with open_circle(tmp_path) as circle:
        assert await looks_after(circle, ["again", "get-it", "nearly", "get-it"]) == [False, False, False, True]


async def test_one_alone_is_not_found_and_few_are_not_told_from_all_is_well(tmp_path: Path) -> None:
    """Staff read the same whether nobody pressed, three wanted it again, or one of eight did."""
    for number, answers in enumerate((["again"] * 3, ["get-it"] * 7 + ["again"])):
        async with open_circle(tmp_path / str(number)) as circle:
            assert not any(await looks_after(circle, answers))


async def test_whoever_looks_after_each_press_learns_nothing_of_the_last_one(tmp_path: Path) -> None:
    """What was seen stays until three more people have pressed, whatever they press and whoever changes their mind."""
    async with open_circle(tmp_path) as circle:
        seen = await looks_after(circle, ["get-it"] * 4 + ["again"] * 3)
        assert seen == [False] * 6 + [True]
        place = await circle.place()
        for member in circle.members[4:7]:
            await circle.give(member, place, sense="get-it")
            assert await circle.services.senses.look(circle.facilitator, place)


async def test_the_audit_log_tells_no_more_than_the_sentence(tmp_path: Path) -> None:
    """Each look is one line in it, whether or not somebody pressed in between."""
    logs = []
    for number, answers in enumerate((["again"] * 3, ["get-it"] * 8)):
        async with open_circle(tmp_path / str(number)) as circle:
            place, log = await at_topic(circle), []
            for look in range(8):
                if look < len(answers):
                    await circle.give(circle.members[look], place, sense=answers[look])
                await circle.services.senses.look(circle.facilitator, place)
                _group, deeds = await circle.services.audit.newest(circle.lead, ROOM, 1)
                log.append([deed.action for deed in deeds].count("sense-looked"))
            logs.append(log)

    assert logs[0] == logs[1] == list(range(1, 9))


async def test_it_is_asked_of_members_and_read_by_staff_at_the_topic_alone(tmp_path: Path) -> None:
    """Anybody else is told so."""
    async with open_circle(tmp_path) as circle:
        place = await at_topic(circle)
        with pytest.raises(Refused, match="for-members"):
            await circle.give(circle.facilitator, place, sense="again")
        with pytest.raises(Refused, match="staff-only"):
            await circle.services.senses.look(circle.members[0], place)
        elsewhere = await circle.at_step("check-in")
        with pytest.raises(Refused, match="not-a-choice"):
            await circle.services.senses.look(circle.facilitator, elsewhere)


async def test_nothing_of_it_is_kept(tmp_path: Path) -> None:
    """After the close there is only the topic."""
    async with open_circle(tmp_path) as circle:
        await looks_after(circle, ["again"] * 5)
        await circle.close()

        assert [slot.data for slot in await circle.slots() if slot.data] == [{"item": TOPIC}]
        assert {name for name, _choice in await circle.totals()} & {"topic.sense"} == set()
