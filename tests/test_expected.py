"""What is said in the room ahead of a session: once, in time, and true until the session comes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
from house import House, open_house

from bot.content.plain import sentences, words
from bot.rehearsal.people import controls_of, text_of
from bot.scheduling import Break
from bot.services.schedule import Where

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
TWO_DAYS_BEFORE = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)
WEEKLY: dict[str, Any] = {"weekday": 1, "weekly_from": TUESDAY}


def cards(home: House) -> list[str]:
    """Read what was said ahead of dates in the group room."""
    verbs = {"expected-more", "schedule"}
    return [text_of(one) for one in home.room.history() if verbs & {each.verb for each in controls_of(one)}]


async def to(home: House, instant: datetime) -> None:
    """Put the clock at an instant, and let what is due by then happen."""
    home.clock.move_to(instant)
    await home.forward(seconds=1)


async def remove_room(home: House) -> None:
    """Delete the group room, as a person who manages the server could."""
    room = home.stage.bot.get_channel(home.room.id)
    assert isinstance(room, discord.TextChannel)
    assert home.stage.bot.user
    home.stage.env.backend.get_guild(home.stage.guild.id).owner_id = home.stage.bot.user.id
    await room.delete()
    await home.stage.env.settle()


def here(home: House) -> Where:
    """Say where the lead speaks."""
    return Where(home.staff.id, home.stage.guild.id)


async def test_two_days_before_one_card_says_what_to_expect(tmp_path: Path) -> None:
    """When, how long, the steps, that listening is fine, whom to ask; not before, and once for all restarts."""
    async with open_house(tmp_path, at=FRIDAY, **WEEKLY) as home:
        await to(home, TWO_DAYS_BEFORE - timedelta(minutes=5))
        assert cards(home) == []
        for _ in range(3):
            await to(home, home.clock.now() + timedelta(minutes=10))
            await home.stage.restart()
        (card,) = cards(home)
        more = await home.members[0].presses("What is it like?", home.room.history()[-1])

        assert "When: Tuesday 24 November at 6:30pm" in card
        assert "How long: 60 minutes" in card
        assert "You can just listen" in card
        assert "- Icebreaker" in card
        assert more.private
        for page in (card, more.text):
            assert len(words(page)) <= 120
            assert max(len(words(one)) for one in sentences(page)) <= 15


async def test_a_card_follows_its_session_to_another_time_and_away(tmp_path: Path) -> None:
    """Moved, then called off: the same message says so, and no second one comes."""
    async with open_house(tmp_path, at=TWO_DAYS_BEFORE, **WEEKLY) as home:
        await home.forward(minutes=1)
        moves = {"session": "2026-11-24", "new_date": "26 November", "new_time": "5pm"}
        question = await home.lead.types(home.staff, "schedule move", **moves)
        assert question.message
        await home.lead.presses("Yes, do it", question.message)
        assert ["Thursday 26 November at 5pm" in card for card in cards(home)] == [True]
        question = await home.lead.types(home.staff, "schedule cancel", session="2026-11-24")
        assert question.message
        await home.lead.presses("Yes, do it", question.message)
        await home.forward(hours=24)

        (card,) = cards(home)
        assert home.say("expected.none", when="Thursday 26 November at 5pm") in card


async def test_a_date_in_a_break_gets_one_plain_notice(tmp_path: Path) -> None:
    """No session then, and when the next one is; nothing says what to expect."""
    async with open_house(tmp_path, at=FRIDAY, **WEEKLY) as home:
        lead = home.caller(home.lead)
        week = Break(date(2026, 11, 23), date(2026, 11, 27))
        await home.services.schedule.add_break(lead, here(home), week, version=0)
        await to(home, TWO_DAYS_BEFORE)
        await home.forward(hours=30)

        (card,) = cards(home)
        assert "There is no session on Tuesday 24 November at 6:30pm." in card
        assert "The next session is on Tuesday 1 December at 6:30pm." in card


async def test_a_week_that_was_called_off_before_gets_no_card(tmp_path: Path) -> None:
    """Its own notice said all there is to say."""
    async with open_house(tmp_path, at=FRIDAY, **WEEKLY) as home:
        await home.services.schedule.cancel(home.caller(home.lead), here(home), TUESDAY, version=0)
        await to(home, TWO_DAYS_BEFORE)
        await home.forward(hours=20)

        assert cards(home) == []


async def test_less_than_three_hours_before_it_is_too_late_for_a_card(tmp_path: Path) -> None:
    """The bot was away: two hours before, a card would only be noise."""
    async with open_house(tmp_path, at=datetime(2026, 11, 24, 16, 30, tzinfo=UTC), **WEEKLY) as home:
        await home.forward(minutes=5)

        assert cards(home) == []


async def test_a_card_that_a_kill_left_behind_is_found_again(tmp_path: Path) -> None:
    """It was posted and its row was not written: the bot knows it by its button, and posts no second one."""
    async with open_house(tmp_path, at=TWO_DAYS_BEFORE, **WEEKLY) as home:
        expected = home.services.expected
        await home.forward(minutes=1)
        (one,) = await home.services.desk.store.read(lambda unit: unit.notices.since(home.stage.group_id, FRIDAY))
        forgotten = type(one)(one.on_date, one.what, one.fate, one.at, None)
        await home.services.desk.store.write(lambda unit: unit.notices.set(home.stage.group_id, forgotten))
        assert len(await expected.due()) == 1
        await home.stage.restart()
        await home.forward(minutes=1)

        assert len(cards(home)) == 1
        assert await home.services.expected.due() == []


async def test_a_card_that_cannot_be_shown_at_its_time_is_told_to_staff_once(tmp_path: Path) -> None:
    """The group room is gone: five minutes after the time staff are called, and told at once what is missing."""
    async with open_house(tmp_path, at=datetime(2026, 11, 24, 18, 10, tzinfo=UTC), **WEEKLY) as home:
        await remove_room(home)
        await home.forward(minutes=10)
        for _ in range(4):
            await home.forward(minutes=4)
        told = [text_of(message) for message in home.staff.history()]

        assert sum("I cannot show its card" in words_ for words_ in told) == 1
        assert any(home.say("check.no-room") in words_ for words_ in told)
