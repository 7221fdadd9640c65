"""A better time, asked of the services and by the front door: nobody is seen, at most one poll, numbers after it."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import discord
import pytest
from circle import GROUP, MASTER, PACK, ROOM, Circle, open_circle, services_over
from house import House, open_house
from hypothesis import given
from hypothesis import strategies as st
from made import look, rows_in
from test_sealing import found

from bot.app import prepare
from bot.privacy import Veil
from bot.rehearsal.people import Person, Reply, controls_of, text_of
from bot.services.better_time import BetterTimeService, PollPage
from bot.services.schedule import Where
from bot.session import Caller, MemberId, Refused
from bot.session.better_time import COULD, IMPOSSIBLE, NEITHER, marks, ranking
from bot.storage import TimePoll

HERE = Where(ROOM, 1)
WEEKLY = replace(GROUP, weekday=1, weekly_from=date(2026, 12, 1))
THURSDAY, SATURDAY = (3, time(19)), (5, time(10, 30))
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday


# The ranking.

LISTS = st.integers(1, 10).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.integers(0, n - 1),
        st.lists(st.text(alphabet=COULD + IMPOSSIBLE + NEITHER, min_size=n, max_size=n), max_size=12),
    )
)


@given(LISTS)
def test_the_ranking_counts_every_person_once_and_puts_the_best_first(asked: tuple[int, int, list[str]]) -> None:
    """Each time is in it once; whoever can come is not one for whom it is impossible; more people come first."""
    places, now, choices = asked
    scores = ranking(places, now, choices)

    assert sorted(one.place for one in scores) == list(range(places))
    assert sum(one.could + one.impossible for one in scores) == sum(len(one.replace(NEITHER, "")) for one in choices)
    assert all(0 <= one.newcomers <= one.could <= len(choices) - one.impossible for one in scores)
    assert next(one for one in scores if one.place == now).newcomers == 0
    for better, worse in pairwise(scores):
        assert (better.could, -better.impossible) >= (worse.could, -worse.impossible)


@given(LISTS, st.randoms(use_true_random=False))
def test_the_ranking_does_not_depend_on_who_chose(asked: tuple[int, int, list[str]], chance: Any) -> None:
    """The same choices in another order give the same numbers in the same order."""
    places, now, choices = asked
    mixed = chance.sample(choices, len(choices))

    assert ranking(places, now, mixed) == ranking(places, now, choices)


@given(st.integers(1, 10), st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_choices_are_always_written_equally_long(places: int, could: set[int], impossible: set[int]) -> None:
    """Their length tells nothing; a time that is both, or is not there, is refused."""
    if could & impossible or not could | impossible <= set(range(places)):
        with pytest.raises(ValueError, match="no choices"):
            marks(places, could, impossible)
    else:
        assert len(marks(places, could, impossible)) == places


def test_a_time_that_helps_nobody_does_not_come_before_the_present_one() -> None:
    """Of two equally good times the one that counts now is first, wherever it stands."""
    assert [one.place for one in ranking(3, 2, ["c-c", "c-c"])] == [2, 0, 1]


# The service.


async def a_poll(circle: Circle) -> TimePoll:
    """Open a poll with three times: Tuesdays at 18:30, which count now, Thursdays and Saturdays."""
    await circle.services.groups.put(WEEKLY)
    service = circle.services.better_time
    for weekly in (THURSDAY, SATURDAY):
        await service.add_time(circle.lead, HERE, *weekly)
    page = await service.open(circle.lead, HERE)
    assert page.poll
    return page.poll


async def choose(circle: Circle, number: int, could: set[int], impossible: set[int] | None = None) -> None:
    """Let a member choose."""
    poll = await newest(circle)
    service, member = circle.services.better_time, circle.members[number]
    await service.choose(member, poll.id, COULD, could)
    await service.choose(member, poll.id, IMPOSSIBLE, impossible or set())


async def newest(circle: Circle) -> TimePoll:
    """Read the newest poll."""
    poll = await circle.store.read(lambda unit: unit.better_time.newest(circle.group_id))
    assert poll
    return poll


async def refused(asked: Awaitable[object]) -> str:
    """Await what must be refused; its reason must have a sentence."""
    with pytest.raises(Refused) as refusal:
        await asked
    PACK.say(f"refused.{refusal.value.reason}", **refusal.value.values_for_sentence)
    return refusal.value.reason


def numbers(page: PollPage) -> list[tuple[int, int, int, int]]:
    """Read the ranking as plain numbers."""
    return [(one.place, one.could, one.impossible, one.newcomers) for one in page.ranking]


def chosen_rows(circle: Circle) -> int:
    """Count the choices in the file."""
    return int(look(circle.folder, "SELECT count(*) FROM time_choices")[0][0])


async def test_the_lead_sees_numbers_after_the_close_and_none_before(tmp_path: Path) -> None:
    """How many can come, for how many it is impossible, and how many could come who cannot now."""
    async with open_circle(tmp_path, members=4) as circle:
        poll = await a_poll(circle)
        await choose(circle, 0, {0, 1})
        await choose(circle, 1, {1}, {0})
        await choose(circle, 2, {1, 2}, {0})
        await choose(circle, 3, {0}, {2})
        service = circle.services.better_time
        assert numbers(await service.page(circle.lead, HERE)) == []
        page = await service.close(circle.lead, HERE, poll.id)

        assert numbers(page) == [(1, 3, 0, 2), (0, 2, 2, 0), (2, 1, 1, 1)]
        assert page.poll
        assert page.poll.answered == 4


async def test_of_fewer_than_three_people_no_number_is_kept(tmp_path: Path) -> None:
    """Two answers would tell each of them about the other; not even how many there were is kept."""
    async with open_circle(tmp_path, members=2) as circle:
        poll = await a_poll(circle)
        await choose(circle, 0, {0, 1})
        await choose(circle, 1, {1})
        page = await circle.services.better_time.close(circle.lead, HERE, poll.id)

        assert (numbers(page), (await newest(circle)).answered) == ([], 0)
        assert all(one.score is None for one in (await newest(circle)).options)


async def test_what_was_chosen_last_counts_and_nothing_left_is_no_row(tmp_path: Path) -> None:
    """A person may change until the close; a time is never both; an empty choice is nobody's."""
    async with open_circle(tmp_path, members=1) as circle:
        poll = await a_poll(circle)
        service, me = circle.services.better_time, circle.members[0]
        await service.choose(me, poll.id, COULD, {0, 1})
        await service.choose(me, poll.id, IMPOSSIBLE, {1, 2})
        own = await service.look(me, poll.id, own=True)
        assert (own.could, own.impossible) == ((0,), (1, 2))
        assert (await service.look(me, poll.id)).could == ()
        await service.choose(me, poll.id, IMPOSSIBLE, set())
        await service.choose(me, poll.id, COULD, set())

        assert chosen_rows(circle) == 0


