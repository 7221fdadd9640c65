"""Who means to come, whom to remind, and why people left: under codes, or as numbers."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base, Marked


class SignUpRow(Base):
    """What a person said about one date. Stored in the order of the codes: who pressed first cannot be told."""

    __tablename__ = "sign_ups"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own way to say it

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    on_date: Mapped[date] = mapped_column(primary_key=True)
    person: Mapped[bytes] = mapped_column(primary_key=True)
    choice: Mapped[str]


class ReminderRow(Marked, Base):
    """Which reminders a person asked for. ``hidden_xid`` is their Discord id, encrypted; gone while they pause.

    ``reach``: "open"; "closed" once Discord did not let us write to them; "told" once they know that.
    """

    __tablename__ = "reminders"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own way to say it

    person: Mapped[bytes] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    day: Mapped[bool]
    hour: Mapped[bool]
    paused: Mapped[bool]
    reach: Mapped[str]
    hidden_xid: Mapped[bytes | None]


class ReminderSentRow(Base):
    """That a reminder of a date was sent, or was about to be: written before, so that none goes out twice."""

    __tablename__ = "reminders_sent"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own way to say it

    person: Mapped[bytes] = mapped_column(primary_key=True)
    on_date: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)


class LeavingTotalRow(Base):
    """How often a reason for leaving a group was chosen. No person and no time is in it."""

    __tablename__ = "leaving_totals"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    choice: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
