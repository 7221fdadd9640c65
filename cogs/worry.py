"""Passing on a worry: a facilitator writes it, the lead alone gets it, and somebody is told while it is unread."""

import asyncio
import logging

import discord
from discord.ext import commands

from bot.content import Pack
from bot.content.when import time_in_words
from bot.services.hand_ons import HandOnService, Unread
from bot.storage import Group
from cogs.ui.address import Address
from cogs.ui.body import Body, Tone, layout, text
from cogs.ui.door import UNHEARD, quietly, whisper
from cogs.ui.forms import form
from cogs.ui.panel_people import draw_passed, draw_worry, draw_worry_button, worry_fields, write_worry
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press
from cogs.ui.where import where_pressed

_log = logging.getLogger(__name__)


class WorryCog(commands.Cog):
    """A worry on its way to the lead."""

    def __init__(self, client: discord.Client, hand_ons: HandOnService, rooms: Rooms, pack: Pack) -> None:
        self._client = client
        self._hand_ons = hand_ons
        self._rooms = rooms
        self._pack = pack
        self._keeping = asyncio.Lock()

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"worry": self.open_form, "worry-sent": self.pass_on, "read-worry": self.read}

    async def open_form(self, press: Press) -> None:
        """Open the form; who else may read it is said in it."""
        await self._hand_ons.may_pass(press.caller, *where_pressed(press.interaction))
        modal = form(self._pack.say("worry.title"), Address(0, 0, "worry-sent", ""), worry_fields(self._pack))
        await press.interaction.response.send_modal(modal)

    async def pass_on(self, press: Press) -> None:
        """Bring it to the lead; where that fails its writer gets it back, so that nothing is lost."""
        group, hand_on = await self._hand_ons.pass_on(press.caller, *where_pressed(press.interaction))
        worry, danger = write_worry(self._pack, press.form), press.form.get("danger", "")
        name = press.caller.name or self._pack.say("list.someone")
        thread = await self._open_room(group, hand_on.id, name, worry)
        if thread is None:
            await self._hand_ons.not_sent(hand_on.id)
            back = text(self._pack.say("worry.not-sent"), self._pack.say("worry.copy"))
            await whisper(press.interaction, draw_passed(self._pack, danger, back, worry))
            return
        await self._hand_ons.sent(hand_on.id, thread.id)
        sent = self._pack.say("worry.sent", time=time_in_words(hand_on.at, group.zone))
        await whisper(press.interaction, draw_passed(self._pack, danger, sent))

    async def read(self, press: Press) -> None:
        """Tell the facilitators who read it and when, and not a word of it."""
        group, _hand_on = await self._hand_ons.read(press.caller, press.number(), *where_pressed(press.interaction))
        at = time_in_words(press.interaction.created_at, group.zone)
        name = press.caller.name or self._pack.say("list.someone")
        done = text(self._pack.say("worry.was-read", name=name, time=at), self._pack.say("worry.records"))
        await quietly(press.interaction.response.edit_message(view=layout(Body((done,), tone=Tone.STAFF))))
        await self._rooms.tell_staff(group, self._pack.say("worry.lead-read", name=name, time=at))

    async def keep_promises(self) -> None:
        """Tell the lead again after 5 and 30 minutes, and the facilitators to phone; safe to call at any time."""
        async with self._keeping:  # two beats at once would tell everything twice
            for unread in await self._hand_ons.due():
                await self._keep(unread)

    async def _keep(self, unread: Unread) -> None:
        group, thread = unread.group, unread.hand_on.thread_xid
        if thread:
            lead = discord.Object(group.lead_role_xid)
            again = Body((f"<@&{lead.id}>", self._pack.say("worry.again")), tone=Tone.HELP)
            await self._rooms.post(thread, again, discord.AllowedMentions(roles=[lead]))
        key = "worry.phone-lead" if thread else "worry.was-lost"
        facilitators = discord.Object(group.facilitator_role_xid)
        body = Body((f"<@&{facilitators.id}>", self._pack.say(key)), tone=Tone.HELP)
        if await self._rooms.post(group.staff_channel_xid, body, discord.AllowedMentions(roles=[facilitators])):
            await self._hand_ons.kept(unread)

    async def _open_room(self, group: Group, hand_on_id: int, name: str, worry: str) -> discord.Thread | None:
        """Open a private thread in the staff channel and bring the lead in by a mention; None where that fails."""
        channel = self._client.get_channel(group.staff_channel_xid)
        if not isinstance(channel, discord.TextChannel) or channel.guild.get_role(group.lead_role_xid) is None:
            return None
        lead = discord.Object(group.lead_role_xid)
        thread: discord.Thread | None = None
        try:
            thread = await channel.create_thread(
                name=self._pack.say("worry.room-name"), type=discord.ChannelType.private_thread, invitable=False
            )
            body = draw_worry(self._pack, f"<@&{lead.id}>", name, worry)
            await thread.send(view=layout(body), allowed_mentions=discord.AllowedMentions(roles=[lead]))
            await thread.send(view=layout(draw_worry_button(self._pack, hand_on_id)))
        except UNHEARD as error:
            _log.warning("A worry could not be passed on: %s", type(error).__name__)
            if thread:
                await quietly(thread.delete())
            return None
        return thread
