"""The automatic rehearsal: both sides are played, the story is told, and the bot's numbers are checked.

The same seed tells the same story. It goes well only if the session ends sealed, all steps were run in their
order, and the bot counted whom the pretend members say that they were.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord

from bot.privacy import SeededRandomness
from bot.rehearsal.members import PretendMember
from bot.rehearsal.people import Control, controls_of, text_of
from bot.rehearsal.stage import Script, Stage, stage
from bot.scheduling import MovedClock
from bot.session import State
from bot.storage import Unit
from cogs.steps import FACES

ALL_STEPS = tuple(face.step.id for face in FACES)
BEGINNING = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
_LONGEST = 80  # presses of the facilitator; a session that needs more has lost its way


@dataclass(frozen=True)
class Outcome:
    """What came of a rehearsal, read from the database after the end."""

    state: str
    attendance: int
    steps: list[str]
    feeling_words: int
    gratitude: int
    check_in_revealed: bool
    cards_posted: int
    database: str

    def as_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return asdict(self)


@dataclass(frozen=True)
class Rehearsed:
    """The outcome, and what did not go well, in words; nothing when all did."""

    outcome: Outcome
    faults: tuple[str, ...]


Tell = Callable[[str], None]


async def play(database: Path, master: bytes, *, members: int, seed: int, tell: Tell) -> Rehearsed:
    """Play one whole session with ``members`` pretend members."""
    clock = MovedClock(BEGINNING)
    script = Script(database, clock, SeededRandomness(seed), master)
    async with stage(script, members=members) as built:
        group = [PretendMember(person, seed * 1000 + index) for index, person in enumerate(built.members)]
        player = _Player(built, clock, group, tell)
        await player.play()
        outcome = await _outcome(built, database, revealed=player.revealed)
        errors = [type(error).__name__ for error in built.env.errors]
    return Rehearsed(outcome, tuple(_faults(outcome, group, errors)))


class _Player:
    """Plays the facilitator by what the panel offers, and lets the members act at each card."""

    def __init__(self, built: Stage, clock: MovedClock, group: list[PretendMember], tell: Tell) -> None:
        self._stage = built
        self._clock = clock
        self._group = group
        self._tell = tell
        self._pressed: set[str] = set()
        self._pages: dict[str, int] = {}
        self.revealed = False

    async def play(self) -> None:
        await self._stage.facilitator.types(self._stage.staff, "session start")
        self._tell("Fay starts the session.")
        await self._stage.second.presses("I am ready", self._stage.panel)
        card = self._stage.card
        for member in self._group:
            await member.arrive(card)
        self._tell(f"{len(self._group)} members say that they are here.")
        for _ in range(_LONGEST):
            with self._card_told():
                await self._members_act()
            if not await self._facilitator_acts():
                return

    async def _members_act(self) -> None:
        card = self._stage.card  # it stays the live one while only members act
        for member in self._group:
            self._clock.advance(timedelta(seconds=10 * member.patience))
            await member.take_part(card)

    async def _facilitator_acts(self) -> bool:
        """Press what comes next in the panel's order: choose, turn, close the list, reveal, show, go on."""
        panel = self._stage.panel
        controls = controls_of(panel)
        for verb in ("choose", "turn", "show-batch", "reveal", "close-list", "adopt-rules"):
            wanted = [one for one in controls if one.verb == verb and self._is_new(one)]
            if wanted:
                self._remember(wanted[0])
                await self._press(panel, wanted[0].custom_id, [value for _label, value in wanted[0].options])
                self.revealed |= verb == "reveal" and "week" in wanted[0].argument and self._shows_result()
                return True
        moves = [one for one in controls if one.verb == "move"]
        if not moves:
            return False
        await self._stage.facilitator.presses_control(moves[0], panel)
        return bool(self._stage.live_panels())

    def _is_new(self, control: Control) -> bool:
        """Tell whether the facilitator has not pressed this yet; cards are turned forwards only."""
        if control.verb == "turn":
            slot, page = control.custom_id.split(":")[2], int(control.argument)
            return page > self._pages.get(slot, 0)
        return control.custom_id not in self._pressed

    def _remember(self, control: Control) -> None:
        self._pressed.add(control.custom_id)
        if control.verb == "turn":
            self._pages[control.custom_id.split(":")[2]] = int(control.argument)

    async def _press(self, panel: discord.Message, custom_id: str, values: list[str]) -> None:
        if values:
            await self._stage.facilitator.chooses(values[:1], panel, custom_id=custom_id)
        else:
            await self._stage.facilitator.actor.click(panel, custom_id=custom_id)

    def _shows_result(self) -> bool:
        return self._stage.bot.pack.say("reveal.together") in self._stage.card_text()

    @contextmanager
    def _card_told(self) -> Iterator[None]:
        heading = text_of(self._stage.card).partition("\n")[0].strip("# ")
        yield
        self._tell(heading)


async def _outcome(built: Stage, database: Path, *, revealed: bool) -> Outcome:
    async def work(unit: Unit) -> Outcome:
        session = (await unit.sessions.of_group(built.group_id))[-1]
        came, _listening = await unit.attendance.count(session.id)
        return Outcome(
            state=session.flow.state.value,
            attendance=came,
            steps=list(session.flow.steps_run()),
            feeling_words=await unit.keepsakes.count(session.id, "feeling-words"),
            gratitude=await unit.keepsakes.count(session.id, "gratitude"),
            check_in_revealed=revealed,
            cards_posted=session.cards_posted,
            database=str(database),
        )

    return await built.services.desk.store.read(work)


def _faults(outcome: Outcome, group: list[PretendMember], errors: list[str]) -> Iterator[str]:
    if outcome.state != State.SEALED:
        yield f"The session ended as {outcome.state} and not as sealed."
    if tuple(outcome.steps) != ALL_STEPS:
        yield f"The steps were {', '.join(outcome.steps)}."
    counted = sum(member.diary.counted for member in group)
    if outcome.attendance != counted:
        yield f"The bot counted {outcome.attendance} people; the members say {counted}."
    if errors:
        yield f"The bot had errors: {', '.join(errors)}."
