"""The pages that one member alone sees, and the messages around a session, from made-up values (see ``shown.py``)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.content import Pack
from bot.reports.keepsakes import Board, Book, Farewell, Keepsake
from bot.scheduling import Fate, Meeting
from bot.services import Noted, Place, ReminderPage
from bot.services.authors import Letter
from bot.services.expected import EXPECTED, Expected
from bot.services.feedback import FeedbackPage
from bot.services.help import Standing
from bot.services.keepsakes import Mine
from bot.services.library import Shelf
from bot.services.outcomes import RoundPage
from bot.services.presence import Welcome
from bot.services.quotes import Quote
from bot.session.outcomes import Asked, questions
from bot.storage import AnswerRound, Group
from cogs.answers import thanks
from cogs.cards import draw_choice
from cogs.leaving import break_body
from cogs.letters import draw_letter, draw_notice
from cogs.presence import draw_welcome
from cogs.privacy import draw_question as draw_forget
from cogs.report import draw_kinds, draw_not_sent
from cogs.ui import after, expected, helpline, keepsake, library, outcomes, quotes, reminders, sign_up
from cogs.ui.body import Body
from cogs.ui.own_row import more_rows

Named = Iterator[tuple[str, Body]]


def private_pages(pack: Pack, group: Group, now: datetime) -> Named:
    """Give (name, body) of what is not the card of the room."""
    yield from _arriving(pack)
    yield from _helping(pack, group, now)
    yield from _between(pack, group, now)
    yield from _afterwards(pack, group, now)


def _arriving(pack: Pack) -> Named:
    for asked in ("takes_part", "counted", "quoted"):
        yield f"consent/{asked}", draw_welcome(pack, _welcome(asked))
    yield "here", draw_welcome(pack, _welcome(None))
    yield "here/listening", draw_welcome(pack, replace(_welcome(None), listening=True))
    yield "here/late", draw_welcome(pack, replace(_welcome(None), late=True))
    yield "pass", Body((pack.say("pass.text"),))
    yield "break", break_body(pack)
    yield "answer", thanks(pack, Place(1, 1), "", Noted(cut=True))
    yield "cards", draw_choice(pack, 1, is_up=False)
    yield "cards/up", draw_choice(pack, 1, is_up=True)
    yield "more", Body((pack.say("own.menu"),), more_rows(pack))
    for kind in ("check", "again"):
        letter = Letter(kind, Place(1, 1), "word", "feeling-words", pack.words[0].label)
        yield f"letter/{kind}/waits", draw_notice(pack, letter)
        yield f"letter/{kind}", draw_letter(pack, letter)


def _welcome(ask: str | None) -> Welcome:
    return Welcome(1, ask, listening=False, counted=True, step_number=2, steps=7, late=False)


def _helping(pack: Pack, group: Group, now: datetime) -> Named:
    standing = Standing(group, None, first_look=True, is_member=True, next_at=now)
    yield "help", helpline.draw_card(pack, standing=standing, told=True)
    yield "help/not-told", helpline.draw_card(pack, standing=standing, told=False)
    yield "help/numbers", helpline.draw_card(pack)
    yield "help/ask", helpline.draw_question(pack, "talk")
    yield "help/ask-name", helpline.draw_question(pack, "talk", again=True, told=False)
    yield "help/pinned", helpline.draw_pinned(pack, group)
    yield "report", draw_kinds(pack, "")
    yield "report/not-sent", draw_not_sent(pack)


def _steps(pack: Pack) -> tuple[str, ...]:
    """Name the steps in their order; scripts hold words for a break and the like too."""
    return tuple(name for name in pack.scripts if pack.has(f"step.{name}"))


def _between(pack: Pack, group: Group, now: datetime) -> Named:
    meeting = Meeting(now.date(), now, Fate.PLANNED)
    later = Meeting(now.date() + timedelta(weeks=1), now + timedelta(weeks=1), Fate.PLANNED)
    steps = _steps(pack)
    coming = Expected(group, EXPECTED, meeting, steps, later)
    off = replace(coming, meeting=replace(meeting, fate=Fate.CANCELLED))
    yield "expected", expected.draw_expected(pack, coming)
    yield "expected/more", expected.draw_more(pack)
    yield "expected/off", expected.draw_expected(pack, off)
    yield "sign-up", sign_up.draw_thanks(pack, group.id, now.date())
    yield "sign-up/taken-back", sign_up.draw_taken_back(pack, group.id, now.date())
    page = ReminderPage(group)
    yield "reminders", reminders.draw_page(pack, page)
    yield "reminders/on", reminders.draw_page(pack, replace(page, day=True, hour=True, unheard=True))
    yield "reminders/paused", reminders.draw_page(pack, replace(page, paused=True))
    yield "goodbye", reminders.draw_goodbye(pack)
    yield "goodbye/sure", reminders.draw_last_question(pack, "enough")
    yield "forget-me", draw_forget(pack)
    shelf = Shelf(group, is_lead=False, entries=(), about=())
    yield "library", library.draw_library(pack, shelf)


def _afterwards(pack: Pack, group: Group, now: datetime) -> Named:
    page = FeedbackPage(1, group, now, _steps(pack))
    yield "feedback", after.draw_ask(pack, page)
    yield "feedback/thanks", after.draw_thanks(pack, page)
    asked: tuple[Asked, ...] = questions("plain", _steps(pack))
    one = AnswerRound(1, 1, 1, None, "outcomes", "start", "plain", "open", now, "", None, None)
    round_page = RoundPage(group, one, asked)
    yield "round", outcomes.draw_card(pack, round_page)
    for question in (*asked, *questions("ons", ())[-1:]):
        every = replace(round_page, questions=tuple(dict.fromkeys((*asked, question))))
        yield f"round/{question.id}", outcomes.draw_question(pack, every, question)
    yield "round/thanks", outcomes.draw_thanks(pack, round_page)
    words = tuple(word.label for word in pack.words[:3])
    boards = tuple(Board(feeling.id, words) for feeling in pack.feelings[:2])
    kept = Keepsake(1, now.date(), group.zone, boards, words, (pack.modules[0].id,), now)
    yield "keepsake", keepsake.draw_keepsake(pack, Mine(kept, may_ask=True))
    yield (
        "keepsake.waits",
        keepsake.draw_keepsake(pack, Mine(replace(kept, waits=True, is_last=True, next_at=None), may_ask=False)),
    )
    yield "book", keepsake.draw_book(pack, Book(boards))
    yield "book/empty", keepsake.draw_book(pack, Book())
    farewell = Farewell(1, now.date(), now.date(), 26, boards, words, (), words)
    yield "farewell", keepsake.draw_farewell(pack, farewell)
    quote = Quote("q", words[0], approved=False)
    yield "quote", quotes.draw_preview(pack, quote)
    yield "quote/thanks", quotes.draw_thanks(pack)
