"""Old cards and lists of a group go from its room after the days that the charity chose (feature P14)."""

import discord

from bot.services import UpkeepService
from cogs.ui.door import UNHEARD

MOST_AT_ONCE = 1000  # messages read a day and group, back from the day that is old enough now


class Cleaner:
    """Deletes what the bot itself posted, and nothing else: it has no right to touch what people wrote."""

    def __init__(self, client: discord.Client, upkeep: UpkeepService) -> None:
        self._client = client
        self._upkeep = upkeep

    async def clean(self) -> None:
        """Look through each room that is to be cleaned."""
        for task in await self._upkeep.to_clean_up():
            channel = self._client.get_channel(task.group.session_channel_xid)
            if not isinstance(channel, discord.TextChannel) or self._client.user is None:
                continue
            try:
                async for message in channel.history(before=task.before, limit=MOST_AT_ONCE):
                    is_ours = message.author.id == self._client.user.id
                    if is_ours and message.id not in task.stays and not message.pinned:
                        await message.delete()
            except UNHEARD:
                continue  # a lost permission is told by /check; the next day tries again
