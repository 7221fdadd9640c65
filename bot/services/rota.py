"""The rota (feature B13): who leads and who supports in the next sessions, and swaps to which both people agree.

Only staff see it. What is kept of a person is a code and the name that they showed, encrypted; nobody is pinged.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.privacy.veil import NONCE_SIZE
from bot.scheduling import Calendar, Meeting
from bot.services.calendars import calendar_of
from bot.services.desk import Desk, group_of_channel, must_be_staff, note, role_of
from bot.services.schedule import Where
from bot.session import Caller, Refused, Role
from bot.session.rota import led_in_a_row
from bot.storage import Group, RotaPlace, RotaSwap, Unit

SHOWN = 4
PARTS = ("lead", "support", "cannot")
FURTHEST = timedelta(weeks=26)
LOOK_BACK = timedelta(days=28)
MANY_IN_A_ROW = 3


@dataclass(frozen=True)
class RotaLine:
    """One session: the names of who is down for what, by part; ``own`` is the asker's own part, "" for none.

    ``people`` are (number, name) of all who said something, for a lead alone. ``asks`` tells whether the asker
    has asked for a swap.
    """

    meeting: Meeting
    names: dict[str, tuple[str, ...]]
    own: str = ""
    asks: bool = False
    people: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class RotaView:
    """The next sessions. ``load`` are (name, sessions in a row) of who leads many, for a lead alone."""

    group: Group
    lines: tuple[RotaLine, ...]
    load: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class SwapView:
    """A swap as its message in the staff channel must show it. ``meeting`` is None where the date is no longer on."""

    group: Group
    swap: RotaSwap
    meeting: Meeting | None
    asker: str
    taker: str

    @property
    def is_over(self) -> bool:
        """Tell whether there is nothing more to press."""
        return self.swap.state in ("done", "withdrawn") or self.meeting is None

    @property
    def says(self) -> str:
        """Name what its message must say: the state, who took it, and when the session is."""
        at = f"{self.meeting.at:%Y%m%d%H%M}" if self.meeting else ""
        return f"{self.swap.state}.{self.swap.turn}.{at}"


class RotaService:
    """Dates of staff."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, caller: Caller, where: Where) -> RotaView:
        """Read the next four sessions, for staff."""

        async def work(unit: Unit) -> RotaView:
            return await self._view(unit, await _of_staff(unit, caller, where), caller)

        return await self._desk.store.read(work)

    async def put(self, caller: Caller, where: Where, on_date: date, part: str) -> RotaView:
        """Say what one can do on a date; "" takes it back. A swap that was asked for that date is then over."""
        if part not in (*PARTS, ""):
            raise Refused("old-button")

        async def change(unit: Unit, group: Group) -> None:
            self._must_be_ahead(await calendar_of(unit, group), on_date)
            code = self._desk.staff_code(group, caller)
            if part:
                await unit.rota.put(group.id, on_date, code, part, self._hidden_name(group, caller))
            else:
                await unit.rota.take_off(group.id, on_date, code)
            await self._end_swaps(unit, group, on_date, code)
            await note(self._desk, unit, group, caller, "rota-changed")

        return await self._change(caller, where, change)

    async def take_off(self, caller: Caller, where: Where, place_id: int) -> RotaView:
        """Take somebody off a date, for a lead: a person who has left cannot do it. Gone already is no fault."""

        async def change(unit: Unit, group: Group) -> None:
            if role_of(group, caller) is not Role.LEAD:
                raise Refused("leads-only")
            today = self._desk.clock.now().date() - timedelta(days=1)
            for place in await unit.rota.places(group.id, today, today + FURTHEST):
                if place.id == place_id:
                    await unit.rota.take_off(group.id, place.on_date, place.person)
                    await self._end_swaps(unit, group, place.on_date, place.person)
                    await note(self._desk, unit, group, caller, "rota-changed")

        return await self._change(caller, where, change)

    async def ask_swap(self, caller: Caller, where: Where, on_date: date) -> RotaView:
        """Ask whether somebody else can take one's date. A second press asks no second time."""

        async def change(unit: Unit, group: Group) -> None:
            self._must_be_ahead(await calendar_of(unit, group), on_date)
            code = self._desk.staff_code(group, caller)
            part = await _part_of(unit, group, on_date, code)
            if part not in ("lead", "support"):
                raise Refused("not-on-the-rota")
            if any((one.on_date, one.asker) == (on_date, code) for one in await unit.rota.swaps(group.id)):
                return
            await unit.rota.add_swap(group.id, on_date, part, code, self._hidden_name(group, caller))
            await note(self._desk, unit, group, caller, "rota-swap-asked")

        return await self._change(caller, where, change)

    async def take(self, caller: Caller, where: Where, swap_id: int) -> None:
        """Say "I take it". Of two people the first has it; nothing moves before the asker confirms."""

        async def work(unit: Unit, group: Group, swap: RotaSwap, code: bytes) -> None:
            if swap.taker == code:
                return
            if swap.taker is not None:
                raise Refused("swap-taken")
            if swap.asker == code:
                raise Refused("own-swap")
            self._must_be_ahead(await calendar_of(unit, group), swap.on_date)
            taker_name = self._hidden_name(group, caller)
            turn = swap.turn + 1
            await unit.rota.set_swap(swap.id, state="taken", turn=turn, taker=code, taker_name=taker_name)
            await note(self._desk, unit, group, caller, "rota-swap-taken")

        await self._swap(caller, where, swap_id, work)

    async def confirm(self, caller: Caller, where: Where, swap_id: int, turn: int) -> None:
        """Let the asker confirm: only now the date changes hands. ``turn`` says whom they saw."""

        async def work(unit: Unit, group: Group, swap: RotaSwap, code: bytes) -> None:
            if swap.asker != code:
                raise Refused("asker-confirms")
            if swap.state != "taken" or swap.turn != turn or swap.taker is None or swap.taker_name is None:
                raise Refused("swap-changed")
            self._must_be_ahead(await calendar_of(unit, group), swap.on_date)
            await unit.rota.take_off(group.id, swap.on_date, code)
            await unit.rota.put(group.id, swap.on_date, swap.taker, swap.part, swap.taker_name)
            await self._end_swaps(unit, group, swap.on_date, swap.taker)
            await unit.rota.set_swap(swap.id, state="done")
            await note(self._desk, unit, group, caller, "rota-swapped")

        await self._swap(caller, where, swap_id, work)

    async def withdraw(self, caller: Caller, where: Where, swap_id: int) -> None:
        """Let the asker (or a lead) call the swap off, or the one who took it step back: then it is asked again."""

        async def work(unit: Unit, group: Group, swap: RotaSwap, code: bytes) -> None:
            if swap.taker == code:
                await unit.rota.set_swap(swap.id, state="asked", turn=swap.turn + 1, taker=None, taker_name=None)
            elif swap.asker == code or role_of(group, caller) is Role.LEAD:
                await unit.rota.set_swap(swap.id, state="withdrawn")
            else:
                raise Refused("asker-confirms")
            await note(self._desk, unit, group, caller, "rota-swap-withdrawn")

        await self._swap(caller, where, swap_id, work)

    async def to_show(self) -> list[SwapView]:
        """List the swaps whose message is not as it must be."""

        async def work(unit: Unit) -> list[SwapView]:
            views = []
            for swap in await unit.rota.all_swaps():
                group = await unit.groups.get(swap.group_id)
                meeting = (await calendar_of(unit, group)).on(swap.on_date)
                names = self._name(group, swap.asker_name), self._name(group, swap.taker_name)
                if meeting is None or not meeting.fate.is_on or meeting.at <= self._desk.clock.now():
                    meeting = None  # nobody can take it any more
                views.append(SwapView(group, swap, meeting, *names))
            return [one for one in views if one.says != one.swap.said]

        return await self._desk.store.read(work)

    async def shown(self, view: SwapView, message_xid: int | None) -> None:
        """Write down what a swap's message says; one that is over is then forgotten."""

        async def work(unit: Unit) -> None:
            if view.is_over:
                await unit.rota.remove_swap(view.swap.id)
            else:
                await unit.rota.set_swap(view.swap.id, said=view.says, message_xid=message_xid)

        await self._desk.store.write(work)

    async def _change(self, caller: Caller, where: Where, change: Callable[[Unit, Group], Awaitable[None]]) -> RotaView:
        async def work(unit: Unit) -> RotaView:
            group = await _of_staff(unit, caller, where)
            await change(unit, group)
            return await self._view(unit, group, caller)

        return await self._desk.store.write(work)

    async def _swap(
        self,
        caller: Caller,
        where: Where,
        swap_id: int,
        change: Callable[[Unit, Group, RotaSwap, bytes], Awaitable[None]],
    ) -> None:
        async def work(unit: Unit) -> None:
            group = await _of_staff(unit, caller, where)
            swap = await unit.rota.swap(swap_id)
            if swap is None or swap.group_id != group.id or swap.state not in ("asked", "taken"):
                raise Refused("swap-over")
            await change(unit, group, swap, self._desk.staff_code(group, caller))

        await self._desk.store.write(work)

    async def _end_swaps(self, unit: Unit, group: Group, on_date: date, code: bytes) -> None:
        """Withdraw what a person asked for a date that they now say something else about."""
        for one in await unit.rota.swaps(group.id):
            if (one.on_date, one.asker) == (on_date, code):
                await unit.rota.set_swap(one.id, state="withdrawn")

    async def _view(self, unit: Unit, group: Group, caller: Caller) -> RotaView:
        now = self._desk.clock.now()
        calendar = await calendar_of(unit, group)
        ahead = _ahead(calendar, self._desk)
        past = [one for one in calendar.between(now - LOOK_BACK, now) if one.fate.is_on]
        days = [one.on_date for one in (*past, *ahead)]
        places = await unit.rota.places(group.id, min(days), max(days)) if days else []
        swaps = await unit.rota.swaps(group.id)
        code, is_lead = self._desk.staff_code(group, caller), role_of(group, caller) is Role.LEAD
        asks = {one.on_date for one in swaps if one.asker == code}
        lines = []
        for meeting in ahead:
            here = [one for one in places if one.on_date == meeting.on_date]
            names = {part: tuple(self._of(group, one) for one in here if one.part == part) for part in PARTS}
            own = next((one.part for one in here if one.person == code), "")
            people = tuple((one.id, self._of(group, one)) for one in here) if is_lead else ()
            lines.append(RotaLine(meeting, names, own, meeting.on_date in asks, people))
        leaders = [{p.person for p in places if p.on_date == day and p.part == "lead"} for day in days]
        named = {one.person: self._of(group, one) for one in places}
        many = [(named[who], run) for who, run in led_in_a_row(leaders).items() if run >= MANY_IN_A_ROW]
        return RotaView(group, tuple(lines), tuple(sorted(many)) if is_lead else ())

    def _must_be_ahead(self, calendar: Calendar, on_date: date) -> None:
        if on_date not in [one.on_date for one in _ahead(calendar, self._desk)]:
            raise Refused("not-a-next-session")

    def _hidden_name(self, group: Group, caller: Caller) -> bytes:
        return self._desk.staff_veil(group).hide(caller.name, self._desk.randomness.token(NONCE_SIZE))

    def _name(self, group: Group, hidden: bytes | None) -> str:
        return self._desk.staff_veil(group).reveal(hidden) if hidden else ""

    def _of(self, group: Group, place: RotaPlace) -> str:
        return self._name(group, place.hidden_name)


async def who_leads(desk: Desk, unit: Unit, group: Group, on_date: date) -> tuple[str, ...]:
    """Name who is down to lead on a date, for staff."""
    places = await unit.rota.places(group.id, on_date, on_date)
    return tuple(desk.staff_veil(group).reveal(one.hidden_name) for one in places if one.part == "lead")


async def _of_staff(unit: Unit, caller: Caller, where: Where) -> Group:
    group = await group_of_channel(unit, where.channel_xid, where.server_xid)
    must_be_staff(group, caller)
    return group


async def _part_of(unit: Unit, group: Group, on_date: date, code: bytes) -> str:
    places = await unit.rota.places(group.id, on_date, on_date)
    return next((one.part for one in places if one.person == code), "")


def _ahead(calendar: Calendar, desk: Desk) -> list[Meeting]:
    """List the next sessions; a date that was called off is not one."""
    now = desk.clock.now()
    return [one for one in calendar.between(now, now + FURTHEST) if one.fate.is_on][:SHOWN]
