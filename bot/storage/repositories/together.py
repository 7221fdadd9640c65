"""What the card and the panel ask about a session at every draw and seldom find, in one statement."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import GroupSignRow, SessionKeyRow, SessionRow, SignVoteRow, TurnRoundRow
from bot.storage.repositories.signs import Sign
from bot.storage.repositories.turns import TurnRound


@dataclass(frozen=True)
class TogetherRecord:
    """A session's key (None: nothing is kept under one), its turns, its vote (kind and state) and its group's sign."""

    nonce: bytes | None = field(repr=False)
    turns: TurnRound
    vote: tuple[str, str] | None
    sign: Sign


class Together:
    """What people do together in a session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, session_id: int) -> TogetherRecord:
        """Read it for one session."""
        found = (
            select(
                SessionKeyRow.nonce,
                TurnRoundRow.told,
                TurnRoundRow.version,
                SignVoteRow.kind,
                SignVoteRow.state,
                GroupSignRow.greeting,
                GroupSignRow.symbol,
            )
            .select_from(SessionRow)
            .outerjoin(SessionKeyRow, SessionKeyRow.session_id == SessionRow.id)
            .outerjoin(TurnRoundRow, TurnRoundRow.session_id == SessionRow.id)
            .outerjoin(SignVoteRow, SignVoteRow.session_id == SessionRow.id)
            .outerjoin(GroupSignRow, GroupSignRow.group_id == SessionRow.group_id)
            .where(SessionRow.id == session_id)
        )
        row = (await self._session.execute(found)).one()
        return TogetherRecord(
            row.nonce,
            TurnRound(bool(row.told), row.version or 0),
            (row.kind, row.state) if row.kind is not None else None,
            Sign(row.greeting or "", row.symbol or ""),
        )
