"""Each step as people meet it: what the card offers, what comes back in private, what the room gets to read."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from house import House, open_house
from made import rows_in

from bot.rehearsal.people import Person, Reply, controls_of, text_of
from bot.session import State

ALL_STEPS = ("ground-rules", "icebreaker", "check-in", "feeling-words", "topic", "gratitude", "closing")


def verbs(home: House) -> list[str]:
    """List what the card can be pressed for."""
    return [control.verb for control in controls_of(home.card)]


def lists(home: House, key: str) -> list[str]:
    """Read the lines of a list on the card, below its heading."""
    lines = home.card_text.split("\n")
    start = lines.index(f"**{home.say(key)}**") + 1
    end = next((index for index, line in enumerate(lines[start:], start) if not line.startswith("- ")), len(lines))
    return [line.removeprefix("- ") for line in lines[start:end]]


async def checks_in(home: House, member: Person, week: str, feel: str) -> Reply:
    """Fill in the check-in's form; "" leaves a question out."""
    opened = await member.presses(home.say("check-in.answer"), home.card)
    given = {name: value for name, value in (("week", week), ("feel", feel)) if value}
    return await member.fills(opened, given)


async def picks(home: House, member: Person, button: str, *words: str) -> Reply:
    """Choose in the private lists that a button opens."""
    opened = await member.presses(home.say(button), home.card)
    assert opened.message
    chosen = next(one for one in opened.controls if words[0] in [value for _label, value in one.options])
    return await member.chooses(words, opened.message, custom_id=chosen.custom_id)


async def writes(home: House, member: Person, button: str, text: str, *, sign: bool = False) -> Reply:
    """Type into the form that a button opens."""
    opened = await member.presses(home.say(button), home.card)
    return await member.fills(opened, {"text": text} | ({"sign": True} if sign else {}))


async def shows(home: House, question: str, batch: int = 1) -> None:
    """Let a facilitator close a list and show what came in."""
    await home.panel_presses("close-list", question)
    await home.panel_presses("show-batch", f"{question}.{batch}")


async def counted(home: House) -> tuple[int, int]:
    """Read how many are counted, and how many of them listen."""
    session_id = (await home.session()).id
    return await home.services.desk.store.read(lambda unit: unit.attendance.count(session_id))


# Presence


async def test_consent_is_asked_once_and_not_again_next_week(tmp_path: Path) -> None:
    """Three questions at the first "I am here"; the next time a welcome at once (O8)."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.start()
        asked = await ana.presses("I am here", home.card)
        assert asked.private
        assert asked.text == home.say("consent.takes-part.text")
        welcome = await home.arrives(ana)
        assert welcome.text == home.say("here.taking-part")
        again = await ana.presses("I am here", home.card)
        assert again.text == home.say("here.taking-part")
        await home.close()
        await home.forward(days=7)
        await home.start()
        next_week = await ana.presses("I am here", home.card)

        assert next_week.text == home.say("here.taking-part")
        assert await counted(home) == (1, 0)


async def test_a_person_is_counted_once_however_often_they_press(tmp_path: Path) -> None:
    """On the first card, on a later one, by typing: one person."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.start()
        await home.arrives(ana)
        await ana.presses("I am here", home.card)
        await home.next()
        await ana.presses("I am here", home.card)
        await ana.types(home.room, "here")

        assert await counted(home) == (1, 0)


async def test_listening_counts_and_may_be_chosen_later(tmp_path: Path) -> None:
    """Who came to listen came; the newest choice stays."""
    async with open_house(tmp_path) as home:
        ana, ben = home.members[:2]
        await home.start()
        await home.arrives(ana)
        await home.arrives(ben)
        reply = await ana.presses("Here to listen", home.card)
        assert reply.text == home.say("here.listening")
        await ben.types(home.room, "here", listening=True)
        assert await counted(home) == (2, 2)
        await ben.presses("I am here", home.card)

        assert await counted(home) == (2, 1)


async def test_staff_and_supporters_are_not_counted_and_an_outsider_is_refused(tmp_path: Path) -> None:
    """They are welcomed without a question about consent; somebody without a role is told kindly."""
    async with open_house(tmp_path) as home:
        await home.start()
        for person in (home.facilitator, home.second, home.lead, home.supporter):
            reply = await person.presses("I am here", home.card)
            assert reply.text == home.say("supporter.here" if person is home.supporter else "here.taking-part")
        outside = await home.outsider.presses("I am here", home.card)

        assert outside.text == home.say("refused.not-a-member")
        assert outside.private
        assert await counted(home) == (0, 0)


async def test_a_no_to_being_counted_changes_nothing_else(tmp_path: Path) -> None:
    """The same welcome, the same card, the same replies as for somebody who said yes."""
    async with open_house(tmp_path) as home:
        yes, no = home.members[:2]
        await home.at_step("ground-rules")
        welcomes = [await home.arrives(yes), await home.arrives(no, counted=False)]
        assert components(welcomes[0]) == components(welcomes[1])
        await home.at_step("gratitude")
        thanks = [await picks(home, member, "gratitude.pick", "Music") for member in (yes, no)]

        assert components(thanks[0]) == components(thanks[1])
        assert await counted(home) == (1, 0)


