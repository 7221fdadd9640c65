"""A circle: a group and its people over a real database, without Discord. Services are asked directly."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from made import database_in

from bot.app import Services, prepare, wire
from bot.content import load_pack
from bot.privacy import Randomness, SeededRandomness
from bot.scheduling import MovedClock
from bot.services import Noted, Place
from bot.services.schedule import Where
from bot.session import Caller, Event, MemberId, Move
from bot.storage import GroupDraft, SessionRecord, SlotRecord, Store, upgrade

MASTER = bytes(range(32))
BEGINNING = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)  # a Tuesday
FIRST_ID = 0x0A1B2C3D4E5F6071  # long enough not to come up by chance
LEAD, FACILITATOR, SUPPORTER, MEMBER = 11, 12, 13, 14
ROOM = 20
GROUP = GroupDraft("Tuesday group", 1, ROOM, 21, FACILITATOR, LEAD, MEMBER, SUPPORTER, check_in=True)
PACK = load_pack()


class Circle:
    """A group, its staff and its members, and what they ask of the services."""

    def __init__(self, services: Services, clock: MovedClock, folder: Path, members: int) -> None:
        self.services = services
        self.clock = clock
        self.folder = folder
        self.database = database_in(folder)
        self.lead = _caller(LEAD)
        self.facilitator = _caller(FACILITATOR)
        self.supporter = _caller(SUPPORTER)
        self.members = [_caller(MEMBER, number) for number in range(members)]
        self.group_id = 0

    @property
    def store(self) -> Store:
        """The store that the services work with."""
        return self.services.desk.store

    async def session(self) -> SessionRecord:
        """Read the newest session."""
        found = await self.store.read(lambda unit: unit.sessions.newest_of(self.group_id))
        assert found
        return found

    async def place(self) -> Place:
        """Say where the group is now."""
        record = await self.session()
        return Place(record.id, record.flow.slot.number)

    async def slots(self) -> list[SlotRecord]:
        """Read the newest session's slots."""
        record = await self.session()
        return await self.store.read(lambda unit: unit.sessions.slots(record.id))

    async def start(self) -> None:
        """Start a session."""
        await self.services.sessions.start(self.facilitator, ROOM, 1)

    async def at_step(self, step: str) -> Place:
        """Start if nothing is open, go to a step, and return the place."""
        if await self.store.read(lambda unit: unit.sessions.open_of(self.group_id)) is None:
            await self.start()
        record = await self.session()
        slot = next(one for one in record.flow.agenda if one.step == step)
        await self.services.sessions.move(self.facilitator, record.id, Move(Event.GO_TO, slot.number))
        return Place(record.id, slot.number)

    async def close(self) -> SessionRecord:
        """End the session: to the closing card, then closed."""
        while (record := await self.session()).flow.state.is_open:
            await self.services.sessions.move(self.facilitator, record.id, Move(Event.END))
        return record

    async def arrive(self, *, counted: bool = True) -> None:
        """Let every member come and say yes to taking part and to being counted (or no to that one)."""
        record = await self.session()
        for member in self.members:
            await self.comes(member, record.id, counted=counted)

    async def comes(self, member: Caller, session_id: int, *, counted: bool = True) -> None:
        """Let one member come and answer what is asked about consent."""
        presence = self.services.presence
        welcome = await presence.arrive(member, session_id, listening=False)
        while welcome.ask:
            yes = counted or welcome.ask != "counted"
            welcome = await presence.consent(member, session_id, welcome.ask, yes=yes, listening=False)

    async def end_programme(self, who: Caller | None = None) -> None:
        """Let the lead, or somebody else, end the programme under way."""
        group = await self.store.read(lambda unit: unit.groups.get(self.group_id))
        await self.services.programmes.end(who or self.lead, Where(ROOM, 1), version=group.schedule_version)

    async def give(self, who: Caller, place: Place, signed_as: str = "", **values: str | Sequence[str]) -> Noted:
        """Let a person answer one or more questions."""
        given: Mapping[str, Sequence[str]] = {
            name: [value] if isinstance(value, str) else value for name, value in values.items()
        }
        return await self.services.answers.give(who, place, given, signed_as=signed_as)

    async def totals(self) -> dict[tuple[str, str], int]:
        """Read the block's totals."""
        record = await self.session()
        return await self.store.read(lambda unit: unit.keepsakes.totals(record.programme_id))

    async def kept(self, step: str) -> list[str]:
        """Read the texts that the newest session kept of a step, in their order."""
        record = await self.session()
        group = await self.store.read(lambda unit: unit.groups.get(self.group_id))
        veil = self.services.desk.texts_veil(group)
        rows = await self.store.read(lambda unit: unit.keepsakes.kept(record.id))
        return [veil.reveal(hidden) for kept_of, _item, hidden in rows if kept_of == step]


@asynccontextmanager
async def open_circle(
    folder: Path, *, members: int = 8, randomness: Randomness | None = None, show_words: str = "at-end"
) -> AsyncIterator[Circle]:
    """Open a circle of so many members over the database in ``folder``/data, a new one where there is none."""
    clock = MovedClock(BEGINNING)
    database = database_in(folder / "data")
    if isinstance(database, Path):
        upgrade(database)
    services = services_over(database, clock, randomness)
    await prepare(services, MASTER)
    circle = Circle(services, clock, folder / "data", members)
    circle.group_id = (await services.groups.put(replace(GROUP, show_words=show_words))).id
    try:
        yield circle
    finally:
        await services.desk.store.close()


def services_over(
    database: Path | str, clock: MovedClock, randomness: Randomness | None = None, *, store: Store | None = None
) -> Services:
    """Wire the services over one more store on a database, as another process would."""
    return wire(
        store=store or Store(database),
        clock=clock,
        randomness=randomness or SeededRandomness(1),
        master=MASTER,
        pack=PACK,
    )


def _caller(role: int, number: int = 0) -> Caller:
    which = role * 1000 + number
    return Caller(MemberId(FIRST_ID + which), frozenset({role}), shown_as=f"Bartholomew {which}")
