"""What a facilitator can do inside a step: choose, turn a page, reveal, read, show, hold, close the list."""

from collections.abc import Awaitable, Callable, Sequence

from bot.privacy import FEWEST_PEOPLE_IN_BATCH, ranking, showing
from bot.services.authors import ask_for_other_words
from bot.services.batches import gather_batch, people
from bot.services.desk import Desk, Here, Place, as_staff, note_at, set_data
from bot.services.own_prompts import material_for
from bot.services.sealing import SealingService, add_to_block
from bot.session import Caller, Kept, Question, Refused, Shown, Step
from bot.storage import Group, Unit

BANNED_LEAVES = 4  # a group may ban icebreakers until this many are left


class StepService:
    """What staff may do with the step that the group is at."""

    def __init__(self, desk: Desk, sealing: SealingService) -> None:
        self._desk = desk
        self._sealing = sealing

    async def choose(self, caller: Caller, place: Place, item: str) -> None:
        """Choose the step's icebreaker, feeling or module. "own" is a topic of the group's own."""

        async def work(unit: Unit, here: Here) -> None:
            known = await self._known(unit, here)
            if item not in (*known, *here.step.own_items):
                raise Refused("not-a-choice")
            if here.slot.data.get("item") == item:
                return
            await self._answered_none(unit, here)
            await set_data(unit, here, item=item, page=0)
            await note_at(self._desk, unit, caller, here, "item-chosen")
            if item in known:
                await use_item(unit, here.group.id, here.step.material, item)

        await self._staff(caller, place, work)

    async def ban(self, caller: Caller, place: Place, item: str) -> None:
        """Never offer this icebreaker to the group again, and offer two others now (feature I2)."""

        async def work(unit: Unit, here: Here) -> None:
            known = await self._known(unit, here)
            used = await unit.groups.used(here.group.id, here.step.material)
            if item not in known or not here.step.offers:
                raise Refused("not-a-choice")
            if sum(banned for _times, banned in used.values()) >= len(known) - BANNED_LEAVES:
                raise Refused("too-few-left")
            chosen = here.slot.data.get("item", "")
            if chosen == item:
                await self._answered_none(unit, here)
            times, _ = used.get(item, (0, False))
            await unit.groups.use(here.group.id, here.step.material, item, times=times, banned=True)
            offer = await offer_items(self._desk, unit, here.group, here.step)
            await set_data(unit, here, offer=offer, item="" if chosen == item else chosen)
            await note_at(self._desk, unit, caller, here, "item-banned")

        await self._staff(caller, place, work)

    async def turn(self, caller: Caller, place: Place, page: int) -> None:
        """Show page ``page`` (from 0). The number is absolute: a second press on one button changes nothing."""

        async def work(unit: Unit, here: Here) -> None:
            if not 0 <= page < max(1, self._pages(here)):
                raise Refused("no-such-page")
            await set_data(unit, here, page=page)

        await self._staff(caller, place, work)

    async def reveal(self, caller: Caller, place: Place, questions: Sequence[str]) -> None:
        """Show the answers to these questions together, or one kind sentence; the rows are gone from then on.

        There is no override: what the rule for small numbers hides stays hidden, and nobody is told why.
        """

        async def work(unit: Unit, here: Here) -> None:
            asked = [here.step.question(name) for name in dict.fromkeys(questions)]
            together = [question for question in here.step.questions if question.shown is Shown.TOGETHER]
            if not asked or any(question not in together for question in asked):
                raise Refused("not-a-choice")
            if here.step.reveal_ends:
                asked = together  # they are sealed together, so none may be left behind unread
            if any(question.id in here.slot.data.get("shown", {}) for question in asked):
                raise Refused("already-shown")
            await self._show_together(unit, here, asked)
            await note_at(self._desk, unit, caller, here, "answers-shown")

        await self._staff(caller, place, work)
        await self._sealing.forget()

    async def ask_too(self, caller: Caller, place: Place, name: str) -> None:
        """Ask one more question of this step, which is optional; a second press changes nothing."""

        async def work(unit: Unit, here: Here) -> None:
            asked = here.slot.data.get("more", [])
            if not here.step.question(name).optional:
                raise Refused("not-a-choice")
            if name not in asked:
                await set_data(unit, here, more=[*asked, name])
                await note_at(self._desk, unit, caller, here, "question-added")

        await self._staff(caller, place, work)

    async def close_list(self, caller: Caller, place: Place, question: str) -> None:
        """Take no more entries, and put what waits into the last batch.

        After an earlier batch, entries of fewer than three people would show who they are: those wait for the
        end and join the sealed list unshown.
        """

        async def work(unit: Unit, here: Here) -> None:
            if here.step.question(question).shown is not Shown.IN_BATCHES:
                raise Refused("not-a-choice")
            closed = here.slot.data.get("closed", [])
            if question in closed:
                return
            await set_data(unit, here, closed=[*closed, question])
            rows = await unit.answers.all_of(here.slot.id, question)
            first = all(row.batch is None for row in rows)
            fewest = 0 if first else FEWEST_PEOPLE_IN_BATCH
            await gather_batch(unit, self._desk.randomness, here.slot.id, question, fewest=fewest)
            await note_at(self._desk, unit, caller, here, "list-closed")

        await self._staff(caller, place, work)

    async def show_batch(self, caller: Caller, place: Place, question: str, batch: int) -> None:
        """Show the room every entry of a batch that staff did not hold back."""

        async def work(unit: Unit, here: Here) -> None:
            here.step.question(question)
            rows = await unit.answers.all_of(here.slot.id, question)
            waiting = [row for row in rows if row.batch == batch and row.status == "held"]
            for row in waiting:
                await unit.answers.set(row.id, status="shown")
            if waiting:
                await note_at(self._desk, unit, caller, here, "words-shown")

        await self._staff(caller, place, work)

    async def hold(self, caller: Caller, place: Place, question: str, batch: int, places: Sequence[int]) -> None:
        """Hold these entries of a batch back ("not today"), and bring back the others that were held back.

        The entry's author reads "Can we say it another way?" in private at their next press (feature W4).
        """

        async def work(unit: Unit, here: Here) -> None:
            here.step.question(question)
            rows = await unit.answers.all_of(here.slot.id, question)
            waiting = [row for row in rows if row.batch == batch and row.status != "shown"]
            for row in waiting:
                await unit.answers.set(row.id, status="not-today" if row.place in places else "held")
            if waiting:
                await note_at(self._desk, unit, caller, here, "words-held")
            await ask_for_other_words(unit, here.slot, question)

        await self._staff(caller, place, work)

    async def _staff(self, caller: Caller, place: Place, work: Callable[[Unit, Here], Awaitable[None]]) -> None:
        await as_staff(self._desk, caller, place, work)

    async def _known(self, unit: Unit, here: Here) -> Sequence[str]:
        """List the items of the step: the pack's, and the group's own."""
        return (await material_for(self._desk, unit, here.group, here.step)).get(here.step.material, ())

    async def _answered_none(self, unit: Unit, here: Here) -> None:
        """Refuse to change an item that has answers: they belong to it. Repeat the step for another one."""
        bound = here.step.choices_follow_item or any(question.kept is Kept.TEXTS for question in here.step.questions)
        if bound and here.slot.data.get("item") and await unit.answers.left(here.slot.id):
            raise Refused("already-answered")

    def _pages(self, here: Here) -> int:
        return page_count(self._desk, here.step, here.slot.data.get("item", ""))

    async def _show_together(self, unit: Unit, here: Here, asked: Sequence[Question]) -> None:
        """Show what members chose, by the rule for small numbers.

        What staff chose is shown with it and never counts: they know their own, so it hides nobody.
        """
        veil = self._desk.step_veil(here.slot)
        answers, of_staff, voters = [], set(), 0
        for question in asked:
            rows = await unit.answers.all_of(here.slot.id, question.id)
            answers.append([veil.reveal(row.hidden) for row in rows if row.from_member])
            of_staff |= {veil.reveal(row.hidden) for row in rows if not row.from_member}
            voters = len(people(rows))
            counted = [veil.reveal(row.hidden) for row in rows if row.counted]
            await add_to_block(unit, here.session, question, counted, step=here.step.id, by=here.group.counts_by)
            await unit.answers.remove_all(here.slot.id, question.id)
        result = showing(answers) if asked[0].most == 1 else ranking(answers[0], voters, self._desk.randomness)
        shown = dict(here.slot.data.get("shown", {}))
        for index, question in enumerate(asked):
            one = result[index] if result else None
            chosen = list(dict.fromkeys([*one.chosen, *sorted(of_staff)])) if one else []
            shown[question.id] = {"chosen": chosen, "counts": dict(one.counts)} if one else None
        await set_data(unit, here, shown=shown)
        if here.step.reveal_ends:
            await unit.sessions.set_slot(here.slot.id, nonce=None, sealed=True)


