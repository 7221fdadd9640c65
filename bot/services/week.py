"""The thin week: open the weekly session, catch up after an outage, close a forgotten one, seal what is closed.

The clock and the database say what is due; ``beat`` may be called at any time, by a timer, at start-up or twice.
A due date is claimed by a unique row before anything else happens, so a session never opens twice.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TypeVar

from bot.scheduling import Calendar, Meeting, at_once, zone
from bot.services.calendars import calendars
from bot.services.desk import Desk
from bot.services.expected import claim_late_card
from bot.services.programmes import end_overdue, is_overdue
from bot.services.schedule import today_of
from bot.services.sealing import SealingService
from bot.services.sessions import SessionService, agenda_of
from bot.session import Event, Move, State, plan, proceed
from bot.storage import Group, SessionRecord, Unit

GATHER_BEFORE = timedelta(minutes=10)
LATEST_CARD = timedelta(minutes=5)
LATEST_OPENING = timedelta(minutes=20)
ASK_AFTER = timedelta(minutes=30)
CLOSE_AFTER_ASKING = timedelta(minutes=10)
LONGEST_KEYED = timedelta(hours=24)  # no answer stays keyed for longer, whatever happened
LOOK_BACK = timedelta(days=8)
TOGETHER = 4  # dates that are opened in one transaction: a press that comes meanwhile waits for its end
NIGHT_BEGINS, NIGHT_ENDS = time(21), time(9)  # on the group's wall: nobody is told anything, but in their own session
T = TypeVar("T")


@dataclass(frozen=True)
class Notice:
    """Something to be said in a group's rooms: ``text`` is the name of a sentence in the content pack."""

    group: Group
    text: str
    to_members: bool = False
    ping: bool = False


@dataclass
class Changes:
    """What a beat has changed: sessions to draw again, and notices to post."""

    sessions: set[int] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)


