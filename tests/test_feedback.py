"""Feedback after a session, and what the lead says about it: nobody is seen, nothing stays under a key past noon."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from circle import MASTER, ROOM, Circle, open_circle, services_over
from hypothesis import given
from hypothesis import strategies as st
from made import look, rows_in
from test_sealing import found

from bot.app import prepare
from bot.privacy import Veil
from bot.services.schedule import Where
from bot.session import Caller, Refused
from bot.session.feedback import LONGEST_KEYED, open_until, read, written

HERE = Where(ROOM, 1)
NOON_NEXT_DAY = timedelta(hours=17, minutes=30)  # from 18:30
FIRST = datetime(2026, 1, 1)  # noqa: DTZ001  hypothesis wants it so
FACES = ("good", "ok", "not-good", "good")


async def refused(asked: Awaitable[object]) -> str:
    """Await what must be refused, and return the refusal's name."""
    with pytest.raises(Refused) as refusal:
        await asked
    return refusal.value.reason


async def an_evening(circle: Circle, *, counted: bool = True) -> int:
    """Hold a session with two steps that can be liked; return its number."""
    await circle.start()
    await circle.arrive(counted=counted)
    await circle.at_step("icebreaker")
    await circle.at_step("gratitude")
    return (await circle.close()).id


async def says(circle: Circle, who: int, session_id: int, **given_: str) -> None:
    """Let a member answer some of the questions."""
    for question, value in given_.items():
        await circle.services.feedback.give(circle.members[who], session_id, question, value)


async def words(circle: Circle) -> list[tuple[str, ...]]:
    """Read what staff read, each session's texts in alphabetical order."""
    return [tuple(sorted(one.texts)) for one in await circle.services.feedback.words(circle.facilitator, HERE)]


