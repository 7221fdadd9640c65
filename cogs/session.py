"""Running a session: /session and the panel's flow buttons. Both ask the same service."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services import BoardService, Place, SessionService
from bot.services.timers import TimerService
from bot.session import Event, Move, Refused, State
from bot.session.timer import BREAKS
from bot.storage import SessionRecord
from cogs.ui.body import Body, Button, Look, Option, Row, Select, Tone, bullets, text
from cogs.ui.door import whisper
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.screen import Screen

_log = logging.getLogger(__name__)


class SessionCog(commands.GroupCog, name="session"):
    """The flow of a session, for facilitators."""

    def __init__(
        self,
        sessions: SessionService,
        board: BoardService,
        screen: Screen,
        pack: Pack,
        *,
        timers: TimerService,
        ask_staff: Callable[[], Awaitable[None]],
        rehearse: Callable[[discord.Interaction[Any]], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._sessions = sessions
        self._board = board
        self._screen = screen
        self._pack = pack
        self._timers = timers
        self._ask_staff = ask_staff
        self._rehearse = rehearse

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "move": self.press_move,
            "ask-end": self.ask_end,
            "go-to": self.press_go_to,
            "plan": self.show_plan,
            "change-plan": self.change_plan,
            "ready": self.ready,
            "still-here": self.still_here,
        }

    async def press_move(self, press: Press) -> None:
        """Move the session as a panel button says; the argument is event.version."""
        name, _, version = press.argument.partition(".")
        await self._move(press, Move(_event(name)), number(version))

    async def ask_end(self, press: Press) -> None:
        """Ask once more before the session goes to its closing card."""
        await self._running(press.interaction)  # refuses everybody but staff
        button = Button(self._pack.say("staff-button.yes-end"), "move", f"end.{press.number()}", look=Look.STOP)
        body = Body((self._pack.say("panel.sure-end"),), ((button,),), press.address.session, tone=Tone.STAFF)
        await whisper(press.interaction, body)

    async def press_go_to(self, press: Press) -> None:
        """Go to the step chosen in the panel's list."""
        slot = number(press.chosen[0]) if press.chosen else 0
        await self._move(press, Move(Event.GO_TO, slot=slot), press.number())

    async def show_plan(self, press: Press) -> None:
        """Show the plan with what can be changed in it."""
        record = await self._running(press.interaction)
        await whisper(press.interaction, self._plan_body(record))

    async def change_plan(self, press: Press) -> None:
        """Change what comes: leave out, do again, or do next; the argument is event.version."""
        name, _, version = press.argument.partition(".")
        slot = number(press.chosen[0]) if press.chosen else 0
        if name == Event.REORDER:
            await self._move(press, await self._do_next(press.address.session, slot), number(version))
        else:
            await self._move(press, Move(_event(name), slot=slot), number(version))

    async def ready(self, press: Press) -> None:
        """Say that a facilitator is here."""
        record = await self._sessions.ready(press.caller, press.address.session)
        await self._done(press.interaction, record)

    async def still_here(self, press: Press) -> None:
        """Answer "Are you still here?"."""
        await self._sessions.still_here(press.caller, press.address.session)
        sentence = self._pack.say("panel.thanks-still-here")
        await self._screen.staff_done(press.interaction, press.address.session, sentence)

    @app_commands.command(name="start")
    async def start(self, interaction: discord.Interaction[Any]) -> None:
        """Start the session; a second start shows the one that is running."""
        record, was_running = await self._sessions.start(
            caller_of(interaction), interaction.channel_id or 0, interaction.guild_id or 0
        )
        key = "session.already-running" if was_running else "session.started"
        room = f"<#{(await self._board.room(record.id)).group.session_channel_xid}>"
        await whisper(interaction, Body((self._pack.say(key, room=room),), tone=Tone.STAFF))
        await self._screen.show(record.id)
        await self._ask_staff()

    @app_commands.command(name="next")
    async def next(self, interaction: discord.Interaction[Any]) -> None:
        """Go on by one step."""
        await self._command(interaction, Move(Event.NEXT))

    @app_commands.command(name="back")
    async def back(self, interaction: discord.Interaction[Any]) -> None:
        """Go back by one step."""
        await self._command(interaction, Move(Event.BACK))

    @app_commands.command(name="skip")
    async def skip(self, interaction: discord.Interaction[Any]) -> None:
        """Leave this step out."""
        await self._command(interaction, Move(Event.SKIP))

    @app_commands.command(name="pause")
    @app_commands.choices(minutes=[app_commands.Choice(name=str(one), value=one) for one in BREAKS])
    async def pause(self, interaction: discord.Interaction[Any], minutes: int = 0) -> None:
        """Pause the session; in a break, say how long it is."""
        record, caller = await self._running(interaction), caller_of(interaction)
        if record.flow.state is not State.PAUSED or not minutes:
            record = await self._sessions.move(caller, record.id, Move(Event.PAUSE), version=record.flow.version)
        if minutes:
            await self._timers.break_for(caller, Place(record.id, record.flow.slot.number), minutes)
        await self._done(interaction, record)

    @app_commands.command(name="resume")
    async def resume(self, interaction: discord.Interaction[Any]) -> None:
        """Go on where the group was."""
        await self._command(interaction, Move(Event.RESUME))

    @app_commands.command(name="end")
    async def end(self, interaction: discord.Interaction[Any]) -> None:
        """End the session: first the closing card, then the close."""
        await self._command(interaction, Move(Event.END))

    @app_commands.command(name="go-to")
    async def go_to(self, interaction: discord.Interaction[Any], step: str) -> None:
        """Go to any step by its name or its number in the plan."""
        record = await self._running(interaction)
        await self._command(interaction, Move(Event.GO_TO, slot=self._slot_of(record, step)), record)

    @app_commands.command(name="status")
    async def status(self, interaction: discord.Interaction[Any]) -> None:
        """Show the plan with what can be changed in it; the rooms are drawn anew."""
        record = await self._running(interaction)
        await whisper(interaction, self._plan_body(record))
        await self._screen.show(record.id, recover=True)

    @app_commands.command(name="rehearse")
    async def rehearse(self, interaction: discord.Interaction[Any]) -> None:
        """Practise in the staff channel."""
        await self._rehearse(interaction)

    @go_to.autocomplete("step")
    async def _steps(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        record = await self._running(interaction)
        names = [(slot, self._pack.say(f"step.{slot.step}")) for slot in record.flow.agenda]
        return [
            app_commands.Choice(name=name, value=str(slot.number))
            for slot, name in names
            if typed.casefold() in name.casefold()
        ][:25]

    async def _running(self, interaction: discord.Interaction[Any]) -> SessionRecord:
        channel, server = interaction.channel_id or 0, interaction.guild_id or 0
        return await self._sessions.running(caller_of(interaction), channel, server)

    async def _command(
        self, interaction: discord.Interaction[Any], move: Move, record: SessionRecord | None = None
    ) -> None:
        """Move by a typed command; what it saw on its way in is the version that it may change."""
        seen = record or await self._running(interaction)
        moved = await self._sessions.move(caller_of(interaction), seen.id, move, version=seen.flow.version)
        await self._done(interaction, moved)

    async def _move(self, press: Press, move: Move, version: int) -> None:
        """Move by a press; a press on what is no longer so is refused, and the screen is drawn as it is now."""
        try:
            record = await self._sessions.move(press.caller, press.address.session, move, version=version)
        except Refused as refusal:
            if refusal.reason == "already-moved":
                await self._screen.show(press.address.session)
            raise
        await self._done(press.interaction, record)

    async def _done(self, interaction: discord.Interaction[Any], record: SessionRecord) -> None:
        """Say where the session is now, then draw it: an edit may have to wait for Discord, an answer may not."""
        step = self._pack.say(f"step.{record.flow.slot.step}")
        sentence = self._pack.say(f"session.now-{record.flow.state}", step=step)
        await self._screen.staff_done(interaction, record.id, sentence)
        await self._ask_staff()

    async def _do_next(self, session_id: int, slot: int) -> Move:
        card = (await self._board.room(session_id)).card
        here = next(index for index, line in enumerate(card.agenda) if line.current)
        coming = [line.slot for line in card.agenda[here + 1 : -1]]
        return Move(Event.REORDER, order=(slot, *(other for other in coming if other != slot)))

    def _slot_of(self, record: SessionRecord, typed: str) -> int:
        for slot in record.flow.agenda:
            if typed.casefold() in (str(slot.number), slot.step, self._pack.say(f"step.{slot.step}").casefold()):
                return slot.number
        raise Refused("no-such-step")

    def _plan_body(self, record: SessionRecord) -> Body:
        """Draw the plan with its three changes; Discord wants at least one option in a list."""
        say = self._pack.say
        flow = record.flow
        lines = [
            say(
                "plan.skipped" if slot.skipped else "plan.now" if slot == flow.slot else "plan.line",
                step=say(f"step.{slot.step}"),
            )
            for slot in flow.agenda
        ]
        coming = tuple(
            Option(say(f"step.{slot.step}"), str(slot.number)) for slot in flow.agenda[flow.position + 1 : -1]
        )
        again = tuple(Option(say(f"step.{slot.step}"), str(slot.number)) for slot in flow.agenda[:-1])
        version = flow.version
        selects = [
            Select(say("plan.do-next"), "change-plan", f"reorder.{version}", coming),
            Select(say("plan.leave-out"), "change-plan", f"skip.{version}", coming),
            Select(say("plan.do-again"), "change-plan", f"repeat.{version}", again),
        ]
        dates = (Button(say("schedule-button.dates"), "schedule"), Button(say("ahead.button"), "topic-ahead"))
        rows: tuple[Row, ...] = (*(select for select in selects if select.options), dates)
        heading = text(f"### {say('plan.title')}", say(f"session.now-{flow.state}", step=say(f"step.{flow.slot.step}")))
        return Body((heading, bullets(lines)), rows, record.id, flow.slot.number, Tone.STAFF)


def _event(name: str) -> Event:
    """Read an event that came over the wire; refuses a forged one."""
    if name not in Event.__members__.values():
        raise Refused("old-button")
    return Event(name)
