"""A hello before the first session: asked for once, in private; one of staff opens a room for it.

A hello is stored first, then Discord is asked. What Discord refuses is tried again at each beat.
"""

import asyncio
import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.services.hellos import ANYBODY, LEAD_TOLD, PERSON_TOLD, ROOM_FILLED, Hello, HelloPage, HelloService
from bot.services.schedule import Where
from bot.session import Refused
from bot.storage import Group
from cogs.ui.body import Body, Tone, layout
from cogs.ui.door import UNHEARD, quietly, whisper
from cogs.ui.hello import draw_alert, draw_look, draw_name_question, draw_page, draw_room, draw_settled
from cogs.ui.rooms import Rooms
from cogs.ui.router import Handler, Press, caller_of, number
from cogs.ui.where import where_of

_log = logging.getLogger(__name__)


class HelloCog(commands.Cog):
    """Saying hello to somebody who is new."""

    def __init__(self, client: commands.Bot, hellos: HelloService, rooms: Rooms, pack: Pack) -> None:
        self._client = client
        self._hellos = hellos
        self._rooms = rooms
        self._pack = pack
        self._turn = asyncio.Lock()

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "hello": self.page,
            "hello-ask": self.ask,
            "hello-name": self.ask_with_name,
            "hello-back": self.take_back,
            "hello-offer": self.offer,
            "hello-look": self.look,
            "hello-take": self.take,
            "hello-not-now": self.not_now,
            "hello-done": self.done,
        }

    @app_commands.command(name="hello")
    async def hello(self, interaction: discord.Interaction[Any]) -> None:
        """Open the page by typing."""
        page = await self._hellos.page(caller_of(interaction), where_of(interaction))
        await whisper(interaction, self._draw(page))

    async def page(self, press: Press) -> None:
        """Open the page: of somebody new, or of staff."""
        await whisper(press.interaction, self._draw(await self._hellos.page(press.caller, _where(press))))

    async def ask(self, press: Press) -> None:
        """Ask for a hello; where no private room can be opened, ask about the name first."""
        wanted = press.chosen[0] if press.chosen else press.argument or ANYBODY
        page = await self._hellos.page(press.caller, _where(press))
        if not page.is_staff and not page.hello and not self._can_open_rooms(page.group):
            await whisper(press.interaction, draw_name_question(self._pack, wanted))
            return
        async with self._turn:
            hello, made = await self._hellos.ask(press.caller, _where(press), wanted)
            if made:
                await self._post(hello)
        await whisper(press.interaction, draw_page(self._pack, await self._hellos.page(press.caller, _where(press))))

    async def ask_with_name(self, press: Press) -> None:
        """Take the second yes: staff read the name in their channel, and nothing is kept if they cannot."""
        async with self._turn:
            before = await self._hellos.page(press.caller, _where(press))
            hello, made = await self._hellos.ask(press.caller, _where(press), press.argument, named=True)
            if made and before.hello:  # it was asked for without a name, and no room could be opened
                await self._settle(Hello(before.group, before.hello, hello.owner_xid))
            name = press.caller.name or self._pack.say("list.someone")
            if made and not await self._post(hello, name):
                await self._hellos.take_back(press.caller, _where(press))
                await whisper(press.interaction, Body((self._pack.say("hello.not-told"),)))
                return
        await whisper(press.interaction, draw_page(self._pack, await self._hellos.page(press.caller, _where(press))))

    async def take_back(self, press: Press) -> None:
        """Take it back: nobody is asked why."""
        gone = await self._hellos.take_back(press.caller, _where(press))
        await whisper(press.interaction, Body((self._pack.say("hello.taken-back"),)))
        if gone and gone.record.state == "asked":
            await self._settle(gone)

    async def offer(self, press: Press) -> None:
        """Let somebody of staff say whether they say hello."""
        if press.argument not in ("on", "off"):
            raise Refused("old-button")
        page = await self._hellos.offer(press.caller, _where(press), on=press.argument == "on")
        await whisper(press.interaction, draw_page(self._pack, page))

    async def look(self, press: Press) -> None:
        """Show one of staff what they can do."""
        hello_id = number(press.chosen[0] if press.chosen else press.argument)
        found = await self._hellos.look(press.caller, hello_id)
        await whisper(press.interaction, draw_look(self._pack, found))

    async def not_now(self, press: Press) -> None:
        """Thank somebody who cannot now. It is stored nowhere, and nobody is told."""
        await self._hellos.look(press.caller, press.number())
        await whisper(press.interaction, Body((self._pack.say("hello.not-now-thanks"),), tone=Tone.STAFF))

    async def take(self, press: Press) -> None:
        """Open the room, store who comes into it, then bring its person in. The first one has it."""
        async with self._turn:
            found = await self._hellos.look(press.caller, press.number())
            wants_room = found.may_take and not found.record.named
            thread = await self._open_room(press.interaction, found.group) if wants_room else None
            if wants_room and thread is None:
                await self._no_room(press, found)
                return
            try:
                taken = await self._hellos.take(press.caller, press.number(), thread.id if thread else None)
            except Refused:
                if thread:  # somebody was faster, and their room is the one
                    await quietly(thread.delete())
                raise
            if thread:
                said = self._pack.say(await self._fill(taken), room=thread.mention)
            else:
                await self._rooms.tell_directly(taken.owner_xid, Body((self._pack.say("hello.is-taken-named"),)))
                said = self._pack.say("hello.write-them", name=_person(taken))  # this word alone still says who it is
        await whisper(press.interaction, Body((said,), tone=Tone.STAFF))
        await self._settle(taken)

    async def done(self, press: Press) -> None:
        """Let staff say that it is done; the bot forgets it, the room in Discord stays."""
        gone = await self._hellos.done(press.caller, press.number())
        await whisper(press.interaction, Body((self._pack.say("hello.is-done"),), tone=Tone.STAFF))
        await self._settle(gone)

    async def keep(self) -> None:
        """Do what Discord refused before, and tell the lead and its person of a hello that nobody takes."""
        async with self._turn:  # two beats at once would do it twice
            tasks = await self._hellos.due()
            await self._hellos.forget([hello.record.id for hello in tasks.over if await self._settle(hello)])
            done = [hello.record.id for hello in tasks.unposted if await self._post(hello)]
            done += [hello.record.id for hello in tasks.unfilled if await self._fill(hello) != "hello.room-waits"]
            for hello in tasks.late:
                if hello.record.id not in done:
                    await self._tell_late(hello)

    def _draw(self, page: HelloPage) -> Body:
        """Draw the page; whoever waits for a room that cannot be opened is asked for the second yes."""
        hello = page.hello
        if hello and hello.state == "asked" and not hello.named and not self._can_open_rooms(page.group):
            return draw_name_question(self._pack, ANYBODY)
        return draw_page(self._pack, page)

    async def _post(self, hello: Hello, name: str = "") -> bool:
        """Post what staff read, without a ping; tells whether it is there."""
        words = self._who(hello, name) or (self._pack.say("hello.alert"),)
        body = draw_alert(self._pack, hello.record.id, *words)
        message = await self._rooms.post(hello.group.staff_channel_xid, body, discord.AllowedMentions.none())
        if message:
            await self._hellos.posted(hello.record.id, message.id)
        return message is not None

    async def _tell_late(self, hello: Hello) -> None:
        """Tell the lead, then its person, once: an honest word in place of waiting. The page says it too.

        Where staff cannot be told, its person still is, and the lead at a later beat. A room in which nobody new ever
        came is no answer: that hello is free again.
        """
        lead = discord.Object(hello.group.lead_role_xid)
        words = (f"<@&{lead.id}>", self._pack.say("hello.alert-late"), *self._who(hello))
        body = draw_alert(self._pack, hello.record.id, *words)
        allowed = discord.AllowedMentions(roles=[lead])
        message = await self._rooms.post(hello.group.staff_channel_xid, body, allowed)
        if message:
            await self._settle(hello)
            await self._hellos.put_back(hello.record.id)
            await self._hellos.posted(hello.record.id, message.id)
        await self._hellos.told(hello.record.id, LEAD_TOLD if message else PERSON_TOLD)
        if hello.record.told != PERSON_TOLD:
            said = self._pack.say("hello.late" if message else "hello.late-not-reached")
            await self._rooms.tell_directly(hello.owner_xid, Body((said,)))

    def _who(self, hello: Hello, name: str = "") -> tuple[str, ...]:
        """Say who it is, for staff, where that person said yes to it: nothing else in the channel holds it."""
        return (self._pack.say("hello.alert-named", name=name or _person(hello)),) if hello.record.named else ()

    def _can_open_rooms(self, group: Group) -> bool:
        channel = self._client.get_channel(group.session_channel_xid)
        if not isinstance(channel, discord.TextChannel):
            return False
        rights = channel.permissions_for(channel.guild.me)
        return rights.create_private_threads and rights.send_messages_in_threads

    async def _open_room(self, interaction: discord.Interaction[Any], group: Group) -> discord.Thread | None:
        """Open a private room with the one of staff in it; None where Discord says no."""
        channel = self._client.get_channel(group.session_channel_xid)
        if not isinstance(channel, discord.TextChannel):
            return None
        thread: discord.Thread | None = None
        try:
            name = self._pack.say("hello.room-name")
            thread = await channel.create_thread(name=name, type=discord.ChannelType.private_thread, invitable=False)
            await thread.add_user(interaction.user)
        except UNHEARD as error:
            _log.warning("A private room could not be opened: %s", type(error).__name__)
            if thread:
                await quietly(thread.delete())
            return None
        return thread

    async def _fill(self, hello: Hello) -> str:
        """Bring its person and the lead into the room, once; at the next beat again if Discord says no.

        Returns the sentence for whoever took it. A room that is gone is no promise: the hello waits for staff again.
        """
        room, owner, lead = hello.record.thread_xid or 0, discord.Object(hello.owner_xid), hello.group.lead_role_xid
        roles = [discord.Object(lead)] if lead else []
        mentions = " ".join([f"<@{owner.id}>", *(f"<@&{role.id}>" for role in roles)])
        allowed = discord.AllowedMentions(users=[owner], roles=roles)
        body = draw_room(self._pack, hello.record.id, mentions)
        try:
            await self._rooms.channel(room).send(view=layout(body), allowed_mentions=allowed)
        except discord.NotFound:  # somebody deleted it meanwhile
            await self._hellos.put_back(hello.record.id)
            await self._post(hello)
            return "hello.room-gone"
        except UNHEARD as error:
            _log.warning("A hello is late: %s", type(error).__name__)
            return "hello.room-waits"
        await self._hellos.told(hello.record.id, ROOM_FILLED)
        return "hello.room-open"

    async def _no_room(self, press: Press, found: Hello) -> None:
        """Tell both that no room can be opened: its person may say yes to their name instead."""
        words = Body((self._pack.say("hello.no-room-now"),))
        told = await self._rooms.tell_directly(found.owner_xid, words)
        said = self._pack.say("hello.no-room-staff" if told else "hello.no-room-untold")
        await whisper(press.interaction, Body((said,), tone=Tone.STAFF))

    async def _settle(self, hello: Hello) -> bool:
        """Let the message in the staff channel say that there is nothing more to do; tells whether no more is there."""
        return await self._rooms.replace(*hello.alert, draw_settled(self._pack))


def _where(press: Press) -> Where:
    return where_of(press.interaction)


def _person(hello: Hello) -> str:
    """Show Discord's own name of somebody: it is stored nowhere, and it makes no sound where no ping is allowed."""
    return f"<@{hello.owner_xid}>"
