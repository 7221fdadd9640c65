"""Which servers a program looks after, when several share one database: Discord's own sharding splits them.

Every question of the ORM is asked of the groups of these servers alone, wherever it is asked. So what happens by
itself (the week, help that waits, retention) happens once, in the program whose shard it is.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, event, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from bot.storage.models import GroupRow
from bot.storage.models.base import Base

_SHIFT = 22  # Discord's rule: (server id >> 22) % number of shards


@dataclass(frozen=True)
class Shards:
    """Some of the shards, and how many there are in all."""

    ids: tuple[int, ...]
    count: int

    @property
    def are_all(self) -> bool:
        """Tell whether no shard is left for another program."""
        return len(self.ids) == self.count

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
    """Say of each table with a server or a group which rows are ours."""
    groups = GroupRow.__table__.c

    def ours(server_xid: ColumnElement[int]) -> ColumnElement[bool]:
        return (server_xid // (1 << _SHIFT) % shards.count).in_(shards.ids)

    classes = [(mapper.class_, mapper.columns.keys()) for mapper in Base.registry.mappers]
    of_servers = [one for one, names in classes if "server_xid" in names]  # a draft may be of no group yet
    of_groups = [one for one, names in classes if "group_id" in names and one not in of_servers]
    their_groups = select(groups.id).where(ours(groups.server_xid))
    return (
        *(with_loader_criteria(one, ours(one.__table__.c.server_xid)) for one in of_servers),
        *(with_loader_criteria(one, one.group_id.in_(their_groups)) for one in of_groups),
    )
