"""Leaving upset (feature SA5): "I am leaving now", and whether somebody shall check on the person.

Only "please check on me" reaches anybody: it is a call for help with the same promises. The other two answers are
stored nowhere and get one and the same reply.
"""

from discord.ext import commands

from bot.content import Pack
from bot.services.taking_part import Part
from bot.services.turns import TurnService
from bot.session import Refused
from cogs.help import HelpCog
from cogs.ui.body import Body, Button, Look
from cogs.ui.door import whisper
from cogs.ui.router import Handler, Press
from cogs.ui.where import where_pressed

WAYS = ("ok", "check", "none")


class LeavingCog(commands.Cog):
    """Going, with or without somebody who looks after one."""

    def __init__(self, helping: HelpCog, turns: TurnService, pack: Pack) -> None:
        self._helping = helping
        self._turns = turns
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"leaving": self.leaving, "leave": self.leave}

    async def leaving(self, press: Press) -> None:
        """Ask how the person leaves; nobody is told that they go. Whose name staff read can take it away first."""
        part = await self._turns.part(press.caller, where_pressed(press.interaction)[0])
        named = self._buttons_of(part) if part else ()
        buttons = tuple(Button(self._pack.say(f"leaving.{way}"), "leave", way) for way in WAYS)
        help_button = Button(self._pack.say("button.help"), "help", look=Look.STOP)
        words = (self._pack.say("leaving.text"), *((self._pack.say("leaving.named"),) if named else ()))
        rows = ((*buttons, help_button), *((named,) if named else ()))
        await whisper(press.interaction, Body(words, rows, part.session_id if part else 0))

    def _buttons_of(self, part: Part) -> tuple[Button, ...]:
        """Offer what takes a name off the panel; who has more than one role chooses on the page of roles."""
        hand = (Button(self._pack.say("leaving.hand-down"), "hand-down", "pass"),) if part.hand else ()
        label = self._pack.say("leaving.role-back")
        one = Button(label, "role-back", part.roles[0]) if len(part.roles) == 1 else Button(label, "roles")
        return (*hand, one) if part.roles else hand

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
