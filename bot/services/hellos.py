"""A hello before the first session (feature B15): somebody new asks once, one of staff opens a private room for it.

A "not now" is stored nowhere, so nobody can read who said it. Who was asked by name has a day for themself; after that
anybody of staff may. A hello that is over leaves no row: staff said so, its person took it back, or the next session
has come and gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.privacy.retention import HELLOS
from bot.privacy.veil import NONCE_SIZE
from bot.scheduling import is_quiet
from bot.services.calendars import next_meeting
from bot.services.desk import Desk, group_of_channel, must_be_staff, must_not_be_away, note, role_of
from bot.services.lately import Lately
from bot.services.schedule import Where
from bot.services.sealing import SealingService
from bot.session import Caller, Refused
from bot.storage import Group, Unit
from bot.storage.repositories.hellos import HelloRecord

ANYBODY = "any"
OWN_DAY = timedelta(hours=24)  # for the one who was asked by name; then anybody of staff may
LEAD_TOLD_AFTER = timedelta(days=2)
BEFORE_SESSION = timedelta(hours=3)  # when the next session is as near as this, nobody waits for the two days
SHORTEST_WAIT = timedelta(hours=1)
MOST_ALERTS, ALERTS_WITHIN = 2, timedelta(days=1)  # of one person who asks and takes it back
CLEARED_BEFORE = timedelta(days=1)  # that its message in the staff channel goes before its row does
LARGEST_NUMBER = 10**9 - 1  # what an address may hold
PERSON_TOLD, LEAD_TOLD, ROOM_FILLED = -1, 1, 2  # what ``told`` says; -1: of the wait its person alone knows so far


@dataclass(frozen=True)
class HelloPage:
    """What somebody reads who opens the page.

    ``offers`` are (number, name) of staff who say hello; ``next_at`` is the next session. Of staff ``offering`` says
    whether they are one of them, and ``waiting`` lists the hellos that they may take.
    """

    group: Group
    is_staff: bool
    hello: HelloRecord | None
    offers: tuple[tuple[int, str], ...]
    next_at: datetime | None
    offering: bool = False
    waiting: tuple[int, ...] = ()


@dataclass(frozen=True)
class Hello:
    """A hello with its group and the Discord id of whose it is; ``may_take``: who asks may say hello now."""

    group: Group
    record: HelloRecord
    owner_xid: int
    may_take: bool = False

    @property
    def alert(self) -> tuple[int, int]:
        """Where staff read of it: the channel, and the message or 0."""
        return self.group.staff_channel_xid, self.record.alert_xid or 0


@dataclass(frozen=True)
class HelloTasks:
    """What is due: alerts to post, rooms to fill, leads to tell; and what is over, to be cleared away."""

    unposted: tuple[Hello, ...] = ()
    unfilled: tuple[Hello, ...] = ()
    late: tuple[Hello, ...] = ()
    over: tuple[Hello, ...] = ()


class HelloService:
    """Hellos."""

    def __init__(self, desk: Desk, sealing: SealingService) -> None:
        self._desk = desk
        self._sealing = sealing
        self._taken_back = Lately(ALERTS_WITHIN)

    async def page(self, caller: Caller, where: Where) -> HelloPage:
        """Read how it stands for whoever asks. Somebody without a role may ask too: they may be new."""

        async def work(unit: Unit) -> HelloPage:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            await must_not_be_away(self._desk, unit, group, caller)
            return await self._page(unit, group, caller)

        return await self._desk.store.read(work)

    async def ask(self, caller: Caller, where: Where, wanted: str, *, named: bool = False) -> tuple[Hello, bool]:
        """Ask for a hello of anybody, or of the offer with this number; returns it, and whether this press made it.

        ``named`` is the second yes: staff may read the name. Raises ``Refused``: hello-for-members, away-today,
        left-the-group, hello-again-later (staff read of two of theirs); an offer that is gone counts as anybody.
        """

        async def work(unit: Unit) -> tuple[Hello, bool]:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            if role_of(group, caller).is_staff:
                raise Refused("hello-for-members")
            await must_not_be_away(self._desk, unit, group, caller)
            key = self._desk.people_key(group, caller)
            there = await unit.hellos.of(group.id, key)
            if there and (there.named or not named or there.state == "taken"):
                return self._hello(group, there), False
            if there:  # a second yes is never too much
                await unit.hellos.remove(there.id)
            elif self._taken_back.count(key, self._desk.clock.now()) >= MOST_ALERTS:
                raise Refused("hello-again-later")
            offers = {str(one.id): one.person for one in await unit.hellos.offers(group.id)}
            xid, nonce = str(caller.id.for_discord()), self._desk.randomness.token(NONCE_SIZE)
            made = await unit.hellos.add(
                group.id,
                key,
                id=self._number(),
                asked_at=self._desk.clock.now(),
                named=named,
                hidden_xid=self._desk.people_veil(group).hide(xid, nonce),
                wanted=offers.get(wanted),
            )
            return self._hello(group, made), True

        return await self._desk.store.write(work)

    async def take_back(self, caller: Caller, where: Where) -> Hello | None:
        """Let a person take theirs back; None when there is none: it is over, and that is no fault."""

        async def work(unit: Unit) -> Hello | None:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            there = await unit.hellos.of(group.id, self._desk.people_key(group, caller))
            if there:
                await unit.hellos.remove(there.id)
            return self._hello(group, there) if there else None

        gone = await self._desk.store.write(work)
        if gone:
            if gone.record.alert_xid:
                self._taken_back.note(self._desk.people_key(gone.group, caller), self._desk.clock.now())
            await self._sealing.forget()
        return gone

    async def offer(self, caller: Caller, where: Where, *, on: bool) -> HelloPage:
        """Let somebody of staff say that they say hello, or no longer do; members may then read their name."""

        async def work(unit: Unit) -> HelloPage:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            must_be_staff(group, caller)
            code = self._desk.staff_code(group, caller)
            if on:
                name = self._desk.staff_veil(group).hide(caller.name, self._desk.randomness.token(NONCE_SIZE))
                await unit.hellos.offer(group.id, code, name)
            else:
                await unit.hellos.withdraw(group.id, code)
            return await self._page(unit, group, caller)

        return await self._desk.store.write(work)

    async def look(self, caller: Caller, hello_id: int) -> Hello:
        """Let staff look at a hello. Raises ``Refused``: staff-only, hello-not-yours.

        What is over reads like what waits for somebody else: nobody can find out that another was asked by name.
        """

        async def work(unit: Unit) -> Hello:
            if await unit.hellos.get(hello_id) is None:
                raise Refused("hello-not-yours")
            return await self._of_staff(unit, caller, hello_id)

        return await self._desk.store.read(work)

    async def take(self, caller: Caller, hello_id: int, thread_xid: int | None) -> Hello:
        """Say "I say hello", with the room that is ready for it.

        Raises ``Refused``: hello-taken for the second one, hello-not-yours, hello-over, staff-only.
        """

        async def work(unit: Unit) -> Hello:
            found = await self._of_staff(unit, caller, hello_id)
            if not found.may_take:
                raise Refused("hello-taken" if found.record.state == "taken" else "hello-not-yours")
            told = found.record.told if thread_xid else ROOM_FILLED
            await unit.hellos.set(hello_id, state="taken", thread_xid=thread_xid, told=told)
            await note(self._desk, unit, found.group, caller, "hello-taken")
            return await self._of_staff(unit, caller, hello_id)

        return await self._desk.store.write(work)

    async def done(self, caller: Caller, hello_id: int) -> Hello:
        """Let staff say that they said hello: from now on nothing of it is kept."""

        async def work(unit: Unit) -> Hello:
            found = await self._of_staff(unit, caller, hello_id)
            await unit.hellos.remove(hello_id)
            return found

        gone = await self._desk.store.write(work)
        await self._sealing.forget()
        return gone

    async def posted(self, hello_id: int, alert_xid: int) -> None:
        """Remember where staff read of it."""
        await self._desk.store.write(lambda unit: unit.hellos.set(hello_id, alert_xid=alert_xid))

    async def told(self, hello_id: int, promise: int) -> None:
        """Write down that a promise was kept."""
        await self._desk.store.write(lambda unit: unit.hellos.set(hello_id, told=promise))

    async def put_back(self, hello_id: int) -> None:
        """Let it wait again, as nobody's: its room is gone, or its person could not be brought into it."""
        again = {"state": "asked", "thread_xid": None, "alert_xid": None}
        await self._desk.store.write(lambda unit: unit.hellos.set(hello_id, **again))

    async def due(self) -> HelloTasks:
        """List what is to be done. Nothing is marked, and nothing goes, before it is done."""
        return await self._desk.store.read(self._tasks)

    async def forget(self, hello_ids: Sequence[int]) -> None:
        """Forget what is over, once the staff channel no longer shows it."""

        async def work(unit: Unit) -> None:
            for hello_id in hello_ids:
                await unit.hellos.remove(hello_id)

        if hello_ids:
            await self._desk.store.write(work)
            await self._sealing.forget()

    async def _tasks(self, unit: Unit) -> HelloTasks:
        unposted, unfilled, late, over = [], [], [], []
        for record in await unit.hellos.all():
            group = await unit.groups.get(record.group_id)
            hello = self._hello(group, record)
            if await self._is_over(unit, record):
                over.append(hello)
                continue
            if record.told >= ROOM_FILLED:
                continue
            if record.state == "taken":
                unfilled.append(hello)
            elif record.alert_xid is None:
                unposted.append(hello)
            if record.told < LEAD_TOLD and await self._is_late(unit, group, record):
                late.append(hello)
        return HelloTasks(tuple(unposted), tuple(unfilled), tuple(late), tuple(over))

    async def _is_late(self, unit: Unit, group: Group, record: HelloRecord) -> bool:
        now = self._desk.clock.now()
        waited = now - record.asked_at
        if is_quiet(now, group.zone) or waited < SHORTEST_WAIT:
            return False
        meeting = await next_meeting(unit, group, now)
        return waited >= LEAD_TOLD_AFTER or (meeting is not None and meeting.at - now <= BEFORE_SESSION)

    async def _is_over(self, unit: Unit, record: HelloRecord) -> bool:
        """Tell whether a whole session has been held since, or the clock of deletion takes it tomorrow."""
        if record.asked_at <= HELLOS.before(self._desk.clock.now() + CLEARED_BEFORE):
            return True
        session = await unit.sessions.newest_of(record.group_id)
        held = session is not None and session.opened_at is not None and not session.flow.state.is_open
        return bool(session and session.opened_at and held and session.opened_at > record.asked_at)

    async def _of_staff(self, unit: Unit, caller: Caller, hello_id: int) -> Hello:
        record = await unit.hellos.get(hello_id)
        if record is None:
            raise Refused("hello-over")
        group = await unit.groups.get(record.group_id)
        must_be_staff(group, caller)
        return self._hello(group, record, caller)

    async def _page(self, unit: Unit, group: Group, caller: Caller) -> HelloPage:
        is_staff, code = role_of(group, caller).is_staff, self._desk.staff_code(group, caller)
        veil, offers = self._desk.staff_veil(group), await unit.hellos.offers(group.id)
        meeting = await next_meeting(unit, group, self._desk.clock.now())
        all_of_group = [one for one in await unit.hellos.all() if one.group_id == group.id] if is_staff else []
        return HelloPage(
            group=group,
            is_staff=is_staff,
            hello=await unit.hellos.of(group.id, self._desk.people_key(group, caller)),
            offers=tuple((one.id, veil.reveal(one.hidden_name)) for one in offers),
            next_at=meeting.at if meeting else None,
            offering=any(one.person == code for one in offers),
            waiting=tuple(one.id for one in all_of_group if self._hello(group, one, caller).may_take),
        )

    def _number(self) -> int:
        """Draw a number that was no other hello's: a button in an old room must not end somebody else's."""
        return 1 + int.from_bytes(self._desk.randomness.token(4), "big") % LARGEST_NUMBER

    def _hello(self, group: Group, record: HelloRecord, caller: Caller | None = None) -> Hello:
        waited = self._desk.clock.now() - record.asked_at
        mine = caller is not None and record.wanted == self._desk.staff_code(group, caller)
        free = record.wanted is None or mine or waited >= OWN_DAY or record.told >= LEAD_TOLD
        may_take = caller is not None and record.state == "asked" and free
        return Hello(group, record, int(self._desk.people_veil(group).reveal(record.hidden_xid)), may_take=may_take)
