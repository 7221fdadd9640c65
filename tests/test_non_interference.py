"""The test of tests: who gave which answer makes no difference to what is stored after the session.

One session is played again and again: the same people, times and presses, the same chance; only the answers change
hands. After sealing the database must be the same, row for row and byte for byte.
"""

import random
import shutil
import sqlite3
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from circle import Circle, open_circle

from bot.privacy import SeededRandomness
from bot.services import Place
from bot.session import State
from bot.storage import Unit

T = TypeVar("T")
MEMBERS = 6
PERMUTATIONS = 10


@dataclass(frozen=True)
class Answers:
    """What is said in the session; the place in each list says who says it."""

    week: tuple[str, ...] = ("good", "ok", "hard", "good", "not-sure", "mixed")
    feel: tuple[str, ...] = ("hard", "hard", "ok", "rather-not", "good", "good")
    words: tuple[tuple[str, str], ...] = (
        ("tired", "a bit wobbly"),
        ("Tired.", "full of sunshine on a rainy Tuesday evening"),
        ("calm", "heavy"),
        ("heavy", "want to hide"),
        ("CALM", "ok"),
        ("happy", "tired"),
    )
    thanks: tuple[tuple[str, str], ...] = (
        ("my dog", ""),
        ("My dog!", "Ana"),
        ("a rude word", ""),
        ("hot soup", "Cleo"),
        ("I got through a very long Monday without help", ""),
        ("the bus came", ""),
    )
    change: tuple[str, ...] = ("better", "same", "better", "worse", "same", "better")
    sense: tuple[str, ...] = ("again", "get-it", "nearly", "get-it", "get-it", "again")

    def in_other_hands(self, seed: int) -> "Answers":
        """Let the answers to each question change hands, each question in its own way."""
        chance = random.Random(seed)

        def mixed(said: tuple[T, ...]) -> tuple[T, ...]:
            return tuple(chance.sample(said, len(said)))

        moods = mixed(self.week), mixed(self.feel)
        return Answers(*moods, mixed(self.words), mixed(self.thanks), mixed(self.change), mixed(self.sense))


@dataclass(frozen=True)
class Played:
    """The database as SQL just before the session was closed and after it was sealed, and the sealed file itself."""

    open: str
    sealed: str
    file: bytes


async def arrived(folder: Path, show_words: str) -> None:
    """Play the part that is the same each time: all come and say yes to being counted."""
    async with open_circle(folder, members=MEMBERS, show_words=show_words) as circle:
        await circle.start()
        await circle.arrive()


async def play(
    before: Path, folder: Path, answers: Answers, *, show_words: str, leak: bool = False, seed: int = 7
) -> Played:
    """Play the rest with these answers, from a copy of what was ``before``, in an empty folder."""
    shutil.copytree(before, folder)
    async with open_circle(folder, members=MEMBERS, randomness=SeededRandomness(seed), show_words=show_words) as circle:
        await _check_in(circle, answers)
        await _words(circle, answers)
        await _topic(circle, answers)
        await _thanks(circle, answers)
        if leak:
            await _keep_as_written(circle)
        place = await circle.at_step("closing")
        for member, change in zip(circle.members, answers.change, strict=True):
            await circle.give(member, place, change=change)
        still_open = dump(circle.folder)
        await circle.close()
        assert (await circle.session()).flow.state is State.SEALED
        sealed = dump(circle.folder)
    return Played(still_open, sealed, (folder / "data" / "peerlight.db").read_bytes())


async def _check_in(circle: Circle, answers: Answers) -> None:
    place = await circle.at_step("check-in")
    for member, week, feel in zip(circle.members, answers.week, answers.feel, strict=True):
        circle.clock.advance(timedelta(seconds=7))
        await circle.give(member, place, week="not-sure", feel="ok")
        await circle.give(member, place, week=week, feel=feel)
    await circle.services.steps.reveal(circle.facilitator, place, ["week", "feel"])


async def _words(circle: Circle, answers: Answers) -> None:
    place = await circle.at_step("feeling-words")
    await circle.services.steps.choose(circle.facilitator, place, "worried")
    for member, words in zip(circle.members, answers.words, strict=True):
        circle.clock.advance(timedelta(seconds=7))
        await circle.give(member, place, word=words)
    await circle.services.steps.close_list(circle.facilitator, place, "word")
    await _show(circle, place, "word")


