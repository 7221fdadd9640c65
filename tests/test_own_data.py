"""What the bot knows about the person who asks, and forgetting it: in Discord, and byte by byte in the files."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from circle import GROUP, MASTER, ROOM, Circle, open_circle
from house import House, open_house
from test_sealing import a_stranger_reads, forms_of, found

from bot.privacy import Veil
from bot.rehearsal.people import Person, Reply
from bot.reports.head_counts import to_csv
from bot.services import Forgotten, MyData
from bot.session import Caller, MemberId
from bot.storage import Unit

OTHER_ROOM = 40
AGREES = "agree"


@asynccontextmanager
async def two_groups(folder: Path) -> AsyncIterator[Circle]:
    """Open a circle in a server that has a second group with the same members."""
    async with open_circle(folder, members=5) as circle:
        other = replace(GROUP, name="Friday group", session_channel_xid=OTHER_ROOM, staff_channel_xid=41)
        await circle.services.groups.put(other)
        yield circle


async def asks(circle: Circle, who: Caller, room: int = ROOM) -> MyData:
    """Let a person ask what the bot knows."""
    return await circle.services.own_data.my_data(who, room, 1)


async def forgets(circle: Circle, who: Caller, room: int = ROOM) -> Forgotten:
    """Let a person have it deleted."""
    return await circle.services.own_data.forget_me(who, room, 1)


async def an_evening(circle: Circle) -> None:
    """Everybody comes; the first two answer in two steps, and the first asks for help."""
    today = circle.clock.now().date()
    await circle.store.write(lambda unit: unit.groups.add_rules(circle.group_id, ("We listen.",), today))
    await circle.start()
    await circle.arrive()
    for member in circle.members[:2]:
        await circle.give(member, await circle.at_step("ground-rules"), agree=AGREES)
    for member in circle.members[:2]:
        await circle.give(member, await circle.at_step("feeling-words"), word=["butterflies", "wobbly"])
    await circle.services.help.ask(circle.members[0], ROOM, 1, "talk")


async def codes_of(circle: Circle, who: Caller) -> list[bytes]:
    """Make every code of a person that the group's keys can make, and their id in every form."""
    raw = who.id.to_bytes()

    async def work(unit: Unit) -> list[bytes]:
        group = await unit.groups.get(circle.group_id)
        nonces = [one.nonce for one in await unit.groups.programmes(group.id) if one.nonce]
        session = await unit.sessions.newest_of(group.id)
        slots = await unit.sessions.slots(session.id) if session else []
        tags = [Veil(MASTER, slot.nonce, "step").tag(raw) for slot in slots if slot.nonce]
        programmes = [Veil(MASTER, nonce, "programme").tag(raw) for nonce in nonces]
        return [Veil(MASTER, group.people_nonce, "people").tag(raw), *programmes, *tags]

    return [*await circle.store.read(work), *forms_of(who.id.for_discord())]


async def csv(circle: Circle) -> list[str]:
    """Read the lead's head-counts."""
    return to_csv(await circle.services.statistics.head_counts(circle.lead, ROOM, 1)).splitlines()


async def file_of(reply: Reply) -> dict[str, Any]:
    """Read the file that came with a private message."""
    assert reply.private
    assert reply.message
    (attachment,) = reply.message.attachments
    return dict(json.loads(await attachment.read()))


# What is shown.


async def test_what_is_shown_is_what_the_person_did(tmp_path: Path) -> None:
    """Three consents, the version of the rules, the sessions, the call for help, the open answers: no more, no less."""
    async with two_groups(tmp_path) as circle:
        await an_evening(circle)

        assert await asks(circle, circle.members[0]) == MyData(
            GROUP.name, True, True, True, True, rules_version=1, sessions_counted=1, help_open=True, open_answers=3
        )


async def test_nobody_elses_doing_changes_what_is_shown(tmp_path: Path) -> None:
    """One person's page is the same before and after everybody else's evening."""
    async with two_groups(tmp_path) as circle:
        await circle.start()
        quiet = circle.members[4]
        await circle.comes(quiet, (await circle.session()).id, counted=False)
        before = await asks(circle, quiet)
        await an_evening(circle)

        assert before.counted is False
        assert before.sessions_counted == 0
        assert await asks(circle, quiet) == before


async def test_each_group_shows_its_own_data_alone(tmp_path: Path) -> None:
    """What a person did in one group is not on the other group's page."""
    async with two_groups(tmp_path) as circle:
        await an_evening(circle)
        there = await asks(circle, circle.members[0], OTHER_ROOM)

        assert there == MyData("Friday group")
        assert there.is_empty


