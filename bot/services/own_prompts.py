"""Icebreakers of a group's own (feature I5): staff write them in one form, and they are offered beside the pack's.

They are the group's, not their writer's: encrypted with the key of the group's kept words, without a name.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.content import Choice, Icebreaker
from bot.content.own_words import Advice, advice_on, knows_words
from bot.privacy.veil import NONCE_SIZE
from bot.services.desk import Desk, Place, group_of_channel, must_be_staff, note
from bot.services.schedule import Where
from bot.session import Caller, Refused, Step
from bot.session.step import Material
from bot.session.text import clean
from bot.storage import Group, Unit

MATERIAL = "icebreaker"
MOST = 40
LONGEST_TEXT, LONGEST_ANSWER = 150, 20  # characters; an answer is a button
FEWEST_ANSWERS, MOST_ANSWERS = 2, 4
_SLUG_SIZE = 8  # bytes: it meets no id of a pack, and no other of ours


@dataclass(frozen=True)
class OwnPage:
    """A group's own icebreakers, oldest first; ``chosen`` is the one that was asked for, with what could be plainer.

    ``place`` is where it can be used now: the icebreaker of a session under way. ``knows_words``: rare words were
    looked for.
    """

    group: Group
    prompts: tuple[Icebreaker, ...]
    chosen: Icebreaker | None = None
    advice: tuple[Advice, ...] = ()
    place: Place | None = None
    knows_words: bool = True


class OwnPromptService:
    """Reading and changing them, for staff."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def look(self, caller: Caller, where: Where, slug: str = "") -> OwnPage:
        """Read them; with ``slug`` one more closely. Raises ``Refused``: "staff-only" or "prompt-gone"."""

        async def work(unit: Unit) -> OwnPage:
            return await self._page(unit, await _of_staff(unit, caller, where), slug)

        return await self._desk.store.read(work)

    async def put(self, caller: Caller, where: Where, slug: str, text: str, answers: Sequence[str]) -> OwnPage:
        """Store one, a new one with "" as ``slug``; it is offered from the next look on.

        Raises ``Refused``: staff-only, nothing-typed, two-answers, prompts-full, prompt-gone, prompt-in-use.
        """
        kept = json.dumps(tidy(text, answers), ensure_ascii=False)

        async def work(unit: Unit) -> OwnPage:
            group = await _of_staff(unit, caller, where)
            page = await self._page(unit, group, slug)
            hidden = self._desk.texts_veil(group).hide(kept, self._desk.randomness.token(NONCE_SIZE))
            new = slug or f"own-{self._desk.randomness.token(_SLUG_SIZE).hex()}"
            if slug:
                await _must_be_free(unit, group, slug)
                await unit.own_prompts.change(group.id, slug, hidden)
            elif len(page.prompts) >= MOST:
                raise Refused("prompts-full", most=MOST)
            else:
                await unit.own_prompts.add(group.id, new, hidden)
            await note(self._desk, unit, group, caller, "own-prompt-changed" if slug else "own-prompt-added")
            return await self._page(unit, group, new)

        return await self._desk.store.write(work)

    async def remove(self, caller: Caller, where: Where, slug: str) -> OwnPage:
        """Take one away; one that is gone already is no fault. Raises ``Refused``: "prompt-in-use", "staff-only"."""

        async def work(unit: Unit) -> OwnPage:
            group = await _of_staff(unit, caller, where)
            await _must_be_free(unit, group, slug)
            if await unit.own_prompts.remove(group.id, slug):
                await note(self._desk, unit, group, caller, "own-prompt-removed")
            return await self._page(unit, group)

        return await self._desk.store.write(work)

    async def _page(self, unit: Unit, group: Group, slug: str = "") -> OwnPage:
        prompts = await prompts_of(self._desk, unit, group)
        if not slug:
            return OwnPage(group, prompts)
        chosen = next((one for one in prompts if one.id == slug), None)
        if chosen is None:
            raise Refused("prompt-gone")
        labels = [answer.label for answer in chosen.answers]
        glossary = self._desk.pack.glossary
        advice = advice_on(chosen.text, labels, glossary)
        return OwnPage(group, prompts, chosen, advice, await self._place(unit, group), knows_words(glossary))

    async def _place(self, unit: Unit, group: Group) -> Place | None:
        session = await unit.sessions.open_of(group.id)
        if session is None or not session.flow.trail or self._desk.steps[session.flow.slot.step].material != MATERIAL:
            return None
        return Place(session.id, session.flow.slot.number)


async def prompts_of(desk: Desk, unit: Unit, group: Group) -> tuple[Icebreaker, ...]:
    """Read a group's own icebreakers, as a pack would hold them."""
    veil, found = desk.texts_veil(group), []
    for record in await unit.own_prompts.of(group.id):
        kept = json.loads(veil.reveal(record.hidden))
        title = desk.pack.say("own-prompts.title", number=record.number)
        answers = tuple(Choice(f"a{place}", label, "") for place, label in enumerate(kept["answers"]))
        found.append(Icebreaker(record.slug, title, kept["text"], answers, ""))
    return tuple(found)


async def material_for(desk: Desk, unit: Unit, group: Group, step: Step) -> Material:
    """List what a press may give at a step of this group: the pack's, and what is the group's own."""
    if step.material != MATERIAL:
        return desk.material
    own = await prompts_of(desk, unit, group)
    answers = {f"{MATERIAL}.{one.id}": tuple(answer.id for answer in one.answers) for one in own}
    return {**desk.material, MATERIAL: (*desk.material[MATERIAL], *(one.id for one in own)), **answers}


def tidy(text: str, answers: Sequence[str]) -> dict[str, object]:
    """Make what was typed safe to show: ``text`` and 2 to 4 different ``answers``, one short line each.

    Raises ``Refused``: "nothing-typed" or "two-answers".
    """
    question = clean(text, LONGEST_TEXT)
    labels = list(dict.fromkeys(clean(one, LONGEST_ANSWER) for one in answers if one.strip()))[:MOST_ANSWERS]
    if len(labels) < FEWEST_ANSWERS:
        raise Refused("two-answers")
    return {"text": question, "answers": labels}


async def _of_staff(unit: Unit, caller: Caller, where: Where) -> Group:
    group = await group_of_channel(unit, where.channel_xid, where.server_xid)
    must_be_staff(group, caller)
    return group


async def _must_be_free(unit: Unit, group: Group, slug: str) -> None:
    """Refuse to change what is before the group now: answers belong to it."""
    session = await unit.sessions.open_of(group.id)
    slots = await unit.sessions.slots(session.id) if session else []
    if any(slot.data.get("item") == slug for slot in slots):
        raise Refused("prompt-in-use")
