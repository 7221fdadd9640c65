"""Numbers for Prometheus: read over a real socket from the real program, and none of them tells what anybody did."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path

import aiohttp
import pytest
from evening import GROUP_NAME, WILHELMINA, ZEBEDEE, Evening, open_evening
from made import empty_postgres
from prometheus_client.parser import text_string_to_metric_families

from bench.small_discord.guilds import ROOM, ROOM_NAMES, SERVER, SERVER_NAME, STAFF
from bench.small_discord.shapes import TOKEN
from bot.storage.backup_folder import newest

TOGETHER = 20
Numbers = dict[tuple[str, str], float]
LABELS = {  # every label that there is, and all that it can say
    "why": {"429-user", "429-global", "429-shared", "5xx", "no-answer"},
    "how": {"new", "resumed", "lost"},
    "level": {"warning", "error"},
    "what": {"posted", "edited"},
    "state": {"scheduled", "gathering", "running", "paused", "closing", "closed"},
    "shard": {"0", "1"},
    "le": {"0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "1.5", "3.0", "+Inf"},
}


@pytest.fixture
async def evening(tmp_path: Path) -> AsyncIterator[Evening]:
    """Open an evening."""
    async with open_evening(tmp_path) as opened:
        yield opened


def free_port() -> int:
    """Find a port that nobody has."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def switch_on(evening: Evening, port: int) -> None:
    """Put the port into the settings."""
    config = evening.folder / "config.toml"
    config.write_text(f"[metrics]\nport = {port}\n{config.read_text()}")


