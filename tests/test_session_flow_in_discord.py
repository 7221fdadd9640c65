"""A session through the front door: started, moved, paused and ended by people in a pretend Discord."""

from datetime import date
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from house import House, open_house
from simcord.actors import _component_interaction, _dispatch_actor_interaction

from bot.rehearsal.people import Control, Person, Reply, controls_of, text_of
from bot.services.schedule import Where
from bot.session import State

TODAY = date(2026, 11, 24)
ALL_STEPS = ("ground-rules", "icebreaker", "check-in", "feeling-words", "topic", "gratitude", "closing")
STAFF_ADDRESSES = (
    "p1:0:0:have-this:1",
    "p1:0:0:help-outcome:1.talked",
    "p1:1:1:move:next.1",
    "p1:1:1:move:back.1",
    "p1:1:1:move:skip.1",
    "p1:1:1:move:pause.1",
    "p1:1:1:move:end.1",
    "p1:1:1:ask-end:1",
    "p1:1:1:plan:",
    "p1:1:1:more-time:5",
    "p1:1:1:break-for:10",
    "p1:1:1:break-longer:1",
    "p1:1:1:say:",
    "p1:0:0:rehearse:check-in.0",
    "p1:0:0:rehearse-try:1",
    "p1:1:1:sense:",
    "p1:1:1:topic-ahead:",
    "p1:1:1:ready:",
    "p1:1:1:still-here:",
    "p1:1:1:choose:ice-drink",
    "p1:1:1:ban:ice-drink",
    "p1:1:1:turn:2",
    "p1:1:1:reveal:agree",
    "p1:1:1:ask-too:helps",
    "p1:0:0:own-prompts:",
    "p1:0:0:hello-offer:on",
    "p1:0:0:hello-look:{hello}",
    "p1:0:0:hello-take:{hello}",
    "p1:0:0:hello-not-now:{hello}",
    "p1:0:0:hello-done:{hello}",
    "p1:0:0:own-prompt-form:",
    "p1:0:0:own-prompt-out:own-1",
    "p1:0:0:own-prompt-out:own-1.yes",
    "p1:1:1:close-list:rule",
    "p1:1:1:show-batch:rule.1",
    "p1:1:1:edit-rules:",
    "p1:1:1:adopt-rules:",
    "p1:0:0:check-in-switch:1.off",
    "p1:1:0:card-done:red.1",
    "p1:1:1:about-entry:",
    "p1:1:0:check-author:1.rule.1.0",
    "p1:1:0:block-author:1.rule.1.0",
    "p1:1:1:duty:",
    "p1:1:1:hand-over:",
    "p1:1:1:have-to-go:",
    "p1:1:1:partner:",
    "p1:1:1:partner-gone:1",
    "p1:0:0:take-over:1",
    "p1:0:0:am-here:1",
    "p1:0:0:alone-go-on:1",
    "p1:0:0:alone-stop:1",
    "p1:1:1:ask-stop:",
    "p1:1:1:stop-now:",
    "p1:0:0:people:",
    "p1:0:0:worry:",
    "p1:0:0:direct-messages:",
    "p1:1:1:checked-numbers:",
    "p1:0:0:rung:quiet.5",
    "p1:0:0:lift:1",
    "p1:0:0:read-worry:1",
    "p1:1:0:debrief:",
    "p1:1:0:debrief-how:good",
    "p1:1:0:debrief-write:",
    "p1:1:0:debrief-name:yes",
    "p1:0:0:debriefs:",
    "p1:0:0:schedule-form:break.0...0.",
    "p1:0:0:schedule-ask:end.0...0.",
    "p1:0:0:schedule-do:end.0...0.",
    "p1:0:0:event-page:",
    "p1:0:0:setup:0.all",
    "p1:0:0:setup-set:0.check_in.on",
    "p1:0:0:setup-form:0.name",
    "p1:0:0:setup-start:0.1",
    "p1:0:0:setup-drop:0",
    "p1:0:0:setup-drop:0.yes",
    "p1:0:0:event-switch:on",
    "p1:0:0:sign-ups:",
    "p1:0:0:better-time:",
    "p1:0:0:new-time:",
    "p1:0:0:time-add:",
    "p1:0:0:time-open:",
    "p1:0:0:time-close:1",
    "p1:0:0:time-close:1.yes",
    "p1:0:0:rota:",
    "p1:0:0:rota-put:20261201.lead",
    "p1:1:0:keepsake-check:",
    "p1:1:0:keepsake-share:",
    "p1:0:0:quotes:",
    "p1:0:0:quotes-publish:00",
    "p1:0:0:quotes-drop:00",
    "p1:0:0:rota-swap:20261201",
    "p1:0:0:rota-take:1",
    "p1:0:0:rota-confirm:1.1",
    "p1:0:0:rota-withdraw:1",
    "p1:0:0:feedback-read:",
    "p1:0:0:we-did-write:",
    "p1:0:0:library-change:",
    "p1:0:0:library-form:",
    "p1:0:0:library-checked:nhs",
    "p1:0:0:library-remove:nhs",
    "p1:0:0:library-remove:nhs.yes",
    "p1:0:0:outcomes:",
    "p1:0:0:outcomes-switch:on",
    "p1:0:0:outcomes-open:start.plain",
    "p1:0:0:outcomes-close:1",
    "p1:0:0:outcomes-close:1.yes",
    "p1:1:1:turns:",
    "p1:1:1:turns-tell:",
    "p1:1:1:turns-next:0",
    "p1:1:1:turns-back:0",
    "p1:1:1:turns-end:",
    "p1:1:1:turns-end:yes.0",
    "p1:0:0:ours-write:name",
    "p1:0:0:ours-ask:name",
    "p1:0:0:ours-read:0",
    "p1:0:0:ours-count:0",
    "p1:0:0:ours-take:0.0",
    "p1:0:0:ours-stop:0",
)
STAFF_LISTS = {
    "p1:0:0:own-prompt:": "own-1",
    "p1:1:1:go-to:1": "3",
    "p1:1:1:change-plan:reorder.1": "3",
    "p1:1:1:change-plan:skip.1": "3",
    "p1:1:1:change-plan:repeat.1": "3",
    "p1:1:1:hold:rule.1": "0",
    "p1:1:1:choose:item": "ice-drink",
    "p1:1:0:entry-chosen:0": "1.rule.1.0",
    "p1:0:0:person:": "5",
    "p1:0:0:measure:quiet.5": "rules",
    "p1:1:0:debrief-worked:": "icebreaker",
    "p1:0:0:schedule-date:": "2026-12-01",
    "p1:0:0:time-remove:": "1.1830",
    "p1:0:0:time-take:1": "1",
    "p1:0:0:rota-date:": "20261201",
    "p1:1:0:keepsake-out:0": "1",
    "p1:0:0:quotes-look:": "00",
    "p1:0:0:rota-off:20261201": "1",
    "p1:0:0:setup-which:": "0",
    "p1:0:0:setup-pick:0.zone": "Europe/Paris",
    "p1:0:0:we-did-out:": "1",
    "p1:0:0:library-page:": "nhs",
    "p1:0:0:outcomes-part:": "start",
    "p1:0:0:outcomes-paper:start": "outcome-fun",
    "p1:0:0:ours-symbol:": "sun",
    "p1:0:0:ours-vote:0": "0",
}
NOBODY_S_ADDRESSES = (
    "p1:1:1:dance:",
    "p1:1:1:move",
    "p9:1:1:pass:",
    "something else",
    "p1:99999999999999999999:1:pass:",
    "p1:-1:1:pass:",
    "p1:1:1:turn:one",
    "p1:1:1:turn:99999999999",
    "p1:0:0:remind:day.dance",
    "p1:0:0:remind:week.on",
    "p1:0:0:remind-stop:77",
    "p1:0:0:goodbye-why:because",
    "p1:0:0:goodbye-yes:because",
    "p1:0:0:sign-up:1.2026-12-01.dance",
    "p1:0:0:sign-up-back:1.yesterday",
    "p1:0:0:expected-more:tomorrow",
    "p1:1:1:move:dance.1",
    "p1:1:1:move:seal.1",
    "p1:1:1:move:next.x",
    "p1:1:1:go-to:1",
    "p1:1:99:pick:rule",
    "p1:1:0:write:rule",
    "p1:77:1:pick:rule",
    "p1:1:1:pick:nothing",
    "p1:1:1:answer:agree=perhaps",
    "p1:1:1:answer:agree",
    "p1:1:1:consent:everything.yes",
    "p1:77:1:here:taking-part",
    "p1:1:1:withdraw:nothing",
    "p1:1:1:mine:nothing",
    "p1:1:1:choose:ice-drink",
    "p1:1:1:show-batch:rule",
    "p1:1:0:card-up:pink",
    "p1:1:0:card-sign:perhaps",
    "p1:1:0:card-done:red",
    "p1:1:0:check-author:1.rule",
    "p1:1:0:letter:check",
    "p1:1:0:letter-answer:yes",
    "p1:1:1:write-again:rule",
    "p1:0:0:leave:perhaps",
    "p1:0:0:report-what:dance",
    "p1:0:0:report-send:unkind.perhaps.",
    "p1:0:0:report-send:unkind.no.1.x",
    "p1:0:0:sign-up:1",
    "p1:0:0:sign-up:1.2026-13-01.coming",
    "p1:0:0:sign-up:1.2026-11-24.perhaps",
    "p1:0:0:sign-up:99.2026-11-24.coming",
    "p1:0:0:sign-up-back:99.2026-11-24",
    "p1:0:0:remind:week.on",
    "p1:0:0:remind-stop:99",
    "p1:0:0:goodbye-why:nothing",
    "p1:0:0:goodbye-yes:nothing",
    "p1:1:1:hand-up:sing",
    "p1:1:1:hand-down:perhaps",
    "p1:77:1:hand:",
    "p1:1:1:turns-next:7",
    "p1:1:1:role:boss",
    "p1:1:1:role-take:boss",
    "p1:1:1:role-back:boss",
    "p1:1:1:role-read:reader",
    "p1:0:0:ours-choose:0",
    "p1:0:0:ours-idea:",
    "p1:0:0:ours-take:0",
)


