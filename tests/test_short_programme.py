"""A whole short programme in the pretend Discord: three weeks, with a restart and an evening without a facilitator."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from house import House, open_house

from bot.rehearsal.people import controls_of, text_of
from bot.services.programmes import ProgrammeService
from bot.services.schedule import ScheduleService, Where
from bot.session import State
from bot.storage import SessionRecord

TUESDAY = date(2026, 11, 24)
HALF_PAST_SIX = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
WEEKLY: dict[str, Any] = {"weekday": 1, "zone": "Europe/London", "weekly_from": TUESDAY}


async def to(home: House, week: int, minutes: int) -> None:
    """Put the clock at so many minutes from the time of a week, and let what is due happen."""
    home.clock.move_to(HALF_PAST_SIX + timedelta(weeks=week, minutes=minutes))
    await home.stage.bot.timetable.tick()
    await home.stage.env.settle()


async def held(home: House, week: int, *people: int) -> None:
    """Hold one week's session with these members."""
    await to(home, week, -10)
    for number in people:
        await home.arrives(home.members[number])
    await home.facilitator.presses("I am ready", home.panel)
    await to(home, week, 0)


async def live_cards(home: House) -> int:
    """Count the live cards of the newest session; one of a session before it keeps its Help button."""
    newest = str((await home.session()).id)
    cards = [{control.custom_id.split(":")[1] for control in controls_of(card)} for card in home.stage.live_cards()]
    return cards.count({newest})


async def sessions(home: House) -> list[SessionRecord]:
    """Read every session."""
    return await home.services.desk.store.read(lambda unit: unit.sessions.of_group(home.stage.group_id))


async def test_a_programme_of_three_weeks_opens_three_times_and_then_no_more(tmp_path: Path) -> None:
    """Held, held with a restart in the middle, called off; the fourth Tuesday stays quiet."""
    async with open_house(tmp_path, at=HALF_PAST_SIX - timedelta(days=1), **WEEKLY) as home:
        where, lead = Where(home.room.id, home.stage.guild.id), home.caller(home.lead)
        schedule = ScheduleService(home.services.desk)
        version = (await schedule.show(lead, where)).version
        await ProgrammeService(home.services.desk).start(lead, where, TUESDAY, 3, version=version)

        await held(home, 0, 0, 1, 2)
        await home.close()
        await held(home, 1, 0, 3)
        await home.stage.restart()
        assert await live_cards(home) == 1
        await home.close()
        for minutes in (-10, 0, 20):
            await to(home, 2, minutes)
        assert home.say("week.called-off") in [text_of(message) for message in home.room.history()]
        assert [control.verb for control in controls_of(home.card)] == ["help", "library"]
        for minutes in (-10, 0, 30):
            await to(home, 3, minutes)

        records = await sessions(home)
        counts = await home.services.statistics.head_counts(lead, where.channel_xid, where.server_xid)
        view = await ScheduleService(home.services.desk).show(lead, where)
        assert [record.flow.state for record in records] == [State.SEALED, State.SEALED, State.CANCELLED]
        assert [one.attendances for one in counts.sessions] == [3, 2]
        assert [one.unique_people for one in counts.programmes] == [None]  # two sessions are no block
        assert (view.meetings, view.last_day) == ((), TUESDAY + timedelta(weeks=2))
