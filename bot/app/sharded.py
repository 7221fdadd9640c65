"""One of several programs: it serves some of the shards into which Discord splits the servers of a large bot.

All of them share one PostgreSQL database. docs/growing.md says who needs this.
"""

import asyncio
from pathlib import Path

from discord.ext import commands

from bot.app.client import PeerlightBot
from bot.app.wiring import Services
from bot.config import ConfigProblems, Problem
from bot.scheduling import Timetable
from bot.storage.only_shards import MOST_SHARDS
from bot.storage.shards import Shards
from cogs.ui.pace import Pace

_LOG_IN_SECONDS = 5.0  # Discord lets so many shards log in meanwhile as its ``max_concurrency`` says
_IDS, _COUNT = "--shard-ids", "--shard-count"
_EXAMPLE = "Write it like: peerlight run --shard-ids 0,1 --shard-count 4"


class ShardedBot(PeerlightBot, commands.AutoShardedBot):
    """The same client with a line to Discord for each of its shards. The one with shard 0 tells Discord the commands.

    Direct messages come to shard 0, whatever group they are about.
    """

    def __init__(self, services: Services, timetable: Timetable, pace: Pace, shards: Shards) -> None:
        super().__init__(services, timetable, pace, shard_ids=list(shards.ids), shard_count=shards.count)
        self.tells_commands = 0 in shards.ids
        self.share = len(shards.ids) / shards.count
        self._at_once = 1
        self._log_ins: dict[int, float] = {}

    async def setup_hook(self) -> None:
        """Ask how many shards may log in at once, then do what every bot does."""
        _shards, _url, limits = await self.http.get_bot_gateway()
        self._at_once = max(1, limits["max_concurrency"])
        await super().setup_hook()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for a shard's turn to log in. What another program does is not known here: Discord lets us try again."""
        del initial
        loop, turn = asyncio.get_running_loop(), (shard_id or 0) % self._at_once
        free = self._log_ins.get(turn, loop.time() - _LOG_IN_SECONDS) + _LOG_IN_SECONDS
        self._log_ins[turn] = max(free, loop.time())
        await asyncio.sleep(max(0.0, free - loop.time()))


def bot_of(services: Services, timetable: Timetable, shards: Shards | None) -> PeerlightBot:
    """Make the client: the plain one, unless there are shards."""
    pace = Pace(services.desk.clock)
    return ShardedBot(services, timetable, pace, shards) if shards else PeerlightBot(services, timetable, pace)


def shards_of(ids: str, count: int | None, where: Path | str) -> Shards | None:
    """Read the shards that were typed, such as "0,1" or "0-7"; None where none were. Raises ``ConfigProblems``."""
    if not ids and count is None:
        return None
    if not ids or count is None:
        missing, given = (_IDS, _COUNT) if not ids else (_COUNT, _IDS)
        raise _problem(given, f"{given} says nothing without {missing}.", _EXAMPLE)
    if not 1 <= count <= MOST_SHARDS:
        raise _problem(_COUNT, f"{count} is no number of shards.", f"Take a number from 1 to {MOST_SHARDS}.")
    found = Shards(_numbers(ids), count)
    if found.ids[-1] >= count:
        what = f"There is no shard {found.ids[-1]} of {count}."
        raise _problem(_IDS, what, f"Shards are counted from 0, so the last one is {count - 1}.")
    if isinstance(where, Path) and not found.are_all:
        mend = "Write the address of a PostgreSQL server after url, below [database]. docs/growing.md says more."
        raise _problem("[database] url", "Several programs cannot share a database file.", mend)
    return found


def _numbers(ids: str) -> tuple[int, ...]:
    """Read "0,1" or "0-7", in order and each once."""
    found = set[int]()
    for part in ids.split(","):
        first, _dash, last = part.strip().partition("-")
        last = last or first
        if not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit()) or len(last) > 5:  # noqa: PLR2004  far above any
            raise _problem(_IDS, f"{ids} is no list of shards.", _EXAMPLE)
        found |= set(range(int(first), int(last) + 1))
    if not found:
        raise _problem(_IDS, f"{ids} is no list of shards.", _EXAMPLE)
    return tuple(sorted(found))


def _problem(where: str, what: str, mend: str) -> ConfigProblems:
    return ConfigProblems([Problem(where, what, mend)])
