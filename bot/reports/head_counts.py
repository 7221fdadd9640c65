"""Head-counts as a table and as CSV: sessions, dates, attendances, listeners, unique people of a programme."""

import csv
import io
from dataclasses import dataclass
from datetime import date

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
    """One programme. Its unique people are counted in it alone and never added to another's."""

    programme: int
    unique_people: int


@dataclass(frozen=True)
class HeadCounts:
    """A group's head-counts."""

    group: str
    sessions: tuple[SessionCount, ...]
    programmes: tuple[ProgrammeCount, ...]


def to_csv(counts: HeadCounts) -> str:
    """Write one row a session, then one row a programme with its sums and its unique people.

    Numbers of sessions and programmes run from 1, as a reader counts them; the columns are explained in
    ``docs/data.md``.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    order = {programme.programme: number for number, programme in enumerate(counts.programmes, start=1)}
    for number, one in enumerate(counts.sessions, start=1):
        day = one.on_date.isoformat()
        writer.writerow(("session", order[one.programme], number, day, one.attendances, one.listeners, ""))
    for programme in counts.programmes:
        of_it = [one for one in counts.sessions if one.programme == programme.programme]
        sums = (sum(one.attendances for one in of_it), sum(one.listeners for one in of_it))
        writer.writerow(("programme", order[programme.programme], len(of_it), "", *sums, programme.unique_people))
    return out.getvalue()