async def forges(home: House, person: Person, custom_id: str, *chosen: str, on: discord.Message | None = None) -> Reply:
    """Let somebody send a press, on the card or another message, that no button of it has."""
    message = on or home.card
    stored = person.actor._message(message)
    data: dict[str, Any] = {"custom_id": custom_id, "component_type": 3 if chosen else 2}
    if chosen:
        data["values"] = list(chosen)
    return Reply(await _component_interaction(person.actor, stored, data), message)


async def forges_form(home: House, person: Person, custom_id: str, *typed: str) -> Reply:
    """Let somebody send a form that was never opened for them; ``typed`` is field and text, by turns."""
    rows = [
        {"type": 18, "id": 2 * at + 1, "component": {"type": 4, "id": 2 * at + 2, "custom_id": field, "value": text}}
        for at, (field, text) in enumerate(zip(typed[::2], typed[1::2], strict=True))
    ]
    data = {"custom_id": custom_id, "components": rows}
    return Reply(await _dispatch_actor_interaction(person.actor, 5, home.room, data))


async def snapshot(home: House) -> tuple[object, ...]:
    """Take down all that a facilitator could have changed."""
    record = await home.session()
    slots = await home.services.desk.store.read(lambda unit: unit.sessions.slots(record.id))
    groups = await home.services.groups.all()
    data = [(slot.number, slot.data) for slot in slots]
    return record.flow, record.ready, record.asked_at, data, groups, home.card_text


