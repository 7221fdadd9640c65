"""Things to keep: what a session leaves, the book of feelings, and the end of a programme."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import discord
import pypdf
import pytest
from circle import GROUP, PACK, ROOM, Circle, open_circle
from house import House, open_house
from test_sealing import found

from bot.rehearsal.people import controls_of, text_of
from bot.reports.keepsakes import Board, Farewell, Keepsake, farewell_page, keepsake_page
from bot.reports.pdf import to_pdf
from bot.services import Place
from bot.services.endings import weeks_until
from bot.services.keepsakes import Mine, ToRead
from bot.services.schedule import Where
from bot.session import Caller, Event, Move, Refused
from cogs.ui.body import MOST_PARTS, Select
from cogs.ui.keepsake import draw_keepsake, draw_to_read

HERE = Where(ROOM, 1)
SERVER = 1


async def refused(work: object) -> str:
    """Await what must be refused, and return the refusal's name."""
    with pytest.raises(Refused) as refusal:
        await work  # type: ignore[misc]  # an awaitable of any service
    return refusal.value.reason


async def words_given(circle: Circle, words: Sequence[str], *, feeling: str = "worried", read: bool = True) -> Place:
    """Let members give a word each; with ``read`` staff close the list and show it."""
    place = await circle.at_step("feeling-words")
    await circle.services.steps.choose(circle.facilitator, place, feeling)
    for member, word in zip(circle.members, words, strict=False):
        await circle.give(member, place, word=word)
    if read:
        await shown(circle, place, "word")
    return place


async def shown(circle: Circle, place: Place, question: str) -> None:
    """Let staff close a list and show all of it."""
    await circle.services.steps.close_list(circle.facilitator, place, question)
    await circle.services.steps.show_batch(circle.facilitator, place, question, 1)


async def keepsake(circle: Circle, who: Caller | None = None) -> Keepsake:
    """Read the newest keepsake as somebody of the group."""
    return (await circle.services.keepsakes.newest(who or circle.members[0], HERE)).keepsake


async def test_right_after_the_close_every_member_has_words_thanks_topic_and_next_date(tmp_path: Path) -> None:
    """Also who did not come; nobody waits; what staff held back is not in it, and no name is."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(replace(GROUP, weekday=1, at=time(18, 30)))
        await words_given(circle, ["tense", "tense", "a bit wobbly"])
        place = await circle.at_step("topic")
        await circle.services.steps.choose(circle.facilitator, place, "stress-and-worry")
        place = await circle.at_step("gratitude")
        await circle.give(circle.members[0], place, "Ana", thanks="my dog")
        await circle.give(circle.members[1], place, thanks="something rude")
        await circle.services.steps.close_list(circle.facilitator, place, "thanks")
        rows = await circle.services.board.room(place.session_id)
        (rude,) = [at for at, words, _back in rows.panel.batches[0].entries if "rude" in words]
        await circle.services.steps.hold(circle.facilitator, place, "thanks", 1, [rude])
        await circle.services.steps.show_batch(circle.facilitator, place, "thanks", 1)
        await circle.close()

        one = await keepsake(circle, circle.members[7])

        assert [(board.feeling, sorted(board.words)) for board in one.boards] == [
            ("worried", ["a bit wobbly", "tense"])
        ]
        assert one.thanks == ("my dog",)
        assert one.topics == ("stress-and-worry",)
        assert one.next_at == datetime(2026, 12, 1, 18, 30, tzinfo=UTC)
        assert not one.waits


async def test_words_that_staff_have_not_read_wait_for_them_and_the_rest_does_not(tmp_path: Path) -> None:
    """Two words came too late to be read. After staff looked and left one out, the other is there."""
    async with open_circle(tmp_path) as circle:
        place = await words_given(circle, ["tense", "Ben is mean"], read=False)
        await circle.close()
        services, staff = circle.services.keepsakes, circle.facilitator
        before = await keepsake(circle)
        to_read = await services.to_read(staff, SERVER, place.session_id)
        (mean,) = [number for number, words in to_read.lines if words == "Ben is mean"]
        assert await refused(services.leave_out(circle.members[0], SERVER, place.session_id, [mean])) == "staff-only"
        await services.leave_out(staff, SERVER, place.session_id, [mean, mean])
        await services.leave_out(staff, SERVER, place.session_id, [mean])
        await services.share(staff, SERVER, place.session_id)
        await services.share(circle.lead, SERVER, place.session_id)

        assert (before.waits, before.boards) == (True, (Board("worried"),))
        assert (await keepsake(circle)).boards == (Board("worried", ("tense",)),)
        assert await circle.kept("feeling-words") == ["tense"]
        deeds = (await circle.services.audit.newest(circle.lead, ROOM, SERVER))[1]
        assert [deed.action for deed in deeds if deed.action.startswith("keepsake")] == [
            "keepsake-shared",
            "keepsake-line-out",
        ]


async def test_before_the_close_and_in_another_group_there_is_only_a_calm_sentence(tmp_path: Path) -> None:
    """No word leaves an open session; a session of another server is nobody's here."""
    async with open_circle(tmp_path) as circle:
        services, ana = circle.services.keepsakes, circle.members[0]
        assert await refused(services.newest(ana, HERE)) == "keepsake-none"
        place = await words_given(circle, ["tense"])
        stranger = Caller(ana.id, frozenset({99}))

        assert await refused(services.newest(ana, HERE)) == "keepsake-later"
        assert await refused(services.of_session(ana, SERVER, place.session_id)) == "keepsake-later"
        assert await refused(services.to_read(circle.facilitator, SERVER, place.session_id)) == "keepsake-open"
        await circle.close()
        assert await refused(services.of_session(ana, 2, place.session_id)) == "old-button"
        assert await refused(services.of_session(ana, SERVER, 77)) == "session-over"
        assert await refused(services.of_session(stranger, SERVER, place.session_id)) == "not-a-member"
        assert await refused(services.book(stranger, HERE)) == "not-a-member"