class WeekService:
    """What happens by itself."""

    def __init__(self, desk: Desk, sessions: SessionService, sealing: SealingService) -> None:
        self._desk = desk
        self._sessions = sessions
        self._sealing = sealing

    async def beat(self) -> Changes:
        """Do all that is due now."""
        changes = Changes()
        async for part in self.beats():
            changes.sessions |= part.sessions
            changes.notices += part.notices
        return changes

    async def beats(self) -> AsyncIterator[Changes]:
        """Do all that is due now, part by part: what one has changed can be shown before the next is done.

        One group's error keeps no other from its session, and nothing that was changed from being shown: the first
        is raised at the end.
        """
        found, claimed, running = await self._desk.store.read(self._look)
        due = [
            (group, meeting)
            for group, calendar in found
            for meeting in self._due(calendar)
            if (group.id, meeting.on_date) not in claimed  # most are: they cost no transaction
        ]
        errors: list[Exception] = []
        for first in range(0, len(due), TOGETHER):
            yield await _tried(errors, self._open_due, due[first : first + TOGETHER])
        for group, calendar in found:
            await self._end_programme(group, calendar)
        for first in range(0, len(running), TOGETHER):
            yield await _tried(errors, self._look_after, running[first : first + TOGETHER])
        await self._sealing.finish()
        if errors:
            raise errors[0]

    async def close_overdue(self) -> None:
        """Close what was open for a day when the bot was away: its answers may not stay keyed for longer."""
        long_ago = self._desk.clock.now() - LONGEST_KEYED

        async def work(unit: Unit) -> None:
            for session_id in await unit.sessions.ids_in(_OPEN, opened_by=long_ago):
                await self._close(unit, await unit.sessions.get(session_id))

        await self._desk.store.write(work)

    async def next_wake(self) -> datetime | None:
        """Return the next instant at which a beat has something to do, for a timer that is on time."""
        found = await self._desk.store.read(_calendars)
        now = self._desk.clock.now()
        wakes = [at for _group, calendar in found for at in _wakes(calendar, now)]
        return min(wakes, default=None)

    async def _look(self, unit: Unit) -> tuple[list[tuple[Group, Calendar]], frozenset[tuple[int, date]], list[int]]:
        """Read the calendars, the dates that were claimed lately, and the open sessions that have to be seen to."""
        now = self._desk.clock.now()
        claimed = await unit.occurrences.claimed_since(now - 2 * LOOK_BACK)
        opened = await unit.sessions.all_in(_OPEN)
        running = [one.id for one in opened if _is_behind(one) or _is_late(one, now) or _due_to(one, now)]
        return await _calendars(unit), claimed, running

    def _due(self, calendar: Calendar) -> tuple[Meeting, ...]:
        """List what is to be claimed by now: what opens soon, and dates without a session, so that none is silent."""
        now = self._desk.clock.now()
        return calendar.between(now - LOOK_BACK, now + GATHER_BEFORE + timedelta(seconds=1))

    async def _open_due(self, changes: Changes, due: tuple[Group, Meeting]) -> None:
        group, meeting = due
        now = self._desk.clock.now()
        too_late = now - meeting.at >= LATEST_OPENING
        if too_late and meeting.fate.is_on and self._sleeps(group, meeting.at):
            return  # nobody is woken by bad news: the first beat in the morning claims it and tells

        async def work(unit: Unit) -> tuple[bool, int | None]:
            outcome = meeting.fate.value if not meeting.fate.is_on else "missed" if too_late else "opened"
            if not await unit.occurrences.claim(group.id, meeting.on_date, meeting.at, outcome):
                return False, None
            if outcome != "opened":
                return outcome == "missed", None
            session_id = await self._gather(unit, group, meeting)
            await unit.occurrences.set(group.id, meeting.on_date, outcome="opened", session_id=session_id)
            return True, session_id

        claimed, session_id = await self._desk.store.write(work)
        if session_id:
            changes.sessions.add(session_id)
            if meeting.at <= now:  # opened late: it may have to start now
                await self._look_after(changes, session_id)
        elif claimed:
            changes.notices += [
                Notice(group, "staff.missed-opening", ping=True),
                Notice(group, "week.missed", to_members=True),
            ]

    async def _end_programme(self, group: Group, calendar: Calendar) -> None:
        if is_overdue(calendar, self._desk.clock.now(), today_of(self._desk, group)):
            await self._desk.store.write(lambda unit: end_overdue(self._desk, unit, group))

    async def _gather(self, unit: Unit, group: Group, meeting: Meeting) -> int:
        """Open the gathering; a session that a facilitator has started already is the one of this date."""
        running = await unit.sessions.open_of(group.id)
        if running:
            return running.id
        flow = proceed(plan(agenda_of(self._desk, group)), Move(Event.GATHER))
        record = await self._sessions.add(unit, group, flow, starts_at=meeting.at, on_date=meeting.on_date)
        return record.id

    async def _look_after(self, changes: Changes, session_id: int) -> None:
        async def work(unit: Unit) -> str | None:
            record = await unit.sessions.get(session_id)  # anew: another beat, or a facilitator, may have been faster
            what = _due_to(record, self._desk.clock.now())
            if what:
                await self._do(unit, record, what)
            return what

        record, group = await self._desk.store.read(lambda unit: _with_group(unit, session_id))
        if _is_behind(record):
            changes.sessions.add(session_id)
        if await self._card_is_late(record):
            changes.notices.append(Notice(group, "staff.card-late", ping=True))
        if not _due_to(record, self._desk.clock.now()):
            return
        done = await self._desk.store.write(work)
        if done:
            changes.sessions.add(session_id)
            notices = [Notice(group, text, text.startswith("week."), text in _ALERTS) for text in _NOTICES[done]]
            if self._sleeps(group, record.starts_at):  # the card says it too, and wakes nobody
                notices = [notice for notice in notices if not notice.to_members]
            changes.notices += notices

    def _sleeps(self, group: Group, starts_at: datetime) -> bool:
        """Tell whether it is night for a group and the time of its session is over."""
        now = self._desk.clock.now()
        wall = now.astimezone(zone(group.zone)).time()
        is_night = wall >= NIGHT_BEGINS or wall < NIGHT_ENDS
        return is_night and now >= starts_at + timedelta(minutes=group.length_minutes)

    async def _card_is_late(self, record: SessionRecord) -> bool:
        """Tell once that a session is due and its card could not be posted: nobody sees that it is there (R9)."""
        if not _is_late(record, self._desk.clock.now()):
            return False
        claim = record.group_id, record.on_date, record.starts_at
        return await self._desk.store.write(lambda unit: claim_late_card(unit, *claim))

    async def _do(self, unit: Unit, record: SessionRecord, what: str) -> None:
        if what == "cancelled":
            await self._sessions.move_on(unit, record, Move(Event.CANCEL))
        elif what == "started":
            await self._sessions.move_on(unit, record, Move(Event.START))
        elif what == "closed":
            await self._close(unit, record)
        else:
            await unit.sessions.set(record.id, asked_at=self._desk.clock.now())

    async def _close(self, unit: Unit, record: SessionRecord) -> None:
        """Close with the closing card as the last one (features F11, Z1)."""
        while record.flow.state is not State.CLOSED:
            record = await self._sessions.move_on(unit, record, Move(Event.END), closed_by_itself=True)


