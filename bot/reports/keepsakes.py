"""What people take home: one session's page, the group's book of feelings, and the page of a whole programme.

Values, and the documents made of them. There is no name in them and no group's name either: a page lies on a table
at home. Every list is bounded, so that a page stays a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.content import Pack
from bot.content.when import date_in_words, moment_in_words, weekday_in_words
from bot.reports.document import Bullets, Document, Heading, Paragraph, Part, few

MOST_ON_PAGE = 30  # lines of one list on one session's page
MOST_IN_BOOK = 60  # words of one feeling in the book
MOST_THANKS = 120
_FEWER = 12


@dataclass(frozen=True)
class Board:
    """One feeling and the group's words for it; ``feeling`` is an id of the pack, or empty."""

    feeling: str
    words: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()  # what helps with it, as the group said


@dataclass(frozen=True)
class Keepsake:
    """What one session leaves to its group. ``waits``: staff have not read the words yet, so they are not in here."""

    session_id: int
    day: date
    zone: str
    boards: tuple[Board, ...] = ()
    thanks: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    next_at: datetime | None = None
    waits: bool = False
    is_last: bool = False


@dataclass(frozen=True)
class Book:
    """All that a group said of feelings, by feeling, in the order of the alphabet: no session shows through."""

    boards: tuple[Board, ...] = ()


@dataclass(frozen=True)
class Farewell:
    """What a whole programme leaves: its boards, its thank-yous, and where people can go next."""

    session_id: int
    first: date
    last: date
    sessions: int
    boards: tuple[Board, ...] = ()
    thanks: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    where_next: tuple[str, ...] = ()


def name_of(pack: Pack, board: Board) -> str:
    """Name the feeling of a board; a charity may have taken it out of its pack since."""
    return next((one.label for one in pack.feelings if one.id == board.feeling), pack.say("keepsake.other-feeling"))


def help_with(pack: Pack, board: Board) -> str:
    """Say what may help with the feeling of a board; nothing where the pack does not."""
    return next((one.help for one in pack.feelings if one.id == board.feeling), "")


def topic_lines(pack: Pack, topics: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Give the title and the line to keep of each topic that is in the pack."""
    known = {one.id: (one.title, one.keep) for one in pack.modules}
    return tuple(known[topic] for topic in topics if topic in known)


def keepsake_page(pack: Pack, one: Keepsake) -> Document:
    """Make the page of one session: big letters, one thing a line."""
    parts: list[Part] = [Paragraph(pack.say("keepsake.no-names"))]
    for board in one.boards:
        parts += _board(pack, board, MOST_ON_PAGE)
        if helps := help_with(pack, board):
            parts += [Heading(pack.say("keepsake.helps"), 2), Paragraph(helps)]
    parts += _thanks(pack, one.thanks, MOST_ON_PAGE)
    parts += _topics(pack, one.topics)
    if one.waits:
        parts.append(Paragraph(pack.say("keepsake.waits")))
    if one.next_at:
        parts += [Heading(pack.say("keepsake.next")), Paragraph(moment_in_words(one.next_at, one.zone))]
    elif one.is_last:
        parts.append(Paragraph(pack.say("ending.was-last")))
    parts += _numbers(pack)
    return _page(pack, pack.say("keepsake.title", day=weekday_in_words(one.day)), parts)


def book_page(pack: Pack, book: Book) -> Document:
    """Make the book of feelings."""
    parts: list[Part] = [Paragraph(pack.say("keepsake.no-names"))]
    for board in book.boards:
        parts += _board(pack, board, MOST_IN_BOOK)
    return _page(pack, pack.say("book.title"), parts)


def farewell_page(pack: Pack, one: Farewell) -> Document:
    """Make the page of a whole programme."""
    days = pack.say("ending.days", first=date_in_words(one.first), last=date_in_words(one.last))
    parts: list[Part] = [Paragraph(days), Paragraph(pack.say("ending.sessions", n=one.sessions))]
    parts.append(Paragraph(pack.say("keepsake.no-names")))
    if one.where_next:
        parts += [Heading(pack.say("ending.where-next")), Bullets(one.where_next)]
    for board in one.boards:
        parts += _board(pack, board, MOST_IN_BOOK)
    parts += _thanks(pack, one.thanks, MOST_THANKS)
    parts += _topics(pack, one.topics)
    parts += _numbers(pack)
    return _page(pack, pack.say("ending.title"), parts)


def _page(pack: Pack, title: str, parts: Sequence[Part]) -> Document:
    return Document(title, tuple(parts), large=True, cannot_print=pack.say("keepsake.cannot-print"))


def _board(pack: Pack, board: Board, most: int) -> list[Part]:
    parts: list[Part] = [Heading(name_of(pack, board)), Paragraph(pack.say("keepsake.no-words"))]
    if board.words:
        heading = pack.say("keepsake.feeling", feeling=name_of(pack, board))
        parts = [Heading(heading), Bullets(few(board.words, most, lambda n: pack.say("keepsake.more", n=n)))]
    if board.helps:
        listed = few(board.helps, most, lambda n: pack.say("keepsake.more", n=n))
        parts += [Heading(pack.say("keepsake.we-said-helps"), 2), Bullets(listed)]
    return parts


def _thanks(pack: Pack, thanks: Sequence[str], most: int) -> list[Part]:
    if not thanks:
        return []
    return [
        Heading(pack.say("keepsake.thanks")),
        Bullets(few(thanks, most, lambda n: pack.say("keepsake.more", n=n))),
    ]


def _topics(pack: Pack, topics: Sequence[str]) -> list[Part]:
    parts: list[Part] = []
    for title, keep in topic_lines(pack, topics)[:_FEWER]:
        parts += [Heading(pack.say("keepsake.topic", topic=title)), Paragraph(keep)]
    return parts


def _numbers(pack: Pack) -> list[Part]:
    """Give the numbers to call, as on the help card."""
    lines = tuple(f"{line.label}: {line.contact}" for line in pack.help_lines.lines)
    return [Heading(pack.say("keepsake.help")), Bullets(lines)] if lines else []
