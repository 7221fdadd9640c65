"""What the screen must show: the live card and the panel of a session, read from the database and from nothing else.

The card is for members: it holds no count of who answered, no time of an answer and no name that was not signed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.privacy.sealing import same_text
from bot.services.answers import signed_text
from bot.services.calendars import next_meeting
from bot.services.cards import cards_up
from bot.services.desk import Desk, session_of
from bot.services.duty import is_away
from bot.services.endings import ending_of
from bot.services.feedback import feedback_until
from bot.services.keepsakes import words_wait
from bot.services.marked import CHECK
from bot.services.own_prompts import MATERIAL, prompts_of
from bot.services.rota import who_leads
from bot.services.steps import page_count
from bot.services.taking_part import WELCOMER, Together, together_of, turns_up
from bot.services.timers import rest_of, step_time, timer_of
from bot.services.topics import topic_ahead
from bot.services.upkeep import are_old
from bot.services.views import CardView, HeldBatch, OpenCall, PanelView, PlanLine, RoomView
from bot.services.we_did import we_did_at
from bot.session import Refused, Shown, State, Step
from bot.storage import AnswerRecord, Group, SessionRecord, SlotRecord, Unit

LOCK_AFTER = timedelta(minutes=10)
_KEEP_LOCKING = timedelta(minutes=30)  # a lock that Discord refused is tried again for so long


@dataclass(frozen=True)
class _Found:
    """What was read once, for the card and the panel of one slot."""

    record: SessionRecord
    group: Group
    slot: SlotRecord
    rows: Sequence[AnswerRecord]
    together: Together


class BoardService:
    """Reads for the screen."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def room(self, session_id: int) -> RoomView:
        """Read one session with its card and panel, at one moment of the database."""

        async def work(unit: Unit) -> RoomView:
            record = await session_of(unit, session_id)
            newest = await unit.sessions.newest_id(record.group_id)
            found = await self._found(unit, record, record.flow.slot.number)
            card = await self._card(unit, found)
            return RoomView(
                session_id=record.id,
                group=found.group,
                state=record.flow.state,
                card=card,
                panel=await self._panel(unit, found, card),
                locked=self._locked(record),
                is_newest=newest in (None, record.id),
                card_xid=record.card_xid,
                card_slot=record.card_slot,
                panel_xid=record.panel_xid,
            )

        return await self._desk.store.read(work)

    async def card(self, session_id: int, slot: int) -> CardView:
        """Read the card of any slot, for the last look that a retired card keeps."""

        async def work(unit: Unit) -> CardView:
            return await self._card(unit, await self._found(unit, await session_of(unit, session_id), slot))

        return await self._desk.store.read(work)

    async def newest_of(self, group_id: int) -> int | None:
        """Find a group's newest session."""
        return await self._desk.store.read(lambda unit: unit.sessions.newest_id(group_id))

    async def sessions_to_show(self) -> list[int]:
        """List the sessions that the screen must be compared with: open ones and each group's newest."""

        async def work(unit: Unit) -> list[int]:
            being_held = await unit.sessions.ids_in([state for state in State if state.is_open])
            return sorted({*being_held, *await unit.sessions.newest_ids()})

        return await self._desk.store.read(work)

    async def sessions_to_lock(self) -> list[int]:
        """List the newest sessions whose room is to be locked by now, for the first half hour after that."""

        async def work(unit: Unit) -> list[int]:
            lately = self._desk.clock.now() - LOCK_AFTER - _KEEP_LOCKING
            found = [await session_of(unit, one) for one in await unit.sessions.newest_ids(lately)]
            return [one.id for one in found if self._locked(one) and not self._long_over(one)]

        return await self._desk.store.read(work)

    async def open_session(self, group_id: int) -> int | None:
        """Find a group's open session."""
        found = await self._desk.store.read(lambda unit: unit.sessions.open_of(group_id))
        return found.id if found else None

    async def posted_card(self, session_id: int, card_xid: int, card_slot: int) -> None:
        """Remember which message is the live card and of which slot (0: the gathering)."""
        await self._desk.store.write(lambda unit: unit.sessions.count_card(session_id, card_xid, card_slot))

    async def posted_panel(self, session_id: int, panel_xid: int) -> None:
        """Remember which message is the panel."""
        await self._desk.store.write(lambda unit: unit.sessions.set(session_id, panel_xid=panel_xid))

    def _locked(self, record: SessionRecord) -> bool:
        if record.flow.state.is_open or record.closed_at is None:
            return False
        return record.stopped or record.closed_at + LOCK_AFTER <= self._desk.clock.now()

    def _long_over(self, record: SessionRecord) -> bool:
        closed = record.closed_at
        return closed is None or closed + LOCK_AFTER + _KEEP_LOCKING < self._desk.clock.now()

    async def _found(self, unit: Unit, record: SessionRecord, number: int) -> _Found:
        """Read what the card and the panel of one slot both need."""
        slot = await unit.sessions.slot(record.id, number)
        if slot is None:
            raise Refused("old-button")
        group = await unit.groups.get(record.group_id)
        rows = await unit.answers.of_slot(slot.id)
        return _Found(record, group, slot, rows, await together_of(self._desk, unit, record.id))

    async def _card(self, unit: Unit, found: _Found) -> CardView:
        record, group, slot = found.record, found.group, found.slot
        flow, step = record.flow, self._desk.steps[slot.step]
        version, agreed = await unit.groups.rules(group.id)
        rules = tuple(slot.data.get("rules") or agreed or self._desk.pack.rules)
        item, closed = slot.data.get("item", ""), frozenset(slot.data.get("closed", ()))
        plan = [line for line in flow.agenda if not line.skipped or line.number == slot.number]
        place = next(index for index, line in enumerate(plan) if line.number == slot.number)
        card = CardView(
            session_id=record.id,
            version=flow.version,
            state=flow.state,
            group=group,
            step=step,
            slot=slot.number,
            number=place + 1,
            of=len(plan),
            next_step=plan[place + 1].step if place + 1 < len(plan) else None,
            agenda=tuple(
                PlanLine(line.number, line.step, line.skipped, line.number == slot.number) for line in flow.agenda
            ),
            item=item,
            page=slot.data.get("page", 0),
            pages=page_count(self._desk, step, item),
            shown=slot.data.get("shown", {}),
            entries=self._entries(found.rows, slot, step),
            closed=closed,
            own_prompts=await prompts_of(self._desk, unit, group) if step.material == MATERIAL else (),
            more=frozenset(slot.data.get("more", ())),
            being_read=frozenset(row.question for row in found.rows if row.status == "held") & closed,
            rules=rules,
            rules_version=version,
            new_rules=frozenset(rules) - frozenset(agreed) if agreed else frozenset(),
            starts_at=record.starts_at,
            ends_at=record.ends_at,
            away=flow.state.is_open and await is_away(self._desk, unit, record.id),
            feedback_until=self._feedback_until(record, group),
            we_did=await we_did_at(self._desk, unit, group, record.id),
            next_at=await self._next_at(unit, record, group),
            ending=await ending_of(self._desk, unit, group, record) if step.id == "closing" else None,
            topic_ahead=await topic_ahead(self._desk, unit, record) if place == 0 else "",
        )
        return self._with_others(card, found)

    def _with_others(self, card: CardView, found: _Found) -> CardView:
        """Add what people do together: turns, roles, a vote, a break."""
        together = found.together
        return replace(
            card,
            stopped=found.record.stopped,
            rest=rest_of(timer_of(found.slot), self._desk.clock.now()),
            turns=together.turns.told,
            welcomed=any(role == WELCOMER for role, _name in together.roles),
            sign=together.sign,
            vote=together.vote,
        )

    def _feedback_until(self, record: SessionRecord, group: Group) -> datetime | None:
        until = feedback_until(record, group)
        return until if until and until > self._desk.clock.now() else None

    async def _next_at(self, unit: Unit, record: SessionRecord, group: Group) -> datetime | None:
        found = await next_meeting(unit, group, max(self._desk.clock.now(), record.starts_at))
        return found.at if found else None

    def _entries(
        self, rows: Sequence[AnswerRecord], slot: SlotRecord, step: Step
    ) -> dict[str, tuple[tuple[str, str], ...]]:
        """Read the lists that the room may see: what staff have shown, each text once, in the batches' order."""
        if slot.nonce is None or slot.sealed:
            return {}
        veil = self._desk.step_veil(slot)
        shown = sorted((row for row in rows if row.status == "shown"), key=lambda row: (row.batch or 0, row.place or 0))
        return {
            question.id: _once(signed_text(veil, row) for row in shown if row.question == question.id)
            for question in step.questions
            if question.shown is Shown.IN_BATCHES
        }

    async def _panel(self, unit: Unit, found: _Found, card: CardView) -> PanelView:
        record, slot, together = found.record, found.slot, found.together
        gathering = record.flow.state is State.GATHERING
        return PanelView(
            card=card,
            offer=tuple(slot.data.get("offer", ())),
            batches=self._batches(found.rows, slot),
            time=step_time(timer_of(slot), card.step.minutes, self._desk.clock.now()),
            asked=record.asked_at is not None,
            ready=record.ready,
            cards=await cards_up(unit, record.id, together.veil),
            turns=await turns_up(unit, record.id, together),
            roles=together.roles,
            has_entries=await unit.answers.any_in_batches(record.id),
            checked=await unit.audit.was_done(record.id, CHECK),
            on_duty=len(await unit.duties.ready(record.id)),
            calls=tuple(
                OpenCall(call.state == "taken", call.alert_xid)
                for call in await unit.help_calls.open_of_group(card.group.id)
            ),
            numbers_old=are_old(self._desk.pack, card.group, self._desk.clock.now()),
            words_wait=not record.flow.state.is_open and await words_wait(unit, record.id),
            leads=await who_leads(self._desk, unit, card.group, record.on_date) if gathering else (),
        )

    def _batches(self, rows: Sequence[AnswerRecord], slot: SlotRecord) -> tuple[HeldBatch, ...]:
        """Read the batches that wait for a facilitator, or that still hold something back."""
        if slot.nonce is None or slot.sealed:
            return ()
        veil = self._desk.step_veil(slot)
        found: dict[tuple[str, int], list[tuple[int, str, bool]]] = {}
        for row in rows:
            if row.batch is not None and row.place is not None and row.status in ("held", "not-today"):
                text, name = signed_text(veil, row)
                words = self._desk.pack.say("list.signed", text=text, name=name) if name else text
                entry = (row.place, words, row.status == "not-today")
                found.setdefault((row.question, row.batch), []).append(entry)
        return tuple(HeldBatch(name, batch, tuple(sorted(rows))) for (name, batch), rows in sorted(found.items()))


def _once(entries: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Keep each text once, at its first place; a signed one is its writer's own and stays."""
    once: dict[tuple[str, str], tuple[str, str]] = {}
    for text, name in entries:
        once.setdefault((same_text(text), name), (text, name))
    return tuple(once.values())
