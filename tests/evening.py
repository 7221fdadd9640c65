"""The world of the tests at the socket: a small Discord, a folder, and the real program while it runs."""

import asyncio
import json
import re
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.small_discord.gateway import IDENTIFY
from bench.small_discord.guilds import FACILITATORS, LEADS, MEMBERS, ROOM, ROOM_NAMES, SERVER, SERVER_NAME, STAFF, VOICE
from bench.small_discord.server import SmallDiscord, small_discord
from bench.small_discord.shapes import TOKEN, Asked, Human, custom_ids, words
from bot.content import load_pack
from bot.scheduling import SystemClock

PACK = load_pack()
GROUP_NAME = "The Thursday Kites"
WILHELMINA = Human(1200000000000000101, "Wilhelmina", (FACILITATORS,))
ZEBEDEE = Human(1200000000000000102, "Zebedee", (MEMBERS,))
TYPED = "a wobbly sort of week"
SEND_MESSAGES = 1 << 11
LOCKED = {"id": str(MEMBERS), "type": 0, "allow": "0", "deny": str(SEND_MESSAGES)}  # as the last session left it
GROUP: dict[str, Any] = {
    "name": GROUP_NAME,
    "server": SERVER,
    "session_channel": ROOM,
    "staff_channel": STAFF,
    "voice_channel": VOICE,
    "member_role": MEMBERS,
    "facilitator_role": FACILITATORS,
    "lead_role": LEADS,
    "zone": "UTC",
    "check_in": True,
}


class Evening:
    """A small Discord, a folder with settings and data, and the program while it runs."""

    def __init__(self, discord: SmallDiscord, folder: Path, url: str = "") -> None:
        self.discord = discord
        self.folder = folder
        self.url = url
        self.database = folder / "data" / "peerlight.db"
        self.log = folder / "log.txt"
        self.process: asyncio.subprocess.Process | None = None
        self.environ: dict[str, str] = {}
        in_three_days = SystemClock().now() + timedelta(days=3)
        self.settings(weekday=f"{in_three_days:%A}")

    def settings(self, token: str = TOKEN, api: str = "", **group: Any) -> None:
        """Write the settings: everything in this folder, and the group."""
        lines = [f"{key} = {json.dumps(value)}" for key, value in {**GROUP, **group}.items()]
        (self.folder / "config.toml").write_text(
            f'[discord]\ntoken = "{token}"\napi_url = "{api or self.discord.url}"\n'
            f'gateway_url = "{self.discord.gateway.url}"\n[storage]\ndatabase = "{self.database}"\n'
            f'[privacy]\nmaster_key_file = "{self.master_key}"\n[logging]\nlevel = "INFO"\n'
            f"[database]\nurl = {json.dumps(self.url)}\n"
            "[group]\n" + "\n".join(lines)
        )

    @property
    def master_key(self) -> Path:
        """Where the program makes its master key."""
        return self.folder / "keys" / "master.key"

    @property
    def environment(self) -> dict[str, str]:
        """An environment with nothing of this computer in it, and the program of this tree."""
        return {"HOME": str(self.folder), "PYTHONPATH": str(Path(__file__).parents[1]), **self.environ}

    async def run(self, *more: str) -> None:
        """Type ``peerlight run`` and what comes after it; the old process, if any, must have ended."""
        words_typed = ["-c", "from bot.cli import main; main()", "run", *more]
        words_typed += ["--config", str(self.folder / "config.toml")]
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, *words_typed, cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )

    async def log_in(self, *more: str) -> None:
        """Run until the bot is logged in and knows its server."""
        before = len(self.discord.gateway.said(IDENTIFY))
        await self.run(*more)
        try:
            await self.discord.until(
                lambda: len(self.discord.gateway.said(IDENTIFY)) > before and self.discord.gateway.connected, 60
            )
        except TimeoutError:
            raise TimeoutError(f"it did not log in, and wrote: {self.logged[-1000:]}") from None

    async def ends(self, seconds: float = 30.0) -> int:
        """Wait until the program ends, and return its exit status."""
        assert self.process
        return await asyncio.wait_for(self.process.wait(), seconds)

    async def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send the program a signal and wait for its end."""
        assert self.process
        self.process.send_signal(sign)
        return await self.ends()

    async def start_session(self) -> Asked:
        """Let the facilitator start the session, and wait until both rooms show it."""
        asked = await self.discord.types(WILHELMINA, STAFF, "session start")
        await self.rooms_show("ground-rules")
        return asked

    async def rooms_show(self, step: str) -> None:
        """Wait until the one live card is that of this step, and the panel too: an older one refuses to move on."""
        name = PACK.say(f"step.{step}")
        await self.discord.until(lambda: [name in words(card).partition("\n")[0] for card in self.cards] == [True])
        await self.discord.until(lambda: self.panels and name in words(self.panels[-1]).partition("\n")[0])

    async def move(self, verb: str = "move") -> Asked:
        """Let the facilitator press the first flow button of the panel, once it has one."""
        await self.discord.until(lambda: self.panels and f":{verb}:" in " ".join(custom_ids(self.panels[-1])) + ":")
        return await self.discord.presses(WILHELMINA, STAFF, self.panels[-1], verb)

    async def redraws(self, verb: str) -> None:
        """Let the facilitator press what changes the card in its place, and wait until it says something else."""
        before = words(self.cards[0])
        await self.move(verb)
        await self.discord.until(lambda: words(self.cards[0]) != before)

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The live cards of the newest session in the room: there may be one only.

        Beside it are the pinned one for help, and those of sessions that are over, which ask how it was.
        """
        live = [(int(custom_ids(one)[0].split(":")[1]), one) for one in self.discord.live(ROOM)]
        newest = max((number for number, _ in live), default=0)
        return [one for number, one in live if number == newest and number]

    @property
    def panels(self) -> list[dict[str, Any]]:
        """The live panels in the staff channel; what staff are asked beside them is none."""
        verbs = {"move", "ready"}
        return [one for one in self.discord.live(STAFF) if verbs & {id_.split(":")[3] for id_ in custom_ids(one)}]

    def staff_read(self, said: str) -> int:
        """Count the messages in the staff channel that say this."""
        return sum(said in words(one) for one in self.discord.messages[STAFF])

    def rows(self, query: str) -> list[Any]:
        """Look into the database."""
        with closing(sqlite3.connect(self.database)) as database:
            return database.execute(query).fetchall()

    @property
    def logged(self) -> str:
        """Everything the program wrote."""
        return self.log.read_text() if self.log.exists() else ""


@asynccontextmanager
async def open_evening(folder: Path, url: str = "") -> AsyncIterator[Evening]:
    """Open an evening in a folder; ``url`` is that of a PostgreSQL database, in place of a file."""
    async with small_discord() as discord:
        opened = Evening(discord, folder, url)
        try:
            yield opened
        finally:
            if opened.process and opened.process.returncode is None:
                opened.process.kill()
                await opened.process.wait()
        assert "Traceback" not in opened.logged
        assert not re.findall(r"\d{15,}", opened.logged)
        private = (GROUP_NAME, WILHELMINA.name, ZEBEDEE.name, TYPED, TOKEN, SERVER_NAME, *ROOM_NAMES.values())
        assert not [word for word in private if word.casefold() in opened.logged.casefold()]
