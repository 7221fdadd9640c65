"""Words for hard moments, the topic that is chosen ahead, and whether it made sense: private, for staff."""

from discord.ext import commands

from bot.content import Pack
from bot.services import SessionService
from bot.services.sense import SenseService
from bot.services.topics import TopicService
from bot.session import Refused
from cogs.ui.body import Body, Tone
from cogs.ui.door import whisper
from cogs.ui.prompts import MOMENTS, draw_moment, draw_moments, draw_sense, draw_topics
from cogs.ui.router import Handler, Press
from cogs.ui.screen import Screen


class PromptsCog(commands.Cog):
    """What a facilitator opens in private."""

    def __init__(
        self, sessions: SessionService, topics: TopicService, senses: SenseService, screen: Screen, pack: Pack
    ) -> None:
        self._sessions = sessions
        self._topics = topics
        self._senses = senses
        self._screen = screen
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {"say": self.say, "sense": self.sense, "topic-ahead": self.topic_ahead}

    async def say(self, press: Press) -> None:
        """Show the moments, or one of them; the argument names it."""
        channel, server = press.interaction.channel_id or 0, press.interaction.guild_id or 0
        record = await self._sessions.running(press.caller, channel, server)
        if not press.argument:
            await whisper(press.interaction, draw_moments(self._pack, record.id, record.flow))
            return
        if press.argument not in MOMENTS:
            raise Refused("old-button")
        await whisper(press.interaction, draw_moment(self._pack, press.argument, record.id, record.flow))

    async def sense(self, press: Press) -> None:
        """Say whether some people would like to hear it again, or nothing."""
        again = await self._senses.look(press.caller, press.place)
        await whisper(press.interaction, draw_sense(self._pack, again=again))

    async def topic_ahead(self, press: Press) -> None:
        """Show the topics to choose from, or take the one that was chosen, and draw the first card anew."""
        session_id = press.address.session
        if not press.chosen:
            items = await self._topics.coming(press.caller, session_id)
            if not items:
                raise Refused("too-late-for-topic")
            await whisper(press.interaction, draw_topics(self._pack, session_id, items))
            return
        await self._topics.choose(press.caller, session_id, press.chosen[0])
        await whisper(press.interaction, Body((self._pack.say("done.ahead"),), tone=Tone.STAFF))
        await self._screen.show(session_id)