async def test_a_person_may_change_their_yes_to_a_no(tmp_path: Path) -> None:
    """The button in the welcome asks again, and a no takes the count back."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.start()
        welcome = await home.arrives(ana)
        assert await counted(home) == (1, 0)
        assert welcome.message
        asked = await ana.presses(home.say("button.consent-again"), welcome.message)
        assert asked.text == home.say("consent.takes-part.text")
        await home.arrives(ana, counted=False)

        assert await counted(home) == (0, 0)


async def test_who_just_listens_may_read_and_is_told_kindly_at_an_answer(tmp_path: Path) -> None:
    """A no to taking part keeps answers out, and says how to change it."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.start()
        asked = await ana.presses("I am here", home.card)
        assert asked.message
        asked = await ana.presses(home.say("consent.takes-part.no"), asked.message)
        assert asked.message
        welcome = await ana.presses(home.say("consent.counted.yes"), asked.message)
        assert welcome.text == home.say("here.listening")
        assert await counted(home) == (1, 1)
        await home.at_step("gratitude")
        reply = await picks(home, ana, "gratitude.pick", "Music")

        assert reply.text == home.say("refused.not-taking-part")


async def test_a_supporter_reads_and_answers_for_nobody(tmp_path: Path) -> None:
    """Every way to answer is refused kindly (A11)."""
    async with open_house(tmp_path) as home:
        await home.at_step("gratitude")
        reply = await picks(home, home.supporter, "gratitude.pick", "Music")

        assert reply.text == home.say("refused.supporter-listens")


# Pass, break, help


async def every_card(home: House) -> dict[str, list[str]]:
    """Walk through all cards in all states, and list the controls of each."""
    found: dict[str, list[str]] = {}

    def note(name: str) -> None:
        found[f"{len(found)} {name}"] = verbs(home)

    await home.start()
    for step in ALL_STEPS:
        note(step)
        for verb in ("choose", "turn"):
            while wanted := [
                one for one in controls_of(home.panel) if one.verb == verb and one.label != "Card before" and found
            ]:
                before = home.card_text
                await home.panel_presses(verb, wanted[0].argument)
                note(f"{step} {verb}")
                if home.card_text == before or verb == "choose":
                    break
        if step != "closing":
            await home.facilitator.types(home.staff, "session pause")
            note(f"{step} paused")
            await home.facilitator.types(home.staff, "session resume")
        for verb in ("reveal", "close-list", "show-batch"):
            while (control := home.stage.control(verb, home.panel)) is not None:
                await home.panel_presses(verb, control.argument)
                note(f"{step} {verb}")
        if step != "closing":
            await home.next()
    return found


async def test_pass_break_and_help_are_on_every_card(tmp_path: Path) -> None:
    """Every step, page and state of an open session has all three, in one row, in this order (E3)."""
    async with open_house(tmp_path, weekday=1) as home:
        cards = await every_card(home)

        assert len(cards) > 30
        assert {step for step in ALL_STEPS if any(name.endswith(f" {step}") for name in cards)} == set(ALL_STEPS)
        for name, controls in cards.items():
            always = ["pass", "break", "help", "cards"]
            assert [verb for verb in controls if verb in always] == always, name
            assert "here" in controls, name


async def test_help_stays_on_the_card_of_a_closed_session(tmp_path: Path) -> None:
    """There is nothing to pass any more; the numbers are still one press away."""
    async with open_house(tmp_path) as home:
        await home.start()
        await home.close()

        assert verbs(home) == ["keepsake", "book", *["feedback-face"] * 3, "help", "library"]


async def test_passing_and_a_break_are_private_and_stored_nowhere(tmp_path: Path) -> None:
    """A kind word to the person alone; the database holds what it held before."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.at_step("check-in")
        before = stored(home)
        passed = await ana.presses("Pass", home.card)
        broke = await ana.presses("Break", home.card)
        await ana.types(home.room, "pass")
        await ana.types(home.room, "break")

        assert passed.text == home.say("pass.text")
        assert broke.text == home.say("break.text")
        assert passed.private
        assert broke.private
        assert stored(home) == before


def stored(home: House) -> list[str]:
    """Read the whole database, as SQL."""
    return rows_in(home.folder / "data")


async def test_help_shows_the_numbers_and_tells_staff_without_a_name(tmp_path: Path) -> None:
    """The card of numbers comes at once; staff read that somebody pressed, no name, no step, nothing more (SA3)."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.at_step("check-in")
        room = home.messages()
        reply = await ana.presses("Help", home.card)
        alert = text_of(home.staff.history()[-1])

        assert reply.private
        for number in ("999", "111", "116 123", "85258"):
            assert number in reply.text
        assert home.say("help.staff-told") in reply.text
        assert home.say("staff.help") in alert
        assert "Ana" not in alert
        assert home.messages() == room


async def test_a_no_after_help_tells_nobody_more(tmp_path: Path) -> None:
    """It is answered by a kind word, and staff hear nothing of it."""
    async with open_house(tmp_path) as home:
        await home.start()
        reply = await home.members[0].presses("Help", home.card)
        alerts = len(home.staff.history())
        assert reply.message
        question = await home.members[0].presses(home.say("help.talk"), reply.message)
        assert question.message
        no = await home.members[0].presses(home.say("help.no-thanks"), question.message)

        assert no.text == home.say("pass.text")
        assert len(home.staff.history()) == alerts


async def test_help_works_in_a_closed_and_locked_room(tmp_path: Path) -> None:
    """On the card of the closed session, after the lock, and after a restart."""
    async with open_house(tmp_path) as home:
        await home.start()
        await home.close()
        await home.forward(minutes=30)
        await home.stage.restart()
        reply = await home.members[0].presses("Help", home.card)

        assert "116 123" in reply.text
        assert home.say("staff.help") in text_of(home.staff.history()[-1])


async def test_help_works_on_the_card_of_a_gathering(tmp_path: Path) -> None:
    """Before the session has started, too."""
    async with open_house(tmp_path, weekday=1) as home:
        await home.forward(days=7, minutes=-10)
        assert (await home.session()).flow.state is State.GATHERING
        assert [verb for verb in verbs(home) if verb != "here"][:4] == ["pass", "break", "help", "cards"]
        reply = await home.members[0].presses("Help", home.card)

        assert "116 123" in reply.text


