"""A poll for a better weekly time. While it is open it holds codes of people; after it, numbers alone."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class TimePollRow(Base):
    """A poll of a group: draft, open or closed. ``nonce`` makes the key of its answers and goes at its close.

    ``answered`` is how many people chose, 0 for fewer than three. ``said`` is the state that its message shows.
    """

    __tablename__ = "time_polls"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    state: Mapped[str]
    nonce: Mapped[bytes | None]
    closes_at: Mapped[datetime | None]
    answered: Mapped[int]
    said: Mapped[str]
    message_xid: Mapped[int | None] = mapped_column(BigInteger)


class TimeOptionRow(Base):
    """One weekly time of a poll; the one at place 0 is the time that counted when it opened. Totals after the close."""

    __tablename__ = "time_options"

    poll_id: Mapped[int] = mapped_column(ForeignKey("time_polls.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    weekday: Mapped[int]
    at: Mapped[str]
    could: Mapped[int | None]
    impossible: Mapped[int | None]
    newcomers: Mapped[int | None]


class TimeChoiceRow(Base):
    """What a code chose in an open poll, encrypted. Stored in the code's order: who chose first cannot be told."""

    __tablename__ = "time_choices"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    poll_id: Mapped[int] = mapped_column(ForeignKey("time_polls.id", ondelete="CASCADE"), primary_key=True)
    chooser: Mapped[bytes] = mapped_column(primary_key=True)
    hidden: Mapped[bytes]
