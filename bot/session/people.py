"""Who asks: a Discord id that hides itself, and what this group lets its owner do."""

from dataclasses import dataclass
from enum import StrEnum

from bot.session.text import cut, one_line

LONGEST_NAME = 32  # characters, as Discord's own limit


class MemberId:
    """A person's Discord id. It never shows itself: a log line or a traceback prints ``MemberId(hidden)``."""

    __slots__ = ("_value",)

    def __init__(self, value: int) -> None:
        self._value = value

    def for_discord(self) -> int:
        """Give the id as Discord writes it, to be encrypted or to reach its owner; never for a log."""
        return self._value

    def to_bytes(self) -> bytes:
        """Give the id as 8 bytes, big endian, for a keyed function and for nothing else."""
        return self._value.to_bytes(8, "big")

    def __repr__(self) -> str:
        return "MemberId(hidden)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MemberId) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)


class Role(StrEnum):
    """What a person is in a group. A person who has several roles is the first of these."""

    LEAD = "lead"
    FACILITATOR = "facilitator"
    SUPPORTER = "supporter"
    MEMBER = "member"
    OUTSIDER = "outsider"

    @property
    def is_staff(self) -> bool:
        """Leads and facilitators run sessions; both have equal powers in one (feature F5)."""
        return self in (Role.LEAD, Role.FACILITATOR)


@dataclass(frozen=True)
class Caller:
    """The person behind a press, as Discord tells it: id, role ids, and whether they manage the server.

    ``shown_as`` is the name that the person shows in this server, as they typed it. It is used when the person asks for
    it (signing a thank-you, telling staff "it is me" or "this card is mine"); what is stored of it is encrypted and
    short-lived.
    """

    id: MemberId
    role_xids: frozenset[int]
    manages_server: bool = False
    shown_as: str = ""

    @property
    def name(self) -> str:
        """The name, safe to show. Made when it is asked for: most presses need none."""
        return cut(one_line(self.shown_as), LONGEST_NAME)

    def __repr__(self) -> str:
        return "Caller(hidden)"