async def _topic(circle: Circle, answers: Answers) -> None:
    place = await circle.at_step("topic")
    await circle.services.steps.choose(circle.facilitator, place, "lonely-times")
    for member, sense in zip(circle.members, answers.sense, strict=True):
        circle.clock.advance(timedelta(minutes=2))
        await circle.give(member, place, sense=sense)
    await circle.services.senses.look(circle.facilitator, place)
    await circle.services.timers.beat()


async def _thanks(circle: Circle, answers: Answers) -> None:
    place = await circle.at_step("gratitude")
    for member, (text, name) in zip(circle.members, answers.thanks, strict=True):
        circle.clock.advance(timedelta(seconds=7))
        await circle.give(member, place, name, thanks=text)
    await circle.services.steps.close_list(circle.facilitator, place, "thanks")
    view = await circle.services.board.room(place.session_id)
    for batch in view.panel.batches:
        for number, text, _held in batch.entries:
            if text == "a rude word":
                await circle.services.steps.hold(circle.facilitator, place, "thanks", batch.batch, [number])
    await _show(circle, place, "thanks")


async def _show(circle: Circle, place: Place, question: str) -> None:
    for batch in (1, 2):
        circle.clock.advance(timedelta(seconds=7))
        await circle.services.steps.show_batch(circle.facilitator, place, question, batch)


async def _keep_as_written(circle: Circle) -> None:
    """Do what must not be: keep the words in the order in which they were written."""
    record = await circle.session()
    group = await circle.store.read(lambda unit: unit.groups.get(circle.group_id))
    keep = circle.services.desk.texts_veil(group)

    async def work(unit: Unit) -> None:
        for slot in await unit.sessions.slots(record.id):
            if slot.step == "feeling-words":
                veil = circle.services.desk.step_veil(slot)
                texts = [veil.reveal(row.hidden) for row in await unit.answers.all_of(slot.id, "word")]
                await unit.keepsakes.keep(record.id, "leak", "", [keep.hide(text, bytes(12)) for text in texts])

    await circle.store.write(work)


def dump(folder: Path) -> str:
    """Write a database down as SQL, every row of every table."""
    connection = sqlite3.connect(folder / "peerlight.db")
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


@pytest.fixture(scope="module", params=["at-end", "batches"])
def show_words(request: pytest.FixtureRequest) -> str:
    """Play in a group that sees entries at the end, and in one that sees them as they come."""
    return str(request.param)


async def test_who_said_what_leaves_no_trace(tmp_path: Path, show_words: str) -> None:
    """Ten times the answers change hands, and ten times the sealed database is the same in every byte."""
    await arrived(tmp_path / "before", show_words)
    answers = Answers()
    once = await play(tmp_path / "before", tmp_path / "once", answers, show_words=show_words)
    assert "kept_texts" in once.sealed
    assert once.sealed.count('INSERT INTO "kept_texts"') == 8 + 4

    for seed in range(PERMUTATIONS):
        other = answers.in_other_hands(seed)
        again = await play(tmp_path / "before", tmp_path / str(seed), other, show_words=show_words)
        assert other != answers
        assert again.open != once.open  # while it was open, the two could be told apart
        assert again.sealed == once.sealed
        assert again.file == once.file  # nor is there anything between the rows


async def test_the_comparison_can_fail(tmp_path: Path) -> None:
    """Words that were kept in the order of writing, one other answer, or other chance: each shows."""
    await arrived(tmp_path / "before", "at-end")
    answers = Answers()
    other = answers.in_other_hands(0)

    async def sealed(name: str, said: Answers, *, leak: bool = False, seed: int = 7) -> str:
        played = await play(tmp_path / "before", tmp_path / name, said, show_words="at-end", leak=leak, seed=seed)
        return played.sealed

    once = await sealed("once", answers)
    assert await sealed("leak", answers, leak=True) != await sealed("leak again", other, leak=True)
    assert await sealed("one other", replace(answers, change=("worse", *answers.change[1:]))) != once
    assert await sealed("chance", answers, seed=8) != once
