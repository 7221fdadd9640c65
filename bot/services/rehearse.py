"""A whole session to practise, with pretend members (feature F13): made from the content pack, and nothing is stored.

A rehearsal is a list of scenes that follows from what the steps say about themselves, so a new kind of step is in it by
itself. A button carries the name of the scene that it leads to: two who press together come to the same one, and a
restart loses nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.services.desk import Desk, group_of_channel, must_be_staff
from bot.services.sessions import agenda_of
from bot.services.steps import page_count
from bot.services.views import CardView, PlanLine
from bot.session import Caller, Kept, Question, Refused, Shown, State, Step, plan
from bot.storage import Group, Unit

MOST_ANSWERS = 3  # of the choices of a question, so many were chosen by pretend members


@dataclass(frozen=True)
class Scene:
    """One moment: the card that members would see, and the label of the button that a facilitator presses next.

    ``key`` is step.number. ``label`` names a sentence; ``about`` is the question that it is about, "" for none.
    """

    key: str
    card: CardView
    label: str
    about: str = ""


@dataclass(frozen=True)
class SceneView:
    """A scene and its neighbours; ``after`` is "" at the end and ``before`` at the beginning."""

    group: Group
    scene: Scene
    before: str
    after: str


class RehearseService:
    """Practising. It reads and never writes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def scene(self, caller: Caller, channel_xid: int, server_xid: int, key: str = "") -> SceneView:
        """Give one scene for a facilitator; the first one without a key.

        Raises ``Refused``: staff-only, not-set-up, which-group; old-button for a scene that is not there.
        """

        async def work(unit: Unit) -> SceneView:
            group = await group_of_channel(unit, channel_xid, server_xid)
            must_be_staff(group, caller)
            _version, rules = await unit.groups.rules(group.id)
            scenes = tuple(self._scenes(group, tuple(rules or self._desk.pack.rules)))
            keys = ("", *(scene.key for scene in scenes), "")
            if key not in keys:
                raise Refused("old-button")
            at = keys.index(key, 1) if key else 1
            return SceneView(group, scenes[at - 1], keys[at - 1], keys[at + 1])

        return await self._desk.store.read(work)

    def _scenes(self, group: Group, rules: tuple[str, ...]) -> Iterator[Scene]:
        steps = [slot.step for slot in plan(agenda_of(self._desk, group)).agenda]
        first = self._card(group, rules, steps, 0)
        yield Scene("gathering.0", replace(first, state=State.GATHERING), "staff-button.start")
        for index, name in enumerate(steps):
            card = self._card(group, rules, steps, index)
            scenes = list(self._of_step(card))
            for number, (moment, label, about) in enumerate(scenes):
                is_last = number + 1 == len(scenes)
                on = "staff-button.next" if index + 1 < len(steps) else "staff-button.close"
                yield Scene(f"{name}.{number}", moment, on if is_last else label, "" if is_last else about)
        last = self._card(group, rules, steps, len(steps) - 1)
        yield Scene("over.0", replace(last, state=State.CLOSED), "rehearse.end")

    def _card(self, group: Group, rules: tuple[str, ...], steps: Sequence[str], index: int) -> CardView:
        now, name = self._desk.clock.now(), steps[index]
        is_last = index + 1 == len(steps)
        return CardView(
            session_id=0,
            version=0,
            state=State.CLOSING if is_last else State.RUNNING,
            group=group,
            step=self._desk.steps[name],
            slot=0,
            number=index + 1,
            of=len(steps),
            next_step=None if is_last else steps[index + 1],
            agenda=tuple(
                PlanLine(place, step, skipped=False, current=step == name) for place, step in enumerate(steps)
            ),
            item="",
            page=0,
            pages=page_count(self._desk, self._desk.steps[name], ""),
            shown={},
            entries={},
            closed=frozenset(),
            being_read=frozenset(),
            rules=rules,
            rules_version=0,
            new_rules=frozenset(),
            starts_at=now,
            ends_at=now + timedelta(minutes=group.length_minutes),
            next_at=None,
        )

    def _of_step(self, card: CardView) -> Iterator[tuple[CardView, str, str]]:
        """Play a step by what it says about itself: choose, turn the pages, show the answers, read and show a list.

        Each moment comes with the label of what is pressed at its end and the question that this is about.
        """
        step = card.step
        if step.material:
            yield card, "rehearse.choose", ""
            item = self._item(step)
            card = replace(card, item=item, pages=page_count(self._desk, step, item))
        for page in range(card.pages - 1):
            yield replace(card, page=page), "staff-button.next-card", ""
        card = replace(card, page=max(0, card.pages - 1))
        together = [one for one in step.questions if self._is_shown_together(step, one)]
        if together:
            yield card, "staff-button.reveal", ""
            chosen = {one.id: {"chosen": self._answers(step, one, card.item), "counts": {}} for one in together}
            card = replace(card, shown=chosen)
        lists = [one for one in step.questions if one.shown is Shown.IN_BATCHES and one.kept is Kept.TEXTS]
        for question in lists:
            yield card, "staff-button.close-list", question.id
            closed = replace(card, closed=card.closed | {question.id})
            yield replace(closed, being_read=frozenset({question.id})), "staff-button.show", ""
            words = tuple((text, "") for text in self._answers(step, question, card.item))
            card = replace(closed, entries={**card.entries, question.id: words})
        yield card, "", ""

    def _item(self, step: Step) -> str:
        """Choose what has most to practise: a topic that may be hard to hear, if there is one."""
        offered = self._desk.material[step.material]
        hard = [module.id for module in self._desk.pack.modules if module.heads_up]
        return next((item for item in hard if item in offered), offered[0])

    def _is_shown_together(self, step: Step, question: Question) -> bool:
        return question.shown is Shown.TOGETHER and question.id not in step.own_items

    def _answers(self, step: Step, question: Question, item: str) -> tuple[str, ...]:
        return step.offered(question, item, self._desk.material)[:MOST_ANSWERS]
