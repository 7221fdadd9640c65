"""The pretend people of a simulation, as the services see them: ids and roles, and their direct messages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.rehearsal.simulation.story import Script, Week, Wishes
from bot.session import Caller, MemberId

SERVER, ROOM, STAFF_ROOM = 1, 20, 21
LEAD, FACILITATOR, SUPPORTER, MEMBER = 11, 12, 13, 14  # roles
_FIRST_ID = 0x0A1B2C3D4E5F6071


@dataclass(frozen=True)
class Cast:
    """Everybody who presses something."""

    lead: Caller
    facilitator: Caller
    supporter: Caller
    members: tuple[Caller, ...]

    @property
    def helpers(self) -> tuple[Caller, ...]:
        """Who comes to each session and is never counted."""
        return self.lead, self.facilitator, self.supporter


@dataclass
class Mailbox:
    """Where direct messages end: it knows from the script who asked for what. ``told``: who heard of a closed door."""

    people: Mapping[int, tuple[int, Wishes]]
    numbers: Mapping[date, int]
    told: list[int] = field(default_factory=list)

    def person(self, owner_xid: int) -> int:
        """Say whose Discord id it is."""
        return self.people[owner_xid][0]

    def asked(self, owner_xid: int, on_date: date, kind: str) -> bool:
        """Tell whether they asked for this kind of reminder of that date, and did not take it back."""
        wishes = self.people[owner_xid][1]
        return kind in wishes.kinds and wishes.asks(self.numbers[on_date])

    def wants(self, caller: Caller) -> bool:
        """Tell whether somebody ever asks for a reminder."""
        return bool(self.people[caller.id.for_discord()][1].kinds)

    def is_closed(self, owner_xid: int) -> bool:
        """Tell whether Discord takes no direct message for them."""
        return self.people[owner_xid][1].closed


def cast(members: int) -> Cast:
    """Bring the staff and so many members together."""
    people = tuple(_caller(MEMBER, number) for number in range(members))
    return Cast(_caller(LEAD), _caller(FACILITATOR), _caller(SUPPORTER), people)


def mailbox(script: Script, members: tuple[Caller, ...]) -> Mailbox:
    """Put a letter box up for the people of a script."""
    people = {
        caller.id.for_discord(): (number, person.wishes)
        for number, (caller, person) in enumerate(zip(members, script.people, strict=True))
    }
    return Mailbox(people, dict(_numbered(script.weeks)))


def _numbered(weeks: tuple[Week, ...]) -> Iterator[tuple[date, int]]:
    return ((week.day, number) for number, week in enumerate(weeks))


def _caller(role: int, number: int = 0) -> Caller:
    name = f"Pretend person {number + 1}"
    return Caller(MemberId(_FIRST_ID + role * 1000 + number), frozenset({role}), shown_as=name)
