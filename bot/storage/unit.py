"""What one request works with: every repository, over one transaction."""

from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.repositories.answers import Answers
from bot.storage.repositories.attendance import Attendance
from bot.storage.repositories.audit import Audit
from bot.storage.repositories.better_time import BetterTime
from bot.storage.repositories.blocks import Blocks
from bot.storage.repositories.boards import Boards
from bot.storage.repositories.cards import Cards
from bot.storage.repositories.debriefs import Debriefs
from bot.storage.repositories.duties import Duties
from bot.storage.repositories.erased import Erased
from bot.storage.repositories.events import NativeEvents
from bot.storage.repositories.feedback import FeedbackNotes, WeDids
from bot.storage.repositories.groups import Groups
from bot.storage.repositories.hand_ons import HandOns
from bot.storage.repositories.hellos import Hellos
from bot.storage.repositories.help_calls import HelpCalls
from bot.storage.repositories.keepsakes import Keepsakes
from bot.storage.repositories.library import Library
from bot.storage.repositories.marks import Marks
from bot.storage.repositories.measures import Measures
from bot.storage.repositories.notices import Notices
from bot.storage.repositories.occurrences import Occurrences
from bot.storage.repositories.own_prompts import OwnPrompts
from bot.storage.repositories.people import People
from bot.storage.repositories.quotes import Quotes
from bot.storage.repositories.reminders import Reminders
from bot.storage.repositories.rota import Rota
from bot.storage.repositories.rounds import Rounds
from bot.storage.repositories.schedule import Schedule
from bot.storage.repositories.session_roles import SessionRoles
from bot.storage.repositories.sessions import Sessions
from bot.storage.repositories.setup_drafts import SetupDrafts
from bot.storage.repositories.sign_ups import SignUps
from bot.storage.repositories.signs import Signs
from bot.storage.repositories.staff_questions import StaffQuestions
from bot.storage.repositories.together import Together
from bot.storage.repositories.turns import Turns
from bot.storage.repositories.ways import PersonalWays

Token = Callable[[int], bytes]


class Unit:
    """What one request works with: every repository, over one transaction."""

    def __init__(self, session: AsyncSession, token: Token) -> None:
        self._session = session
        self.groups = Groups(session)
        self.sessions = Sessions(session)
        self.answers = Answers(session)
        self.attendance = Attendance(session, token)
        self.own_prompts = OwnPrompts(session)
        self.people = People(session, token)
        self.keepsakes = Keepsakes(session)
        self.blocks = Blocks(session)
        self.occurrences = Occurrences(session)
        self.hellos = Hellos(session)
        self.help_calls = HelpCalls(session)
        self.cards = Cards(session)
        self.marks = Marks(session)
        self.duties = Duties(session)
        self.staff_questions = StaffQuestions(session)
        self.debriefs = Debriefs(session)
        self.measures = Measures(session)
        self.hand_ons = HandOns(session)
        self.audit = Audit(session, token)
        self.schedule = Schedule(session)
        self.native_events = NativeEvents(session)
        self.notices = Notices(session)
        self.sign_ups = SignUps(session)
        self.reminders = Reminders(session, token)
        self.better_time = BetterTime(session)
        self.rota = Rota(session)
        self.setup_drafts = SetupDrafts(session)
        self.rounds = Rounds(session)
        self.feedback_notes = FeedbackNotes(session)
        self.we_did = WeDids(session)
        self.library = Library(session)
        self.boards = Boards(session)
        self.quotes = Quotes(session, token)
        self.turns = Turns(session)
        self.session_roles = SessionRoles(session)
        self.signs = Signs(session)
        self.together = Together(session)
        self.ways = PersonalWays(session, token)
        self.erased = Erased(session)

    def look_everywhere(self) -> None:
        """See the groups of all shards from now on. A press in a direct message comes to the program of shard 0."""
        self._session.info.pop("shards", None)
