"""Feedback on a session (features X3, C9): a face, the part that was liked best, a few words; until noon next day.

It has a key of its own: the keys of the session's steps are destroyed when it closes. Nobody sees who answered.
"""

import contextlib
from dataclasses import dataclass
from datetime import date, datetime

from bot.services.desk import Desk, group_of_channel, must_be_staff, session_of
from bot.services.rounds import giver_of, must_be_member, put_answer
from bot.services.schedule import Where
from bot.session import Caller, Refused, State
from bot.session.feedback import FACE, FACES, FAVOURITE, LONGEST_TEXT, TEXT, can_be_liked, open_until
from bot.session.text import clean
from bot.storage import AnswerRound, Group, SessionRecord, Unit


@dataclass(frozen=True)
class FeedbackPage:
    """What somebody may answer about a session, and until when. It is the same whatever they answered."""

    session_id: int
    group: Group
    until: datetime
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """What people wrote about one session, as staff read it: mixed, without names."""

    on_date: date
    texts: tuple[str, ...]


class FeedbackService:
    """What people thought of a session."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def page(self, caller: Caller, session_id: int) -> FeedbackPage:
        """Read what may be answered; refuses when it is too early, too late, or not theirs to answer."""

        async def work(unit: Unit) -> FeedbackPage:
            return (await self._enter(unit, caller, session_id))[0]

        return await self._desk.store.read(work)

    async def newest(self, caller: Caller, where: Where) -> FeedbackPage:
        """Find the session that a channel's group may answer about now, for somebody who types."""

        async def work(unit: Unit) -> FeedbackPage:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            await must_be_member(self._desk, unit, group, caller)
            newest = await unit.sessions.newest_of(group.id)
            return (await self._enter(unit, caller, newest.id if newest else 0))[0]

        return await self._desk.store.read(work)

    async def give(self, caller: Caller, session_id: int, question: str, value: str) -> FeedbackPage:
        """Store an answer in place of the one before. The first answer of all makes the key.

        Raises ``Refused``: feedback-over, not-a-choice, nothing-typed, for-members, not-a-member, not-taking-part.
        """

        async def work(unit: Unit) -> FeedbackPage:
            page, counted = await self._enter(unit, caller, session_id)
            accepted = _accepted(page, question, value)
            one = await self._round(unit, page)
            await put_answer(self._desk, unit, one, caller, {question: accepted}, counted=counted)
            return page

        return await self._desk.store.write(work)

    async def take_back(self, caller: Caller, session_id: int) -> FeedbackPage | None:
        """Delete all that a person answered about a session; return what they may answer, if they still may.

        Raises ``Refused`` to somebody who has answered nothing and may not.
        """

        async def work(unit: Unit) -> FeedbackPage | None:
            one, gone = await unit.rounds.of_session(session_id), 0
            if one and one.nonce:  # whoever they are by now: away for today, or no member any more
                gone = await unit.rounds.take_back(one.id, giver_of(self._desk, one, caller))
            with contextlib.suppress(*((Refused,) if gone else ())):
                return (await self._enter(unit, caller, session_id))[0]
            return None

        return await self._desk.store.write(work)

    async def words(self, caller: Caller, where: Where) -> list[Words]:
        """List what people wrote about the last sessions, for staff: only where at least three people wrote."""

        async def work(unit: Unit) -> list[Words]:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            must_be_staff(group, caller)
            veil = self._desk.texts_veil(group)
            found: dict[date, list[str]] = {}
            for day, hidden in await unit.feedback_notes.of(group.id, waits=False):
                found.setdefault(day, []).append(veil.reveal(hidden))
            return [Words(day, tuple(texts)) for day, texts in found.items()]

        return await self._desk.store.read(work)

    async def _enter(self, unit: Unit, caller: Caller, session_id: int) -> tuple[FeedbackPage, bool]:
        """Find what a member may answer about, and whether they said yes to being counted."""
        record = await session_of(unit, session_id)
        group = await unit.groups.get(record.group_id)
        counted = await must_be_member(self._desk, unit, group, caller)
        until = feedback_until(record, group)
        if record.flow.state.is_open:
            raise Refused("feedback-early")
        if until is None or self._desk.clock.now() >= until:
            raise Refused("feedback-over")
        return FeedbackPage(session_id, group, until, can_be_liked(record.flow.steps_run())), counted

    async def _round(self, unit: Unit, page: FeedbackPage) -> AnswerRound:
        one = await unit.rounds.of_session(page.session_id)
        if one is None:
            record = await unit.sessions.get(page.session_id)
            round_id = await unit.rounds.add(
                group_id=page.group.id,
                programme_id=record.programme_id,
                session_id=page.session_id,
                kind="feedback",
                part="",
                version="",
                state="open",
                nonce=self._desk.nonce(),
                closes_at=page.until,
                said="",
            )
            one = await unit.rounds.get(round_id)
        if one is None or one.nonce is None:  # it came back from a backup, which holds no key
            raise Refused("feedback-over")
        return one


def feedback_until(record: SessionRecord, group: Group) -> datetime | None:
    """Say until when people may answer about a session; None for one that is open, called off or was stopped."""
    held = record.flow.state in (State.CLOSED, State.SEALED) and not record.stopped
    return open_until(record.closed_at, group.zone) if held and record.closed_at else None


def _accepted(page: FeedbackPage, question: str, value: str) -> str:
    if question == TEXT:
        return clean(value, LONGEST_TEXT)
    if value not in {FACE: FACES, FAVOURITE: page.steps}.get(question, ()):
        raise Refused("not-a-choice")
    return value
