"""The page that tells how to add a step is followed to the letter, and the bot runs what came of it.

Run as a program (in a process of its own, on the copy) this file plays the session; see ``play``.
"""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "docs" / "adding-a-step.md"
PACK = "bot/content/packs/en-GB"
BLOCK = re.compile(
    r"^(New file|Change in|Add to the end of) `([^`]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
ANSWERS = ("Sunny", "Rain", "Sunny", "Clouds", "Sunny")


@dataclass(frozen=True)
class Followed:
    """A copy of the project after the page was followed, and what was done to it."""

    folder: Path
    new: list[str]
    changed: list[str]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the copy, on the copy's own code."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        return subprocess.run(  # noqa: S603  our own interpreter and our own words
            [sys.executable, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """Copy the project and do exactly what the page says."""
    folder = tmp_path_factory.mktemp("copy")
    for room in ("bot", "cogs", "migrations"):
        shutil.copytree(PROJECT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    before = _prints(folder)
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert blocks
    for what, path, block in blocks:
        _apply(what, folder / path, block)
    after = _prints(folder)
    changed = sorted(path for path in before if before[path] != after[path])
    return Followed(folder, sorted(after.keys() - before.keys()), changed)


@pytest.fixture(scope="module")
def played(followed: Followed) -> dict[str, Any]:
    """Play a session on the copy and read what happened."""
    ended = followed.run(__file__, str(followed.folder))
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


def test_a_new_step_is_two_new_files_one_list_and_its_sentences(followed: Followed) -> None:
    """Two files are new, one Python file has changed, and beside it only sentences: no migration."""
    python = [path for path in followed.changed if path.endswith(".py")]
    sentences = [path for path in followed.changed if not path.endswith(".py")]

    assert followed.new == ["bot/session/steps/weather.py", "cogs/steps/weather.py"]
    assert python == ["cogs/steps/__init__.py"]
    assert all(path.startswith(f"{PACK}/") and path.endswith(".toml") for path in sentences)


def test_the_registry_grows_by_an_import_and_one_line(followed: Followed) -> None:
    """Nothing else in the list of steps has to be touched."""
    before = (PROJECT / "cogs/steps/__init__.py").read_text(encoding="utf-8").splitlines()
    after = (followed.folder / "cogs/steps/__init__.py").read_text(encoding="utf-8").splitlines()

    assert [line for line in after if line not in before] == [
        "from cogs.steps.weather import WeatherCog",
        "    WeatherCog,",
    ]
    assert len(after) == len(before) + 2


def test_the_new_step_is_played_and_shown_together(played: dict[str, Any]) -> None:
    """Members press an answer and are thanked in private; the room sees the answers only when they are shown."""
    assert "Step 3 of 8: Weather" in played["card"]
    assert "What is the weather like where you are?" in played["card"]
    assert played["thanked"] == [True] * len(ANSWERS)
    assert "- Sunny 🌞\n- Clouds ⛅\n- Rain ☔" in played["shown"]
    assert "Next: Check-in" in played["shown"]


def test_the_facilitator_has_words_to_say_for_it(played: dict[str, Any]) -> None:
    """The panel holds the script of the new step."""
    assert "> Now we look out of the window." in played["panel"]


def test_a_session_with_the_new_step_ends_sealed(played: dict[str, Any]) -> None:
    """Sealing knows the new step: no answer of it is left, and the goodbye card came last."""
    assert played["state"] == "sealed"
    assert played["steps"][-1] == "closing"
    assert "weather" in played["steps"]
    assert played["answers_left"] == 0
    assert played["errors"] == []


def test_the_words_of_the_new_step_are_plain(followed: Followed) -> None:
    """The check finds nothing in the pack with the new sentences."""
    ended = followed.run("-m", "bot.content.check")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert len(ended.stdout.splitlines()) == 1  # the line with the measures


def test_the_code_on_the_page_keeps_the_house_style(followed: Followed) -> None:
    """Who copies from the page starts with code that `make check` lets through."""
    shutil.copy(PROJECT / "pyproject.toml", followed.folder)
    files = [*followed.new, "cogs/steps/__init__.py"]
    for command in (["check"], ["format", "--check"]):
        ended = followed.run("-m", "ruff", *command, *files)

        assert ended.returncode == 0, ended.stdout


def _prints(folder: Path) -> dict[str, str]:
    """Take a fingerprint of every file."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def _apply(what: str, file: Path, block: str) -> None:
    """Do one thing that the page shows."""
    if what == "New file":
        assert not file.exists()
        file.write_text(block, encoding="utf-8")
        return
    text = file.read_text(encoding="utf-8")
    file.write_text(_with(text, block) if what == "Change in" else f"{text}\n{block}", encoding="utf-8")


def _with(text: str, change: str) -> str:
    """Put each added line behind the line that the page shows above it."""
    lines = text.splitlines()
    above = ""
    for line in change.splitlines():
        if line.startswith("+"):
            assert lines.count(above) == 1, above
            lines.insert(lines.index(above) + 1, line[1:])
        above = line[1:]
    return "\n".join(lines) + "\n"


async def play(folder: Path) -> dict[str, Any]:
    """Play a session on the copy in ``folder``: start, go to the new step, answer, show, close."""
    from datetime import UTC, datetime  # noqa: PLC0415  what follows must come from the copy

    import bot  # noqa: PLC0415
    from bot.privacy import SeededRandomness  # noqa: PLC0415
    from bot.rehearsal.people import text_of  # noqa: PLC0415
    from bot.rehearsal.stage import Script, stage  # noqa: PLC0415
    from bot.scheduling import MovedClock  # noqa: PLC0415

    assert Path(bot.__file__).is_relative_to(folder)
    clock = MovedClock(datetime(2026, 11, 24, 18, 30, tzinfo=UTC))
    script = Script(folder / "data" / "peerlight.db", clock, SeededRandomness(1), bytes(range(32)))
    told: dict[str, Any] = {}
    async with stage(script, members=len(ANSWERS)) as built:
        fay = built.facilitator
        await fay.types(built.staff, "session start")
        await fay.types(built.staff, "session go-to", step="weather")
        told["card"], told["panel"] = built.card_text(), text_of(built.panel)
        replies = [
            await member.presses(label, built.card) for member, label in zip(built.members, ANSWERS, strict=True)
        ]
        told["thanked"] = [reply.private and "Thank you" in reply.text for reply in replies]
        await fay.presses("Show the answers", built.panel)
        told["shown"] = built.card_text()
        await fay.types(built.staff, "session end")
        await fay.types(built.staff, "session end")
        session = await built.services.desk.store.read(lambda unit: unit.sessions.newest_of(built.group_id))
        assert session
        told["state"], told["steps"] = session.flow.state, session.flow.steps_run()
        told["answers_left"] = await built.services.desk.store.read(lambda unit: _left(unit, session.id))
        told["errors"] = [type(error).__name__ for error in built.env.errors]
    return told


async def _left(unit: Any, session_id: int) -> int:
    return sum([await unit.answers.left(slot.id) for slot in await unit.sessions.slots(session_id)])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(play(Path(sys.argv[1])))) + "\n")
