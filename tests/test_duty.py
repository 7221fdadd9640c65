"""Staff who run a session: who is here, handing over, dropping out, and what members see of it (F5, F6)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import discord
import pytest
from house import BEGINNING, GROUP, House, open_house
from test_session_flow_in_discord import forges

from bot.rehearsal.people import Person, Reply, controls_of, text_of
from bot.session import Caller, MemberId, State
from bot.storage import Unit
from bot.storage.repositories.duties import Duty
from bot.storage.repositories.staff_questions import StaffQuestion


async def duties(home: House) -> list[Duty]:
    """Read who was on duty in the newest session."""
    record = await home.session()
    return await home.services.desk.store.read(lambda unit: unit.duties.of(record.id))


async def leader(home: House) -> str:
    """Name the one who leads, by the encrypted name; "" when nobody does."""
    record = await home.session()
    on_duty = await home.services.duty.on_duty(home.caller(home.lead), record.id)
    return next((name for name, leads in on_duty.here if leads), "")


async def questions(home: House) -> list[StaffQuestion]:
    """Read everything that staff are asked."""
    return await home.services.desk.store.read(lambda unit: unit.staff_questions.all())


def asked(home: House, verb: str) -> discord.Message:
    """Find the newest message in the staff channel that can be answered with this verb."""
    return next(one for one in reversed(home.staff.history()) if verb in {c.verb for c in controls_of(one)})


def answerable(home: House, verb: str) -> int:
    """Count the messages in the staff channel that can be answered with this verb."""
    return sum(verb in {one.verb for one in controls_of(message)} for message in home.staff.history())


def staff_said(home: House, key: str, **values: object) -> int:
    """Count how often this was said in the staff channel."""
    return sum(home.say(key, **values) in text_of(message) for message in home.staff.history())


async def from_menu(home: House, person: Person, key: str) -> Reply:
    """Let staff open the panel's menu and press in it."""
    menu = await person.presses(home.say("duty.menu"), home.panel)
    assert menu.private
    assert menu.message
    return await person.presses(home.say(key), menu.message)


async def both_ready(home: House) -> None:
    """Start with the facilitator, and let the second one say that they are here too."""
    await home.start()
    await home.second.presses("I am ready", home.panel)


def mention(person: Person) -> str:
    """Mention a person as the bot does."""
    return f"<@{person.actor.id}>"


def lead_role(home: House) -> str:
    """Mention the role of leads as the bot does."""
    return next(f"<@&{one.id}>" for one in home.stage.bot.guilds[0].roles if one.name == "Lead")


# Who is here.


async def test_whoever_starts_leads_and_a_second_one_is_written_down_too(tmp_path: Path) -> None:
    """A second press changes nothing; the panel says how many are here, and both names are encrypted."""
    async with open_house(tmp_path) as home:
        await both_ready(home)
        await home.second.presses("I am ready", home.panel)
        here = await duties(home)

        assert [(one.ready, one.leading) for one in here] == [(True, True), (True, False)]
        assert all(one.hidden_xid for one in here)
        assert await leader(home) == home.facilitator.name
        assert home.say("duty.line", n=2) in home.panel_text


async def test_whom_to_mention_is_forgotten_when_the_session_closes(tmp_path: Path) -> None:
    """The code stays for the load number; the Discord id goes, in the transaction that closes."""
    async with open_house(tmp_path) as home:
        await both_ready(home)
        await home.close()

        assert [(one.hidden_xid, len(one.code)) for one in await duties(home)] == [(None, 16), (None, 16)]


async def test_a_ready_facilitator_who_has_to_go_before_the_start_does_not_start_it(tmp_path: Path) -> None:
    """Nobody is here at the time, so the group does not start by itself."""
    async with open_house(tmp_path, weekday=1, at=BEGINNING - timedelta(minutes=20)) as home:
        await home.forward(minutes=10)
        await home.facilitator.presses("I am ready", home.panel)
        await from_menu(home, home.facilitator, "duty.have-to-go")
        await home.forward(minutes=11)
        record = await home.session()

        assert record.flow.state is State.GATHERING
        assert staff_said(home, "staff.nobody-ready") == 1


# Handing over.


