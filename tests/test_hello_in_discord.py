"""A hello as people see it: from the pinned card to a private room, and what is said when Discord says no."""

from pathlib import Path

from house import House, open_house
from test_permissions import takes_away
from test_session_flow_in_discord import forges

from bot.rehearsal.people import Person, Reply, controls_of, text_of


async def asks(home: House, who: Person) -> Reply:
    """Let somebody press the pinned card, read what will happen, and say yes."""
    pinned = next(one for one in home.room.history() if "hello" in [control.verb for control in controls_of(one)])
    page = await who.presses(home.say("hello.open"), pinned)
    assert page.private
    assert page.message
    assert "see your name" in page.text
    assert "send you a private message" in page.text
    return await who.presses(home.say("hello.yes"), page.message)


def alerts(home: House) -> list[str]:
    """Read what staff were told about hellos."""
    return [text_of(one) for one in home.staff.history() if "hello" in text_of(one)]


def mention(who: Person) -> str:
    """Give what Discord shows as a person's name."""
    return f"<@{who.actor.id}>"


async def looks(home: House, who: Person) -> Reply:
    """Let somebody of staff press the newest alert."""
    alert = next(one for one in reversed(home.staff.history()) if "hello-look" in str(controls_of(one)))
    return await who.presses(home.say("hello.look"), alert)


async def takes(home: House, who: Person) -> Reply:
    """Let somebody of staff look, and say that they say hello."""
    found = await looks(home, who)
    assert found.message
    return await who.presses(home.say("hello.take"), found.message)


async def test_from_the_pinned_card_to_a_private_room_or_to_an_honest_word(tmp_path: Path) -> None:
    """A newcomer without a role; a "not now"; the room with three; and where no room can be opened, a second yes."""
    async with open_house(tmp_path, members=1, weekday=1) as home:
        await home.stage.bot.look_over()
        newcomer, staff_before = home.outsider, len(home.staff.history())

        asked = await asks(home, newcomer)
        first = await looks(home, home.second)
        assert first.message
        later = await home.second.presses(home.say("hello.not-now"), first.message)
        after_not_now = (await newcomer.types(home.room, "hello")).text
        taken = await takes(home, home.facilitator)
        (thread,) = home.room.threads
        room = thread.history()[-1]
        state = await newcomer.types(home.room, "hello")

        assert home.say("hello.is-asked") in asked.text
        assert newcomer.name not in "".join(alerts(home))
        assert len(home.staff.history()) == staff_before + 1
        assert later.private
        assert later.text == home.say("hello.not-now-thanks")
        assert home.say("hello.is-asked") in after_not_now
        assert thread.mention in taken.text
        assert home.say("hello.room-words") in text_of(room)
        assert thread.mention in state.text
        assert alerts(home) == [home.say("hello.settled")]

        done = await home.facilitator.presses(home.say("hello.done"), room)
        assert home.say("hello.is-done") in done.text
        await asks(home, newcomer)
        home.stage.env.inject_error("POST", f"/channels/{home.room.id}/threads", status=403, code=50013)
        refused = await takes(home, home.second)
        again = await takes(home, home.second)
        room_again = home.room.threads[-1].history()[-1]
        number = controls_of(room_again)[0].argument
        third = await forges(home, home.facilitator, f"p1:0:0:hello-take:{number}", on=home.staff.history()[-1])
        old = await forges(home, home.facilitator, controls_of(room)[0].custom_id, on=room)
        assert refused.text == home.say("hello.no-room-staff")
        assert home.say("hello.no-room-now") in text_of(newcomer.actor.user.dm_channel.history()[-1])
        assert home.room.threads[-1].mention in again.text
        assert third.text == home.say("refused.hello-taken")
        assert old.text == home.say("refused.hello-over")
        assert len(home.room.threads) == 2

        await where_no_room_can_be_opened(home)


async def where_no_room_can_be_opened(home: House) -> None:
    """Give staff the name after a second yes; after two days the lead and the person are told, once."""
    member = home.members[0]
    await takes_away(home, "create_private_threads")
    wanted = await asks(home, member)
    assert wanted.message
    assert wanted.text == home.say("hello.no-room")
    named = await member.presses(home.say("hello.tell-name"), wanted.message)
    assert home.say("hello.is-asked") in named.text
    assert home.say("hello.alert-named", name=member.name) in alerts(home)[-1]

    await home.forward(days=2)  # half past six in the evening again
    assert home.say("hello.alert-late") in alerts(home)[-1]
    assert home.say("hello.late") in text_of(member.actor.user.dm_channel.history()[-1])
    assert len([one for one in alerts(home) if home.say("hello.alert-late") in one]) == 1
    assert home.say("hello.late") in (await member.types(home.room, "hello")).text
    assert home.say("hello.alert-named", name=mention(member)) in alerts(home)[-1]
    taken = await takes(home, home.lead)
    assert taken.text == home.say("hello.write-them", name=mention(member))
    assert [one for one in alerts(home) if mention(member) in one or member.name in one] == []