async def test_the_book_has_every_word_once_by_feeling_and_no_session_shows_through(tmp_path: Path) -> None:
    """Two evenings about one feeling are one board, in the order of the alphabet."""
    async with open_circle(tmp_path) as circle:
        for feeling, words in (("worried", ["tense", "heavy"]), ("happy", ["warm"]), ("worried", ["Heavy!", "cold"])):
            await words_given(circle, words, feeling=feeling)
            await circle.close()
            circle.clock.advance(timedelta(days=7))

        book = await circle.services.keepsakes.book(circle.supporter, HERE)

        assert {one.feeling: one.words for one in book.boards} == {
            "worried": ("cold", "Heavy!", "tense"),
            "happy": ("warm",),
        }


async def test_the_end_is_told_in_weeks_and_leaves_a_page_with_everything(tmp_path: Path) -> None:
    """Of three sessions 2 are left, then 1, then none; after the last one the whole programme is there."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(replace(GROUP, weekday=1, at=time(18, 30)))
        group = await circle.store.read(lambda unit: unit.groups.get(circle.group_id))
        first = date(2026, 12, 1)
        await circle.services.programmes.start(circle.lead, HERE, first, 3, version=group.schedule_version)
        await circle.services.endings.write(circle.lead, HERE, " The Tuesday cafe \n\nmind.org.uk\n")
        told = []
        circle.clock.advance(timedelta(days=7))
        for number in range(3):
            place = await words_given(circle, [f"word {number}"])
            assert number == 2 or await refused(
                circle.services.keepsakes.farewell(circle.members[0], SERVER, place.session_id)
            ) in ("keepsake-later", "farewell-later")
            record = await circle.close()
            ending = (await circle.services.board.room(record.id)).card.ending
            assert ending
            told.append((ending.left, ending.weeks, ending.is_last))
            if number < 2:
                circle.clock.advance(timedelta(days=7))
        circle.clock.advance(timedelta(days=2))
        left = await circle.services.keepsakes.farewell(circle.members[0], SERVER, record.id)

        assert told == [(2, 2, False), (1, 1, False), (0, 0, True)]
        assert (left.sessions, left.first, left.last) == (3, first, date(2026, 12, 15))
        assert left.boards == (Board("worried", ("word 0", "word 1", "word 2")),)
        assert left.where_next == ("The Tuesday cafe", "mind.org.uk")
        assert await refused(circle.services.endings.write(circle.facilitator, HERE, "x")) == "leads-only"
        assert await refused(circle.services.endings.write(circle.lead, HERE, "a\n" * 7)) == "too-many-lines"


@pytest.mark.parametrize(
    ("last", "weeks"), [((2026, 12, 1), 1), ((2026, 12, 2), 1), ((2026, 12, 15), 3), ((2026, 11, 25), 1)]
)
def test_weeks_are_counted_on_the_wall_and_never_become_days(last: tuple[int, int, int], weeks: int) -> None:
    """A last session that moved to the next day, or to tomorrow, is still told in weeks."""
    at = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)

    assert weeks_until(at, datetime(*last, 18, 30, tzinfo=UTC), "Europe/London") == weeks


def read(page: bytes) -> str:
    """Read a PDF as a person does, spaces and ends of lines made one."""
    return " ".join("".join(one.extract_text() + "\n" for one in pypdf.PdfReader(io.BytesIO(page)).pages).split())


def test_a_page_has_real_text_and_headings_and_typed_words_are_never_markup() -> None:
    """Emoji go, since words stand beside them; letters that cannot be printed are not lost without a word."""
    odd = ("#eval(1+1)", "*not bold* $x$", "= no heading", "calm \U0001f600", "\u09a7\u09a8\u09cd\u09af")
    page = to_pdf(keepsake_page(PACK, Keepsake(1, date(2026, 11, 24), "Europe/London", (Board("happy", odd),))))
    text, whole = read(page), pypdf.PdfReader(io.BytesIO(page))
    root: Any = whole.trailer["/Root"]
    titles: list[Any] = whole.outline

    assert all(words in text for words in ("#eval(1+1)", "*not bold* $x$", "= no heading", "\u2022 calm"))
    assert PACK.say("keepsake.cannot-print") in text
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert [one["/Title"] for one in titles if not isinstance(one, list)] == [
        PACK.say("keepsake.title", day="Tuesday 24 November")
    ]


def test_the_fullest_page_of_a_programme_is_still_a_few_pages() -> None:
    """Every list is bounded, and says what it left out."""
    boards = tuple(Board(one.id, tuple(f"word number {n}" for n in range(500))) for one in PACK.feelings)
    full = Farewell(1, date(2026, 1, 6), date(2026, 6, 30), 26, boards, tuple(map(str, range(900))), ())
    page = to_pdf(farewell_page(PACK, full))

    assert len(pypdf.PdfReader(io.BytesIO(page)).pages) <= 40
    assert PACK.say("keepsake.more", n=441) in read(page)


async def test_a_line_that_staff_leave_out_is_in_no_byte_any_more(tmp_path: Path) -> None:
    """Also not in the database's log: it may be a name."""
    async with open_circle(tmp_path) as circle:
        place = await words_given(circle, ["tense"], read=False)
        await circle.close()
        rows = await circle.store.read(lambda unit: unit.boards.lines([place.session_id]))
        hidden = [rows[0][3]]
        assert found(hidden, circle.folder)
        await circle.services.keepsakes.leave_out(circle.facilitator, SERVER, place.session_id, [rows[0][0]])

        assert found(hidden, circle.folder) == []


