"""Roles for one session: one person each, given back without a reason, seen by staff alone, gone with the session."""

from pathlib import Path

import pytest
from circle import ROOM, Circle, open_circle
from test_sealing import found
from test_turns import names, refusal

from bot.services.session_roles import ReadAloud, RolesPage
from bot.session import Event, Move


async def roles_on_panel(circle: Circle) -> tuple[tuple[str, str], ...]:
    """List the roles as staff read them."""
    return (await circle.services.board.room((await circle.session()).id)).panel.roles


async def test_a_role_has_one_person_and_a_second_one_reads_that_it_is_taken(tmp_path: Path) -> None:
    """Not by whom; given back it is free again."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        roles, session, (ana, ben) = circle.services.session_roles, (await circle.session()).id, circle.members[:2]
        await roles.take(ana, session, "reader")
        again = await roles.take(ana, session, "reader")
        assert again == RolesPage(session, mine=("reader",))
        assert await refusal(roles.take(ben, session, "reader")) == "role-taken"
        assert await roles.page(ben, session) == RolesPage(session, taken=("reader",))
        await roles.give_back(ben, session, "reader")
        assert await roles_on_panel(circle) == (("reader", ana.name),)
        await roles.give_back(ana, session, "reader")
        await roles.take(ben, session, "reader")

        assert await roles_on_panel(circle) == (("reader", ben.name),)


async def test_the_room_reads_that_somebody_welcomes_and_no_name(tmp_path: Path) -> None:
    """Of the other roles it reads nothing."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        roles, session = circle.services.session_roles, (await circle.session()).id
        before = (await circle.services.board.room(session)).card
        for member, role in zip(circle.members, ("reader", "watcher", "scribe"), strict=False):
            await roles.take(member, session, role)
        assert (await circle.services.board.room(session)).card == before
        await roles.take(circle.members[3], session, "welcomer")
        welcomed = (await circle.services.board.room(session)).card

        assert welcomed.welcomed
        assert "Bartholomew" not in repr(welcomed)


async def test_roles_are_for_members_of_an_open_session(tmp_path: Path) -> None:
    """A forged press is refused, and an unknown role too."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        roles, session, ana = circle.services.session_roles, (await circle.session()).id, circle.members[0]
        for person in (circle.facilitator, circle.lead, circle.supporter):
            assert await refusal(roles.take(person, session, "reader")) == "roles-for-members"
        assert await refusal(roles.take(ana, session, "boss")) == "not-a-choice"
        assert await refusal(roles.to_read(ana, session, "reader")) == "not-your-role"
        await circle.close()

        assert await refusal(roles.take(ana, session, "reader")) == "session-over"


async def test_the_scribe_is_handed_what_staff_have_shown_and_nothing_before(tmp_path: Path) -> None:
    """Also when the group has moved on to another step."""
    async with open_circle(tmp_path) as circle:
        place = await circle.at_step("gratitude")
        roles, session, scribe = circle.services.session_roles, place.session_id, circle.members[0]
        await roles.take(scribe, session, "scribe")
        for member, words in zip(circle.members[1:4], ("soup", "my dog", "a rude word"), strict=True):
            await circle.give(member, place, thanks=words)
        await circle.services.steps.close_list(circle.facilitator, place, "thanks")
        assert await roles.to_read(scribe, session, "scribe") == ReadAloud(session)
        (batch,) = (await circle.services.board.room(session)).panel.batches
        (rude,) = [number for number, words, _back in batch.entries if words == "a rude word"]
        await circle.services.steps.hold(circle.facilitator, place, "thanks", batch.batch, [rude])
        await circle.services.steps.show_batch(circle.facilitator, place, "thanks", batch.batch)
        await circle.services.sessions.move(circle.facilitator, session, Move(Event.NEXT))
        given = await roles.to_read(scribe, session, "scribe")

        assert sorted(words for words, _name in given.entries) == ["my dog", "soup"]


async def test_the_reader_is_handed_the_card_that_the_room_sees(tmp_path: Path) -> None:
    """As the group goes on, the card goes on."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        roles, session, reader = circle.services.session_roles, (await circle.session()).id, circle.members[0]
        await roles.take(reader, session, "reader")
        first = await roles.to_read(reader, session, "reader")
        assert first.card == (await circle.services.board.room(session)).card
        await circle.services.sessions.move(circle.facilitator, session, Move(Event.NEXT))
        after = await roles.to_read(reader, session, "reader")

        assert after.card
        assert after.card.step.id == "gratitude"


@pytest.mark.parametrize("ending", ["closed", "forgotten"])
async def test_a_role_goes_with_the_session_or_with_forget_me(tmp_path: Path, ending: str) -> None:
    """No byte of the name or the code is left; nobody else's role goes with somebody's wish."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        session, (ana, ben) = (await circle.session()).id, circle.members[:2]
        await circle.services.session_roles.take(ana, session, "reader")
        await circle.services.session_roles.take(ana, session, "welcomer")
        await circle.services.session_roles.take(ben, session, "scribe")
        taken = await circle.store.read(lambda unit: unit.session_roles.all_of(session))
        secrets = [one for role in taken if role.role != "scribe" for one in (role.code, role.hidden_name)]
        assert len(found(secrets, circle.folder)) == 4
        assert (await circle.services.own_data.my_data(ana, ROOM, 1)).roles == 2
        if ending == "closed":
            await circle.close()
        else:
            assert (await circle.services.own_data.forget_me(ana, ROOM, 1)).roles == 2
            assert await roles_on_panel(circle) == (("scribe", ben.name),)

        assert found(secrets, circle.folder) == []


@pytest.mark.parametrize("kind", ["quiet", "away", "left"])
async def test_who_is_not_there_any_more_has_no_hand_up_and_no_role(tmp_path: Path, kind: str) -> None:
    """Who is sent away, or out of the group: nobody waits for them. Who is quiet for today is still there."""
    async with open_circle(tmp_path) as circle:
        await circle.at_step("topic")
        session, (ana, ben) = (await circle.session()).id, circle.members[:2]
        for member, role in ((ana, "reader"), (ben, "scribe")):
            await circle.services.turns.raise_hand(member, session, "speak")
            await circle.services.session_roles.take(member, session, role)
        await circle.services.measures.take(circle.lead, ana, (kind, "rest"), ROOM, 1)
        there = [ana.name, ben.name] if kind == "quiet" else [ben.name]

        assert await names(circle) == there
        assert [name for _role, name in await roles_on_panel(circle)] == there
