"""Leaving upset (feature SA5): "I am leaving now", and whether somebody shall check on the person.

Only "please check on me" reaches anybody: it is a call for help with the same promises. The other two answers are
stored nowhere and get one and the same reply.
"""

from discord.ext import commands

from bot.content import Pack
from bot.session import Refused
from cogs.help import HelpCog
from cogs.ui.body import Body, Button, Look
from cogs.ui.door import whisper
from cogs.ui.router import Handler, Press

WAYS = ("ok", "check", "none")


class LeavingCog(commands.Cog):
    """Going, with or without somebody who looks after one."""

    def __init__(self, helping: HelpCog, pack: Pack) -> None:
        self._helping = helping
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"leaving": self.leaving, "leave": self.leave}

    async def leaving(self, press: Press) -> None:
        """Ask how the person leaves; nobody is told that they go."""
        buttons = tuple(Button(self._pack.say(f"leaving.{way}"), "leave", way) for way in WAYS)
        help_button = Button(self._pack.say("button.help"), "help", look=Look.STOP)
        await whisper(press.interaction, Body((self._pack.say("leaving.text"),), ((*buttons, help_button),)))

    async def leave(self, press: Press) -> None:
        """Take the answer: who wants to be checked on is known by name, because they asked for it."""
        if press.argument not in WAYS:
            raise Refused("old-button")
        if press.argument == "check":
            name = press.caller.name or self._pack.say("list.someone")
            await self._helping.call(press, "leaving", self._pack.say("staff.help-leaving", name=name))
            return
        await whisper(press.interaction, Body((self._pack.say("leaving.goodbye"),)))


def break_body(pack: Pack) -> Body:
    """Draw the reply to Break: a kind word, and a way to say that one leaves for good."""
    return Body((pack.say("break.text"),), ((Button(pack.say("leaving.button"), "leaving"),),))
