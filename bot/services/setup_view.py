"""What is chosen on the pages of /setup, as values: what it comes to, what is missing, what cannot be. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from bot.scheduling import Break, Calendar, Era, Run, UnknownZone, WeeklyTime, instant, zone
from bot.services.programmes import MOST_SESSIONS
from bot.services.schedule import LONGEST_BREAK
from bot.session import Refused
from bot.session.text import cut, one_line
from bot.storage import GroupDraft

ROOMS = ("session", "staff", "voice")
ROLES = ("member", "facilitator", "lead", "supporter")
NEEDED = ("name", "session", "staff", "member", "facilitator", "lead")
FEWEST_MINUTES, MOST_MINUTES = 15, 240
LONGEST_NAME = 60  # characters
MOST_BREAKS = 20
MOST_DAYS = 365  # after which old cards go
_PLAIN = ("name", "zone", "weekday", "length_minutes", "two_facilitators", "clean_up_days", "check_in")


@dataclass(frozen=True)
class Server:
    """A server, and the ids of all channels and roles that are there now."""

    xid: int
    there: frozenset[int]


@dataclass(frozen=True)
class SetupView:
    """What is chosen, over what the group has. ``group_id`` is 0 for a new group; ``missing`` names what must be done.

    ``lost`` names what was chosen and is not in the server any more; ``dated`` tells whether dates can be chosen here
    (a group that meets already changes its dates elsewhere); ``waiting`` whether something is not in force yet.
    """

    group_id: int
    version: int
    settings: GroupDraft
    sessions: int | None
    breaks: tuple[Break, ...]
    holidays: bool
    missing: tuple[str, ...]
    lost: tuple[str, ...]
    dated: bool
    waiting: bool
    today: date

    def xid(self, what: str) -> int:
        """Give the id of a room or role by its short name; 0 where none is chosen, or it is gone."""
        return 0 if what in self.lost else xid_of(self.settings, what)


def xid_of(settings: GroupDraft, what: str) -> int:
    """Give the id of a room or role by its short name; 0: none."""
    found: int = getattr(settings, field_of(what))
    return found


def field_of(what: str) -> str:
    """Name the setting that a room or role is kept in."""
    return f"{what}_channel_xid" if what in ROOMS else f"{what}_role_xid"


def over(settings: GroupDraft, chosen: dict[str, Any]) -> GroupDraft:
    """Lay what was chosen over settings."""
    found: dict[str, Any] = {field_of(what): chosen[what] for what in (*ROOMS, *ROLES) if what in chosen}
    found |= {what: chosen[what] for what in _PLAIN if what in chosen}
    if "at" in chosen:
        found["at"] = time.fromisoformat(chosen["at"])
    if chosen.get("weekly_from"):
        found["weekly_from"] = day_of(chosen["weekly_from"])
    return replace(settings, **found)


def must_be_a_break(view: SetupView, dates: Break) -> None:
    """Refuse days that can be no break of this group."""
    settings = view.settings
    if settings.weekday < 0 or not view.dated:
        raise Refused("no-weekly-time")
    if dates.last < dates.first:
        raise Refused("end-before-start")
    if dates.first <= view.today:
        raise Refused("date-over")
    if dates.last - dates.first > LONGEST_BREAK:
        raise Refused("break-too-long")
    if len(view.breaks) >= MOST_BREAKS:
        raise Refused("breaks-full", most=MOST_BREAKS)
    first = settings.weekly_from or view.today
    run = Run(first, view.sessions) if view.sessions else None
    weekly = WeeklyTime(settings.weekday, settings.at, settings.zone)
    if not Calendar((Era(first, weekly),), run=run, breaks=view.breaks).days(dates.first, dates.last):
        raise Refused("no-session-then")


def missing(view: SetupView, now: datetime) -> tuple[str, ...]:
    """Name what must be done before the group can start.

    A group that is there already may be without a role of members: then everybody in its server is one.
    """
    may_be_none = view.group_id and not view.settings.member_role_xid
    needed = [what for what in NEEDED if not (what == "member" and may_be_none)]
    empty = [what for what in needed if not (view.settings.name if what == "name" else view.xid(what))]
    first = view.settings.weekly_from
    if (first or view.sessions) and not _may_begin(view, first, now):
        empty.append("dates")
    return tuple(empty)


def _may_begin(view: SetupView, first: date | None, now: datetime) -> bool:
    settings = view.settings
    if settings.weekday < 0 or first is None:
        return settings.weekday >= 0
    free = not any(one.first <= first <= one.last for one in view.breaks)
    return first.weekday() == settings.weekday and instant(first, settings.at, settings.zone) > now and free


def checked(view: SetupView, server: Server, what: str, value: Any, now: datetime) -> Any:
    """Check one value and give it as it is kept; raises ``Refused``."""
    if what in (*ROOMS, *ROLES):
        if value and value not in server.there:
            raise Refused("not-in-server")
        return value
    ways: dict[str, Callable[[], Any]] = {
        "name": lambda: _name(value),
        "zone": lambda: _zone(value),
        "weekday": lambda: _within(value, -1, 6),
        "at": lambda: f"{value:%H:%M}",
        "length_minutes": lambda: _minutes(value),
        "clean_up_days": lambda: _within(value, 0, MOST_DAYS),
        "two_facilitators": lambda: bool(value),
        "check_in": lambda: bool(value),
        "holidays": lambda: bool(value),
        "weekly_from": lambda: _first(view, value, now),
        "sessions": lambda: _sessions(value),
    }
    if what not in ways:
        raise Refused("old-button")
    return ways[what]()


def _first(view: SetupView, value: date | None, now: datetime) -> str | None:
    if value is None:
        return None
    if view.settings.weekday < 0:
        raise Refused("no-weekly-time")
    if value.weekday() != view.settings.weekday:
        raise Refused("not-that-weekday")
    if not _may_begin(replace(view, breaks=()), value, now):
        raise Refused("date-over")
    return value.isoformat()


def _minutes(value: int) -> int:
    if not FEWEST_MINUTES <= value <= MOST_MINUTES:
        raise Refused("how-many-minutes", fewest=FEWEST_MINUTES, most=MOST_MINUTES)
    return value


def _sessions(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= MOST_SESSIONS:
        raise Refused("how-many-sessions", most=MOST_SESSIONS)
    return value


def _within(value: int, fewest: int, most: int) -> int:
    """Take a value from a list of ours; one outside it was forged."""
    if not fewest <= value <= most:
        raise Refused("old-button")
    return value


def _name(typed: str) -> str:
    name = cut(one_line(typed), LONGEST_NAME)
    if not name:
        raise Refused("no-name")
    return name


def _zone(typed: str) -> str:
    try:
        return zone(typed.strip()).key
    except UnknownZone as unknown:
        near = ", ".join(unknown.near) or "Europe/London"
        raise Refused("unknown-zone", zone=cut(one_line(typed), LONGEST_NAME), near=near) from None


def day_of(written: str) -> date:
    """Read a date as it is kept."""
    return date.fromisoformat(written)
