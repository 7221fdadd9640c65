"""A better time (feature B7): members press every time that they could manage, and a lead sees numbers after it.

While the poll is open nobody can read a number: who watches one change knows whose press changed it. When it closes,
the choices become totals, and what leads to a person is deleted. Of fewer than three people nothing is shown.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import time, timedelta

from bot.privacy import Veil
from bot.privacy.veil import NONCE_SIZE
from bot.services.calendars import calendar_of
from bot.services.desk import Desk, group_of_channel, note, role_of
from bot.services.schedule import Where
from bot.services.sealing import SealingService
from bot.session import Caller, Refused, Role
from bot.session.better_time import COULD, IMPOSSIBLE, Score, marks, ranking
from bot.storage import Group, TimeOption, TimePoll, Unit

MOST_TIMES = 10  # the time that counts now is one of them
FEWEST_TIMES = 2
OPEN_FOR = timedelta(days=14)
FEWEST_PEOPLE = 3


@dataclass(frozen=True)
class PollPage:
    """What a lead sees: the times, with the time that counts now first, and the poll if there is one.

    ``ranking`` is empty while it is open, and where too few people chose.
    """

    group: Group
    options: tuple[TimeOption, ...]
    poll: TimePoll | None = None
    ranking: tuple[Score, ...] = ()


@dataclass(frozen=True)
class OpenPoll:
    """What a member sees, with their own choices by their places, where they asked for them."""

    group: Group
    poll: TimePoll
    could: tuple[int, ...] = ()
    impossible: tuple[int, ...] = ()


class BetterTimeService:
    """The poll of a group: at most one is open."""

    def __init__(self, desk: Desk, sealing: SealingService) -> None:
        self._desk = desk
        self._sealing = sealing

    async def page(self, caller: Caller, where: Where) -> PollPage:
        """Read how it stands."""

        async def work(unit: Unit) -> PollPage:
            return await self._page(unit, await _led_by(unit, caller, where))

        return await self._desk.store.read(work)

    async def add_time(self, caller: Caller, where: Where, weekday: int, at: time) -> PollPage:
        """Put one more time on the list; the first one begins a draft, which waits for its lead."""

        async def change(unit: Unit, group: Group, page: PollPage) -> None:
            poll_id = await self._draft(unit, group, page)
            times = [(one.weekday, one.at) for one in page.options]
            wanted = (weekday % 7, f"{at:%H:%M}")
            if wanted in times:
                raise Refused("time-is-there")
            if len(times) >= MOST_TIMES:
                raise Refused("times-full", most=MOST_TIMES)
            await unit.better_time.put_options(poll_id, [*times, wanted])

        return await self._change(caller, where, change)

    async def remove_time(self, caller: Caller, where: Where, weekday: int, at: time) -> PollPage:
        """Take a time off the list; the time that counts now stays. One that is gone already is no fault."""

        async def change(unit: Unit, group: Group, page: PollPage) -> None:
            poll_id = await self._draft(unit, group, page)
            first, *others = [(one.weekday, one.at) for one in page.options]
            kept = [one for one in others if one != (weekday, f"{at:%H:%M}")]
            await unit.better_time.put_options(poll_id, [first, *kept])

        return await self._change(caller, where, change)

    async def open(self, caller: Caller, where: Where) -> PollPage:
        """Open the poll for 14 days. A second press changes nothing."""

        async def change(unit: Unit, group: Group, page: PollPage) -> None:
            poll_id = await self._draft(unit, group, page)
            if len(page.options) < FEWEST_TIMES:
                raise Refused("too-few-times")
            await unit.better_time.put_options(poll_id, [(one.weekday, one.at) for one in page.options])
            closes_at = self._desk.clock.now() + OPEN_FOR
            await unit.better_time.set(poll_id, state="open", nonce=self._desk.nonce(), closes_at=closes_at)
            await note(self._desk, unit, group, caller, "better-time-opened")

        return await self._change(caller, where, change)

    async def close(self, caller: Caller, where: Where, poll_id: int) -> PollPage:
        """Close the poll; where it is closed already nothing changes."""

        async def work(unit: Unit) -> PollPage:
            group = await _led_by(unit, caller, where)
            poll = await unit.better_time.get(poll_id)
            if poll is None or poll.group_id != group.id:
                raise Refused("poll-over")
            if poll.state == "open":
                await self._count(unit, poll)
                await note(self._desk, unit, group, caller, "better-time-closed")
            return await self._page(unit, group)

        page = await self._desk.store.write(work)
        await self._sealing.forget()
        return page

    async def look(self, caller: Caller, poll_id: int, *, own: bool = False) -> OpenPoll:
        """Read an open poll; with ``own``, what the asker chose in it."""

        async def work(unit: Unit) -> OpenPoll:
            found, chooser = await self._enter(unit, caller, poll_id)
            chosen = await _chosen(self._desk, unit, found.poll, chooser) if own else ""
            return replace(found, could=_places(chosen, COULD), impossible=_places(chosen, IMPOSSIBLE))

        return await self._desk.store.read(work)

    async def newest_open(self, caller: Caller, where: Where) -> OpenPoll:
        """Find the open poll of a channel's group, for somebody who has no button at hand."""

        async def work(unit: Unit) -> OpenPoll:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            poll = await unit.better_time.newest(group.id)
            return (await self._enter(unit, caller, poll.id if poll else 0))[0]

        return await self._desk.store.read(work)

    async def choose(self, caller: Caller, poll_id: int, mark: str, places: set[int]) -> OpenPoll:
        """Let these be all times that a person could manage (or that are impossible for them, as ``mark`` says).

        A time cannot be both: what was chosen last counts. Who has no choice left has no row.
        """

        async def work(unit: Unit) -> OpenPoll:
            found, chooser = await self._enter(unit, caller, poll_id)
            if mark not in (COULD, IMPOSSIBLE) or not places <= set(range(len(found.poll.options))):
                raise Refused("old-button")
            before = await _chosen(self._desk, unit, found.poll, chooser)
            other = set(_places(before, IMPOSSIBLE if mark == COULD else COULD)) - places
            could, impossible = (places, other) if mark == COULD else (other, places)
            await unit.better_time.take_back(poll_id, chooser)
            hidden = _veil(self._desk, found.poll).hide(
                marks(len(found.poll.options), could, impossible), self._desk.randomness.token(NONCE_SIZE)
            )
            if could or impossible:
                await unit.better_time.choose(poll_id, chooser, hidden)
            return found

        return await self._desk.store.write(work)

    async def take_back(self, caller: Caller, poll_id: int) -> OpenPoll:
        """Delete what a person chose."""

        async def work(unit: Unit) -> OpenPoll:
            found, chooser = await self._enter(unit, caller, poll_id)
            await unit.better_time.take_back(poll_id, chooser)
            return found

        return await self._desk.store.write(work)

    async def close_overdue(self) -> None:
        """Close the polls whose 14 days are over, also when the bot was away then."""

        async def work(unit: Unit) -> int:
            overdue = await unit.better_time.overdue(self._desk.clock.now())
            for poll_id in overdue:
                poll = await unit.better_time.get(poll_id)
                if poll:
                    await self._count(unit, poll)
            return len(overdue)

        if await self._desk.store.read(lambda unit: unit.better_time.overdue(self._desk.clock.now())):
            await self._desk.store.write(work)
            await self._sealing.forget()

    async def to_show(self) -> list[OpenPoll]:
        """List the polls whose message in the room is not as it must be."""

        async def work(unit: Unit) -> list[OpenPoll]:
            return [OpenPoll(await unit.groups.get(one.group_id), one) for one in await unit.better_time.untrue()]

        return await self._desk.store.read(work)

    async def shown(self, poll: TimePoll, message_xid: int | None) -> None:
        """Write down that the message of a poll says what it must."""
        await self._desk.store.write(
            lambda unit: unit.better_time.set(poll.id, said=poll.state, message_xid=message_xid)
        )

    async def _change(
        self, caller: Caller, where: Where, change: Callable[[Unit, Group, PollPage], Awaitable[None]]
    ) -> PollPage:
        async def work(unit: Unit) -> PollPage:
            group = await _led_by(unit, caller, where)
            page = await self._page(unit, group)
            if page.poll and page.poll.state == "open":
                raise Refused("poll-is-open")
            await change(unit, group, page)
            return await self._page(unit, group)

        return await self._desk.store.write(work)

    async def _draft(self, unit: Unit, group: Group, page: PollPage) -> int:
        return page.poll.id if page.poll and page.poll.state == "draft" else await unit.better_time.add(group.id)

    async def _page(self, unit: Unit, group: Group) -> PollPage:
        """Read the newest poll. A draft compares with the time that counts now, whenever it was begun."""
        poll = await unit.better_time.newest(group.id)
        eras = (await calendar_of(unit, group)).eras
        if not eras:
            raise Refused("no-weekly-time")
        now = (eras[-1].weekly.weekday, f"{eras[-1].weekly.at:%H:%M}")
        if poll and poll.state == "open":
            return PollPage(group, poll.options, poll)
        if poll and poll.state == "closed":
            scores = [one.score for one in poll.options if one.score]
            ranked = sorted(scores, key=lambda one: (-one.could, one.impossible, one.place != 0, one.place))
            return PollPage(group, (TimeOption(0, *now),), poll, tuple(ranked))
        others = [(one.weekday, one.at) for one in poll.options[1:]] if poll else []
        times = [now, *(one for one in others if one != now)]
        return PollPage(group, tuple(TimeOption(place, *one) for place, one in enumerate(times)), poll)

    async def _enter(self, unit: Unit, caller: Caller, poll_id: int) -> tuple[OpenPoll, bytes]:
        """Find an open poll for one of its members, with their code."""
        poll = await unit.better_time.get(poll_id)
        if poll is None:
            raise Refused("poll-over")
        group = await unit.groups.get(poll.group_id)
        role = role_of(group, caller)
        if role is Role.OUTSIDER:
            raise Refused("not-a-member")
        if poll.nonce is None or poll.closes_at is None or poll.closes_at <= self._desk.clock.now():
            raise Refused("poll-over")
        if role is not Role.MEMBER:
            raise Refused("members-choose")
        return OpenPoll(group, poll), _veil(self._desk, poll).tag(caller.id.to_bytes())

    async def _count(self, unit: Unit, poll: TimePoll) -> None:
        """Turn the choices into totals, and delete them and their key, in the transaction that closes the poll."""
        chosen = [_veil(self._desk, poll).reveal(hidden) for hidden in await unit.better_time.choices(poll.id)]
        enough = len(chosen) >= FEWEST_PEOPLE
        if enough:
            await unit.better_time.put_scores(poll.id, ranking(len(poll.options), 0, chosen))
        await unit.better_time.forget_choices(poll.id)
        now = self._desk.clock.now()
        closed_at = min(poll.closes_at or now, now)
        answered = len(chosen) if enough else 0
        await unit.better_time.set(poll.id, state="closed", nonce=None, closes_at=closed_at, answered=answered)


