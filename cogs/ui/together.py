"""What the room's card says about the group as a whole: its sign, its turns, a vote. Never a person."""

from bot.content import Pack
from bot.services import CardView
from bot.services.signs import ASKING, SYMBOLS, VOTING
from bot.session import State
from bot.storage.repositories.signs import Sign
from cogs.ui.body import Button, text

SHARED_ALOUD = ("icebreaker", "check-in", "topic", "gratitude")  # the steps in which people share if they like


def sign_line(pack: Pack, name: str, sign: Sign) -> str:
    """Write what the group is known by, words first; nothing as long as it has chosen nothing."""
    if not sign.greeting and not sign.symbol:
        return ""
    symbol = next((choice.emoji for choice in pack.choices[SYMBOLS] if choice.id == sign.symbol), "")
    if not sign.greeting:
        return pack.say("ours.line", name=name, symbol=symbol).rstrip()
    return pack.say("ours.line-greeting", name=name, greeting=sign.greeting, symbol=symbol).rstrip()


def sign_of(pack: Pack, card: CardView) -> str:
    """Write the line of a card."""
    return sign_line(pack, card.group.name, card.sign)


def together(pack: Pack, card: CardView) -> tuple[str, ...]:
    """Say what the group does beside the step: somebody welcomes, turns are taken, there is a vote."""
    comes_in = card.state is State.GATHERING or card.number == 1
    lines = (
        pack.say("role.card") if card.welcomed and comes_in else "",
        pack.say("turns.card") if card.turns and card.state in (State.RUNNING, State.CLOSING) else "",
        _vote(pack, card) if card.vote and card.state is not State.PAUSED else "",
    )
    said = text(*lines)
    return (said,) if said else ()


def hand_button(pack: Pack, card: CardView) -> tuple[Button, ...]:
    """Offer to raise a hand where people share aloud or turns are taken; else it is in the private menu."""
    runs = card.state in (State.RUNNING, State.CLOSING)
    return (raise_button(pack),) if runs and (card.turns or card.step.id in SHARED_ALOUD) else ()


def raise_button(pack: Pack) -> Button:
    """Make the button to a person's own turn."""
    return Button(pack.say("own.hand"), "hand")


def _vote(pack: Pack, card: CardView) -> str:
    kind, state = card.vote or ("", "")
    if state not in (ASKING, VOTING):
        return ""
    return f"**{pack.say(f'ours-now.{state}-{kind}')}** {pack.say('ours.how')}"
