"""Outcome questions: off at first, one day at a time, totals of ten people or nothing; and numbers from paper."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from circle import MASTER, ROOM, Circle, open_circle, services_over
from hypothesis import given
from hypothesis import strategies as st
from made import look, rows_in
from test_feedback import refused, rows
from test_sealing import found

from bot.app import prepare
from bot.privacy import Veil
from bot.services.outcomes import OutcomePage
from bot.services.schedule import Where
from bot.session import Caller, MemberId
from bot.session.outcomes import HELPS, LONELY, VERSIONS, Asked, from_paper, kept, questions, total_name
from bot.storage import AnswerRound
from bot.storage.backups import make_backup, restore

HERE = Where(ROOM, 1)
FUN = "outcome-fun"
ANSWERS = ("yes", "a-bit", "no", "yes", "not-sure", "a-bit", "yes", "no", "yes", "a-bit", "yes", "no")

# The rules.


@given(st.lists(st.dictionaries(st.sampled_from(HELPS), st.sampled_from(ANSWERS)), max_size=15))
def test_of_fewer_than_ten_answers_to_a_question_nothing_is_kept(bags: list[dict[str, str]]) -> None:
    """Each question is counted for itself, whatever else a person answered."""
    counted = kept(bags, questions("plain", ("topic",)))

    for name in HELPS:
        answered = sum(name in bag for bag in bags)
        assert (name in counted) == (answered >= 10)
        if name in counted:
            assert counted[name]["answered"] == answered


@pytest.mark.parametrize("version", VERSIONS)
def test_a_round_asks_one_of_the_two_questions_about_loneliness_last(version: str) -> None:
    """So that they are never mixed; their totals have names of their own."""
    asked = [one.id for one in questions(version, ("topic",))]

    assert asked == [*HELPS, "favourite", f"lonely-{version}"]
    assert total_name("end", asked[-1]) == f"end.lonely-{version}"
    assert LONELY["ons"].choices == ("often", "some", "occasionally", "hardly-ever", "never")


@given(st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_numbers_from_paper_meet_the_same_rule(numbers: list[int]) -> None:
    """Ten people at least; all alike are only a number of people."""
    made = from_paper(numbers, Asked(FUN, ("yes", "a-bit", "no", "not-sure")))

    assert (made is None) == (sum(numbers) < 10)
    if made:
        assert made["answered"] == sum(numbers)
        assert len(made) == 1 or sorted(made.values())[:-1] == sorted(one for one in numbers if one)


# The service.


async def switched_on(circle: Circle) -> OutcomePage:
    """Let everybody come to a session and be counted, and the lead switch the questions on."""
    await circle.start()
    await circle.arrive()
    await circle.close()
    return await circle.services.outcomes.switch(circle.lead, HERE, on=True)


async def a_round(circle: Circle, part: str = "start", version: str = "plain") -> AnswerRound:
    """Open a round."""
    page = await circle.services.outcomes.open(circle.lead, HERE, part, version)
    assert page.running
    return page.running


async def all_answer(circle: Circle, one: AnswerRound, name: str = FUN) -> None:
    """Let each member answer one question, each in their way."""
    for member, answer in zip(circle.members, ANSWERS, strict=False):
        await circle.services.outcomes.give(member, one.id, name, answer)


async def kept_of(circle: Circle, name: str) -> dict[str, int]:
    """Read the totals of one question."""
    return {choice: number for (question, choice), number in (await circle.totals()).items() if question == name}


async def test_nothing_is_asked_before_a_lead_has_switched_it_on(tmp_path: Path) -> None:
    """And nobody else can; off ends what is open, and keeps nothing of it."""
    async with open_circle(tmp_path, members=10) as circle:
        service = circle.services.outcomes
        assert not (await service.page(circle.lead, HERE)).on
        assert await refused(service.open(circle.lead, HERE, "start", "plain")) == "outcomes-off"
        for other in (circle.facilitator, circle.members[0]):
            assert await refused(service.switch(other, HERE, on=True)) == "leads-only"
            assert await refused(service.page(other, HERE)) == "leads-only"
        await switched_on(circle)
        one = await a_round(circle)
        await all_answer(circle, one)
        page = await service.switch(circle.lead, HERE, on=False)

        assert (page.on, page.running, dict(page.parts)["start"]) == (False, None, "discarded")
        assert rows(circle, "round_answers") == 0
        assert await kept_of(circle, f"start.{FUN}") == {}


async def test_a_round_of_ten_becomes_totals_after_a_day_also_when_the_bot_was_away(tmp_path: Path) -> None:
    """Codes and key are in no file any more, and nobody can answer late."""
    async with open_circle(tmp_path, members=12) as circle:
        await switched_on(circle)
        one = await a_round(circle)
        await all_answer(circle, one)
        await circle.services.outcomes.give(circle.members[0], one.id, FUN, "no")
        assert one.nonce
        veil = Veil(MASTER, one.nonce, "round")
        secrets = [one.nonce, *(veil.tag(member.id.to_bytes()) for member in circle.members)]
        before = found(secrets, circle.folder)
        circle.clock.advance(timedelta(hours=24) - timedelta(seconds=1))
        await circle.services.rounds.seal_due()
        assert rows(circle, "round_answers") == 12
        circle.clock.advance(timedelta(seconds=1))
        late = circle.services.outcomes.give(circle.members[0], one.id, FUN, "yes")
        assert await refused(late) == "round-over"
        other = services_over(circle.database, circle.clock)
        await prepare(other, MASTER)
        await other.desk.store.close()

        assert before == secrets
        assert found(secrets, circle.folder) == []
        assert await kept_of(circle, f"start.{FUN}") == {"answered": 12, "yes": 4, "a-bit": 3, "no": 4, "not-sure": 1}
        assert dict((await circle.services.outcomes.page(circle.lead, HERE)).parts)["start"] == "kept"


async def test_of_nine_people_nothing_stays_and_the_lead_may_ask_again(tmp_path: Path) -> None:
    """A part that was kept is asked once; the same question about loneliness stays for the programme."""
    async with open_circle(tmp_path, members=10) as circle:
        service = circle.services.outcomes
        await switched_on(circle)
        one = await a_round(circle, version="ons")
        for member in circle.members[:9]:
            await service.give(member, one.id, FUN, "yes")
        page = await service.close(circle.lead, HERE, one.id)
        assert (dict(page.parts)["start"], page.versions) == ("discarded", VERSIONS)
        assert await kept_of(circle, f"start.{FUN}") == {}
        again = await a_round(circle, version="ons")
        await all_answer(circle, again)
        await service.close(circle.lead, HERE, again.id)
        page = await service.close(circle.lead, HERE, again.id)

        assert page.versions == ("ons",)
        assert await refused(a_round(circle, version="ons")) == "part-is-kept"
        assert await refused(a_round(circle, "end", "plain")) == "old-button"
        assert (await kept_of(circle, f"start.{FUN}"))["answered"] == 10


async def test_only_members_who_said_yes_to_being_counted_are_asked(tmp_path: Path) -> None:
    """A yes that is taken back takes the answers with it."""
    async with open_circle(tmp_path, members=11) as circle:
        service, me = circle.services.outcomes, circle.members[10]
        await switched_on(circle)
        one = await a_round(circle)
        stranger, newcomer = Caller(MemberId(5), frozenset()), Caller(MemberId(6), me.role_xids)
        assert await refused(service.look(stranger, one.id)) == "not-a-member"
        assert await refused(service.look(newcomer, one.id)) == "not-counted"
        assert await refused(service.look(circle.facilitator, one.id)) == "for-members"
        assert await refused(service.give(me, one.id, FUN, "maybe")) == "not-a-choice"
        assert await refused(service.give(me, one.id, "lonely-ons", "never")) == "not-a-choice"
        assert await refused(service.give(me, 99, FUN, "yes")) == "round-over"
        await all_answer(circle, one)
        await circle.start()
        session_id = (await circle.session()).id
        await circle.services.presence.consent(me, session_id, "counted", yes=False, listening=False)
        await service.close(circle.lead, HERE, one.id)

        assert (await kept_of(circle, f"start.{FUN}"))["answered"] == 10


async def test_other_hands_the_same_totals_and_the_same_database(tmp_path: Path) -> None:
    """Each question changes hands in its own way: two questions are never crossed, so nothing differs."""
    dumps = set()
    lonely = [LONELY["plain"].choices[number % 3] for number in range(10)]
    fun = list(ANSWERS[:10])
    for turn, (first, second) in enumerate(((fun, lonely), (fun[::-1], lonely[3:] + lonely[:3]))):
        async with open_circle(tmp_path / str(turn), members=10) as circle:
            await switched_on(circle)
            one = await a_round(circle)
            for member, having_fun, being_lonely in zip(circle.members, first, second, strict=True):
                await circle.services.outcomes.give(member, one.id, FUN, having_fun)
                await circle.services.outcomes.give(member, one.id, "lonely-plain", being_lonely)
            await circle.services.outcomes.close(circle.lead, HERE, one.id)
            dumps.add("\n".join(rows_in(circle.folder)))

    assert len(dumps) == 1


async def test_a_person_takes_back_and_forgets_their_own_answers(tmp_path: Path) -> None:
    """One row a person, whatever they answered; /my-data knows of it, /forget-me deletes it."""
    async with open_circle(tmp_path, members=3) as circle:
        await switched_on(circle)
        one = await a_round(circle)
        await all_answer(circle, one)
        await all_answer(circle, one, HELPS[0])
        page = await circle.services.outcomes.take_back(circle.members[0], one.id)
        own = circle.services.own_data

        assert page
        assert page.round.id == one.id
        assert rows(circle, "round_answers") == 2
        assert (await own.my_data(circle.members[1], ROOM, 1)).round_answers == 1
        assert (await own.forget_me(circle.members[1], ROOM, 1)).round_answers == 1
        assert rows(circle, "round_answers") == 1


async def test_a_backup_of_an_open_round_holds_no_answer_and_comes_back_discarded(tmp_path: Path) -> None:
    """Neither key nor code; the lead may ask again."""
    async with open_circle(tmp_path, members=3) as circle:
        await switched_on(circle)
        await all_answer(circle, await a_round(circle))
        key = bytes(range(100, 132))
        file = make_backup(circle.folder / "peerlight.db", tmp_path / "backups", key, circle.clock.now())
        restore(file, key, tmp_path / "again" / "peerlight.db")
        again = services_over(tmp_path / "again" / "peerlight.db", circle.clock)
        await prepare(again, MASTER)
        page = await again.outcomes.page(circle.lead, HERE)
        opened = await again.outcomes.open(circle.lead, HERE, "start", "plain")
        await again.desk.store.close()

        assert dict(page.parts)["start"] == "discarded"
        assert opened.running
        with closing(sqlite3.connect(tmp_path / "again" / "peerlight.db")) as connection:
            assert connection.execute("SELECT count(*) FROM round_answers").fetchone() == (0,)


async def test_numbers_from_paper_are_kept_and_can_be_put_right(tmp_path: Path) -> None:
    """Until a round of that part is kept; fewer than ten, words and a question of the other kind are refused."""
    async with open_circle(tmp_path, members=10) as circle:
        service = circle.services.outcomes
        await switched_on(circle)
        for numbers in ((8, 3, 2, 1), (9, 3, 2, 1)):
            page = await service.from_paper(circle.lead, HERE, "end", FUN, numbers)
        await service.from_paper(circle.lead, HERE, "end", "lonely-ons", (1, 2, 3, 4, 5))

        assert dict(page.parts)["end"] == "paper"
        assert await kept_of(circle, f"end.{FUN}") == {"answered": 15, "yes": 9, "a-bit": 3, "no": 2, "not-sure": 1}
        assert await refused(a_round(circle, "end", "ons")) == "part-is-kept"
        assert await refused(service.from_paper(circle.lead, HERE, "end", "lonely-plain", (5, 5, 5))) == "old-button"
        assert await refused(service.from_paper(circle.lead, HERE, "end", FUN, (3, 3, 3))) == "not-a-number"
        assert await refused(service.from_paper(circle.lead, HERE, "end", FUN, (3, 3, 3, 0))) == "too-few-on-paper"
        assert await refused(service.from_paper(circle.lead, HERE, "end", FUN, (-1, 30, 3, 0))) == "not-a-number"
        assert await refused(service.from_paper(circle.facilitator, HERE, "end", FUN, (9, 9, 9, 9))) == "leads-only"


async def test_two_leads_at_once_open_one_round(tmp_path: Path) -> None:
    """The second is told, and another group's lead reaches nothing of it."""
    async with open_circle(tmp_path, members=1) as circle:
        await switched_on(circle)
        service, second = circle.services.outcomes, Caller(MemberId(77), circle.lead.role_xids)
        opened = await asyncio.gather(
            service.open(circle.lead, HERE, "start", "plain"),
            service.open(second, HERE, "start", "ons"),
            return_exceptions=True,
        )

        assert sorted(str(one) for one in opened if isinstance(one, BaseException)) == ["round-is-open"]
        assert await refused(service.close(circle.lead, HERE, 99)) == "round-over"


