"""The members' card: the same frame every week, what the step draws in the middle, and Pass, Break and Help.

The card is drawn from a ``CardView`` and from nothing else, so it can be drawn again at any time.
"""

from dataclasses import dataclass
from typing import Protocol

from bot.content import Pack
from bot.content.when import day_in_words, time_in_words
from bot.services import CardView, PanelView
from bot.session import State, Step
from cogs.ui.after import after_blocks, after_rows, library_button, what_changed
from cogs.ui.body import Body, Button, Look, Picture, Row, bullets, text
from cogs.ui.calm import ahead_words
from cogs.ui.hard_words import words_on
from cogs.ui.keepsake import keep_row
from cogs.ui.own_row import own_row
from cogs.ui.panel_time import break_words
from cogs.ui.together import sign_of, together


@dataclass(frozen=True)
class Drawing:
    """What one step puts into the frame: blocks of text and rows of controls."""

    blocks: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    picture: Picture | None = None


class Face(Protocol):
    """How one kind of step looks, to members and to staff."""

    step: Step

    def in_words(self, pack: Pack) -> "Face":
        """Give the same face in the words of another pack."""

    def draw(self, card: CardView) -> Drawing:
        """Draw the middle of the members' card."""

    def draw_for_staff(self, panel: PanelView) -> Drawing:
        """Draw what the panel offers for this step."""


def standard_row(pack: Pack) -> tuple[Button, ...]:
    """Make the row that is on every card of a session, in the same place with the same words (WCAG 3.2.6)."""
    return (
        Button(pack.say("button.pass"), "pass"),
        Button(pack.say("button.break"), "break"),
        Button(pack.say("button.help"), "help", look=Look.STOP),
        Button(pack.say("button.cards"), "cards"),
    )


def arrival_row(pack: Pack) -> tuple[Button, ...]:
    """Make the row for coming in: to take part, or to listen."""
    return (
        Button(pack.say("button.here"), "here", "taking-part", look=Look.MAIN),
        Button(pack.say("button.listen"), "here", "listening"),
    )


def draw_card(pack: Pack, face: Face, card: CardView) -> Body:
    """Draw the live card for the state that the session is in."""
    if not card.state.is_open:
        return _over(pack, face, card)
    if card.state is State.GATHERING:
        return _gathering(pack, card)
    away = pack.say("away.text") if card.away else ""
    middle = _paused(pack, card, away) if card.state is State.PAUSED else face.draw(card)
    blocks = (
        text(_heading(pack, card), sign_of(pack, card)),
        *_first_words(pack, card),
        *ahead_words(pack, card),
        *middle.blocks,
        *together(pack, card),
        away if card.state is State.CLOSING else "",
        _coming(pack, card),
    )
    hard = bool(words_on(pack, blocks, middle.rows))
    standard = (*standard_row(pack), *_late_arrival(pack, middle))
    return Body(
        blocks=blocks,
        rows=(*middle.rows, standard, own_row(pack, card, hard_words=hard)),
        session=card.session_id,
        slot=card.slot,
        picture=middle.picture,
    )


def draw_retired(pack: Pack, face: Face, card: CardView) -> Body:
    """Draw what stays of a card when the group has moved on: its words and lists, with nothing to press."""
    lists = _lists_again(pack, card)
    shown = _shown_again(face, card)
    name = pack.say(f"step.{card.step.id}")
    return Body((f"### {name}", pack.say("card.done", step=name), *shown, *lists), session=card.session_id)


def draw_gathering_retired(pack: Pack, card: CardView) -> Body:
    """Draw what stays of the arrival card once the session has started."""
    return Body((pack.say("gathering.started", group=card.group.name),), session=card.session_id)


def signed(pack: Pack, entry: str, name: str) -> str:
    """Write an entry, with the name that its writer chose to sign with."""
    return pack.say("list.signed", text=entry, name=name) if name else entry


def written_list(pack: Pack, card: CardView, question: str, title: str) -> tuple[str, ...]:
    """Write the entries of a question that the room may see as a plain list; nothing while there are none."""
    entries = card.entries.get(question, ())
    if not entries and question in card.being_read:
        return (pack.say("list.being-read"),)
    return (text(f"**{pack.say(title)}**", bullets([signed(pack, *entry) for entry in entries])),) if entries else ()


def _late_arrival(pack: Pack, middle: Drawing) -> tuple[Button, ...]:
    """Offer "I am here" on every card, unless the step draws the arrival row itself."""
    return () if arrival_row(pack) in middle.rows else (Button(pack.say("button.here"), "here", "taking-part"),)


def _lists_again(pack: Pack, card: CardView) -> list[str]:
    """Write the lists once more; of several each has its name."""
    filled = {name: entries for name, entries in card.entries.items() if entries}
    names = {name: f"**{pack.say(f'list.{name}')}**" if len(filled) > 1 else "" for name in filled}
    return [text(names[name], bullets([signed(pack, *entry) for entry in filled[name]])) for name in filled]


def _shown_again(face: Face, card: CardView) -> tuple[str, ...]:
    drawn = face.draw(card)
    return drawn.blocks if card.shown and any(card.shown.values()) else ((drawn.blocks[0],) if card.item else ())


def _heading(pack: Pack, card: CardView) -> str:
    return "### " + pack.say("card.heading", number=card.number, of=card.of, step=pack.say(f"step.{card.step.id}"))


def _first_words(pack: Pack, card: CardView) -> tuple[str, ...]:
    """Say on the first card of a session what is new."""
    is_first = card.number == 1 and card.page == 0
    return what_changed(pack, card) if is_first else ()


def _coming(pack: Pack, card: CardView) -> str:
    if card.next_step is None:
        return ""
    return "-# " + pack.say("card.next", step=pack.say(f"step.{card.next_step}"))


def _paused(pack: Pack, card: CardView, away: str) -> Drawing:
    return Drawing((away or break_words(pack, card),))


def _gathering(pack: Pack, card: CardView) -> Body:
    at = time_in_words(card.starts_at, card.group.zone)
    blocks = (
        text("### " + pack.say("gathering.title", group=card.group.name), sign_of(pack, card)),
        pack.say("gathering.text", time=at),
        *together(pack, card),
        *what_changed(pack, card),
        *ahead_words(pack, card),
    )
    hard = bool(words_on(pack, blocks))
    return Body(
        blocks=blocks,
        rows=(arrival_row(pack), standard_row(pack), own_row(pack, card, hard_words=hard)),
        session=card.session_id,
        slot=0,
    )


def _over(pack: Pack, face: Face, card: CardView) -> Body:
    """Draw the last card: the closing words stay to be read, and Help stays to be pressed."""
    help_ = Button(pack.say("button.help"), "help", look=Look.STOP)
    if card.stopped:
        words = ("### " + pack.say("stopped.title"), pack.say("stopped.text"), next_time(pack, card))
        return Body(words, ((help_,),), card.session_id, card.slot)
    blocks = ("### " + pack.say("over.cancelled"), "") if card.state is State.CANCELLED else face.draw(card).blocks
    said = (*blocks, pack.say("over.text"), next_time(pack, card), *after_blocks(pack, card))
    rows = (*keep_row(pack, card), *after_rows(pack, card), (help_, library_button(pack)))
    return Body(said, rows, card.session_id, card.slot)


def next_time(pack: Pack, card: CardView) -> str:
    """Say when the group meets next; nothing when no weekly time is set."""
    if card.next_at is None:
        return ""
    day, at = day_in_words(card.next_at, card.group.zone), time_in_words(card.next_at, card.group.zone)
    return pack.say("card.next-time", day=day, time=at)
