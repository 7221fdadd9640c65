"""What helps with this feeling: a second list, asked only when a facilitator adds it, kept beside the words."""

from pathlib import Path

import pytest
from circle import GROUP, PACK, ROOM, Circle, open_circle
from test_feedback import refused

from bot.content import PackError, load_pack
from bot.reports.keepsakes import Board, book_page
from bot.services import Place
from bot.services.schedule import Where
from bot.session.steps.feeling_words import STEP

HERE = Where(ROOM, 1)


async def asked(circle: Circle) -> Place:
    """Bring the group to the word "worried" with the second question asked."""
    place = await circle.at_step("feeling-words")
    await circle.services.steps.choose(circle.facilitator, place, "worried")
    await circle.services.steps.ask_too(circle.facilitator, place, "helps")
    return place


async def read_all(circle: Circle, place: Place) -> None:
    """Let staff read and show both lists."""
    for question in ("word", "helps"):
        await circle.services.steps.close_list(circle.facilitator, place, question)
        await circle.services.steps.show_batch(circle.facilitator, place, question, 1)


async def test_it_is_asked_once_a_facilitator_adds_it_and_by_nobody_else(tmp_path: Path) -> None:
    """Before, an answer is refused kindly; a second press changes nothing; other questions cannot be added."""
    async with open_circle(tmp_path, members=2) as circle:
        ana, steps = circle.members[0], circle.services.steps
        place = await circle.at_step("feeling-words")
        await steps.choose(circle.facilitator, place, "worried")
        assert await refused(circle.give(ana, place, helps="Go for a walk")) == "not-asked-now"
        assert await refused(steps.ask_too(ana, place, "helps")) == "staff-only"
        assert await refused(steps.ask_too(circle.facilitator, place, "word")) == "not-a-choice"
        await steps.ask_too(circle.facilitator, place, "helps")
        await steps.ask_too(circle.lead, place, "helps")
        await circle.give(ana, place, helps="Go for a walk")
        deeds = (await circle.services.audit.newest(circle.lead, ROOM, 1))[1]
        room = await circle.services.board.room(place.session_id)

        assert [one.action for one in deeds].count("question-added") == 1
        assert room.card.more == {"helps"}
        assert [one.text for one in await circle.services.answers.own(ana, place, "helps")] == ["Go for a walk"]


async def test_the_second_list_is_kept_beside_the_words_and_counted_nowhere(tmp_path: Path) -> None:
    """It has its own list in what people take home and in the book; no total of it is kept."""
    async with open_circle(tmp_path) as circle:
        place = await asked(circle)
        for member, helps in zip(circle.members, ("Go for a walk", "go for a walk", "my cat"), strict=False):
            await circle.give(member, place, word="tense", helps=helps)
        await read_all(circle, place)
        card = (await circle.services.board.room(place.session_id)).card
        await circle.close()
        mine = await circle.services.keepsakes.of_session(circle.members[7], 1, place.session_id)
        book = await circle.services.keepsakes.book(circle.members[7], HERE)

        assert sorted(text.casefold() for text, _name in card.entries["helps"]) == ["go for a walk", "my cat"]
        (board,) = mine.keepsake.boards
        assert board.words == ("tense",)
        assert sorted(line.casefold() for line in board.helps) == ["go for a walk", "my cat"]
        assert [one.casefold() for one in book.boards[0].helps] == ["go for a walk", "my cat"]
        assert await circle.totals() == {}
        assert "my cat" in str(book_page(PACK, book))


async def test_what_helps_alone_still_reaches_the_book(tmp_path: Path) -> None:
    """Where nobody added a word, the second list is not lost; what staff hold back is."""
    async with open_circle(tmp_path) as circle:
        place = await asked(circle)
        await circle.give(circle.members[0], place, helps="my cat")
        await read_all(circle, place)
        await circle.close()
        book = await circle.services.keepsakes.book(circle.members[1], HERE)

        assert book.boards == (Board("worried", (), ("my cat",)),)


def test_every_feeling_of_the_pack_has_five_or_six_gentle_things_to_choose() -> None:
    """Each fits into a list of Discord and into what is stored; none is said twice of one feeling."""
    longest = STEP.question("helps").length

    assert GROUP.check_in  # the words need no mood of anybody
    for feeling in PACK.feelings:
        assert 5 <= len(set(feeling.helps)) == len(feeling.helps) <= 6
        assert all(len(line) <= longest for line in feeling.helps)


def test_a_charitys_feelings_may_have_no_such_list_but_no_long_line(tmp_path: Path) -> None:
    """A pack from before loads as it is; a line that is too long is named."""
    shipped = (Path(__file__).parents[1] / "bot/content/packs/en-GB/feelings.toml").read_text(encoding="utf-8")
    before, _, rest = shipped.partition("helps = [\n")
    old = before + rest.partition("]\n")[2]
    (tmp_path / "feelings.toml").write_text(old, encoding="utf-8")
    assert load_pack(tmp_path).feelings[0].helps == ()
    long = shipped.replace("Breathe slowly", "Breathe " + "slowly " * 10, 1)
    (tmp_path / "feelings.toml").write_text(long, encoding="utf-8")
    with pytest.raises(PackError, match="is long"):
        load_pack(tmp_path)
