"""The report of a block for whoever gives money: two pages, from released figures and words that people gave for it.

Nothing is counted here: every figure comes from ``Figures``, which the rule for small numbers has passed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.content import Pack
from bot.content.when import date_in_words, weekly_moment_in_words
from bot.reports.bars import MOST_CATEGORIES, across, along
from bot.reports.document import Bullets, Document, Drawing, Grid, Heading, Paragraph, Part, Quotation, few
from bot.reports.figures import FIRST_VISIT, NEW, RETURNING, Divided, Figures
from bot.reports.new_time import TimeChange
from bot.session.outcomes import HELPS

LONGEST_LEARNED = 900
MOST_QUOTES = 5
MOST_PAGES = 2
_MOST_STEPS = 8
_MOST_WITHHELD = 4
_MOST_CHANGES = 2


@dataclass(frozen=True)
class Report:
    """What a report is made of: figures that may leave, published quotes, and what the lead typed."""

    figures: Figures
    quotes: tuple[str, ...]
    learned: str
    made_on: date
    new_times: tuple[TimeChange, ...] = ()


def report_page(pack: Pack, report: Report) -> Document:
    """Make the document."""
    figures = report.figures
    parts: list[Part] = [*_opening(pack, figures)]
    parts += [Heading(pack.say("report-page.did")), *_did(pack, figures)]
    parts += [Heading(pack.say("report-page.came")), *_came(pack, figures), *_new_times(pack, report)]
    parts += [Heading(pack.say("report-page.changed")), *_changed(pack, figures)]
    parts += [Heading(pack.say("report-page.said")), *_said(pack, report.quotes)]
    if report.learned.strip():
        learned = [line.strip() for line in report.learned[:LONGEST_LEARNED].splitlines() if line.strip()]
        parts += [Heading(pack.say("report-page.learned")), *map(Paragraph, learned)]
    parts += [Heading(pack.say("report-page.safe")), Bullets(pack.lines("report-page.safe-lines"))]
    parts.append(Paragraph(pack.say("report-page.made", day=date_in_words(report.made_on)), small=True))
    title = pack.say("report-page.title", group=figures.group)
    return Document(title, tuple(parts), cannot_print=pack.say("keepsake.cannot-print"), most_pages=MOST_PAGES)


def _opening(pack: Pack, figures: Figures) -> list[Part]:
    if not figures.sessions:
        return [Paragraph(pack.say("report-page.no-sessions", period=figures.period))]
    first, last = (date_in_words(figures.sessions[at].on_date) for at in (0, -1))
    days = Paragraph(pack.say("report-page.days", first=first, last=last))
    return [days] if figures.over else [days, Paragraph(pack.say("report-page.not-over"))]


def _did(pack: Pack, figures: Figures) -> list[Part]:
    say = pack.say
    rows = [
        (say("report-page.planned"), str(figures.planned)),
        (say("report-page.held"), str(figures.held)),
        (say("report-page.cancelled"), str(figures.cancelled)),
        (say("report-page.hours"), _decimal(figures.contact_hours)),
    ]
    parts: list[Part] = [Grid((say("report-page.what"), say("report-page.number")), tuple(rows))]
    order = [key.partition(".")[2] for key in pack.sentences if key.startswith("step.")]  # as in a session
    run = sorted((one for one in figures.steps if one.run), key=lambda one: order.index(one.step))[:_MOST_STEPS]
    if run:
        lines = [say("report-page.step", step=say(f"step.{one.step}"), n=one.run) for one in run]
        parts += [Paragraph(say("report-page.steps")), Bullets(tuple(lines))]
    return parts


def _came(pack: Pack, figures: Figures) -> list[Part]:
    say = pack.say
    rows = [
        (say("report-page.attendances"), str(figures.attendances)),
        (say("report-page.listeners"), str(figures.listeners)),
        (say("report-page.average"), _decimal(figures.average)),
        (say("report-page.peak"), str(figures.peak)),
    ]
    if figures.people is not None:
        rows.append((say("report-page.people"), str(figures.people)))
    visits = figures.divide(FIRST_VISIT)
    if visits and visits.cells:
        cells = dict(visits.cells)
        rows.append((say("report-page.new"), str(cells[NEW])))
        rows.append((say("report-page.returning"), str(cells[RETURNING])))
    parts: list[Part] = [Grid((say("report-page.what"), say("report-page.number")), tuple(rows))]
    if figures.people is None:
        parts.append(
            Paragraph(say("report-page.no-people", why=say(f"numbers-why.{figures.why_no_people}")), small=True)
        )
    if figures.sessions:
        parts += [Paragraph(say("report-page.chart")), _attendance(pack, figures)]
    return parts


def _new_times(pack: Pack, report: Report) -> list[Part]:
    """Say when the weekly time changed, and how many came before and after; of few sessions only that it changed."""
    parts: list[Part] = []
    for one in report.new_times[-_MOST_CHANGES:]:
        effect, old, new = one.effect, weekly_moment_in_words(*one.old), weekly_moment_in_words(*one.new)
        words = pack.say("report-page.new-time", day=date_in_words(effect.since), new=new, old=old)
        if effect.says != "too-early":
            before, after = _decimal(effect.before.average), _decimal(effect.after.average)
            words += " " + pack.say("report-page.new-time-people", before=before, after=after)
        parts.append(Paragraph(words))
    return parts


def _attendance(pack: Pack, figures: Figures) -> Drawing:
    values = [one.attendances for one in figures.sessions]
    first, last = (date_in_words(figures.sessions[at].on_date) for at in (0, -1))
    listed = ", ".join(map(str, values))
    alt = pack.say("report-page.chart-alt", n=len(values), first=first, last=last, values=listed)
    return Drawing(along(values, first, last), alt, 14.5)


def _changed(pack: Pack, figures: Figures) -> list[Part]:
    asked = [one for one in figures.divided if one.name != FIRST_VISIT]
    alike: dict[tuple[str, ...], list[Divided]] = {}
    for one in asked:
        if one.cells:
            alike.setdefault(tuple(label for label, _n in _answers(pack, one)), []).append(one)
    parts = [part for labels, ones in alike.items() for part in _shown(pack, labels, ones)]
    withheld: dict[str, list[str]] = {}
    for one in asked:
        if not one.cells:
            withheld.setdefault(one.why, []).append(_named(pack, one))
    for why, names in withheld.items():
        parts.append(Paragraph(pack.say(f"numbers-why.{why}")))
        parts.append(Bullets(few(names, _MOST_WITHHELD, lambda n: pack.say("report-page.more", n=n))))
    return parts or [Paragraph(pack.say("report-page.nothing-asked"))]


def _shown(pack: Pack, labels: tuple[str, ...], ones: Sequence[Divided]) -> list[Part]:
    """Show questions that have the same answers: one with up to four answers as a chart, others as a table."""
    if len(ones) > 1 or len(labels) > MOST_CATEGORIES:
        rows = tuple((_named(pack, one), *(str(n) for _label, n in _answers(pack, one))) for one in ones)
        return [Paragraph(pack.say("report-page.table")), Grid((pack.say("report-page.question"), *labels), rows)]
    (one,) = ones
    values = [n for _label, n in _answers(pack, one)]
    told = ", ".join(f"{label}: {n}" for label, n in _answers(pack, one))
    alt = pack.say("report-page.answers-alt", question=_named(pack, one), values=told)
    title = Paragraph(pack.say("report-page.asked", question=_named(pack, one), n=one.total))
    return [title, Drawing(across(labels, values), alt, 11.0)]


def _answers(pack: Pack, one: Divided) -> list[tuple[str, int]]:
    """List the answers of a question with their numbers, in the order in which people see them."""
    counts = dict(one.cells or ())
    named = _labels(pack, one.name)
    order = [choice for choice in named if choice in counts] + [choice for choice in counts if choice not in named]
    return [(named.get(choice, choice), counts[choice]) for choice in order]


def _labels(pack: Pack, name: str) -> dict[str, str]:
    """Find the words of a question's answers: its own, those of an outcome question, or the names of steps."""
    asked = name.partition(".")[2]
    for key in (name, f"outcome.{asked}", "outcome.answer" if asked in HELPS else ""):
        if key in pack.choices:
            return {choice.id: choice.label for choice in pack.choices[key]}
    steps = {key.partition(".")[2]: pack.say(key) for key in pack.sentences if key.startswith("step.")}
    return {**steps, "not-sure": pack.say("round.not-sure")}


def _named(pack: Pack, one: Divided) -> str:
    step, _dot, question = one.name.partition(".")
    return pack.say(f"numbers-question.{step}.{question}") if question else pack.say(f"numbers-column.{step}")


def _said(pack: Pack, quotes: Sequence[str]) -> list[Part]:
    if not quotes:
        return [Paragraph(pack.say("report-page.no-quotes"))]
    words = [Quotation(pack.say("quote.printed", words=one)) for one in quotes[:MOST_QUOTES]]
    return [Paragraph(pack.say("report-page.consent")), *words]


def _decimal(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
