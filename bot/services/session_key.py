"""The key of what a session keeps of persons while it is open, and the code of a person under it.

Each kind of thing has codes of its own. A colour card shows no name unless its owner wants that, and must not be
matched with the same person's raised hand, which has one.
"""

from bot.privacy import Veil
from bot.services.desk import Desk
from bot.session import Caller
from bot.storage import Unit

TURNS, ROLES, VOICES = b"turns", b"roles", b"voices"  # they never change while a session is open


async def session_veil(desk: Desk, unit: Unit, session_id: int) -> Veil:
    """Make a session's own key; it is drawn when the first thing needs it, so only a writing request may ask."""
    nonce = await unit.cards.nonce(session_id)
    if nonce is None:
        nonce = desk.nonce()
        await unit.cards.add_nonce(session_id, nonce)
    return desk.session_veil(nonce)


async def known_veil(desk: Desk, unit: Unit, session_id: int) -> Veil | None:
    """Make a session's own key if it was drawn; without it, nothing is kept under it."""
    nonce = await unit.cards.nonce(session_id)
    return desk.session_veil(nonce) if nonce else None


def code_of(veil: Veil, kind: bytes, caller: Caller) -> bytes:
    """Make a person's code for one kind of thing."""
    return veil.tag(kind + caller.id.to_bytes())