async def test_handing_over_asks_the_other_one_and_they_lead_when_they_accept(tmp_path: Path) -> None:
    """The other one is mentioned; until they press nothing changes; the message then says who leads."""
    async with open_house(tmp_path) as home:
        await both_ready(home)
        told = await from_menu(home, home.facilitator, "duty.hand-over")
        question = asked(home, "take-over")
        assert told.text == home.say("duty.hand-over-done")
        assert home.say("duty.handover-first", name=home.facilitator.name) in text_of(question)
        assert mention(home.second) in text_of(question)
        assert mention(home.facilitator) not in text_of(question)
        assert await leader(home) == home.facilitator.name
        await home.second.presses("I take over", question)

        assert await leader(home) == home.second.name
        assert answerable(home, "take-over") == 0
        assert f"{home.second.name} leads the group since" in text_of(home.staff.history()[-1])
        assert await questions(home) == []


async def test_asking_twice_asks_once_and_a_late_second_press_is_told_so(tmp_path: Path) -> None:
    """Two presses, and two who take over at the same time: the first one has it."""
    async with open_house(tmp_path) as home:
        await both_ready(home)
        await from_menu(home, home.facilitator, "duty.hand-over")
        await from_menu(home, home.facilitator, "duty.hand-over")
        (question,) = await questions(home)
        assert answerable(home, "take-over") == 1
        await home.services.duty.take_over(home.caller(home.second), question.id)
        late = home.services.duty.take_over(home.caller(home.lead), question.id)

        assert await home.refused(late) == "question-over"
        assert await leader(home) == home.second.name


async def test_nobody_becomes_facilitator_by_accident(tmp_path: Path) -> None:
    """A member, a supporter, an outsider, staff of another group, and one whose role was just taken: all refused."""
    async with open_house(tmp_path) as home:
        await both_ready(home)
        await from_menu(home, home.facilitator, "duty.hand-over")
        (question,) = await questions(home)
        lost = Caller(home.caller(home.second).id, frozenset(), shown_as=home.second.name)
        elsewhere = Caller(MemberId(77), frozenset({4711}), shown_as="Somebody")
        people = [home.caller(one) for one in (home.members[0], home.supporter, home.outsider)]
        for caller in (*people, lost, elsewhere):
            assert await home.refused(home.services.duty.take_over(caller, question.id)) == "staff-only"
            assert await home.refused(home.services.duty.here(caller, question.id)) == "staff-only"
            assert await home.refused(home.services.duty.partner_gone(caller, 1, 1)) == "staff-only"
            assert await home.refused(home.services.duty.leave(caller, 1)) == "staff-only"
            assert await home.refused(home.services.sessions.ready(caller, 1)) == "staff-only"

        assert [(one.ready, one.leading) for one in await duties(home)] == [(True, True), (True, False)]


async def test_a_role_that_was_taken_away_counts_at_once_in_discord_too(tmp_path: Path) -> None:
    """The press comes with the roles that the person has now."""
    async with open_house(tmp_path) as home:
        await both_ready(home)
        await from_menu(home, home.facilitator, "duty.hand-over")
        (take,) = controls_of(asked(home, "take-over"))
        home.stage.env.backend.get_guild(home.stage.guild.id).members[home.second.actor.id].role_ids.clear()
        reply = await forges(home, home.second, take.custom_id)

        assert reply.text == home.say("refused.staff-only")
        assert await leader(home) == home.facilitator.name


async def test_staff_of_another_group_cannot_take_over_here(tmp_path: Path) -> None:
    """A facilitator of the Friday group presses on a question of the Tuesday group."""
    async with open_house(tmp_path) as home:
        await both_ready(home)
        await from_menu(home, home.facilitator, "duty.hand-over")
        friday = replace(
            GROUP,
            server_xid=home.stage.guild.id,
            name="Friday group",
            session_channel_xid=991,
            staff_channel_xid=992,
            voice_channel_xid=0,
            facilitator_role_xid=993,
            lead_role_xid=994,
        )
        await home.services.groups.put(friday)
        (question,) = await questions(home)
        guest = Caller(MemberId(77), frozenset({993, 994}), shown_as="Friday")

        assert await home.refused(home.services.duty.take_over(guest, question.id)) == "staff-only"


# Having to go.


