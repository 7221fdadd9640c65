"""What the panel shows so that people are safe: the cards that are up, and the way to an entry's author."""

from bot.content import Pack
from bot.services import PanelView
from bot.services.cards import CardsUp
from cogs.ui.body import Button, Row, as_it_is, bullets, text

EMOJI = {"red": "🟥", "yellow": "🟨", "green": "🟩", "blue": "🟦"}


def cards_text(pack: Pack, panel: PanelView) -> str:
    """Write the cards that are up, one colour a line, with the names of those who chose to be known."""
    if not panel.cards:
        return ""
    return text(f"**{pack.say('cards.title')}**", bullets([_line(pack, one) for one in panel.cards]))


def cards_row(pack: Pack, panel: PanelView) -> tuple[Row, ...]:
    """Offer to take the cards of each colour down; each button carries how many cards it was drawn for."""
    buttons = tuple(
        Button(pack.say(f"cards.done-{one.colour}"), "card-done", f"{one.colour}.{one.count}", emoji=EMOJI[one.colour])
        for one in panel.cards
    )
    return (buttons,) if buttons else ()


def entry_button(pack: Pack, panel: PanelView) -> tuple[Button, ...]:
    """Offer what can be done about the author of an entry, once any entry has reached staff."""
    return (Button(pack.say("staff-button.about-entry"), "about-entry"),) if panel.has_entries else ()


def over_text(pack: Pack, panel: PanelView) -> str:
    """Say after the close that nobody can be reached any more; the same whether anybody answered a check or not."""
    return pack.say("panel.checks-over") if panel.checked else ""


def _line(pack: Pack, one: CardsUp) -> str:
    line = pack.say(f"cards.line-{one.colour}", n=one.count)
    names = [as_it_is(name) or pack.say("list.someone") for name in one.names]
    return pack.say("cards.with-names", line=line, names=", ".join(names)) if names else line
