"""What every service works with, and the questions that all of them ask: who is this, and where are we."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.content import Pack
from bot.privacy import Randomness, Veil
from bot.privacy.veil import NONCE_SIZE as HIDING_NONCE
from bot.scheduling.clock import Clock
from bot.session import Caller, Refused, Role, Step
from bot.storage import Group, Programme, SessionRecord, SlotRecord, Store, Unit
from bot.storage.erasures import Erasures
from bot.storage.repositories.staff_questions import GAPS

NONCE_SIZE = 16
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """Where an answer belongs: a session and a slot in it, as a button's address says."""

    session_id: int
    slot: int


@dataclass(frozen=True)
class Here:
    """A place that was found, and what is there."""

    session: SessionRecord
    group: Group
    slot: SlotRecord
    step: Step
    role: Role


class Desk:
    """The store, the clock, chance, the master key, the words and the kinds of steps: what services share."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        randomness: Randomness,
        master: bytes,
        pack: Pack,
        steps: Mapping[str, Step],
        erasures: Erasures | None = None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.randomness = randomness
        self.pack = pack
        self.steps = steps
        self.material = material_of(pack)
        self.erasures = erasures
        self.to_forget: list[Callable[[], None]] = []  # what is called when keys are destroyed
        self._master = master
        store.draw_with(randomness.token)

    def __repr__(self) -> str:
        return "Desk(hidden)"

    def nonce(self) -> bytes:
        """Draw a nonce for a new key."""
        return self.randomness.token(NONCE_SIZE)

    def step_veil(self, slot: SlotRecord) -> Veil:
        """Make the key of a slot's answers; refuses once it is destroyed."""
        if slot.nonce is None or slot.sealed:
            raise Refused("already-shown")
        return Veil(self._master, slot.nonce, "step")

    def session_veil(self, nonce: bytes) -> Veil:
        """Make the key of what a session keeps while it is open, such as its colour cards."""
        return Veil(self._master, nonce, "session")

    def texts_veil(self, group: Group) -> Veil:
        """Make the key under which a group's kept words lie."""
        return Veil(self._master, group.texts_nonce, "texts")

    def people_key(self, group: Group, caller: Caller) -> bytes:
        """Make the keyed index of a person's settings in a group."""
        return Veil(self._master, group.people_nonce, "people").tag(caller.id.to_bytes())

    def people_veil(self, group: Group) -> Veil:
        """Make the key under which a Discord id lies while its owner has asked to be reached."""
        return Veil(self._master, group.people_nonce, "people")

    def staff_veil(self, group: Group) -> Veil:
        """Make the key of what is kept of staff: codes and names that cannot be matched with members' settings."""
        return Veil(self._master, group.people_nonce, "staff")

    def staff_code(self, group: Group, caller: Caller) -> bytes:
        """Make the code under which is kept what a person of staff did."""
        return self.staff_veil(group).tag(caller.id.to_bytes())

    def ways_veil(self, group: Group) -> Veil:
        """Make the key of how people would like to join, which cannot be matched with their other settings."""
        return Veil(self._master, group.people_nonce, "ways")

    def quotes_veil(self, group: Group) -> Veil:
        """Make the key of words that people offer for a report, which cannot be matched with their settings."""
        return Veil(self._master, group.people_nonce, "quotes")

    def poll_veil(self, nonce: bytes) -> Veil:
        """Make the key of what is chosen in a poll that is open."""
        return Veil(self._master, nonce, "better-time")

    def round_veil(self, nonce: bytes) -> Veil:
        """Make the key of what is answered in a round of feedback or outcome questions, while it is open."""
        return Veil(self._master, nonce, "round")

    def pseudonym(self, programme: Programme, caller: Caller) -> bytes | None:
        """Make a person's attendance pseudonym; None once the programme's key is destroyed."""
        if programme.nonce is None:
            return None
        return Veil(self._master, programme.nonce, "programme").tag(caller.id.to_bytes())


async def remember_erased(desk: Desk, marks: Iterable[bytes]) -> None:
    """Write down which rows a person had deleted, so that no restore brings them back.

    It is done before the commit: after a kill in between the list names a row too many, which harms nobody, and never
    one too few. Where the list cannot be written the person is obeyed all the same, and the operator is told.
    """
    if desk.erasures is None:
        return
    try:
        await asyncio.to_thread(desk.erasures.add, [mark for mark in marks if mark], desk.clock.now().date())
    except OSError as error:
        words = (
            "The list of what people deleted cannot be written (%s). What was deleted now is in older backups still."
        )
        _log.error(words, type(error).__name__)


async def note(
    desk: Desk, unit: Unit, group: Group, caller: Caller, action: str, *, session_id: int | None = None
) -> None:
    """Write into the audit log that staff did something (feature R4), in the transaction that does it.

    ``action`` names a sentence of the pack, ``action.<name>``. It says what was done, never to whom.
    """
    veil = desk.staff_veil(group)
    code = desk.staff_code(group, caller)
    staff_id = await unit.audit.staff_id(code)
    if staff_id is None:
        drawn = int.from_bytes(desk.randomness.token(7), "big")
        hidden = veil.hide(caller.name, desk.randomness.token(HIDING_NONCE))
        staff_id = await unit.audit.add_staff(drawn, group.id, code, hidden)
    role = role_of(group, caller)
    told = role.value if role.is_staff else "manager"  # of the server: /setup and /check are theirs too
    await unit.audit.add(group.id, desk.clock.now(), action, role=told, staff_id=staff_id, session_id=session_id)