async def test_whoever_leads_and_has_to_go_leaves_the_other_one_asked(tmp_path: Path) -> None:
    """At once, with a mention; the other one takes over, and nothing more happens by the clock."""
    async with open_house(tmp_path) as home:
        await both_ready(home)
        told = await from_menu(home, home.facilitator, "duty.have-to-go")
        question = asked(home, "take-over")
        assert told.text == home.say("duty.left-asked")
        assert mention(home.second) in text_of(question)
        await home.second.presses("I take over", question)
        await home.forward(minutes=6)

        assert await leader(home) == home.second.name
        assert (await home.session()).flow.state is State.RUNNING
        assert staff_said(home, "duty.leave-lead", name=home.facilitator.name) == 0


async def test_whoever_does_not_lead_may_simply_go(tmp_path: Path) -> None:
    """Somebody leads, so nobody is asked."""
    async with open_house(tmp_path) as home:
        await both_ready(home)
        told = await from_menu(home, home.second, "duty.have-to-go")

        assert told.text == home.say("duty.left-led")
        assert answerable(home, "take-over") == 0
        assert await leader(home) == home.facilitator.name


@pytest.mark.parametrize("restart", [False, True])
async def test_when_nobody_takes_over_all_staff_are_asked_then_the_lead_and_the_session_pauses(
    tmp_path: Path, *, restart: bool
) -> None:
    """2 minutes: all staff. 5 minutes: the lead; the session pauses and is not ended; one calm line; over a restart."""
    async with open_house(tmp_path) as home:
        await home.start()
        name = home.facilitator.name
        await from_menu(home, home.facilitator, "duty.have-to-go")
        assert staff_said(home, "duty.leave-first", name=name) == 1
        if restart:
            await home.stage.restart()
        await home.forward(minutes=2)
        assert staff_said(home, "duty.leave-second", name=name) == 1
        assert home.say("away.text") not in home.card_text
        if restart:
            await home.stage.restart()
        await home.forward(minutes=3)
        last = asked(home, "take-over")
        assert home.say("duty.leave-lead", name=name) in text_of(last)
        assert lead_role(home) in text_of(last)
        assert answerable(home, "take-over") == 1
        assert (await home.session()).flow.state is State.PAUSED
        assert home.card_text.count(home.say("away.text")) == 1
        assert "Help" in [one.label for one in controls_of(home.card)]
        if restart:
            await home.stage.restart()
        await home.forward(minutes=3)
        assert staff_said(home, "duty.leave-lead", name=name) == 1
        await home.lead.presses("I take over", asked(home, "take-over"))

        assert await leader(home) == home.lead.name
        assert home.say("away.text") not in home.card_text
        assert home.say("card.paused") in home.card_text
        await home.lead.presses("Go on", home.panel)
        assert (await home.session()).flow.state is State.RUNNING


async def test_a_press_of_the_one_who_has_gone_does_not_count_as_somebody_else(tmp_path: Path) -> None:
    """They press Next on their way out: the others are still asked. Any press of another one heals it."""
    async with open_house(tmp_path) as home:
        await both_ready(home)
        await from_menu(home, home.facilitator, "duty.have-to-go")
        await home.next()
        assert [one.kind for one in await questions(home) if not one.outcome] == ["leave"]
        await home.second.presses("Next step", home.panel)

        assert [one for one in await questions(home) if not one.outcome] == []
        assert await leader(home) == home.second.name
        await home.stage.bot.beat()
        assert answerable(home, "take-over") == 0


async def test_my_partner_has_gone_makes_the_one_who_stays_lead(tmp_path: Path) -> None:
    """They say who; the one who has gone is mentioned no more."""
    async with open_house(tmp_path) as home:
        await both_ready(home)
        who = await from_menu(home, home.second, "duty.partner")
        assert who.labels() == [home.facilitator.name]
        assert who.message
        told = await home.second.presses(home.facilitator.name, who.message)

        assert told.text == home.say("duty.partner-done")
        assert await leader(home) == home.second.name
        assert [(one.ready, one.hidden_xid is None) for one in await duties(home)] == [(False, True), (True, False)]


# Nobody presses.


