"""How many requests a session costs: the real program plays one at the small Discord, and they are counted.

``python -m bench.a_session`` prints two numbers: answers to what people press, which Discord does not count towards
its 50 requests a second, and all other requests, which it does. docs/growing.md reckons with them.
"""

import asyncio
import re
import sys
import tempfile
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.small_discord.guilds import MEMBERS, ROOM, STAFF
from bench.small_discord.shapes import Human, custom_ids

PEOPLE = 8
_STEPS = ("ground-rules", "icebreaker", "check-in", "feeling-words", "topic", "gratitude", "closing")
_FREE = re.compile(r"/interactions/|/webhooks/")


def main() -> None:
    """Play it and print what was counted."""
    sys.path.insert(0, "tests")
    with tempfile.TemporaryDirectory() as folder:
        counted = asyncio.run(_counted(import_module("evening"), Path(folder)))
    free = sum(number for line, number in counted.items() if _FREE.search(line))
    Console().print(f"{PEOPLE} members: {free} answers to people, {counted.total() - free} other requests")
    for line, number in counted.most_common():
        Console().print(f"{number:5} {line}")


async def _counted(evenings: Any, folder: Path) -> Counter[str]:
    """Play a session from its start to its seal; returns how often each kind of request was made meanwhile."""
    async with evenings.open_evening(folder) as evening:
        discord = evening.discord
        await evening.run()
        await discord.until(lambda: discord.gateway.connected and discord.commands, 60)
        await asyncio.sleep(5)  # what a start costs is not a session's
        begun = len(discord.requests)
        await evening.start_session()
        members = [Human(1200000000000001000 + number, f"Member {number}", (MEMBERS,)) for number in range(PEOPLE)]
        for who in members:
            here = await discord.presses(who, ROOM, evening.cards[0], "here")
            while any(":consent:" in custom_id for custom_id in custom_ids(here.private[-1])):
                here = await discord.presses(who, ROOM, here.private[-1], "consent")
        for step in _STEPS[1:]:
            await evening.move()
            await evening.rooms_show(step)
            await _play(evening, step, members)
        for _ in range(2):
            await discord.types(evenings.WILHELMINA, STAFF, "session end")
        await discord.until(lambda: evening.rows("SELECT state FROM sessions") == [("sealed",)])
        await asyncio.sleep(3)  # the last drawing of the cards
        return Counter(re.sub(r"\d{10,}|interaction-\d+", "N", line) for line, _payload in discord.requests[begun:])


async def _play(evening: Any, step: str, members: list[Human]) -> None:
    """Let everybody say something at a step, as far as the step asks."""
    discord = evening.discord
    if step in ("icebreaker", "feeling-words", "topic"):
        await evening.redraws("choose")
    for who in members:
        card = evening.cards[0]
        verbs = {custom_id.split(":")[3] for custom_id in custom_ids(card)}
        if "answer" in verbs:
            await discord.presses(who, ROOM, card, "answer")
        elif form := verbs & {"check-in", "write"}:
            opened = await discord.presses(who, ROOM, card, form.pop())
            filled = {"week": "good", "feel": "mixed"} if step == "check-in" else {"text": "thank you"}
            await discord.submits(who, ROOM, opened, **filled)
        elif "pass" in verbs:
            await discord.presses(who, ROOM, card, "pass")


if __name__ == "__main__":
    main()