async def types(home: House, command: str, **options: Any) -> str:
    """Let the facilitator type a command, and say at which step the card is then."""
    reply = await home.facilitator.types(home.staff, f"session {command}", **options)
    assert reply.private
    return home.card_text.partition("\n")[0]


def heading(home: House, number: int, step: str, of: int = 7) -> str:
    """Write the heading that a step's card has."""
    return "### " + home.say("card.heading", number=number, of=of, step=home.say(f"step.{step}"))


def in_list(home: House, verb: str) -> Control:
    """Find a list of the panel."""
    return next(one for one in controls_of(home.panel) if one.verb == verb)


async def test_a_second_start_shows_the_running_session(tmp_path: Path) -> None:
    """Whoever starts again is shown the session that runs; nothing is created (feature E5)."""
    async with open_house(tmp_path) as home:
        await home.start()
        again = await home.second.types(home.room, "session start")

        assert again.private
        assert "already running" in again.text
        assert len(home.stage.live_cards()) == 1


async def test_two_facilitators_who_press_next_together_move_on_by_one_step(tmp_path: Path) -> None:
    """The second one pressed on a panel that was already old: it says so, and the group moves on once."""
    async with open_house(tmp_path) as home:
        await home.start()
        next_step = next(one for one in controls_of(home.panel) if one.verb == "move")
        caller = home.caller(home.second)
        await home.facilitator.presses_control(next_step, home.panel)
        refusal = await home.refused(home.services.sessions.move(caller, 1, home.move("next"), version=1))

        assert refusal == "already-moved"
        assert (await home.session()).flow.slot.step == "icebreaker"


