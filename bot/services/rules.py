"""The group's own rules: made by the group in a few minutes, remembered, and agreed again by one press."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.services.desk import (
    Desk,
    Here,
    Place,
    as_staff,
    enter,
    group_of_channel,
    note_at,
    role_of,
    session_of,
    set_data,
)
from bot.session import Caller, Refused, Role
from bot.session.text import cut, one_line
from bot.storage import Unit

MOST_RULES = 8
RULE_LENGTH = 100


@dataclass(frozen=True)
class RulesPage:
    """The rules as one person reads them: which are new since they last agreed, and whether they have agreed."""

    lines: tuple[str, ...]
    new: frozenset[str]
    agreed: bool


class RulesService:
    """Reading, proposing, agreeing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def of_channel(self, caller: Caller, channel_xid: int, server_xid: int) -> RulesPage:
        """Read the rules of a channel's group, with what is new for this person."""

        async def work(unit: Unit) -> RulesPage:
            group = await group_of_channel(unit, channel_xid, server_xid)
            version, lines = await unit.groups.rules(group.id)
            settings = await unit.people.get(self._desk.people_key(group, caller))
            known = await unit.groups.rules_of_version(group.id, settings.rules_version)
            new = frozenset(lines) - frozenset(known) if known else frozenset()
            return RulesPage(lines or self._desk.pack.rules, new, settings.rules_version >= version > 0)

        return await self._desk.store.read(work)

    async def affirm(self, caller: Caller, session_id: int) -> None:
        """Remember that a person agrees with the newest version; a later change asks again."""

        async def work(unit: Unit) -> None:
            group = await unit.groups.get((await session_of(unit, session_id)).group_id)
            role = role_of(group, caller)
            if role in (Role.OUTSIDER, Role.SUPPORTER):
                raise Refused("not-a-member" if role is Role.OUTSIDER else "supporter-listens")
            version, _lines = await unit.groups.rules(group.id)
            await unit.people.set(self._desk.people_key(group, caller), rules_version=version)

        await self._desk.store.write(work)

    async def at(self, caller: Caller, place: Place) -> tuple[str, ...]:
        """Read the rules that are before the group, for the facilitator's form."""

        async def work(unit: Unit) -> tuple[str, ...]:
            here = await enter(self._desk, unit, caller, place)
            if not here.role.is_staff:
                raise Refused("staff-only")
            return await self._before_the_group(unit, here)

        return await self._desk.store.read(work)

    async def propose(self, caller: Caller, place: Place, lines: Sequence[str]) -> None:
        """Put the rules as the group would like them now before it; ``adopt`` makes them a version."""
        rules = [cut(plain, RULE_LENGTH) for line in lines if (plain := one_line(line))]
        if not rules:
            raise Refused("nothing-typed")
        if len(rules) > MOST_RULES:
            raise Refused("too-many-rules", most=MOST_RULES)

        async def work(unit: Unit, here: Here) -> None:
            await set_data(unit, here, rules=rules)
            await note_at(self._desk, unit, caller, here, "rules-changed")

        await as_staff(self._desk, caller, place, work)

    async def adopt(self, caller: Caller, place: Place) -> None:
        """Make what is before the group its next version; the same again is no change."""

        async def work(unit: Unit, here: Here) -> None:
            _version, lines = await unit.groups.rules(here.group.id)
            proposed = await self._before_the_group(unit, here)
            if proposed != lines:
                await unit.groups.add_rules(here.group.id, proposed, self._desk.clock.now().date())
                await note_at(self._desk, unit, caller, here, "rules-agreed")
            await set_data(unit, here, rules=[])

        await as_staff(self._desk, caller, place, work)

    async def _before_the_group(self, unit: Unit, here: Here) -> tuple[str, ...]:
        _version, lines = await unit.groups.rules(here.group.id)
        return tuple(here.slot.data.get("rules") or lines or self._desk.pack.rules)
