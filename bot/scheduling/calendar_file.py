"""Dates as a file for a phone's calendar (iCalendar). Pure. It tells a name, days and times, and nothing else."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.scheduling.calendar import Meeting
from bot.scheduling.recurrence import zone


def calendar_file(
    meetings: Sequence[Meeting],
    *,
    name: str,
    zone_name: str,
    minutes: int,
    code: str,
    version: int,
    now: datetime,
) -> bytes:
    """Write these meetings (at least one), each as an event of its own at the zone's wall-clock time.

    Raises UnknownZone.

    No event repeats: a break is a date that is missing, a moved week is a date with another time, and nothing goes on
    after a programme's end. ``code`` and the date name an event for good, and ``version`` counts up, so that a newer
    file takes an older one's place.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415  only who asks for a file needs it

    found = Calendar()
    found.add("prodid", "-//dates//EN")
    found.add("version", "2.0")
    for meeting in meetings:
        start = meeting.at.astimezone(zone(zone_name))
        event = Event()
        event.add("uid", f"{code}-{meeting.on_date:%Y%m%d}")
        event.add("dtstamp", now)
        event.add("sequence", version)
        event.add("summary", name)
        event.add("dtstart", start)
        event.add("dtend", (meeting.at + timedelta(minutes=minutes)).astimezone(zone(zone_name)))
        event.add("class", "PRIVATE")
        found.add_component(event)
    years = [meeting.at.year for meeting in meetings]  # all changes of the clocks since 1970 would be most of the file
    found.add_missing_timezones(date(min(years) - 1, 1, 1), date(max(years) + 2, 1, 1))
    written: bytes = found.to_ical()
    return written