async def test_a_session_is_led_from_start_to_close_by_typing(tmp_path: Path) -> None:
    """Every command of /session moves the card, and each is answered in private."""
    async with open_house(tmp_path) as home:
        await home.start()
        assert home.card_text.startswith(heading(home, 1, "ground-rules"))
        assert await types(home, "next") == heading(home, 2, "icebreaker")
        assert await types(home, "next") == heading(home, 3, "check-in")
        assert await types(home, "back") == heading(home, 2, "icebreaker")
        assert await types(home, "skip") == heading(home, 2, "check-in", of=6)
        await types(home, "pause")
        assert home.say("card.paused") in home.card_text
        await types(home, "resume")
        assert home.say("check-in.text") in home.card_text
        assert await types(home, "go-to", step="6") == heading(home, 5, "gratitude", of=6)
        assert await types(home, "go-to", step="Topic") == heading(home, 4, "topic", of=6)
        assert await types(home, "end") == heading(home, 6, "closing", of=6)
        await types(home, "end")

        assert (await home.session()).flow.state is State.SEALED
        assert home.say("over.text") in home.card_text


async def test_a_session_is_led_from_start_to_close_by_the_panel(tmp_path: Path) -> None:
    """Every button of the panel does what the command does; the end is asked for twice."""
    async with open_house(tmp_path) as home:
        await home.start()
        await home.next()
        await home.facilitator.presses("Next step", home.panel)
        assert home.card_text.startswith(heading(home, 3, "check-in"))
        await home.facilitator.presses("Step back", home.panel)
        await home.second.presses("Leave out", home.panel)
        assert home.card_text.startswith(heading(home, 2, "check-in", of=6))
        await home.facilitator.presses("Start a break", home.panel)
        assert home.say("card.paused") in home.card_text
        await home.second.presses("Go on", home.panel)
        go_to = in_list(home, "go-to")
        await home.lead.chooses(["5"], home.panel, custom_id=go_to.custom_id)
        assert home.card_text.startswith(heading(home, 4, "topic", of=6))
        sure = await home.facilitator.presses("End the group", home.panel)
        assert home.card_text.startswith(heading(home, 4, "topic", of=6))
        assert sure.message
        await home.facilitator.presses("Yes, end it", sure.message)
        assert home.card_text.startswith(heading(home, 6, "closing", of=6))
        await home.facilitator.presses("Close the group", home.panel)

        assert (await home.session()).flow.state is State.SEALED
        assert home.say("over.text") in home.card_text
        assert not [one for one in controls_of(home.staff.history()[-1]) if one.verb == "move"]


