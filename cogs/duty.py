"""Staff on duty: hand over, have to go, a partner who has gone, stop. And what staff are asked in their channel.

Nobody is told of members here. A question is stored first and posted then, by the press or by the next beat.
"""

import asyncio
import logging
from typing import Any

import discord
from discord.ext import commands

from bot.content import Pack
from bot.content.when import time_in_words
from bot.services import BoardService, DutyService, SessionService
from bot.services.handover import FOR_LEAD, Telling
from bot.storage import Group
from cogs.ui.body import Body, Tone, layout
from cogs.ui.door import UNHEARD, whisper
from cogs.ui.panel_duty import draw_answered, draw_asked, draw_menu, draw_sure_stop, draw_who
from cogs.ui.rooms import Rooms, staff_mentions
from cogs.ui.router import Handler, Press
from cogs.ui.screen import Screen

_log = logging.getLogger(__name__)


class DutyCog(commands.Cog):
    """Who runs the session, and what happens when that changes."""

    def __init__(
        self,
        duty: DutyService,
        sessions: SessionService,
        *,
        board: BoardService,
        screen: Screen,
        rooms: Rooms,
        pack: Pack,
    ) -> None:
        self._duty = duty
        self._sessions = sessions
        self._board = board
        self._screen = screen
        self._rooms = rooms
        self._pack = pack
        self._asking = asyncio.Lock()

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "duty": self.menu,
            "hand-over": self.hand_over,
            "have-to-go": self.have_to_go,
            "partner": self.partner,
            "partner-gone": self.partner_gone,
            "take-over": self.take_over,
            "am-here": self.am_here,
            "alone-go-on": self.go_on,
            "alone-stop": self.stop_for_today,
            "ask-stop": self.ask_stop,
            "stop-now": self.stop_now,
        }

    async def menu(self, press: Press) -> None:
        """Show who is here, and what a facilitator may say."""
        session = press.address.session
        on_duty = await self._duty.on_duty(press.caller, session)
        await whisper(press.interaction, draw_menu(self._pack, on_duty, session))

    async def hand_over(self, press: Press) -> None:
        """Ask the others to take over."""
        await self._duty.hand_over(press.caller, press.address.session)
        await self._said(press, "duty.hand-over-done")

    async def have_to_go(self, press: Press) -> None:
        """Let a facilitator go; the others are asked."""
        led = await self._duty.leave(press.caller, press.address.session)
        await self._said(press, "duty.left-led" if led else "duty.left-asked")

    async def partner(self, press: Press) -> None:
        """Ask who has gone; where nobody else was ready there is nobody to name."""
        session = press.address.session
        on_duty = await self._duty.on_duty(press.caller, session)
        if on_duty.others:
            await whisper(press.interaction, draw_who(self._pack, on_duty, session))
            return
        await self._duty.partner_gone(press.caller, session, None)
        await self._said(press, "duty.partner-done")

    async def partner_gone(self, press: Press) -> None:
        """Write down that this one has gone; who says so leads."""
        await self._duty.partner_gone(press.caller, press.address.session, press.number())
        await self._said(press, "duty.partner-done")

    async def take_over(self, press: Press) -> None:
        """Take over; the message says who leads now."""
        session = await self._duty.take_over(press.caller, press.number())
        await self._answered(press, session, "duty-done.taken")

    async def am_here(self, press: Press) -> None:
        """Answer "Are you there?"."""
        session = await self._duty.here(press.caller, press.number())
        await self._answered(press, session, "duty-done.here")

    async def go_on(self, press: Press) -> None:
        """Let the lead go on with one facilitator."""
        session = await self._duty.choose(press.caller, press.number(), go_on=True)
        await self._answered(press, session, "duty-done.go-on")

    async def stop_for_today(self, press: Press) -> None:
        """Let the lead call it off: members get one calm card."""
        session = await self._duty.choose(press.caller, press.number(), go_on=False)
        await self._answered(press, session, "duty-done.stop")

    async def ask_stop(self, press: Press) -> None:
        """Ask once more before everything stops."""
        await self._duty.on_duty(press.caller, press.address.session)  # refuses everybody but staff
        await whisper(press.interaction, draw_sure_stop(self._pack, press.address.session))

    async def stop_now(self, press: Press) -> None:
        """Stop the session: the room is locked at once and the lead is told. A second press changes nothing."""
        await self._sessions.stop(press.caller, press.address.session)
        await self._said(press, "duty.stopped")

    async def keep_asking(self) -> None:
        """Say in staff channels what is due, and write answers where they were asked.

        What Discord refuses is tried again at the next beat.
        """
        async with self._asking:  # two beats at once would ask everything twice
            for telling in await self._duty.due():
                if telling.stage == "over":
                    await self._show_answer(telling, telling.question.outcome or "over")
                else:
                    await self._ask(telling)
                if telling.stage in ("lead", "over"):
                    await self._screen.show(telling.question.session_id)

    async def _ask(self, telling: Telling) -> None:
        """Post a question, with the staff whom it is for mentioned by id; the one before it can be pressed no more."""
        mentions, allowed = _mentions(telling)
        body = draw_asked(self._pack, telling, mentions)
        posted = await self._rooms.post(telling.group.staff_channel_xid, body, allowed)
        if posted is None:
            return
        if telling.question.message_xid:
            await self._edit(telling.group, telling.question.message_xid, draw_answered(self._pack, "asked-again"))
        if not await self._duty.kept(telling, posted.id):
            await self._edit(telling.group, posted.id, draw_answered(self._pack, "over"))

    async def _show_answer(self, telling: Telling, outcome: str) -> None:
        xid = telling.question.message_xid or 0
        if await self._edit(telling.group, xid, draw_answered(self._pack, outcome)):
            await self._duty.kept(telling, xid)

    async def _edit(self, group: Group, message_xid: int, body: Body) -> bool:
        """Redraw a message in the staff channel; True also when it is gone for good."""
        channel = self._rooms.channel(group.staff_channel_xid)
        try:
            await channel.get_partial_message(message_xid).edit(view=layout(body))
        except (discord.NotFound, discord.Forbidden):
            return True
        except UNHEARD as error:
            _log.warning("An answer could not be shown: %s", type(error).__name__)
            return False
        return True

    async def _said(self, press: Press, key: str) -> None:
        """Answer in private, then ask the others and draw what has changed."""
        await whisper(press.interaction, Body((self._pack.say(key),), tone=Tone.STAFF))
        await self.keep_asking()
        await self._screen.show(press.address.session)

    async def _answered(self, press: Press, session: int, key: str) -> None:
        """Let the message itself say who answered, then draw what has changed."""
        group = (await self._board.room(session)).group
        name = press.caller.name or self._pack.say("list.someone")
        at = time_in_words(press.interaction.created_at, group.zone)
        body = Body((self._pack.say(key, name=name, time=at),), tone=Tone.STAFF)
        try:
            await press.interaction.response.edit_message(view=layout(body))
        except UNHEARD as error:
            _log.warning("An answer could not be shown: %s", type(error).__name__)
        await self.keep_asking()
        await self._screen.show(session)


def _mentions(telling: Telling) -> tuple[str, Any]:
    """Mention whom a question is for: who is on duty, else all staff; the lead alone where only a lead can answer."""
    group = telling.group
    words, roles = staff_mentions(group)
    if telling.question.kind in FOR_LEAD and group.lead_role_xid:
        words, roles = f"<@&{group.lead_role_xid}>", [discord.Object(group.lead_role_xid)]
    elif telling.people and telling.stage == "first":
        words, roles = "", []
    people = [discord.Object(xid) for xid in telling.people]
    said = " ".join([*(f"<@{person.id}>" for person in people), *([words] if words else [])])
    return said, discord.AllowedMentions(users=people, roles=roles)
