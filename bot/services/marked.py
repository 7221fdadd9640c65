"""Which marks are the asker's own: found forward, from the asker's id, and by nobody else."""

from bot.services.desk import Desk
from bot.session import Caller
from bot.storage import SlotRecord, Unit
from bot.storage.repositories.marks import Mark

CHECK, BLOCK = "check-author", "block-author"  # names of actions in the audit log


async def own_marks(desk: Desk, unit: Unit, session_id: int, caller: Caller) -> list[tuple[Mark, SlotRecord]]:
    """List the marks that staff left for the asker in a session, each with its slot.

    Only slots that have marks and still have a key are looked at: for most presses that is none.
    """
    marks = await unit.marks.of_session(session_id)
    if not marks:
        return []
    slots = {slot.id: slot for slot in await unit.sessions.slots(session_id)}
    tags = {
        slot_id: desk.step_veil(slots[slot_id]).tag(caller.id.to_bytes())
        for slot_id in {mark.slot_id for mark in marks}
        if slots[slot_id].nonce is not None and not slots[slot_id].sealed
    }
    return [(mark, slots[mark.slot_id]) for mark in marks if tags.get(mark.slot_id) == mark.tag]


async def is_blocked(desk: Desk, unit: Unit, session_id: int, caller: Caller) -> bool:
    """Tell whether staff stopped the asker's further entries in this session."""
    return any(mark.kind == "block" for mark, _slot in await own_marks(desk, unit, session_id, caller))
