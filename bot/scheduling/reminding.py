"""When a reminder is due: a day or an hour before, never at night, never late. Pure.

The law: nothing goes out from 21:00 to 9:00 on the group's wall clock. What would be due then is due at 20:30 of the
evening before it. What could not go out in its half hour is dropped.
"""

from datetime import datetime, time, timedelta

from bot.scheduling.recurrence import instant, zone

KINDS = ("day", "hour")
QUIET_FROM = time(21)
QUIET_UNTIL = time(9)
EVENING = time(20, 30)
LATEST = timedelta(minutes=30)
LAST_CALL = timedelta(minutes=10)  # before the start; after that a reminder is no help
FURTHEST = timedelta(hours=50)  # before a start, nothing of it is due earlier than this
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def is_quiet(moment: datetime, zone_name: str) -> bool:
    """Tell whether it is night on the wall of that zone. Raises UnknownZone."""
    at = moment.astimezone(zone(zone_name)).time()
    return at >= QUIET_FROM or at < QUIET_UNTIL


def due_at(kind: str, start: datetime, zone_name: str) -> datetime | None:
    """Say when a reminder of that kind ("day", "hour") is due for a start; None where there is no good moment."""
    local = start.astimezone(zone(zone_name))
    wanted = instant(local.date() - _DAY, local.time(), zone_name) if kind == "day" else start - _HOUR
    if not is_quiet(wanted, zone_name):
        return wanted
    evening = wanted.astimezone(zone(zone_name))
    day = evening.date() if evening.time() >= EVENING else evening.date() - _DAY
    found = instant(day, EVENING, zone_name)
    return None if is_quiet(found, zone_name) or found > wanted else found


def may_go(kind: str, start: datetime, zone_name: str, now: datetime) -> bool:
    """Tell whether a reminder may go out now: it is due, not long since, not at night, and there is time to come."""
    due = due_at(kind, start, zone_name)
    if due is None or not due <= now <= due + LATEST:
        return False
    return now <= start - LAST_CALL and not is_quiet(now, zone_name)
