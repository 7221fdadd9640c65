"""Roles that members take for one session (feature O5): taken by a press, given back without a reason, over with it.

One person has a role; who comes second reads kindly that it is taken, and not by whom. Staff see the name, and the
person is told so before. The room reads at most that somebody welcomes today.
"""

from dataclasses import dataclass

from bot.privacy.veil import NONCE_SIZE
from bot.services.board import BoardService
from bot.services.desk import Desk, must_not_be_away
from bot.services.members import session_of_member
from bot.services.session_key import ROLES, code_of, known_veil, session_veil
from bot.services.taking_part import READER, SCRIBE, SESSION_ROLES
from bot.services.views import CardView
from bot.session import Caller, Refused, State
from bot.storage import Unit
from bot.storage.repositories.session_roles import TakenRole

THANKS = ("gratitude", "thanks")  # the step and the question whose list the scribe reads


@dataclass(frozen=True)
class RolesPage:
    """What a person reads about roles: which are theirs, and which somebody else has."""

    session_id: int
    mine: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadAloud:
    """What a reader is handed: the card of the present step, or None before the first; or entries of a list."""

    session_id: int
    card: CardView | None = None
    entries: tuple[tuple[str, str], ...] = ()


class SessionRoleService:
    """Roles of members, for one session."""

    def __init__(self, desk: Desk, board: BoardService) -> None:
        self._desk = desk
        self._board = board

    async def page(self, caller: Caller, session_id: int) -> RolesPage:
        """Say which roles are free. Raises ``Refused``: session-over, not-a-member, roles-for-members."""

        async def work(unit: Unit) -> RolesPage:
            await session_of_member(unit, caller, session_id, Refused("roles-for-members"))
            return await self._page(unit, caller, session_id)

        return await self._desk.store.read(work)

    async def take(self, caller: Caller, session_id: int, role: str) -> RolesPage:
        """Give the asker a role; one that they have already stays theirs. Raises ``Refused("role-taken")``."""
        if role not in SESSION_ROLES:
            raise Refused("not-a-choice")

        async def work(unit: Unit) -> RolesPage:
            session = await session_of_member(unit, caller, session_id, Refused("roles-for-members"))
            await must_not_be_away(self._desk, unit, await unit.groups.get(session.group_id), caller)
            page = await self._page(unit, caller, session_id)
            if role in page.taken:
                raise Refused("role-taken")
            if role not in page.mine:
                veil = await session_veil(self._desk, unit, session_id)
                name = veil.hide(caller.name, self._desk.randomness.token(NONCE_SIZE))
                await unit.session_roles.put(session_id, TakenRole(role, code_of(veil, ROLES, caller), name))
            return await self._page(unit, caller, session_id)

        return await self._desk.store.write(work)

    async def give_back(self, caller: Caller, session_id: int, role: str) -> RolesPage:
        """Take the role back from the asker; nobody asks why, and without it nothing happens."""

        async def work(unit: Unit) -> RolesPage:
            await session_of_member(unit, caller, session_id, Refused("roles-for-members"))
            veil = await known_veil(self._desk, unit, session_id)
            if veil is not None:
                await unit.session_roles.remove(session_id, code_of(veil, ROLES, caller), role)
            return await self._page(unit, caller, session_id)

        return await self._desk.store.write(work)

    async def to_read(self, caller: Caller, session_id: int, role: str) -> ReadAloud:
        """Hand a reader what to read aloud now, from the room's cards alone. Raises ``Refused("not-your-role")``."""

        async def work(unit: Unit) -> tuple[int, list[int]]:
            session = await session_of_member(unit, caller, session_id, Refused("roles-for-members"))
            if role not in (await self._page(unit, caller, session_id)).mine:
                raise Refused("not-your-role")
            slots = await unit.sessions.slots(session_id)
            lists = [slot.number for slot in slots if slot.step == THANKS[0] and slot.opened_at is not None]
            here = session.flow.slot.number if session.flow.state is not State.GATHERING else 0
            return here, lists

        here, lists = await self._desk.store.read(work)
        if role == READER:
            return ReadAloud(session_id, await self._board.card(session_id, here) if here else None)
        cards = [await self._board.card(session_id, slot) for slot in lists] if role == SCRIBE else []
        return ReadAloud(session_id, entries=tuple(one for card in cards for one in card.entries.get(THANKS[1], ())))

    async def _page(self, unit: Unit, caller: Caller, session_id: int) -> RolesPage:
        veil = await known_veil(self._desk, unit, session_id)
        if veil is None:
            return RolesPage(session_id)
        code, found = code_of(veil, ROLES, caller), await unit.session_roles.all_of(session_id)
        mine = tuple(one.role for one in found if one.code == code)
        return RolesPage(session_id, mine, tuple(one.role for one in found if one.role not in mine))
