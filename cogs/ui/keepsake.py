"""Things to keep, drawn: one session's card, the book of feelings, the end of a programme; and what staff look over."""

from collections.abc import Sequence

from bot.content import Pack
from bot.content.when import moment_in_words, weekday_in_words
from bot.reports.document import few
from bot.reports.keepsakes import Board, Book, Farewell, help_with, name_of, topic_lines
from bot.services import CardView
from bot.services.endings import Ending
from bot.services.keepsakes import Mine, ToRead
from bot.session import State
from cogs.ui.body import Body, Button, Look, Option, Row, Select, Tone, bullets, text

MOST_LINES = 12  # of one list on a screen; the page to print has more
MOST_WORDS = 40
PER_LIST = 25
MOST_LISTS = 5


def keep_row(pack: Pack, card: CardView) -> tuple[Row, ...]:
    """Make the row that stands on the goodbye card once the session is over."""
    if card.stopped or card.state not in (State.CLOSED, State.SEALED):
        return ()
    last = (Button(pack.say("keep-button.farewell"), "farewell"),) if card.ending and card.ending.is_last else ()
    return ((Button(pack.say("keep-button.keepsake"), "keepsake", look=Look.MAIN), *last, book_button(pack)),)


def book_button(pack: Pack) -> Button:
    """Make the button that opens the book of feelings; it needs no session."""
    return Button(pack.say("keep-button.book"), "book")


def ending_text(pack: Pack, card: CardView) -> tuple[str, ...]:
    """Say how many weeks are left, on the goodbye card of the last sessions; on the last one, where to go next."""
    if card.ending is None:
        return ()
    if card.ending.is_last:
        return (text(f"**{pack.say('ending.is-last')}**", pack.say("ending.thanks")), *_where_next(pack, card.ending))
    return (_weeks_left(pack, card.ending, card.group.zone),)


def _weeks_left(pack: Pack, ending: Ending, zone: str) -> str:
    assert ending.last_at
    when = moment_in_words(ending.last_at, zone)
    if ending.left == 1:
        return text(pack.say("ending.next-is-last"), pack.say("ending.last-on", when=when))
    in_weeks = pack.say("ending.in-weeks", weeks=ending.weeks) if ending.weeks > 1 else pack.say("ending.in-week")
    return text(pack.say("ending.left", n=ending.left), in_weeks, pack.say("ending.last-on", when=when))


def _where_next(pack: Pack, ending: Ending) -> tuple[str, ...]:
    if not ending.where_next:
        return ()
    return (text(f"**{pack.say('ending.where-next')}**", bullets(ending.where_next)),)


def draw_keepsake(pack: Pack, mine: Mine) -> Body:
    """Draw what one session left, for one person alone."""
    one = mine.keepsake
    blocks = [text(f"### {pack.say('keepsake.title', day=weekday_in_words(one.day))}", pack.say("keepsake.no-names"))]
    if one.waits:
        blocks.append(pack.say("keepsake.waits"))
    else:
        blocks += [_board(pack, board) for board in one.boards]
        blocks += [_list(pack, pack.say("keepsake.thanks"), one.thanks)] if one.thanks else []
    blocks += [
        text(f"**{pack.say('keepsake.topic', topic=title)}**", keep) for title, keep in topic_lines(pack, one.topics)
    ]
    if one.next_at:
        blocks.append(text(f"**{pack.say('keepsake.next')}**", moment_in_words(one.next_at, one.zone)))
    elif one.is_last:
        blocks.append(pack.say("ending.was-last"))
    last = (Button(pack.say("keep-button.farewell"), "farewell"),) if one.is_last else ()
    offer = (Button(pack.say("keep-button.quote"), "quote"),) if mine.may_ask else ()
    row = (Button(pack.say("keep-button.page"), "keepsake-page", look=Look.MAIN), *last, book_button(pack), *offer)
    return Body(tuple(blocks), (row,), session=one.session_id)


def draw_book(pack: Pack, book: Book, chosen: str = "") -> Body:
    """Draw the book: a list of feelings, and the words of the one that was chosen."""
    if not book.boards:
        return Body((f"### {pack.say('book.title')}", pack.say("book.empty")))
    options = tuple(Option(name_of(pack, one), _key(one)) for one in book.boards)
    blocks = [text(f"### {pack.say('book.title')}", pack.say("keepsake.no-names"))]
    blocks += [_board(pack, one, MOST_WORDS) for one in book.boards if _key(one) == chosen]
    choose = Select(pack.say("book.choose"), "book-feeling", "", options[:PER_LIST])
    return Body(tuple(blocks), (choose, (Button(pack.say("keep-button.page"), "book-page", look=Look.MAIN),)))


def draw_farewell(pack: Pack, one: Farewell) -> Body:
    """Draw what a whole programme leaves: where to go next, and the way to the page with everything."""
    blocks = [
        f"### {pack.say('ending.title')}",
        text(pack.say("ending.sessions", n=one.sessions), pack.say("ending.page-has-all")),
    ]
    if one.where_next:
        blocks.append(text(f"**{pack.say('ending.where-next')}**", bullets(one.where_next)))
    row = (Button(pack.say("keep-button.page"), "farewell-page", look=Look.MAIN), book_button(pack))
    return Body(tuple(blocks), (row,), session=one.session_id)


def draw_sent(pack: Pack) -> Body:
    """Say what came with it: a page to print."""
    return Body((pack.say("keepsake.page"),))


def draw_to_read(pack: Pack, found: ToRead) -> Body:
    """Draw what staff look over: every line, and what to leave out for good."""
    if not found.lines:
        return Body((pack.say("keepsake-staff.nothing"),), tone=Tone.STAFF)
    state = pack.say("keepsake-staff.shared" if found.shared else "keepsake-staff.waits")
    options = [Option(words, str(number)) for number, words in found.lines]
    parts = [options[at : at + PER_LIST] for at in range(0, len(options), PER_LIST)][:MOST_LISTS]
    rows: list[Row] = [
        Select(pack.say("keepsake-staff.leave-out"), "keepsake-out", str(at), tuple(part), most=len(part))
        for at, part in enumerate(parts)
    ]
    if not found.shared:
        rows.append((Button(pack.say("keepsake-staff.share"), "keepsake-share", look=Look.MAIN),))
    words = bullets([words for _number, words in found.lines])
    heading = text(f"### {pack.say('keepsake-staff.title')}", state, pack.say("keepsake-staff.explain"))
    return Body((heading, words), tuple(rows), session=found.session_id, tone=Tone.STAFF)


def _board(pack: Pack, board: Board, most: int = MOST_LINES) -> str:
    words = text(f"**{name_of(pack, board)}**", pack.say("keepsake.no-words"))
    if board.words:
        words = _list(pack, pack.say("keepsake.feeling", feeling=name_of(pack, board)), board.words, most)
    said = _list(pack, pack.say("keepsake.we-said-helps"), board.helps, most) if board.helps else ""
    helps = help_with(pack, board) if board.words else ""
    return text(words, said, pack.say("keepsake.helps-line", helps=helps) if helps else "")


def _list(pack: Pack, title: str, lines: Sequence[str], most: int = MOST_LINES) -> str:
    return text(f"**{title}**", bullets(few(lines, most, lambda n: pack.say("keepsake.more-on-page", n=n))))


def _key(board: Board) -> str:
    return board.feeling or "-"
