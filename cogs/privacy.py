"""A person's own data: /my-data shows it, /forget-me deletes it after one more press. Always in private."""

import io
from datetime import date
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.content.when import date_in_words
from bot.services import Forgotten, MyData, OwnDataService
from bot.services.presence import CONSENTS
from cogs.ui.body import Body, Button, Look, bullets, layout, text
from cogs.ui.door import whisper
from cogs.ui.router import Handler, Press, caller_of
from cogs.ui.screen import Screen

_FILE = "what-the-bot-knows.json"


class PrivacyCog(commands.Cog):
    """What the bot knows about the person who asks."""

    def __init__(self, own_data: OwnDataService, screen: Screen, pack: Pack) -> None:
        self._own_data = own_data
        self._screen = screen
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "my-data": self.my_data,
            "forget-me": self.forget_me,
            "forget-me-yes": self.forget_me_yes,
            "forget-me-no": self.forget_me_no,
        }

    async def my_data(self, press: Press) -> None:
        """Show it by a press."""
        await self._show(press.interaction)

    async def forget_me(self, press: Press) -> None:
        """Ask once more before anything is deleted."""
        await whisper(press.interaction, draw_question(self._pack))

    async def forget_me_yes(self, press: Press) -> None:
        """Delete it, and say what is gone."""
        forgotten = await self._own_data.forget_me(press.caller, *_where(press.interaction))
        await whisper(press.interaction, draw_forgotten(self._pack, forgotten))
        named = forgotten.turns or forgotten.roles or forgotten.cards  # such a name goes from the panel at once
        if named:
            await self._screen.show_or_tell(press.interaction, forgotten.session, "turns.still-seen")
        await self._screen.forget(forgotten, drawn=bool(named))

    async def forget_me_no(self, press: Press) -> None:
        """Keep everything as it is."""
        await whisper(press.interaction, Body((self._pack.say("forget-me.kept"),)))

    @app_commands.command(name="my-data")
    async def my_data_command(self, interaction: discord.Interaction[Any]) -> None:
        """Show it by typing."""
        await self._show(interaction)

    @app_commands.command(name="forget-me")
    async def forget_me_command(self, interaction: discord.Interaction[Any]) -> None:
        """Ask by typing; only the button deletes."""
        await whisper(interaction, draw_question(self._pack))

    async def _show(self, interaction: discord.Interaction[Any]) -> None:
        """Send the card with its file, to the asker alone."""
        mine = await self._own_data.my_data(caller_of(interaction), *_where(interaction))
        if mine.is_empty:
            await whisper(interaction, draw_mine(self._pack, mine))
            return
        if not interaction.response.is_done():
            await interaction.response.defer(ephemeral=True, thinking=True)
        view = layout(draw_mine(self._pack, mine))
        view.add_item(discord.ui.File(f"attachment://{_FILE}"))
        file = discord.File(io.BytesIO(mine.as_json().encode()), _FILE)
        await interaction.followup.send(view=view, file=file, ephemeral=True)


def draw_mine(pack: Pack, mine: MyData) -> Body:
    """Draw all that is kept under a code of theirs, one thing a line."""
    if mine.is_empty:
        return Body((pack.say("my-data.nothing", group=mine.group), pack.say("my-data.old-answers")))
    lines = [_consent(pack, name, getattr(mine, name)) for name in CONSENTS]
    rules = "my-data.rules" if mine.rules_version else "my-data.rules-no"
    lines.append(pack.say(rules, version=mine.rules_version))
    lines.append(pack.say("my-data.sessions", n=mine.sessions_counted, listening=mine.sessions_listening))
    if mine.sessions_before:
        lines.append(pack.say("my-data.sessions-before", n=mine.sessions_before))
    lines.append(pack.say("my-data.answers", n=mine.open_answers))
    if mine.duties:
        lines.append(pack.say("my-data.duties", n=mine.duties))
    if mine.debriefs:
        lines.append(pack.say("my-data.debriefs", n=mine.debriefs))
    if mine.times_chosen:
        lines.append(pack.say("my-data.times", n=mine.times_chosen))
    if mine.rota_dates:
        lines.append(pack.say("my-data.rota", n=mine.rota_dates))
    lines.append(pack.say("my-data.help-yes" if mine.help_open else "my-data.help-no"))
    if mine.staff_name:
        lines.append(pack.say("my-data.staff"))
    if mine.card_up:
        lines.append(pack.say("my-data.card"))
    lines += _of_today(pack, mine)
    if mine.messages:
        lines.append(pack.say("my-data.messages", n=mine.messages))
    lines += [pack.say("my-data.measure", what=pack.say(f"measure.{kind}")) for kind in mine.measures]
    lines += _between_sessions(pack, mine)
    title = pack.say("my-data.title", group=mine.group)
    buttons = (
        Button(pack.say("my-data.forget"), "forget-me"),
        Button(pack.say("button.reminders"), "reminders"),
        Button(pack.say("ways.button"), "ways"),
    )
    return Body((title, bullets(lines), pack.say("my-data.old-answers"), pack.say("my-data.file")), (buttons,))


