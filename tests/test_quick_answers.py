"""The short way of an answer leads to the same place as the long one, whatever happened in between."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from circle import GROUP, MEMBER, ROOM, Circle, open_circle
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services import Place
from bot.session import Event, Move, Refused
from bot.storage import Store, Unit
from bot.storage.quick import QuickAnswer

ACTS = st.sampled_from(
    (
        "press",
        "press",
        "press",
        "press",
        "withdraw",
        "says-no",
        "says-yes",
        "next",
        "back",
        "choose",
        "reveal",
        "away",
        "roles",
    )
)
STORY = st.lists(st.tuples(ACTS, st.integers(0, 3), st.integers(0, 5)), max_size=30)


async def told(asked: Awaitable[Any]) -> str:
    """Await what somebody asked for, and say what they were told."""
    try:
        await asked
    except Refused as refusal:
        return refusal.reason
    return "done"


class Player:
    """Plays a story in a circle; with ``short`` the short way is open, without it each press goes the long way."""

    def __init__(self, circle: Circle, *, short: bool) -> None:
        self.circle = circle
        self.short = short

    async def play(self, act: str, who: int, what: int) -> str:
        """Let one thing happen."""
        circle, person = self.circle, self.circle.members[who]
        record, services = await circle.session(), self.circle.services
        place = Place(record.id, record.flow.slot.number)
        step = services.desk.steps[record.flow.slot.step]
        acts: dict[str, Callable[[], Awaitable[Any]]] = {
            "press": lambda: self.press(place, who, what),
            "withdraw": lambda: services.answers.withdraw(person, place, step.questions[0].id, None),
            "says-no": lambda: services.presence.consent(person, record.id, "takes_part", yes=False, listening=False),
            "says-yes": lambda: services.presence.consent(person, record.id, "takes_part", yes=True, listening=False),
            "next": lambda: services.sessions.move(circle.facilitator, record.id, Move(Event.NEXT)),
            "back": lambda: services.sessions.move(circle.facilitator, record.id, Move(Event.BACK)),
            "choose": lambda: services.steps.choose(circle.facilitator, place, self.item(step.material, what)),
            "reveal": lambda: services.steps.reveal(circle.facilitator, place, [step.questions[0].id]),
            "away": lambda: services.measures.take(circle.facilitator, person, ("away", "rest"), ROOM, 1),
            "roles": self.change_group,
        }
        return await told(acts[act]())

    async def press(self, place: Place, who: int, what: int) -> None:
        """Press one of the answers of the step's first question, or one that there is not."""
        services = self.circle.services
        if not self.short:
            for forget in services.desk.to_forget:
                forget()
        slot = await self.circle.store.read(lambda unit: unit.sessions.slot(place.session_id, place.slot))
        assert slot
        step = services.desk.steps[slot.step]
        question = step.questions[0]
        choices = (*step.offered(question, slot.data.get("item", ""), services.desk.material), "nothing")
        await self.circle.give(self.circle.members[who], place, **{question.id: choices[what % len(choices)]})

    async def change_group(self) -> None:
        """Let the group change its settings: whoever was a member may be none now, and back."""
        group = await self.circle.store.read(lambda unit: unit.groups.get(self.circle.group_id))
        other = MEMBER if group.member_role_xid != MEMBER else MEMBER + 100
        await self.circle.services.groups.put(replace(GROUP, member_role_xid=other))

    def item(self, material: str, what: int) -> str:
        """Name something to choose for the step."""
        known = self.circle.services.desk.material.get(material, ("nothing",))
        return known[what % len(known)]


async def answers(circle: Circle) -> list[tuple[object, ...]]:
    """List what is stored of answers, as their keys tell it."""
    desk = circle.services.desk

    async def work(unit: Unit) -> list[tuple[object, ...]]:
        found: list[tuple[object, ...]] = []
        for slot in await unit.sessions.slots(1):
            for row in await unit.answers.of_slot(slot.id):
                text = desk.step_veil(slot).reveal(row.hidden)
                found.append((slot.number, row.question, row.tag, text, row.counted, row.from_member, row.status))
        return sorted(found, key=repr)

    return await circle.store.read(work)


@settings(max_examples=12, deadline=None)
@given(STORY)
async def test_the_short_way_and_the_long_one_agree(story: list[tuple[str, int, int]]) -> None:
    """Two circles play the same story, one without the short way: all are told the same, and the same is stored."""
    heard: list[list[str]] = []
    stored = []
    for short in (True, False):
        with TemporaryDirectory() as folder:
            async with open_circle(Path(folder), members=4) as circle:
                await circle.at_step("icebreaker")
                player = Player(circle, short=short)
                await player.play("choose", 0, 0)
                heard.append([await player.play(*one) for one in story])
                stored.append(await answers(circle))

    assert heard[0] == heard[1]
    assert stored[0] == stored[1]


async def test_a_second_press_takes_the_short_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once somebody has answered, the answers of others are one statement each; with the step they are forgotten."""
    took: list[bool] = []

    async def counting(store: Store, quick: QuickAnswer) -> bool:
        took.append(await original(store, quick))
        return took[-1]

    original = Store.answer
    async with open_circle(tmp_path) as circle:
        place = await circle.at_step("icebreaker")
        prompt = circle.services.desk.pack.icebreakers[0]
        await circle.services.steps.choose(circle.facilitator, place, prompt.id)
        monkeypatch.setattr(Store, "answer", counting)
        for member in circle.members:
            await circle.give(member, place, answer=prompt.answers[0].id)
        assert took == [True] * 7
        await circle.close()
        assert not circle.services.answers._quick._seats
