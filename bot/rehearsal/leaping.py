"""The clock of the rehearsal room: a person need not wait two days for a card that comes two days ahead."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.rehearsal.room import Leap
from bot.rehearsal.stage import Stage
from bot.scheduling import ShiftedClock
from bot.services.calendars import calendars
from bot.services.expected import AHEAD
from bot.services.week import GATHER_BEFORE
from bot.storage import Unit

DAY = timedelta(days=1)


class Leaps:
    """Jumps ahead in the time of a stage. After each the bot does what is due by then, as if it had waited."""

    def __init__(self, built: Stage, clock: ShiftedClock) -> None:
        self._stage = built
        self._clock = clock

    def by_key(self) -> Mapping[str, Leap]:
        """Name them, in the order of their buttons."""
        return {"ahead": self.to_card, "doors": self.to_doors, "day": self.a_day_on}

    async def to_card(self) -> bool:
        """Go to the moment when the card of the next date is posted."""
        return await self._before_a_date(AHEAD)

    async def to_doors(self) -> bool:
        """Go to the moment when the next session's room opens."""
        return await self._before_a_date(GATHER_BEFORE)

    async def a_day_on(self) -> bool:
        """Go one day on."""
        return await self._to(self._clock.now() + DAY)

    async def _before_a_date(self, by: timedelta) -> bool:
        meets_at = await self._stage.services.desk.store.read(lambda unit: self._next_date(unit, by))
        return meets_at is not None and await self._to(meets_at - by)

    async def _next_date(self, unit: Unit, by: timedelta) -> datetime | None:
        """Find the next date of any group that is further away than ``by``."""
        found = (await calendars(unit, await unit.groups.all())).values()
        upcoming = [meeting for one in found if (meeting := one.next(self._clock.now() + by))]
        return min((meeting.at for meeting in upcoming), default=None)

    async def _to(self, instant: datetime) -> bool:
        self._clock.advance(instant - self._clock.now() + timedelta(seconds=1))
        await self._stage.bot.timetable.tick()
        await self._stage.env.settle()
        return True
