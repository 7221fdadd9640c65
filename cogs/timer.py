"""The panel's buttons about time: more for a step, how long a break is, and a longer one."""

from discord.ext import commands

from bot.content import Pack
from bot.services.timers import TimerService
from cogs.ui.router import Handler, Press
from cogs.ui.screen import Screen


class TimerCog(commands.Cog):
    """Time, for facilitators alone."""

    def __init__(self, timers: TimerService, screen: Screen, pack: Pack) -> None:
        self._timers = timers
        self._screen = screen
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"more-time": self.more_time, "break-for": self.break_for, "break-longer": self.break_longer}

    async def more_time(self, press: Press) -> None:
        """Give the step 5 more minutes; the argument is what that makes together."""
        await self._timers.more_time(press.caller, press.place, press.number())
        await self._done(press, "done.more-time")

    async def break_for(self, press: Press) -> None:
        """Say how long the break is, in minutes."""
        await self._timers.break_for(press.caller, press.place, press.number())
        await self._done(press, "done.break-timed")

    async def break_longer(self, press: Press) -> None:
        """Make the break longer; the argument is the end that the button saw."""
        await self._timers.break_longer(press.caller, press.place, press.number())
        await self._done(press, "done.break-timed")

    async def _done(self, press: Press, key: str) -> None:
        await self._screen.staff_done(press.interaction, press.address.session, self._pack.say(key))
