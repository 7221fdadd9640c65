"""The address that a control carries: a press is understood from it alone, also after a restart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

VERSION = "p1"  # lives in messages that are older than the program; never changes its meaning
LONGEST = 100  # Discord's limit of a custom id, in characters


@dataclass(frozen=True)
class Address:
    """Where a press belongs (0 where there is no session or slot), what it asks for, and one argument."""

    session: int
    slot: int
    verb: str
    argument: str = ""

    def __str__(self) -> str:
        written = f"{VERSION}:{self.session}:{self.slot}:{self.verb}:{self.argument}"
        if len(written) > LONGEST:
            raise ValueError("an address is longer than Discord allows")
        return written

    @classmethod
    def parse(cls, custom_id: str) -> "Address | None":
        """Read a custom id; None for one that we never wrote."""
        version, *rest = custom_id.split(":", 4)
        if version != VERSION or len(rest) != 4:  # noqa: PLR2004  session, slot, verb, argument
            return None
        session, slot, verb, argument = rest
        if not _is_number(session) or not _is_number(slot):
            return None
        return cls(int(session), int(slot), verb, argument)


def addresses_in(components: Any) -> Iterator[Address]:
    """Walk the addresses of all controls of a message, from the first to the last."""
    for component in components:
        address = Address.parse(getattr(component, "custom_id", None) or "")
        if address:
            yield address
        yield from addresses_in(getattr(component, "children", ()))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16  # noqa: PLR2004  SQLite's integers hold it
