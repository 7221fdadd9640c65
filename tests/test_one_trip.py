"""How often a connection goes to its thread and back: that costs more than SQLite itself."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from circle import BEGINNING, FACILITATOR, GROUP, MASTER, services_over
from made import migrated

from bot.app import prepare
from bot.scheduling import MovedClock
from bot.session import Caller, MemberId
from bot.storage import Store
from bot.storage.one_trip import OneTripConnection


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Take down each trip by the name of what was done there."""
    found: list[str] = []
    go: Any = OneTripConnection._execute

    def counted(self: OneTripConnection, what: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        found.append(getattr(what, "__name__", ""))
        return go(self, what, *args, **kwargs)

    monkeypatch.setattr(OneTripConnection, "_execute", counted)
    return found


async def test_a_read_goes_there_once_for_each_statement_and_once_at_its_end(tmp_path: Path, trips: list[str]) -> None:
    """The BEGIN goes along with the first statement."""
    store = Store(migrated(tmp_path / "peerlight.db"))
    await store.read(lambda unit: unit.groups.key_check())
    trips.clear()
    await store.read(lambda unit: unit.groups.key_check())

    assert trips == ["_run", "rollback"]
    await store.close()


async def test_a_read_that_asks_nothing_goes_nowhere(tmp_path: Path, trips: list[str]) -> None:
    """There is no transaction to end."""
    store = Store(migrated(tmp_path / "peerlight.db"))
    await store.read(lambda unit: unit.groups.key_check())
    trips.clear()

    async def nothing(_unit: object) -> None:
        return None

    await store.read(nothing)
    assert trips == []
    await store.close()


async def test_what_a_transaction_wrote_is_gone_when_it_raises(tmp_path: Path) -> None:
    """Also where the BEGIN went along with the very statement that wrote."""
    store = Store(migrated(tmp_path / "peerlight.db"))

    async def fails(unit: Any) -> None:
        await unit.groups.set_key_check(b"k")
        await unit._session.flush()
        raise LookupError

    with pytest.raises(LookupError):
        await store.write(fails)
    assert await store.read(lambda unit: unit.groups.key_check()) is None
    await store.close()


async def test_a_beat_asks_no_more_for_twelve_open_sessions_than_for_one(tmp_path: Path, trips: list[str]) -> None:
    """All that is open is read at once; where nothing is due, nothing more is asked."""
    services = services_over(migrated(tmp_path / "peerlight.db"), MovedClock(BEGINNING))
    await prepare(services, MASTER)
    staff = Caller(MemberId(7), frozenset({FACILITATOR}), shown_as="Fay")
    asked = []
    for number in range(1, 13):
        await services.groups.put(replace(GROUP, server_xid=number, session_channel_xid=100 + number))
        await services.sessions.start(staff, 100 + number, number)
        await services.board.posted_card(number, 1000 + number, 1)
        trips.clear()
        await services.week.beat()
        asked.append(len(trips))

    assert asked == asked[:1] * 12
    await services.desk.store.close()
