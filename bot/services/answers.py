"""What a member can do with answers: give, change, see and withdraw their own. Nobody's but their own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.privacy import FEWEST_PEOPLE_IN_BATCH, Veil
from bot.privacy.sealing import same_text
from bot.privacy.veil import NONCE_SIZE
from bot.services.batches import gather_batch
from bot.services.desk import Desk, Here, Place, enter, group_of_channel
from bot.services.marked import is_blocked
from bot.services.own_prompts import material_for
from bot.services.quick_answers import QuickAnswers, Seat, seat_of
from bot.services.ways import ways_of
from bot.session import Caller, Question, Refused, Role, Shown
from bot.session.step import Material
from bot.storage import AnswerRecord, Unit
from bot.storage.repositories.answers import NewAnswer

SIGNATURE = "\n"  # typed text is one line, so what follows a line break is the name that a person signed with


@dataclass(frozen=True)
class Noted:
    """What the giver is told. ``cut``: the text was too long. ``batch_ready``: staff have more to read.

    ``short``: the giver would like short words.
    """

    cut: bool = False
    batch_ready: bool = False
    short: bool = False


@dataclass(frozen=True)
class Own:
    """One of a person's own entries, as only they see it."""

    ordinal: int
    text: str
    status: str


class AnswerService:
    """Answers of the person who asks, while their step is open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._quick = QuickAnswers(desk)

    async def place(self, channel_xid: int, server_xid: int, step_id: str) -> Place:
        """Find where a slash command's answer belongs; refuses when the group is not at that step."""

        async def work(unit: Unit) -> Place:
            group = await group_of_channel(unit, channel_xid, server_xid)
            session = await unit.sessions.open_of(group.id)
            if session is None or not session.flow.trail:
                raise Refused("no-session-now")
            if session.flow.slot.step != step_id:
                raise Refused("not-at-this-step", step=self._desk.pack.say(f"step.{step_id}"))
            return Place(session.id, session.flow.slot.number)

        return await self._desk.store.read(work)

    async def give(
        self, caller: Caller, place: Place, values: Mapping[str, Sequence[str]], *, signed_as: str = ""
    ) -> Noted:
        """Store one person's answers to one or more questions of the open step.

        Raises ``Refused``: moved-on, list-closed, already-shown, not-asked-now, supporter-listens, for-members,
        not-taking-part, nothing-typed, not-a-choice, enough-entries, no-more-entries.
        """

        async def work(unit: Unit) -> tuple[Noted, Seat]:
            here = await enter(self._desk, unit, caller, place)
            seat = seat_of(self._desk, here)
            giver = await self._giver(unit, here, caller)
            await self._must_be_heard(unit, here, caller, values)
            await self._remember_agreement(unit, here, caller, values)
            noted = [await giver.give(unit, name, given, signed_as) for name, given in values.items()]
            together = Noted(
                cut=any(one.cut for one in noted),
                batch_ready=any(one.batch_ready for one in noted),
                short=(await ways_of(self._desk, unit, here.group, caller)).short,
            )
            return together, seat

        if await self._quick.give(caller, place, values):
            return Noted()
        noted, seat = await self._desk.store.write(work)
        self._quick.remember(place, seat)
        return noted

    async def own(self, caller: Caller, place: Place, question: str) -> list[Own]:
        """List the asker's own answers to a question."""

        async def work(unit: Unit) -> list[Own]:
            here = await enter(self._desk, unit, caller, place)
            here.step.question(question)
            veil = self._desk.step_veil(here.slot)
            rows = await unit.answers.of(here.slot.id, veil.tag(caller.id.to_bytes()), question)
            return [Own(row.ordinal, plain_text(veil, row), row.status) for row in rows]

        return await self._desk.store.read(work)

    async def withdraw(self, caller: Caller, place: Place, question: str, ordinals: Sequence[int] | None) -> bool:
        """Delete the asker's own answers to a question: those numbers, or with None all of them.

        Returns whether one of them was before staff or the room: only then may anything be drawn anew, because a
        panel that changes for no other reason tells that somebody took something back.
        """

        async def work(unit: Unit) -> bool:
            here = await enter(self._desk, unit, caller, place)
            here.step.question(question)
            veil = self._desk.step_veil(here.slot)
            rows = await unit.answers.of(here.slot.id, veil.tag(caller.id.to_bytes()), question)
            gone = [row for row in rows if ordinals is None or row.ordinal in ordinals]
            for row in gone:
                await unit.answers.remove(row.id)
            return any(row.batch is not None for row in gone)

        return await self._desk.store.write(work)

    async def _remember_agreement(
        self, unit: Unit, here: Here, caller: Caller, values: Mapping[str, Sequence[str]]
    ) -> None:
        """Remember an agreement with rules that are the group's own; a person who now says otherwise has not agreed.

        What is only proposed cannot be agreed to for good: it may be changed before the group keeps it.
        """
        version, _lines = await unit.groups.rules(here.group.id)
        for question in here.step.questions:
            if question.affirms and values.get(question.id) and version and not here.slot.data.get("rules"):
                agreed = question.affirms in values[question.id]
                key = self._desk.people_key(here.group, caller)
                await unit.people.set(key, rules_version=version if agreed else version - 1)

    async def _must_be_heard(self, unit: Unit, here: Here, caller: Caller, names: Iterable[str]) -> None:
        """Refuse further entries in any list of this session, when staff asked for it without knowing whose."""
        in_lists = any(here.step.question(name).shown is Shown.IN_BATCHES for name in names)
        if in_lists and await is_blocked(self._desk, unit, here.session.id, caller):
            raise Refused("no-more-entries")

    async def _giver(self, unit: Unit, here: Here, caller: Caller) -> "_Giver":
        if here.role is Role.SUPPORTER:
            raise Refused("supporter-listens")
        settings = await unit.people.get(self._desk.people_key(here.group, caller))
        if settings.takes_part is False:
            raise Refused("not-taking-part")
        veil = self._desk.step_veil(here.slot)
        tag = veil.tag(caller.id.to_bytes())
        material = await material_for(self._desk, unit, here.group, here.step)
        return _Giver(self._desk, here, veil, tag, counted=settings.counted is True, material=material)


