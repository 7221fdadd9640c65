"""Wait for Discord at the start: after a power cut a small computer is often there before its line is."""

import asyncio
import logging
from http import HTTPStatus

import aiohttp
import discord

_log = logging.getLogger(__name__)
_LONGEST_PAUSE = 15.0  # seconds, also for an answer; the first pause is one second, each next one twice as long

_LATE = (
    "Discord does not answer. The bot goes on trying, and logs in by itself."
    " Look at the internet connection, and at [discord] api_url if you have set it."
)


async def reach(user_agent: str) -> None:
    """Return once Discord's API answers, whatever it thinks of us. Raises ``aiohttp.InvalidURL``."""
    pause = 1.0
    timeout = aiohttp.ClientTimeout(total=_LONGEST_PAUSE)
    async with aiohttp.ClientSession(timeout=timeout, headers={"User-Agent": user_agent}) as session:
        while not await _answers(session):
            if pause == 1.0:
                _log.warning(_LATE)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
    if pause > 1.0:
        _log.info("Discord answers.")


async def _answers(session: aiohttp.ClientSession) -> bool:
    try:
        async with session.get(f"{discord.http.Route.BASE}/gateway") as answer:
            return answer.status < HTTPStatus.INTERNAL_SERVER_ERROR
    except aiohttp.InvalidURL:
        raise
    except (OSError, aiohttp.ClientError):
        return False
