"""The restore drill: backups of a busy session at moments drawn by chance come back whole and keep every promise."""

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from circle import MASTER, Circle, open_circle, services_over
from test_backups import KEY
from test_sealing import whole_session

from bot.app import prepare
from bot.session import State
from bot.storage.backups import make_backup, restore

DRILLS = 6


def broken_promises(database: Path) -> list[str]:
    """Name each thing that must hold in a database that was put back, and does not. This is the whole list."""
    nothing = {
        "the file is whole": "SELECT 1 FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
        "every row has its parents": "SELECT 1 FROM pragma_foreign_key_check",
        "no answer came back": "SELECT 1 FROM answers",
        "no key of a step came back": "SELECT 1 FROM slots WHERE nonce IS NOT NULL",
        "no session goes on": "SELECT 1 FROM sessions WHERE state NOT IN ('closed', 'sealed', 'cancelled')",
        "every step of a closed session is sealed": "SELECT 1 FROM slots WHERE NOT sealed",
        "a sealed step keeps its item": "SELECT 1 FROM slots, json_each(slots.data) WHERE json_each.key <> 'item'",
        "nobody waits for help without a person": "SELECT 1 FROM help_calls WHERE state <> 'ended'",
        "no call has a person": "SELECT 1 FROM help_calls WHERE person IS NOT NULL OR hidden_xid IS NOT NULL",
        "every row of a person has a mark": "SELECT 1 FROM attendance WHERE mark IS NULL UNION SELECT 1 FROM people "
        "WHERE mark IS NULL UNION SELECT 1 FROM staff WHERE mark IS NULL",
        "one session of a group at most is open": "SELECT 1 FROM sessions WHERE closed_at IS NULL",
    }
    with closing(sqlite3.connect(database)) as connection:
        return [promise for promise, broken in nothing.items() if connection.execute(broken).fetchall()]


async def busy(circle: Circle) -> None:
    """Hold a whole session, and another one up to its goodbye card."""
    await whole_session(circle)
    await circle.close()
    await whole_session(circle)


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_backup_of_any_moment_comes_back_whole(tmp_path: Path, seed: int) -> None:
    """While people answer, at moments drawn by chance: restored, checked, and started again."""
    chance = random.Random(seed)
    async with open_circle(tmp_path) as circle:
        playing = asyncio.create_task(busy(circle))
        files = []
        for drill in range(DRILLS):
            await asyncio.sleep(chance.uniform(0.01, 0.25))
            folder = tmp_path / f"of-{drill}"
            files.append(
                await asyncio.to_thread(make_backup, circle.folder / "peerlight.db", folder, KEY, circle.clock.now())
            )
        await playing
        for drill, file in enumerate(files):
            again = tmp_path / f"again-{drill}" / "peerlight.db"
            restore(file, KEY, again)
            assert broken_promises(again) == [], drill
            services = services_over(again, circle.clock)
            await prepare(services, MASTER)
            waiting = await services.desk.store.read(lambda unit: unit.sessions.ids_in([State.CLOSED]))
            await services.desk.store.close()
            assert waiting == []
            assert broken_promises(again) == [], drill


async def test_the_drill_can_fail(tmp_path: Path) -> None:
    """In a database that was never taken through a backup the same list finds what must not come back."""
    async with open_circle(tmp_path) as circle:
        await busy(circle)

        assert {"no answer came back", "no key of a step came back", "no session goes on"} <= set(
            broken_promises(circle.folder / "peerlight.db")
        )
