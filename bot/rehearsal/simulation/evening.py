"""One date of a script, minute by minute: who presses, when the bot is away, and when it is there twice."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from functools import partial

from bot.rehearsal.simulation.audit import Said
from bot.rehearsal.simulation.cast import ROOM, SERVER, Cast
from bot.rehearsal.simulation.machine import Ground, Machine
from bot.rehearsal.simulation.script import ASKED_AFTER, CALLED_OFF, ROOM_OPENS, Visit, Week
from bot.services import Place
from bot.session import Caller, Event, Move

_WORD_STEP, _WORDS, _MOST_WORDS = "feeling-words", ("calm", "worried", "hopeful"), 3
_FIRST = ROOM_OPENS - 6  # nothing happens before

Act = Callable[[], Awaitable[None]]


class Evening:
    """Plays one date with one machine, which is there again at the end."""

    def __init__(self, week: Week, cast: Cast, ground: Ground, machine: Machine, says: Callable[[Said], None]) -> None:
        self._week = week
        self._cast = cast
        self._clock = ground.clock
        self._machine = machine
        self._second = Machine(ground, says)
        self._second.about = week.at
        self._came: list[Caller] = []
        self._card = 0

    async def play(self) -> None:
        """Do all that the script says, in its order."""
        for minute, _order, act in sorted(self._acts(), key=lambda one: one[:2]):
            self._clock.move_to(self._week.at + timedelta(minutes=minute))
            await act()
        await self._second.stop()

    def _acts(self) -> Iterator[tuple[int, int, Act]]:
        """Walk (minute, order in that minute, act)."""
        week = self._week
        yield from self._faults()
        for minute in (ROOM_OPENS, 0, week.over):
            yield minute, 1, self._look
        if week.starts is None:
            yield CALLED_OFF, 1, self._look
        elif week.ends is None:
            yield week.present(ASKED_AFTER), 1, self._look
        if week.said_ready is not None and week.said_ready < week.over:
            yield week.said_ready, 2, self._is_ready
        for visit in week.visits:
            yield visit.minute, 3, partial(self._visit, visit)
        if week.starts is not None:
            yield week.present(week.starts + 2), 4, self._share
            if week.ends is not None:
                yield week.over, 5, self._end

    def _faults(self) -> Iterator[tuple[int, int, Act]]:
        week = self._week
        if week.away:
            yield week.away.begin, 0, self._machine.stop
            yield week.away.until, 0, self._machine.start
        for minute in week.restarts:
            if week.present(minute) == minute:
                yield minute, 0, self._restart
        if week.two_bots:
            yield _FIRST, 0, self._second.start

    async def _look(self) -> None:
        """Let what is due happen; where there are two bots, in both at the same moment."""
        await asyncio.gather(self._machine.tick(), self._second.tick())

    async def _restart(self) -> None:
        await self._machine.stop()
        await self._machine.start()

    async def _is_ready(self) -> None:
        await self._machine.services.sessions.ready(self._cast.facilitator, await self._session())

    async def _visit(self, visit: Visit) -> None:
        """Let a person press "I am here" and answer what they are asked."""
        presence, session_id = self._machine.services.presence, await self._session()
        person = self._cast.members[visit.person]
        self._came.append(person)
        if visit.asks_again:
            await presence.ask_again(person, session_id)
        welcome = await presence.arrive(person, session_id, listening=visit.listening)
        while welcome.ask:
            yes = visit.counted or welcome.ask != "counted"
            welcome = await presence.consent(person, session_id, welcome.ask, yes=yes, listening=visit.listening)

    async def _share(self) -> None:
        """Let staff say that they are here too, and some of the members add a word."""
        services, session_id = self._machine.services, await self._session()
        for helper in self._cast.helpers:
            await services.presence.arrive(helper, session_id, listening=False)
        record = await services.sessions.running(self._cast.facilitator, ROOM, SERVER)
        number = next(slot.number for slot in record.flow.agenda if slot.step == _WORD_STEP)
        await services.sessions.move(self._cast.facilitator, session_id, Move(Event.GO_TO, number))
        for person, word in zip(self._came[:_MOST_WORDS], _WORDS, strict=False):
            await services.answers.give(person, Place(session_id, number), {"word": [word]})

    async def _end(self) -> None:
        """Go to the goodbye card, and close."""
        session_id = await self._session()
        for _ in range(2):
            await self._machine.services.sessions.move(self._cast.facilitator, session_id, Move(Event.END))

    async def _session(self) -> int:
        """Find the session that the card in the room speaks of."""
        if not self._card:
            self._card = await self._machine.services.presence.here_now(ROOM, SERVER)
        return self._card
