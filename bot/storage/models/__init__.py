"""The tables. ``docs/data.md`` says in words what each holds and for how long.

Ids that belong to Discord end in ``_xid``. Times are stored in UTC. A column that holds what a person wrote is
always encrypted (``hidden``).
"""

from bot.storage.models.base import Base
from bot.storage.models.groups import GroupRow, KeyCheckRow, OccurrenceRow, ProgrammeRow, RulesRow, UsedItemRow
from bot.storage.models.people import AttendanceRow, HelpCallRow, PersonRow
from bot.storage.models.schedule import BreakRow, WeekChangeRow, WeeklyTimeRow
from bot.storage.models.sessions import AnswerRow, BlockTotalRow, KeptTextRow, SessionRow, SlotRow
from bot.storage.models.sign_ups import LeavingTotalRow, ReminderRow, ReminderSentRow, SignUpRow
from bot.storage.models.staff import StaffActionRow, StaffRow

__all__ = [
    "AnswerRow",
    "AttendanceRow",
    "Base",
    "BlockTotalRow",
    "BreakRow",
    "GroupRow",
    "HelpCallRow",
    "KeptTextRow",
    "KeyCheckRow",
    "LeavingTotalRow",
    "OccurrenceRow",
    "PersonRow",
    "ProgrammeRow",
    "ReminderRow",
    "ReminderSentRow",
    "RulesRow",
    "SessionRow",
    "SignUpRow",
    "SlotRow",
    "StaffActionRow",
    "StaffRow",
    "UsedItemRow",
    "WeekChangeRow",
    "WeeklyTimeRow",
]
