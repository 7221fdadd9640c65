"""What a person can ask for. One method is one request: one unit of work, values in, values out.

A service has no effect outside the database before its commit, knows nothing of Discord, and is where it is
decided who may do what: a forged press reaches the same question as an honest one.
"""

from bot.reports.head_counts import HeadCounts
from bot.services.answers import AnswerService, Noted, Own
from bot.services.board import BoardService, CardView, HeldBatch, PanelView, RoomView
from bot.services.desk import Desk, Place
from bot.services.groups import GroupService
from bot.services.help import HelpService
from bot.services.own_data import Forgotten, MyData, OwnDataService
from bot.services.presence import PresenceService
from bot.services.reminders import Reminder, ReminderPage, ReminderService
from bot.services.retention import Removed, RetentionService
from bot.services.rules import RulesPage, RulesService
from bot.services.sealing import SealingService
from bot.services.sessions import SessionService
from bot.services.sign_ups import SignUpCounts, SignUpService
from bot.services.statistics import StatisticsService
from bot.services.steps import StepService
from bot.services.week import WeekService

__all__ = [
    "AnswerService",
    "BoardService",
    "CardView",
    "Desk",
    "Forgotten",
    "GroupService",
    "HeadCounts",
    "HeldBatch",
    "HelpService",
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
    "WeekService",
]
