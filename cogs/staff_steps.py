"""What staff press inside a step: choose, turn, reveal, read, show, hold, close a list. The same for every step."""

from discord.ext import commands

from bot.content import Pack
from bot.services import StepService
from bot.session import Refused
from cogs.ui.router import Handler, Press, number
from cogs.ui.screen import Screen


class StaffStepsCog(commands.Cog):
    """The panel's buttons that act inside the present step."""

    def __init__(self, steps: StepService, screen: Screen, pack: Pack) -> None:
        self._steps = steps
        self._screen = screen
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "choose": self.choose,
            "ban": self.ban,
            "turn": self.turn,
            "ask-too": self.ask_too,
            "reveal": self.reveal,
            "close-list": self.close_list,
            "show-batch": self.show_batch,
            "hold": self.hold,
        }

    async def choose(self, press: Press) -> None:
        """Choose the step's item, by a button or in a list."""
        await self._steps.choose(press.caller, press.place, press.chosen[0] if press.chosen else press.argument)
        await self._done(press, "done.chosen")

    async def ban(self, press: Press) -> None:
        """Never offer this one again."""
        await self._steps.ban(press.caller, press.place, press.argument)
        await self._done(press, "done.banned")

    async def turn(self, press: Press) -> None:
        """Show another card of the step."""
        await self._steps.turn(press.caller, press.place, press.number())
        await self._done(press, "done.turned")

    async def ask_too(self, press: Press) -> None:
        """Ask one more question of the step."""
        await self._steps.ask_too(press.caller, press.place, press.argument)
        await self._done(press, "done.asked-too")

    async def reveal(self, press: Press) -> None:
        """Show the answers together."""
        await self._steps.reveal(press.caller, press.place, press.argument.split(","))
        await self._done(press, "done.revealed")

    async def close_list(self, press: Press) -> None:
        """Take no more entries."""
        await self._steps.close_list(press.caller, press.place, press.argument)
        await self._done(press, "done.list-closed")

    async def show_batch(self, press: Press) -> None:
        """Show a batch to the room."""
        question, batch = _batch(press)
        await self._steps.show_batch(press.caller, press.place, question, batch)
        await self._done(press, "done.shown")

    async def hold(self, press: Press) -> None:
        """Hold entries of a batch back."""
        question, batch = _batch(press)
        places = [number(value) for value in press.chosen]
        await self._steps.hold(press.caller, press.place, question, batch, places)
        await self._done(press, "done.held")

    async def _done(self, press: Press, key: str) -> None:
        await self._screen.staff_done(press.interaction, press.address.session, self._pack.say(key))


def _batch(press: Press) -> tuple[str, int]:
    question, dot, batch = press.argument.partition(".")
    if not dot:
        raise Refused("old-button")
    return question, number(batch)
