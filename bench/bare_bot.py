"""The bare bot: it answers a press with one fixed private message and does nothing else. It is the limit.

It stands on the same library, loop and JSON as Peerlight. Usage: ``python -m bench.bare_bot API GATEWAY TOKEN``.
"""

import asyncio
import contextlib
import gc
import signal
import sys
from typing import Any

import discord
import uvloop
import yarl


class BareBot(discord.Client):
    """Nothing that could be left out."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None, enable_debug_events=False)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Thank whoever pressed."""
        await interaction.response.send_message("Thank you.", ephemeral=True)


async def _run(token: str) -> None:
    going = asyncio.create_task(BareBot().start(token))
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, going.cancel)
    gc.collect()
    gc.freeze()  # as Peerlight does
    with contextlib.suppress(asyncio.CancelledError):
        await going


def main() -> None:
    """Log in and answer until somebody stops it."""
    api, gateway, token = sys.argv[1:]
    discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = api, yarl.URL(gateway)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(token))


if __name__ == "__main__":
    main()
