"""The only room that knows SQLAlchemy: models, the store (one unit of work per request), repositories.

The decisions, in one place:

* Every transaction that writes starts with BEGIN IMMEDIATE. With the driver's default, 29 of 30 concurrent
  read-modify-writes were lost without an error.
* All writes go through one door, ``Store.write``. A commit is never cancelled.
* Three stores that are never joined: answers (no person in them), attendance (a pseudonym of the programme),
  people's settings (a keyed index, no feelings). No table of one has a column of another.
* ``secure_delete`` is on, and ``Store.truncate_log`` empties the write-ahead log: what is deleted is gone.
* Rows never leave this room: repositories take and give values.
"""

from bot.storage.migrate import SchemaTooNew, head, is_behind, revision_of, upgrade
from bot.storage.records import (
    AnswerRecord,
    Group,
    GroupDraft,
    Programme,
    SessionRecord,
    SlotRecord,
    Stale,
    Whereabouts,
)
from bot.storage.repositories.better_time import TimeOption, TimePoll
from bot.storage.repositories.events import EventRecord
from bot.storage.repositories.feedback import WeDid
from bot.storage.repositories.library import LibraryEntry
from bot.storage.repositories.notices import NoticeRecord
from bot.storage.repositories.rota import RotaPlace, RotaSwap
from bot.storage.repositories.rounds import AnswerRound, RoundAnswer
from bot.storage.repositories.schedule import ScheduleRecord, WeeklyTimeRecord
from bot.storage.repositories.setup_drafts import SetupDraft
from bot.storage.store import Store
from bot.storage.unit import Unit

__all__ = [
    "AnswerRecord",
    "AnswerRound",
    "EventRecord",
    "Group",
    "GroupDraft",
    "LibraryEntry",
    "NoticeRecord",
    "Programme",
    "RotaPlace",
    "RotaSwap",
    "RoundAnswer",
    "ScheduleRecord",
    "SchemaTooNew",
    "SessionRecord",
    "SetupDraft",
    "SlotRecord",
    "Stale",
    "Store",
    "TimeOption",
    "TimePoll",
    "Unit",
    "WeDid",
    "WeeklyTimeRecord",
    "Whereabouts",
    "head",
    "is_behind",
    "revision_of",
    "upgrade",
]