async def closed_with_words(home: House) -> None:
    """Hold a session with words and thanks, all read by staff, and close it."""
    for step, question, words in (("feeling-words", "word", "tense"), ("gratitude", "thanks", "my dog")):
        await home.at_step(step)
        place = await home.place()
        if step == "feeling-words":
            await home.services.steps.choose(home.caller(home.facilitator), place, "worried")
        await home.services.answers.give(home.caller(home.members[0]), place, {question: [words]})
        await home.services.steps.close_list(home.caller(home.facilitator), place, question)
        await home.services.steps.show_batch(home.caller(home.facilitator), place, question, 1)
    await home.close()


def goodbye(home: House) -> discord.Message:
    """Find the last card of the session that is over."""
    return next(one for one in home.room.history() if "keepsake" in {control.verb for control in controls_of(one)})


async def test_two_presses_on_the_goodbye_card_give_the_card_and_the_page(tmp_path: Path) -> None:
    """In private, with nobody's name; the room does not change; the button works days later, after a restart too."""
    async with open_house(tmp_path, members=3, weekday=1) as home:
        await closed_with_words(home)
        before, ana, ben = home.messages(), home.members[0], home.members[1]
        card = await ana.presses(home.say("keep-button.keepsake"), goodbye(home))
        assert card.message
        page = await ana.presses(home.say("keep-button.page"), card.message)
        assert page.message
        (file,) = page.message.attachments
        assert home.messages() == before
        await home.forward(days=3)
        book = await ben.presses(home.say("keep-button.book"), goodbye(home))
        assert book.message
        opened = await ben.chooses(["worried"], book.message)
        typed = await ben.types(home.room, "keepsake")

        assert card.private
        assert page.private
        assert "tense" in card.text
        assert "my dog" in card.text
        assert "tense" in opened.text
        assert typed.text == card.text
        assert not any(person.name in card.text + opened.text for person in home.members)
        printed = read(await file.read())
        assert "tense" in printed
        helps = next(one for one in home.stage.bot.pack.feelings if one.id == "worried").help
        assert helps.rstrip(".") in card.text
        assert helps.split(".")[0] in " ".join(printed.split())


