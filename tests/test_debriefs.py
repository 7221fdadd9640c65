"""After a session: how staff are, what worked; each sees their own load, the lead reads the trend (F12)."""

import json
from datetime import timedelta
from pathlib import Path

from circle import Circle, open_circle
from house import House, open_house
from test_duty import staff_said
from test_sealing import forms_of, found

from bot.privacy.retention import DEBRIEFS, DUTIES
from bot.rehearsal.people import Person, Reply, controls_of, text_of
from bot.services import Removed
from bot.session import Event, Move

ROOM, SERVER = 20, 1
NOTE = "Please look at the Zanzibar lamp"


async def an_evening(home: House, *, both: bool = True) -> None:
    """Hold a session with one or two facilitators, and close it."""
    await home.start()
    if both:
        await home.second.presses("I am ready", home.panel)
    await home.close()


async def opens(home: House, person: Person) -> Reply:
    """Let staff press on the panel of the session that is over."""
    panel = next(one for one in reversed(home.staff.history()) if home.say("panel.over") in text_of(one))
    return await person.presses(home.say("debrief.open"), panel)


async def says(person: Person, reply: Reply, label: str) -> Reply:
    """Press a button of the private debrief."""
    assert reply.message
    return await person.presses(label, reply.message)


async def reads(home: House, person: Person) -> Reply:
    """Type the lead's command."""
    return await person.types(home.staff, "debriefs")


async def test_a_facilitator_says_how_it_went_and_the_lead_reads_no_name(tmp_path: Path) -> None:
    """How they are, what worked, words for the lead; each in private."""
    async with open_house(tmp_path) as home:
        await home.start()
        await home.next()
        await home.close()
        card = await opens(home, home.facilitator)
        assert card.private
        card = await says(home.facilitator, card, "I am tired")
        assert home.say("debrief.said-how", how="I am tired") in card.text
        assert card.message
        worked = next(one for one in card.controls if one.verb == "debrief-worked")
        card = await home.facilitator.chooses(["icebreaker"], card.message, custom_id=worked.custom_id)
        form = await says(home.facilitator, card, home.say("debrief.write"))
        await home.facilitator.fills(form, {"note": NOTE})
        load = await reads(home, home.lead)

        assert load.private
        assert home.say("load.tired", n=1) in load.text
        assert home.say("load.talk", n=0) in load.text
        assert home.say("load.worked-line", step="Icebreaker", n=1) in load.text
        assert NOTE in load.text
        assert home.facilitator.name not in load.text
        assert not any(NOTE in text_of(one) for one in home.staff.history())


async def test_the_form_is_empty_each_time(tmp_path: Path) -> None:
    """A form is never filled in beforehand, so nobody reads it over a shoulder."""
    async with open_house(tmp_path) as home:
        await an_evening(home)
        form = await says(home.facilitator, await opens(home, home.facilitator), home.say("debrief.write"))
        card = await home.facilitator.fills(form, {"note": NOTE})
        again = await says(home.facilitator, card, home.say("debrief.write"))

        assert NOTE not in json.dumps(again.form)
        assert NOTE not in card.text


async def test_the_lead_reads_a_name_only_when_its_owner_gives_it(tmp_path: Path) -> None:
    """And no longer once they take it back. The lead is called without a name in the staff channel."""
    async with open_house(tmp_path) as home:
        await an_evening(home)
        card = await says(home.second, await opens(home, home.second), "I need to talk")
        assert home.say("debrief.talk") in card.text
        assert staff_said(home, "duty.talk-first") == 0
        card = await says(home.second, card, home.say("debrief.name"))
        alert = next(one for one in home.staff.history() if home.say("duty.talk-first") in text_of(one))
        assert home.second.name not in text_of(alert)
        assert home.second.name in (await reads(home, home.lead)).text
        await says(home.second, card, home.say("debrief.unname"))

        assert home.second.name not in (await reads(home, home.lead)).text
        assert staff_said(home, "duty.talk-first") == 1


async def test_only_the_lead_reads_debriefs(tmp_path: Path) -> None:
    """A facilitator, a member and a supporter are refused, by the command and by the button's service."""
    async with open_house(tmp_path) as home:
        await an_evening(home)
        assert (await reads(home, home.facilitator)).text == home.say("refused.leads-only")
        for person in (home.facilitator, home.members[0], home.supporter, home.outsider):
            asked = home.services.debriefs.load(home.caller(person), home.room.id, home.stage.guild.id)
            assert await home.refused(asked) == "leads-only"
        for person in (home.members[0], home.supporter, home.outsider):
            assert await home.refused(home.services.debriefs.say(home.caller(person), 1, how="good")) == "staff-only"


async def test_a_debrief_waits_for_the_end(tmp_path: Path) -> None:
    """While the group is open there is no such button, and a forged press is refused."""
    async with open_house(tmp_path) as home:
        await home.start()
        assert "debrief" not in {one.verb for one in controls_of(home.panel)}
        assert await home.refused(home.services.debriefs.mine(home.caller(home.facilitator), 1)) == "still-open"


