"""The row of the members' card for what a person does for themself: on every card, in the same place (WCAG 3.2.6).

Each press is answered in private; the room sees nothing of it.
"""

from bot.content import Pack
from bot.services import CardView
from cogs.ui.arriving import arriving_row
from cogs.ui.body import Button, Row
from cogs.ui.hard_words import reading_buttons
from cogs.ui.together import hand_button, raise_button


def own_row(pack: Pack, card: CardView, *, hard_words: bool) -> tuple[Button, ...]:
    """Make the row that is below Pass, Break and Help."""
    more = Button(pack.say("own.more"), "more")
    return (*hand_button(pack, card), *reading_buttons(pack, hard_words=hard_words), more)


def more_rows(pack: Pack) -> tuple[Row, ...]:
    """Make the rows of the private menu: what is seldom needed, each in one press (feature A6)."""
    return (
        (
            Button(pack.say("button.reminders"), "reminders"),
            Button(pack.say("own.my-data"), "my-data"),
            Button(pack.say("library-button.open"), "library"),
            Button(pack.say("own.roles"), "roles"),
            Button(pack.say("own.our-group"), "ours"),
        ),
        (
            raise_button(pack),
            Button(pack.say("my-card.button"), "my-card"),
            Button(pack.say("ways.button"), "ways"),
            Button(pack.say("hard-words.title"), "hard-words"),
        ),
        arriving_row(pack),
    )
