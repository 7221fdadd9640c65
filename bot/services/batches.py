"""Entries reach staff and room in shuffled batches: of three people or more, or all at once at the end."""

from bot.privacy import Randomness
from bot.storage import AnswerRecord, Unit


async def gather_batch(unit: Unit, randomness: Randomness, slot_id: int, question: str, *, fewest: int) -> bool:
    """Put what waits into one new batch in a random order, if it is from at least ``fewest`` members.

    Entries of staff ride along but do not count as people: who wrote one of them knows it, and would have fewer
    to guess among. Returns whether there is a new batch.
    """
    rows = await unit.answers.all_of(slot_id, question)
    waiting = [row for row in rows if row.batch is None]
    if not waiting or len(people(waiting)) < fewest:
        return False
    number = 1 + max((row.batch for row in rows if row.batch is not None), default=0)
    for place, row in enumerate(randomness.shuffled(waiting)):
        await unit.answers.set(row.id, batch=number, place=place, status="held")
    return True


def people(rows: list[AnswerRecord]) -> set[bytes]:
    """Tell apart the members behind entries, as tags of the step's key; the set's size is all that is used."""
    return {row.tag for row in rows if row.from_member}
