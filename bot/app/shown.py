"""Every card as a member sees it, drawn from made-up values by the same functions as in a session, and as plain text.

It is for people who write texts (``peerlight words show``) and for the test that no word comes from outside a pack.
Nothing here needs a database or Discord.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.app.shown_alone import private_pages
from bot.app.shown_together import pages_of_taking_part
from bot.content import Pack
from bot.content.when import speak
from bot.services.endings import Ending
from bot.services.views import CardView, PlanLine
from bot.session import State, Step
from bot.storage import Group
from cogs.steps import FACES
from cogs.steps.face import StepCog
from cogs.ui.body import Body, Option, Select
from cogs.ui.card import draw_card, draw_gathering_retired, draw_retired
from cogs.ui.choices import choices_of

BEGINNING = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
_TOGETHER = timedelta(hours=1)
_WEEK = timedelta(weeks=1)
_STATES = (State.PAUSED, State.CLOSING, State.CLOSED, State.CANCELLED)


def every_card(pack: Pack) -> Iterator[tuple[str, str]]:
    """Give (name, text) of each card that a member can meet in a pack's words, room first, then what is private."""
    for name, body in every_body(pack):
        yield name, as_text(body)


def every_body(pack: Pack) -> Iterator[tuple[str, Body]]:
    """Give (name, body) of the same cards, as values."""
    speak(pack.calendar)
    group = Group(pack.say("calendar.name"), 0, 0, 0, 0, 0, weekday=BEGINNING.weekday(), check_in=True)
    faces = [_face(cog, pack) for cog in FACES]
    first = _view(pack, group, faces[0].step, 1)
    yield "gathering", draw_card(pack, faces[0], replace(first, state=State.GATHERING))
    yield "gathering/over", draw_gathering_retired(pack, first)
    for number, face in enumerate(faces, start=1):
        yield from _of_step(pack, face, _view(pack, group, face.step, number))
    last = _view(pack, group, faces[-1].step, len(faces))
    for state in _STATES:
        yield f"state/{state}", draw_card(pack, faces[-1], replace(last, state=state))
    after = last.ends_at + _TOGETHER
    yield "state/paused/away", draw_card(pack, faces[-1], replace(last, state=State.PAUSED, away=True))
    yield "state/closed/feedback", draw_card(pack, faces[-1], replace(last, state=State.CLOSED, feedback_until=after))
    yield "state/stopped", draw_card(pack, faces[-1], replace(last, state=State.CLOSED, stopped=True))
    yield from private_pages(pack, group, BEGINNING)
    yield from pages_of_taking_part(pack, {face.step.id: face for face in faces}, first)


def as_text(body: Body) -> str:
    """Write a card as plain text: its words, what its picture shows, and what can be pressed or chosen."""
    lines = [block for block in body.blocks if block.strip()]
    if body.picture:
        lines.insert(1, f"[{body.picture.alt}]")
    for row in body.rows:
        if isinstance(row, Select):
            lines.append(f"< {row.placeholder} >")
            lines += [f"    {_option(option)}" for option in row.options]
        elif row:
            lines.append("  ".join(f"( {f'{one.emoji} {one.label}'.strip()} )" for one in row))
    return "\n".join(lines)


def _option(option: Option) -> str:
    told = f" {option.description}" if option.description else ""
    return f"{option.emoji} {option.label}{told}".strip()


def _of_step(pack: Pack, face: Any, view: CardView) -> Iterator[tuple[str, Body]]:
    name = face.step.id
    yield name, draw_card(pack, face, view)
    for page in range(1, len(face.step.pages)):
        yield f"{name}/{face.step.pages[page]}", draw_card(pack, face, replace(view, page=page))
    for item, pages in _items(pack, face.step):
        for page in range(pages):
            view_of = replace(view, item=item, page=page, pages=pages)
            yield f"{name}/{item}{f'/{page + 1}' if page else ''}", draw_card(pack, face, view_of)
    item = next((item for item, _pages in _items(pack, face.step)), "")
    yield from _answered(pack, face, replace(view, item=item, page=max(len(face.step.pages) - 1, 0)))


def _answered(pack: Pack, face: Any, view: CardView) -> Iterator[tuple[str, Body]]:
    """Draw a step when its answers are shown, when they are not, and when its lists are there or empty."""
    name = face.step.id
    together = {
        question.id: [option.value for option in choices_of(pack, face.step, question, view.item)]
        for question in face.step.questions
        if not question.typed
    }
    if together:
        chosen: dict[str, Mapping[str, object]] = {
            one: {"chosen": values, "counts": dict.fromkeys(values, 2)} for one, values in together.items()
        }
        yield f"{name}/shown", draw_card(pack, face, replace(view, shown=chosen))
        yield f"{name}/not-shown", draw_card(pack, face, replace(view, shown=dict.fromkeys(chosen)))
    typed = [question.id for question in face.step.questions if question.typed]
    if typed:
        entries = dict.fromkeys(typed, ((pack.words[0].label, ""), (pack.words[1].label, pack.words[2].label)))
        yield f"{name}/list", draw_card(pack, face, replace(view, entries=entries))
        yield f"{name}/closed", draw_card(pack, face, replace(view, closed=frozenset(typed)))
        yield f"{name}/being-read", draw_card(pack, face, replace(view, being_read=frozenset(typed)))
    if name == "closing":
        for weeks in (0, 1, 2):
            ending = Ending(weeks, weeks, BEGINNING + weeks * _WEEK, (pack.say("calendar.name"),))
            yield f"{name}/ending-{weeks}", draw_card(pack, face, replace(view, ending=ending))
    yield f"{name}/over", draw_retired(pack, face, view)


def _items(pack: Pack, step: Step) -> Iterator[tuple[str, int]]:
    """List what a step may be about, with the number of its cards."""
    if step.material == "icebreaker":
        yield from ((one.id, 1) for one in pack.icebreakers)
    elif step.material == "feelings":
        yield from ((one.id, 1) for one in pack.feelings)
    elif step.pages_of_item:
        yield from ((one.id, len(one.cards) + 2) for one in pack.modules)
        yield from ((one, 1) for one in ("vote", "own"))


def _face(cog: type[StepCog], pack: Pack) -> Any:  # a cog is a Face, but mypy takes its class variable amiss
    nobody: Any = None  # drawing asks no service
    return cog(pack, nobody, nobody, nobody, nobody)


def _view(pack: Pack, group: Group, step: Step, number: int) -> CardView:
    plan = [cog.step.id for cog in FACES]
    return CardView(
        session_id=1,
        version=1,
        state=State.RUNNING,
        group=group,
        step=step,
        slot=number,
        number=number,
        of=len(plan),
        next_step=plan[number] if number < len(plan) else None,
        agenda=tuple(PlanLine(at, name, False, at == number) for at, name in enumerate(plan, start=1)),
        item="",
        page=0,
        pages=len(step.pages),
        shown={},
        entries={},
        closed=frozenset(),
        being_read=frozenset(),
        rules=pack.rules,
        rules_version=1,
        new_rules=frozenset(pack.rules[:1]),
        starts_at=BEGINNING,
        ends_at=BEGINNING + _TOGETHER,
        next_at=BEGINNING + _WEEK,
        we_did=pack.words[0].meaning,
    )
