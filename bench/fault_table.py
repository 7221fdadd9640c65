"""The page ``docs/faults.md``: what can go wrong around the bot, how often it was tried, and what was lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.scheduling import SystemClock

PAGE = Path("docs/faults.md")
HEADING = """\
# What can go wrong around the bot

`python -m bench.prove faults` plays every fault in running sessions, and writes this page. The real program runs,
against a small Discord on the same machine (`bench/small_discord`). Six members send thank-yous while the fault
strikes and the facilitator goes on. Then the session is ended, while the fault lasts.

- **lost**: an answer that its author was thanked for, and that was not kept exactly once.
- **ended**: the session was closed and sealed while the fault lasted.
- Who was not answered can press again: the same words count once.

"""
COLUMNS = ("fault", "what happens", "staff read", "tried", "thanked for", "lost", "ended")


@dataclass(frozen=True)
class Tried:
    """One fault that was played once: how many answers were thanked for, and what went wrong."""

    name: str
    then: str
    staff_read: str
    thanked: int
    lost: int
    ended: bool
    wrong: tuple[str, ...]

    def __bool__(self) -> bool:
        return not self.wrong


def write_page(tried: Sequence[Tried], page: Path = PAGE) -> None:
    """Write the page from all that was played."""
    rows = [_row([one for one in tried if one.name == name]) for name in dict.fromkeys(one.name for one in tried)]
    when = f"Last on {SystemClock().now():%d %B %Y}: {len(tried)} faults played.\n\n"
    table = ["| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS), *rows]
    wrong = sorted({f"- {one.name}: {', '.join(one.wrong)}" for one in tried if one.wrong})
    also = ["", "What did not go as it should:", "", *wrong] if wrong else []
    page.write_text(HEADING + when + "\n".join([*table, *also]) + "\n", encoding="utf-8")


def _row(same: Sequence[Tried]) -> str:
    first, times = same[0], len(same)
    ended = sum(one.ended for one in same)
    thanked, lost = sum(one.thanked for one in same), sum(one.lost for one in same)
    cells = (first.name, first.then, first.staff_read, times, thanked, lost, f"{ended} of {times}")
    return "| " + " | ".join(str(cell) for cell in cells) + " |"