class _Giver:
    """One person giving answers at one place, in one unit of work."""

    def __init__(self, desk: Desk, here: Here, veil: Veil, tag: bytes, *, counted: bool, material: Material) -> None:
        self._desk = desk
        self._here = here
        self._veil = veil
        self._tag = tag
        self._material = material
        self._member = here.role is Role.MEMBER
        self._counted = counted and self._member

    async def give(self, unit: Unit, name: str, values: Sequence[str], signed_as: str) -> Noted:
        question = self._open_question(name)
        offered = self._here.step.offered(question, self._here.slot.data.get("item", ""), self._material)
        texts = [question.accept(value, offered) for value in values]
        rows = await unit.answers.of(self._here.slot.id, self._tag, name)
        if question.most == 1 or not question.typed:
            await self._replace(unit, question, rows, texts)
        else:
            signature = signed_as if question.may_sign else ""
            await self._add(unit, question, rows, [text + SIGNATURE * bool(signature) + signature for text in texts])
        return Noted(
            cut=any(question.cuts(value) for value in values if value not in offered),
            batch_ready=await self._batch(unit, question),
        )

    def _open_question(self, name: str) -> Question:
        question = self._here.step.question(name)
        if question.optional and name not in self._here.slot.data.get("more", ()):
            raise Refused("not-asked-now")
        if name in self._here.slot.data.get("closed", ()):
            raise Refused("list-closed")
        if name in self._here.slot.data.get("shown", {}):
            raise Refused("already-shown")
        if question.mood and not self._here.group.check_in:
            raise Refused("mood-off")
        if question.members_only and self._here.role is not Role.MEMBER:
            raise Refused("for-members")
        return question

    async def _replace(
        self, unit: Unit, question: Question, rows: Sequence[AnswerRecord], texts: Sequence[str]
    ) -> None:
        """Put a choice, or a set of choices, in the place of what the person chose before."""
        chosen = list(dict.fromkeys(texts))[: question.most]
        for row in rows[len(chosen) :]:
            await unit.answers.remove(row.id)
        for ordinal, text in enumerate(chosen):
            if ordinal < len(rows):
                hidden = self._hide(text)
                await unit.answers.set(rows[ordinal].id, hidden=hidden, counted=self._counted, from_member=self._member)
            else:
                await unit.answers.add(self._new(question, ordinal, self._hide(text)))

    async def _add(self, unit: Unit, question: Question, rows: Sequence[AnswerRecord], texts: Sequence[str]) -> None:
        """Add entries; one that the person gave before is not doubled."""
        known = {same_text(plain_text(self._veil, row)) for row in rows}
        taken = {row.ordinal for row in rows}
        for text in texts:
            hidden = self._hide(text)  # drawn before the look, so that a double costs the same chance as a new one
            if same_text(text) in known:
                continue
            free = [number for number in range(question.most) if number not in taken]
            if not free:
                raise Refused("enough-entries", most=question.most)
            known.add(same_text(text))
            taken.add(free[0])
            await unit.answers.add(self._new(question, free[0], hidden))

    async def _batch(self, unit: Unit, question: Question) -> bool:
        """In a group that shows entries as they come: batch what waits once it is from three people."""
        if question.shown is not Shown.IN_BATCHES or self._here.group.show_words != "batches":
            return False
        return await gather_batch(
            unit, self._desk.randomness, self._here.slot.id, question.id, fewest=FEWEST_PEOPLE_IN_BATCH
        )

    def _hide(self, text: str) -> bytes:
        return self._veil.hide(text, self._desk.randomness.token(NONCE_SIZE))

    def _new(self, question: Question, ordinal: int, hidden: bytes) -> NewAnswer:
        return NewAnswer(
            slot_id=self._here.slot.id,
            tag=self._tag,
            question=question.id,
            ordinal=ordinal,
            hidden=hidden,
            counted=self._counted,
            from_member=self._member,
        )


def plain_text(veil: Veil, row: AnswerRecord) -> str:
    """Read an open answer without the signature that it may have."""
    return veil.reveal(row.hidden).partition(SIGNATURE)[0]


def signed_text(veil: Veil, row: AnswerRecord) -> tuple[str, str]:
    """Read an open answer and the name that its writer chose to sign with, empty for most."""
    text, _, name = veil.reveal(row.hidden).partition(SIGNATURE)
    return text, name