_OPEN = tuple(state for state in State if state.is_open)
_NOTICES: dict[str, tuple[str, ...]] = {
    "started": (),
    "nobody-ready": ("staff.nobody-ready", "week.nobody-ready"),
    "cancelled": ("staff.called-off", "week.called-off"),
    "asked": ("staff.are-you-there",),
    "closed": ("staff.closed-by-itself",),
}
_ALERTS = ("staff.nobody-ready",)  # somebody can still come (B12); it is never said at night


async def _tried(errors: list[Exception], work: Callable[[Changes, T], Awaitable[None]], of: Sequence[T]) -> Changes:
    changes = Changes()
    try:
        await at_once(TOGETHER, partial(work, changes), of)
    except Exception as error:  # noqa: BLE001  it is raised when all groups were looked at
        errors.append(error)
    return changes


async def _calendars(unit: Unit) -> list[tuple[Group, Calendar]]:
    groups = [group for group in await unit.groups.all() if group.weekday >= 0]
    found = await calendars(unit, groups)
    return [(group, found[group.id]) for group in groups]


def _wakes(calendar: Calendar, now: datetime) -> list[datetime]:
    gathers = calendar.next(now + GATHER_BEFORE)
    starts = calendar.next(now)
    return ([gathers.at - GATHER_BEFORE] if gathers else []) + ([starts.at] if starts else [])


def _is_behind(record: SessionRecord) -> bool:
    """Tell whether the room shows an older card than the session's: Discord failed when the new one was posted."""
    return record.card_slot != (0 if record.flow.state is State.GATHERING else record.flow.slot.number)


def _is_late(record: SessionRecord, now: datetime) -> bool:
    """Tell whether a session is due and has no card yet."""
    return record.flow.state.is_open and record.card_xid is None and now >= record.starts_at + LATEST_CARD


def _due_to(record: SessionRecord, now: datetime) -> str | None:
    """Name what is due to a session now; None where nothing is, also because it is over."""
    if not record.flow.state.is_open:
        return None
    if record.flow.state is State.GATHERING:
        return _due_to_gathering(record, now)
    return _due_to_running(record, now)


def _due_to_gathering(record: SessionRecord, now: datetime) -> str | None:
    """At its time a session starts if a facilitator is Ready; else staff are told, and later it is called off."""
    if now < record.starts_at:
        return None
    if now >= record.starts_at + LATEST_OPENING:  # also when somebody was ready, and then I was away for long
        return "cancelled"
    if record.ready:
        return "started"
    return "nobody-ready" if record.asked_at is None else None


def _due_to_running(record: SessionRecord, now: datetime) -> str | None:
    opened = record.opened_at or record.starts_at
    if now - opened >= LONGEST_KEYED:
        return "closed"
    if record.asked_at:
        return "closed" if now >= record.asked_at + CLOSE_AFTER_ASKING else None
    return "asked" if now >= max(record.ends_at, record.staff_active_at) + ASK_AFTER else None


async def _with_group(unit: Unit, session_id: int) -> tuple[SessionRecord, Group]:
    record = await unit.sessions.get(session_id)
    return record, await unit.groups.get(record.group_id)
