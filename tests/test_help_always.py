"""In every state of a session, and over a restart at each point: whoever asks for help is told how it is."""

from datetime import date
from pathlib import Path

import discord
import pytest
from house import House, open_house

from bot.rehearsal.people import Person, controls_of, text_of
from bot.session import State

STATES = ("none", "gathering", "running", "paused", "closing", "closed", "stopped")
WAIT, NOBODY = "Nobody has answered yet. Please do not wait", "No one is here now"


async def bring_to(home: House, state: str) -> None:
    """Bring the group to a state of its session; in a new house there is none."""
    if state == "none":
        return
    if state == "gathering":
        await home.forward(days=7, minutes=-5)
        assert (await home.session()).flow.state is State.GATHERING
        return
    await home.start()
    session = (await home.session()).id
    if state == "paused":
        await home.services.sessions.move(home.caller(home.facilitator), session, home.move("pause"))
    if state == "closing":
        await home.facilitator.types(home.staff, "session end")
    if state == "closed":
        await home.close()
    if state == "stopped":
        await home.services.sessions.stop(home.caller(home.facilitator), session)


async def asks(home: House, member: Person) -> None:
    """Let a member ask for a facilitator from the pinned card, which is there in every state."""
    pinned = next(one for one in home.room.history() if home.say("help.pinned-title") in text_of(one))
    card = await member.presses("Help", pinned)
    assert card.message
    question = await member.presses("Talk to someone", card.message)
    assert question.message
    await member.presses("Yes, tell them", question.message)


def alert(home: House, number: int) -> discord.Message:
    """Find the newest alert of the call that was made as this one."""
    calls = [(control, one) for one in home.staff.history() for control in controls_of(one)]
    ids = sorted({int(control.argument) for control, _one in calls if control.verb == "have-this"})
    wanted = str(ids[number])
    return [one for control, one in calls if control.verb == "have-this" and control.argument == wanted][-1]


def room(home: House, number: int) -> list[str]:
    """Read the private room of the person who asked as this one."""
    return [text_of(one) for one in home.room.threads[number].history()]


@pytest.mark.parametrize(("state", "restart"), [*((state, True) for state in STATES), ("running", False)])
async def test_nobody_waits_untold_in_any_state(tmp_path: Path, state: str, restart: bool) -> None:
    """Of three, one is answered at once, one late, one by nobody; each reads in their own room how it is."""
    async with open_house(tmp_path, members=3, weekday=1, weekly_from=date(2026, 12, 1)) as home:
        await home.stage.bot.look_over()  # posts the pinned card
        await bring_to(home, state)
        for member in home.members:
            await asks(home, member)
        late = alert(home, 1)
        await home.facilitator.presses("I have this", alert(home, 0))
        assert home.facilitator.name in room(home, 0)[-1]

        if restart:
            await home.stage.restart()
        await home.forward(minutes=1)
        assert not [words for number in (1, 2) for words in room(home, number) if WAIT in words]
        await home.forward(minutes=1, seconds=1)
        assert WAIT in room(home, 1)[-1]
        assert WAIT in room(home, 2)[-1]

        if restart:
            await home.stage.restart()
        await home.second.presses("I have this", late)
        assert home.second.name in room(home, 1)[-1]
        await home.forward(minutes=3)
        assert NOBODY in room(home, 2)[-1]
        assert "116 123" in room(home, 2)[-1]
        assert not [words for words in room(home, 0) if WAIT in words or NOBODY in words]
        assert not [words for words in room(home, 1) if NOBODY in words]
