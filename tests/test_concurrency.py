"""Everybody at once: five stores on one file, as five processes would have, and nothing is lost, doubled or late."""

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from itertools import cycle
from pathlib import Path

import pytest
from circle import BEGINNING, GROUP, Circle, open_circle, services_over

from bot.app import Services
from bot.services import Place
from bot.session import Caller, Event, Move, Refused
from bot.storage import SessionRecord, Store, Unit
from bot.storage.sqlite import SqliteDatabase

PROCESSES = 5


@asynccontextmanager
async def processes(circle: Circle, *, begin: str = "") -> AsyncIterator[list[Services]]:
    """Open five stores on the circle's database, each with services of its own; ``begin`` takes the guard away."""
    database = circle.database
    stores = [
        Store(SqliteDatabase(circle.folder / "peerlight.db", begin=begin)) if begin else Store(database)
        for _ in range(PROCESSES)
    ]
    opened = [services_over(database, circle.clock, store=store) for store in stores]
    try:
        yield opened
    finally:
        for services in opened:
            await services.desk.store.close()


async def stored(circle: Circle, place: Place) -> int:
    """Count the answers that a place holds."""

    async def work(unit: Unit) -> int:
        slot = await unit.sessions.slot(place.session_id, place.slot)
        assert slot
        return await unit.answers.left(slot.id)

    return await circle.store.read(work)


async def outcome(services: Services, who: Caller, place: Place, values: dict[str, Sequence[str]]) -> str:
    """Give an answer; say "stored", or by what name it was refused, or what went wrong."""
    try:
        await services.answers.give(who, place, values)
    except Refused as refused:
        return refused.reason
    except Exception as error:  # noqa: BLE001  what goes wrong is what one of these tests is about
        return type(error).__name__
    return "stored"


async def all_answer(circle: Circle, several: list[Services], place: Place) -> Counter[str]:
    """Let every member answer at the same moment, each through the next of the processes."""
    asked = zip(circle.members, cycle(several), strict=False)
    said = [outcome(services, who, place, {"word": [f"word {n}"]}) for n, (who, services) in enumerate(asked)]
    return Counter(await asyncio.gather(*said))


async def fifty_times(circle: Circle, several: list[Services], place: Place, values: dict[str, Sequence[str]]) -> None:
    """Let one member give the same fifty times at once."""
    who = circle.members[0]
    presses = (outcome(one, who, place, values) for _, one in zip(range(50), cycle(several), strict=False))
    assert Counter(await asyncio.gather(*presses)) == {"stored": 50}


async def test_fifty_presses_of_one_button_count_once(tmp_path: Path) -> None:
    """However often and wherever it arrives, one person's press is one answer."""
    async with open_circle(tmp_path, members=1) as circle, processes(circle) as several:
        place = await circle.at_step("check-in")
        await fifty_times(circle, several, place, {"week": ["good"]})

        assert await stored(circle, place) == 1


async def test_fifty_sendings_of_one_word_are_one_word(tmp_path: Path) -> None:
    """An entry that a person gave before is not doubled."""
    async with open_circle(tmp_path, members=1) as circle, processes(circle) as several:
        place = await circle.at_step("feeling-words")
        await fifty_times(circle, several, place, {"word": ["tired"]})

        assert await stored(circle, place) == 1


async def test_fifty_arrivals_are_one_person(tmp_path: Path) -> None:
    """Who presses "I am here" again and again has come once."""
    async with open_circle(tmp_path, members=1) as circle, processes(circle) as several:
        await circle.start()
        record = await circle.session()
        who = circle.members[0]
        await circle.comes(who, record.id)
        await asyncio.gather(
            *(
                services.presence.arrive(who, record.id, listening=number % 2 == 0)
                for number, services in zip(range(50), cycle(several), strict=False)
            )
        )

        assert (await circle.store.read(lambda unit: unit.attendance.count(record.id)))[0] == 1


async def test_everybody_may_answer_at_once(tmp_path: Path) -> None:
    """Sixty people, one moment, five processes: sixty answers."""
    async with open_circle(tmp_path, members=60) as circle, processes(circle) as several:
        place = await circle.at_step("feeling-words")

        assert await all_answer(circle, several, place) == {"stored": 60}
        assert await stored(circle, place) == 60


async def test_without_the_guard_answers_get_lost(tmp_path: Path) -> None:
    """The same with transactions that begin as the driver begins them: the guard is what keeps the sixty."""
    async with open_circle(tmp_path, members=60) as circle, processes(circle, begin="BEGIN") as several:
        lost = 0
        for _ in range(5):
            await circle.start()
            place = await circle.at_step("feeling-words")
            lost += 60 - (await all_answer(circle, several, place))["stored"]
            await circle.close()
            if lost:
                break

        assert lost


