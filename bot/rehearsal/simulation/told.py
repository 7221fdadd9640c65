"""What came of a simulation, for a person as a table and for a program as one JSON object."""

from collections import Counter
from pathlib import Path
from typing import Any

from rich.table import Table

from bot.rehearsal.simulation.play import Played
from bot.rehearsal.simulation.truth import BREAK, CALLED_OFF, CANCELLED, MISSED

ROWS = {
    "planned": "Sessions planned",
    "held": "Sessions held",
    "cancelled": "Sessions not held",
    "opened_late": "Sessions that began late",
    "opened_twice": "Sessions opened twice",
    "attendances": "Times that somebody came",
    "unique_people": "Different people",
    "peak": "Most people in one session",
    "listeners": "Times that somebody came to listen",
    "came_again": "People who came more than once",
    "contact_hours": "Hours that people spent here",
}
CHANGES = {"better": "Felt better at the end", "same": "Felt the same", "worse": "Felt worse"}
WHY = {
    CANCELLED: "The lead called it off",
    CALLED_OFF: "No facilitator was ready in time",
    MISSED: "The bot was away for too long",
    BREAK: "Weeks of a break",
}


def as_json(played: Played, database: Path) -> dict[str, Any]:
    """Give the stored figures, the file they are in, and the true ones."""
    return {**played.stored.figures.as_json(), "database": str(database), "truth": played.truth.as_json()}


def as_table(played: Played) -> Table:
    """Give the stored figures beside the true ones, and why sessions were not held."""
    table = Table()
    table.add_column("")
    table.add_column("The database says", justify="right")
    table.add_column("The script says", justify="right")
    stored, true = played.stored.figures.as_json(), played.truth.as_json()
    for name, words in ROWS.items():
        table.add_row(words, str(stored[name]), str(true[name]))
    for name in sorted({*stored["quarters"], *true["quarters"]}):
        new = [str(figures["quarters"].get(name, {}).get("new_people", 0)) for figures in (stored, true)]
        table.add_row(f"New people in {name}", *new)
    for change, words in CHANGES.items():
        said = [str(figures["totals"].get("closing.change", {}).get(change, 0)) for figures in (stored, true)]
        table.add_row(words, *said)
    fates = Counter(day.fate for day in played.stored.days.values())
    for fate, words in WHY.items():
        table.add_row(words, str(fates[fate]), "")
    return table
