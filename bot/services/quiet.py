"""Whether many people have not answered yet (feature F14), said so that nobody is found by it.

The law: it is looked once in a step, when most of the step's time is gone, by the clock and by no press, and what was
seen then stays. It is said only where at least ``FEWEST_HERE`` members are counted as taking part and at least
``FEWEST_QUIET`` of them gave no answer. So it is no counter that can be watched; nobody can make it look again; where
it is said, any of six or more may be among them; and where it is not said, one or two may be quiet all the same, so
that a pass stays unseen. Only numbers are used: no code of the one store can be matched with one of the other.

It is never said at a step that asks for moods. Why: moods are not shown where few answered, nor where all answers are
alike, and staff read one and the same sentence of both. That some people were quiet would tell the two apart.
"""

from bot.session import Shown, Step
from bot.storage import SlotRecord, Unit

FEWEST_HERE = 6
FEWEST_QUIET = 3


def is_quiet(here: int, answered: int) -> bool:
    """Tell whether it may be said, when so many take part and so many of those answered."""
    return here >= FEWEST_HERE and here - answered >= FEWEST_QUIET


async def many_have_not_answered(unit: Unit, slot: SlotRecord, step: Step) -> bool:
    """Look at a step whose answers are to be shown together, and that asks for no mood; see the law above."""
    if any(question.mood for question in step.questions):
        return False
    asked = [
        question.id
        for question in step.questions
        if question.shown is Shown.TOGETHER
        and question.id not in slot.data.get("shown", {})
        and (question.id not in step.own_items or slot.data.get("item") == question.id)
    ]
    at_last_page = slot.data.get("page", 0) >= len(step.pages) - 1
    if not asked or not at_last_page or (step.material and not slot.data.get("item")):
        return False
    came, listening = await unit.attendance.count(slot.session_id)
    rows = [row for name in asked for row in await unit.answers.all_of(slot.id, name)]
    return is_quiet(came - listening, len({row.tag for row in rows if row.counted}))
