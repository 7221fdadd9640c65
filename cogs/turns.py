"""Taking turns: a raised hand in private, seen by staff by name, and the order as each person's own place in it."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services import BoardService
from bot.services.turns import UP, MyTurn, TurnService
from bot.session import Refused
from cogs.ui.body import Body
from cogs.ui.door import whisper
from cogs.ui.panel_turns import draw_sure_end, draw_turns_menu
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.screen import Screen
from cogs.ui.turns import draw_said, draw_turn
from cogs.ui.where import where_pressed

_OUT = {"pass": "turns.passed", "listen": "turns.listening"}


class TurnsCog(commands.Cog):
    """A member's own turn, and the facilitators' way to go on."""

    def __init__(self, turns: TurnService, board: BoardService, screen: Screen, pack: Pack) -> None:
        self._turns = turns
        self._board = board
        self._screen = screen
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "hand": self.hand,
            "hand-up": self.up,
            "hand-down": self.down,
            "hand-later": self.later,
            "hand-not-today": self.not_today,
            "turns": self.menu,
            "turns-tell": self.tell,
            "turns-next": self.next,
            "turns-back": self.back,
            "turns-end": self.end,
        }

    async def hand(self, press: Press) -> None:
        """Show where the person is; nothing changes, and nobody is told."""
        mine = await self._turns.mine(press.caller, press.address.session)
        await whisper(press.interaction, draw_turn(self._pack, mine))

    async def up(self, press: Press) -> None:
        """Put the hand up: the page before said that staff see the name."""
        mine = await self._turns.raise_hand(press.caller, press.address.session, press.argument)
        await self._answer(press, mine, draw_turn(self._pack, mine))

    async def down(self, press: Press) -> None:
        """Get out of the line, to pass, to listen, or to choose again; nobody asks why."""
        if press.argument not in (*_OUT, "again"):
            raise Refused("old-button")
        mine = await self._turns.lower(press.caller, press.address.session)
        said = _OUT.get(press.argument)
        page = draw_said(self._pack, mine, self._pack.say(said)) if said else draw_turn(self._pack, mine)
        await self._answer(press, mine, page)

    async def later(self, press: Press) -> None:
        """Let the others go first."""
        mine = await self._turns.later(press.caller, press.address.session)
        said = self._pack.say("turns.later") if mine.state else ""
        await self._answer(press, mine, draw_turn(self._pack, mine, said))

    async def not_today(self, press: Press) -> None:
        """Take no turn in this session."""
        mine = await self._turns.not_today(press.caller, press.address.session)
        await self._answer(press, mine, draw_turn(self._pack, mine))

    async def menu(self, press: Press) -> None:
        """Show staff what else they can do."""
        await self._turns.look(press.caller, press.address.session)
        await self._show_menu(press)

    async def tell(self, press: Press) -> None:
        """Tell the room that turns are taken."""
        await self._turns.tell(press.caller, press.address.session)
        await self._done(press, "turns-staff.done-made")

    async def next(self, press: Press) -> None:
        """Give the turn to the next person."""
        try:
            await self._turns.next(press.caller, press.address.session, press.number())
        except Refused as refusal:
            if refusal.reason == "turns-moved":
                await self._screen.show(press.address.session)
            raise
        await self._done(press, "turns-staff.done-next")

    async def back(self, press: Press) -> None:
        """Put who has the turn back into the line."""
        await self._turns.put_back(press.caller, press.address.session, press.number())
        await self._done(press, "turns-staff.done-back")

    async def end(self, press: Press) -> None:
        """Ask once more, then take all hands down."""
        session = press.address.session
        _yes, sure, version = press.argument.partition("yes.")
        if not sure:
            await self._turns.look(press.caller, session)
            room = await self._board.room(session)
            await whisper(press.interaction, draw_sure_end(self._pack, session, room.panel.turns.version))
            return
        await self._turns.end(press.caller, session, number(version))
        await self._done(press, "turns-staff.done-ended")

    @app_commands.command(name="hand")
    async def hand_command(self, interaction: discord.Interaction[Any]) -> None:
        """Show it by typing."""
        caller = caller_of(interaction)
        session = await self._turns.open_session(*where_pressed(interaction))
        await whisper(interaction, draw_turn(self._pack, await self._turns.mine(caller, session)))

    async def _answer(self, press: Press, mine: MyTurn, page: Body) -> None:
        """Answer first; then draw the panel, and say so where Discord did not let us."""
        await whisper(press.interaction, page)
        if mine.taken_down:
            await self._screen.show_or_tell(press.interaction, mine.session_id, "turns.still-seen")
        elif mine.state in UP:
            await self._screen.show_or_tell(press.interaction, mine.session_id, "turns.late")
        else:
            await self._screen.show(mine.session_id)

    async def _show_menu(self, press: Press) -> None:
        room = await self._board.room(press.address.session)
        await whisper(press.interaction, draw_turns_menu(self._pack, room.panel))

    async def _done(self, press: Press, key: str) -> None:
        await self._screen.staff_done(press.interaction, press.address.session, self._pack.say(key))
