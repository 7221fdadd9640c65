"""Questions that stay open after a session, or between two: feedback and outcomes. While open, codes; then totals."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class AnswerRoundRow(Base):
    """A time in which people may answer, 24 hours at most: ``feedback`` on a session, or ``outcomes`` of a programme.

    ``part`` is start, middle or end of a programme, ``version`` how the question about loneliness is put; both are ""
    for feedback. ``state`` is open, kept or discarded. ``nonce`` makes the key of the answers and goes with them.
    ``said`` is the state that its message shows.
    """

    __tablename__ = "answer_rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), unique=True)
    kind: Mapped[str]
    part: Mapped[str]
    version: Mapped[str]
    state: Mapped[str]
    nonce: Mapped[bytes | None]
    closes_at: Mapped[datetime]
    said: Mapped[str]
    message_xid: Mapped[int | None] = mapped_column(BigInteger)


class RoundAnswerRow(Base):
    """All that a code answered in an open round, in one, encrypted. Stored in the code's order: none came first."""

    __tablename__ = "round_answers"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own way to say it

    round_id: Mapped[int] = mapped_column(ForeignKey("answer_rounds.id", ondelete="CASCADE"), primary_key=True)
    giver: Mapped[bytes] = mapped_column(primary_key=True)
    hidden: Mapped[bytes]
    counted: Mapped[bool]


class OutcomeSwitchRow(Base):
    """A group whose lead switched the outcome questions on. Without a row they are off."""

    __tablename__ = "outcome_switches"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    switched_on: Mapped[date]


class FeedbackNoteRow(Base):
    """A text for staff: nobody's, in an order that says nothing. One that ``waits`` may not be read by staff yet."""

    __tablename__ = "feedback_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    on_date: Mapped[date]
    waits: Mapped[bool]
    hidden: Mapped[bytes]


class WeDidRow(Base):
    """A line of the lead: what changed because of feedback. ``session_id`` is the session at which it was shown."""

    __tablename__ = "we_did"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    said_on: Mapped[date]
    left_out: Mapped[bool]
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"))
    hidden: Mapped[bytes]
