"""Reaching the author of an entry: staff never learn who it is, but for the author's own yes."""

import json
import re
from pathlib import Path

import pytest
from circle import MASTER, ROOM, Circle, open_circle
from house import House, open_house
from made import rows_in
from test_sealing import found

from bot.privacy import Veil
from bot.rehearsal.people import Person, Reply, controls_of, text_of
from bot.services import Place
from bot.services.marked import BLOCK, CHECK

ENTRIES = ("my dog", "I want to disappear", "hot soup", "the bus came")
WORRYING = ENTRIES[1]


async def list_is_read(home: House) -> Place:
    """Let four members add an entry each to the thank-you list, and close it: staff read them."""
    await home.at_step("gratitude")
    place = await home.place()
    for member, entry in zip(home.members, ENTRIES, strict=False):
        await home.services.answers.give(home.caller(member), place, {"thanks": [entry]})
    await home.panel_presses("close-list")
    return place


async def chooses_entry(home: House, words: str, by: Person | None = None) -> Reply:
    """Let staff press "About an entry" and choose one."""
    staff = by or home.facilitator
    menu = await staff.presses(home.say("staff-button.about-entry"), home.panel)
    assert menu.message
    (chosen,) = [value for label, value in menu.controls[0].options if label.startswith(words)]
    return await staff.chooses([chosen], menu.message)


async def checks(home: House, words: str = WORRYING) -> Reply:
    """Let staff check on the author of an entry."""
    page = await chooses_entry(home, words)
    assert page.message
    return await home.facilitator.presses(home.say("entry.check"), page.message)


async def blocks(home: House, words: str = WORRYING) -> Reply:
    """Let staff stop more entries from the author of an entry."""
    page = await chooses_entry(home, words)
    assert page.message
    return await home.facilitator.presses(home.say("entry.block"), page.message)


def waits(home: House, reply: Reply) -> bool:
    """Tell whether a reply came with "A message for you"."""
    return reply.private and reply.text == home.say("letter.waits")


async def opens(home: House, member: Person) -> Reply:
    """Let a member press something, and then the message that waits for them."""
    notice = await member.presses("Pass", home.card)
    assert waits(home, notice)
    assert notice.message
    return await member.presses(home.say("letter.open"), notice.message)


async def answers(home: House, member: Person, label: str) -> Reply:
    """Let a member open the message and answer it."""
    letter = await opens(home, member)
    assert letter.message
    return await member.presses(home.say(f"letter.{label}"), letter.message)


def for_staff(home: House) -> str:
    """Read everything that staff can see in their channel, with what its controls carry."""
    messages = home.staff.history()
    return "\n".join(text_of(one) + str(controls_of(one)) for one in messages)


# Finding the author.


async def test_the_author_finds_a_message_beside_the_usual_reply_and_nobody_else_does(tmp_path: Path) -> None:
    """At the next press of any kind; the notice does not say what it is about."""
    async with open_house(tmp_path) as home:
        await list_is_read(home)
        await checks(home)
        _dog, author, *others = home.members
        replies = [await other.presses("Pass", home.card) for other in [_dog, *others, home.supporter]]
        mine = await author.presses("Pass", home.card)

        assert not [reply for reply in replies if waits(home, reply)]
        assert waits(home, mine)
        assert mine.result.response
        assert text_of(mine.result.response) == home.say("pass.text")
        letter = await author.presses(home.say("letter.open"), mine.message or home.card)
        assert letter.text == home.say("letter.check")


@pytest.mark.parametrize("way", ["command", "refused", "cards"])
async def test_any_press_brings_the_message(tmp_path: Path, way: str) -> None:
    """A typed command, a press that is refused, a card."""
    async with open_house(tmp_path) as home:
        await list_is_read(home)
        await checks(home)
        author = home.members[1]
        if way == "command":
            reply = await author.types(home.room, "break")
        elif way == "refused":
            reply = await author.types(home.room, "gratitude", text="too late")
        else:
            reply = await author.presses(home.say("button.cards"), home.card)

        assert waits(home, reply)


async def test_a_message_that_was_opened_is_not_pressed_on_anybody(tmp_path: Path) -> None:
    """After that it comes with Help only, until it has its answer; also over a restart."""
    async with open_house(tmp_path) as home:
        await list_is_read(home)
        await checks(home)
        author = home.members[1]
        await answers(home, author, "not-now")
        await home.stage.restart()
        assert not waits(home, await author.presses("Pass", home.card))
        again = await author.presses("Help", home.card)
        assert waits(home, again)
        letter = await author.presses(home.say("letter.open"), again.message or home.card)
        await author.presses(home.say("letter.no"), letter.message or home.card)

        assert not waits(home, await author.presses("Help", home.card))


