"""What the panel offers about sign-ups: one button, which shows the numbers to the person who presses it."""

from bot.content import Pack
from cogs.ui.body import Button


def sign_ups_button(pack: Pack) -> Button:
    """Make the button; the panel itself shows no count."""
    return Button(pack.say("staff-button.sign-ups"), "sign-ups")
