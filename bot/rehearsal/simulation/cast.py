"""The pretend people of a simulation, as the services see them: ids and roles."""

from dataclasses import dataclass

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


def cast(members: int) -> Cast:
    """Bring the staff and so many members together."""
    people = tuple(_caller(MEMBER, number) for number in range(members))
    return Cast(_caller(LEAD), _caller(FACILITATOR), _caller(SUPPORTER), people)


def _caller(role: int, number: int = 0) -> Caller:
    return Caller(MemberId(_FIRST_ID + role * 1000 + number), frozenset({role}), name=f"Pretend person {number + 1}")
