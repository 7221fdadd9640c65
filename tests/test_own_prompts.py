"""Icebreakers of a group's own: written in one form, offered beside the pack's, kept, and taken away again."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from circle import FACILITATOR, GROUP, PACK, ROOM, Circle, open_circle
from hypothesis import given
from hypothesis import strategies as st
from made import held_in
from test_feedback import refused

from bot.content import own_words
from bot.content.own_words import Advice, advice_on
from bot.content.rules import OF_LABELS, OF_SENTENCES
from bot.content.vocabulary import Vocabulary, WordfreqMissingError
from bot.services.own_prompts import LONGEST_ANSWER, LONGEST_TEXT, MOST, OwnPage, tidy
from bot.services.schedule import Where
from bot.services.steps import offer_items
from bot.session import Refused
from bot.session.steps.icebreaker import STEP
from cogs.ui.body import Button, Row, Select, layout
from cogs.ui.own_prompts import draw_one, draw_own

HERE = Where(ROOM, 1)
QUESTION, ANSWERS = "Do you like tea or coffee?", ("Tea", "Coffee", "", "I like both")


async def saved(circle: Circle, text: str = QUESTION, answers: tuple[str, ...] = ANSWERS) -> OwnPage:
    """Let a facilitator save one."""
    return await circle.services.own_prompts.put(circle.facilitator, HERE, "", text, answers)


async def test_one_is_saved_by_one_form_then_chosen_answered_and_shown_like_any_other(tmp_path: Path) -> None:
    """Its words are nowhere in plain; its answers can be pressed, and another prompt's cannot."""
    async with open_circle(tmp_path) as circle:
        own = (await saved(circle)).chosen
        assert own
        place = await circle.at_step("icebreaker")
        await circle.services.steps.choose(circle.facilitator, place, own.id)
        for number, member in enumerate(circle.members):
            await circle.give(member, place, answer="a0" if number % 2 else "a1")
        wrong = await refused(circle.give(circle.members[0], place, answer="warm-drink"))
        await circle.services.steps.reveal(circle.facilitator, place, ["answer"])
        room = await circle.services.board.room(place.session_id)
        kept = held_in(tmp_path / "data")

        assert [answer.label for answer in own.answers] == ["Tea", "Coffee", "I like both"]
        assert wrong == "not-a-choice"
        assert room.card.own_prompts == (own,)
        assert set(room.card.shown["answer"]["chosen"]) == {"a0", "a1"}  # type: ignore[index,arg-type]  # it was shown
        assert QUESTION.encode() not in kept


async def test_it_is_offered_beside_the_packs_and_does_not_come_back_before_all_others(tmp_path: Path) -> None:
    """Among all offers there are as many as the pack and the group have; one that was used comes last."""
    async with open_circle(tmp_path) as circle:
        own = (await saved(circle)).chosen
        assert own
        every = replace(STEP, offers=1000)

        async def offer() -> list[str]:
            group = await circle.store.read(lambda unit: unit.groups.get(circle.group_id))
            return await circle.store.write(lambda unit: offer_items(circle.services.desk, unit, group, every))

        before = await offer()
        place = await circle.at_step("icebreaker")
        await circle.services.steps.choose(circle.facilitator, place, own.id)

        assert sorted(before) == sorted([*(one.id for one in PACK.icebreakers), own.id])
        assert (await offer())[-1] == own.id


async def test_it_can_be_changed_and_taken_away_but_not_while_the_group_has_it(tmp_path: Path) -> None:
    """Twice is no fault; only staff may; the audit says that it was done, never what it said."""
    async with open_circle(tmp_path, members=1) as circle:
        service, staff = circle.services.own_prompts, circle.facilitator
        own = (await saved(circle)).chosen
        assert own
        place = await circle.at_step("icebreaker")
        await circle.services.steps.choose(staff, place, own.id)
        busy = [
            await refused(service.put(staff, HERE, own.id, "Milk?", ["Yes", "No"])),
            await refused(service.remove(circle.lead, HERE, own.id)),
        ]
        await circle.close()
        changed = (await service.put(circle.lead, HERE, own.id, "Do you like milk?", ["Yes", "No"])).chosen
        strangers = [
            await refused(service.look(circle.members[0], HERE)),
            await refused(service.put(circle.supporter, HERE, "", QUESTION, ANSWERS)),
            await refused(service.remove(circle.members[0], HERE, own.id)),
        ]
        await service.remove(staff, HERE, own.id)
        gone = await service.remove(staff, HERE, own.id)
        deeds = [one.action for one in (await circle.services.audit.newest(circle.lead, ROOM, 1))[1]]

        assert busy == ["prompt-in-use"] * 2
        assert changed
        assert (changed.id, changed.text) == (own.id, "Do you like milk?")
        assert strangers == ["staff-only"] * 3
        assert gone.prompts == ()
        assert await refused(service.look(staff, HERE, own.id)) == "prompt-gone"
        assert [one for one in deeds if one.startswith("own-prompt")] == [
            "own-prompt-removed",
            "own-prompt-changed",
            "own-prompt-added",
        ]


