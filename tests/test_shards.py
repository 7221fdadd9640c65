"""Several programs on one PostgreSQL, without Discord: each looks after the groups of its own shards and no others."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from circle import BEGINNING, MASTER, PACK
from made import postgres_in
from test_two_processes import rows

from bot.app import Services, prepare, wire
from bot.privacy import SeededRandomness
from bot.scheduling import MovedClock
from bot.services.schedule import Where
from bot.services.setup_view import Server
from bot.session import Caller, MemberId, Refused
from bot.storage import GroupDraft, Store
from bot.storage.shards import Shards

COUNT = 4
GROUPS = 4
WEEKS = 4  # 26 with `make prove`
HALVES = ((0, 1), (2, 3))
HELD = "SELECT group_id, count(opened_at), count(DISTINCT on_date) FROM sessions WHERE state = 'sealed'"
FACILITATOR = Caller(MemberId(7), frozenset({4}), shown_as="Fay")


def server(number: int) -> int:
    """Name a server; its shard is its number modulo the count."""
    return (number << 22) + 1


class Programs:
    """Programs over one database, by their shards; each can be killed and started as they please."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.clock = MovedClock(BEGINNING)
        self.running: dict[tuple[int, ...], Services] = {}

    async def start(self, *several: Sequence[int]) -> None:
        """Start programs, each with its shards, as ``peerlight run`` does before it logs in."""
        for ids in map(tuple, several):
            store = Store(self.url, shards=Shards(ids, COUNT))
            seed = SeededRandomness(sum(ids) + len(await rows(self.url, "SELECT id FROM occurrences")))
            one = wire(store=store, clock=self.clock, randomness=seed, master=MASTER, pack=PACK)
            await prepare(one, MASTER)
            self.running[ids] = one

    async def kill(self, *several: Sequence[int]) -> None:
        """Kill programs: nothing that they knew is left."""
        for ids in several:
            await self.running.pop(tuple(ids)).desk.store.close()

    def of(self, number: int) -> Services:
        """Find the program of a group's server."""
        return next(one for ids, one in self.running.items() if number % COUNT in ids)

    async def beat(self) -> None:
        """Let every program do what is due by its clock."""
        for one in list(self.running.values()):
            await one.week.beat()


@asynccontextmanager
async def open_programs(url: str) -> AsyncIterator[Programs]:
    """Start two programs, each with two of four shards, and set up a group in each of four servers."""
    async with AsyncExitStack() as opened:
        programs = Programs(url)
        opened.push_async_callback(lambda: programs.kill(*list(programs.running)))
        await programs.start(*HALVES)
        for number in range(GROUPS):
            draft = GroupDraft(
                f"group {number}", server(number), 10 + number, 100 + number, 3, 4, 5, zone="UTC", weekday=1
            )
            await programs.of(number).groups.put(draft)
        yield programs


async def weeks_on_two(url: str, weeks: int, seed: int) -> list[str]:
    """Live through weeks with two programs, of which one dies now and then; returns what went wrong, in words.

    What dies starts again, or the other starts again with all shards, and later shares them again.
    """
    chance = Random(seed)
    async with open_programs(url) as programs:
        for week in range(weeks):
            for minutes in (
                -5,
                0,
                120,
                240,
            ):  # it gathers, it starts, nobody says that they are still there, it is over
                moment = BEGINNING + timedelta(weeks=week + 1, minutes=minutes)
                programs.clock.advance(moment - programs.clock.now())
                await programs.beat()
                if minutes < 0:
                    for number in range(GROUPS):
                        session_id = await programs.of(number).board.newest_of(number + 1)
                        await programs.of(number).sessions.ready(FACILITATOR, session_id or 0)
                dying = chance.choice(list(programs.running))
                await programs.kill(dying)
                others = list(programs.running)
                if len(dying) == COUNT:
                    await programs.start(*HALVES)
                elif chance.random() < 0.5:
                    await programs.kill(*others)
                    await programs.start(range(COUNT))
                else:
                    await programs.start(dying)
                await programs.beat()
    held = await rows(url, f"{HELD} GROUP BY group_id ORDER BY group_id")
    opened = await rows(url, "SELECT outcome, count(*) FROM occurrences GROUP BY outcome")
    wanted = [(number + 1, weeks, weeks) for number in range(GROUPS)]
    return [f"{found}" for found in (held, opened) if found not in (wanted, [("opened", weeks * GROUPS)])]


async def test_a_programme_opens_each_week_once_whoever_dies(tmp_path: Path) -> None:
    """Every session of every group was opened once, and is sealed; none is missing."""
    assert await weeks_on_two(postgres_in(tmp_path), WEEKS, seed=1) == []


async def test_each_program_knows_the_groups_of_its_shards(tmp_path: Path) -> None:
    """Together they know all, and none is known twice; a set-up that has no group yet is known where its server is."""
    async with open_programs(postgres_in(tmp_path)) as programs:
        first, second = programs.running.values()
        lead = Caller(MemberId(8), frozenset(), shown_as="Lee", manages_server=True)
        for one, number in ((first, 4), (second, 6)):
            place = Server(server(number), frozenset())
            await one.setup.choose(lead, place, 0, "name", "Wednesday group")

            assert (await one.setup.look(lead, place, 0)).settings.name == "Wednesday group"
        assert {group.name for group in await first.groups.all()} == {"group 0", "group 1"}
        assert {group.name for group in await second.groups.all()} == {"group 2", "group 3"}


async def test_who_takes_over_a_shard_goes_on_with_its_sessions(tmp_path: Path) -> None:
    """One program dies; what starts in its place, with its shards, sees the session that is open and leads it on."""
    async with open_programs(postgres_in(tmp_path)) as programs:
        await programs.of(0).sessions.start(FACILITATOR, 10, server(0))
        await programs.kill(HALVES[0])
        assert await programs.of(2).board.sessions_to_show() == []
        await programs.kill(HALVES[1])
        await programs.start(range(COUNT))

        assert await programs.of(0).board.sessions_to_show() == [1]


async def test_what_staff_are_asked_is_asked_by_one_program(tmp_path: Path) -> None:
    """A step that is silent for too long: the program of the group asks, and the other knows nothing of it."""
    async with open_programs(postgres_in(tmp_path)) as programs:
        await programs.of(0).sessions.start(FACILITATOR, 10, server(0))
        programs.clock.advance(timedelta(minutes=40))
        for one in programs.running.values():
            await one.duty.beat()

        assert [bool(await one.duty.due()) for one in programs.running.values()] == [True, False]


async def test_a_reminder_is_stopped_in_a_direct_message_whatever_its_shard(tmp_path: Path) -> None:
    """Direct messages come to the program of shard 0: it ends the reminders of a group that it does not serve."""
    async with open_programs(postgres_in(tmp_path)) as programs:
        first, second = programs.running.values()
        member, where = Caller(MemberId(9), frozenset({3}), shown_as="Mo"), Where(13, server(3))
        await second.reminders.choose(member, where, "day", on=True)
        assert (await second.reminders.show(member, where)).day
        await first.reminders.stop(member, 4)

        assert not (await second.reminders.show(member, where)).day
        with pytest.raises(Refused):
            await first.reminders.show(member, where)
