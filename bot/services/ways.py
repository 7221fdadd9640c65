"""My ways of joining: what a person chose once and keeps until they clear it (feature A10). No feeling is in it.

What is shown to everybody, such as the card in the room, is the same for everybody. A person's ways change what they
see in private, and whether "I am here" means to listen.
"""

from dataclasses import dataclass, replace

from bot.privacy.veil import NONCE_SIZE
from bot.services.desk import Desk, group_of_channel, remember_erased, role_of
from bot.services.schedule import Where
from bot.services.sealing import SealingService
from bot.session import Caller, Refused, Role
from bot.storage import Group, Unit

WAYS = ("short", "pictures", "listens")
"""What can be chosen; the stored value has a sign for each, in this order. Never changes its meaning."""


@dataclass(frozen=True)
class Ways:
    """How a person would like to join: short words, pictures, and whether they usually just listen."""

    short: bool = False
    pictures: bool = True
    listens: bool = False

    @property
    def chosen(self) -> tuple[str, ...]:
        """Name what is not as it is for everybody."""
        return tuple(name for name in WAYS if getattr(self, name) != getattr(Ways(), name))

    def written(self) -> str:
        """Write it down; always of one length, so that its length tells nothing."""
        return "".join("1" if getattr(self, name) else "0" for name in WAYS)

    @classmethod
    def read(cls, written: str) -> "Ways":
        """Read what ``written`` wrote."""
        return cls(**{name: sign == "1" for name, sign in zip(WAYS, written, strict=False)})


async def ways_of(desk: Desk, unit: Unit, group: Group, caller: Caller) -> Ways:
    """Read a person's ways in a group; those of everybody where they chose nothing."""
    hidden = await unit.ways.find(way_code(desk, group, caller))
    return Ways.read(desk.ways_veil(group).reveal(hidden)) if hidden else Ways()


def way_code(desk: Desk, group: Group, caller: Caller) -> bytes:
    """Make the code under which a person's ways are kept, and nothing else."""
    return desk.ways_veil(group).tag(caller.id.to_bytes())


class WayService:
    """A person's own ways: seen, chosen and cleared by nobody but them. It needs no session."""

    def __init__(self, desk: Desk, sealing: SealingService) -> None:
        self._desk = desk
        self._sealing = sealing

    async def of(self, caller: Caller, where: Where) -> Ways:
        """Read the ways of somebody who gets a private answer; where there is no group, those of everybody."""

        async def work(unit: Unit) -> Ways:
            try:
                group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            except Refused:
                return Ways()
            return await ways_of(self._desk, unit, group, caller)

        return await self._desk.store.read(work)

    async def show(self, caller: Caller, where: Where) -> Ways:
        """Show a person what they chose; whoever has left the group may look too."""

        async def work(unit: Unit) -> Ways:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            return await ways_of(self._desk, unit, group, caller)

        return await self._desk.store.read(work)

    async def choose(self, caller: Caller, where: Where, /, **chosen: bool) -> Ways:
        """Choose one or more of ``WAYS``. With all as it is for everybody nothing of the person is kept."""
        if not chosen.keys() <= set(WAYS):
            raise Refused("old-button")

        async def work(unit: Unit) -> tuple[Ways, bool]:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            if role_of(group, caller) is Role.OUTSIDER:
                raise Refused("not-a-member")
            ways = replace(await ways_of(self._desk, unit, group, caller), **chosen)
            if not ways.chosen:
                return ways, await self._drop(unit, group, caller)
            hidden = self._desk.ways_veil(group).hide(ways.written(), self._desk.randomness.token(NONCE_SIZE))
            await unit.ways.put(way_code(self._desk, group, caller), group.id, hidden)
            return ways, False

        ways, gone = await self._desk.store.write(work)
        if gone:
            await self._sealing.forget()
        return ways

    async def clear(self, caller: Caller, where: Where) -> Ways:
        """Forget what a person chose; pressing twice changes nothing."""

        async def work(unit: Unit) -> bool:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            return await self._drop(unit, group, caller)

        if await self._desk.store.write(work):
            await self._sealing.forget()
        return Ways()

    async def _drop(self, unit: Unit, group: Group, caller: Caller) -> bool:
        marks = await unit.ways.forget(way_code(self._desk, group, caller))
        await remember_erased(self._desk, marks)
        return bool(marks)
