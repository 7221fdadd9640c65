"""Months of sessions in a moment: what is stored of held sessions, put there by the repositories, with people who come.

Only the way in is short: what is counted of it, and what leaves, are the services' own.
"""

import shutil
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from circle import GROUP, MASTER, MEMBER, ROOM, Circle, services_over

from bot.app import prepare
from bot.reports.figures import Figures
from bot.reports.periods import Period, parse
from bot.scheduling import MovedClock
from bot.services.blocks import figures_of
from bot.services.ledger import Ledger, ledger_of
from bot.services.sealing import add_to_block
from bot.session import Caller, MemberId, Question, State, plan
from bot.storage import GroupDraft, Unit, upgrade
from bot.storage.repositories.sessions import Meeting

HALF_PAST_SIX = time(18, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Held:
    """A session that was held: who came, by number, who of them listened, and what was answered, by question."""

    day: date
    came: frozenset[int] = frozenset()
    listened: frozenset[int] = frozenset()
    answers: Mapping[str, tuple[str, ...]] | None = None


class Past(Circle):
    """A circle whose sessions are already over."""

    async def held(self, *sessions: Held, planned: int | None = None, steps: Iterable[str] = ("check-in",)) -> None:
        """Store sessions of the programme that is under way; each takes an hour."""

        async def work(unit: Unit) -> None:
            for one in sessions:
                await self._store(unit, one, tuple(steps), planned)

        await self.store.write(work)
        if sessions:
            self.clock.move_to(datetime.combine(sessions[-1].day, HALF_PAST_SIX) + 2 * HOUR)

    async def _store(self, unit: Unit, one: Held, steps: tuple[str, ...], planned: int | None) -> None:
        desk, begun = self.services.desk, datetime.combine(one.day, HALF_PAST_SIX)
        programme = await unit.groups.programme(self.group_id, one.day, desk.nonce())
        if planned is not None:
            await unit.groups.set_programme(programme.id, planned=planned)
        meeting = Meeting(self.group_id, programme.id, one.day, begun, begun + HOUR, begun)
        record = await unit.sessions.add(meeting, plan(steps))
        over = {"state": State.SEALED.value, "opened_at": begun, "closed_at": begun + HOUR}
        await unit.sessions.set(record.id, **over)
        for number in sorted(one.came):
            pseudonym = desk.pseudonym(programme, person(number))
            assert pseudonym
            await unit.attendance.put(record.id, pseudonym, listening=number in one.listened)
        group = await unit.groups.get(self.group_id)
        for name, answers in (one.answers or {}).items():
            step, _, question = name.partition(".")
            asked: Question = next(each for each in desk.steps[step].questions if each.id == question)
            await add_to_block(unit, record, asked, answers, step=step, by=group.counts_by)

    async def over(self, day: date | None = None) -> None:
        """End the programme under way, on a day or today."""
        ended = day or self.clock.now().date()

        async def work(unit: Unit) -> None:
            for one in await unit.groups.programmes(self.group_id):
                if one.ended_on is None:
                    await unit.groups.set_programme(one.id, ended_on=ended)

        await self.store.write(work)

    async def leaves(self, name: str, **rule: int) -> Figures:
        """Let the figures of a period leave."""
        period = parse(name)
        assert period

        async def work(unit: Unit, period: Period = period) -> Figures:
            return await figures_of(unit, await self._ledger(unit), period, **rule)

        return await self.store.write(work)

    async def _ledger(self, unit: Unit) -> Ledger:
        return await ledger_of(unit, await unit.groups.get(self.group_id), self.clock.now())

    async def forgets(self, number: int) -> None:
        """Let a person type /forget-me."""
        await self.services.own_data.forget_me(person(number), ROOM, 1)


def person(number: int) -> Caller:
    """Name a person by number."""
    return Caller(MemberId(0x0A1B2C3D4E5F7000 + number), frozenset({MEMBER}), shown_as=f"Person {number}")


@asynccontextmanager
async def past(folder: Path, at: datetime, group: GroupDraft = GROUP) -> AsyncIterator[Past]:
    """Open a circle without sessions over a new database in ``folder``."""
    database = folder / "peerlight.db"
    shutil.copy(_empty(), database)
    clock = MovedClock(at)
    services = services_over(database, clock)
    await prepare(services, MASTER)
    circle = Past(services, clock, folder, 0)
    circle.group_id = (await services.groups.put(replace(group))).id
    try:
        yield circle
    finally:
        await services.desk.store.close()


@cache
def _empty() -> Path:
    database = Path(mkdtemp()) / "empty.db"
    upgrade(database)
    return database


def weekly(
    first: date, came: Iterable[Iterable[int]], answers: Mapping[str, tuple[str, ...]] | None = None
) -> list[Held]:
    """Hold a session each week, with these people."""
    return [Held(first + timedelta(weeks=week), frozenset(who), answers=answers) for week, who in enumerate(came)]
