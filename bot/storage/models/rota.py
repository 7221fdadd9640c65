"""Who of staff leads and supports on which date, and swaps that are asked for. No member is in it."""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class RotaPlaceRow(Base):
    """What somebody of staff said about a date: lead, support or cannot. ``person`` is their code."""

    __tablename__ = "rota_places"
    __table_args__ = (UniqueConstraint("group_id", "on_date", "person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    on_date: Mapped[date]
    person: Mapped[bytes]
    part: Mapped[str]
    hidden_name: Mapped[bytes]


class RotaSwapRow(Base):
    """A swap: asked, taken, done or withdrawn. ``turn`` counts who took it; ``said`` is what its message shows."""

    __tablename__ = "rota_swaps"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    on_date: Mapped[date]
    part: Mapped[str]
    state: Mapped[str]
    turn: Mapped[int]
    asker: Mapped[bytes | None]
    asker_name: Mapped[bytes | None]
    taker: Mapped[bytes | None]
    taker_name: Mapped[bytes | None]
    said: Mapped[str]
    message_xid: Mapped[int | None] = mapped_column(BigInteger)