def rows(circle: Circle, table: str) -> int:
    """Count the rows of a table."""
    return int(look(circle.folder, f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608  our own names


# Until when, and how it is written down.


@given(
    st.datetimes(FIRST, FIRST + timedelta(days=730), timezones=st.just(UTC)),
    st.sampled_from(["Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "America/New_York"]),
)
def test_it_is_open_until_noon_of_the_next_day_and_never_longer_than_a_day(closed_at: datetime, zone: str) -> None:
    """Whatever the zone and the change of clocks; it is never over at once."""
    until = open_until(closed_at, zone)

    assert timedelta(hours=11) <= until - closed_at <= LONGEST_KEYED
    if until - closed_at < LONGEST_KEYED:
        wall = until.astimezone(ZoneInfo(zone))
        assert (wall.hour, wall.minute) == (12, 0)


@given(st.dictionaries(st.sampled_from(["face", "favourite", "text"]), st.text(max_size=200), max_size=3))
def test_what_one_person_says_is_written_in_steps_of_one_length(bag: dict[str, str]) -> None:
    """It comes back as it was, and its length does not tell a face from another."""
    assert read(written(bag)) == bag
    assert len(written(bag)) % 1024 == 0
    assert len(written({"face": "ok"})) == len(written({"face": "not-good", "favourite": "feeling-words"}))


# What becomes of it.


async def test_faces_and_favourites_become_totals_at_noon(tmp_path: Path) -> None:
    """Not a second before; nothing is left of the round; whoever changed counts once, with what came last."""
    async with open_circle(tmp_path, members=4) as circle:
        session_id = await an_evening(circle)
        await says(circle, 0, session_id, face="not-good")
        for number, face in enumerate(FACES):
            await says(circle, number, session_id, face=face, favourite="icebreaker" if number else "gratitude")
        circle.clock.advance(NOON_NEXT_DAY - timedelta(seconds=1))
        assert await circle.services.rounds.seal_due() == []
        assert rows(circle, "round_answers") == 4
        circle.clock.advance(timedelta(seconds=1))
        await circle.services.rounds.seal_due()
        totals = await circle.totals()

        assert {name[1]: number for name, number in totals.items() if name[0] == "feedback.face"} == {
            "answered": 4,
            "good": 2,
            "ok": 1,
            "not-good": 1,
        }
        assert totals["feedback.favourite", "icebreaker"] == 3
        assert (rows(circle, "round_answers"), rows(circle, "answer_rounds")) == (0, 0)
        assert await refused(says(circle, 0, session_id, face="good")) == "feedback-over"


async def test_of_few_or_equal_answers_only_how_many_is_kept(tmp_path: Path) -> None:
    """Three people, or all alike: the rule of the other answers."""
    async with open_circle(tmp_path, members=5) as circle:
        session_id = await an_evening(circle)
        for number in range(5):
            await says(circle, number, session_id, face="good")
        for number in range(3):
            await says(circle, number, session_id, favourite=("icebreaker", "gratitude", "icebreaker")[number])
        circle.clock.advance(NOON_NEXT_DAY)
        await circle.services.rounds.seal_due()
        totals = {name: number for name, number in (await circle.totals()).items() if name[0].startswith("feedback")}

        assert totals == {("feedback.face", "answered"): 5, ("feedback.favourite", "answered"): 3}


async def test_who_is_not_counted_is_in_no_total_and_a_no_that_comes_later_counts(tmp_path: Path) -> None:
    """Their words reach staff all the same; an open answer follows the person's yes or no."""
    async with open_circle(tmp_path, members=6) as circle:
        await circle.start()
        record = await circle.session()
        for number, member in enumerate(circle.members):
            await circle.comes(member, record.id, counted=number > 0)
        await circle.close()
        for number in range(6):
            await says(circle, number, record.id, face=FACES[number % 4], text=f"Words {number}")
        await circle.start()
        presence, later = circle.services.presence, (await circle.session()).id
        await presence.consent(circle.members[1], later, "counted", yes=False, listening=False)
        circle.clock.advance(NOON_NEXT_DAY)
        await circle.services.rounds.seal_due()

        assert (await circle.totals())["feedback.face", "answered"] == 4
        assert await words(circle) == [tuple(f"Words {number}" for number in range(6))]


async def test_staff_read_words_of_three_people_at_least_and_nothing_is_lost(tmp_path: Path) -> None:
    """Two texts wait; the next evening with three brings them along; each text is there once."""
    async with open_circle(tmp_path, members=4) as circle:
        first = await an_evening(circle)
        await says(circle, 0, first, text="More  breaks, please")
        await says(circle, 1, first, text="It was too fast")
        circle.clock.advance(NOON_NEXT_DAY)
        assert await circle.services.rounds.seal_due() == []
        assert await words(circle) == []
        circle.clock.advance(timedelta(days=6))
        second = await an_evening(circle)
        for number, text in enumerate(("Good", "I liked it", "good!")):
            await says(circle, number, second, text=text)
        circle.clock.advance(timedelta(days=1))
        told = await circle.services.rounds.seal_due()

        assert [group.id for group in told] == [circle.group_id]
        assert await words(circle) == [("Good", "I liked it", "It was too fast", "More breaks, please")]
        circle.clock.advance(timedelta(days=90))
        await circle.services.retention.daily()
        assert await words(circle) == []


async def test_after_noon_no_byte_leads_to_a_person(tmp_path: Path) -> None:
    """No code, no key, no plain word in any file, and a start does it when the bot was away at noon."""
    async with open_circle(tmp_path, members=4) as circle:
        session_id = await an_evening(circle)
        for number, face in enumerate(FACES):
            await says(circle, number, session_id, face=face, text=f"a long sentence of person {number}")
        one = await circle.store.read(lambda unit: unit.rounds.of_session(session_id))
        assert one
        assert one.nonce
        veil = Veil(MASTER, one.nonce, "round")
        secrets = [one.nonce, *(veil.tag(member.id.to_bytes()) for member in circle.members), b"a long sentence"]
        before = found(secrets, circle.folder)
        circle.clock.advance(timedelta(days=3))
        other = services_over(circle.database, circle.clock)
        await prepare(other, MASTER)
        await other.desk.store.close()

        assert len(before) == 5
        assert found(secrets, circle.folder) == []
        assert rows(circle, "feedback_notes") == 4


async def test_the_same_answers_in_other_hands_leave_the_same_database(tmp_path: Path) -> None:
    """Played three times, each time all say what another one said, what is kept is the same, row for row."""
    said = [
        {"face": "good", "favourite": "gratitude", "text": "Thank you"},
        {"face": "not-good", "favourite": "icebreaker", "text": "It was a very long evening for me, and loud"},
        {"face": "ok", "favourite": "icebreaker", "text": "thank you."},
    ]
    dumps = set()
    for number in range(3):
        order = said[number:] + said[:number]
        async with open_circle(tmp_path / str(number), members=4) as circle:
            session_id = await an_evening(circle)
            for who, one in enumerate((*order, {"face": "ok", "favourite": "gratitude", "text": "Good"})):
                await says(circle, who, session_id, **one)
            circle.clock.advance(NOON_NEXT_DAY)
            await circle.services.rounds.seal_due()
            dumps.add("\n".join(rows_in(circle.folder)))

    assert len(dumps) == 1


async def test_a_person_sees_counts_and_deletes_their_own(tmp_path: Path) -> None:
    """/my-data tells that something is there, /forget-me and Take back delete it, and nobody else's."""
    async with open_circle(tmp_path, members=3) as circle:
        session_id = await an_evening(circle)
        for number in range(3):
            await says(circle, number, session_id, face="good")
        await circle.services.feedback.take_back(circle.members[0], session_id)
        own, me = circle.services.own_data, Caller(circle.members[1].id, frozenset())
        before = await own.my_data(me, ROOM, 1)
        forgotten = await own.forget_me(me, ROOM, 1)

        assert (before.round_answers, forgotten.round_answers) == (1, 1)
        assert (await own.my_data(me, ROOM, 1)).is_empty
        assert rows(circle, "round_answers") == 1


async def test_who_may_not_and_what_may_not_is_refused_in_words(tmp_path: Path) -> None:
    """Too early, staff, outsiders, steps that were not held, signs without words, a session that was stopped."""
    async with open_circle(tmp_path, members=2) as circle:
        service, me = circle.services.feedback, circle.members[0]
        assert await refused(service.newest(me, HERE)) == "session-over"
        await circle.start()
        early = await circle.session()
        assert await refused(service.give(me, early.id, "face", "good")) == "feedback-early"
        await circle.services.sessions.stop(circle.facilitator, early.id)
        assert await refused(service.give(me, early.id, "face", "good")) == "feedback-over"
        session_id = await an_evening(circle)

        assert await refused(service.give(circle.facilitator, session_id, "face", "good")) == "for-members"
        assert await refused(service.give(Caller(me.id, frozenset()), session_id, "face", "good")) == "not-a-member"
        assert await refused(service.give(me, session_id, "favourite", "topic")) == "not-a-choice"
        assert await refused(service.give(me, session_id, "mood", "good")) == "not-a-choice"
        assert await refused(service.give(me, session_id, "text", "...")) == "nothing-typed"
        assert await refused(service.words(me, HERE)) == "staff-only"
        assert (await service.newest(me, HERE)).steps == ("icebreaker", "gratitude")
        assert rows(circle, "answer_rounds") == 0


async def test_two_first_presses_at_once_make_one_round(tmp_path: Path) -> None:
    """Both are kept."""
    async with open_circle(tmp_path, members=5) as circle:
        session_id = await an_evening(circle)
        await asyncio.gather(*(says(circle, number, session_id, face="ok") for number in range(5)))

        assert (rows(circle, "answer_rounds"), rows(circle, "round_answers")) == (1, 5)


# You said, we did.


async def shown(circle: Circle) -> str:
    """Read what the newest session's card says about it."""
    return (await circle.services.board.room((await circle.session()).id)).card.we_did


async def test_a_line_is_shown_at_one_session_and_then_in_the_list(tmp_path: Path) -> None:
    """Two lines take two sessions; members read a line only once it was shown."""
    async with open_circle(tmp_path, members=1) as circle:
        service, me = circle.services.we_did, circle.members[0]
        await circle.start()
        await service.write(circle.lead, HERE, "We have a break in the middle now.")
        await service.write(circle.lead, HERE, "We start 10 minutes later now.")
        assert (await shown(circle), (await service.page(me, HERE)).lines) == ("", ())
        seen = []
        for _week in range(3):
            await circle.close()
            circle.clock.advance(timedelta(days=7))
            await circle.start()
            seen.append(await shown(circle))
        page = await service.page(me, HERE)

        assert seen == ["We have a break in the middle now.", "We start 10 minutes later now.", ""]
        assert [line.text for line in page.lines] == [*reversed(seen[:2])]


async def test_a_line_can_be_left_out_and_only_the_lead_writes(tmp_path: Path) -> None:
    """One that is left out is in no card and no list; pressing twice is no fault; both are in the audit."""
    async with open_circle(tmp_path, members=1) as circle:
        service = circle.services.we_did
        page = await service.write(circle.lead, HERE, "We talk **more** slowly <@1>.")
        assert [line.text for line in page.lines] == ["We talk more slowly ."]
        for _press in range(2):
            page = await service.leave_out(circle.lead, HERE, page.lines[0].id if page.lines else 1)
        await circle.start()

        assert (page.lines, await shown(circle)) == ((), "")
        assert await refused(service.write(circle.facilitator, HERE, "We")) == "leads-only"
        assert await refused(service.leave_out(circle.facilitator, HERE, 1)) == "leads-only"
        told = [deed.action for deed in (await circle.services.audit.newest(circle.lead, ROOM, 1))[1]]
        assert told.count("we-did-written") == told.count("we-did-left-out") == 1