# Ground rules


async def test_the_pages_of_the_ground_rules_are_turned_by_a_facilitator(tmp_path: Path) -> None:
    """Welcome, plan, three pages on what stays private, the rules; forwards and back (O2)."""
    async with open_house(tmp_path) as home:
        pages = home.stage.bot.pack.pages
        await home.start()
        for number, page in enumerate(("welcome", "plan", "private-1", "private-2", "private-3")):
            assert pages[page][0].format(group="Tuesday group", time="7:30pm") in home.card_text
            await home.panel_presses("turn", str(number + 1))
        assert f"**{home.say('ground-rules.title')}**" in home.card_text
        for rule in home.stage.bot.pack.rules:
            assert rule in home.card_text
        await home.panel_presses("turn", "4")

        assert pages["private-3"][0] in home.card_text


async def test_people_say_what_they_think_of_the_rules_without_a_name(tmp_path: Path) -> None:
    """Agree, not sure, talk: the room reads thanks, staff what was chosen, by the rule for small numbers (O3)."""
    async with open_house(tmp_path) as home:
        await home.start()
        await home.panel_presses("turn", "1")
        await home.panel_presses("turn", "2")
        for page in ("3", "4", "5"):
            await home.panel_presses("turn", page)
        for member, label in zip(home.members, ("I agree", "I agree", "I agree", "Let us talk"), strict=False):
            reply = await member.presses(label, home.card)
            assert reply.text == home.say("answer.thanks")
            assert reply.private
        await home.panel_presses("reveal")

        assert home.say("ground-rules.thanks-agree") in home.card_text
        assert "Let us talk" not in home.card_text
        assert "Let us talk" in home.panel_text
        late = await home.services.board.card(1, 1)
        assert late.shown["agree"] == {"chosen": ["agree", "talk"], "counts": {}}


async def at_the_rules(home: House) -> None:
    """Go to the page of the rules."""
    await home.at_step("ground-rules")
    await home.services.steps.turn(home.caller(home.facilitator), await home.place(), 5)
    await home.stage.bot.screen.show((await home.session()).id)


async def change_rules(home: House, rules: Sequence[str]) -> Reply:
    """Let the facilitator put rules before the group."""
    opened = await home.facilitator.presses(home.say("ground-rules.edit"), home.panel)
    return await home.facilitator.fills(opened, {"rules": "\n".join(rules)})


async def test_rules_are_changed_adopted_and_marked_as_new(tmp_path: Path) -> None:
    """A change is put before the group, marked, adopted as a version; the same again is no new version (O4)."""
    async with open_house(tmp_path) as home:
        first = list(home.stage.bot.pack.rules[:3])
        await at_the_rules(home)
        await change_rules(home, first)
        assert f"3. {first[2]}" in home.card_text
        assert home.say("ground-rules.new") not in home.card_text
        await home.facilitator.presses(home.say("ground-rules.adopt"), home.panel)
        await home.facilitator.presses(home.say("ground-rules.adopt"), home.panel)
        await change_rules(home, [*first[:2], "We wait for people who type slowly."])
        assert f"3. We wait for people who type slowly. {home.say('ground-rules.new')}" in home.card_text
        await home.facilitator.presses(home.say("ground-rules.adopt"), home.panel)
        version, lines = await home.services.desk.store.read(lambda unit: unit.groups.rules(home.stage.group_id))

        assert version == 2
        assert lines == (*first[:2], "We wait for people who type slowly.")


async def test_too_many_rules_and_none_are_refused_kindly(tmp_path: Path) -> None:
    """Nine lines are one too many; spaces are no rule; nothing changes."""
    async with open_house(tmp_path) as home:
        await at_the_rules(home)
        before = home.card_text
        many = await change_rules(home, [f"Rule number {number}" for number in "abcdefghi"])
        none = await change_rules(home, ["   ", "***"])

        assert many.text == home.say("refused.too-many-rules", most=8)
        assert none.text == home.say("refused.nothing-typed")
        assert home.card_text == before


async def test_a_suggested_rule_reaches_staff_nameless(tmp_path: Path) -> None:
    """A private form, read by a facilitator before anybody else."""
    async with open_house(tmp_path) as home:
        await at_the_rules(home)
        reply = await writes(home, home.members[0], "ground-rules.suggest", "We use short words")
        assert reply.text == home.say("answer.thanks")
        assert "We use short words" not in home.card_text + home.panel_text
        await home.panel_presses("close-list", "rule")

        assert "We use short words" in home.panel_text
        assert "Ana" not in home.panel_text


