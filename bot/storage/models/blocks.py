"""What statistics are released for: programmes or quarters, with what has left of each."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class BlockRow(Base):
    """One block of a group. ``figures`` is what left of it: given again, whatever is counted later.

    ``people``, ``came_new`` and ``came_back`` are written when the codes of its programme go. The last two are
    NULL where they may not leave.
    """

    __tablename__ = "blocks"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    people: Mapped[int | None]
    came_new: Mapped[int | None]
    came_back: Mapped[int | None]
    figures: Mapped[dict[str, Any] | None]
