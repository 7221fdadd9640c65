"""What the bot knows about the person who asks, and forgetting it.

Everything is found forward: from the asker's own id, through a key, to their own rows. There is no way back from a
row to a person, so nobody can be looked up for somebody else. An old answer has no key left: it is nobody's.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass

from bot.services.better_time import chosen_times, forget_times
from bot.services.desk import Desk, group_of_channel
from bot.services.sealing import SealingService
from bot.session import Caller
from bot.session.better_time import NEITHER
from bot.storage import Group, Programme, Unit


@dataclass(frozen=True)
class MyData:
    """All that is kept in one group under a code of the asker. A consent of None: not asked yet."""

    group: str
    known: bool = False
    takes_part: bool | None = None
    counted: bool | None = None
    quoted: bool | None = None
    rules_version: int = 0
    sessions_counted: int = 0
    sessions_listening: int = 0
    sessions_before: int = 0
    help_open: bool = False
    open_answers: int = 0
    times_chosen: int = 0
    rota_dates: int = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all is kept under a code of theirs."""
        kept = self.known, self.sessions_counted, self.sessions_before, self.help_open, self.open_answers
        return not any((*kept, self.times_chosen, self.rota_dates))

    def as_json(self) -> str:
        """Write it down for a program, or for a person who wants to keep it."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class Forgotten:
    """What was deleted, in numbers of rows."""

    group: str
    settings: int
    attendances: int
    answers: int
    help_calls: int
    times: int = 0
    rota: int = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether there was nothing to delete."""
        return not (self.settings or self.attendances or self.answers or self.help_calls or self.times or self.rota)


class OwnDataService:
    """A person's own data. It asks for no role: whoever has left the group may still see and delete theirs."""

    def __init__(self, desk: Desk, sealing: SealingService) -> None:
        self._desk = desk
        self._sealing = sealing

    async def my_data(self, caller: Caller, channel_xid: int, server_xid: int) -> MyData:
        """Collect all that this group keeps under a code of the asker."""

        async def work(unit: Unit) -> MyData:
            group = await group_of_channel(unit, channel_xid, server_xid)
            key = self._desk.people_key(group, caller)
            settings = await unit.people.find(key)
            now, listening, before = await self._came(unit, group, caller)
            return MyData(
                group=group.name,
                known=settings is not None,
                **(asdict(settings) if settings else {}),
                sessions_counted=now,
                sessions_listening=listening,
                sessions_before=before,
                help_open=await unit.help_calls.of(group.id, key) is not None,
                open_answers=sum([await unit.answers.count_of(*one) async for one in self._tags(unit, group, caller)]),
                rota_dates=await unit.rota.count_of(group.id, self._desk.staff_code(group, caller)),
                times_chosen=len((await chosen_times(self._desk, unit, group, caller)).replace(NEITHER, "")),
            )

        return await self._desk.store.read(work)

    async def forget_me(self, caller: Caller, channel_xid: int, server_xid: int) -> Forgotten:
        """Delete all that this group keeps under a code of the asker, and empty the log of it."""

        async def work(unit: Unit) -> Forgotten:
            group = await group_of_channel(unit, channel_xid, server_xid)
            key = self._desk.people_key(group, caller)
            codes = [code async for code in self._codes(unit, group, caller)]
            return Forgotten(
                group=group.name,
                settings=int(await unit.people.forget(key)),
                attendances=sum([await unit.attendance.forget_everywhere(one.id, code) for one, code in codes]),
                answers=sum([await unit.answers.remove_of(*one) async for one in self._tags(unit, group, caller)]),
                help_calls=await unit.help_calls.forget(group.id, key),
                rota=await unit.rota.forget(group.id, self._desk.staff_code(group, caller)),
                times=await forget_times(self._desk, unit, group, caller),
            )

        forgotten = await self._desk.store.write(work)
        if not forgotten.is_empty:
            await self._sealing.forget()  # where somebody is reading the file, the next beat does it
        return forgotten

    async def _came(self, unit: Unit, group: Group, caller: Caller) -> tuple[int, int, int]:
        """Count where they came: in the present programme, there to listen, and in programmes before it."""
        now, listening, before = 0, 0, 0
        async for programme, code in self._codes(unit, group, caller):
            came, listened = await unit.attendance.of(programme.id, code)
            if programme.ended_on is None:
                now, listening = came, listened
            else:
                before += came
        return now, listening, before

    async def _codes(self, unit: Unit, group: Group, caller: Caller) -> AsyncIterator[tuple[Programme, bytes]]:
        """Walk the programmes that still have a key, with the asker's code in each."""
        for programme in await unit.groups.programmes(group.id):
            code = self._desk.pseudonym(programme, caller)
            if code is not None:
                yield programme, code

    async def _tags(self, unit: Unit, group: Group, caller: Caller) -> AsyncIterator[tuple[int, bytes]]:
        """Walk the slots that still have a key, with the asker's code in each."""
        session = await unit.sessions.open_of(group.id)
        for slot in await unit.sessions.slots(session.id) if session else []:
            if slot.nonce is not None and not slot.sealed:
                yield slot.id, self._desk.step_veil(slot).tag(caller.id.to_bytes())
