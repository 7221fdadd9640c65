"""Two beats at one moment: the regular one and the one that is on time do not trip over each other."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from circle import GROUP, open_circle

from bot.session import State


async def test_a_session_is_called_off_once_and_neither_beat_fails(tmp_path: Path) -> None:
    """Nobody was ready for a day; both beats saw it open, and members are told once."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(replace(GROUP, weekday=1))
        circle.clock.advance(timedelta(days=7))
        await circle.services.week.beat()
        circle.clock.advance(timedelta(days=1, hours=1))
        changes = await asyncio.gather(*(circle.services.week.beat() for _ in range(2)))

        assert (await circle.session()).flow.state is State.CANCELLED
        assert [notice.text for one in changes for notice in one.notices].count("week.called-off") == 1
