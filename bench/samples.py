"""The samples in ``docs/samples``, made by the simulator: ``python -m bench.samples`` writes them again.

A programme of pretend people is played, then one more evening with words in it. The same seed gives the same samples;
a test makes them again and compares what they say.
"""

import asyncio
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.app.wiring import Services, prepare, wire
from bot.content import load_pack
from bot.privacy import SeededRandomness
from bot.rehearsal.simulation.cast import ROOM, SERVER, Cast, cast
from bot.rehearsal.simulation.play import play
from bot.rehearsal.simulation.script import write
from bot.reports.keepsakes import book_page, farewell_page, keepsake_page
from bot.reports.pdf import to_pdf
from bot.reports.report import report_page
from bot.reports.word import to_docx
from bot.scheduling import MovedClock
from bot.services import Place
from bot.services.schedule import Where
from bot.session import Event, Move
from bot.storage import Store

FOLDER = Path(__file__).parents[1] / "docs" / "samples"
SEED, WEEKS, MEMBERS = 1, 8, 14
_MASTER = bytes(range(32))  # pretend people have no secrets
_HERE = Where(ROOM, SERVER)
_PERIOD = "programme-1"
_AFTER = timedelta(days=10)
_QUOTES = (
    "I am not alone with this any more.",
    "It is the one hour in my week that is calm.",
    "I can say no. That is new.",
)
_LEARNED = """Two facilitators are better than one.
A card with the steps, two days before, helped people to come.
We go slowly. Nobody has to speak."""
_THANKS = ("the bus came on time", "my sister rang me", "hot soup", "you all came back", "I slept well")


async def make() -> dict[str, bytes]:
    """Play it all in a folder that is gone afterwards, and return the samples by the names of their files."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "peerlight.db"
        script = write(SEED, weeks=WEEKS, members=MEMBERS)
        await play(script, database, _MASTER)
        clock = MovedClock(script.weeks[-1].at + _AFTER)
        services = wire(
            store=Store(database), clock=clock, randomness=SeededRandomness(SEED), master=_MASTER, pack=load_pack()
        )
        await prepare(services, _MASTER)
        try:
            return await _samples(services, cast(MEMBERS), clock)
        finally:
            await services.desk.store.close()


async def _samples(services: Services, people: Cast, clock: MovedClock) -> dict[str, bytes]:
    pack = services.desk.pack
    await _offer_quotes(services, people)
    report, _fixed = await services.funder_reports.make(people.lead, _HERE, _PERIOD, _LEARNED)
    held = await _read_all(services, people)
    farewell = await services.keepsakes.farewell(people.members[0], SERVER, held[-1])
    clock.advance(timedelta(days=1))
    evening = await _evening(services, people)
    mine = await services.keepsakes.of_session(people.members[0], SERVER, evening)
    book = await services.keepsakes.book(people.members[0], _HERE)
    (numbers,) = (await services.exports.take(people.lead, (ROOM, SERVER), "xlsx", _PERIOD)).files
    page = report_page(pack, report)
    return {
        "report.pdf": to_pdf(page),
        "report.docx": to_docx(page),
        "numbers.xlsx": numbers.content,
        "keepsake.pdf": to_pdf(keepsake_page(pack, mine.keepsake)),
        "feelings-book.pdf": to_pdf(book_page(pack, book)),
        "all-groups.pdf": to_pdf(farewell_page(pack, farewell)),
    }


async def _offer_quotes(services: Services, people: Cast) -> None:
    """Let members offer words and approve them, and the lead publish them and say where people can go next."""
    for member, words in zip(people.members, _QUOTES, strict=False):
        quote = await services.quotes.offer(member, _HERE, words)
        await services.quotes.approve(member, _HERE, quote.ref)
        await services.quotes.publish(people.lead, _HERE, quote.ref)
    await services.endings.write(people.lead, _HERE, "The Tuesday cafe at the library\nmind.org.uk")


async def _read_all(services: Services, people: Cast) -> list[int]:
    """Let staff look over the words of every session, so that the group may keep them; list the sessions."""
    records = await services.desk.store.read(lambda unit: unit.sessions.of_group(1))
    held = [one.id for one in records if one.opened_at]
    for session_id in held:
        await services.keepsakes.share(people.facilitator, SERVER, session_id)
    return held


async def _evening(services: Services, people: Cast) -> int:
    """Hold one evening with a feeling, a topic and thanks; return its session."""
    chance, staff, pack = Random(SEED), people.facilitator, services.desk.pack
    await services.sessions.start(staff, ROOM, SERVER)
    number = await services.board.newest_of(1)
    assert number
    feeling = next(one for one in pack.feelings if one.id == "worried")
    near = [word.label for word in pack.words if word.id in feeling.words]
    for step, item in (("topic", pack.modules[0].id), ("feeling-words", feeling.id), ("gratitude", "")):
        place = await _go_to(services, people, number, step)
        if item:
            await services.steps.choose(staff, place, item)
        question = {"feeling-words": "word", "gratitude": "thanks"}.get(step)
        if question is None:
            continue
        for member, thanks in zip(people.members, _THANKS, strict=False):
            words = chance.choice(near) if step == "feeling-words" else thanks
            await services.answers.give(member, place, {question: [words]})
        await services.steps.close_list(staff, place, question)
        await services.steps.show_batch(staff, place, question, 1)
    for _ in range(2):
        await services.sessions.move(staff, number, Move(Event.END))
    return number


async def _go_to(services: Services, people: Cast, number: int, step: str) -> Place:
    record = await services.desk.store.read(lambda unit: unit.sessions.get(number))
    slot = next(one for one in record.flow.agenda if one.step == step)
    await services.sessions.move(people.facilitator, number, Move(Event.GO_TO, slot.number))
    return Place(number, slot.number)


def main() -> None:
    """Write the samples."""
    FOLDER.mkdir(exist_ok=True)
    for name, content in asyncio.run(make()).items():
        (FOLDER / name).write_bytes(content)
        sys.stdout.write(f"{FOLDER / name}\n")


if __name__ == "__main__":
    main()
