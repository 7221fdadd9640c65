"""Practising in Discord: one message in the staff channel that plays a whole session with pretend members.

Nothing of it is stored, so there is nothing to clean up: the message carries where the rehearsal is.
"""

from collections.abc import Mapping
from typing import Any

import discord
from discord.ext import commands

from bot.content import Pack
from bot.services.rehearse import RehearseService
from cogs.ui.body import Body, Tone, files, layout
from cogs.ui.card import Face
from cogs.ui.door import whisper
from cogs.ui.rehearsal import OVER, draw_end, draw_scene
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press, caller_of


class RehearseCog(commands.Cog):
    """The rehearsal."""

    def __init__(self, rehearsals: RehearseService, faces: Mapping[str, Face], rooms: Rooms, pack: Pack) -> None:
        self._rehearsals = rehearsals
        self._faces = faces
        self._rooms = rooms
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"rehearse": self.turn, "rehearse-try": self.tries}

    async def open(self, interaction: discord.Interaction[Any]) -> None:
        """Begin, in the staff channel; where Discord does not let us write there, in private."""
        where = interaction.channel_id or 0, interaction.guild_id or 0
        view = await self._rehearsals.scene(caller_of(interaction), *where)
        body = draw_scene(self._pack, self._faces, view)
        posted = await self._rooms.post(view.group.staff_channel_xid, body, discord.AllowedMentions.none())
        await whisper(interaction, Body((self._pack.say("rehearse.posted"),), tone=Tone.STAFF) if posted else body)

    async def turn(self, press: Press) -> None:
        """Go to the scene that the button names, or end."""
        key = press.argument
        ends = key.rstrip(".") == OVER
        where = press.interaction.channel_id or 0, press.interaction.guild_id or 0
        view = await self._rehearsals.scene(press.caller, *where, "" if ends else key)
        body = draw_end(self._pack) if ends else draw_scene(self._pack, self._faces, view)
        pictures = files(body)
        try:
            await press.interaction.response.edit_message(view=layout(body), attachments=pictures)
        finally:
            for picture in pictures:  # discord.py leaves them open when it edits in answer to a press
                picture.close()

    async def tries(self, press: Press) -> None:
        """Say what a member's button does; here it does nothing."""
        await self._rehearsals.scene(press.caller, press.interaction.channel_id or 0, press.interaction.guild_id or 0)
        await whisper(press.interaction, Body((self._pack.say("rehearse.try"),), tone=Tone.STAFF))
