"""What a session keeps of people by their own choice, turns and roles: for the panel, /my-data and /forget-me."""

from dataclasses import dataclass
from typing import Any

from bot.privacy import Veil
from bot.services.desk import Desk
from bot.services.session_key import ROLES, TURNS, VOICES, code_of, known_veil
from bot.session import Caller
from bot.storage import Unit
from bot.storage.repositories.signs import Sign
from bot.storage.repositories.turns import TurnRecord, TurnRound

SESSION_ROLES = ("welcomer", "reader", "watcher", "scribe")  # in the database and in addresses; they never change
WELCOMER, READER, SCRIBE = "welcomer", "reader", "scribe"


@dataclass(frozen=True)
class Hand:
    """A person who would like to share: the name they show, and how."""

    name: str
    how: str


@dataclass(frozen=True)
class TurnsUp:
    """What staff see: who has the turn, who waits for it, and the number that the next press must know."""

    version: int = 0
    told: bool = False
    now: Hand | None = None
    line: tuple[Hand, ...] = ()


@dataclass(frozen=True)
class Together:
    """What people do together in a session, as its card and panel need it; without a key nothing more is kept."""

    veil: Veil | None
    turns: TurnRound
    vote: tuple[str, str] | None
    sign: Sign
    roles: tuple[tuple[str, str], ...]


async def together_of(desk: Desk, unit: Unit, session_id: int) -> Together:
    """Read it, with roles and the names of who has them in the order in which roles are shown."""
    found = await unit.together.of(session_id)
    veil = desk.session_veil(found.nonce) if found.nonce else None
    roles = await _roles_taken(unit, veil, session_id) if veil else ()
    return Together(veil, found.turns, found.vote, found.sign, roles)


async def turns_up(unit: Unit, session_id: int, together: Together) -> TurnsUp:
    """Read a session's turns for its panel."""
    known, veil = together.turns, together.veil
    if veil is None:
        return TurnsUp(known.version, known.told)
    now = await unit.turns.now(session_id)
    line = tuple(_hand(veil, one) for one in await unit.turns.line(session_id))
    return TurnsUp(known.version, known.told, _hand(veil, now) if now else None, line)


def _hand(veil: Veil, turn: TurnRecord) -> Hand:
    return Hand(veil.reveal(turn.hidden_name) if turn.hidden_name else "", turn.how)


async def _roles_taken(unit: Unit, veil: Veil, session_id: int) -> tuple[tuple[str, str], ...]:
    names = {one.role: veil.reveal(one.hidden_name) for one in await unit.session_roles.all_of(session_id)}
    return tuple((role, names[role]) for role in SESSION_ROLES if role in names)


async def taking_part_of(desk: Desk, unit: Unit, group_id: int, caller: Caller) -> dict[str, Any]:
    """Count what the open session keeps of a person: their turn, their roles, what they said in a vote."""
    session = await unit.sessions.open_of(group_id)
    veil = await known_veil(desk, unit, session.id) if session else None
    if session is None or veil is None:
        return {}
    role = code_of(veil, ROLES, caller)
    return {
        "turns": int(await unit.turns.of(session.id, code_of(veil, TURNS, caller)) is not None),
        "roles": sum(one.code == role for one in await unit.session_roles.all_of(session.id)),
        "votes": int(await unit.signs.voice(session.id, code_of(veil, VOICES, caller)) is not None),
    }


@dataclass(frozen=True)
class Part:
    """Where staff read a person's name now: whether their hand is up, and which roles they have."""

    session_id: int
    hand: bool
    roles: tuple[str, ...]


async def part_of(desk: Desk, unit: Unit, session_id: int, caller: Caller) -> Part:
    """Say where staff read a person's name in a session."""
    veil = await known_veil(desk, unit, session_id)
    if veil is None:
        return Part(session_id, hand=False, roles=())
    turn = await unit.turns.of(session_id, code_of(veil, TURNS, caller))
    code, found = code_of(veil, ROLES, caller), await unit.session_roles.all_of(session_id)
    hand = turn is not None and turn.hidden_name is not None
    return Part(session_id, hand, tuple(one.role for one in found if one.code == code))


async def step_out(desk: Desk, unit: Unit, session_id: int, caller: Caller) -> None:
    """Take the hand and the roles of a person who is not there any more; nobody is to wait for them."""
    veil = await known_veil(desk, unit, session_id)
    if veil is not None:
        await unit.turns.remove(session_id, code_of(veil, TURNS, caller))
        await unit.session_roles.remove(session_id, code_of(veil, ROLES, caller))


async def forget_taking_part(desk: Desk, unit: Unit, group_id: int, caller: Caller) -> dict[str, Any]:
    """Delete what the open session keeps of a person; return which it is, and how many rows of each that were."""
    session = await unit.sessions.open_of(group_id)
    veil = await known_veil(desk, unit, session.id) if session else None
    if session is None or veil is None:
        return {}
    return {
        "session": session.id,
        "turns": await unit.turns.remove(session.id, code_of(veil, TURNS, caller)),
        "roles": await unit.session_roles.remove(session.id, code_of(veil, ROLES, caller)),
        "votes": await unit.signs.take_back(session.id, code_of(veil, VOICES, caller)),
    }
