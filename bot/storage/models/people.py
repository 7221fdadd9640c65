"""What is kept under a code of a person. It never holds an answer."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base, Marked


class AttendanceRow(Marked, Base):
    """That a pseudonym came to a session. Stored in the pseudonym's order: who came first cannot be told."""

    __tablename__ = "attendance"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    pseudonym: Mapped[bytes] = mapped_column(primary_key=True)
    listening: Mapped[bool]


class PersonRow(Marked, Base):
    """A person's own settings, found by a keyed index. It never holds an answer."""

    __tablename__ = "people"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    key: Mapped[bytes] = mapped_column(primary_key=True)
    takes_part: Mapped[bool | None]
    counted: Mapped[bool | None]
    quoted: Mapped[bool | None]
    rules_version: Mapped[int]


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
