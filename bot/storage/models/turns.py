"""Turns, roles and votes of one session, none of which outlives its close; and what a group chose to be called by."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class TurnRow(Base):
    """A raised hand, or somebody who speaks now, or "not today" (then without a name and a place).

    ``code`` is HMAC(session key, "turns" and person): another one than that of a colour card. Stored in its order.
    """

    __tablename__ = "turns"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own way to say it

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[bytes] = mapped_column(primary_key=True)
    state: Mapped[str]
    how: Mapped[str]
    place: Mapped[int]
    hidden_name: Mapped[bytes | None]


class TurnRoundRow(Base):
    """Whether a session takes turns, told to the room, and how often staff moved them on: nobody is in it."""

    __tablename__ = "turn_rounds"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    told: Mapped[bool]
    version: Mapped[int]


class SessionRoleRow(Base):
    """A role that a member has for this session: their code under its key, and the name they show, encrypted."""

    __tablename__ = "session_roles"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own way to say it

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[bytes]
    hidden_name: Mapped[bytes]


class GroupSignRow(Base):
    """The greeting and the symbol that a group chose; its name is with its settings."""

    __tablename__ = "group_signs"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    greeting: Mapped[str]
    symbol: Mapped[str]


class SignVoteRow(Base):
    """A vote of the group in one session: for which of the three, how far it is; what can be chosen lies encrypted."""

    __tablename__ = "sign_votes"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    hidden: Mapped[bytes]
    version: Mapped[int]


class SignVoiceRow(Base):
    """What one person suggested or chose in it, encrypted under the session's key; choices are equally long."""

    __tablename__ = "sign_voices"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own way to say it

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[bytes] = mapped_column(primary_key=True)
    hidden: Mapped[bytes]