async def test_after_the_close_no_byte_leads_to_a_person(tmp_path: Path) -> None:
    """No code, no key and no choice in any file; before it they were there."""
    async with open_circle(tmp_path, members=5) as circle:
        poll = await a_poll(circle)
        for number in range(5):
            await choose(circle, number, {number % 3})
        assert poll.nonce
        veil = Veil(MASTER, poll.nonce, "better-time")
        secrets = [poll.nonce, *(veil.tag(one.id.to_bytes()) for one in circle.members)]
        before = found(secrets, circle.folder)
        await circle.services.better_time.close(circle.lead, HERE, poll.id)

        assert len(before) >= 6
        assert found(secrets, circle.folder) == []
        assert chosen_rows(circle) == 0


async def test_the_same_choices_in_other_hands_leave_the_same_database(tmp_path: Path) -> None:
    """Played with every order of who chose what, the closed poll is the same, row for row."""
    choices = [({0}, {1}), ({1, 2}, {0}), ({2}, set[int]())]
    dumps = set()
    for number, order in enumerate(permutations(choices)):
        async with open_circle(tmp_path / str(number), members=3) as circle:
            poll = await a_poll(circle)
            for who, (could, impossible) in enumerate(order):
                await choose(circle, who, could, impossible)
            await circle.services.better_time.close(circle.lead, HERE, poll.id)
            dumps.add("\n".join(rows_in(circle.folder)))

    assert len(dumps) == 1


