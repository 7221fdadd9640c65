"""Who means to come: each person in private, staff as numbers and only when they ask (feature B6)."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.scheduling import Meeting
from bot.services.calendars import calendar_of
from bot.services.desk import Desk, group_of_channel, must_be_staff, role_of
from bot.services.schedule import Where
from bot.session import Caller, Refused, Role
from bot.storage import Group, Unit

CHOICES = ("coming", "maybe", "not-this-time", "listening")
FURTHEST_DATE = timedelta(days=60)  # nobody is asked earlier; a forged date would be kept for years


@dataclass(frozen=True)
class SignUpCounts:
    """How many chose what for the next date; ``meeting`` is None where no date is ahead."""

    group: Group
    meeting: Meeting | None
    counts: dict[str, int] = field(default_factory=dict)


class SignUpService:
    """Sign-ups of members."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def choose(self, caller: Caller, server_xid: int, group_id: int, on_date: date, choice: str) -> None:
        """Store a member's choice for a date in place of the one before; ``choice`` is one of ``CHOICES``."""
        if choice not in CHOICES:
            raise Refused("old-button")

        async def work(unit: Unit) -> None:
            group = await _group_here(unit, group_id, server_xid)
            role = role_of(group, caller)
            if role is Role.OUTSIDER:
                raise Refused("not-a-member")
            if role is not Role.MEMBER:
                raise Refused("members-sign-up" if role.is_staff else "supporter-listens")
            await self._must_be_ahead(unit, group, on_date)
            await unit.sign_ups.put(group.id, on_date, self._desk.people_key(group, caller), choice)

        await self._desk.store.write(work)

    async def take_back(self, caller: Caller, server_xid: int, group_id: int, on_date: date) -> None:
        """Delete a person's choice for a date; it may be done at any time, and by who has left the group."""

        async def work(unit: Unit) -> None:
            group = await _group_here(unit, group_id, server_xid)
            await unit.sign_ups.remove(group.id, on_date, self._desk.people_key(group, caller))

        await self._desk.store.write(work)

    async def counts(self, caller: Caller, where: Where) -> SignUpCounts:
        """Count the choices for the date that is next or under way, for staff."""

        async def work(unit: Unit) -> SignUpCounts:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            must_be_staff(group, caller)
            meeting = (await calendar_of(unit, group)).next(self._desk.clock.now() - _length(group))
            counts = await unit.sign_ups.counts(group.id, meeting.on_date) if meeting else {}
            return SignUpCounts(group, meeting, {choice: counts.get(choice, 0) for choice in CHOICES})

        return await self._desk.store.read(work)

    async def _must_be_ahead(self, unit: Unit, group: Group, on_date: date) -> None:
        """Refuse a date that is over, one that a lead called off, and one on which the group never meets."""
        meeting = (await calendar_of(unit, group)).on(on_date)
        now = self._desk.clock.now()
        if meeting is None or meeting.at - now > FURTHEST_DATE:
            raise Refused("old-button")
        if now >= meeting.at + _length(group):
            raise Refused("sign-up-over")
        if not meeting.fate.is_on:
            raise Refused("no-group-then")


def _length(group: Group) -> timedelta:
    return timedelta(minutes=group.length_minutes)


async def _group_here(unit: Unit, group_id: int, server_xid: int) -> Group:
    """Find a group of the server that a person presses in: with another server's roles nobody is anything here."""
    for group in await unit.groups.of_server(server_xid):
        if group.id == group_id:
            return group
    raise Refused("old-button")
