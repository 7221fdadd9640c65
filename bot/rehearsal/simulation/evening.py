"""One date of a script, minute by minute: who presses, when the bot is away, and when it is there twice."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial

from bot.rehearsal.simulation.cast import ROOM, SERVER, Cast
from bot.rehearsal.simulation.machine import Ground, Machine
from bot.rehearsal.simulation.story import AT_ONCE, CALLED_OFF, ROOM_OPENS, Visit, Week, on_the_wall, reminder_moments
from bot.services import Place
from bot.services.schedule import Where
from bot.session import Event, Move, Session

HERE = Where(ROOM, SERVER)
SIGNED_UP = -30  # the minute at which people think again about coming, and staff look how many said what
_WORDS, _MOST_WORDS = ("calm", "worried", "hopeful"), 3
_CARD_AHEAD, _MORNING = timedelta(hours=48), time(9, 5)
_TWO_FROM = -61  # two bots are there when the last reminder is due, too

Act = Callable[[], Awaitable[None]]


class Evening:
    """Plays one date with one machine, which is there again at the end; ``counts``: how many said what about coming."""

    def __init__(self, week: Week, cast: Cast, ground: Ground, machine: Machine) -> None:
        self._week = week
        self._cast = cast
        self._clock = ground.clock
        self._mailbox = ground.mailbox
        self._machine = machine
        self._second = Machine(ground)
        self._second.about = week.at
        self._came: list[Visit] = []
        self._card = 0
        self._flow: Session
        self.counts: dict[str, int] = {}

    async def play(self) -> None:
        """Do all that the script says, in its order; what is over already is left out."""
        begun = self._clock.now()
        for minute, _order, act in sorted(self._acts(), key=lambda one: one[:2]):
            at = self._week.at + timedelta(minutes=minute)
            if at >= begun:
                self._clock.move_to(at)
                await act()
        await self._second.stop()

    def _acts(self) -> Iterator[tuple[int, int, Act]]:
        """Walk (minute, order in that minute, act)."""
        week = self._week
        yield from self._faults()
        for minute in (*self._ahead(), ROOM_OPENS, 0, week.over):
            yield minute, 1, self._look
        if week.sign_ups:
            yield SIGNED_UP, 2, self._think_again
        if week.starts is None:
            yield CALLED_OFF, 1, self._look
        elif week.ends is None:
            yield week.asked, 1, self._look
        if week.said_ready is not None and week.said_ready < week.over:
            yield week.said_ready, 2, self._is_ready
        for visit in week.visits:
            yield visit.minute, 3, partial(self._visit, visit)
        if week.starts is not None:
            yield week.present(week.starts + AT_ONCE), 4, self._staff_are_here
            for number, (minute, step) in enumerate(week.walk):
                yield minute, 5 + number, partial(self._go_to, step)
            if week.ends is not None:
                yield week.over, 9, self._end

    def _ahead(self) -> Iterator[int]:
        """Walk the minutes of what is said before a date: reminders, and the card where its moment may be at night."""
        moments = {*reminder_moments(self._week.at)}
        if self._week.at != self._week.usual:
            card = self._week.at - _CARD_AHEAD
            morning = datetime.combine(on_the_wall(card).date(), _MORNING, on_the_wall(card).tzinfo)
            moments |= {card, max(morning, card)}
        for instant in moments:
            yield (instant - self._week.at) // timedelta(minutes=1)

    def _faults(self) -> Iterator[tuple[int, int, Act]]:
        week = self._week
        if week.away:
            yield week.away.begin, 0, self._machine.stop
            yield week.away.until, 0, self._machine.start
        for minute in week.restarts:
            if week.present(minute) == minute:
                yield minute, 0, self._restart
        if week.two_bots:
            yield _TWO_FROM, 0, self._second.start

    async def _look(self) -> None:
        """Let what is due happen; where there are two bots, in both at the same moment."""
        await asyncio.gather(self._machine.tick(), self._second.tick())

    async def _restart(self) -> None:
        await self._machine.stop()
        await self._machine.start()

    async def _think_again(self) -> None:
        """Let people choose anew or take back what they said about coming; then let staff look at the numbers."""
        sign_ups, day = self._machine.services.sign_ups, self._week.day
        group = (await self._machine.services.groups.all())[0]
        for one in self._week.sign_ups:
            person = self._cast.members[one.person]
            if not one.later:
                await sign_ups.take_back(person, SERVER, group.id, day)
            elif one.later != one.choice:
                await sign_ups.choose(person, SERVER, group.id, day, one.later)
        self.counts = (await sign_ups.counts(self._cast.facilitator, HERE)).counts

    async def _is_ready(self) -> None:
        await self._machine.services.sessions.ready(self._cast.facilitator, await self._session())

    async def _visit(self, visit: Visit) -> None:
        """Let a person press "I am here" and answer what they are asked."""
        presence, session_id = self._machine.services.presence, await self._session()
        person = self._cast.members[visit.person]
        self._came.append(visit)
        if visit.asks_again:
            await presence.ask_again(person, session_id)
        welcome = await presence.arrive(person, session_id, listening=visit.listening)
        while welcome.ask:
            yes = visit.counted or welcome.ask != "counted"
            welcome = await presence.consent(person, session_id, welcome.ask, yes=yes, listening=visit.listening)
        if self._mailbox.wants(person) and await self._machine.services.reminders.news(person, HERE):
            self._mailbox.told.append(visit.person)

    async def _staff_are_here(self) -> None:
        """Let staff say that they are here too, and leave out what they do not want today."""
        session_id = await self._session()
        for helper in self._cast.helpers:
            await self._machine.services.presence.arrive(helper, session_id, listening=False)
        self._flow = (await self._machine.services.sessions.running(self._cast.facilitator, ROOM, SERVER)).flow
        for slot in self._flow.agenda:
            if slot.step in self._week.skips:
                await self._move(Move(Event.SKIP, slot.number))

    async def _go_to(self, step: str) -> None:
        """Press Next until the group is at a step, and let people do there what they came for."""
        while self._flow.slot.step != step:
            await self._move(Move(Event.NEXT))
        place = Place(await self._session(), self._flow.slot.number)
        if step == "check-in":
            await self._check_in(place)
        elif step == "feeling-words":
            for visit, word in zip(self._came[:_MOST_WORDS], _WORDS, strict=False):
                await self._gives(visit, place, word=word)
        elif step == "closing":
            for visit in self._came:
                await self._gives(visit, place, change=visit.feels.change)

    async def _check_in(self, place: Place) -> None:
        for visit in self._came:
            await self._gives(visit, place, week=visit.feels.week, feel=visit.feels.feel)
        if self._week.reveals:
            await self._machine.services.steps.reveal(self._cast.facilitator, place, ["week", "feel"])

    async def _gives(self, visit: Visit, place: Place, **answers: str) -> None:
        """Let a person answer; one who has no answer passes, which nobody notices."""
        given = {question: [answer] for question, answer in answers.items() if answer}
        if given:
            await self._machine.services.answers.give(self._cast.members[visit.person], place, given)

    async def _end(self) -> None:
        """Go to the goodbye card if the group is not there yet, and close."""
        while self._flow.state.is_open:
            await self._move(Move(Event.END))

    async def _move(self, move: Move) -> None:
        session_id = await self._session()
        self._flow = (await self._machine.services.sessions.move(self._cast.facilitator, session_id, move)).flow

    async def _session(self) -> int:
        """Find the session that the card in the room speaks of."""
        if not self._card:
            self._card = await self._machine.services.presence.here_now(ROOM, SERVER)
        return self._card
