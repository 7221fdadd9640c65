"""Being here: consent first, then attendance, counted once. Staff and supporters are not counted."""

from dataclasses import dataclass, field

from bot.services.desk import Desk, must_not_be_away, remember_erased, role_of, session_of
from bot.services.members import open_session
from bot.services.quotes import quote_tag
from bot.services.rounds import recount_rounds
from bot.services.ways import ways_of
from bot.session import Caller, Refused, Role
from bot.storage import Group, SessionRecord, Unit
from bot.storage.repositories.people import PersonSettings
from bot.storage.repositories.signs import Sign

CONSENTS = ("takes_part", "counted", "quoted")


@dataclass(frozen=True)
class Welcome:
    """What a person who says "I am here" is told: the next consent question, or none; the plan when late.

    ``supporting``: they are beside a member. Nothing is asked of them, and nothing of them is stored.
    """

    session_id: int
    ask: str | None
    listening: bool
    counted: bool
    step_number: int
    steps: int
    late: bool
    supporting: bool = False
    name: str = ""
    sign: Sign = field(default_factory=Sign)
    may_take_part: bool = False  # who came to listen may still take part today
    short: bool = False  # the person would like short words


class PresenceService:
    """Attendance and the three consents."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def here_now(self, channel_xid: int, server_xid: int) -> int:
        """Find the open session that a slash command means."""
        return await open_session(self._desk, channel_xid, server_xid)

    async def arrive(self, caller: Caller, session_id: int, *, listening: bool, today: bool = False) -> Welcome:
        """Say "I am here". Whoever was not asked yet is asked first; a yes to being counted counts.

        Who usually just listens comes to listen by the first press. ``today``: they say that they take part today.
        """

        async def work(unit: Unit) -> Welcome:
            session, group = await self._open(unit, caller, session_id)
            settings = await unit.people.get(self._desk.people_key(group, caller))
            usual = not listening and not today and await self._usually_listens(unit, session, group, caller)
            return await self._welcome(unit, session, group, caller, settings, listening=listening or usual)

        return await self._desk.store.write(work)

    async def _usually_listens(self, unit: Unit, session: SessionRecord, group: Group, caller: Caller) -> bool:
        """Tell whether a person just listens by their own ways, and has not come to take part today."""
        if not (await ways_of(self._desk, unit, group, caller)).listens:
            return False
        programme = await unit.groups.programme_of(session.programme_id)
        pseudonym = self._desk.pseudonym(programme, caller)
        came = await unit.attendance.listens(session.id, pseudonym) if pseudonym else None
        return came is not False

    async def consent(self, caller: Caller, session_id: int, question: str, *, yes: bool, listening: bool) -> Welcome:
        """Store the answer to one consent question and go on to the next."""
        if question not in CONSENTS:
            raise Refused("not-a-choice")

        async def work(unit: Unit) -> Welcome:
            session, group = await self._open(unit, caller, session_id)
            if role_of(group, caller) is Role.SUPPORTER:  # a forged press: nothing is asked of them
                return await self._welcome(unit, session, group, caller, PersonSettings(), listening=listening)
            key = self._desk.people_key(group, caller)
            await unit.people.set(key, **{question: yes})
            if question == "counted":
                await self._recount(unit, session, caller, counted=yes)
            if question == "quoted" and not yes:
                await unit.quotes.forget(quote_tag(self._desk, group, caller))
            if question == "counted" and not yes:
                await self._uncount(unit, session, caller)
            settings = await unit.people.get(key)
            return await self._welcome(unit, session, group, caller, settings, listening=listening)

        return await self._desk.store.write(work)

    async def ask_again(self, caller: Caller, session_id: int) -> Welcome:
        """Ask the consent questions from the first one again: a person may change their mind."""

        async def work(unit: Unit) -> Welcome:
            session, group = await self._open(unit, caller, session_id)
            if role_of(group, caller) is Role.SUPPORTER:
                return await self._welcome(unit, session, group, caller, PersonSettings(), listening=False)
            await unit.people.set(self._desk.people_key(group, caller), takes_part=None, counted=None, quoted=None)
            await self._uncount(unit, session, caller)
            await self._recount(unit, session, caller, counted=False)
            await unit.quotes.forget(quote_tag(self._desk, group, caller))
            return await self._welcome(unit, session, group, caller, PersonSettings(), listening=False)

        return await self._desk.store.write(work)

    async def _open(self, unit: Unit, caller: Caller, session_id: int) -> tuple[SessionRecord, Group]:
        session = await session_of(unit, session_id)
        group = await unit.groups.get(session.group_id)
        if role_of(group, caller) is Role.OUTSIDER:
            raise Refused("not-a-member")
        await must_not_be_away(self._desk, unit, group, caller)
        if not session.flow.state.is_open:
            raise Refused("session-over")
        return session, group

    async def _recount(self, unit: Unit, session: SessionRecord, caller: Caller, *, counted: bool) -> None:
        """Let answers that are still open follow the person's consent; sealed ones belong to nobody."""
        await recount_rounds(self._desk, unit, session.group_id, caller, counted=counted)
        for slot in await unit.sessions.slots(session.id):
            if slot.nonce is not None and not slot.sealed:
                tag = self._desk.step_veil(slot).tag(caller.id.to_bytes())
                await unit.answers.set_counted(slot.id, tag, counted=counted)

    async def _uncount(self, unit: Unit, session: SessionRecord, caller: Caller) -> None:
        programme = await unit.groups.programme_of(session.programme_id)
        pseudonym = self._desk.pseudonym(programme, caller)
        if pseudonym:
            await remember_erased(self._desk, await unit.attendance.forget(session.id, pseudonym))

    async def _welcome(
        self,
        unit: Unit,
        session: SessionRecord,
        group: Group,
        caller: Caller,
        settings: PersonSettings,
        *,
        listening: bool,
    ) -> Welcome:
        role = role_of(group, caller)
        is_member = role is Role.MEMBER
        short = (await ways_of(self._desk, unit, group, caller)).short
        ask = _next_question(settings) if is_member else None
        listening = listening or settings.takes_part is False
        counted = is_member and settings.counted is True
        if counted:
            programme = await unit.groups.programme_of(session.programme_id)
            pseudonym = self._desk.pseudonym(programme, caller)
            if pseudonym:
                await unit.attendance.put(session.id, pseudonym, listening=listening)
        shown = [slot.number for slot in session.flow.agenda if not slot.skipped]
        number = shown.index(session.flow.slot.number) + 1 if session.flow.trail else 0
        return Welcome(
            session.id,
            ask,
            listening,
            counted,
            number,
            len(shown),
            late=number > 1,
            supporting=role is Role.SUPPORTER,
            name=group.name,
            sign=await unit.signs.of(group.id),
            may_take_part=listening and settings.takes_part is not False,
            short=short,
        )


def _next_question(settings: PersonSettings) -> str | None:
    """Name the question that comes next. Who just listens is asked whether to be counted: listeners count."""
    asked = CONSENTS[:2] if settings.takes_part is False else CONSENTS
    return next((name for name in asked if getattr(settings, name) is None), None)
