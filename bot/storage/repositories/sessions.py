"""Sessions and their slots. Every change of a session's flow carries the version that it started from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession

from bot.session import Session, Slot, State
from bot.storage.models import SessionRow, SlotRow
from bot.storage.records import SessionRecord, SlotRecord, Stale, Whereabouts

OPEN_STATES = tuple(state.value for state in State if state.is_open)


@dataclass(frozen=True)
class Meeting:
    """What a new session is told: whose it is and when it is. Times in UTC."""

    group_id: int
    programme_id: int
    on_date: date
    starts_at: datetime
    ends_at: datetime
    now: datetime


class Sessions:
    """Sessions and their slots."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, meeting: Meeting, flow: Session) -> SessionRecord:
        """Store a new session before anything of it is shown."""
        row = SessionRow(
            group_id=meeting.group_id,
            programme_id=meeting.programme_id,
            on_date=meeting.on_date,
            state=flow.state,
            position=flow.position,
            version=flow.version,
            trail=list(flow.trail),
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            staff_active_at=meeting.now,
            ready=False,
            closed_by_itself=False,
            stopped=False,
            cards_posted=0,
        )
        self._session.add(row)
        await self._session.flush()
        await self._put_slots(row.id, flow)
        return await self.get(row.id)

    async def get(self, session_id: int) -> SessionRecord:
        """Return a session; raises ``sqlalchemy.exc.NoResultFound`` when there is none."""
        found = await self.find(session_id)
        if found is None:
            raise NoResultFound
        return found

    async def find(self, session_id: int) -> SessionRecord | None:
        """Return a session, or None: a forged press may name any number."""
        return await self._first(SessionRow.id == session_id)

    async def open_of(self, group_id: int) -> SessionRecord | None:
        """Return the group's open session, if there is one."""
        return await self._first(_last(SessionRow.group_id == group_id, SessionRow.state.in_(OPEN_STATES)))

    async def newest_of(self, group_id: int) -> SessionRecord | None:
        """Return the group's newest session, whatever its state."""
        return await self._first(_last(SessionRow.group_id == group_id))

    async def newest_id(self, group_id: int) -> int | None:
        """Return the number of the group's newest session."""
        return await self._session.scalar(select(func.max(SessionRow.id)).where(SessionRow.group_id == group_id))

    async def newest_ids(self, closed_since: datetime | None = None) -> list[int]:
        """List the newest session of every group; with ``closed_since`` only those that ended since that instant."""
        found = select(func.max(SessionRow.id).label("id")).group_by(SessionRow.group_id).subquery()
        newest = select(SessionRow.id).join(found, found.c.id == SessionRow.id).order_by(SessionRow.id)
        if closed_since is not None:
            newest = newest.where(SessionRow.closed_at >= closed_since)
        return list(await self._session.scalars(newest))

    async def _first(self, which: ColumnElement[bool]) -> SessionRecord | None:
        """Read one session together with its agenda: nearly every press asks for both."""
        found = select(SessionRow, SlotRow).outerjoin(SlotRow, SlotRow.session_id == SessionRow.id).where(which)
        rows = (await self._session.execute(found.order_by(SlotRow.place))).all()
        slots = [Slot(slot.number, slot.step, slot.skipped) for _row, slot in rows if slot]
        return _read(rows[0][0], tuple(slots)) if rows else None

    async def ids_in(self, states: Iterable[State], *, opened_by: datetime | None = None) -> list[int]:
        """List the sessions that are in one of these states, oldest first; or only those open by an instant."""
        found = select(SessionRow.id).where(SessionRow.state.in_([state.value for state in states]))
        if opened_by:
            found = found.where(SessionRow.opened_at <= opened_by)
        return list(await self._session.scalars(found.order_by(SessionRow.id)))

    async def all_in(self, states: Iterable[State]) -> list[SessionRecord]:
        """List the sessions that are in one of these states, oldest first: two statements, however many there are."""
        which = SessionRow.state.in_([state.value for state in states])
        agendas: dict[int, list[Slot]] = {}
        slots = select(SlotRow.session_id, SlotRow.number, SlotRow.step, SlotRow.skipped).join(SessionRow).where(which)
        for session_id, number, step, skipped in (await self._session.execute(slots.order_by(SlotRow.place))).all():
            agendas.setdefault(session_id, []).append(Slot(number, step, skipped))
        rows = await self._session.scalars(select(SessionRow).where(which).order_by(SessionRow.id))
        return [_read(row, tuple(agendas.get(row.id, ()))) for row in rows]

    async def whereabouts(self, states: Iterable[State], session_id: int | None = None) -> list[Whereabouts]:
        """Say where the sessions in one of these states are, or only this one of them, oldest first."""
        here = SessionRow.id, SessionRow.state, SessionRow.staff_active_at, SessionRow.ends_at
        found = select(*here, SlotRow).join(
            SlotRow, (SlotRow.session_id == SessionRow.id) & (SlotRow.place == SessionRow.position)
        )
        found = found.where(SessionRow.state.in_([state.value for state in states])).order_by(SessionRow.id)
        if session_id is not None:
            found = found.where(SessionRow.id == session_id)
        rows = (await self._session.execute(found)).all()
        return [Whereabouts(id_, State(state), active, ends, _slot(slot)) for id_, state, active, ends, slot in rows]

    async def open_by_state(self) -> dict[State, int]:
        """Count the sessions that are not over, by state; each of these states is there, also with 0."""
        ahead = [State.SCHEDULED, *(state for state in State if state.is_open), State.CLOSED]
        found = select(SessionRow.state, func.count()).where(SessionRow.state.in_([state.value for state in ahead]))
        rows = (await self._session.execute(found.group_by(SessionRow.state))).all()
        return dict.fromkeys(ahead, 0) | {State(state): number for state, number in rows}

    async def of_group(self, group_id: int) -> list[SessionRecord]:
        """List a group's sessions, oldest first."""
        found = select(SessionRow.id).where(SessionRow.group_id == group_id).order_by(SessionRow.id)
        return [await self.get(session_id) for session_id in list(await self._session.scalars(found))]

    async def put_flow(self, session_id: int, was: Session, flow: Session, **columns: Any) -> None:
        """Store a moved flow; raises ``Stale`` when somebody else has moved it since ``was`` was read."""
        values = {
            "state": flow.state,
            "position": flow.position,
            "version": flow.version,
            "trail": list(flow.trail),
            **columns,
        }
        changed = await self._session.execute(
            update(SessionRow)
            .where(SessionRow.id == session_id, SessionRow.version == was.version)
            .values(**values)
            .returning(SessionRow.id)
        )
        if changed.first() is None:
            raise Stale
        if flow.agenda != was.agenda:
            await self._put_slots(session_id, flow)

    async def set(self, session_id: int, **columns: Any) -> None:
        """Store what does not belong to the flow: message ids, times of activity."""
        await self._session.execute(update(SessionRow).where(SessionRow.id == session_id).values(**columns))

    async def count_card(self, session_id: int, card_xid: int, card_slot: int) -> None:
        """Remember which message is the live card and of which slot, and that one more was posted."""
        await self.set(session_id, card_xid=card_xid, card_slot=card_slot, cards_posted=SessionRow.cards_posted + 1)

    async def slot(self, session_id: int, number: int) -> SlotRecord | None:
        """Return one slot, or None when the session has no such number."""
        found = select(SlotRow).where(SlotRow.session_id == session_id, SlotRow.number == number)
        row = (await self._session.scalars(found)).one_or_none()
        return _slot(row) if row else None

    async def slots(self, session_id: int) -> list[SlotRecord]:
        """List a session's slots in the order of its agenda."""
        found = select(SlotRow).where(SlotRow.session_id == session_id).order_by(SlotRow.place)
        return [_slot(row) for row in await self._session.scalars(found)]

    async def set_slot(self, slot_id: int, **columns: Any) -> None:
        """Store what changed in a slot."""
        await self._session.execute(
            update(SlotRow).where(SlotRow.id == slot_id).values(**columns, revision=SlotRow.revision + 1)
        )

    async def last_date(self, programme_id: int) -> date | None:
        """Return the day of a programme's last session, held or not; None when it had none."""
        return await self._session.scalar(
            select(func.max(SessionRow.on_date)).where(SessionRow.programme_id == programme_id)
        )

    async def held_dates(self, group_id: int) -> int:
        """Count the group's sessions that were opened to members."""
        held = select(func.count()).where(SessionRow.group_id == group_id, SessionRow.opened_at.is_not(None))
        return await self._session.scalar(held) or 0

    async def _put_slots(self, session_id: int, flow: Session) -> None:
        found = await self._session.scalars(select(SlotRow).where(SlotRow.session_id == session_id))
        rows = {row.number: row for row in found}
        for place, slot in enumerate(flow.agenda):
            row = rows.get(slot.number)
            if row is None:
                self._session.add(_new_slot(session_id, place, slot))
            else:
                row.place, row.skipped = place, slot.skipped
        await self._session.flush()


def _last(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return SessionRow.id == select(func.max(SessionRow.id)).where(*which).scalar_subquery()


def _new_slot(session_id: int, place: int, slot: Slot) -> SlotRow:
    return SlotRow(
        session_id=session_id,
        number=slot.number,
        place=place,
        step=slot.step,
        skipped=slot.skipped,
        data={},
        sealed=False,
    )


def _slot(row: SlotRow) -> SlotRecord:
    return SlotRecord(
        row.id, row.session_id, row.number, row.step, row.sealed, row.opened_at, dict(row.data), row.nonce, row.revision
    )


def _read(row: SessionRow, agenda: tuple[Slot, ...]) -> SessionRecord:
    flow = Session(State(row.state), agenda, row.position, row.version, tuple(row.trail))
    same = {name: getattr(row, name) for name in SessionRecord.__dataclass_fields__ if name != "flow"}
    return SessionRecord(flow=flow, **same)