async def chosen_times(desk: Desk, unit: Unit, group: Group, caller: Caller) -> str:
    """Read what a person chose in the poll that is open, one sign for each time; "" for nothing."""
    own = await _own(desk, unit, group, caller)
    return await _chosen(desk, unit, *own) if own else ""


async def forget_times(desk: Desk, unit: Unit, group: Group, caller: Caller) -> int:
    """Delete what a person chose in the poll that is open; return 1 where there was something."""
    own = await _own(desk, unit, group, caller)
    return await unit.better_time.take_back(own[0].id, own[1]) if own else 0


async def _own(desk: Desk, unit: Unit, group: Group, caller: Caller) -> tuple[TimePoll, bytes] | None:
    poll = await unit.better_time.newest(group.id)
    return (poll, _veil(desk, poll).tag(caller.id.to_bytes())) if poll and poll.nonce else None


async def _led_by(unit: Unit, caller: Caller, where: Where) -> Group:
    group = await group_of_channel(unit, where.channel_xid, where.server_xid)
    if role_of(group, caller) is not Role.LEAD:
        raise Refused("leads-only")
    return group


def _places(chosen: str, mark: str) -> tuple[int, ...]:
    return tuple(place for place, one in enumerate(chosen) if one == mark)


async def _chosen(desk: Desk, unit: Unit, poll: TimePoll, chooser: bytes) -> str:
    hidden = await unit.better_time.choice(poll.id, chooser)
    return _veil(desk, poll).reveal(hidden) if hidden else ""


def _veil(desk: Desk, poll: TimePoll) -> Veil:
    return desk.poll_veil(poll.nonce or b"")