async def test_who_comes_late_reads_the_rules_and_agrees_in_two_presses(tmp_path: Path) -> None:
    """The welcome says at which step we are; what is new since last time is marked; nobody is told (O9)."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        rules = list(home.stage.bot.pack.rules[:2])
        await at_the_rules(home)
        await change_rules(home, rules)
        await home.facilitator.presses(home.say("ground-rules.adopt"), home.panel)
        await home.arrives(ana)
        await ana.presses("I agree", home.card)
        await change_rules(home, [*rules, "We wait for each other."])
        await home.facilitator.presses(home.say("ground-rules.adopt"), home.panel)
        await home.at_step("check-in")
        told = len(home.staff.history()), len(home.room.history())

        welcome = await ana.presses("I am here", home.card)
        assert home.say("here.late", number=3, of=7) in welcome.text
        assert welcome.message
        page = await ana.presses(home.say("button.read-rules"), welcome.message)
        assert f"3. We wait for each other. {home.say('ground-rules.new')}" in page.text
        assert f"1. {rules[0]}\n" in page.text
        assert page.message
        agreed = await ana.presses(home.say("ground-rules.agree"), page.message)
        assert agreed.text == home.say("ground-rules.affirmed")
        again = await ana.types(home.room, "rules")

        assert home.say("ground-rules.new") not in again.text
        assert (len(home.staff.history()), len(home.room.history())) == told


# The icebreaker


async def test_a_facilitator_chooses_one_of_two_icebreakers(tmp_path: Path) -> None:
    """Two are offered, one is pressed, its answers become buttons (I3, I4)."""
    async with open_house(tmp_path) as home:
        await home.at_step("icebreaker")
        offers = [one for one in controls_of(home.panel) if one.verb == "choose"]
        assert len(offers) == 2
        assert home.say("icebreaker.waiting") in home.card_text
        await home.facilitator.presses_control(offers[1], home.panel)
        prompt = next(one for one in home.stage.bot.pack.icebreakers if one.id == offers[1].argument)

        assert prompt.text in home.card_text
        assert verbs(home).count("answer") == len(prompt.answers) >= 3


async def test_a_banned_icebreaker_is_never_offered_again(tmp_path: Path) -> None:
    """One press takes it away, and two others are offered (I2)."""
    async with open_house(tmp_path) as home:
        await home.at_step("icebreaker")
        banned = next(one for one in controls_of(home.panel) if one.verb == "ban").argument
        await home.panel_presses("ban", banned)
        offers = [one.argument for one in controls_of(home.panel) if one.verb == "choose"]
        assert len(offers) == 2
        assert banned not in offers


async def test_no_icebreaker_comes_back_before_all_others(tmp_path: Path) -> None:
    """The whole bank but the banned one is used up once, then a second time begins (I2)."""
    async with open_house(tmp_path) as home:
        await home.at_step("icebreaker")
        banned = home.stage.bot.pack.icebreakers[7].id
        await home.services.steps.ban(home.caller(home.facilitator), await home.place(), banned)
        bank = {prompt.id for prompt in home.stage.bot.pack.icebreakers} - {banned}
        chosen = await chosen_one_after_the_other(home, len(bank) + 5)

        assert len(bank) >= 60
        assert set(chosen[: len(bank)]) == bank
        assert len(set(chosen[len(bank) :])) == 5


async def chosen_one_after_the_other(home: House, times: int) -> list[str]:
    """Do the icebreaker again and again, and always take the first that is offered."""
    chosen = []
    services, staff = home.services, home.caller(home.facilitator)
    for _ in range(times):
        place = await home.place()
        offer = (await services.board.room(place.session_id)).panel.offer
        await services.steps.choose(staff, place, offer[0])
        chosen.append(offer[0])
        await services.sessions.move(staff, place.session_id, home.move("repeat", place.slot))
        await services.sessions.move(staff, place.session_id, home.move("next"))
    return chosen


async def test_the_answers_to_the_icebreaker_are_shown_together(tmp_path: Path) -> None:
    """Each chosen answer once, in the order of the card, without names or numbers."""
    async with open_house(tmp_path) as home:
        await home.at_step("icebreaker")
        await home.panel_presses("choose")
        answers = [one for one in controls_of(home.card) if one.verb == "answer"]
        for member, index in zip(home.members, (1, 0, 1, 1), strict=False):
            await member.presses_control(answers[index], home.card)
        assert "- " not in home.card_text
        await home.panel_presses("reveal")
        shown = [line for line in home.card_text.split("\n") if line.startswith("- ")]

        assert [line[2:].startswith(answers[index].label) for index, line in enumerate(shown)] == [True, True]
        assert "answer" not in verbs(home)


async def test_an_icebreaker_that_has_answers_is_not_exchanged(tmp_path: Path) -> None:
    """Answers belong to their question: to use another one, the step is done again."""
    async with open_house(tmp_path) as home:
        await home.at_step("icebreaker")
        await home.panel_presses("choose")
        await home.members[0].presses_control(controls_of(home.card)[0], home.card)
        other = home.stage.bot.pack.icebreakers[0].id
        asked = home.services.steps.choose(home.caller(home.facilitator), await home.place(), other)

        assert await home.refused(asked) == "already-answered"


# Check-in


def components(reply: Reply) -> object:
    """Give a private reply as Discord gets it."""
    assert reply.private
    assert reply.message
    return [reply.message.content, reply.message.components]


async def test_the_reply_after_a_check_in_is_the_same_whatever_the_answer(tmp_path: Path) -> None:
    """Byte for byte: a screen that is seen over a shoulder tells nothing, and it offers Help (C7)."""
    async with open_house(tmp_path) as home:
        await home.at_step("check-in")
        answers = [("good", "good"), ("hard", "hard"), ("rather-not", "not-sure"), ("mixed", ""), ("", "hard")]
        replies = [
            await checks_in(home, member, week, feel)
            for member, (week, feel) in zip(home.members, answers, strict=True)
        ]
        replies.append(await checks_in(home, home.members[0], "hard", "hard"))
        replies.append(await home.members[1].types(home.room, "checkin", week="ok", feel="mixed"))
        replies.append(await home.members[2].types(home.room, "checkin", feel="mixed"))

        assert [components(reply) for reply in replies] == [components(replies[0])] * len(replies)
        assert [one.verb for one in replies[0].controls] == ["mine", "help"]


async def test_the_form_of_the_check_in_is_the_same_each_time(tmp_path: Path) -> None:
    """Six choices with words and a picture, none chosen beforehand, also after an answer (C2)."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.at_step("check-in")
        first = await ana.presses(home.say("check-in.answer"), home.card)
        await ana.fills(first, {"week": "hard", "feel": "hard"})
        second = await ana.presses(home.say("check-in.answer"), home.card)

        assert first.form == second.form
        assert first.form
        for row in first.form["components"]:
            options = row["component"]["options"]
            assert [one["value"] for one in options] == ["good", "ok", "hard", "mixed", "not-sure", "rather-not"]
            assert not [one for one in options if one.get("default")]
            assert all(" " in one["label"] for one in options)
            assert row["component"]["required"] is False
        assert row["description"] == home.say("check-in.can-change")