async def test_from_any_step_any_other_is_reached_in_two_taps(tmp_path: Path) -> None:
    """Opening the panel's list and choosing in it is enough; a left-out step leaves no card (feature E1)."""
    async with open_house(tmp_path) as home:
        await home.start()
        for there in ("4", "2", "7", "1", "5", "3", "6"):
            go_to = in_list(home, "go-to") if there != "1" else None
            if go_to:
                await home.facilitator.chooses([there], home.panel, custom_id=go_to.custom_id)
            else:
                await types(home, "go-to", step=there)
            assert (await home.session()).flow.slot.number == int(there)
            assert len(home.stage.live_cards()) == 1
        posted = len(home.room.history())
        await types(home, "go-to", step="1")
        await home.facilitator.presses("Leave out", home.panel)

        assert len(home.room.history()) == posted + 2
        assert home.card_text.startswith(heading(home, 1, "icebreaker", of=6))


async def test_the_card_says_what_comes_next(tmp_path: Path) -> None:
    """One card: step n of m, what to do, and what comes next; the last one has nothing after it (feature E2)."""
    async with open_house(tmp_path) as home:
        await home.start()
        for number, step in enumerate(ALL_STEPS, start=1):
            coming = f"-# {home.say('card.next', step=home.say(f'step.{ALL_STEPS[number]}'))}" if number < 7 else ""
            assert home.card_text.startswith(heading(home, number, step))
            assert coming in home.card_text
            assert len(home.stage.live_cards()) == 1
            if number < 7:
                await home.next()


async def test_the_plan_is_changed_from_the_status_reply(tmp_path: Path) -> None:
    """Do this one next, leave this one out, do this one again: each choice changes what comes, and nothing else."""
    async with open_house(tmp_path) as home:
        await home.start()

        async def change(label: str, step: str) -> None:
            status = await home.facilitator.types(home.staff, "session status")
            choice = next(one for one in status.controls if one.label == home.say(f"plan.{label}"))
            value = next(value for name, value in choice.options if name == home.say(f"step.{step}"))
            assert status.private
            assert status.message
            await home.facilitator.chooses([value], status.message, custom_id=choice.custom_id)

        await change("do-next", "gratitude")
        await change("leave-out", "icebreaker")
        await change("do-again", "ground-rules")
        agenda = (await home.session()).flow.agenda

        assert [slot.step for slot in agenda if not slot.skipped] == [
            "ground-rules",
            "ground-rules",
            "gratitude",
            "check-in",
            "feeling-words",
            "topic",
            "closing",
        ]
        assert [slot.step for slot in agenda if slot.skipped] == ["icebreaker"]
        assert (
            home.say("plan.skipped", step="Icebreaker")
            in (await home.facilitator.types(home.staff, "session status")).text
        )


async def test_a_step_that_is_done_again_starts_empty(tmp_path: Path) -> None:
    """The second time has answers of its own."""
    async with open_house(tmp_path) as home:
        await home.at_step("gratitude")
        place = await home.place()
        await home.services.answers.give(home.caller(home.members[0]), place, {"thanks": ["Music"]})
        await home.services.sessions.move(home.caller(home.lead), 1, home.move("repeat", place.slot))
        await types(home, "next")
        again = await home.place()

        assert again.slot not in (place.slot, 7)
        assert (await home.session()).flow.slot.step == "gratitude"
        assert not await home.services.answers.own(home.caller(home.members[0]), again, "thanks")


async def test_steps_are_suggested_while_a_facilitator_types(tmp_path: Path) -> None:
    """The name of a step need not be remembered; an unknown one is refused kindly."""
    async with open_house(tmp_path) as home:
        await home.start()
        offered = await home.facilitator.actor.autocomplete(home.staff, "session go-to", "step", "check")
        reply = await home.facilitator.types(home.staff, "session go-to", step="dancing")

        assert [choice["name"] for choice in offered] == ["Check-in"]
        assert reply.text == home.say("refused.no-such-step")
        assert reply.private


