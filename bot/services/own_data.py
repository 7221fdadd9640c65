"""What the bot knows about the person who asks, and forgetting it.

Everything is found forward: from the asker's own id, through a key, to their own rows. There is no way back from a
row to a person, so nobody can be looked up for somebody else. An old answer has no key left: it is nobody's.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.scheduling import KINDS
from bot.services.better_time import chosen_times, forget_times
from bot.services.desk import Desk, group_of_channel, remember_erased
from bot.services.quotes import quote_tag
from bot.services.rounds import count_round_answers, forget_round_answers
from bot.services.sealing import SealingService
from bot.services.taking_part import forget_taking_part, taking_part_of
from bot.services.ways import way_code, ways_of
from bot.session import Caller, Refused
from bot.session.better_time import NEITHER
from bot.storage import Group, Programme, Unit

LEAVING = ("time", "enough", "not-for-me", "other")
"""Why a person may leave; whoever would rather not say gives none."""


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
    staff_name: bool = False
    card_up: bool = False
    turns: int = 0
    roles: int = 0
    votes: int = 0
    messages: int = 0
    measures: tuple[str, ...] = ()
    duties: int = 0
    debriefs: int = 0
    reminders: list[str] = field(default_factory=list)
    messages_paused: bool = False
    reminders_sent: int = 0
    sign_ups: dict[str, str] = field(default_factory=dict)
    times_chosen: int = 0
    rota_dates: int = 0
    round_answers: int = 0
    quotes: int = 0
    hello_asked: bool = False
    hello_offered: bool = False
    ways: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all is kept under a code of theirs."""
        return self == MyData(self.group)

    def as_json(self) -> str:
        """Write it down for a program, or for a person who wants to keep it."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class Forgotten:
    """What was deleted, in numbers of rows; ``measures_stay``: what staff set about the person stays until it ends."""

    group: str
    settings: int = 0
    attendances: int = 0
    answers: int = 0
    help_calls: int = 0
    staff_names: int = 0
    cards: int = 0
    turns: int = 0
    roles: int = 0
    votes: int = 0
    messages: int = 0
    measures_stay: bool = False
    staff_rows: int = 0
    reminders: int = 0
    sign_ups: int = 0
    times: int = 0
    rota: int = 0
    round_answers: int = 0
    quotes: int = 0
    hellos: int = 0
    session: int = field(default=0, compare=False)  # the open session, whose panel may have named the person
    hello: tuple[int, int] = field(default=(0, 0), compare=False)  # where staff may still read of it: channel, message
    ways: int = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether there was nothing to delete."""
        return replace(self, measures_stay=False) == Forgotten(self.group)


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
                staff_name=await unit.audit.staff_id(self._desk.staff_code(group, caller)) is not None,
                open_answers=sum([await unit.answers.count_of(*one) async for one in self._tags(unit, group, caller)]),
                card_up=await self._card(unit, group, caller) is not None,
                **await taking_part_of(self._desk, unit, group.id, caller),
                messages=sum([await unit.marks.count_of(*one) async for one in self._tags(unit, group, caller)]),
                measures=tuple(one.kind for one in await unit.measures.in_force(group.id, key)),
                duties=await unit.duties.count_of(self._desk.staff_code(group, caller)),
                debriefs=await unit.debriefs.count_of(self._desk.staff_code(group, caller)),
                **await _between_sessions(unit, group, key),
                round_answers=await count_round_answers(self._desk, unit, group, caller),
                rota_dates=await unit.rota.count_of(group.id, self._desk.staff_code(group, caller)),
                quotes=len(await unit.quotes.of(quote_tag(self._desk, group, caller))),
                **await _hellos(self._desk, unit, group, caller),
                ways=(await ways_of(self._desk, unit, group, caller)).chosen,
                times_chosen=len((await chosen_times(self._desk, unit, group, caller)).replace(NEITHER, "")),
            )

        return await self._desk.store.read(work)

    async def forget_me(self, caller: Caller, channel_xid: int, server_xid: int, *, leaving: str = "") -> Forgotten:
        """Delete all that this group keeps under a code of the asker, and empty the log of it.

        Somebody who says goodbye may give a reason, one of ``LEAVING``: it becomes a number, in the same transaction.
        """
        if leaving and leaving not in LEAVING:
            raise Refused("old-button")

        async def work(unit: Unit) -> Forgotten:
            group = await group_of_channel(unit, channel_xid, server_xid)
            key, staff_code = self._desk.people_key(group, caller), self._desk.staff_code(group, caller)
            card = await self._card(unit, group, caller)
            settings, came = await unit.people.forget(key), []
            async for programme, code in self._codes(unit, group, caller):
                came += await unit.attendance.forget_everywhere(programme.id, code)
            names = await unit.audit.forget(staff_code)
            reminders = await unit.reminders.remove(key)
            ways = await unit.ways.forget(way_code(self._desk, group, caller))
            await remember_erased(self._desk, [*settings, *came, *names, *reminders, *ways])
            forgotten = Forgotten(
                group=group.name,
                settings=len(settings),
                attendances=len(came),
                answers=sum([await unit.answers.remove_of(*one) async for one in self._tags(unit, group, caller)]),
                help_calls=await unit.help_calls.forget(group.id, key),
                cards=await unit.cards.remove(*card) if card else 0,
                **await forget_taking_part(self._desk, unit, group.id, caller),
                messages=sum([await unit.marks.remove_of(*one) async for one in self._tags(unit, group, caller)]),
                measures_stay=bool(await unit.measures.in_force(group.id, key)),
                staff_rows=await forget_staff(unit, staff_code),
                staff_names=len(names),
                reminders=len(reminders) + await unit.reminders.forget_sent(key),
                sign_ups=await unit.sign_ups.forget(group.id, key),
                rota=await unit.rota.forget(group.id, staff_code),
                round_answers=await forget_round_answers(self._desk, unit, group, caller),
                quotes=await unit.quotes.forget(quote_tag(self._desk, group, caller)),
                **await _forget_hellos(self._desk, unit, group, caller),
                ways=len(ways),
                times=await forget_times(self._desk, unit, group, caller),
            )
            if leaving and not forgotten.is_empty:  # who presses twice is counted once
                await unit.sign_ups.count_leaving(group.id, leaving)
            return forgotten

        forgotten = await self._desk.store.write(work)
        if not forgotten.is_empty:
            await self._sealing.forget()  # where somebody is reading the file, the next beat does it
        return forgotten

    async def _card(self, unit: Unit, group: Group, caller: Caller) -> tuple[int, bytes] | None:
        """Find the asker's colour card in the open session: the session, and their code in it."""
        session = await unit.sessions.open_of(group.id)
        nonce = await unit.cards.nonce(session.id) if session else None
        if session is None or nonce is None:
            return None
        tag = self._desk.session_veil(nonce).tag(caller.id.to_bytes())
        return (session.id, tag) if await unit.cards.of(session.id, tag) else None

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


