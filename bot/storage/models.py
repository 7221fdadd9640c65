"""The tables. ``docs/data.md`` says in words what each holds and for how long.

Ids that belong to Discord end in ``_xid``. Times are stored in UTC. A column that holds what a person wrote is
always encrypted (``hidden``).
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, MetaData, String, UniqueConstraint
from sqlalchemy import DateTime as NaiveDateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite would drop the zone without a word, so a time without one is refused here."""

    impl = NaiveDateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store as UTC; raises ``ValueError`` for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All tables; constraints have names, which SQLite's batch migrations need."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy's own way to say it
        datetime: Instant,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        bytes: LargeBinary,
        str: String,
    }


class KeyCheckRow(Base):
    """One row: by this the database knows its master key again."""

    __tablename__ = "key_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[bytes]


class GroupRow(Base):
    """A peer support group and its rooms."""

    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    server_xid: Mapped[int] = mapped_column(BigInteger)
    session_channel_xid: Mapped[int] = mapped_column(BigInteger, unique=True)
    staff_channel_xid: Mapped[int] = mapped_column(BigInteger)
    voice_channel_xid: Mapped[int] = mapped_column(BigInteger)
    member_role_xid: Mapped[int] = mapped_column(BigInteger)
    facilitator_role_xid: Mapped[int] = mapped_column(BigInteger)
    lead_role_xid: Mapped[int] = mapped_column(BigInteger)
    supporter_role_xid: Mapped[int] = mapped_column(BigInteger)
    zone: Mapped[str]
    weekday: Mapped[int]
    at: Mapped[str]
    length_minutes: Mapped[int]
    check_in: Mapped[bool]
    show_words: Mapped[str]
    weekly_from: Mapped[date | None]
    texts_nonce: Mapped[bytes]
    people_nonce: Mapped[bytes]


class ProgrammeRow(Base):
    """A run of weekly sessions. Its nonce makes the key of attendance pseudonyms; NULL when that key is gone.

    ``unique_people`` is how many different people came: written in the transaction that destroys the key.
    """

    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    nonce: Mapped[bytes | None]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    unique_people: Mapped[int | None]


class OccurrenceRow(Base):
    """One due date of a group. The unique pair is the claim: a session opens for a date once, whoever asks."""

    __tablename__ = "occurrences"
    __table_args__ = (UniqueConstraint("group_id", "on_date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    on_date: Mapped[date]
    due_at: Mapped[datetime]
    outcome: Mapped[str]
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"))


class SessionRow(Base):
    """One meeting. ``version`` rises with each change; a stale writer is refused.

    ``attendances`` and ``listeners`` are written when the programme's key, and with it attendance, is deleted.
    """

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    on_date: Mapped[date]
    state: Mapped[str] = mapped_column(index=True)
    position: Mapped[int]
    version: Mapped[int]
    trail: Mapped[list[Any]]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    staff_active_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    ready: Mapped[bool]
    closed_by_itself: Mapped[bool]
    card_xid: Mapped[int | None] = mapped_column(BigInteger)
    card_slot: Mapped[int | None]
    panel_xid: Mapped[int | None] = mapped_column(BigInteger)
    cards_posted: Mapped[int]
    attendances: Mapped[int | None]
    listeners: Mapped[int | None]


class SlotRow(Base):
    """One place in a session's agenda. Its nonce makes the key of its answers; NULL before it opens and once sealed."""

    __tablename__ = "slots"
    __table_args__ = (UniqueConstraint("session_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    number: Mapped[int]
    place: Mapped[int]
    step: Mapped[str]
    skipped: Mapped[bool]
    opened_at: Mapped[datetime | None]
    data: Mapped[dict[str, Any]]
    nonce: Mapped[bytes | None]
    sealed: Mapped[bool]


class AnswerRow(Base):
    """An answer while its step is open. No row of this table outlives the sealing of its slot.

    ``tag`` is HMAC(step key, person). ``batch`` and ``place`` say in which shuffled batch staff saw the entry.
    """

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("slot_id", "tag", "question", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slots.id", ondelete="CASCADE"))
    tag: Mapped[bytes]
    question: Mapped[str]
    ordinal: Mapped[int]
    hidden: Mapped[bytes]
    counted: Mapped[bool]
    from_member: Mapped[bool]
    batch: Mapped[int | None]
    place: Mapped[int | None]
    status: Mapped[str]


class KeptTextRow(Base):
    """A word or a thank-you that the group keeps: no person, no time, in an order that says nothing."""

    __tablename__ = "kept_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    step: Mapped[str]
    item: Mapped[str]
    hidden: Mapped[bytes]


class BlockTotalRow(Base):
    """What sealed answers add up to, by block and never by session."""

    __tablename__ = "block_totals"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  a row's number would tell which session brought it

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    choice: Mapped[str] = mapped_column(primary_key=True)
    total: Mapped[int]


class AttendanceRow(Base):
    """That a pseudonym came to a session. Stored in the pseudonym's order: who came first cannot be told."""

    __tablename__ = "attendance"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    pseudonym: Mapped[bytes] = mapped_column(primary_key=True)
    listening: Mapped[bool]


class PersonRow(Base):
    """A person's own settings, found by a keyed index. It never holds an answer."""

    __tablename__ = "people"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    key: Mapped[bytes] = mapped_column(primary_key=True)
    takes_part: Mapped[bool | None]
    counted: Mapped[bool | None]
    quoted: Mapped[bool | None]
    rules_version: Mapped[int]


class RulesRow(Base):
    """A version of the group's own rules. Lines are the group's, agreed together; they name nobody."""

    __tablename__ = "rules"
    __table_args__ = (UniqueConstraint("group_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    version: Mapped[int]
    lines: Mapped[list[Any]]
    agreed_on: Mapped[date]


class UsedItemRow(Base):
    """How often a group had an icebreaker, a feeling or a module, and whether it asked not to have it again."""

    __tablename__ = "used_items"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    material: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]
    banned: Mapped[bool]


class HelpCallRow(Base):
    """A call for help. ``person`` and ``hidden_xid`` are there only while it is open; what was said never is."""

    __tablename__ = "help_calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    asked_at: Mapped[datetime]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    told: Mapped[int]
    person: Mapped[bytes | None]
    hidden_xid: Mapped[bytes | None]
    thread_xid: Mapped[int | None] = mapped_column(BigInteger)
    alert_xid: Mapped[int | None] = mapped_column(BigInteger)
    taken_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
