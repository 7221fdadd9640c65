"""Reaching the author of an entry without knowing who it is (features SA10, SA10b, W4).

Staff choose an entry. Its author's tag is copied from the entry into a mark, and nobody learns whose it is: not the
caller, not this service. Only when a person presses something by themselves is their own tag computed and compared.

What somebody who probes could learn, and what is done about it:

* Nothing here answers by the state of a mark. A check or a block on any entry gives the same reply, also when two
  entries have one author, when the author has said no before, or when they have taken the entry back since.
* A no, a not now and a message that nobody opened are told apart in ``marks`` alone: nothing is sent to staff, and
  the panel is not drawn. After the close it says that nobody can be reached any more, whatever was answered.
* Whoever is blocked hears it from the bot, in private, when they send an entry. A facilitator who asks one person
  alone for an entry, and sees none come, could guess: no program can prevent it. So each check and block is in the
  audit log and in the staff channel, with the name of who pressed.
* Rewriting changes the entry on the panel. Staff see that its author is there now, and not who of those it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.privacy.veil import NONCE_SIZE
from bot.services.answers import SIGNATURE, Noted, plain_text, signed_text
from bot.services.desk import Desk, Place, enter, group_of_channel, must_be_staff, note, session_of
from bot.services.marked import BLOCK, CHECK, is_blocked, own_marks
from bot.session import Caller, Question, Refused
from bot.storage import AnswerRecord, Group, SessionRecord, SlotRecord, Unit
from bot.storage.repositories.marks import Mark

KINDS = {CHECK: "check", BLOCK: "block"}
ANSWERS = ("yes", "no", "not-now")
_PARTS = 4  # of a reference to an entry: slot, question, batch, place


@dataclass(frozen=True)
class Entry:
    """An entry as staff read it. ``reference`` says where it is: slot, question, batch and place."""

    reference: str
    words: str


@dataclass(frozen=True)
class Letter:
    """A message that waits for its reader. ``words`` are the reader's own, where staff ask for other ones."""

    kind: str
    place: Place
    question: str
    step: str
    words: str = ""