async def test_answers_can_be_taken_back_by_whoever_may_no_longer_answer(tmp_path: Path) -> None:
    """They said no to being counted meanwhile: their answers still go."""
    async with open_circle(tmp_path, members=10) as circle:
        await switched_on(circle)
        one = await a_round(circle)
        await all_answer(circle, one)
        key = await person_key(circle, circle.members[0])
        await circle.store.write(lambda unit: unit.people.set(key, counted=False))

        assert await circle.services.outcomes.take_back(circle.members[0], one.id) is None
        assert rows(circle, "round_answers") == 9


async def test_a_damaged_round_is_thrown_away_and_the_others_end(tmp_path: Path) -> None:
    """Nobody's answers stay keyed because somebody else's cannot be read."""
    async with open_circle(tmp_path, members=10) as circle:
        await switched_on(circle)
        first = await a_round(circle)
        await all_answer(circle, first)
        look(circle.folder, "UPDATE round_answers SET hidden = giver")
        circle.clock.advance(timedelta(hours=25))
        await circle.services.rounds.seal_due()

        assert rows(circle, "round_answers") == 0
        assert (await circle.services.outcomes.page(circle.lead, HERE)).parts[0] == ("start", "discarded")
        assert await circle.services.rounds.seal_due() == []


async def test_numbers_from_paper_stay_in_the_quarter_in_which_they_were_typed(tmp_path: Path) -> None:
    """Typed again in the next one they would be in two blocks, and their difference would be a person's answer."""
    async with open_circle(tmp_path, members=3) as circle:
        await switched_on(circle)
        service = circle.services.outcomes
        await service.from_paper(circle.lead, HERE, "start", FUN, (10, 10, 10, 10))
        await service.from_paper(circle.lead, HERE, "start", FUN, (11, 10, 10, 10))
        circle.clock.advance(timedelta(weeks=8))

        assert await refused(service.from_paper(circle.lead, HERE, "start", FUN, (12, 10, 10, 10))) == "part-is-kept"
        assert (await kept_of(circle, f"start.{FUN}"))["yes"] == 11


async def person_key(circle: Circle, who: Caller) -> bytes:
    """Make a person's code in the group."""
    group = await circle.store.read(lambda unit: unit.groups.get(circle.group_id))
    return circle.services.desk.people_key(group, who)
