"""Who of staff runs a session, what is being asked of them, and how they were afterwards. No member is in it."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class DutyRow(Base):
    """That a person of staff said "I am ready" for a session. ``hidden_xid`` is there only while it is open."""

    __tablename__ = "duties"
    __table_args__ = (UniqueConstraint("session_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    code: Mapped[bytes]
    hidden_xid: Mapped[bytes | None]
    state: Mapped[str]
    leading: Mapped[bool]


class StaffQuestionRow(Base):
    """Something that staff are asked in their channel: to take over, to answer, to go on. Gone once it is answered."""

    __tablename__ = "staff_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    asked_at: Mapped[datetime]
    told: Mapped[int]
    code: Mapped[bytes | None]
    message_xid: Mapped[int | None] = mapped_column(BigInteger)
    outcome: Mapped[str | None]


class DebriefRow(Base):
    """How a person of staff was after a session, encrypted; for the lead alone."""

    __tablename__ = "debriefs"
    __table_args__ = (UniqueConstraint("session_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    on_date: Mapped[date]
    code: Mapped[bytes]
    hidden: Mapped[bytes]
