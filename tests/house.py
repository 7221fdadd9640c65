"""A house to test in: the real bot in simcord, a real database built by the real migrations, a clock that we move."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
from made import database_in

from bot.app import Services
from bot.content import Pack, load_pack
from bot.privacy import Randomness, SeededRandomness
from bot.rehearsal.people import Person, Reply, controls_of, text_of
from bot.rehearsal.stage import Script, Stage, stage
from bot.scheduling import MovedClock
from bot.services import Place
from bot.session import Caller, Event, MemberId, Move, Refused
from bot.storage import GroupDraft, SessionRecord

MASTER = bytes(range(32))
BEGINNING = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)  # a Tuesday
PACK = load_pack()
GROUP = GroupDraft("Tuesday group", 0, 0, 0, 0, 0, check_in=True, two_facilitators=False)


class House:
    """A stage with the few moves that most tests make."""

    def __init__(self, built: Stage, clock: MovedClock, folder: Path) -> None:
        self.stage = built
        self.clock = clock
        self.folder = folder
        self.facilitator = built.facilitator
        self.second = built.second
        self.lead = built.lead
        self.supporter = built.supporter
        self.outsider = built.outsider
        self.members = built.members
        self.room = built.room
        self.staff = built.staff

    @property
    def services(self) -> Services:
        """The services of the bot that runs now."""
        return self.stage.services

    @property
    def card(self) -> discord.Message:
        """The live card."""
        return self.stage.card

    @property
    def panel(self) -> discord.Message:
        """The facilitators' panel."""
        return self.stage.panel

    @property
    def card_text(self) -> str:
        """What the live card says."""
        return text_of(self.stage.card)

    @property
    def panel_text(self) -> str:
        """What the panel says."""
        return text_of(self.stage.panel)

    def say(self, key: str, **values: object) -> str:
        """Say a sentence of the shipped pack."""
        return self.stage.bot.pack.say(key, **values)

    async def session(self) -> SessionRecord:
        """Read the newest session from the database."""
        found = await self.services.desk.store.read(lambda unit: unit.sessions.newest_of(self.stage.group_id))
        assert found
        return found

    async def place(self) -> Place:
        """Say where the group is now."""
        record = await self.session()
        return Place(record.id, record.flow.slot.number)

    async def start(self) -> Reply:
        """Let the facilitator start the session."""
        return await self.facilitator.types(self.staff, "session start")

    async def next(self) -> Reply:
        """Let the facilitator press Next on the panel."""
        return await self.facilitator.presses("Next step", self.panel)

    async def at_step(self, step: str) -> None:
        """Start if nothing is open, then go to this step."""
        found = await self.services.desk.store.read(lambda unit: unit.sessions.open_of(self.stage.group_id))
        if found is None:
            await self.start()
        if (await self.session()).flow.slot.step != step:
            await self.facilitator.types(self.staff, "session go-to", step=step)

    async def close(self) -> None:
        """End the session: to the goodbye card, then closed."""
        await self.facilitator.types(self.staff, "session end")
        if (await self.session()).flow.state.is_open:
            await self.facilitator.types(self.staff, "session end")

    async def arrives(self, member: Person, *, counted: bool = True) -> Reply:
        """Let a member say "I am here" and answer the questions about consent, if they are asked."""
        reply = await member.presses("I am here", self.card)
        while asked := [control for control in reply.controls if control.verb == "consent"]:
            yes = counted or "counted" not in asked[0].argument
            assert reply.message
            reply = await member.presses_control(asked[0 if yes else 1], reply.message)
        return reply

    def caller(self, person: Person) -> Caller:
        """Translate a person as the router would, to ask a service directly."""
        member = self.stage.env.backend.get_guild(self.stage.guild.id).members[person.actor.id]
        return Caller(MemberId(person.actor.id), frozenset(member.role_ids), shown_as=person.name)

    def move(self, event: str, slot: int | None = None) -> Move:
        """Name an event of the flow."""
        return Move(Event(event), slot)

    async def refused(self, asked: Awaitable[object]) -> str:
        """Await what must be refused, and return the refusal's name."""
        with pytest.raises(Refused) as refusal:
            await asked
        return refusal.value.reason

    async def forward(self, **by: float) -> None:
        """Move the clock on, and let what is due by then happen."""
        self.clock.advance(timedelta(**by))
        await self.stage.bot.timetable.tick()
        await self.stage.env.settle()

    async def panel_presses(self, verb: str, argument: str | None = None, by: Person | None = None) -> Reply:
        """Let staff press the panel's control with this verb; in a list, the first option is chosen."""
        panel = self.panel
        control = next(one for one in controls_of(panel) if one.verb == verb and argument in (None, one.argument))
        person = by or self.facilitator
        if control.options:
            return await person.chooses([control.options[0][1]], panel, custom_id=control.custom_id)
        return await person.presses_control(control, panel)

    def messages(self) -> list[str]:
        """Read everything in the group's room, oldest first."""
        return [text_of(message) for message in self.room.history()]


@asynccontextmanager
async def open_house(
    folder: Path,
    *,
    members: int = 5,
    randomness: Randomness | None = None,
    at: datetime = BEGINNING,
    pack: Pack = PACK,
    **group: Any,
) -> AsyncIterator[House]:
    """Open a house with a group of ``members``; ``group`` changes its settings (fields of ``GroupDraft``)."""
    clock = MovedClock(at)
    database = database_in(folder / "data")
    script = Script(database, clock, randomness or SeededRandomness(1), MASTER, pack)
    async with stage(script, members=members, group=replace(GROUP, **group)) as built:
        yield House(built, clock, folder)
        faults = [error for error in built.env.errors if not isinstance(getattr(error, "original", None), Refused)]
        assert not faults
