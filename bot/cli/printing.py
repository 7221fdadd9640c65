"""Numbers as tables on a terminal. Their words come from the pack."""

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table

from bot.content import Pack
from bot.reports.figures import Figures
from bot.reports.layout import of_period, values_of
from bot.reports.tables import Cell, harmless

_HEADINGS = {
    "held": "Sessions",
    "attendances": "Came",
    "average": "Average",
    "peak": "Most",
    "unique_people": "Different people",
}
_SHOWN = ("figures", "breakdowns", "steps")


def print_periods(periods: Iterable[Figures], pack: Pack) -> None:
    """Print a line for each period."""
    found = list(periods)
    grid = _grid(["Period", *_HEADINGS.values()])
    for figures in found:
        values = values_of(figures)
        grid.add_row(figures.period, *(_text(values[name]) for name in _HEADINGS))
    console = _console()
    console.print(grid)
    for why in dict.fromkeys(one.why_no_people for one in found if one.why_no_people):
        console.print(f"No number of different people: {pack.say(f'numbers-why.{why}')}", highlight=False)


def print_period(figures: Figures, pack: Pack) -> None:
    """Print all that may be told of a period."""
    console = _console()
    for table in of_period(figures, pack):
        if table.name in _SHOWN:
            grid = _grid(table.columns)
            for row in table.rows:
                grid.add_row(*map(_text, row))
            console.print(grid)


def _grid(columns: Iterable[str]) -> Table:
    grid = Table(box=box.SIMPLE, show_edge=False, pad_edge=False)
    for name in columns:
        grid.add_column(name)
    return grid


def _text(cell: Cell) -> str:
    return "-" if cell is None else str(harmless(cell))


def _console() -> Console:
    return Console(soft_wrap=False, markup=False)
