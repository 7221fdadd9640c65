"""When a group meets: weekly times that count from a date on, breaks, weeks that were moved or called off."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class WeeklyTimeRow(Base):
    """A change of a group's weekly time: what counts from a date on, what counted before, and why."""

    __tablename__ = "weekly_times"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    weekday: Mapped[int]
    at: Mapped[str]
    reason: Mapped[str]
    decided_on: Mapped[date]


class BreakRow(Base):
    """Dates without a session, the first and the last included."""

    __tablename__ = "breaks"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    name: Mapped[str]


class WeekChangeRow(Base):
    """One date that a lead moved or called off. ``at`` is the new instant, or when it would have been."""

    __tablename__ = "week_changes"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    on_date: Mapped[date] = mapped_column(primary_key=True)
    fate: Mapped[str]
    at: Mapped[datetime]
