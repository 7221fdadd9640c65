"""Turns: a hand that staff see by name, an order that each person reads in private, and nothing of it afterwards."""

import asyncio
import random
from dataclasses import replace
from pathlib import Path

import pytest
from circle import MASTER, PACK, ROOM, Circle, open_circle
from made import look
from test_non_interference import dump
from test_sealing import found

from bot.privacy import SeededRandomness, Veil
from bot.services.taking_part import TurnsUp, together_of, turns_up
from bot.session import Caller, Event, Move, Refused
from bot.storage import Unit
from cogs.ui.panel_turns import turns_text

NAME = b"Bartholomew"
CODES = ("SELECT code FROM turns", "SELECT code FROM cards", "SELECT code FROM session_roles")


async def panel(circle: Circle) -> TurnsUp:
    """Read what staff see of the turns."""
    session = (await circle.session()).id

    async def work(unit: Unit) -> TurnsUp:
        return await turns_up(unit, session, await together_of(circle.services.desk, unit, session))

    return await circle.store.read(work)


async def names(circle: Circle) -> list[str]:
    """List who waits, as staff read it."""
    return [hand.name for hand in (await panel(circle)).line]


async def hands_up(circle: Circle, *members: Caller) -> int:
    """Let these members raise a hand, one after the other; return the session's number."""
    session = (await circle.session()).id
    for member in members:
        await circle.services.turns.raise_hand(member, session, "speak")
    return session


async def next_turn(circle: Circle, by: Caller | None = None) -> None:
    """Let staff give the turn to the next person, on the panel as it is now."""
    session, turns = (await circle.session()).id, await panel(circle)
    await circle.services.turns.next(by or circle.facilitator, session, turns.version)


async def refusal(asked: object) -> str:
    """Await what must be refused, and return the refusal's name."""
    with pytest.raises(Refused) as refused:
        await asked  # type: ignore[misc]  # each caller hands in a coroutine
    return refused.value.reason


async def test_each_person_reads_their_own_place_before_it_comes(tmp_path: Path) -> None:
    """The first is next, the second has one before them; nobody reads a name."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        ana, ben, cleo = circle.members[:3]
        session = await hands_up(circle, ana, ben, cleo)
        mine = [await circle.services.turns.mine(one, session) for one in (ana, ben, cleo, circle.members[3])]

        assert [(one.state, one.before) for one in mine] == [("waits", 0), ("waits", 1), ("waits", 2), ("", 0)]
        assert (await circle.services.board.room(session)).panel.turns == await panel(circle)
        assert await names(circle) == [ana.name, ben.name, cleo.name]
        assert not [one for one in mine if "Bartholomew" in repr(one)]


async def test_the_card_of_the_room_is_the_same_whoever_raises_a_hand(tmp_path: Path) -> None:
    """Only that turns are taken is on it, once staff have said so."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        session = (await circle.session()).id
        before = (await circle.services.board.room(session)).card
        await hands_up(circle, *circle.members[:3])
        with_hands = (await circle.services.board.room(session)).card
        await circle.services.turns.tell(circle.facilitator, session)
        await next_turn(circle)
        told = (await circle.services.board.room(session)).card

        assert with_hands == before
        assert not before.turns
        assert told.turns
        assert NAME.decode() not in repr(told)


async def test_pass_come_back_and_not_today_do_what_they_say(tmp_path: Path) -> None:
    """One is out for this time, one comes last, one is out for today; nobody says why."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        turns, (ana, ben, cleo, dan) = circle.services.turns, circle.members[:4]
        session = await hands_up(circle, ana, ben, cleo, dan)
        await turns.lower(ana, session)
        await turns.later(ben, session)
        await turns.not_today(cleo, session)

        assert await names(circle) == [dan.name, ben.name]
        assert (await turns.mine(ana, session)).state == ""
        assert (await turns.mine(cleo, session)).state == "not-today"
        await turns.raise_hand(ana, session, "type")
        assert await names(circle) == [dan.name, ben.name, ana.name]


async def test_whose_turn_it_is_can_still_get_out_of_it(tmp_path: Path) -> None:
    """Pass takes the name off the panel; come back puts the person at the end of the line."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        ana, ben = circle.members[:2]
        session = await hands_up(circle, ana, ben)
        await next_turn(circle)
        assert (await circle.services.turns.mine(ana, session)).state == "now"
        await circle.services.turns.later(ana, session)
        assert (await panel(circle)).now is None
        assert await names(circle) == [ben.name, ana.name]
        await next_turn(circle)
        await circle.services.turns.lower(ben, session)

        assert (await panel(circle)).now is None
        assert await names(circle) == [ana.name]


