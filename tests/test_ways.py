"""My ways of joining: a person's own choices, kept until they clear them, and what follows from them."""

from dataclasses import replace
from pathlib import Path

from circle import GROUP, MASTER, ROOM, Circle, open_circle
from hypothesis import given
from hypothesis import strategies as st
from test_feedback import refused
from test_sealing import forms_of, found

from bot.privacy import Veil
from bot.services.schedule import Where
from bot.services.ways import WAYS, Ways
from bot.session import Caller, MemberId
from bot.storage import Unit
from bot.storage.erasures import Erasures

HERE, THERE = Where(ROOM, 1), Where(40, 1)
SHORT = Ways(short=True, pictures=False, listens=True)
STRANGER = Caller(MemberId(5), frozenset())


async def stored(circle: Circle, who: Caller) -> tuple[bytes, bytes | None]:
    """Read a person's code and what lies under it."""

    async def work(unit: Unit) -> tuple[bytes, bytes | None]:
        group = await unit.groups.get(circle.group_id)
        code = Veil(MASTER, group.people_nonce, "ways").tag(who.id.to_bytes())
        return code, await unit.ways.find(code)

    return await circle.store.read(work)


async def chooses_all(circle: Circle, who: Caller) -> Ways:
    """Let somebody choose all that is not as it is for everybody."""
    return await circle.services.ways.choose(who, HERE, short=True, pictures=False, listens=True)


@given(st.builds(Ways, short=st.booleans(), pictures=st.booleans(), listens=st.booleans()))
def test_what_is_written_is_read_again_and_has_one_length(ways: Ways) -> None:
    """Nothing can be told from how long it is."""
    assert Ways.read(ways.written()) == ways
    assert len(ways.written()) == len(WAYS)


async def test_ways_are_kept_until_they_are_cleared_and_are_of_one_group(tmp_path: Path) -> None:
    """It needs no session; another person and another group know nothing of it; with nothing chosen nothing is kept."""
    async with open_circle(tmp_path, members=2) as circle:
        await circle.services.groups.put(replace(GROUP, name="Friday", session_channel_xid=40, staff_channel_xid=41))
        ways, (me, other) = circle.services.ways, circle.members
        assert await ways.show(me, HERE) == Ways()
        await ways.choose(me, HERE, short=True)
        assert await ways.choose(me, HERE, pictures=False, listens=True) == SHORT
        assert [await ways.show(me, HERE), await ways.show(other, HERE), await ways.show(me, THERE)] == [
            SHORT,
            Ways(),
            Ways(),
        ]
        for _press in range(2):
            assert await ways.clear(me, HERE) == Ways()
        assert (await stored(circle, me))[1] is None
        await ways.choose(me, HERE, listens=True)
        await ways.choose(me, HERE, listens=False)

        assert (await stored(circle, me))[1] is None


async def test_who_is_not_in_the_group_chooses_nothing_and_a_forged_choice_is_refused(tmp_path: Path) -> None:
    """Whoever has left may look and clear; where there is no group a private answer is as it is for everybody."""
    async with open_circle(tmp_path, members=1) as circle:
        ways = circle.services.ways
        assert await refused(ways.choose(STRANGER, HERE, short=True)) == "not-a-member"
        assert await refused(ways.choose(circle.members[0], HERE, feeling=True)) == "old-button"
        assert await refused(ways.show(circle.members[0], Where(999, 999))) == "not-set-up"
        assert await ways.clear(STRANGER, HERE) == Ways()
        assert await ways.of(circle.members[0], Where(999, 999)) == Ways()
        await chooses_all(circle, circle.supporter)  # a supporter reads too
        assert await ways.of(circle.supporter, HERE) == SHORT


