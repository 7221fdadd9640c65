"""The short way for the press that comes most often: one choice, to a question that is answered by one press.

What such an answer needs to know of its place changes seldom, so it is remembered: which question may be answered with
what, and the keys. The database is still what decides: the one statement that stores the answer stores it only if
nothing of that has changed (``bot/storage/quick.py``). Where it does not, and for every other answer, the long way is
taken, which has all the rules and gives the reasons.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.privacy import Veil
from bot.privacy.veil import NONCE_SIZE
from bot.services.desk import Desk, Here, Place, role_of
from bot.session import Caller, Question, Role, Shown
from bot.storage import Group
from bot.storage.quick import QuickAnswer

MOST_SEATS = 2_000  # places that are remembered; the one that was not used for longest goes first


@dataclass(frozen=True)
class Seat:
    """What is remembered of a place: its questions that one press answers, with the choices, and what must stay so."""

    group: Group = field(repr=False)
    session_version: int
    slot_id: int
    slot_revision: int
    offered: Mapping[str, tuple[str, ...]]
    members_only: frozenset[str]
    veil: Veil = field(repr=False)
    people: Veil = field(repr=False)
    ways: Veil = field(repr=False)


class QuickAnswers:
    """Places that were used lately. The keys in them are those of open steps; a step that ends is forgotten."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seats: OrderedDict[Place, Seat] = OrderedDict()
        desk.to_forget.append(self._seats.clear)

    def remember(self, place: Place, seat: Seat) -> None:
        """Remember a place after an answer went the long way."""
        self._seats[place] = seat
        self._seats.move_to_end(place)
        while len(self._seats) > MOST_SEATS:
            self._seats.popitem(last=False)

    async def give(self, caller: Caller, place: Place, values: Mapping[str, Sequence[str]]) -> bool:
        """Store one choice by one statement; False when it has to go the long way."""
        seat = self._seats.get(place)
        if seat is None or len(values) != 1:
            return False
        (question, given), role = next(iter(values.items())), role_of(seat.group, caller)
        if len(given) != 1 or given[0] not in seat.offered.get(question, ()):
            return False
        if role in (Role.OUTSIDER, Role.SUPPORTER) or (question in seat.members_only and role is not Role.MEMBER):
            return False
        person = caller.id.to_bytes()
        stored = await self._desk.store.answer(
            QuickAnswer(
                session_id=place.session_id,
                session_version=seat.session_version,
                slot_id=seat.slot_id,
                slot_revision=seat.slot_revision,
                group_id=seat.group.id,
                group_revision=seat.group.revision,
                person=seat.people.tag(person),
                way=seat.ways.tag(person),
                tag=seat.veil.tag(person),
                question=question,
                hidden=seat.veil.hide(given[0], self._desk.randomness.token(NONCE_SIZE)),
                from_member=role is Role.MEMBER,
            )
        )
        if stored:
            self._seats.move_to_end(place)
        else:
            self._seats.pop(place, None)
        return stored


def seat_of(desk: Desk, here: Here) -> Seat:
    """Take down what the short way needs of a place that was entered."""
    questions = [question for question in here.step.questions if _is_simple(here, question)]
    item = here.slot.data.get("item", "")
    return Seat(
        group=here.group,
        session_version=here.session.flow.version,
        slot_id=here.slot.id,
        slot_revision=here.slot.revision,
        offered={question.id: here.step.offered(question, item, desk.material) for question in questions},
        members_only=frozenset(question.id for question in questions if question.members_only),
        veil=desk.step_veil(here.slot),
        people=desk.people_veil(here.group),
        ways=desk.ways_veil(here.group),
    )


def _is_simple(here: Here, question: Question) -> bool:
    """Tell whether one press answers a question, and nothing else follows from the answer."""
    data = here.slot.data
    is_open = question.id not in data.get("closed", ()) and question.id not in data.get("shown", {})
    asked = here.group.check_in or not question.mood
    return is_open and asked and question.most == 1 and question.shown is not Shown.IN_BATCHES and not question.affirms