@pytest.mark.parametrize("who", ["member", "supporter", "outsider"])
async def test_only_staff_may_type_the_commands_of_a_session(tmp_path: Path, who: str) -> None:
    """Everybody else is told so kindly and in private, and nothing changes."""
    async with open_house(tmp_path) as home:
        person = {"member": home.members[0], "supporter": home.supporter, "outsider": home.outsider}[who]
        early = await person.types(home.room, "session start")
        assert early.text == home.say("refused.staff-only")
        assert not home.room.history()
        await home.start()
        before = await snapshot(home)
        for command in ("start", "next", "back", "skip", "pause", "resume", "end", "status", "rehearse"):
            reply = await person.types(home.room, f"session {command}")
            assert reply.text == home.say("refused.staff-only"), command
            assert reply.private
        reply = await person.types(home.room, "session go-to", step="3")
        assert reply.text == home.say("refused.staff-only")

        assert await snapshot(home) == before


@pytest.mark.parametrize("who", ["member", "supporter", "outsider"])
async def test_a_forged_press_of_a_facilitators_button_changes_nothing(tmp_path: Path, who: str) -> None:
    """Who may do what is decided in the service: the wire cannot be talked around."""
    async with open_house(tmp_path) as home:
        person = {"member": home.members[0], "supporter": home.supporter, "outsider": home.outsider}[who]
        kind = {
            home.say(f"refused.{reason}") for reason in ("staff-only", "not-a-member", "managers-only", "leads-only")
        }
        await home.start()
        await home.services.help.ask(home.caller(home.members[1]), home.room.id, home.stage.guild.id, "talk")
        await home.services.duty.hand_over(home.caller(home.facilitator), 1)
        await home.services.hellos.ask(home.caller(home.members[1]), Where(home.room.id, home.stage.guild.id), "any")
        (hello,) = await home.services.desk.store.read(lambda unit: unit.hellos.all())
        before = await snapshot(home)
        for address in STAFF_ADDRESSES:
            reply = await forges(home, person, address.replace("{hello}", str(hello.id)))
            assert reply.form is None, address
            assert reply.text in kind, address
            assert reply.private
        for address, value in STAFF_LISTS.items():
            reply = await forges(home, person, address, value)
            assert reply.text in kind, address
        sent = await forges_form(home, person, "p1:1:1:edited-rules:", "rules", "Everybody obeys me")
        wrote = await forges_form(home, person, "p1:1:0:debrief-wrote:", "note", "I was never there")

        worry = await forges_form(home, person, "p1:0:0:worry-sent:", "words", "Everybody obeys me")

        assert sent.text in kind
        assert worry.text in kind
        assert {sent.text, wrote.text} <= kind
        sent = await forges_form(home, person, "p1:0:0:schedule-filled:break.0...0.", "first", "1 December")
        assert sent.text in kind
        sent = await forges_form(home, person, "p1:0:0:setup-typed:0.name", "name", "Mine")
        assert sent.text in kind
        forms: tuple[tuple[str, str], ...] = (
            ("p1:0:0:time-added:", "at"),
            ("p1:0:0:time-taken:1.1", "first"),
            ("p1:0:0:we-did-wrote:", "line"),
        )
        forms += (("p1:0:0:library-filled:", "label"), ("p1:0:0:outcomes-typed:start.outcome-fun", "numbers"))
        forms += (("p1:0:0:own-prompt-sent:", "text"),)
        forms += (("p1:0:0:where-next:", "lines"), ("p1:0:0:report-learned:pdf.", "learned"))
        forms += (("p1:0:0:ours-wrote:greeting", "text"),)
        for address, name in forms:
            assert (await forges_form(home, person, address, name, "1 December")).text in kind
        assert await snapshot(home) == before