async def text_at(port: int) -> str:
    """Read the page as Prometheus does."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as answer:
        assert answer.status == 200
        return await answer.text()


def numbers(text: str) -> Numbers:
    """Read the numbers by the library's own parser: name and the label's value, if there is one."""
    found: Numbers = {}
    for family in text_string_to_metric_families(text):
        for name, labels, value, *_ in family.samples:
            assert all(value in LABELS[label] for label, value in labels.items())
            found[name, next(iter(labels.values()), "")] = value
    return found


async def test_the_numbers_of_an_evening_can_be_read_and_tell_on_nobody(evening: Evening) -> None:
    """Waits, messages, refusals, gateway, sessions, backup: all there, all from closed lists, without ids or names."""
    port = free_port()
    switch_on(evening, port)
    discord = evening.discord
    await evening.log_in()
    await evening.start_session()
    discord.go_wrong("POST /channels/", 429)
    discord.go_wrong("PATCH /channels/", 500)
    await evening.move()
    await evening.rooms_show("icebreaker")
    for _ in range(TOGETHER):
        await discord.presses(ZEBEDEE, ROOM, evening.cards[0], "break")
    await discord.gateway.drop()
    await discord.until(lambda: discord.gateway.connected)
    await discord.presses(ZEBEDEE, ROOM, evening.cards[0], "break", patience=8)
    await discord.until(lambda: newest(evening.folder / "backups"))
    text = await text_at(port)
    found = numbers(text)

    assert [at for at in listening(evening) if at.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]
    assert found["peerlight_answer_seconds_count", ""] == TOGETHER
    assert found["peerlight_answer_seconds_bucket", "3.0"] == TOGETHER
    assert found["peerlight_discord_refusals_total", "429-user"] == 1
    assert found["peerlight_discord_refusals_total", "5xx"] == 1
    assert found["peerlight_gateway_connections_total", "new"] == 1
    assert found["peerlight_gateway_connections_total", "resumed"] == 1
    assert (found["peerlight_gateway_connected", "0"], found["peerlight_ready", ""]) == (1, 1)
    assert (found["peerlight_database_answers", ""], found["peerlight_writes_waiting", ""]) == (1, 0)
    assert found["peerlight_sessions", "running"] == 1
    assert 20e6 < found["peerlight_memory_bytes", ""] < 300e6
    assert found["peerlight_open_files", ""] > 5
    assert not [name for name, _ in found if "cpu" in name]
    everybody = (SERVER, ROOM, STAFF, WILHELMINA.xid, ZEBEDEE.xid, *(one["id"] for one in discord.messages[ROOM]))
    assert not [xid for xid in everybody if str(xid) in text]
    private = (GROUP_NAME, WILHELMINA.name, ZEBEDEE.name, TOKEN, SERVER_NAME, *ROOM_NAMES.values())
    assert not [word for word in private if word.casefold() in text.casefold()]


async def test_one_press_changes_no_number(evening: Evening) -> None:
    """Nor do a few: whoever looks each second cannot count who answered, passed or asked for help."""
    port = free_port()
    switch_on(evening, port)
    await evening.log_in()
    await evening.start_session()
    moves = ("answer_seconds", "unanswered", "messages", "sessions", "discord_refusals")
    before = {key: value for key, value in numbers(await text_at(port)).items() if any(one in key[0] for one in moves)}
    for verb in ("break", "pass", "help"):
        await evening.discord.presses(ZEBEDEE, ROOM, evening.cards[0], verb)
    await evening.discord.until(lambda: len(evening.discord.messages[STAFF]) > 1)  # staff read the call for help
    after = numbers(await text_at(port))

    assert before
    assert {key: after[key] for key in before} == before


async def test_each_shard_has_a_line_of_its_own(tmp_path: Path) -> None:
    """One program with two shards: whoever looks sees which of them is away."""
    async with open_evening(tmp_path, empty_postgres()) as evening:
        switch_on(evening, port := free_port())
        await evening.log_in("--shard-ids", "0-1", "--shard-count", "2")
        await evening.discord.until(lambda: len(evening.discord.gateway.lines) == 2)
        await evening.discord.until(lambda: evening.discord.greeted)
        while not (found := numbers(await text_at(port)))["peerlight_ready", ""]:  # noqa: ASYNC110  it is in another process
            await asyncio.sleep(0.1)

        assert [found["peerlight_gateway_connected", shard] for shard in ("0", "1")] == [1, 1]


async def test_nothing_listens_and_nothing_is_loaded_unless_a_port_is_set(evening: Evening) -> None:
    """Off by default: the library costs memory."""
    await evening.log_in()

    assert listening(evening) == []
    loaded = "import sys; from bot.app import running; print([m for m in sys.modules if 'prometheus' in m])"
    assert await printed(evening, loaded) == "[]"


def listening(evening: Evening) -> list[str]:
    """List where the program listens: address and port in hexadecimal, as the system writes them."""
    assert evening.process
    files = set()
    for file in Path(f"/proc/{evening.process.pid}/fd").iterdir():
        with suppress(OSError):
            files.add(file.readlink().name)
    lines = [line.split() for line in Path(f"/proc/{evening.process.pid}/net/tcp").read_text().splitlines()[1:]]
    return [line[1] for line in lines if line[3] == "0A" and f"socket:[{line[9]}]" in files]


async def printed(evening: Evening, code: str) -> str:
    """Run Python beside the program and return what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, env=evening.environment, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    return out.decode().strip()


@pytest.mark.parametrize(
    ("port", "sentence"),
    [("70000", "The largest that is allowed is 65535."), ('"a lot"', "Write it like this: port = 0"), (None, "taken")],
)
async def test_a_port_that_cannot_be_used_gets_a_sentence(evening: Evening, port: str | None, sentence: str) -> None:
    """Where, what, and how to mend it, before the log-in."""
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        config = evening.folder / "config.toml"
        config.write_text(f"[metrics]\nport = {port or other.getsockname()[1]}\n{config.read_text()}")
        await evening.run()

        assert await evening.ends(30) == 2
    assert "[metrics] port" in evening.logged
    assert sentence in evening.logged
    assert evening.discord.count("/users/@me") == 0