async def test_what_is_kept_leads_to_nobody_without_the_key_and_goes_with_forget_me(tmp_path: Path) -> None:
    """Encrypted, under a code of its own; shown by /my-data; after /forget-me in no byte, and in no restored backup."""
    async with open_circle(tmp_path, members=2) as circle:
        erasures = circle.services.desk.erasures = Erasures(tmp_path / "keys" / "erased.list")
        me, other = circle.members
        await chooses_all(circle, me)
        await circle.services.ways.choose(other, HERE, short=True)
        code, hidden = await stored(circle, me)
        assert hidden
        assert len(hidden) == len((await stored(circle, other))[1] or b"")
        assert found([code, hidden], circle.folder)
        assert not found([*forms_of(me.id.for_discord()), SHORT.written().encode()], circle.folder)
        assert (await circle.services.own_data.my_data(me, ROOM, 1)).ways == WAYS
        assert not (await circle.services.own_data.my_data(me, ROOM, 1)).is_empty
        gone = await circle.services.own_data.forget_me(me, ROOM, 1)

        assert gone.ways == 1
        assert not found([code, hidden], circle.folder)
        assert len(erasures.marks()) == 1
        assert (await circle.services.own_data.my_data(me, ROOM, 1)).is_empty
        assert (await circle.services.ways.show(other, HERE)).short


async def test_what_a_person_cleared_is_remembered_for_a_restore(tmp_path: Path) -> None:
    """An older backup does not bring it back."""
    async with open_circle(tmp_path, members=1) as circle:
        erasures = circle.services.desk.erasures = Erasures(tmp_path / "keys" / "erased.list")
        await chooses_all(circle, circle.members[0])
        code, hidden = await stored(circle, circle.members[0])
        await circle.services.ways.clear(circle.members[0], HERE)

        assert len(erasures.marks()) == 1
        assert not found([code, hidden or code], circle.folder)


async def test_who_usually_listens_comes_to_listen_by_one_press_and_may_take_part_today(tmp_path: Path) -> None:
    """The first press counts as listening and offers to take part; after that choice the next press changes nothing."""
    async with open_circle(tmp_path, members=2) as circle:
        me, other = circle.members
        presence = circle.services.presence
        await circle.services.ways.choose(me, HERE, listens=True)
        await circle.start()
        session = (await circle.session()).id
        first = await presence.arrive(me, session, listening=False)
        while first.ask:  # the first time the questions about consent come between
            first = await presence.consent(me, session, first.ask, yes=True, listening=first.listening)
        today = await presence.arrive(me, session, listening=False, today=True)
        again = await presence.arrive(me, session, listening=False)

        assert [one.listening for one in (first, today, again)] == [True, False, False]
        assert [one.may_take_part for one in (first, today, again)] == [True, False, False]
        assert (await presence.arrive(me, session, listening=True)).listening
        assert not (await presence.arrive(other, session, listening=False)).listening
        await circle.close()
        assert (await circle.services.own_data.my_data(me, ROOM, 1)).sessions_listening == 1


async def test_only_the_private_answers_of_a_person_follow_their_ways(tmp_path: Path) -> None:
    """The service tells whose answer is short; the card that all see is the same before and after."""
    async with open_circle(tmp_path, members=2) as circle:
        me, other = circle.members
        place = await circle.at_step("ground-rules")
        await circle.arrive()
        before = (await circle.services.board.room(place.session_id)).card
        await chooses_all(circle, me)
        after = (await circle.services.board.room(place.session_id)).card

        assert before == after
        assert (await circle.give(me, place, agree="agree")).short
        assert not (await circle.give(other, place, agree="agree")).short


async def test_ones_own_card_is_the_present_one_and_only_for_the_group(tmp_path: Path) -> None:
    """An old button gives the card as it is now; strangers, who is away and who comes after the end are refused."""
    async with open_circle(tmp_path, members=2) as circle:
        me, other = circle.members
        reading = circle.services.reading
        assert await refused(reading.present(me, HERE)) == "no-session-now"
        old = await circle.at_step("ground-rules")
        await circle.at_step("gratitude")
        await chooses_all(circle, me)
        now = await reading.present(me, Where(999, 999), old.session_id)
        assert (now.card.step.id, now.ways) == ("gratitude", SHORT)
        assert (await reading.present(other, HERE)).ways == Ways()
        assert await refused(reading.present(STRANGER, HERE, old.session_id)) == "not-a-member"
        assert await refused(reading.present(me, HERE, 77)) == "session-over"
        await circle.services.measures.take(circle.facilitator, other, ("away", "rules"), ROOM, 1)
        assert await refused(reading.present(other, HERE, old.session_id)) == "away-today"
        await circle.close()

        assert await refused(reading.present(me, HERE, old.session_id)) == "session-over"
