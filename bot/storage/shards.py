"""Which servers a program looks after, when several share one database: Discord's own sharding splits them.

Every question of the ORM is asked of the groups of these servers alone, wherever it is asked. So what happens by
itself (the week, help that waits, retention) happens once, in the program whose shard it is.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from bot.storage.models import GroupRow
from bot.storage.models.base import Base

_SHIFT = 22  # Discord's rule: (server id >> 22) % number of shards


@dataclass(frozen=True)
class Shards:
    """Some of the shards, and how many there are in all."""

    ids: tuple[int, ...]
    count: int

    def serves(self, server_xid: int) -> bool:
        """Tell whether a server is among them."""
        return (server_xid >> _SHIFT) % self.count in self.ids


class ShardedSession(Session):
    """A session that sees the groups of its shards alone (``info["shards"]``; without it, all)."""


@event.listens_for(ShardedSession, "do_orm_execute")
def _look_at_ours(state: ORMExecuteState) -> None:
    shards: Shards | None = state.session.info.get("shards")
    if shards is None or not state.is_select or state.is_column_load or state.is_relationship_load:
        return
    state.statement = state.statement.options(*_criteria(shards))


@lru_cache(maxsize=4)
def _criteria(shards: Shards) -> tuple[Any, ...]:
    """Say of each table with a group which rows are ours."""
    columns = GroupRow.__table__.c
    ours = (columns.server_xid // (1 << _SHIFT) % shards.count).in_(shards.ids)
    of_groups = [mapper.class_ for mapper in Base.registry.mappers if "group_id" in mapper.columns]
    return (
        with_loader_criteria(GroupRow, ours),
        *(with_loader_criteria(one, one.group_id.in_(select(columns.id).where(ours))) for one in of_groups),
    )
