"""All that Discord, the network and people with rights can do to a running session, played at the socket.

Each fault strikes while members send their thank-yous and the facilitator moves on. No answer that was thanked for is
lost, the session can be ended while the fault lasts, and staff read what they have to mend. ``make prove`` plays each
many times and writes ``docs/faults.md``.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from answered import Book
from evening import PACK, WILHELMINA, Evening, open_evening

from bench.fault_table import PAGE, Tried
from bench.small_discord.guilds import FACILITATORS, LEADS, MEMBERS, ROOM, STAFF
from bench.small_discord.server import SmallDiscord
from bench.small_discord.shapes import Asked, Human, words

GRATITUDE = 6  # its slot
PEOPLE = [Human(1200000000000000300 + number, f"Philippa {number}", (MEMBERS,)) for number in range(6)]
LEAD = Human(1200000000000000103, "Leopoldina", (LEADS,))
AT_LEAST = 10  # times that each was played for the page
LONG = 600.0  # seconds: far longer than a session may stand still
CALM = 10.0  # seconds in which a busy machine gets this much done
PATIENTLY = 4.0  # seconds in which a press is answered, or never
NOT_ENDED = "it cannot be ended"
KEPT_WRONG = re.compile("lost|twice|never sent|left after")  # what a book says of answers
Strike = Callable[[SmallDiscord], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """One fault: its name and what happens (``docs/faults.md``), how it strikes, what staff read, where they type."""

    name: str
    then: str
    strike: Strike
    staff_read: str = ""
    who: Human = WILHELMINA
    where: int = STAFF
    panel_follows: bool = False  # only the group's room is struck, so the panel shows where the group is

    def __str__(self) -> str:
        return self.name


def requests(*patterns: str, **how: Any) -> Strike:
    """Let requests go wrong that match."""

    async def strike(discord: SmallDiscord) -> None:
        for pattern in patterns:
            discord.go_wrong(pattern, **how)

    return strike


async def _line_breaks(discord: SmallDiscord) -> None:
    await discord.gateway.drop()


async def _line_closes(discord: SmallDiscord) -> None:
    await discord.gateway.drop(4000)


async def _reconnect(discord: SmallDiscord) -> None:
    await discord.gateway.reconnect()


async def _invalidate(discord: SmallDiscord) -> None:
    await discord.gateway.invalidate()


async def _twice(discord: SmallDiscord) -> None:
    discord.gateway.again = 1


async def _backwards(discord: SmallDiscord) -> None:
    discord.gateway.hold()


async def _messages_deleted(discord: SmallDiscord) -> None:
    discord.delete_messages(ROOM)
    discord.delete_messages(STAFF)


def _deleted(xid: int, *, role: bool = False) -> Strike:
    return lambda discord: discord.delete_role(xid) if role else discord.delete_room(xid)


def _closed(xid: int) -> Strike:
    return lambda discord: discord.close_room(xid)


MESSAGES = rf"/channels/({ROOM}|{STAFF})/messages"
PRESSES = "POST /interactions/"
LATE = "The card is late; a beat or the next press draws it. The panel goes on."
AGAIN = "The bot asks Discord again."
FAULTS = (
    Fault("429: wait 2 seconds", AGAIN, requests(MESSAGES, status=429, wait=2.0, times=2)),
    Fault(
        "429: wait 10 minutes",
        LATE,
        requests(rf"/channels/{ROOM}/messages", status=429, wait=LONG, times=99),
        panel_follows=True,
    ),
    Fault("429 for the whole bot", AGAIN, requests(MESSAGES, status=429, wait=2.0, everywhere=True)),
    *(Fault(str(status), AGAIN, requests(MESSAGES, PRESSES, status=status)) for status in (500, 501, 502, 503, 504)),
    Fault("503 for a long time", LATE, requests(MESSAGES, status=503, times=99)),
    Fault("a connection that breaks before the request", LATE, requests(MESSAGES, PRESSES, status=-1, times=2)),
    Fault("a connection that breaks after the request", LATE, requests(MESSAGES, PRESSES, status=0, times=2)),
    Fault(
        "an answer to a message that never comes",
        "After 20 seconds the bot does what comes next. The card is late.",
        requests(MESSAGES, status=0, after=LONG, times=99),
    ),
    Fault(
        "an answer to a press that never comes",
        "What was pressed is kept. Discord tells the person that it failed.",
        requests(PRESSES, status=0, after=LONG, times=2),
    ),
    Fault("the gateway breaks and is resumed", "What was pressed meanwhile is answered.", _line_breaks),
    Fault("the gateway closes and is resumed", "What was pressed meanwhile is answered.", _line_closes),
    Fault("the gateway asks to reconnect", "What was pressed meanwhile is answered.", _reconnect),
    Fault(
        "the session at the gateway is invalid",
        "The bot logs in again. Discord tells who pressed meanwhile that it failed.",
        _invalidate,
    ),
    Fault("every event comes twice", "Each press counts once.", _twice),
    Fault("events come in another order", "Each press counts, or is refused in words.", _backwards),
    Fault(
        "10062: the press has expired",
        "What was pressed is kept. Discord tells the person that it failed.",
        requests(PRESSES, status=404, code=10062, times=3),
    ),
    Fault(
        "40060: the press was acknowledged before",
        "The answer comes as a second message.",
        requests(PRESSES, status=400, code=40060, times=3),
    ),
    Fault("the card and the panel are deleted", "The next press posts them again.", _messages_deleted),
    Fault(
        "the group's channel is deleted",
        "The panel goes on. The card is posted when there is a channel.",
        _deleted(ROOM),
        "staff.no-room-session",
        panel_follows=True,
    ),
    Fault(
        "the staff channel is deleted",
        "Staff type in the group's channel, and read it in private.",
        _deleted(STAFF),
        "check.no-staff",
        where=ROOM,
    ),
    Fault(
        "the role of members is deleted",
        "Nobody is a member until a lead chooses a role. What was kept stays.",
        _deleted(MEMBERS, role=True),
        "check.no-role-member",
    ),
    Fault(
        "the role of facilitators is deleted",
        "A lead ends the session.",
        _deleted(FACILITATORS, role=True),
        "check.no-role-facilitator",
        who=LEAD,
    ),
    Fault(
        "the bot may not write in the group's channel",
        "The panel goes on. The card is posted when the right is back.",
        _closed(ROOM),
        "staff.cannot-write-session",
        panel_follows=True,
    ),
    Fault(
        "the bot may not write in the staff channel",
        "Staff type in the group's channel, and read it in private.",
        _closed(STAFF),
        "staff.cannot-write-staff",
        where=ROOM,
    ),
)


@dataclass
class Outcome:
    """What came of one fault: answers that were thanked for, and what went wrong."""

    fault: Fault
    thanked: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def tried(self) -> Tried:
        """Say it for the page."""
        fault, lost = self.fault, [one for one in self.wrong if KEPT_WRONG.search(one)]
        staff_read = PACK.say(fault.staff_read) if fault.staff_read else ""
        ended = NOT_ENDED not in self.wrong
        return Tried(fault.name, fault.then, staff_read, self.thanked, len(lost), ended, tuple(self.wrong))


class Struck:
    """One session that a fault strikes."""

    def __init__(self, evening: Evening, fault: Fault, mind: Random) -> None:
        self.evening = evening
        self.discord = evening.discord
        self.fault = fault
        self.mind = mind
        self.book = Book(evening, PEOPLE)
        self.outcome = Outcome(fault)
        self._typed: list[Asked] = []

    async def play(self) -> Outcome:
        """Play the session from its start to its end, with the fault in the middle."""
        try:
            await self._play()
        except TimeoutError:
            self.outcome.wrong.append("somebody was not answered before the fault struck")
        return self.outcome

    async def _play(self) -> None:
        await self.evening.start_session()
        await self.discord.types(WILHELMINA, STAFF, "session go-to", step="gratitude")
        await self.evening.rooms_show("gratitude")
        form = await self.discord.presses(PEOPLE[0], ROOM, self.evening.cards[0], "write")
        calm = [await self.sends(who, form) for who in PEOPLE[:2]]
        await self.answered(calm)
        turn = self.mind.randrange(1, len(PEOPLE) - 2)
        sent = [await self.sends(who, form) for who in PEOPLE[:turn]]
        await self.fault.strike(self.discord)
        sent += [await self.sends(who, form) for who in PEOPLE[turn:]]
        sent.append(await self.types("session next"))
        await self.discord.gateway.let_go()
        await self.answered(sent)
        if self.fault.panel_follows:
            await self.panel_shows("closing")
        self.outcome.wrong += await self.book.compare(all_over=False)
        await self.ends()
        await self.reads()
        await self.mended()
        self.outcome.wrong += self.book.kept_wrong(await self.book.look())
        self.outcome.thanked = self.book.thanked

    async def sends(self, who: Human, form: Asked) -> Asked:
        """Let a member send a thank-you, without waiting."""
        text = f"Somebody who said {self.mind.randrange(10**9)}"
        asked = await self.discord.sends_form(who, ROOM, form, {"text": text})
        self.book.note(who, GRATITUDE, "thanks", text, asked)
        return asked

    async def types(self, command: str) -> Asked:
        """Let staff type a command, without waiting."""
        self._typed.append(await self.discord.sends_command(self.fault.who, self.fault.where, command))
        return self._typed[-1]

    async def answered(self, sent: Sequence[Asked]) -> None:
        """Wait until all were answered, or nobody waits any more."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENTLY):
                await asyncio.gather(*(one.answered.wait() for one in sent))

    async def panel_shows(self, step: str) -> None:
        """Wait until the panel is that of a step."""
        name = PACK.say(f"step.{step}")
        try:
            await self.discord.until(lambda: name in words(self.evening.panels[-1]).partition("\n")[0], CALM)
        except TimeoutError:
            self.outcome.wrong.append("the panel stands still")

    async def ends(self) -> None:
        """End the session while the fault lasts: who is not answered types again."""
        for _ in range(6):
            if self.is_over:
                return
            await self.answered([await self.types("session end")])
            with suppress(TimeoutError):
                await self.discord.until(lambda: self.is_over, 0.3)
        self.outcome.wrong += [] if self.is_over else [NOT_ENDED]

    @property
    def is_over(self) -> bool:
        """Whether the newest session is closed and sealed."""
        return bool(self.evening.rows("SELECT state FROM sessions ORDER BY id DESC LIMIT 1") == [("sealed",)])

    async def reads(self) -> None:
        """Wait until staff have read the words that they have to, in their channel or in private."""
        if not self.fault.staff_read:
            return
        sentence, theirs = PACK.say(self.fault.staff_read), self.discord.messages[STAFF]
        try:
            await self.discord.until(
                lambda: any(sentence in one for one in (*map(words, theirs), *(asked.text for asked in self._typed))),
                CALM,
            )
        except TimeoutError:
            self.outcome.wrong.append("staff were not told")

    async def mended(self) -> None:
        """Let nothing be wrong any more, and wait until the room says that it is over."""
        self.discord.mend()
        self.discord.gateway.again = 0
        await self.discord.put_back()
        with suppress(TimeoutError):
            await self.discord.until(self._says_so, 1.0)
        if not self._says_so():
            await self.discord.gateway.drop(4000)  # the next beat would do it; a new line does it at once
        try:
            await self.discord.until(self._says_so, 60.0)
        except TimeoutError:
            self.outcome.wrong.append("the room does not say that it is over")

    def _says_so(self) -> bool:
        return [PACK.say("over.text") in words(one) for one in self.evening.cards] == [True]


