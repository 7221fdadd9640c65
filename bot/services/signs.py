"""What a group is known by: its name, a greeting and a symbol (feature O7). They are the group's own plain words.

The group chooses them in a vote (``bot.services.sign_votes``), or staff write down what it decided aloud.
"""

import json
from dataclasses import dataclass, replace

from bot.privacy import Veil
from bot.services.desk import Desk, group_of_channel, must_be_staff, note, role_of
from bot.services.schedule import Where
from bot.services.session_key import VOICES, code_of, known_veil
from bot.session import Caller, Refused, Role
from bot.session.text import clean
from bot.storage import Group, Unit
from bot.storage.repositories.signs import Sign, SignVote

NAME, GREETING, SYMBOL = "name", "greeting", "symbol"
KINDS = (NAME, GREETING, SYMBOL)
LONGEST = {NAME: 40, GREETING: 60}
ASKING, READING, VOTING, OVER = "asking", "reading", "voting", "over"
CHANGED = {NAME: "sign-name", GREETING: "sign-greeting", SYMBOL: "sign-symbol"}  # actions in the audit log
SYMBOLS = "group.symbol"  # the name of the list in the pack


@dataclass(frozen=True)
class VotePage:
    """A vote as its reader may see it: staff see ideas once asking is over, others what they can choose."""

    kind: str
    state: str
    choices: tuple[str, ...]
    version: int
    said: bool = False  # whether the reader said something; what it was is not shown again


@dataclass(frozen=True)
class SignPage:
    """What a person reads about what the group is known by."""

    group: Group
    sign: Sign
    is_staff: bool
    session_id: int = 0  # the open session, 0 for none
    can_ask: bool = False
    vote: VotePage | None = None


class SignService:
    """The group's name, greeting and symbol, and the vote about one of them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def page(self, caller: Caller, where: Where) -> SignPage:
        """Show it to somebody of the group. Raises ``Refused("not-a-member")``."""
        return await self._desk.store.read(lambda unit: sign_page(self._desk, unit, caller, where))

    async def may_write(self, caller: Caller, where: Where, kind: str) -> None:
        """Let staff write the name or the greeting down. Raises ``Refused``: staff-only, not-a-choice."""

        async def work(unit: Unit) -> None:
            await staff_group(unit, caller, where)
            if kind not in LONGEST:
                raise Refused("not-a-choice")

        await self._desk.store.read(work)

    async def write(self, caller: Caller, where: Where, kind: str, typed: str) -> SignPage:
        """Write down, for staff, what the group decided; nothing typed takes a greeting away.

        Raises ``Refused``: staff-only, not-a-choice, nothing-typed, sign-name-taken.
        """
        if kind not in LONGEST:
            raise Refused("not-a-choice")

        async def work(unit: Unit) -> SignPage:
            group = await staff_group(unit, caller, where)
            empty = kind == GREETING and not typed.strip()
            await put_sign(
                self._desk, unit, caller, group, kind=kind, value="" if empty else clean(typed, LONGEST[kind])
            )
            return await sign_page(self._desk, unit, caller, where)

        return await self._desk.store.write(work)

    async def pick(self, caller: Caller, where: Where, symbol: str) -> SignPage:
        """Set the symbol, for staff; "" takes it away."""

        async def work(unit: Unit) -> SignPage:
            group = await staff_group(unit, caller, where)
            if symbol and symbol not in symbols(self._desk):
                raise Refused("not-a-choice")
            await put_sign(self._desk, unit, caller, group, kind=SYMBOL, value=symbol)
            return await sign_page(self._desk, unit, caller, where)

        return await self._desk.store.write(work)


def symbols(desk: Desk) -> tuple[str, ...]:
    """List the ids of the symbols that a group can have."""
    return tuple(choice.id for choice in desk.pack.choices[SYMBOLS])


async def group_for(unit: Unit, caller: Caller, where: Where) -> Group:
    """Find the group of a channel for somebody who belongs to it."""
    group = await group_of_channel(unit, where.channel_xid, where.server_xid)
    if role_of(group, caller) is Role.OUTSIDER:
        raise Refused("not-a-member")
    return group


async def staff_group(unit: Unit, caller: Caller, where: Where) -> Group:
    """Find the group of a channel for its staff."""
    group = await group_of_channel(unit, where.channel_xid, where.server_xid)
    must_be_staff(group, caller)
    return group


async def put_sign(desk: Desk, unit: Unit, caller: Caller, group: Group, *, kind: str, value: str) -> None:
    """Make a name, a greeting or a symbol the group's own. Raises ``Refused("sign-name-taken")``."""
    if kind == NAME:
        others = [one.name.casefold() for one in await unit.groups.of_server(group.server_xid) if one.id != group.id]
        if value.casefold() in others:
            raise Refused("sign-name-taken")
        await unit.signs.rename(group.id, value)
    else:
        sign = await unit.signs.of(group.id)
        await unit.signs.put(group.id, replace(sign, **{kind: value}))
    await note(desk, unit, group, caller, CHANGED[kind])


async def sign_page(desk: Desk, unit: Unit, caller: Caller, where: Where) -> SignPage:
    """Read what a person may see of the group's sign and of a vote about it."""
    group = await group_for(unit, caller, where)
    is_staff = role_of(group, caller).is_staff
    session = await unit.sessions.open_of(group.id)
    vote = await unit.signs.vote(session.id) if session else None
    veil = await known_veil(desk, unit, session.id) if session else None
    page = SignPage(group, await unit.signs.of(group.id), is_staff)
    if session is not None:
        page = replace(page, session_id=session.id, can_ask=bool(session.flow.trail))
    if session is None or vote is None or veil is None:
        return page
    voice = await unit.signs.voice(session.id, code_of(veil, VOICES, caller))
    choices = () if vote.state == READING and not is_staff else choices_of(veil, vote)
    return replace(page, vote=VotePage(vote.kind, vote.state, choices, vote.version, voice is not None))


def choices_of(veil: Veil, vote: SignVote) -> tuple[str, ...]:
    """Read what can be chosen in a vote, or what was chosen in it."""
    return tuple(json.loads(veil.reveal(vote.hidden)))
