"""The bot of a simulation, without Discord: its services and its timetable over a database file, which outlive it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.app.wiring import Services, prepare, wire
from bot.content import Pack
from bot.privacy import Randomness
from bot.rehearsal.simulation.audit import MEMBERS, STAFF, Audit, Said
from bot.rehearsal.simulation.cast import Mailbox
from bot.rehearsal.simulation.post import Post
from bot.scheduling import MovedClock, Timetable
from bot.services.week import Changes
from bot.storage import Store

_BEAT = timedelta(seconds=30)
_DAY_SECONDS = 86_400.0


@dataclass(frozen=True)
class Ground:
    """What stays when the bot's process ends: the file, the clock, chance, the key, the words, and who hears it."""

    database: Path
    clock: MovedClock
    randomness: Randomness
    master: bytes
    pack: Pack
    audit: Audit
    mailbox: Mailbox


class Machine:
    """The bot, which may be stopped and started again. What it would say goes to the audit.

    ``about`` is the instant of the session that it can speak of.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._failed: Exception | None = None
        self.about: datetime = ground.clock.now()
        self.runs = False

    def _open(self) -> None:
        ground = self._ground
        self.services: Services = wire(
            store=Store(ground.database),
            clock=ground.clock,
            randomness=ground.randomness,
            master=ground.master,
            pack=ground.pack,
        )
        self._timetable = Timetable(ground.clock)
        self._post = Post(self.services, ground.audit, ground.mailbox)

    async def start(self) -> None:
        """Do what the real one does at a start: seal what was left, do what is due, plan the next beats."""
        self._open()
        self.runs = True
        await prepare(self.services, self._ground.master)
        self._timetable.every("retention", _DAY_SECONDS, self.services.retention.daily)
        await self._beat()

    async def tick(self) -> None:
        """Do all that is due by the clock; nothing while it does not run. Raises what went wrong."""
        if self.runs:
            await self._timetable.tick()
        if self._failed:
            raise self._failed

    async def stop(self) -> None:
        """End as a process ends; the file stays."""
        if self.runs:
            self.runs = False
            await self._timetable.stop()
            await self.services.desk.store.close()

    async def _beat(self) -> None:
        try:
            self._tell(await self.services.week.beat())
            await self._post.send_due()
        except Exception as error:  # the timetable logs the class of an error and goes on; a simulation must not
            self._failed = error
            raise
        self._timetable.at("beat", self._ground.clock.now() + _BEAT, self._beat)

    def _tell(self, changes: Changes) -> None:
        for notice in changes.notices:
            to = MEMBERS if notice.to_members else STAFF
            text = self._ground.pack.say(notice.text)
            self._ground.audit.says(Said(self._ground.clock.now(), to, text, self.about, ping=notice.ping))
