"""What a group is known by: a greeting and a symbol, and the vote in which it chooses them or its name."""

from dataclasses import dataclass, field

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import GroupRow, GroupSignRow, SignVoiceRow, SignVoteRow


@dataclass(frozen=True)
class Sign:
    """A group's greeting and symbol; "" for what it has not chosen."""

    greeting: str = ""
    symbol: str = ""


@dataclass(frozen=True)
class SignVote:
    """A vote: of which kind, how far it is, and, under the session's key, what can be chosen or what was."""

    kind: str
    state: str
    hidden: bytes = field(repr=False)
    version: int = 0


@dataclass(frozen=True)
class Voice:
    """What a person said in it, under the session's key."""

    code: bytes = field(repr=False)
    hidden: bytes = field(repr=False)


class Signs:
    """Signs by group, votes by session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, group_id: int) -> Sign:
        """Return what a group chose."""
        row = await self._session.get(GroupSignRow, group_id)
        return Sign(row.greeting, row.symbol) if row else Sign()

    async def put(self, group_id: int, sign: Sign) -> None:
        """Remember what a group chose."""
        await self._session.merge(GroupSignRow(group_id=group_id, greeting=sign.greeting, symbol=sign.symbol))
        await self._session.flush()

    async def rename(self, group_id: int, name: str) -> None:
        """Give a group another name."""
        row = await self._session.get_one(GroupRow, group_id)
        row.name = name

    async def vote(self, session_id: int) -> SignVote | None:
        """Return a session's vote."""
        row = await self._session.get(SignVoteRow, session_id)
        return SignVote(row.kind, row.state, row.hidden, row.version) if row else None

    async def begin(self, session_id: int, vote: SignVote) -> None:
        """Begin a vote; a session has one at a time."""
        self._session.add(
            SignVoteRow(
                session_id=session_id, kind=vote.kind, state=vote.state, hidden=vote.hidden, version=vote.version
            )
        )
        await self._session.flush()

    async def move_on(self, session_id: int, *, state: str, hidden: bytes, version: int) -> bool:
        """Bring a vote further; False when somebody else was faster than this ``version``."""
        here = update(SignVoteRow).where(SignVoteRow.session_id == session_id, SignVoteRow.version == version)
        moved = await self._session.execute(
            here.values(state=state, hidden=hidden, version=version + 1).returning(SignVoteRow.session_id)
        )
        return moved.first() is not None

    async def say(self, session_id: int, voice: Voice) -> None:
        """Store what a person said, in the place of what they had said."""
        row = SignVoiceRow(session_id=session_id, code=voice.code, hidden=voice.hidden)
        await self._session.merge(row)
        await self._session.flush()

    async def voice(self, session_id: int, code: bytes) -> Voice | None:
        """Return what a person said."""
        row = await self._session.get(SignVoiceRow, (session_id, code))
        return Voice(row.code, row.hidden) if row else None

    async def voices(self, session_id: int) -> list[Voice]:
        """List what was said, in an order that says nothing about time."""
        found = select(SignVoiceRow).where(SignVoiceRow.session_id == session_id).order_by(SignVoiceRow.code)
        return [Voice(row.code, row.hidden) for row in await self._session.scalars(found)]

    async def take_back(self, session_id: int, code: bytes) -> int:
        """Delete what a person said; return how many that were."""
        own = delete(SignVoiceRow).where(SignVoiceRow.session_id == session_id, SignVoiceRow.code == code)
        return len((await self._session.execute(own.returning(SignVoiceRow.code))).all())

    async def forget_voices(self, session_id: int) -> None:
        """Delete all that was said in a vote."""
        await self._session.execute(delete(SignVoiceRow).where(SignVoiceRow.session_id == session_id))

    async def close(self, session_id: int) -> None:
        """Delete a session's vote and all that was said in it."""
        await self.forget_voices(session_id)
        await self._session.execute(delete(SignVoteRow).where(SignVoteRow.session_id == session_id))
