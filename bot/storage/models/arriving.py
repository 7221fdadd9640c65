"""What is kept for whoever is new, and what a group asks in its own words."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class OwnPromptRow(Base):
    """A group's own icebreaker: its question and answers, encrypted. Who of staff wrote it is not in it."""

    __tablename__ = "own_prompts"
    __table_args__ = (UniqueConstraint("group_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    slug: Mapped[str]
    number: Mapped[int]
    hidden: Mapped[bytes]


class HelloRow(Base):
    """A hello that somebody asks for before their first session. The row is gone when it is over.

    ``person`` is a code, ``hidden_xid`` their encrypted id; ``wanted`` is the code of the one of staff they would like.
    ``state``: asked or taken. ``named``: they said yes to their name in the staff channel. ``told`` counts promises.
    """

    __tablename__ = "hellos"
    __table_args__ = (UniqueConstraint("group_id", "person"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    asked_at: Mapped[datetime]
    state: Mapped[str]
    named: Mapped[bool]
    told: Mapped[int]
    person: Mapped[bytes]
    hidden_xid: Mapped[bytes]
    wanted: Mapped[bytes | None]
    thread_xid: Mapped[int | None] = mapped_column(BigInteger)
    alert_xid: Mapped[int | None] = mapped_column(BigInteger)


class HelloOfferRow(Base):
    """That somebody of staff says hello to whoever is new. ``person`` is their code; the name is encrypted."""

    __tablename__ = "hello_offers"
    __table_args__ = (UniqueConstraint("group_id", "person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    person: Mapped[bytes]
    hidden_name: Mapped[bytes]