async def test_every_verb_of_staff_is_tried_by_the_test_above(tmp_path: Path) -> None:
    """A new button for staff must be added to the list of forged ones, or this fails."""
    everybody = {"answer", "pick", "picked", "write", "wrote", "mine", "withdraw", "here", "consent", "consent-again"}
    everybody |= {
        "cards",
        "card-up",
        "card-sign",
        "card-down",
        "leaving",
        "leave",
        "report",
        "report-what",
        "report-send",
    }
    everybody |= {"letter", "letter-answer", "write-again", "wrote-again"}
    everybody |= {"simpler", "meaning", "hard-words", "my-card", "ways", "way", "ways-clear"}
    everybody |= {
        "pass",
        "break",
        "calm",
        "help",
        "help-numbers",
        "more",
        "practice",
        "hello",
        "hello-ask",
        "hello-name",
        "hello-back",
        "supporter",
        "my-data",
        "forget-me",
        "forget-me-yes",
        "forget-me-no",
        "help-choose",
        "help-yes",
        "help-name",
        "read-rules",
        "affirm",
        "check-in",
        "checked-in",
        "schedule",
        "expected-more",
        "sign-up",
        "sign-up-back",
        "reminders",
        "remind",
        "remind-again",
        "remind-stop",
        "calendar-file",
        "messages-pause",
        "messages-back",
        "goodbye",
        "goodbye-why",
        "goodbye-yes",
        "times",
        "times-chosen",
        "times-mine",
        "times-back",
        "feedback-face",
        "feedback-like",
        "feedback-write",
        "feedback-wrote",
        "feedback-back",
        "we-did",
        "library",
        "library-list",
        "round",
        "round-give",
        "round-back",
        "keepsake",
        "keepsake-page",
        "book",
        "book-feeling",
        "book-page",
        "farewell",
        "farewell-page",
        "quote",
        "quote-write",
        "quote-wrote",
        "quote-yes",
        "quote-back",
    }
    everybody |= {"hand", "hand-up", "hand-down", "hand-later", "hand-not-today"}
    everybody |= {"roles", "role", "role-take", "role-back", "role-read"}
    everybody |= {"ours", "ours-idea", "ours-said", "ours-choose", "ours-back"}
    tried = {address.split(":")[3] for address in (*STAFF_ADDRESSES, *STAFF_LISTS)}
    tried |= {
        "edited-rules",
        "debrief-wrote",
        "schedule-filled",
        "time-added",
        "time-taken",
        "worry-sent",
        "setup-typed",
    }
    tried |= {"own-prompt-sent", "ours-wrote"}
    tried |= {"we-did-wrote", "library-filled", "outcomes-typed", "where-next", "report-learned"}
    async with open_house(tmp_path) as home:
        assert home.stage.bot.router.verbs - everybody == tried


