"""Plays a script through the services, the timetable and a moved clock, week by week."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.content import load_pack
from bot.privacy import SeededRandomness
from bot.rehearsal.simulation import asking
from bot.rehearsal.simulation.audit import MEMBERS, Audit, Said
from bot.rehearsal.simulation.cast import (
    FACILITATOR,
    LEAD,
    MEMBER,
    ROOM,
    SERVER,
    STAFF_ROOM,
    SUPPORTER,
    Cast,
    cast,
    mailbox,
)
from bot.rehearsal.simulation.compare import faults_ahead, faults_of
from bot.rehearsal.simulation.evening import HERE, Evening
from bot.rehearsal.simulation.machine import Ground, Machine
from bot.rehearsal.simulation.stored import Rows, Stored, read, rows_of
from bot.rehearsal.simulation.story import ZONE, Script, Week
from bot.rehearsal.simulation.truth import Figures, figures_of
from bot.scheduling import Break, MovedClock, zone
from bot.services.schedule import ScheduleService, Told
from bot.storage import GroupDraft, upgrade

_ACTS_BEFORE = timedelta(days=3)
_NOON = time(12)

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
    start = script.weeks[0].usual - _ACTS_BEFORE - timedelta(hours=1)  # a beat, before anybody acts
    people = cast(len(script.people))
    letters = mailbox(script, people.members)
    clock, chance = MovedClock(start), SeededRandomness(script.seed)
    ground = Ground(database, clock, chance, master, load_pack(), Audit(ZONE), letters)
    player = _Player(script, people, ground)
    forgotten = 0 if forget else None
    try:
        await player.begin()
        for number, week in enumerate(script.weeks):
            await player.week(number, week)
            tell(week)
        await player.end(forgotten)
        stored = await read(player.machine.services, player.cast.lead, player.claimed, player.rows)
    finally:
        await player.machine.stop()
    faults = (
        *player.faults,
        *faults_of(script, stored, ground.audit, forgotten=forgotten),
        *faults_ahead(script, player.signed_up, letters.told),
    )
    return Played(stored, figures_of(script, forgotten=forgotten), ground.audit, faults)


class _Player:
    """Plays the lead, and lets the others play each evening."""

    def __init__(self, script: Script, people: Cast, ground: Ground) -> None:
        self.script = script
        self.ground = ground
        self.cast = people
        self.audit = ground.audit
        self.machine = Machine(ground)
        self.claimed: dict[date, str | None] = {}
        self.signed_up: dict[date, dict[str, int]] = {}
        self.faults: list[str] = []
        self.rows = Rows({}, {})
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
            length_minutes=self.script.weeks[0].long,
            check_in=True,
        )
        self.group = (await self.machine.services.groups.put(draft)).id
        programmes = self.machine.services.programmes
        lead, first, sessions = self.cast.lead, self.script.first, self.script.sessions
        await programmes.start(lead, HERE, first, sessions, version=await self._version())
        for first_day, last_day in self.script.breaks:
            dates = Break(first_day, last_day, "A pretend break")
            await self._schedule.add_break(lead, HERE, dates, version=await self._version())

    async def week(self, number: int, week: Week) -> None:
        """Play one date: what people want and the lead changes before it, the evening, and the day after."""
        self._to(week, week.usual - _ACTS_BEFORE)
        for told in await self._lead_acts(week):
            text = "\n".join(self.ground.pack.lines(told.text))
            self.audit.says(Said(self.ground.clock.now(), MEMBERS, text, week.at))
        await asking.ask(self.machine.services, self.cast, self.script, number)
        if fault := await asking.choose_times(self.machine.services, self.cast, self.script, number):
            self.faults.append(fault)
        evening = Evening(week, self.cast, self.ground, self.machine)
        await evening.play()
        self._to(week, datetime.combine(week.at.date() + timedelta(days=1), _NOON, UTC))
        await self.machine.tick()
        self.claimed[week.day] = await self._claim(week)
        self.signed_up[week.day] = evening.counts

    async def end(self, forgotten: int | None) -> None:
        """Forget whom it should; then go on for two weeks in which nothing may open, and look at the calendar."""
        if forgotten is not None:
            await self.machine.services.own_data.forget_me(self.cast.members[forgotten], ROOM, SERVER)
        self.rows = rows_of(self.ground.database)
        last = self.script.weeks[-1]
        for days in (2, 7, 14):
            self._to(last, last.at + timedelta(days=days))
            await self.machine.tick()
        view = await self._schedule.show(self.cast.lead, HERE)
        if view.meetings:
            self.faults.append("The programme is over, and its calendar still has dates.")
        if view.last_day != last.day:
            self.faults.append(f"The calendar ends on {view.last_day} and the script on {last.day}.")

    @property
    def _schedule(self) -> ScheduleService:
        return self.machine.services.schedule

    async def _version(self) -> int:
        return (await self._schedule.show(self.cast.lead, HERE)).version

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
            told.append(await schedule.set_time(lead, HERE, week.day, weekly, "More can come.", version=version))
        if week.is_cancelled:
            told.append(await schedule.cancel(lead, HERE, week.day, version=await self._version()))
        elif week.at != week.usual:
            wall = week.at.astimezone(zone(ZONE))
            to = (wall.date(), wall.time())
            told.append(await schedule.move(lead, HERE, week.day, to, version=await self._version()))
        return told

    async def _claim(self, week: Week) -> str | None:
        """Read what stands beside a date in the list of dates that were due."""
        return await self.machine.services.desk.store.read(lambda unit: unit.occurrences.outcome(self.group, week.day))
