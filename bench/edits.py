"""Edits of a card: staff press again and again, and Discord takes a few messages a moment for each room.

``python -m bench.edits`` lets the facilitators of 10 groups pause their session and go on, twice a second, all at the
same time. Each press changes the card in the room. A card is drawn at most once in two seconds, and what it says at
the end must be the last state.
"""

import asyncio
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from statistics import median

from bench.presses import Target
from bench.running import PROCESSOR, measure, running, until_quiet
from bench.small_discord.server import SmallDiscord
from bench.small_discord.shapes import Human, Json, parts, words
from bench.speed import one_of
from bench.table import Line, put
from cogs.ui.pace import APART

GROUPS, PRESSES, SECONDS = 10, 20, 10.0
DISCORD_TAKES = 50
EDITED = re.compile(r"PATCH /channels/(\d+)/messages/")
NOTE = f"""\
Edits: the facilitators of {GROUPS} groups pause and go on {PRESSES} times in {SECONDS:.0f} seconds, all at the same \
time. The other is one edit in {APART.total_seconds():.0f} seconds and the first one. The small Discord takes \
{DISCORD_TAKES} requests a second."""


async def edits() -> list[Line]:
    """Let all facilitators press, and count how often the cards were drawn."""
    async with one_of("ours", GROUPS) as (discord, targets, typed, folder):
        discord.limits.a_second = DISCORD_TAKES
        async with running(typed, discord, folder, processor=PROCESSOR):
            await until_quiet(discord)
            return await _watch(discord, targets)


async def _watch(discord: SmallDiscord, targets: Sequence[Target]) -> list[Line]:
    cards = [discord.live(target.guild.room)[-1] for target in targets]
    first = [words(card) for card in cards]
    discord.requests.clear()
    before = discord.limits.too_fast
    waits = [wait for some in await asyncio.gather(*(_press(discord, one) for one in targets)) for wait in some]
    pressed = time.monotonic()
    await until_quiet(discord, 2 * APART.total_seconds())
    late = time.monotonic() - pressed - 2 * APART.total_seconds()
    edited = Counter(found[1] for line, _ in discord.requests if (found := EDITED.match(line)))
    counts = sorted(edited[str(target.guild.room)] for target in targets)
    pauses = ["resume" in _switch(discord.live(target.guild.staff)[0])["custom_id"] for target in targets]
    wrong = sum((words(card) != said) != pause for card, said, pause in zip(cards, first, pauses, strict=True))
    most = SECONDS / APART.total_seconds() + 1
    refused = discord.limits.too_fast - before
    waits.sort()
    return [
        Line(f"Edits of a card in {SECONDS:.0f} s, {PRESSES} changes", median(counts), most, "", 1.0, _ends(counts)),
        Line("Cards that do not say the last state", wrong, 1, "", 0, (wrong, wrong)),
        Line("From the last press to the last card", late, APART.total_seconds(), "s", None, (late, late)),
        Line("p99 of these presses", waits[int(len(waits) * 0.99)], 1.0, "s", 1, _ends(waits)),
        Line("Edits answered with 429", refused, 1, "", 0, (refused, refused)),
    ]


async def _press(discord: SmallDiscord, target: Target) -> list[float]:
    """Pause and go on by the buttons of the panel; returns how long each press waited, in seconds."""
    guild = target.guild
    facilitator, waits = Human(guild.xid + 900, "Facilitator", (guild.facilitators,)), list[float]()
    begun = time.monotonic()
    for number in range(PRESSES):
        await asyncio.sleep(max(0.0, begun + number * SECONDS / PRESSES - time.monotonic()))
        panel = discord.live(guild.staff)[0]
        at = time.monotonic()
        asked = await discord.sends_press(facilitator, guild.staff, _switch(panel), panel)
        await asyncio.wait_for(asked.answered.wait(), 30)
        waits.append(time.monotonic() - at)
    return waits


def _switch(panel: Json) -> Json:
    """Find the button that pauses, or the one that goes on."""
    return next(one for one in parts(panel) if re.search(":move:(pause|resume)", one.get("custom_id", "")))


def _ends(sorted_figures: Sequence[float]) -> tuple[float, float]:
    return sorted_figures[0], sorted_figures[-1]


def main() -> int:
    """Measure, print, write the page; exit status 1 when an aim is missed."""
    return put("Edits of cards", measure(edits()), (NOTE,), runs=1)


if __name__ == "__main__":
    sys.exit(main())