async def test_are_you_there_is_asked_ten_minutes_after_the_planned_end_of_a_step(tmp_path: Path) -> None:
    """Not a minute before; whoever is on duty is mentioned; a press heals it and nothing more comes."""
    async with open_house(tmp_path, length_minutes=120) as home:
        await home.start()
        planned = home.services.desk.steps["ground-rules"].minutes
        await home.forward(minutes=planned + 9)
        assert staff_said(home, "duty.silent-first") == 0
        await home.forward(minutes=1)
        question = asked(home, "am-here")
        assert home.say("duty.silent-first") in text_of(question)
        assert mention(home.facilitator) in text_of(question)
        await home.facilitator.presses("I am here", question)
        await home.forward(minutes=6)

        assert (await home.session()).flow.state is State.RUNNING
        assert staff_said(home, "duty.silent-second") == 0
        assert answerable(home, "am-here") == 0


async def test_nobody_answers_are_you_there(tmp_path: Path) -> None:
    """2 minutes: take over. 5 minutes: the lead, and a pause. The panel's own button heals it too."""
    async with open_house(tmp_path, length_minutes=120) as home:
        await home.start()
        await home.forward(minutes=home.services.desk.steps["ground-rules"].minutes + 10)
        await home.forward(minutes=2)
        assert home.say("duty.silent-second") in text_of(asked(home, "take-over"))
        await home.forward(minutes=3)
        assert home.say("duty.silent-lead") in text_of(asked(home, "take-over"))
        assert lead_role(home) in text_of(asked(home, "take-over"))
        assert (await home.session()).flow.state is State.PAUSED
        assert home.say("away.text") in home.card_text
        await home.second.presses("I am ready", home.panel)

        assert home.say("away.text") not in home.card_text
        assert answerable(home, "take-over") == 0


async def test_from_the_planned_end_on_only_are_you_still_here_is_asked(tmp_path: Path) -> None:
    """The two questions do not come together (F11)."""
    async with open_house(tmp_path) as home:
        await home.at_step("gratitude")
        await home.forward(minutes=59)
        assert staff_said(home, "duty.silent-first") == 1
        await home.facilitator.presses("Step back", home.panel)
        await home.forward(minutes=30)
        assert await questions(home) == []
        await home.forward(minutes=1)

        assert await questions(home) == []
        assert staff_said(home, "staff.are-you-there") == 1


async def test_a_break_is_no_silence(tmp_path: Path) -> None:
    """A group may rest for as long as it likes."""
    async with open_house(tmp_path, length_minutes=120) as home:
        await home.start()
        await home.facilitator.presses("Start a break", home.panel)
        await home.forward(minutes=60)

        assert staff_said(home, "duty.silent-first") == 0


async def test_what_discord_refused_is_asked_at_the_next_beat(tmp_path: Path) -> None:
    """The question is stored first; nothing is lost and nothing is asked twice."""
    async with open_house(tmp_path) as home:
        await both_ready(home)
        home.stage.env.inject_error("POST", f"/channels/{home.staff.id}/messages", status=500)
        await from_menu(home, home.facilitator, "duty.hand-over")
        assert answerable(home, "take-over") == 0
        await home.forward(seconds=30)
        await home.forward(seconds=30)

        assert answerable(home, "take-over") == 1


async def test_help_that_waits_mentions_who_is_on_duty_and_all_staff(tmp_path: Path) -> None:
    """After two minutes: by name where known, and never fewer people than the roles."""
    async with open_house(tmp_path) as home:
        await both_ready(home)
        member = home.caller(home.members[0])
        await home.services.help.ask(member, home.room.id, home.stage.guild.id, "talk")
        await home.forward(minutes=2)
        told = text_of(asked(home, "have-this"))

        assert mention(home.second) in told
        assert lead_role(home) in told


async def test_what_staff_do_is_in_the_audit(tmp_path: Path) -> None:
    """Ready, asked, took over, left: who in which role is written down with each."""
    async with open_house(tmp_path) as home:
        await both_ready(home)
        await from_menu(home, home.facilitator, "duty.hand-over")
        await home.second.presses("I take over", asked(home, "take-over"))
        await from_menu(home, home.facilitator, "duty.have-to-go")

        async def work(unit: Unit) -> list[str]:
            return [one.action for one in await unit.audit.newest(home.stage.group_id, 20)]

        done = await home.services.desk.store.read(work)

        assert [one for one in done[::-1] if one != "start"] == [
            "ready",
            "ready",
            "asked-handover",
            "took-over",
            "left-duty",
        ]
