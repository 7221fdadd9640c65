"""Things to keep: what a session leaves to its group, the book of feelings, and what a whole programme leaves.

Only words that staff have read leave this room. Most have been read when a session closes; where some came too late
for that, members get the rest at once and the words after staff have looked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.content.when import time_in_words
from bot.privacy.sealing import merged, same_text
from bot.reports.keepsakes import Board, Book, Farewell, Keepsake
from bot.services.calendars import next_meeting
from bot.services.desk import (
    Desk,
    group_of_channel,
    must_be_staff,
    must_not_be_away,
    note,
    role_of,
    session_of,
)
from bot.services.endings import ending_of
from bot.services.schedule import Where
from bot.services.sealing import SealingService
from bot.session import Caller, Refused, Role, State
from bot.storage import Group, SessionRecord, Unit

_OVER = (State.CLOSED, State.SEALED)
_FEELINGS, _THANKS, _TOPIC = "feeling-words", "gratitude", "topic"
_HELPS = "feeling-words.helps"  # as a step names its further lists of kept texts


@dataclass(frozen=True)
class Mine:
    """A keepsake for somebody; ``may_ask``: they said that they may be asked for words for a report."""

    keepsake: Keepsake
    may_ask: bool


@dataclass(frozen=True)
class ToRead:
    """What staff look over: (number, words) of all that a session kept, and whether the group has them already."""

    session_id: int
    lines: tuple[tuple[int, str], ...]
    shared: bool


class KeepsakeService:
    """What people take home. Anybody of the group may have it; nothing tells who did."""

    def __init__(self, desk: Desk, sealing: SealingService) -> None:
        self._desk = desk
        self._sealing = sealing

    async def of_session(self, caller: Caller, server_xid: int, session_id: int) -> Mine:
        """Read what a session left. Raises ``Refused``: "keepsake-later" with a time while it is open."""

        async def work(unit: Unit) -> Mine:
            record, group = await self._find(unit, caller, server_xid, session_id)
            return await self._mine(unit, caller, group, record)

        return await self._desk.store.read(work)

    async def newest(self, caller: Caller, where: Where) -> Mine:
        """Read what the newest session of a group that is over has left."""

        async def work(unit: Unit) -> Mine:
            group = await self._group(unit, caller, where)
            records = await unit.sessions.of_group(group.id)
            over = [one for one in records if one.flow.state in _OVER and one.opened_at]
            if not over:
                _refuse_open(records[-1:], group)
                raise Refused("keepsake-none")
            return await self._mine(unit, caller, group, over[-1])

        return await self._desk.store.read(work)

    async def book(self, caller: Caller, where: Where) -> Book:
        """Read all boards of a group by feeling, each word once, in the order of the alphabet."""

        async def work(unit: Unit) -> Book:
            group = await self._group(unit, caller, where)
            records = [one for one in await unit.sessions.of_group(group.id) if one.flow.state in _OVER]
            return Book(_in_order(self._desk, await self._words(unit, group, records)))

        return await self._desk.store.read(work)

    async def farewell(self, caller: Caller, server_xid: int, session_id: int) -> Farewell:
        """Read what the programme of a session leaves, once it is over."""

        async def work(unit: Unit) -> Farewell:
            record, group = await self._find(unit, caller, server_xid, session_id)
            programme = await unit.groups.programme_of(record.programme_id)
            ending = await ending_of(self._desk, unit, group, record)
            if programme.ended_on is None and (ending is None or not ending.is_last):
                raise Refused("farewell-later")
            records = await unit.sessions.of_group(group.id)
            held = [one for one in records if one.programme_id == record.programme_id and one.opened_at]
            over = [one for one in held if one.flow.state in _OVER]
            kept = await self._words(unit, group, over)
            return Farewell(
                session_id=record.id,
                first=over[0].on_date,
                last=over[-1].on_date,
                sessions=len(over),
                boards=_in_order(self._desk, kept),
                thanks=tuple(merged(words for step, _item, words in kept if step == _THANKS)),
                topics=await self._topics(unit, over),
                where_next=await unit.boards.ending(programme.id),
            )

        return await self._desk.store.read(work)

    async def to_read(self, caller: Caller, server_xid: int, session_id: int) -> ToRead:
        """Let staff look over what a session kept, in an order of chance."""

        async def work(unit: Unit) -> ToRead:
            record, group = await self._as_staff(unit, caller, server_xid, session_id)
            veil = self._desk.texts_veil(group)
            rows = await unit.boards.lines([record.id])
            shared = bool(await unit.boards.shared([record.id]))
            return ToRead(record.id, tuple((number, veil.reveal(hidden)) for number, _s, _i, hidden in rows), shared)

        return await self._desk.store.read(work)

    async def leave_out(self, caller: Caller, server_xid: int, session_id: int, numbers: Iterable[int]) -> None:
        """Let staff delete lines for good, such as one with a name in it. What is gone already is no fault."""

        async def work(unit: Unit) -> int:
            record, group = await self._as_staff(unit, caller, server_xid, session_id)
            gone = await unit.boards.remove(record.id, numbers)
            if gone:
                await note(self._desk, unit, group, caller, "keepsake-line-out", session_id=record.id)
            return gone

        if await self._desk.store.write(work):
            await self._sealing.forget()

    async def share(self, caller: Caller, server_xid: int, session_id: int) -> None:
        """Let staff say that they have read all words: from now on the group may take them home."""

        async def work(unit: Unit) -> None:
            record, group = await self._as_staff(unit, caller, server_xid, session_id)
            if not await unit.boards.shared([record.id]):
                await unit.boards.share(record.id)
                await note(self._desk, unit, group, caller, "keepsake-shared", session_id=record.id)

        await self._desk.store.write(work)

    async def _as_staff(
        self, unit: Unit, caller: Caller, server_xid: int, session_id: int
    ) -> tuple[SessionRecord, Group]:
        record, group = await _session_here(unit, server_xid, session_id)
        must_be_staff(group, caller)
        if record.flow.state not in _OVER:
            raise Refused("keepsake-open")
        return record, group

    async def _find(self, unit: Unit, caller: Caller, server_xid: int, session_id: int) -> tuple[SessionRecord, Group]:
        record, group = await _session_here(unit, server_xid, session_id)
        await self._must_belong(unit, group, caller)
        _refuse_open([record], group)
        if record.flow.state not in _OVER or record.opened_at is None:
            raise Refused("keepsake-none")
        return record, group

    async def _group(self, unit: Unit, caller: Caller, where: Where) -> Group:
        group = await group_of_channel(unit, where.channel_xid, where.server_xid)
        await self._must_belong(unit, group, caller)
        return group

    async def _must_belong(self, unit: Unit, group: Group, caller: Caller) -> None:
        if role_of(group, caller) is Role.OUTSIDER:
            raise Refused("not-a-member")
        await must_not_be_away(self._desk, unit, group, caller)

    async def _mine(self, unit: Unit, caller: Caller, group: Group, record: SessionRecord) -> Mine:
        settings = await unit.people.get(self._desk.people_key(group, caller))
        return Mine(await self._keepsake(unit, group, record), settings.quoted is True)

    async def _keepsake(self, unit: Unit, group: Group, record: SessionRecord) -> Keepsake:
        kept = await self._words(unit, group, [record])
        slots = await unit.sessions.slots(record.id)
        asked = [slot.data.get("item", "") for slot in slots if slot.step == _FEELINGS and slot.opened_at]
        meeting = await next_meeting(unit, group, max(self._desk.clock.now(), record.starts_at))
        ending = await ending_of(self._desk, unit, group, record)
        return Keepsake(
            session_id=record.id,
            day=record.starts_at.astimezone(ZoneInfo(group.zone)).date(),
            zone=group.zone,
            boards=tuple(_board(item, kept) for item in dict.fromkeys(asked) if item),
            thanks=tuple(words for step, _item, words in kept if step == _THANKS),
            topics=await self._topics(unit, [record]),
            next_at=meeting.at if meeting else None,
            waits=await words_wait(unit, record.id),
            is_last=ending is not None and ending.is_last,
        )

    async def _words(self, unit: Unit, group: Group, records: Sequence[SessionRecord]) -> list[tuple[str, str, str]]:
        """Read (step, item, words) of these sessions, as far as staff have read them."""
        shared = await unit.boards.shared([record.id for record in records])
        veil = self._desk.texts_veil(group)
        return [(step, item, veil.reveal(hidden)) for _n, step, item, hidden in await unit.boards.lines(shared)]

    async def _topics(self, unit: Unit, records: Sequence[SessionRecord]) -> tuple[str, ...]:
        found = [
            slot.data.get("item", "")
            for record in records
            for slot in await unit.sessions.slots(record.id)
            if slot.step == _TOPIC and slot.opened_at
        ]
        return tuple(dict.fromkeys(item for item in found if item))


async def words_wait(unit: Unit, session_id: int) -> bool:
    """Tell whether a session kept words that staff have not read."""
    return not await unit.boards.shared([session_id]) and bool(await unit.boards.lines([session_id]))


async def _session_here(unit: Unit, server_xid: int, session_id: int) -> tuple[SessionRecord, Group]:
    """Find a session of the server that a person presses in: with another server's roles nobody is anything here."""
    record = await session_of(unit, session_id)
    group = await unit.groups.get(record.group_id)
    if group.server_xid != server_xid:
        raise Refused("old-button")
    return record, group


def _refuse_open(records: Sequence[SessionRecord], group: Group) -> None:
    for record in records:
        if record.flow.state.is_open:
            raise Refused("keepsake-later", time=time_in_words(record.ends_at, group.zone))


def _board(feeling: str, kept: Sequence[tuple[str, str, str]]) -> Board:
    words, helps = (
        tuple(words for step, item, words in kept if (step, item) == (name, feeling)) for name in (_FEELINGS, _HELPS)
    )
    return Board(feeling, words, helps)


def _in_order(desk: Desk, kept: Sequence[tuple[str, str, str]]) -> tuple[Board, ...]:
    """Put boards together by feeling, in the order of the pack, those that it does not know at the end."""
    known = dict.fromkeys([one.id for one in desk.pack.feelings])
    said = dict.fromkeys(item for step, item, _words in kept if step in (_FEELINGS, _HELPS))
    boards = (_board(feeling, kept) for feeling in known | said)
    return tuple(
        Board(one.feeling, *(tuple(sorted(merged(lines), key=same_text)) for lines in (one.words, one.helps)))
        for one in boards
        if one.words or one.helps
    )
