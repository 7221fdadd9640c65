"""Every card that a member can meet in a session: each step with each of its items, pages, results and lists.

The cards are drawn by the bot's own functions from what a real session reads, varied in all that may change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from itertools import product
from pathlib import PurePath
from typing import Any

from house import House

from bot.content import Pack
from bot.content.texts import NOT_READ
from bot.content.when import speak
from bot.services import CardView
from bot.services.views import Rest
from bot.session import Shown, State, Step
from bot.storage.repositories.signs import Sign
from cogs.ui.body import Body, files, layout
from cogs.ui.card import draw_card, draw_gathering_retired, draw_retired

ENTRIES = (("αβγ", ""), ("δεζ", "Ωμ"))
"""What people wrote: in letters that are in no sentence of ours."""

Shown_ = Mapping[str, Mapping[str, object] | None]
_ALPHA = 0x3B1  # the first Greek letter
_RESULT: Mapping[str, object] = {"chosen": ["good", "calm"], "counts": {}}


def faces_of(home: House, pack: Pack) -> list[Any]:
    """Give the bot's own faces of its steps, drawing with this pack."""
    own: Mapping[str, Any] = home.stage.bot.screen.faces
    return [type(face)(pack, face.answers, face.rules_of, face.giving, face.screen) for face in own.values()]


async def every_card(home: House, pack: Pack) -> list[tuple[str, Body]]:
    """Draw them all, each with a name that says which it is. The session of the house must have started."""
    speak(pack.calendar)
    found = []
    for face in faces_of(home, pack):
        await home.at_step(face.step.id)
        place = await home.place()
        view = replace(await home.services.board.card(place.session_id, place.slot), rules=("αβγ",))
        found += [(name, draw_card(pack, face, one)) for name, one in _in_session(face.step, view, home)]
        found += [(name, draw_card(pack, face, one)) for name, one in _after(face.step, view)]
        found.append((f"{face.step.id} retired", draw_retired(pack, face, view)))
    return [*found, ("gathering retired", draw_gathering_retired(pack, view))]


def _in_session(step: Step, view: CardView, home: House) -> Iterator[tuple[str, CardView]]:
    """Vary the card of an open session."""
    state = State.CLOSING if step.id == "closing" else State.RUNNING
    for item, page in _pages(step, home):
        one = replace(view, state=state, item=item, page=page, pages=max(1, page + 1))
        yield f"{step.id} {item} {page}", one
    item, page = next(_pages(step, home))
    shown: Shown_ = {one.id: _RESULT for one in step.questions if one.shown is Shown.TOGETHER}
    lists = {one.id: ENTRIES for one in step.questions if one.shown is Shown.IN_BATCHES}
    results: dict[str, Shown_] = {"unseen": {}, "seen": shown, "hidden": dict.fromkeys(shown)}
    for result, listed, closed, away in product(results, (False, True), (False, True), (False, True)):
        yield (
            f"{step.id} {result} {listed} {closed} {away}",
            replace(
                view,
                state=state,
                item=item,
                shown=results[result],
                entries=lists if listed else {},
                closed=frozenset(lists) if closed else frozenset(),
                away=away,
            ),
        )
    yield f"{step.id} being read", replace(view, item=item, closed=frozenset(lists), being_read=frozenset(lists))
    yield from _together(step, replace(view, state=state, item=item, number=1))
    for over in (False, True):
        yield f"{step.id} paused until {over}", replace(view, state=State.PAUSED, rest=Rest(view.ends_at, over))
    yield f"{step.id} paused", replace(view, state=State.PAUSED)
    yield f"{step.id} gathering", replace(view, state=State.GATHERING, slot=0)
    yield f"{step.id} news", replace(view, we_did="αβγ", number=1, page=0)


def _together(step: Step, view: CardView) -> Iterator[tuple[str, CardView]]:
    """Vary what is on the card beside the step: turns, a welcomer, a vote, the group's sign, a topic ahead."""
    sign, more = Sign(greeting="αβγ", symbol="tree"), frozenset(one.id for one in step.questions if one.optional)
    for kind, how_far in (("name", "asking"), ("greeting", "asking"), ("greeting", "voting"), ("symbol", "voting")):
        at_once = replace(view, turns=True, welcomed=True, vote=(kind, how_far), sign=sign, more=more)
        yield f"{step.id} together {kind} {how_far}", at_once
    yield f"{step.id} ahead", replace(view, topic_ahead="lonely-times")


def _after(step: Step, view: CardView) -> Iterator[tuple[str, CardView]]:
    """Vary the card of a session that is over."""
    if step.id != "closing":
        return
    later = view.ends_at + timedelta(days=7)
    for state, stopped in (
        (State.CLOSED, False),
        (State.SEALED, False),
        (State.SEALED, True),
        (State.CANCELLED, False),
    ):
        for until, next_at in product((None, later), (None, later)):
            over = replace(view, state=state, stopped=stopped, feedback_until=until, next_at=next_at)
            yield f"over {state} {stopped} {until} {next_at}", over


def _pages(step: Step, home: House) -> Iterator[tuple[str, int]]:
    """List each item of a step with each of its pages; without items, each page."""
    desk = home.services.desk
    for item in ("", *desk.material.get(step.material, ()), *step.own_items):
        for page in range(_page_count(home, step, item)):
            yield item, page


def _page_count(home: House, step: Step, item: str) -> int:
    if step.pages_of_item:
        module = next((one for one in home.services.desk.pack.modules if one.id == item), None)
        return len(module.cards) + 2 if module else 1
    return max(1, len(step.pages))


def sent(body: Body) -> dict[str, Any]:
    """Give what would go to Discord: the components, and the files with their descriptions."""
    opened = files(body)
    try:
        return {
            "components": layout(body).to_components(),  # type: ignore[no-untyped-call]  # discord.py gives it no types
            "files": [(one.filename, one.description or "") for one in opened],
        }
    finally:
        for one in opened:
            one.close()


def greek(pack: Pack) -> Pack:
    """Give a pack in which no Latin letter is left in anything that people read: what stays Latin is from no pack."""
    greek_pack: Pack = _greek(pack, "")
    return greek_pack


def _greek(value: Any, name: str) -> Any:
    if name in NOT_READ or isinstance(value, PurePath):
        return value
    if isinstance(value, str):
        return _letters(value)
    if isinstance(value, tuple):
        return tuple(_greek(one, name) for one in value)
    if isinstance(value, Mapping):
        return {key: _greek(one, "") for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{one.name: _greek(getattr(value, one.name), one.name) for one in fields(value) if one.init}
        )
    return value


def _letters(text: str) -> str:
    """Write each Latin letter in Greek; what stands in {braces} is filled in by the bot and stays."""
    written, inside = [], False
    for sign in text:
        inside = (inside or sign == "{") and sign != "}"
        latin = sign.isascii() and sign.isalpha() and not inside
        written.append(chr(_ALPHA + ord(sign.lower()) % 17) if latin else sign)
    return "".join(written)
