"""A group, its programmes, its weekly dates and what it agreed on."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class KeyCheckRow(Base):
    """One row: by this the database knows its master key again."""

    __tablename__ = "key_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[bytes]


class GroupRow(Base):
    """A peer support group and its rooms. ``revision`` rises with each change of its settings."""

    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    server_xid: Mapped[int] = mapped_column(BigInteger)
    session_channel_xid: Mapped[int] = mapped_column(BigInteger, unique=True)
    staff_channel_xid: Mapped[int] = mapped_column(BigInteger)
    voice_channel_xid: Mapped[int] = mapped_column(BigInteger)
    member_role_xid: Mapped[int] = mapped_column(BigInteger)
    facilitator_role_xid: Mapped[int] = mapped_column(BigInteger)
    lead_role_xid: Mapped[int] = mapped_column(BigInteger)
    supporter_role_xid: Mapped[int] = mapped_column(BigInteger)
    zone: Mapped[str]
    weekday: Mapped[int]
    at: Mapped[str]
    length_minutes: Mapped[int]
    check_in: Mapped[bool]
    show_words: Mapped[str]
    two_facilitators: Mapped[bool]
    clean_up_days: Mapped[int] = mapped_column(server_default="0")
    weekly_from: Mapped[date | None]
    texts_nonce: Mapped[bytes]
    people_nonce: Mapped[bytes]
    numbers_checked_on: Mapped[date | None]
    numbers_named_on: Mapped[date | None]
    looked_over_for: Mapped[date | None]
    help_card_xid: Mapped[int | None] = mapped_column(BigInteger)
    schedule_version: Mapped[int] = mapped_column(server_default="0")
    counts_by: Mapped[str] = mapped_column(server_default="")
    revision: Mapped[int] = mapped_column(server_default="0")


class ProgrammeRow(Base):
    """A run of weekly sessions: ``planned`` of them from ``first_date`` on; NULL when it has no end.

    Its nonce makes the key of attendance pseudonyms; NULL when that key is gone.

    ``unique_people`` is how many different people came: written in the transaction that destroys the key.
    """

    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    nonce: Mapped[bytes | None]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    first_date: Mapped[date | None]
    planned: Mapped[int | None]
    unique_people: Mapped[int | None]
    key_gone_at: Mapped[datetime | None]


class OccurrenceRow(Base):
    """One due date of a group. The unique pair is the claim: a session opens for a date once, whoever asks."""

    __tablename__ = "occurrences"
    __table_args__ = (UniqueConstraint("group_id", "on_date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    on_date: Mapped[date]
    due_at: Mapped[datetime]
    outcome: Mapped[str]
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"))


class RulesRow(Base):
    """A version of the group's own rules. Lines are the group's, agreed together; they name nobody."""

    __tablename__ = "rules"
    __table_args__ = (UniqueConstraint("group_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    version: Mapped[int]
    lines: Mapped[list[Any]]
    agreed_on: Mapped[date]


class UsedItemRow(Base):
    """How often a group had an icebreaker, a feeling or a module, and whether it asked not to have it again."""

    __tablename__ = "used_items"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    material: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]
    banned: Mapped[bool]
