"""Everybody presses at the same moment, over the socket: all are answered, and each answer is stored once."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from evening import PACK, Evening, open_evening

from bench.small_discord.guilds import MEMBERS, ROOM
from bench.small_discord.shapes import PATIENCE, Asked, Human, custom_ids

AT_ONCE = 4  # an answer with words in it, not a request for more time
PATIENT = PATIENCE if os.environ.get("PEERLIGHT_ALONE") else 30.0  # in CI three others use the same two cores


@pytest.fixture
async def evening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Evening]:
    """Open an evening whose group is at the icebreaker, with a question on the card."""
    monkeypatch.setattr("bench.small_discord.server.PATIENCE", PATIENT)
    async with open_evening(tmp_path) as opened:
        await opened.log_in()
        await opened.start_session()
        await opened.move()
        await opened.rooms_show("icebreaker")
        await opened.redraws("choose")
        yield opened


def people(number: int, first: int) -> list[Human]:
    """Name so many members."""
    return [Human(1200000000000001000 + one, f"Member {one}", (MEMBERS,)) for one in range(first, first + number)]


async def press(evening: Evening, several: Sequence[Human]) -> list[Asked]:
    """Let each of these press the first answer of the card at the same moment; returns what each was answered."""
    card = evening.cards[0]
    return await asyncio.gather(
        *(evening.discord.presses(who, ROOM, card, "answer", patience=PATIENT) for who in several)
    )


def stored(evening: Evening) -> tuple[int, int]:
    """Count the answers, and the different people behind them."""
    return tuple(evening.rows("SELECT count(*), count(DISTINCT tag) FROM answers")[0])


async def test_fifty_and_three_hundred_presses_at_once_are_each_stored_once(evening: Evening) -> None:
    """Everybody reads a thank-you in private, and there are as many answers as people; then fifty press again."""
    assert any(":answer:" in one for one in custom_ids(evening.cards[0]))
    fifty, many = people(50, 0), people(300, 50)
    for several, together in ((fifty, 50), (many, 350), (fifty, 350)):
        answers = await press(evening, several)

        assert {PACK.say("answer.thanks") in one.text for one in answers} == {True}
        assert stored(evening) == (together, together)
    assert {len(one.private) for one in answers} == {1}


async def test_fifty_presses_of_one_person_are_one_answer(evening: Evening) -> None:
    """A button that somebody presses in a hurry: each press is answered, and one answer is kept."""
    answers = await press(evening, people(1, 0) * 50)

    assert len([one for one in answers if one.kind == AT_ONCE]) == 50
    assert stored(evening) == (1, 1)