def draw_question(pack: Pack) -> Body:
    """Say what will be deleted and what cannot be, with a button for yes and one for no."""
    gone = (pack.say("forget-me.gone"), bullets(pack.lines("forget-me.gone-list")))
    stays = (pack.say("forget-me.stays"), bullets(pack.lines("forget-me.stays-list")))
    buttons = (
        Button(pack.say("forget-me.yes"), "forget-me-yes", look=Look.STOP),
        Button(pack.say("forget-me.no"), "forget-me-no"),
    )
    return Body((pack.say("forget-me.title"), text(*gone), text(*stays)), (buttons,))


def draw_forgotten(pack: Pack, forgotten: Forgotten) -> Body:
    """Say what is gone, in numbers; a second time says calmly that nothing was left."""
    stays = (pack.say("forget-me.measure-stays"),) if forgotten.measures_stay else ()
    if forgotten.is_empty:
        return Body(stays or (pack.say("forget-me.nothing"),))
    said = (
        ("settings", forgotten.settings),
        ("sessions", forgotten.attendances),
        ("answers", forgotten.answers + forgotten.times + forgotten.round_answers),
        ("card", forgotten.cards),
        ("turn", forgotten.turns),
        ("roles", forgotten.roles),
        ("vote", forgotten.votes),
        ("messages", forgotten.messages),
        ("help", forgotten.help_calls),
        ("reminders", forgotten.reminders),
        ("sign-ups", forgotten.sign_ups),
        ("staff", forgotten.staff_names),
        ("duties", forgotten.staff_rows),
        ("rota", forgotten.rota),
        ("quotes", forgotten.quotes),
        ("hellos", forgotten.hellos),
        ("ways", forgotten.ways),
    )
    lines = [pack.say(f"forget-me.done-{kind}", n=n) for kind, n in said if n]
    return Body((pack.say("forget-me.done"), bullets(lines), *stays, pack.say("forget-me.after")))


def _of_today(pack: Pack, mine: MyData) -> list[str]:
    """Write what a person does in the session that is open."""
    lines = [pack.say("my-data.turn")] if mine.turns else []
    lines += [pack.say("my-data.roles", n=mine.roles)] if mine.roles else []
    return lines + ([pack.say("my-data.vote")] if mine.votes else [])


def _between_sessions(pack: Pack, mine: MyData) -> list[str]:
    """Write what a person asked for and said between two sessions."""
    lines = [pack.say("my-data.rounds", n=mine.round_answers)] if mine.round_answers else []
    lines += [pack.say("my-data.quotes", n=mine.quotes)] if mine.quotes else []
    lines += [pack.say("my-data.hello-asked")] if mine.hello_asked else []
    lines += [pack.say("my-data.hello-offered")] if mine.hello_offered else []
    for kind in mine.reminders:
        when = pack.say("my-data.reminder-day" if kind == "day" else "my-data.reminder-hour")
        lines.append(pack.say("my-data.reminder", kind=when))
    if mine.messages_paused:
        lines.append(pack.say("my-data.paused"))
    if mine.reminders_sent:
        lines.append(pack.say("my-data.reminders-sent", n=mine.reminders_sent))
    lines += [pack.say(f"my-way.{name}") for name in mine.ways]
    for day, choice in mine.sign_ups.items():
        words = date_in_words(date.fromisoformat(day))
        lines.append(pack.say("my-data.sign-up", day=words, choice=pack.say(f"sign-up.{choice}")))
    return lines


def _consent(pack: Pack, name: str, answer: bool | None) -> str:
    if answer is None:
        return pack.say(f"my-data.{name.replace('_', '-')}", answer=pack.say("my-data.not-asked"))
    return pack.say(f"my-data.{name.replace('_', '-')}", answer=pack.say("my-data.yes" if answer else "my-data.no"))


def _where(interaction: discord.Interaction[Any]) -> tuple[int, int]:
    """Say in which channel and server a person asks; in a thread it is the channel that the thread is in."""
    channel = interaction.channel
    parent = channel.parent_id if isinstance(channel, discord.Thread) else None
    return parent or interaction.channel_id or 0, interaction.guild_id or 0
