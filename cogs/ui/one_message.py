"""One message for one thing that lasts: posted once, found again after a kill, drawn anew while it is there."""

import contextlib
from collections.abc import Collection, Iterable
from typing import Any

import discord

from cogs.ui.address import Address
from cogs.ui.body import Body, layout

_LOOK_BACK = 50


async def keep_one(
    client: discord.Client,
    channel_xid: int,
    body: Body,
    *,
    known: int | None,
    verbs: Collection[str],
    argument: str,
    wanted: bool = True,
) -> int | None:
    """Let the one message of a thing look like ``body``, and return its id; None where there is none.

    ``known`` is the id that is stored. A kill between the posting and the row leaves a message that nobody knows; it is
    found by one of ``verbs`` with ``argument`` in the address of a control. A message that staff took away stays away.
    ``wanted``: False where nothing is to be posted any more. Raises what Discord answers when it refuses.
    """
    channel = client.get_partial_messageable(channel_xid)
    there = known or await _find(client, channel, verbs, argument)
    if there:
        with contextlib.suppress(discord.NotFound):
            await channel.get_partial_message(there).edit(view=layout(body))
        return there
    if not wanted:
        return None
    return (await channel.send(view=layout(body), allowed_mentions=discord.AllowedMentions.none())).id


async def _find(
    client: discord.Client, channel: discord.PartialMessageable, verbs: Collection[str], argument: str
) -> int | None:
    ours = client.user.id if client.user else 0
    async for message in channel.history(limit=_LOOK_BACK):
        if message.author.id == ours and _names(message.components, verbs, argument):
            return message.id
    return None


def _names(components: Iterable[Any], verbs: Collection[str], argument: str) -> bool:
    for component in components:
        address = Address.parse(getattr(component, "custom_id", None) or "")
        if address and address.verb in verbs and address.argument == argument:
            return True
        if _names(getattr(component, "children", ()), verbs, argument):
            return True
    return False
