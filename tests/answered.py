"""A book of what members sent and what they were told, held against what lies in the database.

It reads the database as the services would, by people's codes and with the master key, beside a program that runs.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from evening import PACK, Evening

from bench.small_discord.shapes import Asked, Human
from bot.privacy import Veil, load_master_key
from bot.services.answers import plain_text
from bot.session import MemberId
from bot.storage import SessionRecord, Store, Unit

T = TypeVar("T")
ADDED = ("thanks",)  # questions whose answers stand beside each other; of all others the last one counts
THANKS = PACK.say("answer.thanks")
Key = tuple[int, int, str]  # slot, person, question


@dataclass(frozen=True)
class Sent:
    """One answer that somebody sent, and what came back for it."""

    key: Key
    value: str
    asked: Asked

    @property
    def thanked(self) -> bool:
        """Whether the person was told that it is kept."""
        return THANKS in self.asked.text


@dataclass
class Found:
    """What the database holds of the newest session."""

    session: SessionRecord
    answers: dict[Key, list[str]] = field(default_factory=dict)
    strangers: int = 0  # rows of nobody whom we know
    nonces: int = 0
    kept: list[str] = field(default_factory=list)  # texts that the group keeps, once it is sealed

    @property
    def step(self) -> str:
        """The step that the group is at."""
        return self.session.flow.slot.step


class Book:
    """What people sent in one session, and what of it must be there."""

    def __init__(self, evening: Evening, people: list[Human]) -> None:
        self._evening = evening
        self._people = people
        self._certain: dict[Key, list[str]] = {}
        self._sent: list[Sent] = []
        self.thanked = 0

    def note(self, who: Human, slot: int, question: str, value: str, asked: Asked) -> Sent:
        """Write down what somebody sent."""
        self._sent.append(Sent((slot, who.xid, question), value, asked))
        return self._sent[-1]

    async def look(self) -> Found:
        """Read the newest session with all its open answers, and the texts that are kept of it."""
        return await read(self._evening, self._read)

    async def compare(self, *, all_over: bool = True) -> list[str]:
        """Say what is wrong with the open answers; what is there now is certain from then on.

        ``all_over``: the program is a new one, so what was not acknowledged will not be stored any more.
        """
        told = {id(sent) for sent in self._sent if sent.thanked}  # before the look: more may be thanked for meanwhile
        found = await self.look()
        faults = [f"{found.strangers} answers of strangers"] * bool(found.strangers)
        for key in dict.fromkeys([*self._certain, *(sent.key for sent in self._sent), *found.answers]):
            faults += self._compare_one(key, found.answers.get(key, []), told)
        self.thanked += len(told)
        self._sent = [] if all_over else [sent for sent in self._sent if id(sent) not in told]
        self._certain = found.answers
        return faults

    def _compare_one(self, key: Key, there: list[str], told: set[int]) -> list[str]:
        before = self._certain.get(key, [])
        sent = [one for one in self._sent if one.key == key]
        thanked = [one.value for one in sent if id(one) in told]
        may = {one.value for one in sent} | set(before)
        if key[2] in ADDED:
            lost = not {*before, *thanked} <= set(there)
        else:
            may -= set(before) - {one.value for one in sent} if thanked else set()
            lost = bool(before or thanked) and not there
        twice = len(there) > len(set(there)) or (len(there) > 1 and key[2] not in ADDED)
        said = ((lost, "lost"), (twice, "twice"), (not set(there) <= may, "never sent, or not the newest"))
        return [f"slot {key[0]}, {key[2]}: {word}" for is_so, word in said if is_so]

    def kept_wrong(self, found: Found) -> list[str]:
        """Say what is wrong with what a sealed session keeps: each text that was certain, once, and no more."""
        certain = [text for key, texts in self._certain.items() if key[2] in ADDED for text in texts]
        must = {*certain, *(one.value for one in self._sent if one.thanked)}
        may = must | {one.value for one in self._sent}
        self.thanked += sum(one.thanked for one in self._sent)
        said = (
            (not must <= set(found.kept), "lost when it was sealed"),
            (len(found.kept) > len(set(found.kept)), "kept twice"),
            (not set(found.kept) <= may, "kept and never sent"),
            (found.answers or found.strangers or found.nonces, "left after the seal"),
        )
        return [word for is_so, word in said if is_so]

    async def _read(self, unit: Unit) -> Found:
        group = (await unit.groups.all())[0]
        session = await unit.sessions.newest_of(group.id)
        assert session
        found, master = Found(session), self._master
        for slot in await unit.sessions.slots(session.id):
            found.nonces += slot.nonce is not None
            rows = await unit.answers.of_slot(slot.id)
            if not rows or slot.nonce is None:
                found.strangers += len(rows)
                continue
            veil = Veil(master, slot.nonce, "step")
            known = {veil.tag(MemberId(who.xid).to_bytes()): who.xid for who in self._people}
            for row in rows:
                found.strangers += row.tag not in known
                key = (slot.number, known.get(row.tag, 0), row.question)
                found.answers.setdefault(key, []).append(plain_text(veil, row))
        texts = Veil(master, group.texts_nonce, "texts")
        found.kept = [texts.reveal(hidden) for _, _, hidden in await unit.keepsakes.kept(session.id)]
        return found

    @property
    def _master(self) -> bytes:
        return load_master_key(self._evening.master_key, {}, self._evening.folder / "data", may_create=False)


async def read(evening: Evening, work: Callable[[Unit], Awaitable[T]]) -> T:
    """Look into the database of an evening, whatever its kind."""
    store = Store(evening.url or evening.database)
    try:
        return await store.read(work)
    finally:
        await store.close()
