"""The present card for one person alone: to read it in other words, and to take part from it."""

from dataclasses import dataclass

from bot.services.board import BoardService
from bot.services.desk import Desk, group_of_channel, must_not_be_away, role_of, session_of
from bot.services.schedule import Where
from bot.services.views import CardView
from bot.services.ways import Ways, ways_of
from bot.session import Caller, Refused, Role
from bot.storage import Unit


@dataclass(frozen=True)
class Present:
    """Where the group is now, and how the person who asks would like to see it."""

    card: CardView
    ways: Ways


class ReadingService:
    """Reads alone: whatever is asked for here is stored nowhere."""

    def __init__(self, desk: Desk, board: BoardService) -> None:
        self._desk = desk
        self._board = board

    async def present(self, caller: Caller, where: Where, session_id: int = 0) -> Present:
        """Read the live card of a session, or of the open one of this channel.

        An old button gives the card as it is now. Raises ``Refused``: not-a-member, away-today, left-the-group,
        no-session-now, session-over.
        """

        async def work(unit: Unit) -> tuple[int, int, Ways]:
            if session_id:
                session = await session_of(unit, session_id)
                group = await unit.groups.get(session.group_id)
            else:
                group = await group_of_channel(unit, where.channel_xid, where.server_xid)
                found = await unit.sessions.open_of(group.id)
                if found is None:
                    raise Refused("no-session-now")
                session = found
            if role_of(group, caller) is Role.OUTSIDER:
                raise Refused("not-a-member")
            await must_not_be_away(self._desk, unit, group, caller)
            if not session.flow.state.is_open:
                raise Refused("session-over")
            return session.id, session.flow.slot.number, await ways_of(self._desk, unit, group, caller)

        number, slot, ways = await self._desk.store.read(work)
        return Present(await self._board.card(number, slot), ways)
