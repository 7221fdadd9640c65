"""The automatic rehearsal: the whole product, played from the command line as a newcomer would."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.app import wiring
from bot.rehearsal.auto import ALL_STEPS, Rehearsed, play
from cogs.steps import FACES

MASTER = bytes(range(32))


def rehearse(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Type ``peerlight rehearse --auto`` in an empty folder."""
    command = [sys.executable, "-c", "from bot.cli import main; main()", "rehearse", "--auto", *words]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PEERLIGHT_")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def played(database: Path, seed: int, members: int) -> Rehearsed:
    """Play a rehearsal in this process."""
    return asyncio.run(play(database, MASTER, members=members, seed=seed, tell=lambda _line: None))


@pytest.mark.parametrize("seed", range(1, 21))
def test_every_seed_ends_sealed_with_all_steps_in_order(tmp_path: Path, seed: int) -> None:
    """And the bot counted whom the pretend members say that they were."""
    rehearsed = played(tmp_path / "auto.db", seed, members=3 + seed % 3)

    assert rehearsed.faults == ()
    assert rehearsed.outcome.state == "sealed"
    assert tuple(rehearsed.outcome.steps) == ALL_STEPS
    assert rehearsed.outcome.cards_posted == len(ALL_STEPS)


def test_the_command_prints_one_json_object_and_the_same_seed_tells_the_same_story(tmp_path: Path) -> None:
    """Standard output holds the object alone; the story goes beside it."""
    first = rehearse(tmp_path, "--members", "4", "--seed", "7", "--json")
    second = rehearse(tmp_path, "--members", "4", "--seed", "7", "--json")
    outcome: dict[str, Any] = json.loads(first.stdout)

    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout == second.stdout
    assert outcome["state"] == "sealed"
    assert outcome["database"] == "rehearsal/auto-7.db"
    assert (tmp_path / outcome["database"]).exists()
    assert (tmp_path / "rehearsal.key").exists()
    assert "Step 3 of 7: Check-in" in first.stderr


@pytest.mark.parametrize("step", [step for step in ALL_STEPS if step != "closing"])
def test_it_fails_when_a_step_is_taken_out_of_the_agenda(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A group whose plan lacks a step is not a whole session."""
    monkeypatch.setattr(wiring, "STEPS", {face.step.id: face.step for face in FACES if face.step.id != step})

    assert played(tmp_path / "auto.db", seed=1, members=2).faults


def test_the_exit_status_says_that_a_step_was_missing(tmp_path: Path) -> None:
    """A session that was not whole ends in words, and with 1."""
    script = (
        "import sys, cogs.steps, bot.app.wiring as wiring\n"
        "wiring.STEPS = {face.step.id: face.step for face in cogs.steps.FACES if face.step.id != 'topic'}\n"
        "from bot.cli import main\n"
        "main(['rehearse', '--auto', '--members', '2', '--seed', '1'])\n"
    )
    command = [sys.executable, "-c", script]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603

    assert ended.returncode == 1
    assert "This did not go well" in ended.stdout
