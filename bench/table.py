"""What was measured, as JSON and as a page: each part is measured by its own module and put beside the others."""

import json
import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bot.scheduling import SystemClock

PAGE = Path("docs/performance.md")
DATA = Path("docs/performance.json")
RUNS = 5


@dataclass(frozen=True)
class Line:
    """One thing that was measured: medians, the lowest and the highest of ours, and what the ratio has to be.

    ``aim`` is at most so much, or with ``at_least`` at least so much; None: it is only told.
    """

    name: str
    ours: float
    other: float
    unit: str
    aim: float | None
    spread: tuple[float, float]
    at_least: bool = False

    @property
    def ratio(self) -> float:
        """Ours over the other's; a limit in the same unit is its own other."""
        return self.ours / self.other if self.other else float(self.ours > 0)

    @property
    def holds(self) -> bool:
        """Tell whether it is as it should be."""
        if self.aim is None:
            return True
        return self.ratio >= self.aim if self.at_least else self.ratio <= self.aim

    def told(self) -> str:
        """Write it in one line."""
        missed = "" if self.holds else "  MISSED"
        return f"{self.name}: {self.ours:.2f} against {self.other:.2f} {self.unit}, ratio {self.ratio:.2f}{missed}"


def line(
    name: str, ours: Sequence[float], others: Sequence[float], unit: str, aim: float | None, *, at_least: bool = False
) -> Line:
    """Make a line from the figures of all runs."""
    return Line(name, median(ours), median(others), unit, aim, (min(ours), max(ours)), at_least)


def put(part: str, lines: Sequence[Line], notes: Sequence[str], *, runs: int = RUNS) -> int:
    """Print the lines of a part and write them down; returns an exit status, 1 when an aim was missed."""
    for one in lines:
        print(one.told())  # noqa: T201  it is a command's answer
    known: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8")) if DATA.exists() else {}
    known[part] = {
        "on": f"{SystemClock().now():%Y-%m-%d}",
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "runs": runs,
        "notes": list(notes),
        "lines": [_as_json(one) for one in lines],
    }
    DATA.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text("\n".join(_page(known)), encoding="utf-8")
    return 0 if all(one.holds for one in lines) else 1


def _as_json(one: Line) -> dict[str, Any]:
    figures = {"ours": one.ours, "other": one.other, "ratio": one.ratio, "lowest": one.spread[0]}
    rounded = {name: round(value, 4) for name, value in {**figures, "highest": one.spread[1]}.items()}
    return {"name": one.name, "unit": one.unit, **rounded, "aim": one.aim, "at_least": one.at_least, "holds": one.holds}


def _page(known: dict[str, Any]) -> list[str]:
    page = ["# How fast it is", "", "`make bench` writes this page, and the same as [JSON](performance.json).", ""]
    for part, told in known.items():
        page += [
            f"## {part}",
            "",
            f"On {told['on']}: {told['machine']}, Python {told['python']}, SQLite {told['sqlite']}.",
            f"{_of(told['runs'])}; in brackets the lowest and the highest.",
            "",
            "| what | ours | the other | ratio | aim | |",
            "|---|---|---|---|---|---|",
            *(_row(one) for one in told["lines"]),
            "",
            *(f"- {note}" for note in told["notes"]),
            "",
        ]
    return page


def _of(runs: int) -> str:
    return f"Medians of {runs} runs, by turns" if runs > 1 else "One run"


def _row(one: dict[str, Any]) -> str:
    aim = "" if one["aim"] is None else f"at {'least' if one['at_least'] else 'most'} {one['aim']:g}"
    spread = f"{one['lowest']:.2f} to {one['highest']:.2f}"
    cells = (
        one["name"],
        f"{one['ours']:.2f} {one['unit']} ({spread})",
        f"{one['other']:.2f} {one['unit']}",
        f"{one['ratio']:.2f}",
        aim,
        "" if one["holds"] else "missed",
    )
    return "| " + " | ".join(cells) + " |"
