"""Figures laid out as tables, with a dictionary of every column and a note on how the numbers were made safe."""

from collections.abc import Iterator, Sequence

from bot.content import Pack
from bot.reports.figures import Divided, Figures
from bot.reports.head_counts import COLUMNS, HeadCounts, rows_of
from bot.reports.tables import Row, Table

SESSIONS = ("session", "date", "attendances", "listeners", "minutes")
FIGURES = ("figure", "value", "why")
BREAKDOWNS = ("question", "choice", "number", "why")
STEPS = ("step", "run", "skipped")
COUNTED = (
    "planned",
    "held",
    "cancelled",
    "attendances",
    "listeners",
    "average",
    "peak",
    "unique_people",
    "contact_hours",
)
_NOTES = ("counted", "staff", "codes", "people", "never-add", "small", "same", "made-safe")
_TOTAL = "total"
TABLES = ("sessions", "figures", "breakdowns", "steps", "dictionary", "note")


def of_period(figures: Figures, pack: Pack) -> tuple[Table, ...]:
    """Lay out one period."""
    sessions: list[Row] = [
        (one.session, one.on_date.isoformat(), one.attendances, one.listeners, one.minutes) for one in figures.sessions
    ]
    words = (*COUNTED, *(one.name for one in figures.divided))
    return (
        Table("sessions", SESSIONS, sessions),
        Table("figures", FIGURES, list(_figures(figures, pack))),
        Table("breakdowns", BREAKDOWNS, [row for one in figures.divided for row in _divided(one, pack)]),
        Table("steps", STEPS, [(one.step, one.run, one.skipped) for one in figures.steps]),
        _dictionary((*SESSIONS, *FIGURES, *BREAKDOWNS, *STEPS, *words), pack),
        _note(figures.group, figures.period, pack),
    )


def of_all(counts: HeadCounts, pack: Pack) -> tuple[Table, ...]:
    """Lay out all head-counts of a group."""
    return (
        Table("head-counts", COLUMNS, rows_of(counts)),
        _dictionary(COLUMNS, pack),
        _note(counts.group, "", pack),
    )


def values_of(figures: Figures) -> dict[str, int | float | None]:
    """Give each counted figure by its name; None where it may not be told."""
    plain: dict[str, int | float | None] = {name: getattr(figures, name) for name in COUNTED if name != "unique_people"}
    return {name: figures.people if name == "unique_people" else plain[name] for name in COUNTED}


def _figures(figures: Figures, pack: Pack) -> Iterator[Row]:
    for name, value in values_of(figures).items():
        yield name, value, "" if value is not None else pack.say(f"numbers-why.{figures.why_no_people}")


def _divided(one: Divided, pack: Pack) -> Iterator[Row]:
    yield one.name, _TOTAL, one.total, pack.say(f"numbers-why.{one.why}") if one.why else ""
    for choice, number in one.cells or ():
        yield one.name, choice, number, ""


def _dictionary(names: Sequence[str], pack: Pack) -> Table:
    rows: list[Row] = [(name, _meaning(name, pack)) for name in dict.fromkeys(names)]
    return Table("dictionary", ("name", "meaning"), rows)


def _meaning(name: str, pack: Pack) -> str:
    step, _, question = name.partition(".")
    if question and not pack.has(f"numbers-question.{step}.{question}"):
        return name  # a step that somebody added without this sentence
    return pack.say(f"numbers-question.{step}.{question}") if question else pack.say(f"numbers-column.{name}")


def _note(group: str, period: str, pack: Pack) -> Table:
    about: list[Row] = [("group", group), *([("period", period)] if period else [])]
    return Table("note", ("about", "words"), [*about, *(("note", pack.say(f"numbers-note.{name}")) for name in _NOTES)])
