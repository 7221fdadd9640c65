"""Groups, their programmes, their rules, what they have used, and the master key's check value."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import GroupRow, KeyCheckRow, ProgrammeRow, RulesRow, UsedItemRow
from bot.storage.records import Group, GroupDraft, Programme


class Groups:
    """Groups and what belongs to each as a whole."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def key_check(self) -> bytes | None:
        """Return the master key's check value, None in a new database."""
        row = await self._session.get(KeyCheckRow, 1)
        return row.value if row else None

    async def set_key_check(self, value: bytes) -> None:
        """Remember by what the master key is known."""
        self._session.add(KeyCheckRow(id=1, value=value))

    async def put(
        self, draft: GroupDraft, texts_nonce: bytes, people_nonce: bytes, *, group_id: int | None = None
    ) -> Group:
        """Store a group's settings. Without ``group_id`` its session channel tells which it is, or its name.

        The keys of a group that is known stay what they are.
        """
        row = await self._session.get_one(GroupRow, group_id) if group_id else await self._row_of(draft)
        values = {**asdict(draft), "at": draft.at.strftime("%H:%M")}
        if row is None:
            row = GroupRow(**values, texts_nonce=texts_nonce, people_nonce=people_nonce)
            self._session.add(row)
        else:
            for name, value in values.items():
                setattr(row, name, value)
            row.revision += 1
        await self._session.flush()
        return _read(row)

    async def all(self) -> list[Group]:
        """List every group, oldest first. As plain values: a host has many groups, and each beat asks for them."""
        return [_read(row) for row in await self._session.execute(select(*_COLUMNS).order_by(GroupRow.id))]

    async def get(self, group_id: int) -> Group:
        """Return a group that is known to exist."""
        return _read(await self._session.get_one(GroupRow, group_id))

    async def of_channel(self, channel_xid: int) -> Group | None:
        """Find the group that this channel belongs to: its session, staff or voice channel."""
        found = select(GroupRow).where(
            (GroupRow.session_channel_xid == channel_xid)
            | (GroupRow.staff_channel_xid == channel_xid)
            | (GroupRow.voice_channel_xid == channel_xid)
        )
        row = (await self._session.scalars(found.order_by(GroupRow.id).limit(1))).first()
        return _read(row) if row else None

    async def of_server(self, server_xid: int) -> list[Group]:
        """List a server's groups, oldest first."""
        found = select(GroupRow).where(GroupRow.server_xid == server_xid).order_by(GroupRow.id)
        return [_read(row) for row in await self._session.scalars(found)]

    async def known(self, draft: GroupDraft) -> Group | None:
        """Find the stored group that these settings are about."""
        row = await self._row_of(draft)
        return _read(row) if row else None

    async def switch_check_in(self, group_id: int, *, on: bool) -> None:
        """Switch the questions about moods on or off."""
        row = await self._session.get_one(GroupRow, group_id)
        row.check_in = on
        row.revision += 1

    async def set_upkeep(self, group_id: int, **columns: Any) -> None:
        """Store what the upkeep remembers: when numbers were checked, which card is pinned, what was looked over."""
        await self._session.execute(update(GroupRow).where(GroupRow.id == group_id).values(**columns))

    async def _row_of(self, draft: GroupDraft) -> GroupRow | None:
        in_channel = GroupRow.session_channel_xid == draft.session_channel_xid
        of_name = (GroupRow.server_xid == draft.server_xid) & (GroupRow.name == draft.name)
        for which in (in_channel, of_name):
            row = (await self._session.scalars(select(GroupRow).where(which).limit(1))).first()
            if row:
                return row
        return None

    async def programme(self, group_id: int, today: date, nonce: bytes) -> Programme:
        """Return the programme that is under way; start one where there is none.

        Such a one has no end, but after a programme that had one it plans nothing: a session that staff open between
        two programmes does not bring the weekly opening back.
        """
        found = select(ProgrammeRow).where(ProgrammeRow.group_id == group_id).order_by(ProgrammeRow.id.desc()).limit(1)
        newest = (await self._session.scalars(found)).first()
        if newest and newest.ended_on is None:
            return _programme(newest)
        planned = 0 if newest and newest.planned is not None else None
        row = ProgrammeRow(group_id=group_id, nonce=nonce, started_on=today, first_date=today, planned=planned)
        self._session.add(row)
        await self._session.flush()
        return _programme(row)

    async def add_programme(self, group_id: int, first: date, sessions: int, nonce: bytes) -> Programme:
        """Store a programme of so many sessions from a date on."""
        row = ProgrammeRow(group_id=group_id, nonce=nonce, started_on=first, first_date=first, planned=sessions)
        self._session.add(row)
        await self._session.flush()
        return _programme(row)

    async def programmes(self, group_id: int | None = None) -> list[Programme]:
        """List a group's programmes, or with None those of every group, oldest first."""
        found = select(ProgrammeRow).order_by(ProgrammeRow.id)
        if group_id is not None:
            found = found.where(ProgrammeRow.group_id == group_id)
        return [_programme(row) for row in await self._session.scalars(found)]

    async def programmes_of(self, group_ids: Sequence[int]) -> list[Programme]:
        """List the programmes of groups, oldest first."""
        found = select(ProgrammeRow).where(ProgrammeRow.group_id.in_(group_ids)).order_by(ProgrammeRow.id)
        return [_programme(row) for row in await self._session.scalars(found)]

    async def set_programme(self, programme_id: int, **columns: Any) -> None:
        """Store what changed in a programme: its end, its key that is gone, its total."""
        await self._session.execute(update(ProgrammeRow).where(ProgrammeRow.id == programme_id).values(**columns))

    async def last_key_gone(self) -> datetime | None:
        """Say when the newest key of a programme was destroyed; None when none was."""
        return await self._session.scalar(
            select(ProgrammeRow.key_gone_at)
            .where(ProgrammeRow.key_gone_at.is_not(None))
            .order_by(ProgrammeRow.key_gone_at.desc())
            .limit(1)
        )

    async def programme_of(self, programme_id: int) -> Programme:
        """Return a programme that is known to exist."""
        return _programme(await self._session.get_one(ProgrammeRow, programme_id))

    async def rules(self, group_id: int) -> tuple[int, tuple[str, ...]]:
        """Return the newest version's number (0 when none was agreed yet) and its lines."""
        newest = select(RulesRow).where(RulesRow.group_id == group_id).order_by(RulesRow.version.desc()).limit(1)
        row = (await self._session.scalars(newest)).first()
        return (row.version, tuple(row.lines)) if row else (0, ())

    async def rules_of_version(self, group_id: int, version: int) -> tuple[str, ...]:
        """Return one version's lines, none for a version that was never agreed."""
        found = select(RulesRow).where(RulesRow.group_id == group_id, RulesRow.version == version)
        row = (await self._session.scalars(found)).one_or_none()
        return tuple(row.lines) if row else ()

    async def add_rules(self, group_id: int, lines: tuple[str, ...], today: date) -> int:
        """Store the next version of the group's rules and return its number."""
        newest = select(func.max(RulesRow.version)).where(RulesRow.group_id == group_id)
        version = (await self._session.scalar(newest) or 0) + 1
        self._session.add(RulesRow(group_id=group_id, version=version, lines=list(lines), agreed_on=today))
        return version

    async def used(self, group_id: int, material: str) -> dict[str, tuple[int, bool]]:
        """Return, for each item that the group knows, how often it was used and whether it is banned."""
        found = select(UsedItemRow).where(UsedItemRow.group_id == group_id, UsedItemRow.material == material)
        return {row.item: (row.times, row.banned) for row in await self._session.scalars(found)}

    async def use(self, group_id: int, material: str, item: str, *, times: int, banned: bool) -> None:
        """Remember how often an item was used and whether it is banned."""
        await self._session.merge(
            UsedItemRow(group_id=group_id, material=material, item=item, times=times, banned=banned)
        )


def _programme(row: ProgrammeRow) -> Programme:
    return Programme(
        row.id, row.group_id, row.started_on, row.ended_on, row.nonce, first_date=row.first_date, planned=row.planned
    )


_COLUMNS = tuple(getattr(GroupRow, column.key) for column in GroupRow.__table__.columns)


def _read(row: GroupRow | Row[Any]) -> Group:
    columns = {column.key: getattr(row, column.key) for column in _COLUMNS}
    return Group(**{**columns, "at": time.fromisoformat(row.at)})
