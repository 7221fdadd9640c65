"""Colour cards: a member shows one in private, staff see it on their panel. The room is never told."""

from discord.ext import commands

from bot.content import Pack
from bot.services.cards import COLOURS, CardService
from bot.session import Refused
from cogs.ui.body import Body, Button, Look, bullets, text
from cogs.ui.door import whisper
from cogs.ui.panel_safety import EMOJI
from cogs.ui.router import Handler, Press, number
from cogs.ui.screen import Screen


class CardsCog(commands.Cog):
    """A member's colour card, and the button with which staff take cards down."""

    def __init__(self, cards: CardService, screen: Screen, pack: Pack) -> None:
        self._cards = cards
        self._screen = screen
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "cards": self.cards,
            "card-up": self.up,
            "card-sign": self.sign,
            "card-down": self.down,
            "card-done": self.done,
        }

    async def cards(self, press: Press) -> None:
        """Show the four cards to choose from."""
        is_up = await self._cards.mine(press.caller, press.address.session)
        await whisper(press.interaction, draw_choice(self._pack, press.address.session, is_up=is_up))

    async def up(self, press: Press) -> None:
        """Show the card at once, without a name; then ask about the name. The reply is the same for each colour."""
        session = press.address.session
        await self._cards.show(press.caller, session, press.argument)
        buttons = (
            Button(self._pack.say("cards.yes-name"), "card-sign", "yes"),
            Button(self._pack.say("cards.no-name"), "card-sign", "no"),
            Button(self._pack.say("cards.take-down"), "card-down"),
        )
        await whisper(press.interaction, Body((self._pack.say("cards.up"),), (buttons,), session))
        await self._draw(press)

    async def sign(self, press: Press) -> None:
        """Take the answer about the name; without a yes nothing is stored."""
        if press.argument not in ("yes", "no"):
            raise Refused("old-button")
        if press.argument == "yes":
            await self._cards.sign(press.caller, press.address.session)
        said = self._pack.say("cards.named" if press.argument == "yes" else "cards.not-named")
        buttons = (
            Button(self._pack.say("cards.change"), "cards"),
            Button(self._pack.say("cards.take-down"), "card-down"),
        )
        await whisper(press.interaction, Body((said,), (buttons,), press.address.session))
        if press.argument == "yes":
            await self._draw(press)

    async def down(self, press: Press) -> None:
        """Take the person's own card down."""
        await self._cards.take_down(press.caller, press.address.session)
        button = Button(self._pack.say("cards.show-another"), "cards")
        await whisper(press.interaction, Body((self._pack.say("cards.down"),), ((button,),), press.address.session))
        await self._screen.show_or_tell(press.interaction, press.address.session, "cards.still-seen")

    async def done(self, press: Press) -> None:
        """Take the cards of a colour down for staff; the argument is colour.count, as the panel showed it."""
        colour, _dot, seen = press.argument.partition(".")
        session = press.address.session
        try:
            await self._cards.done(press.caller, session, colour, number(seen))
        except Refused as refusal:
            if refusal.reason == "cards-changed":
                await self._screen.show(session)
            raise
        await self._screen.staff_done(press.interaction, session, self._pack.say("cards.done"))

    async def _draw(self, press: Press) -> None:
        """Draw the panel; a person may not believe that staff see a card which Discord did not let us draw."""
        await self._screen.show_or_tell(press.interaction, press.address.session, "cards.late")


def draw_choice(pack: Pack, session: int, *, is_up: bool) -> Body:
    """Draw the four cards with what each means, in words; a colour alone says nothing."""
    meanings = bullets([pack.say(f"cards.meaning-{colour}") for colour in COLOURS])
    state = pack.say("cards.is-up" if is_up else "cards.is-not-up")
    buttons = tuple(
        Button(pack.say(f"cards.show-{colour}"), "card-up", colour, emoji=EMOJI[colour]) for colour in COLOURS
    )
    down = Button(pack.say("cards.take-down"), "card-down", look=Look.QUIET)
    return Body((text(pack.say("cards.choose"), state), meanings), ((*buttons, down),), session)
