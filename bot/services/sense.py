"""Did that make sense? (feature T4) Members press in private; staff hear one sentence, when they ask for it.

The law: staff never read a number, and never an answer of few. "Some people would like to hear it again" is said only
where at least four members pressed and at least two of them did not get it; in every other case staff read one and the
same sentence. Once it was looked, the same comes out until three more people have pressed: whoever looks after each
press learns nothing about the one who pressed last. One person alone is never found by it, and so is not heard by it
either; the card shows them the red card, which staff see at once.
"""

from bot.privacy import FEWEST_PEOPLE_IN_BATCH, FEWEST_TO_SHOW
from bot.services.batches import people
from bot.services.desk import Desk, Here, Place, as_staff, note_at, set_data
from bot.session import Caller
from bot.storage import Unit

QUESTION = "sense"
UNDERSTOOD = "get-it"
FEWEST_AGAIN = 2


class SenseService:
    """Looking whether a topic made sense."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look(self, caller: Caller, place: Place) -> bool:
        """Tell whether some people would like to hear it again; False says nothing at all.

        Raises ``Refused("not-a-choice")`` where the step does not ask it.
        """
        found: list[bool] = []

        async def work(unit: Unit, here: Here) -> None:
            here.step.question(QUESTION)
            await note_at(self._desk, unit, caller, here, "sense-looked")  # at each look: it counts no presses
            rows = [row for row in await unit.answers.all_of(here.slot.id, QUESTION) if row.from_member]
            seen = here.slot.data.get(QUESTION, {"people": 0, "again": False})
            pressed = len(people(rows))
            if pressed < max(FEWEST_TO_SHOW, seen["people"] + FEWEST_PEOPLE_IN_BATCH):
                found.append(seen["again"])
                return
            veil = self._desk.step_veil(here.slot)
            not_yet = sum(veil.reveal(row.hidden) != UNDERSTOOD for row in rows)
            found.append(not_yet >= FEWEST_AGAIN)
            await set_data(unit, here, **{QUESTION: {"people": pressed, "again": found[0]}})

        await as_staff(self._desk, caller, place, work)
        return found[0]
