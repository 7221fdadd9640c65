"""The panel's part about things to keep: once a session is over, staff look over the words that go home."""

from bot.content import Pack
from bot.services import PanelView
from bot.session import State
from cogs.ui.body import Button


def words_button(pack: Pack, panel: PanelView) -> tuple[Button, ...]:
    """Make the button that opens the words of a session that was held and is over."""
    if panel.card.state is State.CANCELLED:
        return ()
    return (Button(pack.say("keepsake-staff.button"), "keepsake-check"),)


def words_text(pack: Pack, panel: PanelView) -> str:
    """Say that words wait to be read, while they do."""
    return pack.say("keepsake-staff.panel") if panel.words_wait else ""
