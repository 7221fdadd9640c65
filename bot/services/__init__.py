"""What a person can ask for. One method is one request: one unit of work, values in, values out.

A service has no effect outside the database before its commit, knows nothing of Discord, and is where it is
decided who may do what: a forged press reaches the same question as an honest one.
"""

from bot.reports.head_counts import HeadCounts
from bot.services.answers import AnswerService, Noted, Own
from bot.services.audit import AuditService
from bot.services.authors import AuthorService
from bot.services.board import BoardService
from bot.services.cards import CardService
from bot.services.debriefs import DebriefService
from bot.services.desk import Desk, Place
from bot.services.groups import GroupService
from bot.services.hand_ons import HandOnService
from bot.services.handover import DutyService
from bot.services.help import HelpService
from bot.services.measures import MeasureService
from bot.services.own_data import Forgotten, MyData, OwnDataService
from bot.services.presence import PresenceService
from bot.services.reminders import Reminder, ReminderPage, ReminderService
from bot.services.report import ReportService
from bot.services.retention import Removed, RetentionService
from bot.services.rules import RulesPage, RulesService
from bot.services.sealing import SealingService
from bot.services.sessions import SessionService
from bot.services.sign_ups import SignUpCounts, SignUpService
from bot.services.statistics import StatisticsService
from bot.services.steps import StepService
from bot.services.upkeep import UpkeepService
from bot.services.views import CardView, HeldBatch, PanelView, RoomView
from bot.services.week import WeekService

__all__ = [
    "AnswerService",
    "AuditService",
    "AuthorService",
    "BoardService",
    "CardService",
    "CardView",
    "DebriefService",
    "Desk",
    "DutyService",
    "Forgotten",
    "GroupService",
    "HandOnService",
    "HeadCounts",
    "HeldBatch",
    "HelpService",
    "MeasureService",
    "MyData",
    "Noted",
    "Own",
    "OwnDataService",
    "PanelView",
    "Place",
    "PresenceService",
    "Reminder",
    "ReminderPage",
    "ReminderService",
    "Removed",
    "ReportService",
    "RetentionService",
    "RoomView",
    "RulesPage",
    "RulesService",
    "SealingService",
    "SessionService",
    "SignUpCounts",
    "SignUpService",
    "StatisticsService",
    "StepService",
    "UpkeepService",
    "WeekService",
]
