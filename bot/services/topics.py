"""The topic that staff choose before its step comes, so that people can read on the first card what it is about."""

from bot.services.desk import Desk, must_be_staff, note, session_of
from bot.services.steps import use_item
from bot.session import Caller, Refused, State
from bot.storage import SessionRecord, SlotRecord, Unit


class TopicService:
    """Choosing ahead."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def coming(self, caller: Caller, session_id: int) -> tuple[str, ...]:
        """List the topics that can be chosen ahead; none when the topic's step is here or over. For staff."""

        async def work(unit: Unit) -> tuple[str, ...]:
            record = await session_of(unit, session_id)
            must_be_staff(await unit.groups.get(record.group_id), caller)
            slot = await _coming_slot(self._desk, unit, record)
            return self._desk.material[self._desk.steps[slot.step].material] if slot else ()

        return await self._desk.store.read(work)

    async def choose(self, caller: Caller, session_id: int, item: str) -> None:
        """Choose the topic of the step that is to come; a later choice takes its place.

        Raises ``Refused``: staff-only, not-a-choice, too-late-for-topic.
        """

        async def work(unit: Unit) -> None:
            record = await session_of(unit, session_id)
            group = await unit.groups.get(record.group_id)
            must_be_staff(group, caller)
            slot = await _coming_slot(self._desk, unit, record)
            if slot is None:
                raise Refused("too-late-for-topic")
            material = self._desk.steps[slot.step].material
            if item not in self._desk.material[material]:
                raise Refused("not-a-choice")
            if slot.data.get("item") == item:
                return
            await unit.sessions.set_slot(slot.id, data={**slot.data, "item": item, "page": 0})
            await use_item(unit, group.id, material, item)
            await note(self._desk, unit, group, caller, "item-chosen", session_id=session_id)

        await self._desk.store.write(work)


async def topic_ahead(desk: Desk, unit: Unit, record: SessionRecord) -> str:
    """Name the topic that was chosen for later in a session; "" when there is none."""
    slot = await _coming_slot(desk, unit, record)
    return str(slot.data.get("item", "")) if slot else ""


async def _coming_slot(desk: Desk, unit: Unit, record: SessionRecord) -> SlotRecord | None:
    """Find the step with a topic that comes next and was not opened yet."""
    flow = record.flow
    if not flow.state.is_open:
        return None
    coming = flow.agenda if flow.state is State.GATHERING else flow.agenda[flow.position + 1 :]
    numbers = [slot.number for slot in coming if not slot.skipped and desk.steps[slot.step].pages_of_item]
    slot = await unit.sessions.slot(record.id, numbers[0]) if numbers else None
    return slot if slot and slot.opened_at is None else None