async def test_put_back_lets_one_other_person_go_first(tmp_path: Path) -> None:
    """Staff called somebody who is not ready yet."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        ana, ben, cleo = circle.members[:3]
        session = await hands_up(circle, ana, ben, cleo)
        await next_turn(circle)
        await circle.services.turns.put_back(circle.lead, session, (await panel(circle)).version)

        assert (await panel(circle)).now is None
        assert await names(circle) == [ben.name, ana.name, cleo.name]


async def test_two_facilitators_who_press_next_together_move_on_by_one(tmp_path: Path) -> None:
    """The slower one reads that somebody else pressed, and nobody is passed over."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        ana, ben, cleo = circle.members[:3]
        session, version = await hands_up(circle, ana, ben, cleo), (await panel(circle)).version
        pressed = [circle.services.turns.next(who, session, version) for who in (circle.facilitator, circle.lead)]
        ended = await asyncio.gather(*pressed, return_exceptions=True)

        assert [one.reason for one in ended if isinstance(one, Refused)] == ["turns-moved"]
        now = (await panel(circle)).now
        assert now
        assert now.name == ana.name
        assert await names(circle) == [ben.name, cleo.name]


async def test_the_end_of_the_turns_takes_all_hands_down_and_keeps_a_not_today(tmp_path: Path) -> None:
    """Who said "not today" is not asked again."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        ana, ben, cleo = circle.members[:3]
        session = await hands_up(circle, ana, ben)
        await circle.services.turns.not_today(cleo, session)
        await circle.services.turns.tell(circle.facilitator, session)
        await next_turn(circle)
        version = (await panel(circle)).version
        await circle.services.turns.end(circle.facilitator, session, version)
        await circle.services.turns.end(circle.lead, session, version)
        left = await panel(circle)

        assert (left.now, left.line, left.told) == (None, (), False)
        assert (await circle.services.turns.mine(cleo, session)).state == "not-today"
        assert (await circle.services.turns.mine(ben, session)).state == ""


async def test_a_changed_mind_keeps_the_place(tmp_path: Path) -> None:
    """From speaking to typing and back, in the line and in one's turn."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        ana, ben = circle.members[:2]
        session = await hands_up(circle, ana, ben)
        await circle.services.turns.raise_hand(ana, session, "type")
        assert [(hand.name, hand.how) for hand in (await panel(circle)).line] == [
            (ana.name, "type"),
            (ben.name, "speak"),
        ]
        await next_turn(circle)
        mine = await circle.services.turns.raise_hand(ana, session, "speak")

        assert (mine.state, mine.how) == ("now", "speak")


async def test_hands_go_up_while_the_session_runs_and_down_at_any_time(tmp_path: Path) -> None:
    """In a break nobody new is in the line, and whoever is in it can get out."""
    async with open_circle(tmp_path) as circle:
        turns, (ana, ben) = circle.services.turns, circle.members[:2]
        await circle.at_step("topic")
        session = await hands_up(circle, ana)
        await circle.services.sessions.move(circle.facilitator, session, Move(Event.PAUSE))
        assert await refusal(turns.raise_hand(ben, session, "speak")) == "turns-in-a-break"
        assert await refusal(turns.tell(circle.facilitator, session)) == "turns-in-a-break"
        await turns.lower(ana, session)
        assert await names(circle) == []
        await circle.close()

        assert await refusal(turns.raise_hand(ana, session, "speak")) == "session-over"
        assert await refusal(turns.mine(ana, session)) == "session-over"


