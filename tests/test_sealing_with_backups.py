"""Sealing is attacked again, by somebody who has every backup that was made meanwhile, both keys and the logs."""

import io
import shutil
import sqlite3
from contextlib import closing, redirect_stderr
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from circle import MASTER, Circle, open_circle
from test_backups import settings_in
from test_non_interference import MEMBERS, Answers, arrived, dump
from test_sealing import forms_of, secrets_of

from bot.app.logs import scrubbed_logs
from bot.config import Settings
from bot.privacy import SeededRandomness, Veil
from bot.scheduling import Timetable
from bot.services.backups import back_up, plan_nightly
from bot.session import State
from bot.storage import backups

BACKUP_KEY = bytes(range(100, 132))
KEYS = {"PEERLIGHT_BACKUP_KEY": BACKUP_KEY.hex()}
PERMUTATIONS = 4
STRANGERS = 200  # people whose ids the attacker knows too, and who never came
OLDEST = 30  # days that a backup lives


@dataclass(frozen=True)
class Loot:
    """What an attacker holds after the session: the file, every backup opened, the log; ``open`` is the control."""

    open: list[str]  # the database itself at each moment at which a backup was made
    sealed: bytes
    images: list[bytes]
    logged: str


def opened(folder: Path) -> list[bytes]:
    """Decrypt every backup in a folder, oldest first; the first 100 bytes hold counters of SQLite."""
    return [backups._decrypted(file, BACKUP_KEY)[1] for file in sorted(folder.glob("*.backup"))]


def sql(image: bytes) -> str:
    """Write an image down as SQL."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(image)
        return "\n".join(connection.iterdump())


# The same evening, with the answers in other hands.


async def play(before: Path, folder: Path, answers: Answers) -> Loot:
    """Play a session with a backup in every step while its answers are open, and one after the seal."""
    shutil.copytree(before, folder)
    settings, still_open = settings_in(folder), list[str]()
    log = io.StringIO()
    with redirect_stderr(log), scrubbed_logs("INFO"):
        async with open_circle(folder, members=MEMBERS, randomness=SeededRandomness(7)) as circle:
            await answered(circle, settings, answers, still_open)
            await circle.close()
            assert (await circle.session()).flow.state is State.SEALED
            backed_up(circle, settings)
            await a_night_that_fails(circle, settings)
        file = (folder / "data" / "peerlight.db").read_bytes()
    return Loot(still_open, file, opened(settings.backup.folder), log.getvalue())


async def answered(circle: Circle, settings: Settings, answers: Answers, still_open: list[str]) -> None:
    """Let everybody answer in four steps; in each, a backup is made while the answers are there under codes."""
    evening: tuple[tuple[str, list[dict[str, Any]]], ...] = (
        ("check-in", [{"week": week, "feel": feel} for week, feel in zip(answers.week, answers.feel, strict=True)]),
        ("feeling-words", [{"word": words} for words in answers.words]),
        ("gratitude", [{"thanks": text} for text, _name in answers.thanks]),
        ("closing", [{"change": change} for change in answers.change]),
    )
    for step, given in evening:
        place = await circle.at_step(step)
        for member, values in zip(circle.members, given, strict=True):
            await circle.give(member, place, **values)
        still_open.append(dump(circle.folder))
        backed_up(circle, settings)
        if step == "check-in":
            await circle.services.steps.reveal(circle.facilitator, place, ["week", "feel"])
            backed_up(circle, settings)


def backed_up(circle: Circle, settings: Settings) -> None:
    """Make a backup a minute later."""
    circle.clock.advance(timedelta(minutes=1))
    back_up(settings, KEYS, circle.clock.now())


async def a_night_that_fails(circle: Circle, settings: Settings) -> None:
    """Come to the night without the key of the backups, so that there is something in the log."""
    timetable = Timetable(circle.clock)
    plan_nightly(timetable, circle.clock, settings, {})
    circle.clock.advance(timedelta(days=1))
    await timetable.tick()


async def test_who_said_what_is_in_no_backup_and_no_log_either(tmp_path: Path) -> None:
    """The answers change hands: every backup is the same in every byte, also those that were made in the middle."""
    await arrived(tmp_path / "before", "at-end")
    answers = Answers()
    once = await play(tmp_path / "before", tmp_path / "once", answers)
    assert len(once.images) == 4 + 1 + 1
    assert "There is no backup" in once.logged

    for seed in range(PERMUTATIONS):
        again = await play(tmp_path / "before", tmp_path / str(seed), answers.in_other_hands(seed))
        assert all(mine != other for mine, other in zip(once.open, again.open, strict=True))  # it could be told then
        assert [sql(image) for image in again.images] == [sql(image) for image in once.images]
        assert [image[100:] for image in again.images] == [image[100:] for image in once.images]
        assert again.sealed == once.sealed
        assert without_times(again.logged) == without_times(once.logged)


def without_times(logged: str) -> list[str]:
    """Take the machine's own time out of each line."""
    return [line.partition(",")[2][4:] for line in logged.splitlines()]