async def test_nothing_on_a_public_screen_changes_when_people_answer(tmp_path: Path) -> None:
    """No counter, no mark, no edit of card or panel shows who has answered, or how many (C1)."""
    async with open_house(tmp_path) as home:
        await home.at_step("check-in")
        before = home.messages(), home.panel_text, len(home.staff.history())
        for member in home.members:
            await checks_in(home, member, "good", "hard")

        assert (home.messages(), home.panel_text, len(home.staff.history())) == before


async def test_answers_to_the_check_in_can_be_changed_and_both_be_taken_back(tmp_path: Path) -> None:
    """Until the reveal; what was taken back leaves no row (C6)."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.at_step("check-in")
        await checks_in(home, ana, "good", "good")
        await checks_in(home, ana, "hard", "")
        mine = await ana.presses(home.say("button.mine"), home.card)
        assert mine.private
        assert home.say("answer.status-waiting", text="Hard") in mine.text
        assert home.say("answer.status-waiting", text="Good") in mine.text
        assert mine.message
        both = [value for _label, value in mine.controls[0].options]
        back = await ana.chooses(both, mine.message)
        assert back.text == home.say("answer.withdrawn")
        slot = await home.services.desk.store.read(lambda unit: unit.sessions.slot(1, 3))
        assert slot
        assert await home.services.desk.store.read(lambda unit: unit.answers.left(slot.id)) == 0
        none = await ana.presses(home.say("button.mine"), home.card)

        assert none.text == home.say("answer.none")


async def reveal_of(home: House, answers: Sequence[tuple[str, str]]) -> str:
    """Let people answer, reveal, and read the card."""
    for member, (week, feel) in zip(home.members, answers, strict=False):
        place = await home.place()
        await home.services.answers.give(home.caller(member), place, {"week": [week], "feel": [feel]})
    await home.panel_presses("reveal")
    return home.card_text.split("\n", 1)[1]


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [("good", "hard")],
        [("good", "hard"), ("hard", "good"), ("ok", "ok")],
        [("hard", "hard")] * 5,
        [("good", "hard"), ("ok", "hard"), ("hard", "hard"), ("mixed", "hard")],
    ],
    ids=["nobody", "one", "three", "all-alike", "one-question-alike"],
)
async def test_few_answers_or_all_alike_are_one_and_the_same_sentence(
    tmp_path: Path, answers: list[tuple[str, str]]
) -> None:
    """Nobody learns which it was, staff neither (C4)."""
    async with open_house(tmp_path) as home:
        await home.at_step("check-in")
        card = await reveal_of(home, answers)

        assert card == "\n".join((home.say("reveal.not-today"), "-# " + home.say("card.next", step="Feeling words")))
        assert "Hard" not in home.panel_text
        assert "Not good" not in home.panel_text


async def test_four_answers_are_shown_each_once_without_numbers(tmp_path: Path) -> None:
    """In the order of the choices, whoever gave them; nobody can change one afterwards."""
    async with open_house(tmp_path) as home:
        await home.at_step("check-in")
        card = await reveal_of(home, [("hard", "ok"), ("good", "ok"), ("hard", "good"), ("hard", "ok")])
        lines = [line for line in card.split("\n") if line.startswith("- ")]
        late = await home.members[4].types(home.room, "checkin", week="good")

        assert lines == ["- Good 😊", "- Hard 😔", "- Good 😊", "- In the middle 😐"]
        assert late.text == home.say("refused.already-shown")
        assert late.private


async def test_from_ten_answers_on_there_are_numbers(tmp_path: Path) -> None:
    """Ten people: each choice with how many chose it."""
    async with open_house(tmp_path, members=11) as home:
        await home.at_step("check-in")
        answers = [("good", "ok")] * 6 + [("hard", "mixed")] * 4
        card = await reveal_of(home, answers)
        lines = [line for line in card.split("\n") if line.startswith("- ")]

        assert lines == [
            f"- {home.say('reveal.count', choice=choice, n=n)}"
            for choice, n in (("Good 😊", 6), ("Hard 😔", 4), ("In the middle 😐", 6), ("Mixed 🎭", 4))
        ]


async def test_nine_answers_have_no_numbers(tmp_path: Path) -> None:
    """One fewer: the choices alone."""
    async with open_house(tmp_path, members=11) as home:
        await home.at_step("check-in")
        card = await reveal_of(home, [("good", "ok")] * 5 + [("hard", "mixed")] * 4)

        assert not [char for line in card.split("\n") if line.startswith("- ") for char in line if char.isdigit()]


async def test_a_late_answer_is_refused_kindly(tmp_path: Path) -> None:
    """A form that was open when the group moved on says so, to its sender alone."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.at_step("check-in")
        opened = await ana.presses(home.say("check-in.answer"), home.card)
        await home.next()
        reply = await ana.fills(opened, {"week": "good", "feel": "good"})

        assert reply.text == home.say("refused.moved-on")
        assert reply.private


async def test_an_empty_form_and_an_answer_by_staff_are_refused_kindly(tmp_path: Path) -> None:
    """Nothing chosen is no answer; the check-in is the members'."""
    async with open_house(tmp_path) as home:
        await home.at_step("check-in")
        empty = await checks_in(home, home.members[0], "", "")
        staff = await checks_in(home, home.facilitator, "good", "good")

        assert empty.text == home.say("refused.nothing-chosen")
        assert staff.text == home.say("refused.for-members")


