"""The buttons for somebody who is new or not sure yet: on the pinned card, on the next date's card, in private."""

from bot.content import Pack
from cogs.ui.body import Button, Row
from cogs.ui.supporter import supporter_button


def try_button(pack: Pack) -> Button:
    """Make the button to the practice room; it needs no session."""
    return Button(pack.say("practice.open"), "practice")


def arriving_buttons(pack: Pack) -> tuple[Button, ...]:
    """Make the buttons for whoever comes for the first time."""
    return try_button(pack), Button(pack.say("hello.open"), "hello")


def arriving_row(pack: Pack) -> Row:
    """Make the row of the private menu for arriving gently."""
    return (*arriving_buttons(pack), supporter_button(pack))
