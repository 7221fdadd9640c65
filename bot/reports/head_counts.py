"""Head-counts as a table and as CSV: sessions, dates, attendances, listeners, unique people of a block."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from bot.reports.figures import Figures

COLUMNS = ("row", "programme", "session", "date", "attendances", "listeners", "unique_people")


@dataclass(frozen=True)
class SessionCount:
    """One held session. ``listeners`` are among ``attendances``."""

    programme: int
    session: int
    on_date: date
    attendances: int
    listeners: int


@dataclass(frozen=True)
class ProgrammeCount:
    """One programme. Its unique people are counted in it alone and never added to another's; None: not to be told."""

    programme: int
    unique_people: int | None


@dataclass(frozen=True)
class HeadCounts:
    """A group's head-counts. ``quarters`` is empty for a group that is counted by programme."""

    group: str
    sessions: tuple[SessionCount, ...]
    programmes: tuple[ProgrammeCount, ...]
    quarters: tuple[Figures, ...] = ()


def rows_of(counts: HeadCounts) -> list[tuple[str | int | None, ...]]:
    """List one row a session, then one a programme with its sums, then one a quarter; None is an empty cell.

    Numbers of sessions and programmes run from 1, as a reader counts them; the columns are explained in
    ``docs/data.md``.
    """
    rows: list[tuple[str | int | None, ...]] = []
    order = {programme.programme: number for number, programme in enumerate(counts.programmes, start=1)}
    for number, one in enumerate(counts.sessions, start=1):
        day = one.on_date.isoformat()
        rows.append(("session", order[one.programme], number, day, one.attendances, one.listeners, None))
    for programme in counts.programmes:
        of_it = [one for one in counts.sessions if one.programme == programme.programme]
        sums = (sum(one.attendances for one in of_it), sum(one.listeners for one in of_it))
        number = order[programme.programme]
        rows.append(("programme", number, len(of_it), None, *sums, programme.unique_people))
    return [*rows, *map(_quarter, counts.quarters)]


def _quarter(one: Figures) -> tuple[str | int | None, ...]:
    return ("quarter", one.period, one.held, None, one.attendances, one.listeners, one.people)


def to_csv(counts: HeadCounts) -> str:
    """Write ``rows_of`` as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows_of(counts))
    return out.getvalue()
