"""What all tables stand on: times in UTC, names for constraints."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, MetaData, String
from sqlalchemy import DateTime as NaiveDateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.types import TypeDecorator

MARK_SIZE = 16  # bytes: for a thousand rows a collision has a chance of 1 in 10**33


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite would drop the zone without a word, so a time without one is refused here."""

    impl = NaiveDateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store as UTC; raises ``ValueError`` for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class Marked:
    """A row of a person. Its ``mark`` is drawn by chance: by it a restore finds what the person had deleted."""

    mark: Mapped[bytes | None]


class Base(DeclarativeBase):
    """All tables; constraints have names, which SQLite's batch migrations need."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy's own way to say it
        datetime: Instant,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        bytes: LargeBinary,
        str: String,
    }
