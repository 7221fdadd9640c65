"""kill -9 of the real program at random moments, while several members press and the facilitator moves on.

What a person was told is kept lies there once, whatever was under way; the session goes on with one live card.
``make prove`` kills it 200 times on each kind of database (``bench/prove.py``).
"""

import asyncio
import signal
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from answered import Book, Found
from evening import PACK, WILHELMINA, Evening, open_evening
from made import new_postgres

from bench.small_discord.guilds import MEMBERS, ROOM, STAFF
from bench.small_discord.shapes import Asked, Human, Json, custom_ids, parts, words
from bot.privacy import load_master_key
from bot.session import State

KILLS = 10  # in one session
SLOTS = {"icebreaker": 2, "gratitude": 6}
PEOPLE = [Human(1200000000000000200 + number, f"Bartholomew {number}", (MEMBERS,)) for number in range(6)]
LONGEST = 0.25  # seconds from the presses to the kill: nothing was done yet, or nearly all was
CALM = 30.0  # seconds in which a busy machine gets anything done


@dataclass
class Told:
    """What came of the kills in a session: for each, what was wrong after it."""

    faults: list[list[str]] = field(default_factory=list)
    thanked: int = 0


class Killing:
    """One session that is killed again and again."""

    def __init__(self, evening: Evening, seed: int) -> None:
        self.evening = evening
        self.mind = Random(seed)
        self.book = Book(evening, PEOPLE)
        self.told = Told()
        self._form: Asked | None = None

    async def begin(self) -> None:
        """Start the session, with a question at the icebreaker that can be answered by one press."""
        await self.evening.log_in()
        await self.evening.start_session()
        await self.go_to("icebreaker")
        await self.evening.redraws("choose")

    async def go_to(self, step: str) -> None:
        """Let the facilitator go to a step, and wait until the rooms show it."""
        await self.evening.discord.types(WILHELMINA, STAFF, "session go-to", step=step)
        await self.evening.rooms_show(step)

    async def send(self, who: Human, step: str) -> Asked:
        """Let a member answer at a step, without waiting for what comes back."""
        discord, card = self.evening.discord, self.evening.cards[0]
        if step == "icebreaker":
            control = self.mind.choice([one for one in parts(card) if ":answer:" in one.get("custom_id", "")])
            asked = await discord.sends_press(who, ROOM, control, card)
            self.book.note(who, SLOTS[step], "answer", control["custom_id"].partition("=")[2], asked)
            return asked
        if self._form is None:
            self._form = await discord.presses(who, ROOM, card, "write", CALM)
        text = f"Somebody who said {self.mind.randrange(10**9)}"
        asked = await discord.sends_form(who, ROOM, self._form, {"text": text})
        self.book.note(who, SLOTS[step], "thanks", text, asked)
        return asked

    async def storm(self, step: str) -> None:
        """Let all press at once and the facilitator move on; kill at some moment, start again, and look."""
        panel = self.evening.panels[-1]
        if step == "gratitude" and self._form is None:
            self._form = await self.evening.discord.presses(PEOPLE[0], ROOM, self.evening.cards[0], "write", CALM)
        turn = self.mind.randrange(len(PEOPLE) + 1)
        for who in PEOPLE[:turn]:
            await self.send(who, step)
        moved = await self.move(panel)
        for who in PEOPLE[turn:]:
            await self.send(who, step)
        await asyncio.sleep(self.mind.uniform(0, LONGEST))
        await self.killed()
        found = await self.book.look()
        faults = await self.healed(found) + await self.book.compare()
        if moved.answered.is_set() and found.step == step:
            faults.append("the facilitator was told that the group moved on, and it did not")
        self.told.faults.append(faults)

    async def move(self, panel: Json) -> Asked:
        """Let the facilitator press Next."""
        control = next(one for one in parts(panel) if ":move:next" in one.get("custom_id", ""))
        return await self.evening.discord.sends_press(WILHELMINA, STAFF, control, panel)

    async def killed(self) -> None:
        """Kill the program and start it again."""
        await self.evening.stop(signal.SIGKILL)
        await self.evening.log_in()

    async def healed(self, found: Found) -> list[str]:
        """Say what is wrong with the rooms, once they had time to be drawn again."""
        try:
            await self.evening.rooms_show(found.step)
        except TimeoutError:
            return ["the rooms do not show where the group is"]
        panels = [one for one in self.evening.panels if any(":move:" in id_ for id_ in custom_ids(one))]
        return [] if len(panels) == 1 else [f"{len(panels)} panels"]

    async def end(self) -> None:
        """Kill it once more while the session ends; then it can be ended, and keeps each text once."""
        await self.go_to("gratitude")
        for who in PEOPLE[:3]:
            await self.send(who, "gratitude")
        for _ in range(2):
            await self.evening.discord.sends_command(WILHELMINA, STAFF, "session end")
        await asyncio.sleep(self.mind.uniform(0, LONGEST))
        await self.killed()
        for _ in range(2):
            await self.evening.discord.types(WILHELMINA, STAFF, "session end")
        over, room = PACK.say("over.text"), self.evening.discord.messages[ROOM]
        faults = []
        try:
            await self.evening.discord.until(lambda: over in words(room[-1]) and len(self.evening.cards) <= 1, 2 * CALM)
        except TimeoutError:
            faults.append("the room does not say that it is over")
        found = await self.book.look()
        for _ in range(int(CALM)):
            if found.session.flow.state is not State.CLOSED:
                break
            await asyncio.sleep(1)  # a look at the file makes the seal wait for the next beat
            found = await self.book.look()
        faults += self.book.kept_wrong(found)
        if found.session.flow.state is not State.SEALED:
            faults.append("the session is not sealed")
        self.told.faults.append(faults)
        self.told.thanked = self.book.thanked


async def kill_again_and_again(folder: Path, seed: int, url: str = "", kills: int = KILLS) -> Told:
    """Live through a session that is killed so many times, the last time while it ends."""
    async with open_evening(folder, url) as evening:
        if url:  # its database was made beforehand, so the program would ask for the key of it
            load_master_key(evening.master_key, {}, folder / "data", may_create=True)
        killing = Killing(evening, seed)
        await killing.begin()
        for number in range(kills - 1):
            step = ("icebreaker", "gratitude")[number % 2]
            if (await killing.book.look()).step != step:
                await killing.go_to(step)
            await killing.storm(step)
        await killing.end()
        return killing.told


@pytest.mark.parametrize("seed", [1, 2])
async def test_after_a_kill_what_was_acknowledged_is_there_once(tmp_path: Path, seed: int) -> None:
    """20 kills in two sessions: no answer lost, none twice, one live card, and the session goes on to its seal."""
    told = await kill_again_and_again(tmp_path, seed)

    assert told.faults == [[]] * KILLS
    assert told.thanked


async def test_after_a_kill_what_was_acknowledged_is_there_once_on_postgresql(tmp_path: Path) -> None:
    """The same with a PostgreSQL server that lives on."""
    told = await kill_again_and_again(tmp_path, 3, new_postgres(), kills=4)

    assert told.faults == [[]] * 4
    assert told.thanked
