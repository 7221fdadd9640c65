"""A group's own library: pages on the web that may help, and what the lead changed of those that the pack brings."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class LibraryEntryRow(Base):
    """A page of a group. One whose ``slug`` is in the pack takes the place of the pack's; ``removed`` hides it."""

    __tablename__ = "library_entries"
    __table_args__ = (UniqueConstraint("group_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    slug: Mapped[str]
    label: Mapped[str]
    line: Mapped[str]
    address: Mapped[str]
    about: Mapped[list[Any]]
    checked_on: Mapped[date | None]
    removed: Mapped[bool]