async def test_without_the_switch_there_is_no_check_in(tmp_path: Path) -> None:
    """The agenda of a group that did not switch it on goes on with the feeling words."""
    async with open_house(tmp_path, check_in=False) as home:
        await home.start()

        assert "check-in" not in [slot.step for slot in (await home.session()).flow.agenda]


# Feeling words


async def test_a_feeling_is_chosen_and_words_are_picked_in_two_taps(tmp_path: Path) -> None:
    """The bank of fifty words comes as two lists with meanings and pictures (W1, W2)."""
    async with open_house(tmp_path) as home:
        await home.at_step("feeling-words")
        await home.panel_presses("choose")
        opened = await home.members[0].presses(home.say("feeling-words.pick"), home.card)
        banks = [one.options for one in opened.controls]
        assert [len(bank) for bank in banks] == [25, len(home.stage.bot.pack.words) - 25]
        assert opened.message
        second = opened.controls[1]
        reply = await home.members[0].chooses([second.options[-1][1]], opened.message, custom_id=second.custom_id)

        assert reply.text == home.say("answer.thanks")
        assert second.options[-1][0] not in home.card_text + home.panel_text


async def test_words_are_held_read_and_shown_as_a_plain_list(tmp_path: Path) -> None:
    """Staff read words without authors, hold one back, show the rest; doubles are one line (W3, W4, W5)."""
    async with open_house(tmp_path) as home:
        await home.at_step("feeling-words")
        await home.panel_presses("choose")
        words = ("Tired", "tired.", "butterflies in my belly", "a bad word", "Calm")
        for member, word in zip(home.members, words, strict=True):
            reply = await writes(home, member, "feeling-words.write", word)
            assert reply.text == home.say("answer.thanks")
        assert not [one for one in controls_of(home.panel) if one.verb == "show-batch"]
        await home.panel_presses("close-list", "word")
        assert not [member.name for member in home.members if member.name in home.panel_text]
        assert "butterflies in my belly" not in home.card_text
        hold = next(one for one in controls_of(home.panel) if one.verb == "hold")
        bad = next(value for label, value in hold.options if label == "a bad word")
        await home.second.chooses([bad], home.panel, custom_id=hold.custom_id)
        assert home.say("panel.held-back", text="a bad word") in home.panel_text
        await home.panel_presses("show-batch")
        shown = lists(home, "feeling-words.list")

        assert sorted(word.casefold().strip(".") for word in shown) == ["butterflies in my belly", "calm", "tired"]
        assert home.stage.control("pick", home.card) is None


async def test_the_author_of_a_held_word_is_asked_in_private_for_another_way(tmp_path: Path) -> None:
    """At their next press, nobody else, and staff do not learn who it is (W4)."""
    async with open_house(tmp_path, show_words="batches") as home:
        await home.at_step("feeling-words")
        await home.panel_presses("choose")
        for member, word in zip(home.members[:3], ("one thing", "a bad word", "another"), strict=True):
            await home.services.answers.give(home.caller(member), await home.place(), {"word": [word]})
        await home.stage.bot.screen.show(1)
        hold = next(one for one in controls_of(home.panel) if one.verb == "hold")
        bad = next(value for label, value in hold.options if label == "a bad word")
        await home.facilitator.chooses([bad], home.panel, custom_id=hold.custom_id)
        author = await writes(home, home.members[1], "feeling-words.write", "a better word")
        other = await writes(home, home.members[0], "feeling-words.write", "one more")
        mine = await home.members[1].presses(home.say("button.mine"), home.card)

        assert author.text == home.say("letter.waits")
        assert author.result.response
        assert text_of(author.result.response) == other.text  # the usual reply is nobody's but the usual one
        assert mine.result.response
        assert home.say("answer.status-not-today", text="a bad word") in text_of(mine.result.response)


async def test_in_batches_nothing_reaches_staff_before_three_people(tmp_path: Path) -> None:
    """Two people with five words: nothing. A third: all at once. The next two wait for the end, unshown (W3)."""
    async with open_house(tmp_path, show_words="batches") as home:
        await home.at_step("feeling-words")
        await home.panel_presses("choose")
        for member, words in zip(home.members[:2], (("ab", "cd", "ef"), ("gh", "ij")), strict=True):
            for word in words:
                await member.types(home.room, "feeling", word=word)
        quiet = home.panel_text
        assert not [one for one in controls_of(home.panel) if one.verb == "show-batch"]
        await home.members[2].types(home.room, "feeling", word="kl")
        assert quiet != home.panel_text
        hold = next(one for one in controls_of(home.panel) if one.verb == "hold")
        assert sorted(label for label, _value in hold.options) == ["ab", "cd", "ef", "gh", "ij", "kl"]
        assert [label for label, _value in hold.options] != ["ab", "cd", "ef", "gh", "ij", "kl"]
        await home.panel_presses("show-batch")
        for member, word in zip(home.members[3:], ("mn", "op"), strict=True):
            await member.types(home.room, "feeling", word=word)
        await home.panel_presses("close-list", "word")

        assert sorted(lists(home, "feeling-words.list")) == ["ab", "cd", "ef", "gh", "ij", "kl"]
        assert "mn" not in home.panel_text.split()
        assert not [one for one in controls_of(home.panel) if one.verb == "show-batch"]
        late = await home.members[0].types(home.room, "feeling", word="too late")
        assert late.text == home.say("refused.list-closed")


