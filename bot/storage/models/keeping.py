"""What a group keeps: whose words staff have read, where to go after a programme, and quotes that members offer."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class KeepsakeRow(Base):
    """That staff have read all words of a session, so that the group may take them home."""

    __tablename__ = "keepsakes"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)


class EndingRow(Base):
    """Where people can go when a programme is over, in the lead's own lines."""

    __tablename__ = "endings"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True)
    lines: Mapped[list[Any]]


class QuoteRow(Base):
    """Words that a person offers for a report, while they may still take them back. No backup holds them.

    ``ref`` is drawn by chance and the rows lie in its order: who offered first cannot be told. ``since`` is the first
    day of the month. ``approved``: the person has read the words as they will be printed, and said yes.
    """

    __tablename__ = "quotes"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own way to say it

    ref: Mapped[bytes] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    person: Mapped[bytes]
    hidden: Mapped[bytes]
    approved: Mapped[bool]
    since: Mapped[date]


class PublishedQuoteRow(Base):
    """A quote that a lead has published: nobody's any more, under a number of its own."""

    __tablename__ = "published_quotes"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own way to say it

    ref: Mapped[bytes] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    published_on: Mapped[date]
    hidden: Mapped[bytes]
