"""Entries reach staff and room in shuffled batches: of three people or more, or all at once at the end."""

from bot.privacy import Randomness
from bot.storage import AnswerRecord, Unit

MOST_ENTRIES = 20
MOST_BYTES = 1800  # encrypted: 28 bytes more than its text each


async def gather_batch(unit: Unit, randomness: Randomness, slot_id: int, question: str, *, fewest: int) -> bool:
    """Put what waits into new batches in a random order, if it is from at least ``fewest`` members.

    One batch is no longer than the panel can show and offer to hold back; what is more comes as another one.

    Entries of staff ride along but do not count as people: who wrote one of them knows it, and would have fewer
    to guess among. Returns whether there is a new batch.
    """
    rows = await unit.answers.all_of(slot_id, question)
    waiting = [row for row in rows if row.batch is None]
    if not waiting or len(people(waiting)) < fewest:
        return False
    first = 1 + max((row.batch for row in rows if row.batch is not None), default=0)
    for number, batch in enumerate(_parts(randomness.shuffled(waiting)), start=first):
        for place, row in enumerate(batch):
            await unit.answers.set(row.id, batch=number, place=place, status="held")
    return True


def _parts(entries: list[AnswerRecord]) -> list[list[AnswerRecord]]:
    """Cut a shuffled list where the panel would be full: at 20 entries or some 1,200 characters."""
    parts: list[list[AnswerRecord]] = [[]]
    for entry in entries:
        size = sum(len(one.hidden) for one in parts[-1])
        if len(parts[-1]) >= MOST_ENTRIES or size + len(entry.hidden) > MOST_BYTES:
            parts.append([])
        parts[-1].append(entry)
    return [part for part in parts if part]


def people(rows: list[AnswerRecord]) -> set[bytes]:
    """Tell apart the members behind entries, as tags of the step's key; the set's size is all that is used."""
    return {row.tag for row in rows if row.from_member}