async def test_sessions_of_a_programme_add_up_and_listening_is_told(tmp_path: Path) -> None:
    """Two sessions, in the second one to listen; after the programme's end they are the time before."""
    async with open_circle(tmp_path, members=2) as circle:
        await circle.start()
        await circle.arrive()
        await circle.close()
        circle.clock.advance(timedelta(days=7))
        await circle.start()
        await circle.services.presence.arrive(circle.members[0], (await circle.session()).id, listening=True)
        mine = await asks(circle, circle.members[0])
        await circle.close()
        await circle.end_programme()
        later = await asks(circle, circle.members[0])

        assert (mine.sessions_counted, mine.sessions_listening, mine.sessions_before) == (2, 1, 0)
        assert (later.sessions_counted, later.sessions_listening, later.sessions_before) == (0, 0, 2)


async def test_after_the_close_no_answer_is_a_persons_any_more(tmp_path: Path) -> None:
    """Sealed answers are nobody's: the page says that none can be found."""
    async with open_circle(tmp_path) as circle:
        await an_evening(circle)
        await circle.close()

        assert (await asks(circle, circle.members[0])).open_answers == 0


# What is deleted.


async def test_forgetting_says_what_went(tmp_path: Path) -> None:
    """Settings, attendance, open answers and the call for help, in numbers; then nothing is left to show."""
    async with two_groups(tmp_path) as circle:
        await an_evening(circle)
        me = circle.members[0]

        assert await forgets(circle, me) == Forgotten(GROUP.name, 1, 1, 3, 1)
        assert (await asks(circle, me)).is_empty


async def test_after_forgetting_no_byte_of_any_file_is_the_persons(tmp_path: Path) -> None:
    """No code under any key and no id in any form, with the session still open; the others' codes are still there."""
    async with open_circle(tmp_path, members=5) as circle:
        await an_evening(circle)
        me, other = circle.members[:2]
        mine, others = await codes_of(circle, me), await codes_of(circle, other)
        hidden = [call.hidden_xid or b"" for call in await open_calls(circle)]
        before = found([*mine, *hidden], circle.folder)
        others_before = found(others, circle.folder)
        await forgets(circle, me)

        assert len(before) >= 4 + 1
        assert found([*mine, *hidden], circle.folder) == []
        assert found(others, circle.folder) == others_before
        assert len(others_before) >= 3


async def open_calls(circle: Circle) -> list[Any]:
    """Read the calls for help that are open."""
    found_calls = await circle.store.read(lambda unit: unit.help_calls.in_states(("open",)))
    return list(found_calls)


async def test_the_other_groups_data_stays(tmp_path: Path) -> None:
    """Forgetting in one group leaves the same person's settings and attendance in the other one."""
    async with two_groups(tmp_path) as circle:
        await an_evening(circle)
        me = circle.members[0]
        session, _ = await circle.services.sessions.start(circle.facilitator, OTHER_ROOM, 1)
        await circle.comes(me, session.id)
        there = await asks(circle, me, OTHER_ROOM)
        await forgets(circle, me)

        assert there.sessions_counted == 1
        assert await asks(circle, me, OTHER_ROOM) == there


async def test_every_programme_with_a_key_forgets(tmp_path: Path) -> None:
    """Also one that has ended, for as long as it can still be told whose a code is."""
    async with open_circle(tmp_path, members=2) as circle:
        for _ in range(2):
            await circle.start()
            await circle.arrive()
            await circle.close()
            await circle.end_programme()
        me = circle.members[0]
        codes = await codes_of(circle, me)

        assert (await forgets(circle, me)).attendances == 2
        assert found(codes, circle.folder) == []


async def test_the_head_counts_after_forgetting_are_those_of_the_others(tmp_path: Path) -> None:
    """One fewer in the session and among the different people; the date and the session stay."""
    async with open_circle(tmp_path, members=5) as circle:
        await an_evening(circle)
        await circle.close()
        before = await csv(circle)
        await forgets(circle, circle.members[0])

        assert before[1:] == ["session,1,1,2026-11-24,5,0,", "programme,1,1,,5,0,5"]
        assert (await csv(circle))[1:] == ["session,1,1,2026-11-24,4,0,", "programme,1,1,,4,0,4"]


