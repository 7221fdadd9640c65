"""Outcome questions (features M4, M5): off until a lead switches them on, asked in rounds of a day, kept as totals.

What somebody feels is health data, so each round has a key of its own, nobody sees a number while it is open, and of
fewer than ten people nothing is kept. A lead may type in numbers that were counted on paper instead.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.scheduling import zone
from bot.services.desk import Desk, group_of_channel, note, role_of
from bot.services.rounds import giver_of, must_be_member, put_answer, seal_outcomes, steps_to_like
from bot.services.schedule import Where
from bot.services.sealing import SealingService, counted_in
from bot.session import Caller, Refused, Role
from bot.session.feedback import LONGEST_KEYED
from bot.session.outcomes import (
    LONELY,
    MOST_ON_PAPER,
    PARTS,
    VERSIONS,
    Asked,
    from_paper,
    question,
    questions,
    total_name,
)
from bot.storage import AnswerRound, Group, Programme, Unit


@dataclass(frozen=True)
class OutcomePage:
    """What a lead sees: never a number.

    ``since``: the first day of the programme that it is about. ``parts``: how each part stands ("", open, kept,
    discarded or paper). ``versions``: how the question about loneliness may be put; one that was used stays.
    """

    group: Group
    on: bool
    since: date | None = None
    parts: tuple[tuple[str, str], ...] = ()
    versions: tuple[str, ...] = VERSIONS
    running: AnswerRound | None = None
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoundPage:
    """What a member may answer in a round; ``asked`` is the question that comes now, None after the last."""

    group: Group
    round: AnswerRound
    questions: tuple[Asked, ...]


class OutcomeService:
    """The outcome questions of a group."""

    def __init__(self, desk: Desk, sealing: SealingService) -> None:
        self._desk = desk
        self._sealing = sealing

    async def page(self, caller: Caller, where: Where) -> OutcomePage:
        """Read how it stands, for the lead."""

        async def work(unit: Unit) -> OutcomePage:
            return await self._page(unit, await _led_by(unit, caller, where))

        return await self._desk.store.read(work)

    async def switch(self, caller: Caller, where: Where, *, on: bool) -> OutcomePage:
        """Switch the questions on or off. Off ends a round that is open, and nothing of it is kept."""

        async def work(unit: Unit) -> OutcomePage:
            group = await _led_by(unit, caller, where)
            if await unit.rounds.is_on(group.id) != on:
                await unit.rounds.switch(group.id, self._today(group), on=on)
                await note(self._desk, unit, group, caller, "outcomes-on" if on else "outcomes-off")
            for one in [] if on else await unit.rounds.open_of(group.id):
                if one.kind == "outcomes":
                    await unit.rounds.forget_answers(one.id)
                    await unit.rounds.set(one.id, state="discarded", nonce=None, closes_at=self._desk.clock.now())
            return await self._page(unit, group)

        page = await self._desk.store.write(work)
        await self._sealing.forget()
        return page

    async def open(self, caller: Caller, where: Where, part: str, version: str) -> OutcomePage:
        """Open a round for 24 hours. Refuses: outcomes-off, round-is-open, part-is-kept, no-programme-yet."""

        async def work(unit: Unit) -> OutcomePage:
            group, page, programme = await self._ready(unit, caller, where)
            if page.running:
                raise Refused("round-is-open")
            if part not in PARTS or version not in page.versions:
                raise Refused("old-button")
            if dict(page.parts)[part] in ("kept", "paper"):
                raise Refused("part-is-kept")
            await unit.rounds.add(
                group_id=group.id,
                programme_id=programme.id,
                kind="outcomes",
                part=part,
                version=version,
                state="open",
                nonce=self._desk.nonce(),
                closes_at=self._desk.clock.now() + LONGEST_KEYED,
                said="",
            )
            await note(self._desk, unit, group, caller, "outcomes-asked")
            return await self._page(unit, group)

        return await self._desk.store.write(work)

    async def close(self, caller: Caller, where: Where, round_id: int) -> OutcomePage:
        """End a round before its time; one that is over already is no fault."""

        async def work(unit: Unit) -> OutcomePage:
            group = await _led_by(unit, caller, where)
            one = await unit.rounds.get(round_id)
            if one is None or one.group_id != group.id or one.kind != "outcomes":
                raise Refused("round-over")
            if one.state == "open":
                await seal_outcomes(self._desk, unit, one)
                await note(self._desk, unit, group, caller, "outcomes-ended")
            return await self._page(unit, group)

        page = await self._desk.store.write(work)
        await self._sealing.forget()
        return page

    async def ask_paper(self, caller: Caller, where: Where, part: str, name: str) -> Asked:
        """Find the question that a lead has numbers for, before the form opens."""

        async def work(unit: Unit) -> Asked:
            _group, page, _programme = await self._ready(unit, caller, where)
            return _for_paper(page, part, name)

        return await self._desk.store.read(work)

    async def from_paper(
        self, caller: Caller, where: Where, part: str, name: str, numbers: Sequence[int]
    ) -> OutcomePage:
        """Keep numbers that were counted on paper, in place of those that were typed before.

        Raises ``Refused``: part-is-kept, too-few-on-paper, not-a-number.
        """

        async def work(unit: Unit) -> OutcomePage:
            group, page, programme = await self._ready(unit, caller, where)
            asked = _for_paper(page, part, name)
            if len(numbers) != len(asked.choices) or not all(0 <= one <= MOST_ON_PAPER for one in numbers):
                raise Refused("not-a-number", most=MOST_ON_PAPER)
            found = from_paper(numbers, asked)
            if found is None:
                raise Refused("too-few-on-paper")
            quarter = counted_in(group.counts_by, self._desk.clock.now().astimezone(ZoneInfo(group.zone)).date())
            if await unit.keepsakes.is_elsewhere(programme.id, total_name(part, name), quarter):
                raise Refused("part-is-kept")  # the same people would be in two blocks
            await unit.keepsakes.put_totals(programme.id, total_name(part, name), found, quarter)
            await note(self._desk, unit, group, caller, "outcomes-typed")
            return await self._page(unit, group)

        return await self._desk.store.write(work)

    async def look(self, caller: Caller, round_id: int) -> RoundPage:
        """Read what may be answered, for a member who said yes to being counted."""
        return await self._desk.store.read(lambda unit: self._enter(unit, caller, round_id))

    async def newest(self, caller: Caller, where: Where) -> RoundPage:
        """Find the open round of a channel's group, for a member who types."""

        async def work(unit: Unit) -> RoundPage:
            group = await group_of_channel(unit, where.channel_xid, where.server_xid)
            found = [one.id for one in await unit.rounds.open_of(group.id) if one.kind == "outcomes"]
            if not found:
                await must_be_member(self._desk, unit, group, caller)
            return await self._enter(unit, caller, found[-1] if found else 0)

        return await self._desk.store.read(work)

    async def give(self, caller: Caller, round_id: int, name: str, value: str) -> RoundPage:
        """Store an answer to one question, in place of the one before."""

        async def work(unit: Unit) -> RoundPage:
            page = await self._enter(unit, caller, round_id)
            if not any(one.id == name and value in one.choices for one in page.questions):
                raise Refused("not-a-choice")
            await put_answer(self._desk, unit, page.round, caller, {name: value}, counted=True)
            return page

        return await self._desk.store.write(work)

    async def take_back(self, caller: Caller, round_id: int) -> RoundPage | None:
        """Delete all that a person answered in a round; return what they may answer, if they still may.

        Raises ``Refused``: round-over, and to somebody who has answered nothing why they may not.
        """

        async def work(unit: Unit) -> RoundPage | None:
            one = await unit.rounds.get(round_id)
            if one is None or one.kind != "outcomes" or one.nonce is None:
                raise Refused("round-over")
            gone = await unit.rounds.take_back(round_id, giver_of(self._desk, one, caller))
            with contextlib.suppress(*((Refused,) if gone else ())):
                return await self._enter(unit, caller, round_id)
            return None

        return await self._desk.store.write(work)

    async def to_show(self) -> list[RoundPage]:
        """List the rounds whose message in the room is not as it must be."""

        async def work(unit: Unit) -> list[RoundPage]:
            return [RoundPage(await unit.groups.get(one.group_id), one, ()) for one in await unit.rounds.untrue()]

        return await self._desk.store.read(work)

    async def shown(self, one: AnswerRound, message_xid: int | None) -> None:
        """Write down that the message of a round says what it must."""
        await self._desk.store.write(lambda unit: unit.rounds.set(one.id, said=one.state, message_xid=message_xid))

    async def _enter(self, unit: Unit, caller: Caller, round_id: int) -> RoundPage:
        one = await unit.rounds.get(round_id)
        if one is None or one.kind != "outcomes":
            raise Refused("round-over")
        group = await unit.groups.get(one.group_id)
        counted = await must_be_member(self._desk, unit, group, caller)
        if one.nonce is None or one.closes_at <= self._desk.clock.now():
            raise Refused("round-over")
        if not counted:
            raise Refused("not-counted")
        return RoundPage(group, one, questions(one.version, steps_to_like(self._desk, group)))

    async def _ready(self, unit: Unit, caller: Caller, where: Where) -> tuple[Group, OutcomePage, Programme]:
        group = await _led_by(unit, caller, where)
        page, programme = await self._page(unit, group), await _programme(unit, group)
        if not page.on:
            raise Refused("outcomes-off")
        if programme is None:
            raise Refused("no-programme-yet")
        return group, page, programme

    async def _page(self, unit: Unit, group: Group) -> OutcomePage:
        on, programme = await unit.rounds.is_on(group.id), await _programme(unit, group)
        steps = steps_to_like(self._desk, group)
        if programme is None:
            return OutcomePage(group, on, steps=steps)
        rounds = await unit.rounds.of_programme(programme.id)
        names = {name for name, _choice in await unit.keepsakes.totals(programme.id)}
        used = {one.version for one in rounds if one.state != "discarded"}
        used |= {version for version, one in LONELY.items() if any(name.endswith(f".{one.id}") for name in names)}
        states = dict.fromkeys(PARTS, "")
        states |= {part: "paper" for part in PARTS if any(name.startswith(f"{part}.") for name in names)}
        for one in rounds:
            if states[one.part] != "paper" or one.state != "discarded":
                states[one.part] = one.state
        return OutcomePage(
            group=group,
            on=on,
            since=programme.first_date or programme.started_on,
            parts=tuple(states.items()),
            versions=tuple(sorted(used, key=VERSIONS.index)) or VERSIONS,
            running=next((one for one in rounds if one.state == "open"), None),
            steps=steps,
        )

    def _today(self, group: Group) -> date:
        return self._desk.clock.now().astimezone(zone(group.zone)).date()


def _for_paper(page: OutcomePage, part: str, name: str) -> Asked:
    asked = next((found for version in page.versions if (found := question(version, page.steps, name))), None)
    if part not in PARTS or asked is None:
        raise Refused("old-button")
    if dict(page.parts)[part] in ("open", "kept"):
        raise Refused("part-is-kept")
    return asked


async def _programme(unit: Unit, group: Group) -> Programme | None:
    """Find the newest programme: one that has just ended may still be asked about."""
    found = await unit.groups.programmes(group.id)
    return max(found, key=lambda one: one.id) if found else None


async def _led_by(unit: Unit, caller: Caller, where: Where) -> Group:
    group = await group_of_channel(unit, where.channel_xid, where.server_xid)
    if role_of(group, caller) is not Role.LEAD:
        raise Refused("leads-only")
    return group