async def test_a_long_word_is_cut_kindly_and_an_empty_one_refused(tmp_path: Path) -> None:
    """Up to 60 characters; the writer is told; only signs are no word."""
    async with open_house(tmp_path) as home:
        await home.at_step("feeling-words")
        long = await home.members[0].types(home.room, "feeling", word="very " * 20)
        empty = await home.members[0].types(home.room, "feeling", word="***")
        for word in "abcd":
            await home.members[0].types(home.room, "feeling", word=word)
        sixth = await home.members[0].types(home.room, "feeling", word="f")

        assert home.say("answer.cut") in long.text
        assert empty.text == home.say("refused.nothing-typed")
        assert sixth.text == home.say("refused.enough-entries", most=5)


async def test_an_empty_list_of_words_closes_with_a_kind_line(tmp_path: Path) -> None:
    """No words today is fine."""
    async with open_house(tmp_path) as home:
        await home.at_step("feeling-words")
        await home.panel_presses("choose")
        await home.panel_presses("close-list", "word")

        assert home.say("feeling-words.none") in home.card_text


# Topic


async def test_a_module_is_shown_card_by_card(tmp_path: Path) -> None:
    """Cards, questions with an activity, a card to keep; at the facilitator's pace (T2)."""
    async with open_house(tmp_path) as home:
        module = home.stage.bot.pack.modules[0]
        await home.at_step("topic")
        choose = next(one for one in controls_of(home.panel) if one.verb == "choose")
        await home.facilitator.chooses([module.id], home.panel, custom_id=choose.custom_id)
        for page, card in enumerate(module.cards):
            assert card.text in home.card_text
            assert home.say("topic.page", page=page + 1, of=len(module.cards) + 2) in home.card_text
            await home.panel_presses("turn", str(page + 1))
        for question in module.questions:
            assert question in home.card_text
        await home.panel_presses("turn", str(len(module.cards) + 1))
        assert module.keep in home.card_text
        turns = [one.argument for one in controls_of(home.panel) if one.verb == "turn"]

        assert turns == [str(len(module.cards))]


async def test_the_group_chooses_its_topic_by_nameless_presses(tmp_path: Path) -> None:
    """Tap all you would like; the three most wanted, no numbers, no names; nothing for fewer than four (T1)."""
    async with open_house(tmp_path) as home:
        modules = home.stage.bot.pack.modules
        await home.at_step("topic")
        choose = next(one for one in controls_of(home.panel) if one.verb == "choose")
        await home.facilitator.chooses(["vote"], home.panel, custom_id=choose.custom_id)
        wanted = ((0, 1), (0, 2), (0, 1, 3), (1,))
        for member, indexes in zip(home.members, wanted, strict=False):
            await picks(home, member, "topic.vote", *(modules[index].id for index in indexes))
        await home.panel_presses("reveal")

        assert modules[0].title in home.card_text
        assert modules[1].title in home.card_text
        assert sum(module.title in home.card_text for module in modules) == 3
        assert home.stage.control("pick", home.card) is None
        assert home.stage.control("choose", home.panel)


async def test_a_suggested_topic_and_a_question_reach_staff_nameless(tmp_path: Path) -> None:
    """They are read first, then shown to all (T3)."""
    async with open_house(tmp_path) as home:
        await home.at_step("topic")
        choose = next(one for one in controls_of(home.panel) if one.verb == "choose")
        await home.facilitator.chooses(["own"], home.panel, custom_id=choose.custom_id)
        assert home.say("topic.own") in home.card_text
        await writes(home, home.members[0], "topic.ask", "Who can I talk to?")
        assert "Who can I talk to?" not in home.card_text + home.panel_text
        await home.panel_presses("close-list", "ask")
        assert "Who can I talk to?" in home.panel_text
        assert "Who can I talk to?" not in home.card_text
        await home.panel_presses("show-batch", "ask.1")

        assert lists(home, "topic.asked") == ["Who can I talk to?"]
        assert "Ana" not in home.card_text + home.panel_text


# Gratitude


async def test_a_thank_you_is_signed_only_when_the_box_is_ticked(tmp_path: Path) -> None:
    """Picked, typed, typed and signed: one name in the list (G1)."""
    async with open_house(tmp_path) as home:
        ana, ben, cleo = home.members[:3]
        await home.at_step("gratitude")
        await picks(home, ana, "gratitude.pick", "Music", "Something OK")
        await writes(home, ben, "gratitude.write", "my sister rang me")
        await writes(home, cleo, "gratitude.write", "hot soup", sign=True)
        await shows(home, "thanks")

        assert sorted(lists(home, "gratitude.list")) == [
            "Music",
            "Something OK",
            home.say("list.signed", text="hot soup", name="Cleo"),
            "my sister rang me",
        ]


async def test_a_signed_thank_you_is_kept_without_the_name(tmp_path: Path) -> None:
    """The name is for today's list; the group keeps the words alone."""
    async with open_house(tmp_path) as home:
        await home.at_step("gratitude")
        await home.members[2].types(home.room, "gratitude", text="hot soup", sign=True)
        await home.close()
        group = (await home.services.groups.all())[0]
        kept = await home.services.desk.store.read(lambda unit: unit.keepsakes.kept(1))
        veil = home.services.desk.texts_veil(group)

        assert [veil.reveal(hidden) for _step, _item, hidden in kept] == ["hot soup"]


async def test_no_cheer_is_forced(tmp_path: Path) -> None:
    """Something OK, or got through, can be picked; an empty list ends with a warm line (G2)."""
    async with open_house(tmp_path) as home:
        await home.at_step("gratitude")
        opened = await home.members[0].presses(home.say("gratitude.pick"), home.card)
        labels = [label for one in opened.controls for label, _value in one.options]
        assert {"Something OK", "Something I got through"} <= set(labels)
        await home.panel_presses("close-list", "thanks")

        assert home.say("gratitude.none") in home.card_text


