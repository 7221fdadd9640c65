"""The client: it hands every press to the router and keeps the screen true.

The guilds intent is the only one: the bot cannot read what people write.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.app.command_words import put_into_words
from bot.app.plain_cogs import plain_cogs
from bot.app.tree import PeerlightTree
from bot.app.under_way import UnderWay
from bot.app.wiring import Services
from bot.scheduling import Timetable, as_they_come, at_once
from bot.services.week import TOGETHER, Changes
from bot.storage import Group
from cogs.answers import AnswersCog
from cogs.better_time import BetterTimeCog
from cogs.debrief import DebriefCog
from cogs.doctor import DoctorCog
from cogs.duty import DutyCog
from cogs.events import EventCog
from cogs.expected import ExpectedCog
from cogs.feedback import FeedbackCog
from cogs.hello import HelloCog
from cogs.help import HelpCog
from cogs.leaving import LeavingCog
from cogs.letters import LettersCog
from cogs.outcomes import OutcomesCog
from cogs.people import PeopleCog
from cogs.programme import ProgrammeCog
from cogs.reminders import RemindersCog
from cogs.report import ReportCog
from cogs.resources import ResourcesCog
from cogs.rota import RotaCog
from cogs.schedule import ScheduleCog
from cogs.setup import SetupCog
from cogs.setup_pages import SetupPagesCog
from cogs.steps import FACES
from cogs.ui.clean_up import Cleaner
from cogs.ui.door import where
from cogs.ui.help_card import HelpCards
from cogs.ui.pace import Pace
from cogs.ui.rooms import Rooms
from cogs.ui.router import Router
from cogs.ui.screen import AT_ONCE, Screen
from cogs.ui.traffic import no_hurry, somebody_waits
from cogs.worry import WorryCog

_log = logging.getLogger(__name__)
_BEAT_SECONDS, _DAY_SECONDS, _STOP_SECONDS = 30.0, 86_400.0, 3.0


class PeerlightBot(commands.Bot):
    """The client: it hands every press to the router and keeps the screen true."""

    tells_commands = True  # with several programs one of them does
    share = 1.0  # of what Discord lets this bot ask; several programs divide it

    def __init__(self, services: Services, timetable: Timetable, pace: Pace, **options: Any) -> None:
        super().__init__(
            **options,
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            tree_cls=PeerlightTree,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            max_messages=None,
            enable_debug_events=False,
        )
        self.services = services
        self.pack = services.desk.pack
        self.timetable = timetable
        self.under_way = UnderWay()
        self.router = Router(self.pack)
        self.rooms = Rooms(self, self.pack)
        faces: dict[str, Any] = {}
        self.screen = Screen(self, services.board, self.rooms, self.pack, faces, pace=pace)
        self._doctor = DoctorCog(services.groups, services.upkeep, self.rooms, self.screen, self.pack)
        self._helping = HelpCog(services.help, self.rooms, self.pack, self._redraw_panel)
        self._letters = LettersCog(services.authors, self._helping, self.rooms, self.screen, self.pack)
        self._reporting = ReportCog(services.report, self.rooms, self.pack)
        self.router.after = self.deliver
        self._duty = DutyCog(
            services.duty, services.sessions, board=services.board, screen=self.screen, rooms=self.rooms, pack=self.pack
        )
        self._worrying = WorryCog(self, services.hand_ons, self.rooms, self.pack)
        self._caring = PeopleCog(self, services.measures, self.rooms, self.pack, self._redraw_panel)
        self._help_cards = HelpCards(self, services.upkeep, self.pack)
        self._cleaner = Cleaner(self, services.upkeep)
        self._expecting = ExpectedCog(services.expected, services.ways, self.rooms, self.pack)
        self._rota = RotaCog(services.rota, self.rooms, self.pack)
        self._events = EventCog(services.events, self.rooms, self.pack)
        self._reminding = RemindersCog(self, services.reminders, services.own_data, self.pack, screen=self.screen)
        self._giving = AnswersCog(services.answers, services.board, self.screen, self.pack)
        steps = [face(self.pack, services.answers, services.rules, self._giving, self.screen) for face in FACES]
        faces.update({cog.step.id: cog for cog in steps})
        self._cogs_to_add: list[Any] = [*self._other_cogs(), *steps]

    def _other_cogs(self) -> list[Any]:
        services = self.services
        dates = ScheduleCog(services.schedule, services.programmes, self.rooms, self.pack, self.dates_changed)
        pages = SetupPagesCog(services.setup, self._doctor, self.pack, self.dates_changed)
        self._asking = BetterTimeCog(services.better_time, dates, self.rooms, self.pack)
        return [
            self._giving,
            self._helping,
            self._letters,
            LeavingCog(self._helping, services.turns, self.pack),
            self._reporting,
            self._doctor,
            self._duty,
            self._worrying,
            self._caring,
            DebriefCog(services.debriefs, self.pack, self._duty.keep_asking),
            self._reminding,
            pages,
            SetupCog(services.groups, pages, self.pack),
            dates,
            self._expecting,
            self._events,
            ProgrammeCog(dates, services.endings, self.pack),
            self._asking,
            self._rota,
            *self._after_cogs(),
            *plain_cogs(services, self.screen, self.rooms, self._duty.keep_asking),
        ]

    def _after_cogs(self) -> list[Any]:
        """Build what there is to do after a session and between two."""
        services = self.services
        self._feedback = FeedbackCog(services.feedback, services.rounds, self.rooms, self.pack)
        self._hellos = HelloCog(self, services.hellos, self.rooms, self.pack)
        self._outcomes = OutcomesCog(services.outcomes, self.rooms, self.pack)
        self._resources = ResourcesCog(services.library, self.rooms, self.pack)
        return [self._feedback, self._outcomes, self._resources, self._hellos]

    async def setup_hook(self) -> None:
        """Add every cog and its verbs, then tell Discord the commands."""
        for cog in self._cogs_to_add:
            await self.add_cog(cog)
            self.router.add(getattr(cog, "handlers", {}))
        self.tree.add_command(self._reporting.menu)
        self.timetable.every("retention", _DAY_SECONDS, self.services.retention.daily)  # each start does it too
        put_into_words(self.tree, self.pack)
        if self.tells_commands:
            await self.tree.sync()

    async def on_ready(self) -> None:
        """Make the screen true and start the timetable; safe to run again after each new log-in."""
        await self.recover()
        self.timetable.every("beat", _BEAT_SECONDS, self.beat)
        self.timetable.every("promises", _BEAT_SECONDS, self.keep_promises)  # a beat with many groups takes its time
        self.timetable.every("look-over", _DAY_SECONDS, self.look_over)
        self.timetable.every("clean-up", _DAY_SECONDS, self._cleaner.clean)
        self.timetable.start()
        await self.look_over()

    async def on_resumed(self) -> None:
        """After the gateway was away, compare the screen again."""
        await self.recover()

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Hand presses and forms to the router; commands go to the tree by themselves."""
        self.under_way.note()
        await self.router.receive(interaction)

    async def on_app_command_completion(self, interaction: discord.Interaction[Any], command: Any) -> None:
        """Tell whoever typed a command if a message waits for them: a command is a press too."""
        self.under_way.note()
        await self.deliver(interaction, asks_for_help=command.qualified_name == "help-now")

    async def deliver(self, interaction: discord.Interaction[Any], *, asks_for_help: bool = False) -> None:
        """Tell the person behind an interaction if a message waits for them; nearly always none waits for anybody."""
        if interaction.type is not discord.InteractionType.modal_submit:
            await self._doctor.tell_untold(interaction)
        if not await self._somebody_waits():
            return
        await self._letters.deliver(interaction, asks_for_help=asks_for_help)
        if interaction.type is discord.InteractionType.component:
            await self._reminding.tell_news(interaction)

    async def _somebody_waits(self) -> bool:
        try:
            return await self.services.authors.somebody_waits()
        except Exception as error:  # noqa: BLE001  the press itself was answered already
            _log.error("A look for messages failed: %s", type(error).__name__)
            return False

    async def recover(self) -> None:
        """Compare all that may be on a screen with the database, and do what is due."""
        try:
            await self.keep_promises()
            with no_hurry():
                await self.screen.show_all()
                await self._help_cards.keep_all(recover=True)
                await self._keep_week()
        except Exception as error:  # noqa: BLE001  a background task must not die silently
            _log.error("Recovery failed: %s", type(error).__name__)

    async def look_over(self) -> None:
        """Tell staff what permissions are missing: at the start and each day, so also before each session."""
        await self._doctor.examine_all(self)
        await self._help_cards.keep_all(recover=True)

    async def beat(self) -> None:
        """Do what is due by the clock, and show what it changed; who waits for help comes first."""
        await self.keep_promises()
        with no_hurry():  # whoever pressed a button goes before all this
            await self._keep_week()

    async def _keep_week(self) -> None:
        """Each thing carefully: what fails for one group must not keep the week of all others from going on."""
        await self._carefully(
            partial(as_they_come, AT_ONCE // TOGETHER, self._tell_and_draw, self.services.week.beats())
        )
        await self._carefully(self._see_to_steps)
        for ahead in (self._expecting.keep, self._events.keep, self._asking.keep, self._rota.keep):
            await self._carefully(partial(ahead, self))
        after = (self._feedback.keep, partial(self._outcomes.keep, self), self._resources.keep, self._hellos.keep)
        cards = (self._help_cards.keep_all, partial(self._doctor.examine_due, self), self._doctor.name_old_numbers)
        for keep in (*after, *cards):
            await self._carefully(keep)
        await self._wake_on_time()
        await self._carefully(self._reminding.send_due)  # last: a slow line to many must not keep a session waiting

    async def _see_to_steps(self) -> None:
        seen_to = await self.services.duty.beat() | await self.services.timers.beat()
        await self._duty.keep_asking()
        await self._draw(seen_to | self.screen.due | set(await self.services.board.sessions_to_lock()))

    async def _tell_and_draw(self, changes: Changes) -> None:
        for notice in changes.notices:
            await self.rooms.tell(notice)
        await self._draw(changes.sessions)

    async def keep_promises(self) -> None:
        """Do what was promised to people who wait for help: it has a beat of its own, and waits for no other."""
        with somebody_waits():
            for keep in (self._helping.keep_promises, self._worrying.keep_promises, self._caring.keep_promises):
                await self._carefully(keep)
            await self._wake_for_promises()

    async def _draw(self, sessions: set[int]) -> None:
        await at_once(AT_ONCE, self.screen.show_again, sorted(sessions))

    async def _carefully(self, keep: Callable[[], Awaitable[None]]) -> None:
        """Await one of the things that a beat does; its failure must not keep the week from going on."""
        try:
            await keep()
        except Exception as error:  # noqa: BLE001  the rest of the beat goes on
            _log.error("A part of a beat failed: %s at %s", type(error).__name__, where(error))

    async def _redraw_panel(self, group: Group) -> None:
        """Draw a group's panel again when its open calls for help have changed."""
        if session_id := await self.services.board.open_session(group.id):
            await self.screen.show(session_id)

    async def dates_changed(self, group: Group) -> None:
        """Let all that shows dates of a group agree at once: its cards, and the alarm for the next one."""
        if session_id := await self.services.board.newest_of(group.id):
            await self.screen.show(session_id)
        await self._expecting.keep(self)
        await self._events.keep(self)
        await self._rota.keep(self)
        await self._wake_on_time()

    async def _wake_on_time(self) -> None:
        """Set an alarm for what is due before the next beat, which may be 30 seconds late."""
        for key, wake in (
            ("wake", await self.services.week.next_wake()),
            ("timers", await self.services.timers.next_wake()),
            ("duty", await self.services.duty.next_wake()),
            ("look-over-due", await self.services.upkeep.next_wake()),
        ):
            if wake:
                self.timetable.at(key, wake, self.beat)

    async def _wake_for_promises(self) -> None:
        for key, next_wake in (("help", self.services.help.next_wake), ("worry", self.services.hand_ons.next_wake)):
            if wake := await next_wake():
                self.timetable.at(key, wake, self.keep_promises)

    async def close(self) -> None:
        """Stop what happens by itself, finish what somebody asked for and the write under way, then leave."""
        with contextlib.suppress(TimeoutError):  # what waits for Discord must not keep us
            await asyncio.wait_for(self.timetable.stop(), _STOP_SECONDS)
        await self.under_way.end(_STOP_SECONDS)
        await super().close()
        await self.services.desk.store.close()
