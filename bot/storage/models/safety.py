"""What is kept for the length of one session so that members are safe in it. No row outlives the session's close."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class SessionKeyRow(Base):
    """The nonce of a session's own key. It has a table of its own, so that a copy can leave all of it out."""

    __tablename__ = "session_keys"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    nonce: Mapped[bytes]


class CardRow(Base):
    """A colour card that a person shows to staff. ``code`` is HMAC(session key, person).

    ``hidden_name`` is there only when the person chose to be known. Stored in the code's order: who was first
    cannot be told.
    """

    __tablename__ = "cards"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[bytes] = mapped_column(primary_key=True)
    colour: Mapped[str]
    hidden_name: Mapped[bytes | None]


class MarkRow(Base):
    """What staff left for the author of an entry: "check", "block" or "again" (other words are asked for).

    ``tag`` is the author's tag under the key of the entry's slot, copied from the entry; ``state`` says how far the
    author got with it. ``question`` is empty where it does not matter.
    """

    __tablename__ = "marks"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    slot_id: Mapped[int] = mapped_column(ForeignKey("slots.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[bytes] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
