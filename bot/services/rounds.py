"""Rounds: questions that people may answer for a while, under a key of the round's own, 24 hours at most.

What one person answers is one encrypted row, found by their code alone. When the time is over the answers become
totals (and texts in a new order), and rows and key are deleted in the same transaction. A beat does it, and each start.
"""

import logging
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidTag

from bot.privacy import Veil, in_new_order, totals
from bot.privacy.veil import NONCE_SIZE
from bot.services.desk import Desk, must_not_be_away, role_of
from bot.services.sealing import SealingService, counted_in
from bot.session import Caller, Refused, Role
from bot.session.feedback import FEWEST_WRITERS, TEXT, TOTALS, can_be_liked, read, written
from bot.session.outcomes import kept, questions, total_name
from bot.storage import AnswerRound, Group, RoundAnswer, Unit

_log = logging.getLogger(__name__)


class RoundService:
    """Ends rounds whose time is over."""

    def __init__(self, desk: Desk, sealing: SealingService) -> None:
        self._desk = desk
        self._sealing = sealing

    async def seal_due(self) -> list[Group]:
        """End what is over, also after the bot was away; list the groups whose staff have new words to read."""
        now = self._desk.clock.now()
        overdue = await self._desk.store.read(lambda unit: unit.rounds.overdue(now))
        if not overdue:
            return []

        found = [await self._seal(one) for one in overdue]
        await self._sealing.forget()
        return [group for group in found if group]

    async def _seal(self, one: AnswerRound) -> Group | None:
        """End one round. One that cannot be read is thrown away: its key may not stay, and others must not wait."""

        async def work(unit: Unit) -> Group | None:
            if (await unit.rounds.get(one.id)) != one:
                return None  # ended meanwhile
            if one.kind == "outcomes":
                await seal_outcomes(self._desk, unit, one)
            elif await seal_feedback(self._desk, unit, one):
                return await unit.groups.get(one.group_id)
            return None

        async def throw_away(unit: Unit) -> None:
            await unit.rounds.forget_answers(one.id)
            await unit.rounds.set(one.id, state="discarded", nonce=None)

        try:
            return await self._desk.store.write(work)
        except (InvalidTag, ValueError) as error:
            _log.error("A round of answers cannot be read and is thrown away: %s", type(error).__name__)
            await self._desk.store.write(throw_away)
            return None


def giver_of(desk: Desk, one: AnswerRound, caller: Caller) -> bytes:
    """Make a person's code in an open round."""
    return veil_of(desk, one).tag(caller.id.to_bytes())


def veil_of(desk: Desk, one: AnswerRound) -> Veil:
    """Make the key of an open round; refuses once it is destroyed."""
    if one.nonce is None:
        raise Refused("round-over")
    return desk.round_veil(one.nonce)


async def must_be_member(desk: Desk, unit: Unit, group: Group, caller: Caller) -> bool:
    """Let only members answer who take part; tell whether they said yes to being counted."""
    role = role_of(group, caller)
    if role is Role.OUTSIDER:
        raise Refused("not-a-member")
    if role is not Role.MEMBER:
        raise Refused("for-members")
    await must_not_be_away(desk, unit, group, caller)
    settings = await unit.people.get(desk.people_key(group, caller))
    if settings.takes_part is False:
        raise Refused("not-taking-part")
    return settings.counted is True


async def put_answer(
    desk: Desk, unit: Unit, one: AnswerRound, caller: Caller, given: dict[str, str], *, counted: bool
) -> None:
    """Add answers to what a person answered before; the last one to a question counts, "" takes it back."""
    veil, giver = veil_of(desk, one), giver_of(desk, one, caller)
    before = await unit.rounds.answer(one.id, giver)
    bag = {**(read(veil.reveal(before.hidden)) if before else {}), **given}
    hidden = veil.hide(
        written({name: value for name, value in bag.items() if value}), desk.randomness.token(NONCE_SIZE)
    )
    await unit.rounds.put(one.id, RoundAnswer(giver, hidden, counted))