async def heal(desk: Desk, unit: Unit, group: Group, caller: Caller, session_id: int) -> None:
    """Count a press of staff as a sign that somebody is here (feature F6).

    Whoever said "I have to go" does not count until they say that they are back. Where nobody leads, who pressed does.
    """
    if not await unit.staff_questions.open_of(session_id, GAPS):
        return
    duty = await unit.duties.find(session_id, desk.staff_code(group, caller))
    if duty and not duty.ready:
        return
    await unit.staff_questions.end(session_id, "here", GAPS)
    if duty and not any(other.leading for other in await unit.duties.ready(session_id)):
        await unit.duties.lead(session_id, duty.code)


def material_of(pack: Pack) -> dict[str, tuple[str, ...]]:
    """List what a press may give, by "step.question" or by the name of the list that a step chooses from."""
    material = {name: tuple(choice.id for choice in choices) for name, choices in pack.choices.items()}
    material["icebreaker"] = tuple(prompt.id for prompt in pack.icebreakers)
    for prompt in pack.icebreakers:
        material[f"icebreaker.{prompt.id}"] = tuple(answer.id for answer in prompt.answers)
    material["feelings"] = tuple(feeling.id for feeling in pack.feelings)
    material["modules"] = material["topic.vote"] = tuple(module.id for module in pack.modules)
    material["feeling-words.word"] = tuple(word.label for word in pack.words)
    material["feeling-words.helps"] = tuple(dict.fromkeys(line for one in pack.feelings for line in one.helps))
    material["gratitude.thanks"] = tuple(choice.label for choice in pack.gratitude)
    return material


def role_of(group: Group, caller: Caller) -> Role:
    """Say what a person is in this group: by the roles that the group's settings name, and by nothing else."""
    has = caller.role_xids
    for role, xid in (
        (Role.LEAD, group.lead_role_xid),
        (Role.FACILITATOR, group.facilitator_role_xid),
        (Role.SUPPORTER, group.supporter_role_xid),
        (Role.MEMBER, group.member_role_xid),
    ):
        if xid and xid in has:
            return role
    return Role.OUTSIDER if group.member_role_xid else Role.MEMBER


def must_be_staff(group: Group, caller: Caller) -> None:
    """Refuse everybody but the group's facilitators and leads."""
    if not role_of(group, caller).is_staff:
        raise Refused("staff-only")


async def must_not_be_away(desk: Desk, unit: Unit, group: Group, caller: Caller) -> None:
    """Refuse somebody who leaves for today, or who has left the group. Help asks nobody this."""
    kinds = {one.kind for one in await unit.measures.in_force(group.id, desk.people_key(group, caller))}
    if "left" in kinds:
        raise Refused("left-the-group")
    if "away" in kinds:
        raise Refused("away-today")


async def session_of(unit: Unit, session_id: int) -> SessionRecord:
    """Find a session; a forged or very old press is refused kindly."""
    record = await unit.sessions.find(session_id)
    if record is None:
        raise Refused("session-over")
    return record


async def group_of_channel(unit: Unit, channel_xid: int, server_xid: int = 0) -> Group:
    """Find the group of a channel; in another channel of a server with one group, that one."""
    group = await unit.groups.of_channel(channel_xid)
    if group:
        return group
    groups = await unit.groups.of_server(server_xid) if server_xid else []
    if len(groups) == 1:
        return groups[0]
    raise Refused("which-group" if groups else "not-set-up")


async def enter(desk: Desk, unit: Unit, caller: Caller, place: Place) -> Here:
    """Go to the place that a press names. Refuses an outsider, and a place where the group no longer is."""
    session = await session_of(unit, place.session_id)
    group = await unit.groups.get(session.group_id)
    role = role_of(group, caller)
    if role is Role.OUTSIDER:
        raise Refused("not-a-member")
    await must_not_be_away(desk, unit, group, caller)
    if not session.flow.state.is_open or not session.flow.trail:
        raise Refused("session-over" if session.flow.trail else "not-started")
    if session.flow.slot.number != place.slot:
        raise Refused("moved-on")
    slot = await unit.sessions.slot(session.id, place.slot)
    if slot is None:
        raise Refused("moved-on")
    return Here(session, group, slot, desk.steps[slot.step], role)


async def as_staff(desk: Desk, caller: Caller, place: Place, work: Callable[[Unit, Here], Awaitable[None]]) -> None:
    """Run a facilitator's work at a place in one unit of work; the session counts it as a sign of life."""

    async def in_unit(unit: Unit) -> None:
        here = await enter(desk, unit, caller, place)
        must_be_staff(here.group, caller)
        await work(unit, here)
        await heal(desk, unit, here.group, caller, here.session.id)
        await unit.sessions.set(here.session.id, staff_active_at=desk.clock.now(), asked_at=None)

    await desk.store.write(in_unit)


async def note_at(desk: Desk, unit: Unit, caller: Caller, here: Here, action: str) -> None:
    """Write into the audit log what staff did at a place."""
    await note(desk, unit, here.group, caller, action, session_id=here.session.id)


async def set_data(unit: Unit, here: Here, **data: Any) -> None:
    """Change some of a slot's data and keep the rest."""
    fresh = await unit.sessions.slot(here.session.id, here.slot.number)
    known = fresh.data if fresh else {}
    await unit.sessions.set_slot(here.slot.id, data={**known, **data})