async def test_only_a_yes_gives_the_name_and_a_private_room(tmp_path: Path) -> None:
    """Staff are called as by Help: the name, a room, and the same promises."""
    async with open_house(tmp_path) as home:
        await list_is_read(home)
        await checks(home)
        author = home.members[1]
        assert author.name not in for_staff(home)
        reply = await answers(home, author, "yes")
        alert = home.staff.history()[-1]

        assert home.say("staff.check-yes", name=author.name) in text_of(alert)
        assert "<@&" in text_of(alert)
        assert WORRYING not in text_of(alert)
        assert len(home.room.threads) == 1
        assert home.room.threads[0].mention in reply.text
        await home.forward(minutes=2, seconds=1)
        assert home.say("help.wait-first") in text_of(home.room.threads[0].history()[-1])


async def test_a_yes_that_did_not_reach_staff_can_be_given_again(tmp_path: Path) -> None:
    """The person is told so with what to do; the message is still there."""
    async with open_house(tmp_path) as home:
        await list_is_read(home)
        await checks(home)
        author = home.members[1]
        letter = await opens(home, author)
        home.stage.env.inject_error("POST", f"/channels/{home.staff.id}/messages", status=403, code=50013)
        assert letter.message
        reply = await author.presses(home.say("letter.yes"), letter.message)
        assert home.say("help.not-told") in reply.text
        again = await author.presses("Help", home.card)
        assert waits(home, again)
        letter = await author.presses(home.say("letter.open"), again.message or home.card)
        await author.presses(home.say("letter.yes"), letter.message or home.card)

        assert home.say("staff.check-yes", name=author.name) in text_of(home.staff.history()[-1])


async def test_nobody_can_say_it_is_me_for_somebody_else(tmp_path: Path) -> None:
    """A forged answer, or one after the close, changes nothing."""
    async with open_house(tmp_path) as home:
        place = await list_is_read(home)
        await checks(home)
        other, author = home.caller(home.members[0]), home.caller(home.members[1])
        authors = home.services.authors

        assert await home.refused(authors.may_answer(other, place.session_id)) == "no-message"
        assert await home.refused(authors.open(other, place.session_id, "check")) == "no-message"
        assert await home.refused(authors.answer(author, place.session_id, "perhaps")) == "old-button"
        await home.close()
        assert await home.refused(authors.may_answer(author, place.session_id)) == "no-message"


# What staff can see.


async def played(folder: Path, what: str) -> tuple[str, str]:
    """Play a session in which the author of a checked entry does one thing; return what staff saw, and the database."""
    async with open_house(folder) as home:
        await list_is_read(home)
        await checks(home)
        author = home.members[1]
        before = len(home.stage.env.http_requests)
        if what == "opened":
            await opens(home, author)
        elif what in ("no", "not-now"):
            await answers(home, author, what)
        elif what == "yes":
            await answers(home, author, "yes")
        await home.forward(minutes=3)
        menu = await chooses_entry(home, WORRYING)
        for other in (home.members[0], home.members[2]):
            await other.presses("Pass", home.card)
        await home.panel_presses("show-batch")
        checked_again = await checks(home)
        await home.close()
        requests = [one for one in home.stage.env.http_requests[before:] if str(home.staff.id) in one.path]
        sent = [[one.method, one.path, one.params, one.json] for one in requests]
        private = [menu.text, menu.controls, checked_again.text, checked_again.controls]
        seen = json.dumps([sent, for_staff(home), private, home.messages()], default=str)
        dump = "\n".join(rows_in(home.folder / "data"))
    return re.sub(r"\d{15,}", "N", seen), re.sub(r"\d{15,}", "N", dump)


async def test_no_and_not_now_and_opened_and_unseen_look_the_same_to_staff(tmp_path: Path) -> None:
    """Every request to their channel, every private page of theirs, and what is kept after the close; a yes differs."""
    unseen, kept = await played(tmp_path / "unseen", "unseen")

    assert WORRYING in unseen
    assert "check-author" in kept
    for what in ("opened", "no", "not-now"):
        seen, left = await played(tmp_path / what, what)
        assert seen == unseen, what
        assert left == kept, what
    assert (await played(tmp_path / "yes", "yes"))[0] != unseen