async def test_a_backup_that_is_not_cleaned_shows_who_said_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison can fail: without the forgetting, backups made in the middle differ from one another."""
    await arrived(tmp_path / "before", "at-end")
    monkeypatch.setattr(backups, "FORGET", {})
    once = await play(tmp_path / "before", tmp_path / "once", Answers())
    again = await play(tmp_path / "before", tmp_path / "again", Answers().in_other_hands(0))

    assert sql(once.images[0]) != sql(again.images[0])
    assert once.sealed == again.sealed


async def test_no_key_in_anybodys_hands_opens_a_step_from_a_backup(tmp_path: Path) -> None:
    """With the master key and every opened backup: no number that a step's key was made from, no code, no row."""
    async with open_circle(tmp_path) as circle:
        settings = settings_in(tmp_path)
        place = await circle.at_step("feeling-words")
        for number, member in enumerate(circle.members):
            await circle.give(member, place, word=f"word of {number}")
        secrets = secrets_of(await circle.slots(), circle.members)
        backed_up(circle, settings)
        (image,) = opened(settings.backup.folder)
        hay = [file.read_bytes() for file in circle.folder.iterdir()]

        assert len(secrets) > 10
        assert [secret for secret in secrets if secret in b"".join(hay)]
        assert [secret for secret in secrets if secret in image] == []
        assert 'INSERT INTO "answers"' not in sql(image)


# After the end of a programme's key.


def matched(image: bytes, known: list[bytes]) -> set[bytes]:
    """Match attendance with known ids, as the holder of the master key can while a programme's number is there."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(image)
        nonces = [nonce for (nonce,) in connection.execute("SELECT nonce FROM programmes WHERE nonce IS NOT NULL")]
        came = {code for (code,) in connection.execute("SELECT pseudonym FROM attendance")}
    return {person for nonce in nonces for person in known if Veil(MASTER, nonce, "programme").tag(person) in came}


def image_of(circle: Circle) -> bytes:
    """Read the database as it is, the log included."""
    with closing(sqlite3.connect(circle.folder / "peerlight.db")) as connection:
        image = connection.serialize()
    return image[:18] + b"\x01\x01" + image[20:]  # an image with a log cannot be opened in memory


async def a_programme_that_ended(circle: Circle, settings: Settings) -> list[bytes]:
    """Hold two weekly sessions with a backup after each, end the programme; returns every id that is known."""
    for _week in range(2):
        await circle.start()
        await circle.arrive()
        await circle.close()
        backed_up(circle, settings)
        circle.clock.advance(timedelta(days=7))
    await circle.end_programme()
    first = int.from_bytes(circle.members[0].id.to_bytes(), "big")
    strangers = [(first + 5000 + number).to_bytes(8, "big") for number in range(STRANGERS)]
    return [*(member.id.to_bytes() for member in circle.members), *strangers]


async def days_pass(circle: Circle, settings: Settings, days: int) -> None:
    """Let days pass: each does what the bot does once a day, and each night makes its backup."""
    for _day in range(days):
        circle.clock.advance(timedelta(days=1))
        await circle.services.retention.daily()
        back_up(settings, KEYS, circle.clock.now())


async def test_after_the_end_of_the_key_the_database_knows_nobody(tmp_path: Path) -> None:
    """Until then the master key and a list of ids tell who came; from then on they tell nothing, by any byte."""
    async with open_circle(tmp_path, members=4) as circle:
        settings = settings_in(tmp_path)
        known = await a_programme_that_ended(circle, settings)
        members = {member.id.to_bytes() for member in circle.members}
        before = matched(image_of(circle), known)
        nonces = [one.nonce for one in await circle.store.read(lambda unit: unit.groups.programmes()) if one.nonce]
        codes = [Veil(MASTER, nonce, "programme").tag(person) for nonce in nonces for person in known]
        await days_pass(circle, settings, 28)
        hay = b"".join(file.read_bytes() for file in circle.folder.iterdir())

        assert before == members
        assert matched(image_of(circle), known) == set()
        assert [one for one in (*nonces, *codes) if one in hay] == []
        assert [form for one in known for form in forms_of(int.from_bytes(one, "big")) if form in hay] == []


async def test_backups_from_before_the_end_of_the_key_are_gone_in_time(tmp_path: Path) -> None:
    """A backup may still hold the codes for as long as it lives; after that no file that exists tells who came."""
    async with open_circle(tmp_path, members=4) as circle:
        settings = settings_in(tmp_path)
        known = await a_programme_that_ended(circle, settings)
        members = {member.id.to_bytes() for member in circle.members}
        while_it_lived = [matched(image, known) for image in opened(settings.backup.folder)]
        await days_pass(circle, settings, 28 + OLDEST)
        left = opened(settings.backup.folder)

        assert while_it_lived == [members, members]
        assert len(left) > 0
        assert [matched(image, known) for image in left] == [set()] * len(left)
