"""What comes first in whatever members do for themselves during a session: which session, and is this a member."""

from bot.services.desk import Desk, group_of_channel, role_of, session_of
from bot.session import Caller, Refused, Role
from bot.storage import SessionRecord, Unit


async def open_session(desk: Desk, channel_xid: int, server_xid: int) -> int:
    """Find the open session that a slash command means. Raises ``Refused("no-session-now")``."""

    async def work(unit: Unit) -> int:
        group = await group_of_channel(unit, channel_xid, server_xid)
        session = await unit.sessions.open_of(group.id)
        if session is None:
            raise Refused("no-session-now")
        return session.id

    return await desk.store.read(work)


async def session_of_member(unit: Unit, caller: Caller, session_id: int, otherwise: Refused) -> SessionRecord:
    """Find an open session for a member of its group; a supporter or one of staff gets ``otherwise``."""
    session = await session_of(unit, session_id)
    role = role_of(await unit.groups.get(session.group_id), caller)
    if role is Role.OUTSIDER:
        raise Refused("not-a-member")
    if role is not Role.MEMBER:
        raise otherwise
    if not session.flow.state.is_open:
        raise Refused("session-over")
    return session
