"""Stopping the session, and the lead who is asked whether a group goes on with one facilitator (SA11, SA12)."""

from pathlib import Path

import pytest
from house import House, open_house
from test_duty import answerable, asked, lead_role, questions, staff_said
from test_setup import groups, manager, sets_up

from bot.rehearsal.people import Person, Reply, controls_of, text_of
from bot.session import State
from bot.storage import Unit


async def stops(home: House, person: Person) -> Reply:
    """Let staff press Stop on the panel, and yes."""
    sure = await person.presses(home.say("duty.stop"), home.panel)
    assert sure.private
    assert sure.message
    return await person.presses(home.say("duty.stop-yes"), sure.message)


def may_write(home: House) -> bool:
    """Tell whether members can write in the room."""
    role = next(one for one in home.stage.bot.guilds[0].roles if one.name == "Member")
    channel = home.stage.bot.get_channel(home.room.id)
    return channel.overwrites_for(role).send_messages is not False  # type: ignore[union-attr]  # it is a text channel


async def actions(home: House) -> list[str]:
    """Read the audit log, oldest first."""

    async def work(unit: Unit) -> list[str]:
        return [one.action for one in await unit.audit.newest(home.stage.group_id, 20)][::-1]

    return await home.services.desk.store.read(work)


# Stop.


async def test_one_yes_stops_everything(tmp_path: Path) -> None:
    """The room is locked at once, the card is calm and has Help, the lead is mentioned, answers are sealed."""
    async with open_house(tmp_path) as home:
        await home.at_step("gratitude")
        place = await home.place()
        await home.services.answers.give(home.caller(home.members[0]), place, {"thanks": ["Music"]})
        told = await stops(home, home.second)
        record = await home.session()
        alert = next(one for one in home.staff.history() if home.say("duty.stopped-first") in text_of(one))

        assert told.text == home.say("duty.stopped")
        assert record.flow.state is State.SEALED
        assert not may_write(home)
        assert home.say("stopped.title") in home.card_text
        assert home.say("stopped.text") in home.card_text
        assert home.say("closing.text") not in home.card_text
        assert [one.label for one in controls_of(home.card)] == ["Help"]
        assert lead_role(home) in text_of(alert)
        assert (await actions(home))[-1] == "stopped"
        assert await home.services.desk.store.read(lambda unit: unit.keepsakes.count(record.id, "gratitude")) == 1


async def test_help_still_works_on_the_card_of_a_stopped_session(tmp_path: Path) -> None:
    """Staff are told as ever."""
    async with open_house(tmp_path) as home:
        await home.start()
        await stops(home, home.facilitator)
        card = await home.members[0].presses("Help", home.card)

        assert "999" in card.text
        assert home.say("help.staff-told") in card.text


@pytest.mark.parametrize("where", ["gathering", "running", "paused", "closing"])
async def test_a_session_can_be_stopped_from_every_open_state(tmp_path: Path, where: str) -> None:
    """Gathering too; the card is the calm one and the room is locked."""
    async with open_house(tmp_path, weekday=1) as home:
        if where == "gathering":
            await home.forward(days=6, hours=23, minutes=50)
        else:
            await home.start()
        if where == "paused":
            await home.facilitator.presses("Start a break", home.panel)
        if where == "closing":
            await home.facilitator.types(home.staff, "session end")
        assert (await home.session()).flow.state.value == where
        await stops(home, home.facilitator)

        assert not (await home.session()).flow.state.is_open
        assert home.say("stopped.title") in home.card_text
        assert not may_write(home)
        assert len(home.stage.live_cards()) == 1


async def test_a_second_yes_changes_nothing(tmp_path: Path) -> None:
    """Two facilitators, two yeses: one stop in the audit, one alert."""
    async with open_house(tmp_path) as home:
        await home.start()
        first = await home.facilitator.presses(home.say("duty.stop"), home.panel)
        second = await home.second.presses(home.say("duty.stop"), home.panel)
        assert first.message
        assert second.message
        await home.facilitator.presses(home.say("duty.stop-yes"), first.message)
        again = await home.second.presses(home.say("duty.stop-yes"), second.message)
        await home.stage.bot.beat()

        assert again.text == home.say("duty.stopped")
        assert (await actions(home)).count("stopped") == 1
        assert staff_said(home, "duty.stopped-first") == 1


async def test_the_alert_of_a_stop_survives_a_refusal_and_a_restart(tmp_path: Path) -> None:
    """It is stored before it is posted."""
    async with open_house(tmp_path) as home:
        await home.start()
        home.stage.env.inject_error("POST", f"/channels/{home.staff.id}/messages", status=500)
        await stops(home, home.facilitator)
        assert staff_said(home, "duty.stopped-first") == 0
        await home.stage.restart()
        await home.stage.bot.beat()

        assert staff_said(home, "duty.stopped-first") == 1
        assert await questions(home) == []


