"""What the bot posts by itself between sessions, without Discord: cards ahead of a date, reminders by direct message.

It does what the cogs do with what the services hand over, and says to the audit what they would send.
"""

from bot.app.wiring import Services
from bot.rehearsal.simulation.audit import DIRECT, MEMBERS, Audit, Said
from bot.rehearsal.simulation.cast import Mailbox
from bot.services import Reminder
from cogs.ui.better_time import draw_card
from cogs.ui.body import Body
from cogs.ui.expected import draw_expected
from cogs.ui.reminders import draw_reminder

_MESSAGE = 1  # the id of every message: nothing here looks for one


class Post:
    """Sends what is due."""

    def __init__(self, services: Services, audit: Audit, mailbox: Mailbox) -> None:
        self._services = services
        self._audit = audit
        self._mailbox = mailbox

    async def send_due(self) -> None:
        """Post the cards that are due or no longer true, the polls, and the reminders."""
        now = self._services.desk.clock.now()
        for card in await self._services.expected.due():
            if card.message_xid is None:  # an edit makes no sound
                words = _words(draw_expected(self._services.desk.pack, card))
                self._audit.says(Said(now, MEMBERS, words, card.meeting.at, ahead=True))
            await self._services.expected.posted(card, _MESSAGE)
        for poll in await self._services.better_time.to_show():
            if poll.poll.message_xid is None:
                self._audit.says(Said(now, MEMBERS, _words(draw_card(self._services.desk.pack, poll)), now, ahead=True))
            await self._services.better_time.shown(poll.poll, _MESSAGE)
        for reminder in await self._services.reminders.due():
            await self._send(reminder)

    async def _send(self, reminder: Reminder) -> None:
        owner, meeting = reminder.owner_xid, reminder.meeting
        if self._mailbox.is_closed(owner):
            await self._services.reminders.unheard(reminder)
            return
        words = _words(draw_reminder(self._services.desk.pack, reminder))
        asked = self._mailbox.asked(owner, meeting.on_date, reminder.kind)
        now = self._services.desk.clock.now()
        self._audit.says(Said(now, DIRECT, words, meeting.at, person=self._mailbox.person(owner), asked=asked))


def _words(body: Body) -> str:
    return "\n".join(body.blocks)
