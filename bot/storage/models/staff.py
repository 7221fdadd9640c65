"""What staff did: the audit log. No member and no content is in it."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base, Marked


class StaffRow(Marked, Base):
    """A person of staff who did something: their code, their name encrypted. ``/forget-me`` deletes it.

    ``id`` is drawn by chance, so that the number of an erased name is never given to somebody else.
    """

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    code: Mapped[bytes] = mapped_column(unique=True)
    hidden_name: Mapped[bytes]


class StaffActionRow(Base):
    """One thing that staff did. Triggers refuse every change and deletion of a row (feature R4).

    ``staff_id`` has no foreign key: the name behind it can be erased while the action stays.
    """

    __tablename__ = "staff_actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(index=True)
    session_id: Mapped[int | None]
    at: Mapped[datetime]
    action: Mapped[str]
    role: Mapped[str]
    staff_id: Mapped[int] = mapped_column(BigInteger)