async def test_the_same_reply_for_two_entries_of_one_person_and_of_two(tmp_path: Path) -> None:
    """Also after a no and after a block: staff cannot find out that one person wrote both."""
    async with open_house(tmp_path) as home:
        await home.at_step("gratitude")
        place = await home.place()
        for member, entry in ((0, "my dog"), (1, "first by one"), (1, "second by one"), (2, "hot soup")):
            await home.services.answers.give(home.caller(home.members[member]), place, {"thanks": [entry]})
        await home.panel_presses("close-list")
        first = await checks(home, "first by one")
        await answers(home, home.members[1], "no")
        pages = [await chooses_entry(home, words) for words in ("second by one", "hot soup")]
        same, other = await checks(home, "second by one"), await checks(home, "hot soup")
        stopped = [await blocks(home, words) for words in ("first by one", "second by one", "hot soup")]

        assert first.text == same.text == other.text
        assert pages[0].labels() == pages[1].labels()
        assert len({reply.text for reply in stopped}) == 1


async def test_each_check_and_block_is_in_the_audit_log_and_told_without_content(tmp_path: Path) -> None:
    """With the name of who pressed, in the staff channel, where the lead reads it."""
    async with open_house(tmp_path) as home:
        await list_is_read(home)
        await checks(home)
        checked = text_of(home.staff.history()[-1])
        await blocks(home)
        stopped = text_of(home.staff.history()[-1])
        group = home.stage.group_id
        actions = await home.services.desk.store.read(lambda unit: unit.audit.newest(group, 2))

        assert [one.action for one in actions] == [BLOCK, CHECK]
        assert checked == home.say("staff.check-asked", name=home.facilitator.name)
        assert stopped == home.say("staff.entries-stopped", name=home.facilitator.name)


async def test_after_the_close_staff_read_that_nobody_can_be_reached(tmp_path: Path) -> None:
    """On the panel, also when a yes came; in a session without a check there is no such line."""
    async with open_house(tmp_path) as home:
        await list_is_read(home)
        await checks(home)
        await home.close()
        assert home.say("panel.checks-over") in for_staff(home)

    async with open_house(tmp_path / "other") as home:
        await list_is_read(home)
        await home.close()
        assert home.say("panel.checks-over") not in for_staff(home)


async def test_an_entry_that_is_gone_is_refused_kindly(tmp_path: Path) -> None:
    """It was taken back, or the reference is forged; members get no entry at all."""
    async with open_house(tmp_path) as home:
        place = await list_is_read(home)
        staff, session = home.caller(home.facilitator), place.session_id
        authors = home.services.authors
        entry = next(one for one in await authors.entries(staff, session) if one.words == WORRYING)
        await home.services.answers.withdraw(home.caller(home.members[1]), place, "thanks", None)

        assert await home.refused(authors.mark(staff, session, entry.reference, CHECK)) == "no-such-entry"
        assert await home.refused(authors.mark(staff, session, "1.thanks", CHECK)) == "old-button"
        assert await home.refused(authors.mark(staff, session, "x.thanks.1.0", CHECK)) == "old-button"
        assert await home.refused(authors.entries(home.caller(home.supporter), session)) == "staff-only"


async def test_an_entry_of_an_earlier_step_can_still_be_chosen(tmp_path: Path) -> None:
    """Staff may see late that something was worrying."""
    async with open_house(tmp_path) as home:
        await list_is_read(home)
        await home.panel_presses("show-batch")
        await home.next()
        await checks(home)

        assert waits(home, await home.members[1].presses("Pass", home.card))


# Blocked.


async def test_a_blocked_author_adds_nothing_more_in_any_list(tmp_path: Path) -> None:
    """They are told kindly and in private; they can still take part; the others go on."""
    async with open_house(tmp_path) as home:
        await list_is_read(home)
        await blocks(home)
        author, other = home.caller(home.members[1]), home.caller(home.members[0])
        await home.at_step("feeling-words")
        await home.panel_presses("choose")
        place = await home.place()
        give = home.services.answers.give
        assert await home.refused(give(author, place, {"word": ["heavy"]})) == "no-more-entries"
        await give(other, place, {"word": ["heavy"]})
        await home.at_step("closing")

        await give(author, await home.place(), {"change": ["same"]})
        assert not waits(home, await home.members[1].presses("Pass", home.card))


async def test_a_block_is_over_with_the_session(tmp_path: Path) -> None:
    """Next week the person is as welcome as everybody."""
    async with open_house(tmp_path) as home:
        await list_is_read(home)
        await blocks(home)
        await home.close()
        await home.start()
        await home.at_step("gratitude")

        await home.services.answers.give(home.caller(home.members[1]), await home.place(), {"thanks": ["my cat"]})


# Other words.


async def held_back(home: House, words: str = WORRYING) -> None:
    """Let staff hold an entry back."""
    control = next(one for one in controls_of(home.panel) if one.verb == "hold")
    (value,) = [value for label, value in control.options if label == words]
    await home.facilitator.chooses([value], home.panel, custom_id=control.custom_id)