async def test_forgetting_twice_is_calm(tmp_path: Path) -> None:
    """The second time there is nothing, and nothing is refused."""
    async with open_circle(tmp_path) as circle:
        await an_evening(circle)
        await forgets(circle, circle.members[0])

        assert (await forgets(circle, circle.members[0])).is_empty


async def test_a_call_for_help_is_still_answered_after_forgetting(tmp_path: Path) -> None:
    """Staff can still take it; whom it was about is nowhere."""
    async with open_circle(tmp_path) as circle:
        await an_evening(circle)
        (call,) = await open_calls(circle)
        await forgets(circle, circle.members[0])
        waiting, first = await circle.services.help.take(circle.facilitator, call.id)

        assert first
        assert waiting.owner_xid is None


async def test_whoever_comes_again_is_asked_again_and_counted_again(tmp_path: Path) -> None:
    """To be forgotten is not to be sent away."""
    async with open_circle(tmp_path, members=2) as circle:
        await circle.start()
        await circle.arrive()
        me, session = circle.members[0], await circle.session()
        await forgets(circle, me)
        welcome = await circle.services.presence.arrive(me, session.id, listening=False)
        await circle.comes(me, session.id)

        assert welcome.ask == "takes_part"
        assert (await asks(circle, me)).sessions_counted == 1


async def test_somebody_who_has_left_the_group_can_still_ask_and_be_forgotten(tmp_path: Path) -> None:
    """Without any role, in the same way: their data is theirs."""
    async with open_circle(tmp_path, members=2) as circle:
        await an_evening(circle)
        gone = replace(circle.members[0], role_xids=frozenset())

        assert await asks(circle, gone) == await asks(circle, circle.members[0])
        assert (await forgets(circle, gone)).settings == 1


async def test_a_stranger_in_the_file_delays_the_last_traces_until_the_next_beat(tmp_path: Path) -> None:
    """The rows are gone at once; the log is emptied as soon as nobody reads it."""
    async with open_circle(tmp_path, members=5) as circle:
        await an_evening(circle)
        me = circle.members[0]
        codes = await codes_of(circle, me)
        with a_stranger_reads(circle.folder):
            await forgets(circle, me)
            assert (await asks(circle, me)).is_empty
        await circle.services.week.beat()

        assert found(codes, circle.folder) == []


async def test_a_question_and_a_forgetting_at_once_never_show_half(tmp_path: Path) -> None:
    """Whoever reads sees all or nothing."""
    async with open_circle(tmp_path, members=2) as circle:
        await an_evening(circle)
        me = circle.members[0]
        whole = await asks(circle, me)
        forgetting = asyncio.create_task(forgets(circle, me))
        pages = await asyncio.gather(*(asks(circle, me) for _ in range(10)))

        assert (await forgetting).answers == 3
        assert all(page == whole or page.is_empty for page in pages)


# In Discord.


async def shown_by_button(home: House, member: Person) -> Reply:
    """Press "I am here", and then the button that shows what the bot knows."""
    welcome = await home.arrives(member)
    assert welcome.message
    return await member.presses(home.say("button.my-data"), welcome.message)


async def test_the_welcome_has_a_button_that_shows_it_in_plain_words_and_as_a_file(tmp_path: Path) -> None:
    """Each on a line of its own, to the asker alone; the file says the same."""
    async with open_house(tmp_path, members=2) as home:
        await home.start()
        reply = await shown_by_button(home, home.members[0])
        file = await file_of(reply)

        assert home.say("my-data.counted", answer=home.say("my-data.yes")) in reply.text
        assert home.say("my-data.sessions", n=1, listening=0) in reply.text
        assert home.say("my-data.old-answers") in reply.text
        assert file["counted"] is True
        assert file["sessions_counted"] == 1
        assert home.members[0].name not in json.dumps(file)
        assert str(home.members[0].actor.id) not in json.dumps(file)


async def test_typing_shows_the_same_as_pressing(tmp_path: Path) -> None:
    """And nothing of it is in the rooms."""
    async with open_house(tmp_path, members=2) as home:
        await home.start()
        ana = home.members[0]
        pressed = await shown_by_button(home, ana)
        before = home.messages(), len(home.staff.history())
        typed = await ana.types(home.room, "my-data")

        assert typed.text == pressed.text
        assert await file_of(typed) == await file_of(pressed)
        assert (home.messages(), len(home.staff.history())) == before


