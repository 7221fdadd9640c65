"""Discord's own event for the next date, where a lead switched it on."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class NativeEventRow(Base):
    """A group that has events, or had one that is still to be taken away: which date it names, and its id."""

    __tablename__ = "native_events"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    wanted: Mapped[bool]
    on_date: Mapped[date | None]
    at: Mapped[datetime | None]
    event_xid: Mapped[int | None] = mapped_column(BigInteger)