async def test_the_author_of_what_is_held_back_is_asked_for_other_words(tmp_path: Path) -> None:
    """In private; the form opens empty; staff read the new words in the old ones' place and can show them."""
    async with open_house(tmp_path) as home:
        place = await list_is_read(home)
        await held_back(home)
        author = home.members[1]
        assert not waits(home, await home.members[0].presses("Pass", home.card))
        letter = await opens(home, author)
        assert home.say("letter.again") in letter.text
        assert WORRYING in letter.text
        form = await author.presses(home.say("letter.write-again"), letter.message or home.card)
        assert form.form
        assert WORRYING not in json.dumps(form.form)
        done = await author.fills(form, {"text": "I had a hard week", "sign": False})
        assert done.text == home.say("letter.written-again")
        assert "I had a hard week" in home.panel_text
        assert WORRYING not in home.panel_text
        await home.panel_presses("show-batch")

        assert "I had a hard week" in home.card_text
        assert not waits(home, await author.presses("Help", home.card))
        rewrite = home.services.authors.rewrite
        assert await home.refused(rewrite(home.caller(author), place, "thanks", "again")) == "no-message"


async def test_nobody_is_asked_for_other_words_once_staff_changed_their_mind(tmp_path: Path) -> None:
    """The entry was brought back, or the group is at another step."""
    async with open_house(tmp_path) as home:
        place = await list_is_read(home)
        await held_back(home)
        await home.services.steps.hold(home.caller(home.facilitator), place, "thanks", 1, [])
        assert not waits(home, await home.members[1].presses("Pass", home.card))
        await held_back(home)
        await home.next()

        assert not waits(home, await home.members[1].presses("Pass", home.card))


async def test_a_blocked_author_is_not_asked_for_other_words(tmp_path: Path) -> None:
    """It would be a promise that is not kept."""
    async with open_house(tmp_path) as home:
        place = await list_is_read(home)
        await held_back(home)
        await blocks(home)
        author = home.members[1]

        assert not waits(home, await author.presses("Pass", home.card))
        rewrite = home.services.authors.rewrite
        assert await home.refused(rewrite(home.caller(author), place, "thanks", "other")) == "no-more-entries"


# What is left.


async def marked(circle: Circle) -> list[bytes]:
    """Let staff check on, block and hold back every author; return every tag that a mark holds."""
    place = await circle.at_step("gratitude")
    for number, member in enumerate(circle.members):
        await circle.give(member, place, thanks=f"a thing of number {number}")
    await circle.services.steps.close_list(circle.facilitator, place, "thanks")
    authors = circle.services.authors
    for entry in await authors.entries(circle.facilitator, place.session_id):
        for action in (CHECK, BLOCK):
            await authors.mark(circle.facilitator, place.session_id, entry.reference, action)
    await circle.services.steps.hold(circle.facilitator, place, "thanks", 1, range(20))
    return sorted({mark.tag for mark in await circle.store.read(lambda unit: unit.marks.of_session(place.session_id))})


async def test_after_the_close_no_mark_and_no_byte_of_one_is_left(tmp_path: Path) -> None:
    """The same search finds them before."""
    async with open_circle(tmp_path) as circle:
        tags = await marked(circle)
        session = (await circle.session()).id
        before = found(tags, circle.folder)
        await circle.close()

        assert len(before) == len(circle.members)
        assert found(tags, circle.folder) == []
        assert await circle.store.read(lambda unit: unit.marks.of_session(session)) == []


async def test_marks_are_in_a_persons_data_and_go_when_they_are_forgotten(tmp_path: Path) -> None:
    """How many, never which; others keep theirs."""
    async with open_circle(tmp_path) as circle:
        await marked(circle)
        ana, ben = circle.members[:2]
        slot = next(slot for slot in await circle.slots() if slot.step == "gratitude")
        assert slot.nonce
        tag = Veil(MASTER, slot.nonce, "step").tag(ana.id.to_bytes())
        assert (await circle.services.own_data.my_data(ana, ROOM, 1)).messages == 3
        gone = await circle.services.own_data.forget_me(ana, ROOM, 1)

        assert gone.messages == 3
        assert found([tag], circle.folder) == []
        assert (await circle.services.own_data.my_data(ben, ROOM, 1)).messages == 3


async def test_two_facilitators_who_check_at_once_ask_once(tmp_path: Path) -> None:
    """One mark, one message."""
    async with open_house(tmp_path) as home:
        await list_is_read(home)
        await checks(home)
        await checks(home)
        await answers(home, home.members[1], "no")

        assert not waits(home, await home.members[1].presses("Help", home.card))