@pytest.mark.parametrize("by", ["button", "command"])
async def test_only_the_second_press_deletes(tmp_path: Path, by: str) -> None:
    """The first says what goes and what cannot go; no keeps all; yes says what is gone."""
    async with open_house(tmp_path, members=2) as home:
        await home.start()
        ana = home.members[0]
        shown = await shown_by_button(home, ana)
        assert shown.message
        if by == "button":
            asked = await ana.presses(home.say("my-data.forget"), shown.message)
        else:
            asked = await ana.types(home.room, "forget-me")
        assert asked.private
        assert asked.message
        assert asked.labels() == [home.say("forget-me.yes"), home.say("forget-me.no")]
        assert "they have no name" in asked.text
        caller, data = home.caller(ana), home.services.own_data
        assert (await data.my_data(caller, home.room.id, home.stage.guild.id)).known

        done = await ana.presses(home.say("forget-me.yes"), asked.message)

        assert done.private
        assert home.say("forget-me.done-sessions", n=1) in done.text
        assert home.say("forget-me.after") in done.text
        assert (await data.my_data(caller, home.room.id, home.stage.guild.id)).is_empty


async def test_a_no_keeps_everything(tmp_path: Path) -> None:
    """And says so."""
    async with open_house(tmp_path, members=2) as home:
        await home.start()
        ana = home.members[0]
        await home.arrives(ana)
        asked = await ana.types(home.room, "forget-me")
        assert asked.message
        reply = await ana.presses(home.say("forget-me.no"), asked.message)

        assert reply.text == home.say("forget-me.kept")
        shown = await ana.types(home.room, "my-data")
        assert home.say("my-data.sessions", n=1, listening=0) in shown.text


async def test_a_second_forgetting_and_an_old_button_are_calm(tmp_path: Path) -> None:
    """Pressed twice, also with no session open: nothing is left, and no sentence blames."""
    async with open_house(tmp_path, members=2) as home:
        await home.start()
        ana = home.members[0]
        await home.arrives(ana)
        asked = await ana.types(home.room, "forget-me")
        assert asked.message
        await ana.presses(home.say("forget-me.yes"), asked.message)
        await home.close()
        again = await ana.types(home.room, "forget-me")
        assert again.message
        reply = await ana.presses(home.say("forget-me.yes"), again.message)

        assert reply.text == home.say("forget-me.nothing")


async def test_an_outsider_and_a_newcomer_read_a_kind_sentence(tmp_path: Path) -> None:
    """Nothing is known of them, and no file is sent; where there is no group, that is said."""
    async with open_house(tmp_path, members=2) as home:
        for person in (home.outsider, home.members[1]):
            reply = await person.types(home.room, "my-data")
            assert reply.private
            assert home.say("my-data.nothing", group="Tuesday group") in reply.text
            assert reply.message
            assert not reply.message.attachments
        forgot = await home.services.own_data.forget_me(home.caller(home.outsider), home.room.id, home.stage.guild.id)
        nowhere = home.services.own_data.my_data(Caller(MemberId(1), frozenset()), 1, 1)

        assert forgot.is_empty
        assert await home.refused(nowhere) == "not-set-up"


async def test_staff_cannot_ask_about_anybody_else(tmp_path: Path) -> None:
    """The commands take no person: whoever asks gets their own page."""
    async with open_house(tmp_path, members=2) as home:
        await home.start()
        await home.arrives(home.members[0])
        commands = {one.name: one for one in home.stage.bot.tree.get_commands()}
        reply = await home.lead.types(home.room, "my-data")

        assert [commands[name].to_dict(home.stage.bot.tree)["options"] for name in ("my-data", "forget-me")] == [[], []]
        assert home.say("my-data.nothing", group="Tuesday group") in reply.text


async def test_forgetting_by_the_front_door_leaves_no_byte(tmp_path: Path) -> None:
    """After both presses neither the person's code nor their id is in any file of the data folder."""
    async with open_house(tmp_path, members=3) as home:
        await home.at_step("closing")
        ana = home.members[0]
        await home.arrives(ana)
        place = await home.place()
        await home.services.answers.give(home.caller(ana), place, {"change": ["better"]})
        group = await home.services.desk.store.read(lambda unit: unit.groups.get(home.stage.group_id))
        codes = [home.services.desk.people_key(group, home.caller(ana)), *forms_of(ana.actor.id)]
        assert found(codes, tmp_path / "data")
        asked = await ana.types(home.room, "forget-me")
        assert asked.message
        done = await ana.presses(home.say("forget-me.yes"), asked.message)

        assert home.say("forget-me.done-answers", n=1) in done.text
        assert found(codes, tmp_path / "data") == []
