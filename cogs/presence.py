"""Being here, passing and having a break: /here, /pass, /break and their buttons. Pass is stored nowhere."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services import PresenceService
from bot.services.presence import Welcome
from bot.services.ways import WayService
from cogs.leaving import break_body
from cogs.ui.body import Body, Button, text
from cogs.ui.door import whisper
from cogs.ui.router import Handler, Press, caller_of
from cogs.ui.supporter import draw_supporter, draw_supporting
from cogs.ui.together import sign_line
from cogs.ui.where import where_of


class PresenceCog(commands.Cog):
    """Arriving, consent, Pass and Break."""

    def __init__(self, presence: PresenceService, ways: WayService, pack: Pack) -> None:
        self._presence = presence
        self._ways = ways
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "here": self.here,
            "consent": self.consent,
            "consent-again": self.consent_again,
            "pass": self.pass_now,
            "break": self.have_break,
            "supporter": self.supporter,
        }

    async def here(self, press: Press) -> None:
        """Say "I am here", to take part or to listen."""
        listening, today = press.argument == "listening", press.argument == "today"
        welcome = await self._presence.arrive(press.caller, press.address.session, listening=listening, today=today)
        await whisper(press.interaction, draw_welcome(self._pack, welcome))

    async def consent(self, press: Press) -> None:
        """Take one answer to a consent question; the argument is question.yes-or-no.how."""
        question, answer, how = [*press.argument.split("."), "", ""][:3]
        welcome = await self._presence.consent(
            press.caller, press.address.session, question, yes=answer == "yes", listening=how == "listening"
        )
        await whisper(press.interaction, draw_welcome(self._pack, welcome))

    async def consent_again(self, press: Press) -> None:
        """Ask the consent questions again."""
        welcome = await self._presence.ask_again(press.caller, press.address.session)
        await whisper(press.interaction, draw_welcome(self._pack, welcome))

    async def pass_now(self, press: Press) -> None:
        """Pass: a private word, and nothing is stored."""
        await self._say_pass(press.interaction)

    async def have_break(self, press: Press) -> None:
        """Take a break: a private word, and nothing is stored."""
        await whisper(press.interaction, break_body(await self._words_for(press.interaction)))

    async def supporter(self, press: Press) -> None:
        """Show what a supporter may do, or the page for them. Nothing is stored, and nobody is told."""
        await whisper(press.interaction, draw_supporter(self._pack, press.argument))

    @app_commands.command(name="here")
    async def here_command(
        self,
        interaction: discord.Interaction[Any],
        *,
        listening: bool | None = None,
        take_part: bool | None = None,
        count_me: bool | None = None,
        ask_me: bool | None = None,
    ) -> None:
        """Say "I am here" by typing, and answer the three questions of consent in the same line."""
        session_id = await self._presence.here_now(interaction.channel_id or 0, interaction.guild_id or 0)
        caller = caller_of(interaction)
        for question, yes in (("takes_part", take_part), ("counted", count_me), ("quoted", ask_me)):
            if yes is not None:
                await self._presence.consent(caller, session_id, question, yes=yes, listening=bool(listening))
        today = listening is False
        welcome = await self._presence.arrive(caller, session_id, listening=bool(listening), today=today)
        await whisper(interaction, draw_welcome(self._pack, welcome))

    @app_commands.command(name="pass")
    async def pass_command(self, interaction: discord.Interaction[Any]) -> None:
        """Pass by typing."""
        await self._say_pass(interaction)

    @app_commands.command(name="break")
    async def break_command(self, interaction: discord.Interaction[Any]) -> None:
        """Take a break by typing."""
        await whisper(interaction, break_body(await self._words_for(interaction)))

    async def _say_pass(self, interaction: discord.Interaction[Any]) -> None:
        await whisper(interaction, Body(((await self._words_for(interaction)).say("pass.text"),)))

    async def _words_for(self, interaction: discord.Interaction[Any]) -> Pack:
        """Choose longer or shorter words, as the person would like it."""
        ways = await self._ways.of(caller_of(interaction), where_of(interaction))
        return self._pack.in_short if ways.short else self._pack


def draw_welcome(pack: Pack, welcome: Welcome) -> Body:
    """Draw the next consent question, or the welcome; it is the same for who is counted and who is not."""
    how = "listening" if welcome.listening else "taking-part"
    words = pack.in_short if welcome.short else pack
    if welcome.ask:
        name = welcome.ask.replace("_", "-")
        buttons = (
            Button(pack.say(f"consent.{name}.yes"), "consent", f"{welcome.ask}.yes.{how}"),
            Button(pack.say(f"consent.{name}.no"), "consent", f"{welcome.ask}.no.{how}"),
        )
        return Body((pack.say(f"consent.{name}.text"),), (buttons,), welcome.session_id)
    if welcome.supporting:
        return draw_supporting(pack, welcome.session_id)
    late = words.say("here.late", number=welcome.step_number, of=welcome.steps) if welcome.late else ""
    rules = (Button(pack.say("button.read-rules"), "read-rules"),) if welcome.late else ()
    listen = Button(pack.say("button.listen"), "here", "listening")
    if welcome.may_take_part:
        listen = Button(pack.say("here-button.today"), "here", "today")
    buttons = (
        *rules,
        listen,
        Button(pack.say("button.consent-again"), "consent-again"),
        Button(pack.say("button.my-data"), "my-data"),
    )
    said = text(words.say(f"here.{how}"), late, sign_line(pack, welcome.name, welcome.sign))
    return Body((said,), (buttons,), welcome.session_id)
