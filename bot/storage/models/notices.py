"""What was said, or is being said, ahead of a date. The key is the claim: each is said once, whoever asks."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class NoticeRow(Base):
    """One message about one date of a group: what kind, what it says now (fate and instant), and where it is."""

    __tablename__ = "notices"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    on_date: Mapped[date] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    fate: Mapped[str]
    at: Mapped[datetime]
    message_xid: Mapped[int | None] = mapped_column(BigInteger)