# Closing


async def test_better_same_or_worse_is_one_tap_and_is_never_shown(tmp_path: Path) -> None:
    """The private reply is the same for all three; the block's totals hold the counts, by four or more (C8)."""
    async with open_house(tmp_path) as home:
        await home.start()
        for member in home.members:
            await home.arrives(member)
        await home.at_step("closing")
        replies = []
        for member, label in zip(home.members, ("Better", "Better", "Same", "Worse", "Better"), strict=True):
            replies.append(await member.presses(label, home.card))
        assert [components(reply) for reply in replies] == [components(replies[0])] * 5
        assert home.stage.control("reveal", home.panel) is None
        await home.close()
        programme = (await home.session()).programme_id
        totals = await home.services.desk.store.read(lambda unit: unit.keepsakes.totals(programme))

        assert {choice: total for (question, choice), total in totals.items() if question == "closing.change"} == {
            "answered": 5,
            "better": 3,
            "same": 1,
            "worse": 1,
        }


async def test_the_goodbye_card_says_when_the_group_meets_next(tmp_path: Path) -> None:
    """Next time, look after yourself, Help (Z1)."""
    async with open_house(tmp_path, weekday=1) as home:
        await home.at_step("closing")

        assert home.say("closing.look-after") in home.card_text
        assert "1 December" in home.card_text
        assert "6:30pm" in home.card_text


# Found by people who tried to break it


async def test_more_entries_than_the_panel_can_show_come_in_several_batches(tmp_path: Path) -> None:
    """Each can be read and held back whole: nothing reaches the room that no facilitator could read."""
    async with open_house(tmp_path, members=9) as home:
        await home.at_step("gratitude")
        place = await home.place()
        for index, member in enumerate(home.members):
            things = [f"thing {index} {number}" for number in range(5)]
            await home.services.answers.give(home.caller(member), place, {"thanks": things})
        await home.panel_presses("close-list", "thanks")
        room = await home.services.board.room(place.session_id)

        assert sum(len(batch.entries) for batch in room.panel.batches) == 45
        assert max(len(batch.entries) for batch in room.panel.batches) <= 20
        for batch in room.panel.batches[:2]:
            assert all(words in home.panel_text for _place, words, _back in batch.entries)


async def test_a_name_with_signs_in_it_is_made_plain_before_it_is_shown(tmp_path: Path) -> None:
    """A display name may hold a mention, a link or a heading; a signature holds none of them, and staff read it."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        ana.actor.user._user.global_name = "# Ana [free](https://evil.example)"
        await home.at_step("gratitude")
        opened = await ana.presses(home.say("gratitude.write"), home.card)
        await ana.fills(opened, {"text": "hot soup", "sign": True})
        await home.panel_presses("close-list", "thanks")

        assert "hot soup (" in home.panel_text
        assert "evil.example" not in home.panel_text
        assert "#" not in home.panel_text.split("hot soup (")[1].splitlines()[0]


async def test_whoever_takes_back_being_counted_is_counted_in_no_total(tmp_path: Path) -> None:
    """An answer that is still open follows its person's consent; the room still sees it."""
    async with open_house(tmp_path) as home:
        await home.at_step("check-in")
        for member in home.members:
            await home.arrives(member)
        place = await home.place()
        for index, member in enumerate(home.members):
            choice = "good" if index % 2 else "hard"
            await home.services.answers.give(home.caller(member), place, {"week": [choice], "feel": [choice]})
        ana = home.caller(home.members[0])
        await home.services.presence.consent(ana, place.session_id, "counted", yes=False, listening=False)
        await home.services.steps.reveal(home.caller(home.facilitator), place, ["week", "feel"])
        totals = await home.services.desk.store.read(lambda unit: unit.keepsakes.totals(1))

        assert totals["check-in.week", "answered"] == len(home.members) - 1


async def test_what_staff_choose_hides_no_member(tmp_path: Path) -> None:
    """Three of staff and one member are not four members: nothing is shown."""
    async with open_house(tmp_path) as home:
        await home.at_step("icebreaker")
        await home.panel_presses("choose")
        place = await home.place()
        item = (await home.services.board.room(place.session_id)).card.item
        offered = home.services.desk.material[f"icebreaker.{item}"]
        people = (home.facilitator, home.second, home.lead, home.members[0])
        for index, person in enumerate(people):
            await home.services.answers.give(home.caller(person), place, {"answer": [offered[index % 2]]})
        await home.panel_presses("reveal")

        assert home.say("reveal.not-today") in home.card_text


async def test_taking_something_back_in_private_changes_nothing_that_staff_see(tmp_path: Path) -> None:
    """A panel that changes for no other reason would tell."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.at_step("check-in")
        place = await home.place()
        await home.services.answers.give(home.caller(ana), place, {"week": ["hard"]})
        home.clock.advance(timedelta(minutes=3))
        before = home.panel_text
        own = await ana.presses("See my answer", home.card)
        assert own.message
        await ana.chooses([own.controls[0].options[0][1]], own.message)

        assert home.panel_text == before


async def test_a_card_that_discord_refused_is_drawn_again_by_the_next_beat(tmp_path: Path) -> None:
    """The result is there half a minute later, and nobody was asked to press again."""
    async with open_house(tmp_path) as home:
        await home.at_step("check-in")
        home.stage.env.inject_error("PATCH", f"/channels/{home.room.id}/messages/*", status=400, code=50035)
        await home.panel_presses("reveal")
        assert home.say("reveal.not-today") not in home.card_text
        await home.forward(seconds=31)

        assert home.say("reveal.not-today") in home.card_text
