"""The pages with which a person takes part in their own way, from made-up values (see ``shown.py``)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.content import Pack
from bot.services.hellos import LEAD_TOLD, HelloPage
from bot.services.practice import Setting
from bot.services.session_roles import ReadAloud, RolesPage
from bot.services.signs import ASKING, GREETING, KINDS, NAME, OVER, READING, SYMBOL, SYMBOLS, VOTING, SignPage, VotePage
from bot.services.taking_part import READER, SCRIBE, SESSION_ROLES
from bot.services.turns import NOT_TODAY, NOW, WAITS, MyTurn
from bot.services.views import CardView, Rest
from bot.services.ways import Ways
from bot.session import State
from bot.storage.repositories.hellos import HelloRecord
from bot.storage.repositories.signs import Sign
from cogs.ui import hello, practice, supporter
from cogs.ui.body import Body
from cogs.ui.calm import draw_calm
from cogs.ui.card import Face, draw_card
from cogs.ui.hard_words import draw_hard_words, draw_meanings, words_on
from cogs.ui.reading import draw_my_card, draw_simpler
from cogs.ui.session_roles import draw_role, draw_roles, draw_words, lines_of
from cogs.ui.signs import draw_ours
from cogs.ui.supporter import draw_supporter, draw_supporting
from cogs.ui.turns import draw_said, draw_turn
from cogs.ui.ways import draw_ways

Named = Iterator[tuple[str, Body]]
_BREAK = timedelta(minutes=5)
_VOTES = tuple((kind, state) for kind in KINDS for state in (ASKING, VOTING) if (kind, state) != (SYMBOL, ASKING))
"""Symbols are in the pack: nobody is asked for ideas."""


def pages_of_taking_part(pack: Pack, faces: dict[str, Face], card: CardView) -> Named:
    """Give (name, body) of them; ``card`` is a card that the room sees, for the pages that say it again."""
    face, card = faces[card.step.id], replace(card, we_did="")  # what is new is on one session's first cards alone
    yield from _together_on_the_card(pack, face, card)
    yield from _turns(pack)
    yield from _roles(pack, lines_of(draw_card(pack, face, card)))
    yield from _ours(pack, card)
    yield from _reading(pack, face, card)
    yield from _practice(pack, faces, card)
    yield from _hello(pack, card)
    yield "supporter/here", draw_supporting(pack, 1)
    yield "supporter", draw_supporter(pack, "")
    yield "supporter/page", draw_supporter(pack, supporter.PAGE)
    yield "calm", draw_calm(pack, 1, 1)


def _together_on_the_card(pack: Pack, face: Face, card: CardView) -> Named:
    yield "together/turns", draw_card(pack, face, replace(card, turns=True))
    yield "together/welcomed", draw_card(pack, face, replace(card, welcomed=True))
    sign = Sign(pack.words[0].label, pack.choices[SYMBOLS][0].id)
    yield "together/sign", draw_card(pack, face, replace(card, sign=sign))
    for kind, state in _VOTES:
        yield f"together/{state}-{kind}", draw_card(pack, face, replace(card, vote=(kind, state)))
    paused = replace(card, state=State.PAUSED)
    for name, over in (("time", False), ("time-over", True)):
        rest = Rest(card.starts_at + _BREAK, over)
        yield f"together/break-{name}", draw_card(pack, face, replace(paused, rest=rest))
    hard = next((one.id for one in pack.modules if one.heads_up), "")
    yield "together/topic-ahead", draw_card(pack, face, replace(card, topic_ahead=hard))


def _turns(pack: Pack) -> Named:
    none = MyTurn(1, 1)
    yield "turns", draw_turn(pack, none)
    yield "turns/write", draw_turn(pack, replace(none, can_write=True))
    for how in ("speak", "type"):
        for before in (0, 1, 2):
            waits = replace(none, state=WAITS, how=how, before=before)
            yield f"turns/{how}-{before}", draw_turn(pack, waits)
        yield f"turns/{how}-now", draw_turn(pack, replace(none, state=NOW, how=how))
    yield "turns/not-today", draw_turn(pack, replace(none, state=NOT_TODAY))
    yield "turns/passed", draw_said(pack, none, pack.say("turns.passed"))
    yield "turns/listening", draw_said(pack, none, pack.say("turns.listening"))
    yield "turns/later", draw_turn(pack, replace(none, state=WAITS, how="speak", before=2), pack.say("turns.later"))


def _roles(pack: Pack, on_card: tuple[str, ...]) -> Named:
    page = RolesPage(1)
    yield "roles", draw_roles(pack, page)
    yield "roles/taken", draw_roles(pack, replace(page, mine=SESSION_ROLES[:1], taken=SESSION_ROLES[1:]))
    for role in SESSION_ROLES:
        yield f"roles/{role}", draw_role(pack, page, role)
        yield f"roles/{role}/yours", draw_role(pack, replace(page, mine=(role,)), role)
        yield f"roles/{role}/taken", draw_role(pack, replace(page, taken=(role,)), role)
        given = ReadAloud(1, entries=((pack.words[0].label, ""), (pack.words[1].label, pack.words[2].label)))
        yield f"roles/{role}/words", draw_words(pack, role, given, on_card)
    for role in (READER, SCRIBE):
        yield f"roles/{role}/not-yet", draw_words(pack, role, ReadAloud(1), ())


def _ours(pack: Pack, card: CardView) -> Named:
    chosen = Sign(pack.words[0].label, pack.choices[SYMBOLS][0].id)
    page = SignPage(card.group, chosen, is_staff=False, session_id=1)
    yield "ours", draw_ours(pack, page)
    yield "ours/nothing", draw_ours(pack, replace(page, sign=Sign()))
    symbols, words = (one.id for one in pack.choices[SYMBOLS][:3]), (one.label for one in pack.words[:3])
    choices = {SYMBOL: tuple(symbols), NAME: tuple(words)}
    for kind, state in _VOTES:
        vote = VotePage(kind, state, choices.get(kind, choices[NAME]), 1)
        yield f"ours/{state}-{kind}", draw_ours(pack, replace(page, vote=vote))
        yield f"ours/{state}-{kind}/said", draw_ours(pack, replace(page, vote=replace(vote, said=True)))
    for kind, state in ((NAME, READING), (GREETING, OVER)):
        yield f"ours/{state}", draw_ours(pack, replace(page, vote=VotePage(kind, state, (), 1)))


def _reading(pack: Pack, face: Face, card: CardView) -> Named:
    usual, other = Ways(), Ways(short=True, pictures=False, listens=True)
    yield "ways", draw_ways(pack, usual)
    yield "ways/changed", draw_ways(pack, other, session=1)
    yield "my-card", draw_my_card(pack, face, card, usual)
    yield "my-card/short", draw_my_card(pack, face, card, other)
    yield "simpler", draw_simpler(pack, face, card, usual)
    words = words_on(pack, draw_card(pack, face, card).blocks)
    yield "meaning", draw_meanings(pack, words or tuple(pack.glossary)[:1])
    yield "meaning/none", draw_meanings(pack, ())
    for page in range(len(pack.glossary)):
        body = draw_hard_words(pack, page)
        yield f"hard-words/{page + 1}", body
        if not any(button.argument == str(page + 1) for row in body.rows if isinstance(row, tuple) for button in row):
            return


def _practice(pack: Pack, faces: dict[str, Face], card: CardView) -> Named:
    setting = Setting(card.group, tuple(faces), card.starts_at)
    for stop in practice.stops_of(setting.steps, faces):
        yield f"practice/{stop.step}/{stop.page + 1}", practice.draw_stop(pack, faces, setting, stop)
    first = practice.Stop(setting.steps[0])
    for verb in (*practice.REPLIES, "here", "help", "other"):
        yield f"practice/reply-{verb}", practice.draw_reply(pack, faces, setting, practice.Pressed(first, verb))
    yield "practice/end", practice.draw_end(pack)


def _hello(pack: Pack, card: CardView) -> Named:
    asks = HelloPage(card.group, is_staff=False, hello=None, offers=(), next_at=card.starts_at)
    yield "hello", hello.draw_page(pack, asks)
    yield "hello/choose", hello.draw_page(pack, replace(asks, offers=((1, pack.words[0].label),)))
    yield "hello/name", hello.draw_name_question(pack, "any")
    for name, record in _hellos(card.starts_at):
        yield f"hello/{name}", hello.draw_state(pack, replace(asks, hello=record))
    yield "hello/room", hello.draw_room(pack, 1, "")


def _hellos(now: datetime) -> Iterator[tuple[str, HelloRecord]]:
    asked = HelloRecord(1, 1, now, "asked", False, 0, None, None, b"", None)
    yield "asked", asked
    yield "late", replace(asked, told=LEAD_TOLD)
    yield "taken", replace(asked, state="taken", thread_xid=1)
    yield "taken-named", replace(asked, state="taken", named=True)
