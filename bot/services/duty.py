"""Who is on duty: what belongs to a press inside a unit of work. ``DutyService`` asks for it, and so do sessions.

The rule of two (feature SA12): a session never waits for a second facilitator, but a lead is asked whether it goes on.
"""

from datetime import timedelta

from bot.privacy.veil import NONCE_SIZE
from bot.services.desk import Desk, note
from bot.session import Caller
from bot.storage import Group, SessionRecord, Unit
from bot.storage.repositories.duties import GONE, READY, Duty
from bot.storage.repositories.staff_questions import GAPS

TWO = 2
LEAD_AFTER = timedelta(minutes=5)  # then the lead is alerted, the session pauses, and members read a calm line
SOMEBODY_LEADS = (*GAPS, "handover")  # what is answered when a person takes over


async def sign_on(
    desk: Desk, unit: Unit, group: Group, caller: Caller, session_id: int, *, leads: bool = False
) -> None:
    """Write down that a facilitator is here. The first one leads; ``leads`` lets this one lead.

    The Discord id is kept encrypted while the session is open, so that this person can be mentioned.
    """
    veil, code = desk.staff_veil(group), desk.staff_code(group, caller)
    here = await unit.duties.ready(session_id)
    if code not in [duty.code for duty in here]:
        hidden = veil.hide(str(caller.id.for_discord()), desk.randomness.token(NONCE_SIZE))
        await unit.duties.put(session_id, code, state=READY, hidden_xid=hidden)
        await note(desk, unit, group, caller, "ready", session_id=session_id)
    if leads or not any(duty.leading for duty in here):
        await unit.duties.lead(session_id, code)
    await unit.staff_questions.end(session_id, "here", GAPS)
    if len(await unit.duties.ready(session_id)) >= TWO:
        await unit.staff_questions.end(session_id, "second-here", ("alone",))


async def sign_off(unit: Unit, session_id: int, code: bytes) -> list[Duty]:
    """Write down that a facilitator has gone; return those who are still here.

    Without anybody here a session that has not started must not start by itself.
    """
    await unit.duties.put(session_id, code, state=GONE, hidden_xid=None)
    left = await unit.duties.ready(session_id)
    if not left:
        await unit.sessions.set(session_id, ready=False)
    return left


async def ask_if_alone(desk: Desk, unit: Unit, group: Group, session_id: int) -> None:
    """Ask the lead whether a session goes on that fewer than two facilitators run."""
    if not group.two_facilitators or not group.lead_role_xid:
        return
    if len(await unit.duties.ready(session_id)) < TWO:
        await unit.staff_questions.ask(session_id, "alone", desk.clock.now())


def ids_of(desk: Desk, group: Group, duties: list[Duty], *, but: bytes | None = None) -> tuple[int, ...]:
    """Give the Discord ids of those who are here, to mention them; ``but`` is the code of one to leave out."""
    hidden = [duty.hidden_xid for duty in duties if duty.ready and duty.hidden_xid and duty.code != but]
    return tuple(int(desk.staff_veil(group).reveal(one)) for one in hidden)


async def people_on_duty(desk: Desk, unit: Unit, group: Group) -> tuple[int, ...]:
    """Give the Discord ids of the facilitators who are here in the group's open session; none between sessions."""
    session = await unit.sessions.open_of(group.id)
    return ids_of(desk, group, await unit.duties.of(session.id)) if session else ()


async def is_away(desk: Desk, unit: Unit, session_id: int) -> bool:
    """Tell whether members are to read that nobody leads just now."""
    gaps = await unit.staff_questions.open_of(session_id, GAPS)
    return any(desk.clock.now() - gap.asked_at >= LEAD_AFTER for gap in gaps)


async def off_duty(unit: Unit, record: SessionRecord) -> None:
    """End what is asked and forget whom to mention, in the transaction that ends a session."""
    await unit.staff_questions.end(record.id, "over")
    await unit.duties.forget_ids(record.id)
