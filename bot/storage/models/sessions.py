"""A session, its steps and the answers to them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


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
    stopped: Mapped[bool]
    card_xid: Mapped[int | None] = mapped_column(BigInteger)
    card_slot: Mapped[int | None]
    panel_xid: Mapped[int | None] = mapped_column(BigInteger)
    cards_posted: Mapped[int]
    attendances: Mapped[int | None]
    listeners: Mapped[int | None]


class SlotRow(Base):
    """One place in a session's agenda. Its nonce makes the key of its answers; NULL before it opens and once sealed.

    ``revision`` rises with each change but of its place in the agenda.
    """

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
    revision: Mapped[int] = mapped_column(server_default="0")


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
    """What sealed answers add up to, by block and never by session.

    ``quarter`` is such as 2026-Q4; empty where the group counts by programme.
    """

    __tablename__ = "block_totals"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  a row's number would tell which session brought it

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    quarter: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    choice: Mapped[str] = mapped_column(primary_key=True)
    total: Mapped[int]