async def forget_staff(unit: Unit, code: bytes) -> int:
    """Delete what is kept of a person's work as staff under their code; what was asked stays, by nobody."""
    rows = await unit.duties.forget(code) + await unit.debriefs.forget(code)
    return rows + await unit.staff_questions.forget(code)


async def _hellos(desk: Desk, unit: Unit, group: Group, caller: Caller) -> dict[str, Any]:
    """Collect that a person asks for a hello, or that they say hello to whoever is new."""
    code = desk.staff_code(group, caller)
    return {
        "hello_asked": await unit.hellos.of(group.id, desk.people_key(group, caller)) is not None,
        "hello_offered": any(one.person == code for one in await unit.hellos.offers(group.id)),
    }


async def _forget_hellos(desk: Desk, unit: Unit, group: Group, caller: Caller) -> dict[str, Any]:
    """Delete what they asked for and what they offer; keep for a moment where staff may still read of it."""
    there = await unit.hellos.of(group.id, desk.people_key(group, caller))
    gone = await unit.hellos.forget(group.id, desk.people_key(group, caller))
    gone += await unit.hellos.withdraw(group.id, desk.staff_code(group, caller))
    return {"hellos": gone, "hello": (group.staff_channel_xid, (there and there.alert_xid) or 0)}


async def _between_sessions(unit: Unit, group: Group, key: bytes) -> dict[str, Any]:
    """Collect what a person asked for and said between two sessions."""
    wishes = await unit.reminders.find(key)
    return {
        "reminders": [kind for kind in KINDS if wishes and getattr(wishes, kind)],
        "messages_paused": wishes is not None and wishes.paused,
        "reminders_sent": await unit.reminders.sent_to(key),
        "sign_ups": {day.isoformat(): choice for day, choice in await unit.sign_ups.of(group.id, key)},
    }