async def seal_feedback(desk: Desk, unit: Unit, one: AnswerRound) -> bool:
    """Turn feedback into totals and texts, and delete it with its key; tell whether staff have something to read."""
    group = await unit.groups.get(one.group_id)
    bags = await _bags(desk, unit, one)
    session = await unit.sessions.get(one.session_id or 0)
    quarter = counted_in(group.counts_by, session.on_date)
    for name, kept_as in TOTALS.items():
        answers = [bag[name] for bag, counted in bags if counted and name in bag]
        if answers:
            await unit.keepsakes.add_totals(one.programme_id, kept_as, totals(answers), quarter)
    words = [bag[TEXT] for bag, _counted in bags if TEXT in bag]
    await unit.rounds.remove(one.id)
    return await _keep_words(desk, unit, group, one, words)


async def _bags(desk: Desk, unit: Unit, one: AnswerRound) -> list[tuple[dict[str, str], bool]]:
    """Read all that was answered in a round; nothing where a backup has left it without its key."""
    if one.nonce is None:
        return []
    veil = desk.round_veil(one.nonce)
    return [(read(veil.reveal(row.hidden)), row.counted) for row in await unit.rounds.answers(one.id)]


async def _keep_words(desk: Desk, unit: Unit, group: Group, one: AnswerRound, words: list[str]) -> bool:
    """Give staff texts of at least three people, and with them those that waited; fewer wait for a later session."""
    if not words:
        return False
    veil = desk.texts_veil(group)
    enough = len(words) >= FEWEST_WRITERS
    record = await unit.sessions.get(one.session_id or 0)
    if enough:
        words = [*words, *(veil.reveal(hidden) for _day, hidden in await unit.feedback_notes.of(group.id, waits=True))]
        await unit.feedback_notes.remove_waiting(group.id)
    mixed = in_new_order(words, desk.randomness)
    hidden = [veil.hide(text, desk.randomness.token(NONCE_SIZE)) for text in mixed]
    await unit.feedback_notes.add(group.id, record.on_date, hidden, waits=not enough)
    return enough


async def seal_outcomes(desk: Desk, unit: Unit, one: AnswerRound) -> bool:
    """Turn a round into totals, or into nothing where fewer than ten answered; tell which."""
    group = await unit.groups.get(one.group_id)
    asked = questions(one.version, steps_to_like(desk, group))
    found = kept([bag for bag, counted in await _bags(desk, unit, one) if counted], asked)
    quarter = counted_in(group.counts_by, one.closes_at.astimezone(ZoneInfo(group.zone)).date())
    for name, numbers in found.items():
        await unit.keepsakes.add_totals(one.programme_id, total_name(one.part, name), numbers, quarter)
    await unit.rounds.forget_answers(one.id)
    closes_at = min(one.closes_at, desk.clock.now())
    await unit.rounds.set(one.id, state="kept" if found else "discarded", nonce=None, closes_at=closes_at)
    return bool(found)


async def recount_rounds(desk: Desk, unit: Unit, group_id: int, caller: Caller, *, counted: bool) -> None:
    """Let what a person answered in open rounds follow their consent to be counted."""
    for one in await unit.rounds.open_of(group_id):
        await unit.rounds.set_counted(one.id, giver_of(desk, one, caller), counted=counted)


async def count_round_answers(desk: Desk, unit: Unit, group: Group, caller: Caller) -> int:
    """Count in how many open rounds something of a person's is kept."""
    rounds = await unit.rounds.open_of(group.id)
    return sum([await unit.rounds.answer(one.id, giver_of(desk, one, caller)) is not None for one in rounds])


async def forget_round_answers(desk: Desk, unit: Unit, group: Group, caller: Caller) -> int:
    """Delete what a person answered in open rounds; return in how many."""
    rounds = await unit.rounds.open_of(group.id)
    return sum([await unit.rounds.take_back(one.id, giver_of(desk, one, caller)) for one in rounds])


def steps_to_like(desk: Desk, group: Group) -> tuple[str, ...]:
    """List the steps of a group's usual session that a person may like best."""
    asked = [name for name, step in desk.steps.items() if group.check_in or not step.only_moods]
    return can_be_liked(asked)