async def test_staff_read_late_words_on_the_last_panel_and_members_have_them_then(tmp_path: Path) -> None:
    """The panel says that words wait; one press opens them, one leaves out, one lets members keep them."""
    async with open_house(tmp_path, members=3) as home:
        await home.at_step("feeling-words")
        place = await home.place()
        await home.services.steps.choose(home.caller(home.facilitator), place, "worried")
        for member, word in zip(home.members, ("tense", "rude"), strict=False):
            await home.services.answers.give(home.caller(member), place, {"word": [word]})
        await home.close()
        panel = home.staff.history()[-1]
        assert home.say("keepsake-staff.panel") in text_of(panel)
        early = await home.members[2].types(home.room, "keepsake")
        page = await home.facilitator.presses(home.say("keepsake-staff.button"), panel)
        assert page.message
        (choose,) = [control for control in page.controls if control.options]
        (rude,) = [value for label, value in choose.options if label == "rude"]
        after = await home.facilitator.chooses([rude], page.message, custom_id=choose.custom_id)
        assert after.message
        await home.facilitator.presses(home.say("keepsake-staff.share"), after.message)
        late = await home.members[2].types(home.room, "keepsake")

        assert home.say("keepsake.waits") in early.text
        assert "tense" not in early.text
        assert "tense" in late.text
        assert "rude" not in late.text
        assert home.say("keepsake-staff.panel") not in text_of(home.staff.history()[-1])


async def test_a_pressed_button_of_an_open_session_says_when_it_comes(tmp_path: Path) -> None:
    """The sentence has the time at which the group ends."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        record = await circle.session()
        await circle.services.sessions.move(circle.facilitator, record.id, Move(Event.NEXT))
        with pytest.raises(Refused) as refusal:
            await circle.services.keepsakes.of_session(circle.members[0], SERVER, record.id)

        assert PACK.say("refused.keepsake-later", **refusal.value.values_for_sentence).endswith("7:30pm.")


def test_long_lists_say_what_they_leave_out_and_staff_have_every_line() -> None:
    """On a screen twelve lines of a list; the page to print has more. Staff choose from all, 25 in each list."""
    words = tuple(f"word {number}" for number in range(60))
    mine = Mine(Keepsake(1, date(2026, 11, 24), "Europe/London", (Board("worried", words),)), may_ask=False)
    card = draw_keepsake(PACK, mine)
    page = draw_to_read(PACK, ToRead(1, tuple(enumerate(words)), shared=False))
    lists = [row for row in page.rows if isinstance(row, Select)]

    assert PACK.say("keepsake.more-on-page", n=49) in "\n".join(card.blocks)
    assert [option.label for one in lists for option in one.options] == list(words)
    assert page.parts <= MOST_PARTS


def test_only_who_may_be_asked_sees_the_way_to_words_for_a_report() -> None:
    """Who said no to being asked is not asked by a button either; the command is there for everybody."""
    kept = Keepsake(1, date(2026, 11, 24), "Europe/London")
    verbs = [
        {button.verb for row in draw_keepsake(PACK, Mine(kept, may_ask=yes)).rows for button in row}  # type: ignore[union-attr]  # no lists here
        for yes in (True, False)
    ]

    assert verbs[0] - verbs[1] == {"quote"}
