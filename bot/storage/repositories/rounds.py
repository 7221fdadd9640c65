"""Rounds of questions and what is answered in them while they are open. No query here takes a person's id."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import AnswerRoundRow, OutcomeSwitchRow, RoundAnswerRow


@dataclass(frozen=True)
class AnswerRound:
    """A time in which people may answer; the fields are those of ``AnswerRoundRow``."""

    id: int
    group_id: int
    programme_id: int
    session_id: int | None
    kind: str
    part: str
    version: str
    state: str
    closes_at: datetime
    said: str
    message_xid: int | None
    nonce: bytes | None = field(repr=False)


@dataclass(frozen=True)
class RoundAnswer:
    """What a code answered, encrypted."""

    giver: bytes = field(repr=False)
    hidden: bytes = field(repr=False)
    counted: bool


class Rounds:
    """Feedback and outcome questions: their rounds, the open answers, and which groups ask for outcomes."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, **columns: Any) -> int:
        """Open a round."""
        row = AnswerRoundRow(**columns)
        self._session.add(row)
        await self._session.flush()
        return row.id

    async def get(self, round_id: int) -> AnswerRound | None:
        """Find a round."""
        row = await self._session.get(AnswerRoundRow, round_id)
        return _read(row) if row else None

    async def of_session(self, session_id: int) -> AnswerRound | None:
        """Find the feedback on a session, while it is open."""
        found = select(AnswerRoundRow).where(AnswerRoundRow.session_id == session_id)
        row = (await self._session.scalars(found)).first()
        return _read(row) if row else None

    async def of_programme(self, programme_id: int) -> list[AnswerRound]:
        """List the rounds of outcome questions of a programme, oldest first."""
        found = select(AnswerRoundRow).where(
            AnswerRoundRow.programme_id == programme_id, AnswerRoundRow.kind == "outcomes"
        )
        return [_read(row) for row in await self._session.scalars(found.order_by(AnswerRoundRow.id))]

    async def open_of(self, group_id: int) -> list[AnswerRound]:
        """List a group's rounds that have their key, oldest first."""
        found = select(AnswerRoundRow).where(AnswerRoundRow.group_id == group_id, AnswerRoundRow.nonce.is_not(None))
        return [_read(row) for row in await self._session.scalars(found.order_by(AnswerRoundRow.id))]

    async def overdue(self, now: datetime) -> list[AnswerRound]:
        """List the open rounds whose time is over."""
        found = select(AnswerRoundRow).where(AnswerRoundRow.state == "open", AnswerRoundRow.closes_at <= now)
        return [_read(row) for row in await self._session.scalars(found.order_by(AnswerRoundRow.id))]

    async def untrue(self) -> list[AnswerRound]:
        """List the rounds of outcome questions whose message does not show the state that they are in."""
        found = select(AnswerRoundRow).where(
            AnswerRoundRow.kind == "outcomes", AnswerRoundRow.state != AnswerRoundRow.said
        )
        return [_read(row) for row in await self._session.scalars(found.order_by(AnswerRoundRow.id))]

    async def set(self, round_id: int, **columns: Any) -> None:
        """Store what changed in a round."""
        await self._session.execute(update(AnswerRoundRow).where(AnswerRoundRow.id == round_id).values(**columns))

    async def remove(self, round_id: int) -> None:
        """Delete a round: of feedback nothing stays but its totals."""
        await self._session.execute(delete(AnswerRoundRow).where(AnswerRoundRow.id == round_id))

    async def put(self, round_id: int, answer: RoundAnswer) -> None:
        """Store what a code answered, in place of what it answered before."""
        await self._session.merge(RoundAnswerRow(round_id=round_id, **answer.__dict__))
        await self._session.flush()

    async def answer(self, round_id: int, giver: bytes) -> RoundAnswer | None:
        """Find what a code answered."""
        row = await self._session.get(RoundAnswerRow, (round_id, giver))
        return RoundAnswer(row.giver, row.hidden, row.counted) if row else None

    async def answers(self, round_id: int) -> list[RoundAnswer]:
        """List what was answered in an open round, in the order of the codes."""
        found = select(RoundAnswerRow).where(RoundAnswerRow.round_id == round_id).order_by(RoundAnswerRow.giver)
        return [RoundAnswer(row.giver, row.hidden, row.counted) for row in await self._session.scalars(found)]

    async def set_counted(self, round_id: int, giver: bytes, *, counted: bool) -> None:
        """Let an open answer follow a change of its giver's consent to be counted."""
        own = RoundAnswerRow.round_id == round_id, RoundAnswerRow.giver == giver
        await self._session.execute(update(RoundAnswerRow).where(*own).values(counted=counted))

    async def take_back(self, round_id: int, giver: bytes) -> int:
        """Delete what a code answered; return how many rows went."""
        own = delete(RoundAnswerRow).where(RoundAnswerRow.round_id == round_id, RoundAnswerRow.giver == giver)
        return len((await self._session.execute(own.returning(RoundAnswerRow.round_id))).all())

    async def forget_answers(self, round_id: int) -> None:
        """Delete all that was answered in a round."""
        await self._session.execute(delete(RoundAnswerRow).where(RoundAnswerRow.round_id == round_id))

    async def is_on(self, group_id: int) -> bool:
        """Tell whether a group's lead switched the outcome questions on."""
        return await self._session.get(OutcomeSwitchRow, group_id) is not None

    async def switch(self, group_id: int, today: date, *, on: bool) -> None:
        """Switch the outcome questions of a group on or off; twice is no fault."""
        if on:
            await self._session.merge(OutcomeSwitchRow(group_id=group_id, switched_on=today))
        else:
            await self._session.execute(delete(OutcomeSwitchRow).where(OutcomeSwitchRow.group_id == group_id))
        await self._session.flush()


def open_parts(rounds: Iterable[AnswerRound]) -> set[str]:
    """Name the parts of a programme whose round is open or was kept."""
    return {one.part for one in rounds if one.state != "discarded"}


def _read(row: AnswerRoundRow) -> AnswerRound:
    return AnswerRound(**{name: getattr(row, name) for name in AnswerRound.__dataclass_fields__})