async def test_turns_are_for_members_and_the_order_is_for_staff(tmp_path: Path) -> None:
    """A forged press is refused, whoever sends it, and an unknown way to share too."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        turns, ana = circle.services.turns, circle.members[0]
        session = await hands_up(circle, ana)
        for person in (circle.facilitator, circle.lead, circle.supporter):
            assert await refusal(turns.raise_hand(person, session, "speak")) == "turns-for-members"
        assert await refusal(turns.raise_hand(ana, session, "sing")) == "not-a-choice"
        assert await refusal(turns.raise_hand(ana, 77, "speak")) == "session-over"
        for person in (ana, circle.supporter):
            for pressed in (
                turns.tell(person, session),
                turns.next(person, session, 0),
                turns.put_back(person, session, 0),
                turns.end(person, session, 0),
                turns.look(person, session),
            ):
                assert await refusal(pressed) == "staff-only"

        assert await names(circle) == [ana.name]


async def test_who_just_listens_is_in_no_table(tmp_path: Path) -> None:
    """To open the page and to choose to listen leaves the database as it was."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        session, before = (await circle.session()).id, dump(circle.folder)
        await circle.services.turns.mine(circle.members[0], session)
        await circle.services.turns.lower(circle.members[0], session)

        assert dump(circle.folder) == before


async def test_words_without_a_name_wait_for_three_people(tmp_path: Path) -> None:
    """They are entries of the step like all others: mixed, read by staff first, kept nowhere."""
    async with open_circle(tmp_path, show_words="batches") as circle:
        place = await circle.at_step("topic")
        for member in circle.members[:2]:
            await circle.give(member, place, share="I moved house")
        assert (await circle.services.board.room(place.session_id)).panel.batches == ()
        await circle.give(circle.members[2], place, share="My cat is ill")
        (batch,) = (await circle.services.board.room(place.session_id)).panel.batches
        assert sorted(words for _place, words, _back in batch.entries) == [
            "I moved house",
            "I moved house",
            "My cat is ill",
        ]
        await circle.services.steps.show_batch(circle.facilitator, place, "share", batch.batch)
        shown = (await circle.services.board.room(place.session_id)).card.entries["share"]
        assert sorted(words for words, _name in shown) == ["I moved house", "My cat is ill"]
        await circle.close()

        assert await circle.kept("topic") == []
        assert found([b"I moved house"], circle.folder) == []


async def test_a_page_offers_words_without_a_name_only_where_a_list_is_open(tmp_path: Path) -> None:
    """At the check-in there is none: it is sealed as soon as it is shown."""
    async with open_circle(tmp_path) as circle:
        ana, offered = circle.members[0], {}
        for step in ("ground-rules", "icebreaker", "check-in", "topic"):
            place = await circle.at_step(step)
            offered[step] = (await circle.services.turns.mine(ana, place.session_id)).can_write
        await circle.services.steps.close_list(circle.facilitator, place, "share")

        assert offered == {"ground-rules": False, "icebreaker": True, "check-in": False, "topic": True}
        assert not (await circle.services.turns.mine(ana, place.session_id)).can_write


@pytest.mark.parametrize("ending", ["closed", "stopped"])
async def test_after_the_session_no_byte_of_a_turn_is_left(tmp_path: Path, ending: str) -> None:
    """No name, no code and no key; before that the same search finds them."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        session = await hands_up(circle, *circle.members[:4])
        await circle.services.turns.not_today(circle.members[4], session)
        await next_turn(circle)
        nonce = await circle.store.read(lambda unit: unit.cards.nonce(session))
        line = await circle.store.read(lambda unit: unit.turns.line(session))
        assert nonce
        veil = Veil(MASTER, nonce, "session")
        codes = [veil.tag(b"turns" + member.id.to_bytes()) for member in circle.members[:5]]
        secrets = [nonce, *codes, *(one.hidden_name for one in line if one.hidden_name)]
        assert len(found(secrets, circle.folder)) == len(secrets) == 1 + 5 + 3
        if ending == "closed":
            await circle.close()
        else:
            await circle.services.sessions.stop(circle.facilitator, session)

        assert found([*secrets, NAME], circle.folder) == []
        assert (await panel(circle)) == TurnsUp()


async def test_a_raised_hand_is_in_ones_data_and_goes_with_forget_me(tmp_path: Path) -> None:
    """At once, and nobody else's does."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        ana, ben = circle.members[:2]
        session = await hands_up(circle, ana, ben)
        hidden = [one.hidden_name for one in await circle.store.read(lambda unit: unit.turns.line(session))]
        assert (await circle.services.own_data.my_data(ana, ROOM, 1)).turns == 1
        gone = await circle.services.own_data.forget_me(ana, ROOM, 1)

        assert gone.turns == 1
        assert gone.session == session
        assert found([hidden[0]] if hidden[0] else [], circle.folder) == []
        assert await names(circle) == [ben.name]
        assert (await circle.services.own_data.my_data(ana, ROOM, 1)).turns == 0
        assert (await circle.services.own_data.my_data(ben, ROOM, 1)).turns == 1


