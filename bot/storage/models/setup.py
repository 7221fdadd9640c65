"""What was chosen on the pages of /setup and is not in force yet. It belongs to a server, not to a person."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Base


class SetupDraftRow(Base):
    """What was chosen for one group of a server; ``group_id`` is 0 for a group that is not there yet."""

    __tablename__ = "setup_drafts"

    server_xid: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    group_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    chosen: Mapped[dict[str, Any]]
    touched_at: Mapped[datetime]
