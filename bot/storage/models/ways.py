"""How a person would like to join: short words, no pictures, just listening. It never holds a feeling or an answer."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base, Marked


class WayRow(Marked, Base):
    """A person's own choices, encrypted, under a code that no other table has. Stored in the order of the codes."""

    __tablename__ = "ways"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own way to say it

    person: Mapped[bytes] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    hidden: Mapped[bytes]
