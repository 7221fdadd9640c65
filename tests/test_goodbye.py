"""Leaving a group: one question that may be left out, one more press, and then nothing of the person is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from circle import GROUP, ROOM, open_circle
from house import House, open_house

from bot.content import load_pack
from bot.rehearsal.people import Person, Reply
from bot.services.schedule import Where
from bot.session import Refused

SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)
HERE = Where(ROOM, 1)


async def presses(home: House, person: Person, *labels: str) -> Reply:
    """Let a person open their page and press these buttons, one after the other."""
    reply = await person.types(home.room, "reminders")
    for label in labels:
        assert reply.message
        reply = await person.presses(label, reply.message)
    return reply


async def leaving(home: House) -> dict[str, int]:
    """Read the numbers of reasons."""
    return await home.services.desk.store.read(lambda unit: unit.sign_ups.leaving(home.stage.group_id))


async def test_goodbye_asks_one_question_and_once_more_and_then_forgets(tmp_path: Path) -> None:
    """Private from beginning to end; the reason becomes a number, and rooms hear nothing."""
    async with open_house(tmp_path, at=SATURDAY, weekday=1) as home:
        ana = home.members[0]
        await presses(home, ana, "Start day before")
        rooms = len(home.room.history()), len(home.staff.history())
        question = await presses(home, ana, "Say goodbye")
        sure = await presses(home, ana, "Say goodbye", "Not right for me")
        assert await leaving(home) == {}
        assert sure.message
        done = await ana.presses("Delete my data", sure.message)

        assert "You do not have to" in question.text
        assert "You can come back any time" in sure.text
        assert "You can come back any time" in done.text
        assert all(reply.private for reply in (question, sure, done))
        assert await leaving(home) == {"not-for-me": 1}
        assert (len(home.room.history()), len(home.staff.history())) == rooms
        assert (await home.services.own_data.my_data(home.caller(ana), home.room.id, home.stage.guild.id)).is_empty
        await home.forward(days=2, hours=6, minutes=30)
        assert ana.actor.user.dm_channel.history() == []


async def test_the_question_may_be_left_out_and_one_may_stay(tmp_path: Path) -> None:
    """Staying deletes nothing; leaving without a reason counts none."""
    async with open_house(tmp_path, at=SATURDAY, weekday=1) as home:
        ana = home.members[0]
        await presses(home, ana, "Start day before")
        stays = await presses(home, ana, "Say goodbye", "Rather not say", "Stay in the group")
        assert stays.text == home.say("forget-me.kept")
        assert "The day before: yes" in (await presses(home, ana)).text

        done = await presses(home, ana, "Say goodbye", "Rather not say", "Delete my data")
        assert home.say("goodbye.done") in done.text
        assert await leaving(home) == {}


async def test_pressing_twice_counts_one_reason(tmp_path: Path) -> None:
    """Who has nothing left to delete has left already; a reason that nobody offered is refused."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(replace(GROUP, weekday=1))
        ana, own = circle.members[0], circle.services.own_data
        await circle.services.reminders.choose(ana, HERE, "day", on=True)
        with pytest.raises(Refused):
            await own.forget_me(ana, ROOM, 1, leaving="a word of my own")
        for _ in range(2):
            await own.forget_me(ana, ROOM, 1, leaving="time")

        assert await circle.store.read(lambda unit: unit.sign_ups.leaving(circle.group_id)) == {"time": 1}


async def test_a_goodbye_leaves_others_as_they_were(tmp_path: Path) -> None:
    """Their sign-ups and reminders stay."""
    async with open_circle(tmp_path) as circle:
        circle.clock.move_to(SATURDAY)
        await circle.services.groups.put(replace(GROUP, weekday=1))
        for who in circle.members[:2]:
            await circle.services.reminders.choose(who, HERE, "day", on=True)
            await circle.services.sign_ups.choose(who, 1, circle.group_id, TUESDAY, "coming")
        before = await circle.services.own_data.my_data(circle.members[1], ROOM, 1)
        await circle.services.own_data.forget_me(circle.members[0], ROOM, 1, leaving="other")

        assert await circle.services.own_data.my_data(circle.members[1], ROOM, 1) == before
        assert before.sign_ups == {"2026-11-24": "coming"}


def test_no_sentence_of_the_pack_says_that_somebody_was_missed() -> None:
    """Beside the check of plain words, which knows more such words."""
    told = [str(value) for value in load_pack().sentences.values()]

    assert len(told) > 300
    assert [words for words in told if "missed you" in words.lower() or "did not come" in words.lower()] == []