async def test_after_a_stop_a_new_session_may_start_and_the_room_is_open_again(tmp_path: Path) -> None:
    """By the lead or a facilitator."""
    async with open_house(tmp_path) as home:
        await home.start()
        await stops(home, home.facilitator)
        assert not may_write(home)
        await home.lead.types(home.staff, "session start")

        assert (await home.session()).flow.state is State.RUNNING
        assert may_write(home)
        assert home.say("stopped.title") not in home.card_text


async def test_a_member_cannot_stop_a_session(tmp_path: Path) -> None:
    """Nor a supporter nor an outsider, by a forged press."""
    async with open_house(tmp_path) as home:
        await home.start()
        for person in (home.members[0], home.supporter, home.outsider):
            assert await home.refused(home.services.sessions.stop(home.caller(person), 1)) == "staff-only"

        assert (await home.session()).flow.state is State.RUNNING


# The rule of two.


async def test_one_facilitator_starts_and_the_lead_is_asked_at_once(tmp_path: Path) -> None:
    """Members do not wait; the lead is mentioned in the staff channel."""
    async with open_house(tmp_path, two_facilitators=True) as home:
        await home.start()
        question = asked(home, "alone-go-on")

        assert (await home.session()).flow.state is State.RUNNING
        assert home.say("duty.alone-first") in text_of(question)
        assert lead_role(home) in text_of(question)
        assert [one.label for one in controls_of(question)] == ["Go on", "Stop for today"]


async def test_only_the_lead_decides_and_it_is_in_the_audit(tmp_path: Path) -> None:
    """A facilitator is told that this is the lead's; the group goes on; a second press is told that it is over."""
    async with open_house(tmp_path, two_facilitators=True) as home:
        await home.start()
        question = asked(home, "alone-go-on")
        refused = await home.facilitator.presses("Go on", question)
        await home.lead.presses("Go on", question)

        assert refused.text == home.say("refused.leads-only")
        assert (await home.session()).flow.state is State.RUNNING
        assert f"{home.lead.name} said at" in text_of(home.staff.history()[-1])
        assert (await actions(home))[-1] == "went-on-alone"
        assert await home.refused(home.services.duty.choose(home.caller(home.lead), 1, go_on=False)) == "question-over"


async def test_stop_for_today_calls_it_off_kindly(tmp_path: Path) -> None:
    """Members get one calm card with Help; the choice is in the audit; nobody is alarmed."""
    async with open_house(tmp_path, two_facilitators=True) as home:
        await home.start()
        await home.lead.presses("Stop for today", asked(home, "alone-stop"))

        assert (await home.session()).flow.state is State.SEALED
        assert home.say("stopped.title") in home.card_text
        assert len(home.stage.live_cards()) == 1
        assert (await actions(home))[-1] == "called-off-alone"
        assert staff_said(home, "duty.stopped-first") == 0


async def test_a_second_facilitator_who_is_ready_withdraws_the_question(tmp_path: Path) -> None:
    """The message says so and has no button any more, over a restart too."""
    async with open_house(tmp_path, two_facilitators=True) as home:
        await home.start()
        await home.stage.restart()
        await home.second.presses("I am ready", home.panel)

        assert answerable(home, "alone-go-on") == 0
        assert staff_said(home, "duty-over.second-here") == 1
        assert await questions(home) == []


async def test_two_who_are_ready_before_the_start_ask_nobody(tmp_path: Path) -> None:
    """The usual evening."""
    async with open_house(tmp_path, two_facilitators=True, weekday=1) as home:
        await home.forward(days=6, hours=23, minutes=50)
        await home.facilitator.presses("I am ready", home.panel)
        await home.second.presses("I am ready", home.panel)
        await home.forward(minutes=10)

        assert (await home.session()).flow.state is State.RUNNING
        assert answerable(home, "alone-go-on") == 0


async def test_a_group_that_switched_the_rule_off_asks_nobody(tmp_path: Path) -> None:
    """It is a setting of the group."""
    async with open_house(tmp_path, two_facilitators=False) as home:
        await home.start()

        assert answerable(home, "alone-go-on") == 0


async def test_when_one_of_two_goes_the_lead_is_asked(tmp_path: Path) -> None:
    """Only one is left: the rule holds through the whole session."""
    async with open_house(tmp_path, two_facilitators=True) as home:
        await home.start()
        await home.second.presses("I am ready", home.panel)
        await home.services.duty.leave(home.caller(home.second), 1)
        await home.stage.bot.beat()

        assert answerable(home, "alone-go-on") == 1


async def test_the_setting_is_an_option_of_setup(tmp_path: Path) -> None:
    """On by default; a lead who says no has it off."""
    async with open_house(tmp_path) as home:
        boss = manager(home)
        await sets_up(home, boss)
        (usual,) = await groups(home)
        await sets_up(home, boss, two_facilitators=False)
        (off,) = await groups(home)

        assert (usual.two_facilitators, off.two_facilitators) == (True, False)