async def test_it_closes_after_14_days_also_while_the_bot_was_away(tmp_path: Path) -> None:
    """Not a second before; a start does it before anything else, and nobody can choose late."""
    async with open_circle(tmp_path, members=3) as circle:
        poll = await a_poll(circle)
        for number in range(3):
            await choose(circle, number, {1})
        circle.clock.advance(timedelta(days=14) - timedelta(seconds=1))
        await circle.services.better_time.close_overdue()
        assert (await newest(circle)).state == "open"
        circle.clock.advance(timedelta(seconds=1))
        late = circle.services.better_time.choose(circle.members[0], poll.id, COULD, {0})
        assert await refused(late) == "poll-over"
        other = services_over(circle.database, circle.clock)
        await prepare(other, MASTER)
        await other.desk.store.close()

        assert (await newest(circle)).state == "closed"
        assert numbers(await circle.services.better_time.page(circle.lead, HERE))[0] == (1, 3, 0, 3)


async def test_a_person_sees_and_deletes_their_own_choices(tmp_path: Path) -> None:
    """/my-data counts them, /forget-me deletes them and no others; also for somebody who has left."""
    async with open_circle(tmp_path, members=2) as circle:
        await a_poll(circle)
        await choose(circle, 0, {0, 1}, {2})
        await choose(circle, 1, {1})
        gone = Caller(circle.members[0].id, frozenset())
        own = circle.services.own_data

        assert (await own.my_data(gone, ROOM, 1)).times_chosen == 3
        assert (await own.forget_me(gone, ROOM, 1)).times == 1
        assert (await own.my_data(gone, ROOM, 1)).is_empty
        assert chosen_rows(circle) == 1


async def test_only_one_poll_opens_however_many_leads_press(tmp_path: Path) -> None:
    """Two leads at once: one opens it, the other is told; both lists of times were one list."""
    async with open_circle(tmp_path) as circle:
        await circle.services.groups.put(WEEKLY)
        service = circle.services.better_time
        other = replace(circle.lead, id=MemberId(77))
        await asyncio.gather(service.add_time(circle.lead, HERE, *THURSDAY), service.add_time(other, HERE, *SATURDAY))
        pressed = await asyncio.gather(
            service.open(circle.lead, HERE), service.open(other, HERE), return_exceptions=True
        )

        assert sorted(isinstance(one, Refused) for one in pressed) == [False, True]
        assert len((await newest(circle)).options) == 3
        assert await refused(service.add_time(other, HERE, 0, time(9))) == "poll-is-open"


async def test_bad_input_is_refused_in_words(tmp_path: Path) -> None:
    """Twice the same time, too many, too few, no weekly time, a time that is not in the list, people outside."""
    async with open_circle(tmp_path) as circle:
        service: BetterTimeService = circle.services.better_time
        assert await refused(service.add_time(circle.lead, HERE, *THURSDAY)) == "no-weekly-time"
        await circle.services.groups.put(WEEKLY)
        assert await refused(service.open(circle.lead, HERE)) == "too-few-times"
        assert await refused(service.add_time(circle.lead, HERE, 1, time(18, 30))) == "time-is-there"
        for hour in range(9):
            await service.add_time(circle.lead, HERE, 6, time(9 + hour))
        assert await refused(service.add_time(circle.lead, HERE, *THURSDAY)) == "times-full"
        await service.remove_time(circle.lead, HERE, 6, time(9))
        page = await service.open(circle.lead, HERE)
        assert page.poll
        poll_id, me = page.poll.id, circle.members[0]

        assert len(page.options) == 9
        assert await refused(service.choose(me, poll_id, COULD, {9})) == "old-button"
        assert await refused(service.choose(me, poll_id, "x", {1})) == "old-button"
        assert await refused(service.choose(me, 99, COULD, {1})) == "poll-over"
        assert await refused(service.choose(Caller(MemberId(5), frozenset()), poll_id, COULD, {1})) == "not-a-member"
        assert await refused(service.choose(circle.facilitator, poll_id, COULD, {1})) == "members-choose"
        assert await refused(service.close(circle.facilitator, HERE, poll_id)) == "leads-only"


