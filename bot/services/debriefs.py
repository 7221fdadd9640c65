"""After a session: how staff are, what worked, what the lead should know; and how much each of them did (F12).

It is said by a press, never asked for twice. What a person says is encrypted, kept for 30 days, and read by the lead
alone, without a name unless the person gives it. Nobody sees how often another one was on duty.
"""

import json
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from bot.privacy.retention import DEBRIEFS
from bot.privacy.veil import NONCE_SIZE
from bot.scheduling import zone
from bot.services.desk import Desk, group_of_channel, must_be_staff, role_of, session_of
from bot.session import Caller, Refused, Role
from bot.session.text import clean
from bot.storage import Group, SessionRecord, Unit

HOW = ("good", "tired", "talk")
LONGEST_NOTE = 500


@dataclass(frozen=True)
class Said:
    """What one person said after one session. ``name`` is empty unless they let the lead know who it is."""

    how: str = ""
    worked: tuple[str, ...] = ()
    note: str = ""
    name: str = ""


@dataclass(frozen=True)
class Mine:
    """A person's own debrief: what they said, the steps that were done, and how often they were on duty this month."""

    said: Said
    steps: tuple[str, ...]
    on_duty: int


@dataclass(frozen=True)
class Load:
    """What the lead reads of the last 30 days: sessions held, what was said, never who (unless they gave a name)."""

    sessions: int
    debriefs: int
    how: dict[str, int]
    worked: tuple[tuple[str, int], ...]
    notes: tuple[tuple[date, Said], ...]


class DebriefService:
    """How staff are afterwards."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def mine(self, caller: Caller, session_id: int) -> Mine:
        """Show a person what they said, and their own number. Raises ``Refused`` while the session is open."""

        async def work(unit: Unit) -> Mine:
            record, group = await self._over(unit, caller, session_id)
            return await self._mine(unit, record, group, caller)

        return await self._desk.store.read(work)

    async def say(self, caller: Caller, session_id: int, **said: str | tuple[str, ...]) -> Mine:
        """Store one more thing that a person says: ``how``, ``worked`` (steps), or ``note``."""
        if said.get("how", "good") not in HOW:
            raise Refused("old-button")

        async def work(unit: Unit) -> Mine:
            record, group = await self._over(unit, caller, session_id)
            if not set(said.get("worked", ())) <= set(record.flow.steps_run()):
                raise Refused("old-button")
            changed = {**said, "note": clean(str(said["note"]), LONGEST_NOTE)} if "note" in said else said
            return await self._change(unit, record, group, caller, changed)

        return await self._desk.store.write(work)

    async def sign(self, caller: Caller, session_id: int, *, named: bool) -> Mine:
        """Let the lead know who it is, or no longer."""

        async def work(unit: Unit) -> Mine:
            record, group = await self._over(unit, caller, session_id)
            return await self._change(unit, record, group, caller, {"name": caller.name if named else ""})

        return await self._desk.store.write(work)

    async def load(self, caller: Caller, channel_xid: int, server_xid: int) -> Load:
        """Read what staff said in the last 30 days, for the lead alone."""

        async def work(unit: Unit) -> Load:
            group = await group_of_channel(unit, channel_xid, server_xid)
            if role_of(group, caller) is not Role.LEAD:
                raise Refused("leads-only")
            since = self._desk.clock.now().date() - timedelta(days=DEBRIEFS.days or 0)
            found = await unit.debriefs.of_group(group.id, since)
            told = [(day, self._read(group, hidden)) for day, hidden in found]
            how = Counter(said.how for _day, said in told)
            worked = Counter(step for _day, said in told for step in said.worked)
            notes = tuple((day, said) for day, said in reversed(told) if said.note or said.name)
            held = await unit.debriefs.held_since(group.id, since)
            return Load(held, len(told), dict(how), tuple(worked.most_common()), notes)

        return await self._desk.store.read(work)

    async def _change(
        self, unit: Unit, record: SessionRecord, group: Group, caller: Caller, said: dict[str, str | tuple[str, ...]]
    ) -> Mine:
        """Store what changed. Who wants to talk and says who it is, is told to the lead at once, without the name."""
        code = self._desk.staff_code(group, caller)
        hidden = await unit.debriefs.find(record.id, code)
        before = self._read(group, hidden) if hidden else Said()
        now = replace(before, **said)  # type: ignore[arg-type]  # the fields have two types and the names are ours
        written = json.dumps(asdict(now), ensure_ascii=False)
        veiled = self._desk.staff_veil(group).hide(written, self._desk.randomness.token(NONCE_SIZE))
        await unit.debriefs.put(record.id, record.on_date, code, veiled)
        if _wants_to_talk(now) and not _wants_to_talk(before):
            await unit.staff_questions.ask(record.id, "talk", self._desk.clock.now())
        return await self._mine(unit, record, group, caller)

    async def _mine(self, unit: Unit, record: SessionRecord, group: Group, caller: Caller) -> Mine:
        code = self._desk.staff_code(group, caller)
        hidden = await unit.debriefs.find(record.id, code)
        today = self._desk.clock.now().astimezone(zone(group.zone)).date()
        on_duty = await unit.duties.held_by(code, today.replace(day=1))
        said = self._read(group, hidden) if hidden else Said()
        return Mine(said, tuple(dict.fromkeys(record.flow.steps_run())), on_duty)

    def _read(self, group: Group, hidden: bytes) -> Said:
        read = json.loads(self._desk.staff_veil(group).reveal(hidden))
        return Said(read["how"], tuple(read["worked"]), read["note"], read["name"])

    async def _over(self, unit: Unit, caller: Caller, session_id: int) -> tuple[SessionRecord, Group]:
        record = await session_of(unit, session_id)
        group = await unit.groups.get(record.group_id)
        must_be_staff(group, caller)
        if record.flow.state.is_open:
            raise Refused("still-open")
        return record, group


def _wants_to_talk(said: Said) -> bool:
    return said.how == "talk" and bool(said.name)
