"""The flow of a session, and what a step may ask: pure values, no Discord, no database, no clock.

Why pure: the rules of a session (who may go where, what an answer may be) are the part that must never be
wrong, so they are plain functions that a property test can try in every state. Everything that changes a
session goes through ``proceed`` and its one table.
"""

from bot.session.flow import Event, Move, Session, Slot, State, plan, proceed
from bot.session.people import Caller, MemberId, Role
from bot.session.refusal import Refused
from bot.session.step import Kept, Question, Shown, Step

__all__ = [
    "Caller",
    "Event",
    "Kept",
    "MemberId",
    "Move",
    "Question",
    "Refused",
    "Role",
    "Session",
    "Shown",
    "Slot",
    "State",
    "Step",
    "plan",
    "proceed",
]
