"""What the database says of a simulated programme, held against what is true of its script."""

from collections.abc import Iterator, Mapping
from datetime import date

from bot.rehearsal.simulation.audit import MEMBERS, STAFF, Audit
from bot.rehearsal.simulation.stored import NOT_HELD, NOTHING, Stored
from bot.rehearsal.simulation.story import Script
from bot.rehearsal.simulation.truth import CALLED_OFF, MISSED, Day, days_of, figures_of
from bot.rehearsal.simulation.truth_ahead import doors_told, reminders, signed_up

_LATE = 120


def faults_of(script: Script, stored: Stored, audit: Audit, *, forgotten: int | None = None) -> Iterator[str]:
    """Walk what does not agree, in words; nothing when all went well."""
    true_days = days_of(script, forgotten=forgotten)
    for day in sorted({*true_days, *stored.days}):
        true, kept = true_days.get(day), stored.days.get(day, Day(NOTHING))
        if true != kept:
            yield f"{day:%d %B %Y} is stored as {_told(kept)}. The script says {_told(true)}."
    kept_figures = stored.figures.as_json()
    for name, figure in figures_of(script, forgotten=forgotten).as_json().items():
        if (found := kept_figures[name]) != figure:
            yield f"{name} is stored as {found}. The script says {figure}."
    yield from _untold(script, audit)
    yield from _unreminded(script, audit)
    yield from audit.faults()


def faults_ahead(script: Script, signed: Mapping[date, Mapping[str, int]], told: list[int]) -> Iterator[str]:
    """Walk what does not agree of sign-ups, as staff read them, and of who heard that their door is closed."""
    for week in script.weeks:
        true = signed_up(week.sign_ups)
        if week.sign_ups and (found := signed[week.day]) != true:
            yield f"For {week.day:%d %B %Y} staff read {found}. The script says {true}."
    if sorted(told) != doors_told(script):
        yield f"{sorted(told)} heard that their door is closed. The script says {doors_told(script)}."


def _unreminded(script: Script, audit: Audit) -> Iterator[str]:
    """Walk the people who did not get the reminders that they asked for, or got others."""
    true, sent = reminders(script), audit.reminders()
    for person, at in sorted({*true, *sent}):
        if (found := sent[person, at]) != (wanted := true[person, at]):
            yield f"Person {person + 1} got {found} reminders of {at:%d %B %Y at %H:%M}. The script says {wanted}."


def _untold(script: Script, audit: Audit) -> Iterator[str]:
    """Walk the dates without a session that members were not told of just once, and staff at least once."""
    days = days_of(script)
    for week in script.weeks:
        fate = days[week.day].fate
        said = [one.text for one in audit.said if one.to == MEMBERS and one.about == week.at and not one.ahead]
        if len(said) != len(set(said)):
            yield f"Members were told the same thing twice about {week.day:%d %B %Y}."
        by_night = fate == CALLED_OFF and week.over > _LATE  # then the card alone says it
        if fate in NOT_HELD and not said and not by_night:
            yield f"Members were not told that there is no session on {week.day:%d %B %Y}."
        if fate in (MISSED, CALLED_OFF) and not audit.to(STAFF, week.at):
            yield f"Staff were not told that there was no session on {week.day:%d %B %Y}."


def _told(day: Day | None) -> str:
    if day is None:
        return "no date"
    when = f" at {day.at:%H:%M} UTC, {day.late} minutes late, with {day.came} people" if day.at else ""
    return f"{day.fate}{when}"
