"""A hello as people see it: from the pinned card to a private room, and what is said when Discord says no."""

from pathlib import Path

from house import House, open_house
from test_permissions import takes_away

from bot.rehearsal.people import Person, Reply, controls_of, text_of


async def asks(home: House, who: Person) -> Reply:
    """Let somebody press the pinned card, read what will happen, and say yes."""
    pinned = next(one for one in home.room.history() if "hello" in [control.verb for control in controls_of(one)])
    page = await who.presses(home.say("hello.open"), pinned)
    assert page.private
    assert page.message
    assert "see your name" in page.text
    return await who.presses(home.say("hello.yes"), page.message)


def alerts(home: House) -> list[str]:
    """Read what staff were told about hellos."""
    return [text_of(one) for one in home.staff.history() if "hello" in text_of(one)]


async def looks(home: House, who: Person) -> Reply:
    """Let somebody of staff press the newest alert."""
    alert = next(one for one in reversed(home.staff.history()) if "hello-look" in str(controls_of(one)))
    return await who.presses(home.say("hello.look"), alert)


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
        taking = await looks(home, home.facilitator)
        assert taking.message
        taken = await home.facilitator.presses(home.say("hello.take"), taking.message)
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