async def test_no_answer_is_kept_after_its_step_has_closed(tmp_path: Path) -> None:
    """Two hundred race with the facilitator's Next, a hundred come after it: each is in before it, or refused."""
    async with open_circle(tmp_path, members=300) as circle, processes(circle) as several:
        place = await circle.at_step("feeling-words")
        asked = zip(circle.members, cycle(several), strict=False)
        said = [outcome(services, who, place, {"word": [f"word {n}"]}) for n, (who, services) in enumerate(asked)]
        racing = [asyncio.create_task(one) for one in said[:200]]
        await asyncio.gather(*racing[:20])
        await circle.services.sessions.move(circle.facilitator, place.session_id, Move(Event.NEXT))
        at_the_move = await stored(circle, place)
        raced = Counter(await asyncio.gather(*racing))
        late = Counter(await asyncio.gather(*said[200:]))

        assert raced["stored"] + raced["moved-on"] == 200
        assert late == {"moved-on": 100}
        assert at_the_move == raced["stored"] == await stored(circle, place)
        assert at_the_move >= 20


async def test_two_facilitators_who_press_at_once_move_on_by_one_step(tmp_path: Path) -> None:
    """Five press Next on what they see: one is heard, the others are told that the group has moved on."""
    async with open_circle(tmp_path) as circle, processes(circle) as several:
        await circle.start()
        record = await circle.session()

        async def press(services: Services) -> SessionRecord:
            seen = record.flow.version
            return await services.sessions.move(circle.facilitator, record.id, Move(Event.NEXT), version=seen)

        results = await asyncio.gather(*(press(one) for one in several), return_exceptions=True)
        refusals = [one.reason for one in results if isinstance(one, Refused)]

        assert refusals == ["already-moved"] * 4
        assert (await circle.session()).flow.version == record.flow.version + 1


async def test_a_date_is_claimed_once(tmp_path: Path) -> None:
    """Five processes ask for the same date at the same moment: one gets it."""
    async with open_circle(tmp_path) as circle, processes(circle) as several:
        day = date(2026, 12, 1)
        claims = [
            one.desk.store.write(lambda unit: unit.occurrences.claim(circle.group_id, day, BEGINNING, "opened"))
            for one in several
        ]

        assert sorted(await asyncio.gather(*claims)) == [False] * 4 + [True]


async def test_a_weekly_session_opens_once(tmp_path: Path) -> None:
    """Five processes whose clocks strike together open one session."""
    async with open_circle(tmp_path) as circle, processes(circle) as several:
        await circle.services.groups.put(replace(GROUP, weekday=1, weekly_from=BEGINNING.date()))
        changes = await asyncio.gather(*(one.week.beat() for one in several))

        said = [notice.text for one in changes for notice in one.notices]

        assert said == ["staff.nobody-ready", "week.nobody-ready"]
        assert len(await circle.store.read(lambda unit: unit.sessions.of_group(circle.group_id))) == 1


async def test_a_cancelled_request_is_whole_or_nothing(tmp_path: Path) -> None:
    """Whenever somebody gives up, both answers are there or neither, and the next request is served."""
    async with open_circle(tmp_path, members=40) as circle:
        place = await circle.at_step("check-in")
        kept: list[int] = []
        for number, member in enumerate(circle.members):
            request = asyncio.create_task(circle.give(member, place, week="good", feel="hard"))
            await asyncio.sleep(0.0005 * number)
            request.cancel()
            await asyncio.gather(request, return_exceptions=True)
            await circle.give(circle.members[0], place, week="ok", feel="ok")  # comes after whatever is under way
            own = [await circle.services.answers.own(member, place, question) for question in ("week", "feel")]
            kept.append(sum(map(len, own)))

        assert set(kept) <= {0, 2}
        assert await stored(circle, place) == sum(kept)


async def test_a_locked_database_only_delays(tmp_path: Path) -> None:
    """Somebody else writes for two seconds: readers do not notice, writers wait, nothing is lost."""
    async with open_circle(tmp_path) as circle:
        place = await circle.at_step("check-in")
        stranger = sqlite3.connect(circle.folder / "peerlight.db", isolation_level=None)
        stranger.execute("BEGIN IMMEDIATE")
        asyncio.get_running_loop().call_later(2, stranger.rollback)
        begun = time.monotonic()
        waiting = [asyncio.create_task(circle.give(member, place, week="good")) for member in circle.members]
        assert await stored(circle, place) == 0
        read_after = time.monotonic() - begun
        await asyncio.gather(*waiting)
        wrote_after = time.monotonic() - begun
        stranger.close()

        assert read_after < 1.5
        assert wrote_after >= 1.9
        assert await stored(circle, place) == 8


async def test_nobody_opens_the_database_again_once_it_was_closed(tmp_path: Path) -> None:
    """Who still asks is cancelled: a connection of a late hour would keep the log beside the file."""
    async with open_circle(tmp_path) as circle:
        await circle.store.close()
        for ask in (circle.store.read, circle.store.write):
            with pytest.raises(asyncio.CancelledError):
                await ask(lambda unit: unit.groups.all())

        assert [file.name for file in (tmp_path / "data").iterdir()] == ["peerlight.db"]