class AuthorService:
    """Marks that staff leave, and the messages that authors find at their own next press."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._looked_at = -1
        self._somebody_waits = True

    async def entries(self, caller: Caller, session_id: int) -> list[Entry]:
        """List every entry of an open session that has reached staff, the newest step first."""

        async def work(unit: Unit) -> list[Entry]:
            await self._of_staff(unit, caller, session_id)
            found: list[Entry] = []
            for slot in sorted(await unit.sessions.slots(session_id), key=lambda one: -one.number):
                found += [self._entry(slot, row) for row in await self._batched(unit, slot)]
            return found

        return await self._desk.store.read(work)

    async def entry(self, caller: Caller, session_id: int, reference: str) -> Entry:
        """Return one entry; raises ``Refused("no-such-entry")`` when it is not there any more."""

        async def work(unit: Unit) -> Entry:
            await self._of_staff(unit, caller, session_id)
            return self._entry(*await self._find(unit, session_id, reference))

        return await self._desk.store.read(work)

    async def mark(self, caller: Caller, session_id: int, reference: str, action: str) -> Group:
        """Check on the author of an entry, or take no more entries from them; returns the group to be told.

        ``action`` is ``CHECK`` or ``BLOCK``. Raises ``Refused``: staff-only, session-over, no-such-entry, old-button.
        """
        if action not in KINDS:
            raise Refused("old-button")

        async def work(unit: Unit) -> Group:
            session, group = await self._of_staff(unit, caller, session_id)
            slot, row = await self._find(unit, session_id, reference)
            await unit.marks.put(slot.id, row.tag, KINDS[action])
            await note(self._desk, unit, group, caller, action, session_id=session.id)
            await unit.sessions.set(session.id, staff_active_at=self._desk.clock.now(), asked_at=None)
            return group

        return await self._desk.store.write(work)

    async def somebody_waits(self) -> bool:
        """Tell whether anybody's next press may bring them a message, of whatever kind.

        Most presses store an answer and nothing else: then what the last look found is still so.
        """
        changes = self._desk.store.changes
        if self._looked_at == changes:
            return self._somebody_waits

        async def work(unit: Unit) -> bool:
            return await unit.marks.any() or await unit.reminders.anybody_waits()

        self._somebody_waits = await self._desk.store.read(work)
        self._looked_at = changes
        return self._somebody_waits

    async def letter_for(self, caller: Caller, channel_xid: int, server_xid: int, *, again: bool) -> Letter | None:
        """Find a message that waits for whoever has just pressed something; None for nearly everybody.

        One that was opened comes back only with ``again`` (a press on Help), so that nobody is pressed for an answer.
        """

        async def work(unit: Unit) -> Letter | None:
            group = await group_of_channel(unit, channel_xid, server_xid)
            session = await unit.sessions.open_of(group.id)
            if session is None:
                return None
            wanted = ("unseen", "opened", "not-now") if again else ("unseen",)
            own = await own_marks(self._desk, unit, session.id, caller)
            kinds = ("check",) if any(mark.kind == "block" for mark, _slot in own) else ("check", "again")
            waiting = [one for one in own if one[0].state in wanted and one[0].kind in kinds]
            letters = [await self._letter(unit, session, *one, caller) for one in sorted(waiting, key=_most_urgent)]
            return next((letter for letter in letters if letter), None)

        return await self._desk.store.read(work)

    async def open(self, caller: Caller, session_id: int, kind: str) -> Letter:
        """Open the asker's message of a kind. Raises ``Refused("no-message")`` when there is none any more."""

        async def work(unit: Unit) -> Letter:
            session = await session_of(unit, session_id)
            for mark, slot in await own_marks(self._desk, unit, session_id, caller):
                letter = await self._letter(unit, session, mark, slot, caller) if mark.kind == kind else None
                if letter:
                    if mark.state == "unseen":
                        await unit.marks.set_state(mark, "opened")
                    return letter
            raise Refused("no-message")

        return await self._desk.store.write(work)

    def question(self, letter: Letter) -> Question:
        """Return the question that other words are asked for."""
        return self._desk.steps[letter.step].question(letter.question)

    async def may_answer(self, caller: Caller, session_id: int) -> None:
        """Refuse whoever was not asked: nobody can say "it is me" for somebody else."""
        await self._desk.store.read(lambda unit: self._checks(unit, caller, session_id))

    async def answer(self, caller: Caller, session_id: int, answer: str) -> None:
        """Store the answer to "Shall I tell them it is you?". Only a yes has a consequence, and not here."""
        if answer not in ANSWERS:
            raise Refused("old-button")

        async def work(unit: Unit) -> None:
            for mark in await self._checks(unit, caller, session_id):
                await unit.marks.set_state(mark, answer)

        await self._desk.store.write(work)

    async def rewrite(self, caller: Caller, place: Place, question: str, value: str, *, signed_as: str = "") -> Noted:
        """Put other words in the place of the asker's entry that staff held back; staff read them next.

        The list may be closed by now: this entry has its place in it. Raises ``Refused``.
        """

        async def work(unit: Unit) -> Noted:
            here = await enter(self._desk, unit, caller, place)
            asked = here.step.question(question)
            if await is_blocked(self._desk, unit, here.session.id, caller):
                raise Refused("no-more-entries")
            row = await self._held_back(unit, here.slot, caller, question)
            if row is None:
                raise Refused("no-message")
            offered = here.step.offered(asked, here.slot.data.get("item", ""), self._desk.material)
            words = asked.accept(value, offered) + (SIGNATURE + signed_as if asked.may_sign and signed_as else "")
            hidden = self._desk.step_veil(here.slot).hide(words, self._desk.randomness.token(NONCE_SIZE))
            await unit.answers.set(row.id, hidden=hidden, status="held")
            await unit.marks.remove_one(here.slot.id, row.tag, "again", question)  # another one is a new request
            await ask_for_other_words(unit, here.slot, question)
            return Noted(cut=value not in offered and asked.cuts(value))

        return await self._desk.store.write(work)

    async def _of_staff(self, unit: Unit, caller: Caller, session_id: int) -> tuple[SessionRecord, Group]:
        session = await session_of(unit, session_id)
        group = await unit.groups.get(session.group_id)
        must_be_staff(group, caller)
        if not session.flow.state.is_open:
            raise Refused("session-over")
        return session, group

    async def _batched(self, unit: Unit, slot: SlotRecord) -> list[AnswerRecord]:
        if slot.nonce is None or slot.sealed:
            return []
        rows = [row for row in await unit.answers.of_slot(slot.id) if row.batch is not None]
        return sorted(rows, key=lambda row: (row.question, row.batch or 0, row.place or 0))

    def _entry(self, slot: SlotRecord, row: AnswerRecord) -> Entry:
        text, name = signed_text(self._desk.step_veil(slot), row)
        words = self._desk.pack.say("list.signed", text=text, name=name) if name else text
        return Entry(f"{slot.number}.{row.question}.{row.batch}.{row.place}", words)

    async def _find(self, unit: Unit, session_id: int, reference: str) -> tuple[SlotRecord, AnswerRecord]:
        parts = reference.split(".")
        if len(parts) != _PARTS or not (parts[0].isascii() and parts[0].isdigit() and len(parts[0]) < _PARTS):
            raise Refused("old-button")
        slot = await unit.sessions.slot(session_id, int(parts[0]))
        for row in await self._batched(unit, slot) if slot else []:
            if slot and [row.question, str(row.batch), str(row.place)] == parts[1:]:
                return slot, row
        raise Refused("no-such-entry")

    async def _checks(self, unit: Unit, caller: Caller, session_id: int) -> Sequence[Mark]:
        own = await own_marks(self._desk, unit, session_id, caller)
        checks = [mark for mark, _slot in own if mark.kind == "check"]
        if not checks:
            raise Refused("no-message")
        return checks

    async def _letter(
        self, unit: Unit, session: SessionRecord, mark: Mark, slot: SlotRecord, caller: Caller
    ) -> Letter | None:
        place = Place(session.id, slot.number)
        if mark.kind == "check":
            return Letter("check", place, "", slot.step)
        if mark.kind != "again" or session.flow.slot.number != slot.number:
            return None  # a block is told when it matters; other words are asked for while the step is there
        row = await self._held_back(unit, slot, caller, mark.question)
        if row is None:
            return None
        return Letter("again", place, mark.question, slot.step, plain_text(self._desk.step_veil(slot), row))

    async def _held_back(self, unit: Unit, slot: SlotRecord, caller: Caller, question: str) -> AnswerRecord | None:
        tag = self._desk.step_veil(slot).tag(caller.id.to_bytes())
        rows = await unit.answers.of(slot.id, tag, question)
        return next((row for row in rows if row.status == "not-today"), None)


async def ask_for_other_words(unit: Unit, slot: SlotRecord, question: str) -> None:
    """Let exactly the authors of what staff hold back now be asked for other words (feature W4)."""
    rows = await unit.answers.all_of(slot.id, question)
    await unit.marks.keep_only(slot.id, "again", question, {row.tag for row in rows if row.status == "not-today"})


def _most_urgent(one: tuple[Mark, SlotRecord]) -> tuple[bool, int, str]:
    mark, slot = one
    return (mark.kind != "check", slot.number, mark.question)