def page_count(desk: Desk, step: Step, item: str) -> int:
    """Count the pages that a step shows one after the other, 0 for a step without pages.

    A module has its cards, then one page with its questions and one with the card to keep. What may be hard to hear
    has a page before the first card.
    """
    if not step.pages_of_item:
        return len(step.pages)
    module = next((module for module in desk.pack.modules if module.id == item), None)
    return bool(module.heads_up) + len(module.cards) + 2 if module else 0


async def use_item(unit: Unit, group_id: int, material: str, item: str) -> None:
    """Count that a group had an item once more."""
    times, banned = (await unit.groups.used(group_id, material)).get(item, (0, False))
    await unit.groups.use(group_id, material, item, times=times + 1, banned=banned)


async def offer_items(desk: Desk, unit: Unit, group: Group, step: Step) -> list[str]:
    """Draw what to offer: the items that the group had least often, in a random order, without banned ones.

    An item cannot come back before all others did, because those come first (feature I2).
    """
    used = await unit.groups.used(group.id, step.material)
    known = (await material_for(desk, unit, group, step)).get(step.material, ())
    mixed = desk.randomness.shuffled([item for item in known if not used.get(item, (0, False))[1]])
    return sorted(mixed, key=lambda item: used.get(item, (0, False))[0])[: step.offers]
