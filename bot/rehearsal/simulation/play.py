"""Plays a script through the services, the timetable and a moved clock, week by week."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.content import load_pack
from bot.privacy import SeededRandomness
from bot.rehearsal.simulation.audit import MEMBERS, Audit, Said
from bot.rehearsal.simulation.cast import FACILITATOR, LEAD, MEMBER, ROOM, SERVER, STAFF_ROOM, SUPPORTER, Cast, cast
from bot.rehearsal.simulation.compare import Stored, faults_of, read
from bot.rehearsal.simulation.evening import Evening
from bot.rehearsal.simulation.machine import Ground, Machine
from bot.rehearsal.simulation.script import ZONE, Script, Week
from bot.rehearsal.simulation.truth import Figures, figures_of
from bot.scheduling import Break, MovedClock, zone
from bot.services.programmes import ProgrammeService
from bot.services.schedule import ScheduleService, Told, Where
from bot.storage import GroupDraft, upgrade

WHERE = Where(ROOM, SERVER)
_LEAD_ACTS_BEFORE = timedelta(days=3)
_NEXT_DAY = timedelta(hours=17)  # of every session that a script can have: between 9:00 and 21:00

Tell = Callable[[Week], None]


@dataclass(frozen=True)
class Played:
    """What came of a simulation: what is stored, what is true, all that was said, and what did not go well."""

    stored: Stored
    truth: Figures
    audit: Audit = field(repr=False)
    faults: tuple[str, ...] = ()


async def play(
    script: Script, database: Path, master: bytes, *, forget: bool = False, tell: Tell = lambda _week: None
) -> Played:
    """Play a whole programme into a new database; with ``forget`` the first person asks to be forgotten at the end."""
    upgrade(database)
    start = script.weeks[0].usual - _LEAD_ACTS_BEFORE
    player = _Player(script, Ground(database, MovedClock(start), SeededRandomness(script.seed), master, load_pack()))
    forgotten = 0 if forget else None
    try:
        await player.begin()
        for week in script.weeks:
            await player.week(week)
            tell(week)
        await player.end(forgotten)
        stored = await read(player.machine.services, player.cast.lead, player.claimed)
    finally:
        await player.machine.stop()
    faults = (*player.faults, *faults_of(script, stored, player.audit, forgotten=forgotten))
    return Played(stored, figures_of(script, forgotten=forgotten), player.audit, faults)


class _Player:
    """Plays the lead, and lets the others play each evening."""

    def __init__(self, script: Script, ground: Ground) -> None:
        self.script = script
        self.ground = ground
        self.cast: Cast = cast(len(script.people))
        self.audit = Audit(ZONE)
        self.machine = Machine(ground, self.audit.says)
        self.claimed: dict[date, str | None] = {}
        self.faults: list[str] = []
        self.group = 0

    async def begin(self) -> None:
        """Set the group up, begin its programme and enter the breaks."""
        await self.machine.start()
        draft = GroupDraft(
            name="Pretend group",
            server_xid=SERVER,
            session_channel_xid=ROOM,
            staff_channel_xid=STAFF_ROOM,
            facilitator_role_xid=FACILITATOR,
            lead_role_xid=LEAD,
            member_role_xid=MEMBER,
            supporter_role_xid=SUPPORTER,
            zone=ZONE,
            weekday=self.script.first.weekday(),
            at=self.script.at,
        )
        self.group = (await self.machine.services.groups.put(draft)).id
        programmes = ProgrammeService(self.machine.services.desk)
        lead, first, sessions = self.cast.lead, self.script.first, self.script.sessions
        await programmes.start(lead, WHERE, first, sessions, version=await self._version())
        for first_day, last_day in self.script.breaks:
            dates = Break(first_day, last_day, "A pretend break")
            await self._schedule.add_break(lead, WHERE, dates, version=await self._version())

    async def week(self, week: Week) -> None:
        """Play one date: what the lead changes before it, the evening, and the day after."""
        self._to(week, week.usual - _LEAD_ACTS_BEFORE)
        for told in await self._lead_acts(week):
            text = "\n".join(self.ground.pack.lines(told.text))
            self.audit.says(Said(self.ground.clock.now(), MEMBERS, text, week.at))
        await Evening(week, self.cast, self.ground, self.machine, self.audit.says).play()
        self._to(week, week.at + _NEXT_DAY)
        await self.machine.tick()
        self.claimed[week.day] = await self._claim(week)

    async def end(self, forgotten: int | None) -> None:
        """Forget whom it should; then go on for two weeks in which nothing may open, and look at the calendar."""
        if forgotten is not None:
            await self.machine.services.own_data.forget_me(self.cast.members[forgotten], ROOM, SERVER)
        last = self.script.weeks[-1]
        for days in (2, 7, 14):
            self._to(last, last.at + timedelta(days=days))
            await self.machine.tick()
        view = await self._schedule.show(self.cast.lead, WHERE)
        if view.meetings:
            self.faults.append("The programme is over, and its calendar still has dates.")
        if view.last_day != last.day:
            self.faults.append(f"The calendar ends on {view.last_day} and the script on {last.day}.")

    @property
    def _schedule(self) -> ScheduleService:
        return ScheduleService(self.machine.services.desk)

    async def _version(self) -> int:
        return (await self._schedule.show(self.cast.lead, WHERE)).version

    def _to(self, week: Week, instant: datetime) -> None:
        """Move the clock on; what happens from now on is about this week."""
        self.ground.clock.move_to(instant)
        self.machine.about = week.at

    async def _lead_acts(self, week: Week) -> list[Told]:
        """Change the weekly time, call the week off or move it, as the script says."""
        lead, schedule, told = self.cast.lead, self._schedule, []
        if week.new_time:
            weekly = (week.day.weekday(), week.new_time)
            version = await self._version()
            told.append(await schedule.set_time(lead, WHERE, week.day, weekly, "More can come.", version=version))
        if week.is_cancelled:
            told.append(await schedule.cancel(lead, WHERE, week.day, version=await self._version()))
        elif week.at != week.usual:
            wall = week.at.astimezone(zone(ZONE))
            to = (wall.date(), wall.time())
            told.append(await schedule.move(lead, WHERE, week.day, to, version=await self._version()))
        return told

    async def _claim(self, week: Week) -> str | None:
        """Read what stands beside a date in the list of dates that were due."""
        return await self.machine.services.desk.store.read(lambda unit: unit.occurrences.outcome(self.group, week.day))