async def test_a_button_that_nobody_made_is_refused_kindly(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A forged or very old address gets a sentence of its own, even from a facilitator, and is no error."""
    async with open_house(tmp_path) as home:
        await home.start()
        before = await snapshot(home)
        sentences = {text for key, text in home.stage.bot.pack.sentences.items() if key.startswith("refused.")}
        for address in NOBODY_S_ADDRESSES:
            reply = await forges(home, home.facilitator, address)
            assert reply.text in sentences, address
            assert reply.private

        assert await snapshot(home) == before
        assert not [record for record in caplog.records if record.name.startswith(("bot", "cogs"))]


async def test_a_press_on_a_stale_panel_moves_nothing(tmp_path: Path) -> None:
    """A panel that a facilitator still had open on another screen: it says so in private."""
    async with open_house(tmp_path) as home:
        await home.start()
        old = next(one for one in controls_of(home.panel) if one.verb == "move")
        await home.second.presses_control(old, home.panel)
        before = await snapshot(home)
        reply = await forges(home, home.facilitator, old.custom_id, on=home.panel)

        assert reply.text == home.say("refused.already-moved")
        assert reply.private
        assert await snapshot(home) == before


async def test_a_card_that_discord_refused_is_posted_by_the_next_beat(tmp_path: Path) -> None:
    """The group has moved on once although no card came; nobody has to press again (feature E2)."""
    async with open_house(tmp_path) as home:
        await home.start()
        home.stage.env.inject_error("POST", f"/channels/{home.room.id}/messages", status=500)
        reply = await home.next()
        assert reply.text != home.say("door.sorry")
        assert home.card_text.startswith(heading(home, 1, "ground-rules"))
        await home.forward(seconds=30)

        assert home.card_text.startswith(heading(home, 2, "icebreaker"))
        assert home.panel_text.startswith(heading(home, 2, "icebreaker"))
        assert len(home.stage.live_cards()) == 1


async def test_an_old_button_of_the_plan_is_refused(tmp_path: Path) -> None:
    """The private plan that was opened before somebody moved on changes nothing."""
    async with open_house(tmp_path) as home:
        await home.start()
        status = await home.facilitator.types(home.staff, "session status")
        await home.second.presses("Next step", home.panel)
        choice = status.controls[0]
        assert status.message
        reply = await home.facilitator.chooses([choice.options[0][1]], status.message, custom_id=choice.custom_id)

        assert reply.text == home.say("refused.already-moved")


@pytest.mark.parametrize(
    ("step", "paused"), [*((step, False) for step in ALL_STEPS), ("ground-rules", True), ("gratitude", True)]
)
async def test_the_goodbye_card_is_the_last_one_wherever_a_session_ends(
    tmp_path: Path, step: str, *, paused: bool
) -> None:
    """Ended early from any step, on a break or not: the goodbye card comes, then the close (feature Z1)."""
    async with open_house(tmp_path) as home:
        await home.at_step(step)
        if paused:
            await types(home, "pause")
        if step != "closing":
            await types(home, "end")
        assert (await home.session()).flow.state is State.CLOSING
        assert home.say("closing.text") in text_of(home.room.history()[-1])
        assert controls_of(home.room.history()[-1])
        await types(home, "end")
        last = text_of(home.room.history()[-1])

        assert (await home.session()).flow.state is State.SEALED
        assert home.say("closing.text") in last
        assert home.say("over.text") in last
        assert len(home.stage.live_cards()) == 1


async def test_the_room_locks_ten_minutes_after_the_close_and_opens_for_the_next(tmp_path: Path) -> None:
    """Members can read but not write, staff and the bot still can; a start in the closed room opens it (Z2)."""
    async with open_house(tmp_path) as home:
        ana = home.members[0].actor
        await home.start()
        await home.close()
        await home.forward(minutes=9)
        await ana.send(home.room, "Goodbye all")
        await home.forward(minutes=2)
        with pytest.raises(simcord.BackendError):
            await ana.send(home.room, "Is anybody there?")
        with pytest.raises(simcord.BackendError):
            await ana.send(home.stage.voice, "Is anybody there?")
        with pytest.raises(simcord.BackendError):
            await ana.join_voice(home.stage.voice)
        assert home.room.history(viewer=ana)
        await home.facilitator.actor.send(home.room, "See you next week")
        group = (await home.services.groups.all())[0]
        await home.stage.bot.rooms.tell_members(group, "The bot can write.")
        assert home.messages()[-1] == "The bot can write."

        reply = await home.facilitator.types(home.room, "session start")
        assert home.say("session.started", room=f"<#{home.room.id}>") == reply.text
        assert home.card_text.startswith(heading(home, 1, "ground-rules"))
        assert (await home.session()).id == 2
        await ana.send(home.room, "Hello again")
        await ana.send(home.stage.voice, "Hello again")
        await ana.join_voice(home.stage.voice)


async def test_a_group_that_is_called_off_before_its_start_says_so(tmp_path: Path) -> None:
    """Ending while people gather cancels the session; Help stays on its card, and a new start is a new session."""
    async with open_house(tmp_path, weekday=1, weekly_from=TODAY) as home:
        await home.stage.bot.beat()
        assert home.say("gathering.title", group="Tuesday group") in home.card_text
        sure = await home.facilitator.presses("End the group", home.panel)
        assert sure.message
        await home.facilitator.presses("Yes, end it", sure.message)

        assert (await home.session()).flow.state is State.CANCELLED
        assert home.say("over.cancelled") in home.card_text
        assert [one.verb for one in controls_of(home.card)] == ["help", "library"]
        await home.start()
        assert (await home.session()).id == 2
