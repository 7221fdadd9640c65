"""The tables. ``docs/data.md`` says in words what each holds and for how long.

Ids that belong to Discord end in ``_xid``. Times are stored in UTC. A column that holds what a person wrote is
always encrypted (``hidden``).
"""

from bot.storage.models.arriving import HelloOfferRow, HelloRow, OwnPromptRow
from bot.storage.models.base import Base
from bot.storage.models.better_time import TimeChoiceRow, TimeOptionRow, TimePollRow
from bot.storage.models.blocks import BlockRow
from bot.storage.models.duty import DebriefRow, DutyRow, StaffQuestionRow
from bot.storage.models.events import NativeEventRow
from bot.storage.models.groups import GroupRow, KeyCheckRow, OccurrenceRow, ProgrammeRow, RulesRow, UsedItemRow
from bot.storage.models.keeping import EndingRow, KeepsakeRow, PublishedQuoteRow, QuoteRow
from bot.storage.models.library import LibraryEntryRow
from bot.storage.models.measures import HandOnRow, MeasureRow
from bot.storage.models.notices import NoticeRow
from bot.storage.models.people import AttendanceRow, HelpCallRow, PersonRow
from bot.storage.models.rota import RotaPlaceRow, RotaSwapRow
from bot.storage.models.rounds import AnswerRoundRow, FeedbackNoteRow, OutcomeSwitchRow, RoundAnswerRow, WeDidRow
from bot.storage.models.safety import CardRow, MarkRow, SessionKeyRow
from bot.storage.models.schedule import BreakRow, WeekChangeRow, WeeklyTimeRow
from bot.storage.models.sessions import AnswerRow, BlockTotalRow, KeptTextRow, SessionRow, SlotRow
from bot.storage.models.setup import SetupDraftRow
from bot.storage.models.sign_ups import LeavingTotalRow, ReminderRow, ReminderSentRow, SignUpRow
from bot.storage.models.staff import StaffActionRow, StaffRow
from bot.storage.models.turns import GroupSignRow, SessionRoleRow, SignVoiceRow, SignVoteRow, TurnRoundRow, TurnRow
from bot.storage.models.ways import WayRow

__all__ = [
    "AnswerRoundRow",
    "AnswerRow",
    "AttendanceRow",
    "Base",
    "BlockRow",
    "BlockTotalRow",
    "BreakRow",
    "CardRow",
    "DebriefRow",
    "DutyRow",
    "EndingRow",
    "FeedbackNoteRow",
    "GroupRow",
    "GroupSignRow",
    "HandOnRow",
    "HelloOfferRow",
    "HelloRow",
    "HelpCallRow",
    "KeepsakeRow",
    "KeptTextRow",
    "KeyCheckRow",
    "LeavingTotalRow",
    "LibraryEntryRow",
    "MarkRow",
    "MeasureRow",
    "NativeEventRow",
    "NoticeRow",
    "OccurrenceRow",
    "OutcomeSwitchRow",
    "OwnPromptRow",
    "PersonRow",
    "ProgrammeRow",
    "PublishedQuoteRow",
    "QuoteRow",
    "ReminderRow",
    "ReminderSentRow",
    "RotaPlaceRow",
    "RotaSwapRow",
    "RoundAnswerRow",
    "RulesRow",
    "SessionKeyRow",
    "SessionRoleRow",
    "SessionRow",
    "SetupDraftRow",
    "SignUpRow",
    "SignVoiceRow",
    "SignVoteRow",
    "SlotRow",
    "StaffActionRow",
    "StaffQuestionRow",
    "StaffRow",
    "TimeChoiceRow",
    "TimeOptionRow",
    "TimePollRow",
    "TurnRoundRow",
    "TurnRow",
    "UsedItemRow",
    "WayRow",
    "WeDidRow",
    "WeekChangeRow",
    "WeeklyTimeRow",
]
