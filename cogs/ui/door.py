"""The one door for what goes wrong, and the one way to answer a press in private.

By default discord.py answers nobody and loses some errors without a log. Here a refusal becomes its sentence;
anything else is logged once, by its class alone (its text may hold what a person wrote), and becomes a calm
sentence that says that nothing was lost.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import discord

from bot.content import Pack
from bot.session import Refused
from cogs.ui.address import addresses_in
from cogs.ui.body import Body, Tone, files, layout

_log = logging.getLogger(__name__)

SLOW_SECONDS = 1.5  # Discord waits 3 seconds for a first answer; after this long we ask it for more time
UNHEARD = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError)  # what a request may end in
_UNKNOWN_INTERACTION = 10062  # the person waited too long; there is nobody to answer
_ALREADY_ANSWERED = 40060


@contextlib.asynccontextmanager
async def kindly(interaction: discord.Interaction[Any], pack: Pack) -> AsyncIterator[None]:
    """Run a handler: whatever it raises becomes a private sentence, and it is never left unanswered."""
    loop = asyncio.get_running_loop()
    slow: set[asyncio.Task[None]] = set()
    alarm = loop.call_later(SLOW_SECONDS, lambda: slow.add(loop.create_task(_ask_for_time(interaction))))
    try:
        yield
    except Refused as refusal:
        sentence = pack.say(f"refused.{refusal.reason}", **refusal.values_for_sentence)
        await whisper(interaction, Body((sentence,)))
    except Exception as error:  # noqa: BLE001  this is the door
        await apologise(interaction, pack, error)
    finally:
        alarm.cancel()
    if not interaction.response.is_done():
        await quietly(interaction.response.defer())


async def apologise(interaction: discord.Interaction[Any], pack: Pack, error: BaseException) -> None:
    """Log an error once, without its values, and tell the person that nothing was lost."""
    inner = getattr(error, "original", error)
    if getattr(inner, "code", None) in (_UNKNOWN_INTERACTION, _ALREADY_ANSWERED):
        return
    code = getattr(inner, "code", "")
    _log.error("A request failed: %s %s at %s", type(inner).__name__, code, where(inner))
    await whisper(interaction, Body((pack.say("door.sorry"),), tone=Tone.HELP))


async def whisper(interaction: discord.Interaction[Any], body: Body, *, in_place: bool = False) -> None:
    """Answer in private. In a private message that we sent before, the answer takes its place.

    A person's own card stays, so that they can go on from it: what is pressed on it is answered below it. ``in_place``
    is for that card, drawn again.
    """
    response, before = interaction.response, interaction.message
    private = before is not None and before.flags.ephemeral and (in_place or not _is_own_card(before))
    try:
        if not response.is_done() and private:
            await response.edit_message(view=layout(body), attachments=files(body))
        elif not response.is_done():
            await response.send_message(view=layout(body), files=files(body), ephemeral=True)
        else:
            await interaction.followup.send(view=layout(body), files=files(body), ephemeral=True)
    except discord.InteractionResponded:
        await quietly(interaction.followup.send(view=layout(body), ephemeral=True))
    except UNHEARD as error:
        code = getattr(error, "code", _ALREADY_ANSWERED)  # a line that breaks leaves open whether the answer came
        if code == _ALREADY_ANSWERED:
            await quietly(interaction.followup.send(view=layout(body), ephemeral=True))
        elif code != _UNKNOWN_INTERACTION:
            _log.warning("A private answer could not be sent: %s", type(error).__name__)


def _is_own_card(message: discord.Message) -> bool:
    """Tell a card of a session by its Pass, which is on each of them and on nothing else."""
    return any(one.verb == "pass" for one in addresses_in(message.components))


async def quietly(call: Any) -> None:
    """Await a call to Discord that may fail without harm."""
    with contextlib.suppress(*UNHEARD, discord.InteractionResponded):
        await call


def where(error: BaseException) -> str:
    """Name the file and line of our own code that an error came from, and nothing of its values."""
    place = "unknown"
    trace = error.__traceback__
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        if "site-packages" not in file.parts:
            place = f"{file.parent.name}/{file.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


async def _ask_for_time(interaction: discord.Interaction[Any]) -> None:
    if not interaction.response.is_done():
        await quietly(interaction.response.defer(ephemeral=True, thinking=True))