async def test_each_person_sees_their_own_number_alone(tmp_path: Path) -> None:
    """Two evenings for one, one for the other, this month; an evening of last month counts no more."""
    async with open_house(tmp_path) as home:
        home.clock.advance(timedelta(days=-30))
        await an_evening(home)
        await home.forward(days=30)
        await an_evening(home)
        await an_evening(home, both=False)
        fay, sam = await opens(home, home.facilitator), await opens(home, home.second)

        assert home.say("debrief.on-duty", n=2) in fay.text
        assert home.say("debrief.on-duty", n=1) in sam.text
        assert home.second.name not in fay.text
        assert home.say("load.sessions", n=3) in (await reads(home, home.lead)).text


async def test_a_forged_choice_is_refused(tmp_path: Path) -> None:
    """A mood that nobody offers, a step that was not done, and no words at all."""
    async with open_house(tmp_path) as home:
        await an_evening(home)
        fay, debriefs = home.caller(home.facilitator), home.services.debriefs

        assert await home.refused(debriefs.say(fay, 1, how="sleepy")) == "old-button"
        assert await home.refused(debriefs.say(fay, 1, worked=("dancing",))) == "old-button"
        assert await home.refused(debriefs.say(fay, 1, note="  ")) == "nothing-typed"


# What is kept, byte by byte.


async def staff_evening(circle: Circle) -> None:
    """Hold a session with a facilitator and the lead, and let the first one write to the lead with a name."""
    await circle.start()
    record = await circle.session()
    await circle.services.sessions.ready(circle.lead, record.id)
    await circle.services.sessions.move(circle.facilitator, record.id, Move(Event.NEXT))
    await circle.close()
    await circle.services.debriefs.say(circle.facilitator, record.id, how="tired")
    await circle.services.debriefs.say(circle.facilitator, record.id, note=NOTE)
    await circle.services.debriefs.sign(circle.facilitator, record.id, named=True)


async def test_no_byte_of_the_files_holds_a_note_a_name_or_an_id(tmp_path: Path) -> None:
    """While the session is open, and after."""
    async with open_circle(tmp_path, members=2) as circle:
        secrets = [b"Zanzibar", circle.facilitator.name.encode(), *forms_of(circle.facilitator.id.for_discord())]
        await circle.start()
        assert found(secrets, circle.folder) == []
        await circle.close()
        await staff_evening(circle)

        assert found(secrets, circle.folder) == []
        assert (await circle.services.debriefs.load(circle.lead, ROOM, SERVER)).notes[0][1].note == NOTE


async def test_debriefs_go_after_30_days_and_duties_after_400(tmp_path: Path) -> None:
    """By a clock that we move; not a day before."""
    async with open_circle(tmp_path, members=2) as circle:
        await staff_evening(circle)
        retention = circle.services.retention

        circle.clock.advance(timedelta(days=29))
        assert await retention.run(circle.clock.now()) == []
        circle.clock.advance(timedelta(days=1))
        assert await retention.run(circle.clock.now()) == [Removed(DEBRIEFS, 1)]
        circle.clock.advance(timedelta(days=370))
        assert await retention.run(circle.clock.now()) == [Removed(DUTIES, 2)]
        assert await circle.store.read(lambda unit: unit.duties.of(1)) == []


async def test_staff_see_and_delete_what_is_kept_of_their_work(tmp_path: Path) -> None:
    """/my-data counts it, /forget-me deletes it, and no byte of the code or the note stays in duties or debriefs."""
    async with open_circle(tmp_path, members=2) as circle:
        await staff_evening(circle)
        data = circle.services.own_data
        before = await data.my_data(circle.facilitator, ROOM, SERVER)
        gone = await data.forget_me(circle.facilitator, ROOM, SERVER)
        after = await data.my_data(circle.facilitator, ROOM, SERVER)

        assert (before.duties, before.debriefs) == (1, 1)
        assert gone.staff_rows == 2
        assert after.is_empty
        assert (await circle.services.debriefs.load(circle.lead, ROOM, SERVER)).debriefs == 0
        assert (await data.my_data(circle.lead, ROOM, SERVER)).duties == 1


async def test_whoever_is_forgotten_while_leading_leaves_a_group_that_can_be_taken_over(tmp_path: Path) -> None:
    """/forget-me in the middle: the question that they asked stays, by somebody."""
    async with open_house(tmp_path) as home:
        await home.start()
        await home.second.presses("I am ready", home.panel)
        fay = home.caller(home.facilitator)
        await home.services.duty.hand_over(fay, 1)
        await home.services.own_data.forget_me(fay, home.room.id, home.stage.guild.id)
        await home.stage.bot.beat()
        assert staff_said(home, "duty.handover-first", name=home.say("list.someone")) == 1
        (question,) = await home.services.desk.store.read(lambda unit: unit.staff_questions.all())
        await home.services.duty.take_over(home.caller(home.second), question.id)

        (duty,) = await home.services.desk.store.read(lambda unit: unit.duties.of(1))
        assert duty.leading