async def test_another_group_has_its_own_and_forty_are_the_most(tmp_path: Path) -> None:
    """Nothing of one group shows in another; the forty-first is refused kindly."""
    async with open_circle(tmp_path, members=0) as circle:
        other = Where(70, 1)
        await circle.services.groups.put(replace(GROUP, name="Friday group", session_channel_xid=70))
        for number in range(MOST):
            page = await saved(circle, f"Number {number}?")
        assert len({one.id for one in page.prompts}) == len({one.title for one in page.prompts}) == MOST
        assert {one.id for one in page.prompts} & {one.id for one in PACK.icebreakers} == set()
        assert await refused(saved(circle)) == "prompts-full"
        assert FACILITATOR in circle.facilitator.role_xids
        assert (await circle.services.own_prompts.look(circle.facilitator, other)).prompts == ()


async def test_what_cannot_be_a_question_is_refused_and_nothing_is_stored(tmp_path: Path) -> None:
    """One answer, the same answer twice, no question."""
    async with open_circle(tmp_path, members=0) as circle:
        assert await refused(saved(circle, answers=("Tea",))) == "two-answers"
        assert await refused(saved(circle, answers=("Tea", "Tea", " "))) == "two-answers"
        assert await refused(saved(circle, text="***")) == "nothing-typed"
        assert (await circle.services.own_prompts.look(circle.lead, HERE)).prompts == ()


@given(text=st.text(max_size=300), answers=st.lists(st.text(max_size=60), max_size=6))
def test_whatever_is_typed_is_safe_to_show(text: str, answers: list[str]) -> None:
    """Short enough for a card and its buttons, one line each, and never two answers that look the same."""
    made: dict[str, Any] = {"text": "-", "answers": ["a", "b"]}
    with suppress(Refused):
        made = tidy(text, answers)
    labels = made["answers"]
    assert 2 <= len(set(labels)) == len(labels) <= 4
    assert all(0 < len(label) <= LONGEST_ANSWER for label in labels)
    assert 0 < len(made["text"]) <= LONGEST_TEXT
    assert "\n" not in made["text"] + "".join(labels)


async def test_the_page_offers_it_while_the_group_is_at_the_icebreaker(tmp_path: Path) -> None:
    """Not before and not after; forty of them fit into the lists of one message."""
    async with open_circle(tmp_path, members=0) as circle:
        before = await saved(circle)
        place = await circle.at_step("icebreaker")
        assert before.chosen
        now = await circle.services.own_prompts.look(circle.facilitator, HERE, before.chosen.id)
        await circle.at_step("topic")
        later = await circle.services.own_prompts.look(circle.facilitator, HERE, before.chosen.id)
        offered = [(one.verb, one.argument) for row in draw_one(PACK, now).rows for one in buttons(row)]
        many = draw_own(PACK, replace(now, prompts=tuple(replace(before.chosen, id=f"own-{n}") for n in range(MOST))))

        assert (before.place, now.place, later.place) == (None, place, None)
        assert ("choose", before.chosen.id) in offered
        assert draw_one(PACK, now).session == place.session_id
        assert [len(row.options) for row in many.rows if isinstance(row, Select)] == [25, 15]
        layout(many)


def buttons(row: Row) -> tuple[Button, ...]:
    """Read the buttons of a row."""
    return row if isinstance(row, tuple) else ()


async def test_staff_read_what_could_be_plainer(tmp_path: Path) -> None:
    """It is advice: the question is saved as it is."""
    async with open_circle(tmp_path, members=0) as circle:
        plain = await saved(circle)
        hard = await saved(circle, "Which beverage is preferred by you, however rarely it is consumed?")

        assert plain.advice == ()
        assert hard.chosen
        assert len(hard.advice) > 2
        assert Advice("beverage", "PW14") in hard.advice
        drawn = "\n".join(draw_one(PACK, hard).blocks)
        assert "“beverage” This word is rare." in drawn
        assert "glossary.toml" not in drawn
        assert PACK.say("own-prompts.plain") in "\n".join(draw_one(PACK, plain).blocks)


async def test_without_the_dictionary_no_words_are_called_plain(tmp_path: Path) -> None:
    """The page says that it could not look at all words, with advice and without."""
    async with open_circle(tmp_path, members=0) as circle:
        plain = replace(await saved(circle), knows_words=False)
    told = PACK.say("own-prompts.not-all")

    for page in (plain, replace(plain, advice=(Advice("It's OK", "PW7"), Advice("OK", "PW99")))):
        drawn = "\n".join(draw_one(PACK, page).blocks)
        assert told in drawn
        assert PACK.say("own-prompts.plain") not in drawn
    assert PACK.say("own-prompts.advice-other") in drawn


def test_each_rule_that_can_speak_has_a_sentence() -> None:
    """In the pack, so that it can be said in another language."""
    rules = {*OF_SENTENCES, *OF_LABELS, "PW13", "PW14", "PW15"}

    assert [rule for rule in sorted(rules) if not PACK.has(f"own-prompts.advice-{rule}")] == []


def test_without_the_dictionary_the_other_rules_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wordfreq belongs to the check of a pack and need not be installed where the bot runs."""

    def missing(*_any: object) -> None:
        raise WordfreqMissingError

    own_words._vocabulary.cache_clear()
    monkeypatch.setattr(Vocabulary, "of", missing)
    try:
        advice = advice_on("The beverage was chosen.", ["It's OK"], {})
        knows = own_words.knows_words({})
    finally:
        own_words._vocabulary.cache_clear()

    assert set(advice) == {Advice("was chosen", "PW6"), Advice("It's", "PW7")}
    assert not knows
