"""What is true of what people answer and of the steps that were run: counted from the script alone."""

from collections import Counter
from collections.abc import Iterator

from bot.rehearsal.simulation.story import STEPS, Script, Week

FEWEST = 4  # of fewer answers, or where all are alike, only how many there were is added


def steps_run(script: Script) -> dict[str, int]:
    """Count in how many held sessions the group was at each step."""
    return _by_step(step for week in script.weeks for step in run_in(week))


def steps_skipped(script: Script) -> dict[str, int]:
    """Count in how many held sessions the group was not at each step."""
    return _by_step(step for week in script.weeks if week.starts is not None for step in set(STEPS) - run_in(week))


def run_in(week: Week) -> frozenset[str]:
    """Name the steps that a group was at: as far as its facilitator went, without what was left out.

    The goodbye card comes in any case, also where a session closes by itself.
    """
    if week.starts is None:
        return frozenset()
    last = [step for _minute, step in week.walk][-1]
    return frozenset({*STEPS[: STEPS.index(last) + 1], STEPS[-1]}) - week.skips


def totals(script: Script) -> dict[str, dict[str, int]]:
    """Add up the answers of a whole programme: session by session, of who said yes to being counted."""
    found: dict[str, Counter[str]] = {}
    for week in script.weeks:
        for question, answers in _answers(week):
            added = Counter({"answered": len(answers)})
            if len(answers) >= FEWEST and len(set(answers)) > 1:
                added.update(answers)
            if answers:
                found.setdefault(question, Counter()).update(added)
    return {question: dict(sorted(found[question].items())) for question in sorted(found)}


def _answers(week: Week) -> Iterator[tuple[str, list[str]]]:
    """Walk (question, its answers that count) of one session."""
    been_at = {step for _minute, step in week.walk}
    feels = [visit.feels for visit in week.visits if visit.counted]
    if "check-in" in been_at:
        yield "check-in.week", [one.week for one in feels if one.week]
        yield "check-in.feel", [one.feel for one in feels if one.feel]
    if "closing" in been_at:
        yield "closing.change", [one.change for one in feels if one.change]


def _by_step(steps: Iterator[str]) -> dict[str, int]:
    counted = Counter(steps)
    return {step: counted[step] for step in STEPS}
