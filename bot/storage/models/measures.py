"""What staff did to keep people safe: measures that last for a while, and worries that were handed on."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class MeasureRow(Base):
    """A measure of the ladder. ``person``, ``hidden_xid`` and ``thread_xid`` are there only while it lasts."""

    __tablename__ = "measures"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"))
    kind: Mapped[str]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    person: Mapped[bytes | None] = mapped_column(index=True)
    hidden_xid: Mapped[bytes | None]
    thread_xid: Mapped[int | None] = mapped_column(BigInteger)


class HandOnRow(Base):
    """That a worry was handed on to the lead, and when the lead read it. Never who it was about, never a word."""

    __tablename__ = "hand_ons"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(index=True)
    told: Mapped[int]
    thread_xid: Mapped[int | None] = mapped_column(BigInteger)
    read_at: Mapped[datetime | None]
