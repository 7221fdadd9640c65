"""The values that repositories take and give. Rows stay in the room; these may go anywhere."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from bot.session import Session, State


class Stale(Exception):  # noqa: N818  it is an answer to a race, not a fault
    """Somebody else has changed the session since it was read."""


@dataclass(frozen=True)
class GroupDraft:
    """A group's settings, as ``/setup`` and ``config.toml`` give them. An id of 0 means "none"."""

    name: str
    server_xid: int
    session_channel_xid: int
    staff_channel_xid: int
    facilitator_role_xid: int
    lead_role_xid: int
    member_role_xid: int = 0
    supporter_role_xid: int = 0
    voice_channel_xid: int = 0
    zone: str = "Europe/London"
    weekday: int = -1  # Monday is 0; -1: no weekly opening
    at: time = time(18, 30)
    length_minutes: int = 60
    check_in: bool = False
    show_words: str = "at-end"
    weekly_from: date | None = None
    two_facilitators: bool = True  # ask the lead when only one is here
    clean_up_days: int = 0  # old cards and lists are deleted after so many days; 0: never


@dataclass(frozen=True)
class Group(GroupDraft):
    """A stored group: its settings, its id, the nonces of its two keys, and what its upkeep remembers.

    ``numbers_checked_on``: staff looked at the help numbers. ``numbers_named_on``: the lead was told to look.
    ``looked_over_for``: the date of the session before which the rooms were looked over. ``help_card_xid``: the pinned
    help card. ``counts_by``: "programme" or "quarter", once numbers of a block have left; empty before.
    """

    id: int = 0
    texts_nonce: bytes = field(default=b"", repr=False)
    people_nonce: bytes = field(default=b"", repr=False)
    numbers_checked_on: date | None = None
    numbers_named_on: date | None = None
    looked_over_for: date | None = None
    help_card_xid: int | None = None
    schedule_version: int = 0
    counts_by: str = ""
    revision: int = 0


@dataclass(frozen=True)
class Programme:
    """A run of weekly sessions; without ``nonce`` its attendance key is gone and only totals stay.

    ``planned`` is how many sessions it has, from ``first_date`` on; None: it has no end.
    """

    id: int
    group_id: int
    started_on: date
    ended_on: date | None
    nonce: bytes | None = field(repr=False)
    first_date: date | None = None
    planned: int | None = None


@dataclass(frozen=True)
class SlotRecord:
    """A slot with what staff chose for it. ``data`` keys: item, offer, page, closed, shown, rules."""

    id: int
    session_id: int
    number: int
    step: str
    sealed: bool
    opened_at: datetime | None
    data: dict[str, Any]
    nonce: bytes | None = field(repr=False)
    revision: int = 0


@dataclass(frozen=True)
class Whereabouts:
    """Where a session is now: what the timetable looks at again and again."""

    session_id: int
    state: State
    staff_active_at: datetime
    ends_at: datetime
    slot: SlotRecord


@dataclass(frozen=True)
class SessionRecord:
    """A stored session: its flow and all that the screen and the timetable need to know."""

    id: int
    group_id: int
    programme_id: int
    on_date: date
    flow: Session
    starts_at: datetime
    ends_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    staff_active_at: datetime
    asked_at: datetime | None
    ready: bool
    closed_by_itself: bool
    card_xid: int | None
    card_slot: int | None
    panel_xid: int | None
    cards_posted: int
    stopped: bool


@dataclass(frozen=True)
class AnswerRecord:
    """An answer while its step is open; ``hidden`` is encrypted under the step's key."""

    id: int
    slot_id: int
    question: str
    ordinal: int
    counted: bool
    from_member: bool
    batch: int | None
    place: int | None
    status: str
    tag: bytes = field(repr=False)
    hidden: bytes = field(repr=False)
