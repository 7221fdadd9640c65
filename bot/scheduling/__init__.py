"""When things happen: the only room that knows APScheduler, and the only place that knows what time it is.

Why APScheduler's own weekly triggers are not used: at the UK clock change its cron trigger fires twice in
October and its calendar trigger skips the March week. So the next instant is computed by a pure function
(`recurrence`) and handed over as a date. Why its jobs live in memory: the database is the truth about what is
due, and they are planned again at every start.
"""

from bot.scheduling.at_once import as_they_come, at_once
from bot.scheduling.calendar import Break, Calendar, Change, Era, Fate, Meeting, Run
from bot.scheduling.calendar_file import calendar_file
from bot.scheduling.clock import Clock, MovedClock, ShiftedClock, SystemClock
from bot.scheduling.recurrence import (
    Occurrence,
    UnknownZone,
    WeeklyTime,
    instant,
    next_occurrence,
    occurrences_between,
    zone,
)
from bot.scheduling.reminding import FURTHEST as REMINDERS_FURTHEST
from bot.scheduling.reminding import KINDS, due_at, is_quiet, may_go
from bot.scheduling.timetable import Timetable

__all__ = [
    "KINDS",
    "REMINDERS_FURTHEST",
    "Break",
    "Calendar",
    "Change",
    "Clock",
    "Era",
    "Fate",
    "Meeting",
    "MovedClock",
    "Occurrence",
    "Run",
    "ShiftedClock",
    "SystemClock",
    "Timetable",
    "UnknownZone",
    "WeeklyTime",
    "as_they_come",
    "at_once",
    "calendar_file",
    "due_at",
    "instant",
    "is_quiet",
    "may_go",
    "next_occurrence",
    "occurrences_between",
    "zone",
]
