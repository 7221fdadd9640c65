"""The head-counts of a group by its name, for the command line."""

from datetime import datetime
from difflib import get_close_matches

from bot.reports.head_counts import to_csv
from bot.services.statistics import count_heads
from bot.storage import Store, Unit


class NoSuchGroup(LookupError):  # noqa: N818  it is read aloud
    """No group has this name. ``near`` are names that are close to it, or all of them."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        super().__init__(name)
        self.near = near


async def export_csv(store: Store, group_name: str | None, now: datetime) -> str:
    """Return the CSV of a group's head-counts; with one group, its name may be left out.

    Raises ``NoSuchGroup``.
    """

    async def work(unit: Unit) -> str:
        groups = {group.name: group for group in await unit.groups.all()}
        if group_name is None and len(groups) == 1:
            return to_csv(await count_heads(unit, next(iter(groups.values())), now))
        if group_name not in groups:
            near = get_close_matches(group_name or "", groups, n=3)
            raise NoSuchGroup(group_name or "", tuple(near or groups))
        return to_csv(await count_heads(unit, groups[group_name], now))

    return await store.write(work)
