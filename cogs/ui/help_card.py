"""The pinned help card: numbers that are there when the bot is not, and a Help button for when it is.

Posted once, pinned, and redrawn when what it says changes. After a restart the one that is there is found again, by its
id, among the pinned messages or among the newest; one that somebody deleted is posted again.
"""

import asyncio
import contextlib
import logging
from typing import Any

import discord

from bot.content import Pack
from bot.services import UpkeepService
from bot.storage import Group
from cogs.ui.address import addresses_in
from cogs.ui.body import Body, layout
from cogs.ui.door import UNHEARD
from cogs.ui.helpline import draw_pinned

_log = logging.getLogger(__name__)
_LOOK_BACK = 50
_CONTROLS = ["help", "library", "practice", "hello"]


class HelpCards:
    """The help card of each group."""

    def __init__(self, client: discord.Client, upkeep: UpkeepService, pack: Pack) -> None:
        self._client = client
        self._upkeep = upkeep
        self._pack = pack
        self._turn = asyncio.Lock()
        self._drawn: dict[int, str] = {}

    async def keep_all(self, *, recover: bool = False) -> None:
        """Make every group's card true. ``recover`` also looks whether it is still there and pinned."""
        async with self._turn:  # two at once would post two
            for group in await self._upkeep.groups():
                await self._keep(group, recover=recover)

    async def _keep(self, group: Group, *, recover: bool) -> None:
        body = draw_pinned(self._pack, group)
        drawn = f"{group.session_channel_xid} {body!r}"
        if self._drawn.get(group.id) == drawn and not recover:
            return
        if group.help_card_xid is None and await self._upkeep.is_meeting(group):
            return  # it would push the session's card out of sight; it comes when the group is over
        try:
            if not await self._make_true(group, body):
                return
        except (discord.Forbidden, discord.NotFound) as error:  # /check names it; the next look-over tries again
            _log.warning("The help card could not be posted or pinned: %s", type(error).__name__)
        except UNHEARD as error:
            _log.warning("The help card is late: %s", type(error).__name__)
            return
        self._drawn[group.id] = drawn

    async def _make_true(self, group: Group, body: Body) -> bool:
        """Post, redraw and pin as needed; False when it has to wait for the end of a session."""
        channel = self._client.get_channel(group.session_channel_xid)
        if not isinstance(channel, discord.TextChannel):
            return True
        pinned = [message async for message in channel.pins()]
        there = await self._find(channel, group, pinned)
        if there is None and await self._upkeep.is_meeting(group):
            return False
        if there is None:
            there = await channel.send(view=layout(body), silent=True)
        else:
            await there.edit(view=layout(body))
        if group.help_card_xid != there.id:
            await self._upkeep.posted_help_card(group, there.id)
        if there.id not in {message.id for message in pinned}:
            await there.pin(reason=self._pack.say("discord-log.pin"))
        return True

    async def _find(self, channel: discord.TextChannel, group: Group, pinned: list[Any]) -> discord.Message | None:
        """Find our card: the one that we know, else one among the pinned or the newest messages."""
        if group.help_card_xid:
            with contextlib.suppress(discord.NotFound):  # deleted, or the group has moved to another channel
                return await channel.fetch_message(group.help_card_xid)
        newest = [message async for message in channel.history(limit=_LOOK_BACK)]
        ours = (one for one in [*pinned, *newest] if one.author.id == self._our_id and _is_card(one))
        return next(ours, None)

    @property
    def _our_id(self) -> int:
        return self._client.user.id if self._client.user else 0


def _is_card(message: discord.Message) -> bool:
    """Tell a help card by its controls: Help, of no session, then what older ones have less of."""
    found = list(addresses_in(message.components))
    verbs = [one.verb for one in found]
    return verbs[:1] == ["help"] and verbs == _CONTROLS[: len(verbs)] and found[0].session == 0