async def play_all(folder: Path, seed: int, faults: Sequence[Fault] = FAULTS) -> list[Outcome]:
    """Play faults one after the other in one evening, in an order of the seed's."""
    mind = Random(seed)
    async with open_evening(folder) as evening:
        await evening.log_in()
        return [await Struck(evening, fault, mind).play() for fault in mind.sample(faults, k=len(faults))]


@pytest.mark.parametrize("part", range(3))
async def test_no_fault_loses_an_answer_or_keeps_a_session_open(tmp_path: Path, part: int) -> None:
    """What was thanked for is kept once, the session can be ended while the fault lasts, and staff read of it."""
    outcomes = await play_all(tmp_path, seed=part, faults=FAULTS[part::3])

    assert {one.fault.name: one.wrong for one in outcomes if one.wrong} == {}
    assert all(one.thanked for one in outcomes)


def test_the_page_of_faults_is_about_these_faults() -> None:
    """Each fault has its line, with the same words; each was tried many times, and nothing was lost."""
    page = (Path(__file__).parents[1] / PAGE).read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in page.splitlines() if row.startswith("| ")]
    told = {name: cells for name, *cells in rows[1:]}

    assert {fault.name: fault.then for fault in FAULTS} == {name: cells[0] for name, cells in told.items()}
    assert [name for name, (_, _, tried, *_) in told.items() if int(tried) < AT_LEAST] == []
    assert [name for name, (_, _, _, _, lost, _) in told.items() if lost != "0"] == []
    assert [name for name, (_, _, tried, _, _, ended) in told.items() if ended != f"{tried} of {tried}"] == []
