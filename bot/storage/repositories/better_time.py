"""Polls for a better time. There is no query here that a person's id could be put into."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.session.better_time import Score
from bot.storage.models import TimeChoiceRow, TimeOptionRow, TimePollRow
from bot.storage.repositories.inserting import insert_into


@dataclass(frozen=True)
class TimeOption:
    """A weekly time of a poll: its place, the weekday (Monday is 0) and the time as 18:30; totals after the close."""

    place: int
    weekday: int
    at: str
    score: Score | None = None


@dataclass(frozen=True)
class TimePoll:
    """A poll with its times, in their order. ``state``: draft, open, closed."""

    id: int
    group_id: int
    state: str
    closes_at: datetime | None
    answered: int
    said: str
    message_xid: int | None
    nonce: bytes | None = field(repr=False)
    options: tuple[TimeOption, ...] = ()


class BetterTime:
    """Polls, by group."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def newest(self, group_id: int) -> TimePoll | None:
        """Find a group's newest poll."""
        found = select(TimePollRow.id).where(TimePollRow.group_id == group_id).order_by(TimePollRow.id.desc()).limit(1)
        poll_id = await self._session.scalar(found)
        return await self.get(poll_id) if poll_id else None

    async def get(self, poll_id: int) -> TimePoll | None:
        """Find one poll."""
        row = await self._session.get(TimePollRow, poll_id, populate_existing=True)
        if row is None:
            return None
        found = select(TimeOptionRow).where(TimeOptionRow.poll_id == poll_id).order_by(TimeOptionRow.place)
        rows = await self._session.scalars(found.execution_options(populate_existing=True))
        options = tuple(TimeOption(one.place, one.weekday, one.at, _score(one)) for one in rows)
        own = {name: getattr(row, name) for name in TimePoll.__dataclass_fields__ if name != "options"}
        return TimePoll(**own, options=options)

    async def untrue(self) -> list[TimePoll]:
        """List the polls whose message does not show the state that they are in; of a draft there is none."""
        found = select(TimePollRow.id).where(TimePollRow.state != TimePollRow.said, TimePollRow.state != "draft")
        polls = [await self.get(one) for one in (await self._session.scalars(found.order_by(TimePollRow.id))).all()]
        return [poll for poll in polls if poll]

    async def overdue(self, now: datetime) -> list[int]:
        """List the open polls whose last day is over."""
        found = select(TimePollRow.id).where(TimePollRow.state == "open", TimePollRow.closes_at <= now)
        return list(await self._session.scalars(found.order_by(TimePollRow.id)))

    async def add(self, group_id: int) -> int:
        """Begin a poll."""
        row = TimePollRow(group_id=group_id, state="draft", answered=0, said="")
        self._session.add(row)
        await self._session.flush()
        return row.id

    async def set(self, poll_id: int, **columns: Any) -> None:
        """Store what changed in a poll."""
        await self._session.execute(update(TimePollRow).where(TimePollRow.id == poll_id).values(**columns))

    async def put_options(self, poll_id: int, times: Sequence[tuple[int, str]]) -> None:
        """Let these be the times of a poll, in this order."""
        await self._session.execute(delete(TimeOptionRow).where(TimeOptionRow.poll_id == poll_id))
        rows = [{"poll_id": poll_id, "place": place, "weekday": day, "at": at} for place, (day, at) in enumerate(times)]
        await self._session.execute(insert_into(self._session, TimeOptionRow), rows)

    async def put_scores(self, poll_id: int, scores: Iterable[Score]) -> None:
        """Write down what was chosen about each time."""
        for one in scores:
            await self._session.execute(
                update(TimeOptionRow)
                .where(TimeOptionRow.poll_id == poll_id, TimeOptionRow.place == one.place)
                .values(could=one.could, impossible=one.impossible, newcomers=one.newcomers)
            )

    async def choose(self, poll_id: int, chooser: bytes, hidden: bytes) -> None:
        """Store what a code chose, in place of what it chose before."""
        await self._session.merge(TimeChoiceRow(poll_id=poll_id, chooser=chooser, hidden=hidden))
        await self._session.flush()

    async def choice(self, poll_id: int, chooser: bytes) -> bytes | None:
        """Find what a code chose."""
        row = await self._session.get(TimeChoiceRow, (poll_id, chooser))
        return row.hidden if row else None

    async def choices(self, poll_id: int) -> list[bytes]:
        """List what was chosen in an open poll."""
        return list(await self._session.scalars(select(TimeChoiceRow.hidden).where(TimeChoiceRow.poll_id == poll_id)))

    async def take_back(self, poll_id: int, chooser: bytes) -> int:
        """Delete what a code chose; return how many rows went."""
        own = delete(TimeChoiceRow).where(TimeChoiceRow.poll_id == poll_id, TimeChoiceRow.chooser == chooser)
        return len((await self._session.execute(own.returning(TimeChoiceRow.poll_id))).all())

    async def forget_choices(self, poll_id: int) -> None:
        """Delete all that was chosen in a poll."""
        await self._session.execute(delete(TimeChoiceRow).where(TimeChoiceRow.poll_id == poll_id))

    async def closed_before(self, before: datetime) -> int:
        """Count the polls that were closed before an instant."""
        return await self._session.scalar(select(func.count()).select_from(TimePollRow).where(*_over(before))) or 0

    async def remove_closed(self, before: datetime) -> int:
        """Delete the polls that were closed before an instant, with their times; return how many."""
        gone = await self._session.execute(delete(TimePollRow).where(*_over(before)).returning(TimePollRow.id))
        return len(gone.all())


def _score(row: TimeOptionRow) -> Score | None:
    if row.could is None or row.impossible is None or row.newcomers is None:
        return None
    return Score(row.place, row.could, row.impossible, row.newcomers)


def _over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return TimePollRow.state == "closed", TimePollRow.closes_at <= before