async def test_the_code_of_a_hand_is_not_the_code_of_a_colour_card(tmp_path: Path) -> None:
    """Else the name beside the hand would say whose the card without a name is."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        session = await hands_up(circle, circle.members[0])
        await circle.services.cards.show(circle.members[0], session, "red")
        await circle.services.session_roles.take(circle.members[0], session, "reader")
        codes = [row for select in CODES for row in look(circle.folder, select)]

        assert len(codes) == len(set(codes)) == 3


async def play(folder: Path, order: tuple[int, ...]) -> str:
    """Play a session in which members raise hands, pass and take roles in this order; return the sealed database."""
    async with open_circle(folder, members=5, randomness=SeededRandomness(5)) as circle:
        place = await circle.at_step("topic")
        people = [circle.members[number] for number in order]
        session = await hands_up(circle, *people[:4])
        await circle.services.turns.tell(circle.facilitator, session)
        await circle.services.turns.later(people[0], session)
        await circle.services.turns.not_today(people[1], session)
        await next_turn(circle)
        await circle.services.session_roles.take(people[2], session, "scribe")
        for person, words in zip(people, ("one", "two", "three", "four", "five"), strict=True):
            await circle.give(person, place, share=words)
        await circle.close()
        return dump(circle.folder)


async def test_whose_hand_it_was_leaves_no_trace(tmp_path: Path) -> None:
    """Non-interference: other people in the same places give the same database."""
    first = await play(tmp_path / "a", (0, 1, 2, 3, 4))

    assert "sealed" in first
    assert await play(tmp_path / "b", (3, 0, 4, 2, 1)) == first


MOVES = ("up", "down", "later", "not-today", "next", "back")


async def test_the_line_is_the_line_whatever_people_press(tmp_path: Path) -> None:
    """A plain list that is moved by hand says the same as the database, after each of many presses by chance."""
    chance, line, now = random.Random(20), list[int](), -1
    async with open_circle(tmp_path, members=4) as circle:
        await circle.at_step("topic")
        session, turns = (await circle.session()).id, circle.services.turns
        for _ in range(60):
            move, who = chance.choice(MOVES), chance.randrange(4)
            member, version = circle.members[who], (await panel(circle)).version
            there = who in (*line, now)
            if move == "up":
                await turns.raise_hand(member, session, "speak")
                line += [] if there else [who]
            elif move == "next":
                await turns.next(circle.facilitator, session, version)
                now, line = (line[0], line[1:]) if line else (-1, [])
            elif move == "back":
                await turns.put_back(circle.facilitator, session, version)
                now, line = -1, line if now < 0 else [*line[:1], now, *line[1:]]
            else:
                does = {"later": turns.later, "down": turns.lower, "not-today": turns.not_today}[move]
                await does(member, session)
                line = [one for one in line if one != who] + ([who] if move == "later" and there else [])
                now = -1 if now == who else now
            seen = await panel(circle)
            assert [hand.name for hand in seen.line] == [circle.members[one].name for one in line]
            assert (seen.now.name if seen.now else "") == (circle.members[now].name if now >= 0 else "")


async def test_an_old_press_does_not_end_the_next_turns(tmp_path: Path) -> None:
    """Who asks to end the turns ends the ones that they saw."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        session = await hands_up(circle, *circle.members[:2])
        old = (await panel(circle)).version
        await circle.services.turns.end(circle.lead, session, old)
        await hands_up(circle, circle.members[2])

        assert await refusal(circle.services.turns.end(circle.facilitator, session, old)) == "turns-moved"
        assert await names(circle) == [circle.members[2].name]


async def test_a_name_makes_nothing_bold(tmp_path: Path) -> None:
    """Neither that of a hand nor that of a role."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        ana = replace(circle.members[0], shown_as="**Ana**")
        session = await hands_up(circle, ana)
        await circle.services.session_roles.take(ana, session, "reader")
        words = turns_text(PACK, (await circle.services.board.room(session)).panel)

        assert words.count("Ana") == 2
        assert "*Ana" not in words