async def test_another_groups_lead_can_neither_read_nor_close_it(tmp_path: Path) -> None:
    """The number of a poll in a forged button opens no other group's poll."""
    async with open_circle(tmp_path) as circle:
        poll = await a_poll(circle)
        other = replace(
            WEEKLY,
            name="Other group",
            session_channel_xid=90,
            staff_channel_xid=91,
            lead_role_xid=92,
            member_role_xid=93,
        )
        await circle.services.groups.put(other)
        stranger = Caller(MemberId(8), frozenset({92, 93}))
        service = circle.services.better_time

        assert await refused(service.close(stranger, Where(90, 1), poll.id)) == "poll-over"
        assert await refused(service.look(stranger, poll.id)) == "not-a-member"
        assert (await service.page(stranger, Where(90, 1))).poll is None
        assert (await newest(circle)).state == "open"


async def test_a_draft_waits_for_its_lead_and_an_old_poll_goes_after_90_days(tmp_path: Path) -> None:
    """A page that can be resumed; numbers are not kept for ever."""
    async with open_circle(tmp_path, members=3) as circle:
        poll = await a_poll(circle)
        await circle.services.better_time.close(circle.lead, HERE, poll.id)
        circle.clock.advance(timedelta(days=90))
        await circle.services.retention.daily()
        assert await circle.store.read(lambda unit: unit.better_time.get(poll.id)) is None
        await circle.services.better_time.add_time(circle.lead, HERE, *THURSDAY)
        circle.clock.advance(timedelta(days=200))
        await circle.services.retention.daily()

        page = await circle.services.better_time.page(circle.lead, HERE)
        assert [(one.weekday, one.at) for one in page.options] == [(1, "18:30"), (3, "19:00")]


# By the front door.


async def poll_in(home: House) -> discord.Message:
    """Find the poll's message in the room."""
    return next(one for one in reversed(home.room.history()) if "When can you come?" in text_of(one))


async def makes_poll(home: House) -> None:
    """Let the lead open a poll with one more time."""
    page = await home.lead.types(home.staff, "schedule better-time")
    assert page.message
    form = await home.lead.presses("Add a time", page.message)
    page = await home.lead.fills(form, {"number": "3", "at": "7pm"})
    assert page.message
    await home.lead.presses("Open the poll", page.message)


async def picks(person: Person, opened: Reply, mark: str, places: list[str]) -> Reply:
    """Choose in one of the two lists of the private page."""
    assert opened.message
    control = next(one for one in opened.controls if one.argument.endswith(f".{mark}"))
    return await person.chooses(places, opened.message, custom_id=control.custom_id)


async def test_a_poll_from_the_first_press_to_the_new_time(tmp_path: Path) -> None:
    """Asked with buttons alone; all get the same private words; one press moves the sessions, with the reason."""
    async with open_house(tmp_path, at=NOON, members=4, weekday=1, weekly_from=date(2026, 11, 24)) as home:
        await makes_poll(home)
        thanks = set()
        for number, member in enumerate(home.members):
            page = await member.presses("Choose my times", await poll_in(home))
            assert page.private
            thanks.add((await picks(member, page, COULD, ["1"] if number else ["0", "1"])).text)
        before = text_of(await poll_in(home))
        own = await home.members[0].presses("Choose my times", await poll_in(home))
        assert own.message
        mine = await home.members[0].presses("See my choices", own.message)
        assert "Thursday at 7pm" in mine.text
        assert len(thanks) == 1

        page = await home.lead.types(home.staff, "schedule better-time")
        assert page.message
        assert "Can come" not in page.text
        question = await home.lead.presses("Close the poll", page.message)
        assert question.message
        result = await home.lead.presses("Yes, close it", question.message)
        assert result.message
        assert "not for sharing" in result.text
        assert "Thursday at 7pm. Can come: 4. Impossible for: 0. Can come then and not now: 3." in result.text
        assert text_of(await poll_in(home)) != before
        assert controls_of(await poll_in(home)) == []
        move = next(one for one in result.controls if one.verb == "time-take")
        form = await home.lead.chooses(["1"], result.message, custom_id=move.custom_id)
        question = await home.lead.fills(form, {"first": "1 December"})
        assert question.message
        await home.lead.presses("Yes, do it", question.message)

        told = next(one for one in home.messages() if "The sessions get a new time." in one)
        assert "Tuesday 1 December at 6:30pm" in told
        assert "Thursday 3 December at 7pm" in told
        assert "Why: More people can come then." in told


async def test_a_poll_survives_a_restart_and_is_posted_once(tmp_path: Path) -> None:
    """Its message keeps its button; beats and a second start post nothing more; after 14 days it says so by itself."""
    async with open_house(tmp_path, at=NOON, members=3, weekday=1, weekly_from=date(2026, 11, 24)) as home:
        await makes_poll(home)
        posted = await poll_in(home)
        forgotten = await home.services.desk.store.read(lambda unit: unit.better_time.newest(home.stage.group_id))
        assert forgotten
        await home.services.desk.store.write(lambda unit: unit.better_time.set(forgotten.id, said="", message_xid=None))
        await home.stage.restart()
        await home.forward(minutes=1)
        assert sum("When can you come?" in one for one in home.messages()) == 1
        page = await home.members[0].presses("Choose my times", posted)
        assert (await picks(home.members[0], page, COULD, ["1"])).private
        opened = await home.members[1].presses("Choose my times", posted)
        await home.forward(days=14)

        assert home.say("times.over") in home.messages()
        late = await picks(home.members[1], opened, COULD, ["1"])
        assert late.text == home.say("refused.poll-over")


async def test_a_poll_that_discord_refused_is_posted_by_the_next_beat(tmp_path: Path) -> None:
    """The lead presses once; the message comes as soon as Discord lets it."""
    async with open_house(tmp_path, at=NOON, members=3, weekday=1, weekly_from=date(2026, 11, 24)) as home:
        home.stage.env.inject_error("POST", f"/channels/{home.room.id}/messages", status=500)
        await makes_poll(home)
        assert not any("When can you come?" in one for one in home.messages())
        await home.forward(seconds=30)

        assert sum("When can you come?" in one for one in home.messages()) == 1


async def test_a_member_reaches_the_poll_by_typing_and_a_facilitator_is_told_who_chooses(tmp_path: Path) -> None:
    """One command for all; who may not choose is told so, and nobody else's page opens."""
    async with open_house(tmp_path, at=NOON, members=3, weekday=1, weekly_from=date(2026, 11, 24)) as home:
        nothing = await home.members[0].types(home.room, "schedule better-time")
        await makes_poll(home)
        member = await home.members[0].types(home.room, "schedule better-time")
        staff = await home.facilitator.types(home.staff, "schedule better-time")
        outsider = await home.outsider.presses("Choose my times", await poll_in(home))

        assert nothing.text == home.say("refused.poll-over")
        assert "Choose your times" in member.text
        assert staff.text == home.say("refused.members-choose")
        assert outsider.text == home.say("refused.not-a-member")
