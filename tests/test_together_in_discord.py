"""Turns, roles and the group's own sign, as people see and press them."""

from pathlib import Path

from house import House, open_house
from test_measures import takes

from bot.rehearsal.people import Person, Reply, controls_of, text_of


async def opens(home: House, member: Person, *labels: str) -> Reply:
    """Let a person press these buttons one after the other: the first on the card, each other on the reply before."""
    reply = await member.presses(home.say(labels[0]), home.card)
    for label in labels[1:]:
        assert reply.message
        reply = await member.presses(home.say(label), reply.message)
    return reply


def has_hand(home: House) -> bool:
    """Tell whether the card in the room offers to raise a hand."""
    return "hand" in [one.verb for one in controls_of(home.card)]


async def staff_menu(home: House, label: str) -> Reply:
    """Let the facilitator press a button of the private menu behind the panel."""
    menu = await home.facilitator.presses(home.say("turns-staff.button"), home.panel)
    assert menu.private
    assert menu.message
    return await home.facilitator.presses(home.say(label), menu.message)


async def test_a_session_with_turns_goes_on_where_it_was_after_each_restart(tmp_path: Path) -> None:
    """A hand, the order, a turn: after each of them the bot is killed, and everybody is where they were."""
    async with open_house(tmp_path) as home:
        await home.at_step("topic")
        ana, ben = home.members[:2]
        asked = await opens(home, ana, "own.hand")
        assert asked.private
        assert home.say("turns.name") in asked.text
        assert ana.name not in home.panel_text
        room = home.messages()
        await opens(home, ana, "own.hand", "turns-button.speak")
        await opens(home, ben, "own.hand", "turns-button.type")
        assert home.messages() == room
        assert home.say("turns-staff.line-speak", n=1, name=ana.name) in home.panel_text
        assert home.say("turns-staff.line-type", n=2, name=ben.name) in home.panel_text
        await home.stage.restart()

        assert home.say("turns.one-before") in (await opens(home, ben, "own.hand")).text
        await staff_menu(home, "turns-staff.make")
        await home.stage.restart()
        assert home.say("turns.card") in home.card_text
        await home.facilitator.presses(home.say("turns-staff.next"), home.panel)
        await home.stage.restart()
        assert home.say("turns.now") in (await opens(home, ana, "own.hand")).text
        assert home.say("turns.next") in (await opens(home, ben, "own.hand")).text
        assert home.say("turns-staff.now-speak", name=ana.name) in home.panel_text
        await opens(home, ana, "own.hand", "turns-button.later")
        await home.stage.restart()
        assert home.say("turns-staff.line-speak", n=2, name=ana.name) in home.panel_text
        sure = await staff_menu(home, "turns-staff.end")
        assert ben.name in home.panel_text
        assert sure.message
        await home.facilitator.presses(home.say("turns-staff.yes"), sure.message)
        assert not [one.name for one in (ana, ben) if one.name in home.panel_text]
        assert home.say("turns.card") not in home.card_text
        assert not [text for text in home.messages() if ana.name in text or ben.name in text]


async def test_a_hand_is_on_the_card_where_people_share_or_take_turns_and_always_in_the_menu(tmp_path: Path) -> None:
    """At the rules nobody shares aloud, so the card has room; the private menu has the hand there too."""
    async with open_house(tmp_path) as home:
        await home.start()
        seen = [has_hand(home)]
        page = await opens(home, home.members[0], "own.more", "own.hand")
        await staff_menu(home, "turns-staff.make")
        seen.append(has_hand(home))
        for step in ("icebreaker", "feeling-words"):
            sure = await staff_menu(home, "turns-staff.end")
            assert sure.message
            await home.facilitator.presses(home.say("turns-staff.yes"), sure.message)
            await home.at_step(step)
            seen.append(has_hand(home))
            await staff_menu(home, "turns-staff.make")

        assert home.say("turns.choose") in page.text
        assert seen == [False, True, True, False]


async def test_a_hand_is_offered_while_the_session_runs_and_not_in_a_break(tmp_path: Path) -> None:
    """And whoever cannot be seen by staff is told so, instead of waiting."""
    async with open_house(tmp_path, weekday=1) as home:
        await home.forward(days=7, minutes=-10)
        seen = [[one.verb for one in controls_of(home.card)]]
        await home.start()
        await home.at_step("icebreaker")
        seen.append([one.verb for one in controls_of(home.card)])
        home.stage.env.inject_error("PATCH", f"/channels/{home.staff.id}/messages/*", status=500)
        late = await opens(home, home.members[0], "own.hand", "turns-button.speak")
        await home.forward(seconds=30)
        assert home.say("turns.late") in late.text
        assert home.members[0].name in home.panel_text
        await home.facilitator.presses(home.say("staff-button.pause"), home.panel)
        seen.append([one.verb for one in controls_of(home.card)])

        assert ["hand" in verbs for verbs in seen] == [False, True, False]
        assert all("more" in verbs for verbs in seen)
        typed = await home.members[0].types(home.room, "hand")
        assert home.say("turns.up-speak") in typed.text


async def test_the_way_on_is_first_on_the_panel_and_a_break_leaves_only_what_a_break_needs(tmp_path: Path) -> None:
    """Next step comes before the step's own rows; in a break no list and no choice of the step is on the panel."""
    async with open_house(tmp_path) as home:
        await home.at_step("topic")
        await home.panel_presses("choose")
        running = [one.verb for one in controls_of(home.panel)]
        await home.facilitator.presses(home.say("staff-button.pause"), home.panel)
        paused = [one.verb for one in controls_of(home.panel)]

        assert running[0] == paused[0] == "move"
        assert {"choose", "turn", "close-list"} & set(running)
        assert not {"choose", "turn", "close-list"} & set(paused)
        assert {"break-for", "go-to", "turns", "say", "people"} <= set(paused)


async def test_a_role_is_taken_by_tapping_and_gives_what_it_needs(tmp_path: Path) -> None:
    """Two sentences and who sees the name come first; the reader is handed the card line by line."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana, ben = home.members[:2]
        page = await opens(home, ana, "own.more", "own.roles", "role-name.welcomer")
        assert home.say("role-text.welcomer") in page.text
        assert home.say("role.name") in page.text
        assert page.message
        await ana.presses(home.say("role.take"), page.message)
        await opens(home, ben, "own.more", "own.roles", "role-name.reader", "role.take")
        assert home.say("role.card") in home.card_text
        assert home.say("role.panel", role=home.say("role-name.welcomer"), name=ana.name) in home.panel_text
        await home.stage.restart()
        words = await opens(home, ben, "own.more", "own.roles", "role-name.reader", "role.read")
        lines = [line.partition(". ")[2] for line in words.text.splitlines() if line[:1].isdigit()]
        assert lines[0] == home.say("card.heading", number=1, of=7, step=home.say("step.ground-rules"))
        assert all(line in home.card_text for line in lines)
        second = await opens(home, home.members[2], "own.more", "own.roles", "role-name.reader")
        assert home.say("role.taken", role=home.say("role-name.reader")) in second.text
        assert ben.name not in second.text
        await opens(home, ana, "own.more", "own.roles", "role-name.welcomer", "role.give-back")

        assert home.say("role.card") not in home.card_text
        assert ana.name not in home.panel_text


async def test_what_the_group_chose_is_on_each_card_and_in_the_welcome(tmp_path: Path) -> None:
    """Words first, the symbol last; a vote is told to the room without anybody's name."""
    async with open_house(tmp_path) as home:
        await home.start()
        assert home.say("ours.line", name="Tuesday group", symbol="") not in home.card_text
        page = await staff_menu(home, "own.our-group")
        assert page.message
        form = await home.facilitator.presses(home.say("ours-button.greeting"), page.message)
        await home.facilitator.fills(form, {"text": "We go slowly"})
        (symbol,) = [one for one in page.controls if one.verb == "ours-symbol"]
        page = await home.facilitator.chooses(["tree"], page.message, custom_id=symbol.custom_id)
        line = home.say("ours.line-greeting", name="Tuesday group", greeting="We go slowly", symbol="🌳")
        assert line in home.card_text
        assert page.message
        await home.facilitator.presses(home.say("ours-button.ask-name"), page.message)
        assert home.say("ours-now.asking-name") in home.card_text
        ours = await opens(home, home.members[0], "own.more", "own.our-group")
        assert ours.message
        idea = await home.members[0].presses(home.say("ours-button.idea"), ours.message)
        said = await home.members[0].fills(idea, {"text": "Kind minds"})
        assert home.say("ours.thanks") in said.text
        assert "Kind minds" not in said.text + home.panel_text + home.card_text
        await home.next()
        assert line in home.card_text

        assert line in (await home.arrives(home.members[1])).text


async def test_forget_me_takes_the_name_off_the_panel_at_once(tmp_path: Path) -> None:
    """The hand and the role."""
    async with open_house(tmp_path) as home:
        await home.at_step("topic")
        ana = home.members[0]
        await opens(home, ana, "own.hand", "turns-button.speak")
        await opens(home, ana, "own.more", "own.roles", "role-name.scribe", "role.take")
        assert home.panel_text.count(ana.name) == 2
        asked = await ana.types(home.room, "forget-me")
        assert asked.message
        gone = await ana.presses(home.say("forget-me.yes"), asked.message)

        assert home.say("forget-me.done-turn") in gone.text
        assert home.say("forget-me.done-roles", n=1) in gone.text
        assert ana.name not in home.panel_text


async def test_who_is_still_named_on_the_panel_is_told_so_until_it_is_drawn(tmp_path: Path) -> None:
    """Out of the line, a role given back, all forgotten: Discord refuses once, and the next beat takes the name off."""
    async with open_house(tmp_path) as home:
        await home.at_step("topic")
        ana = home.members[0]
        hand, role = ("own.hand",), ("own.more", "own.roles", "role-name.scribe")
        for page, seen, out in (
            (hand, "turns-button.speak", "turns-button.pass"),
            (role, "role.take", "role.give-back"),
        ):
            await opens(home, ana, *page, seen)
            no_more_drawing(home)
            still = await opens(home, ana, *page, out)
            assert home.say("turns.still-seen") in still.text
            assert ana.name in home.panel_text
            await home.forward(seconds=30)
            assert ana.name not in home.panel_text
        await opens(home, ana, "own.hand", "turns-button.speak")
        asked = await ana.types(home.room, "forget-me")
        assert asked.message
        no_more_drawing(home)
        gone = await ana.presses(home.say("forget-me.yes"), asked.message)
        assert home.say("turns.still-seen") in gone.text
        await home.forward(seconds=30)

        assert ana.name not in home.panel_text


async def test_a_role_that_staff_cannot_see_yet_is_told(tmp_path: Path) -> None:
    """A channel that stays closed costs one try a beat, and staff are told of it once."""
    async with open_house(tmp_path) as home:
        await home.at_step("topic")
        told = home.say("staff.cannot-write-staff")
        no_more_drawing(home, times=3)
        taken = await opens(home, home.members[0], "own.more", "own.roles", "role-name.scribe", "role.take")
        assert home.say("turns.late") in taken.text
        for _beat in range(2):
            await home.forward(seconds=30)
        assert home.members[0].name not in home.panel_text
        assert sum(told in text_of(message) for message in home.staff.history()) == 1
        await home.forward(seconds=30)

        assert home.members[0].name in home.panel_text


def no_more_drawing(home: House, times: int = 1) -> None:
    """Let Discord refuse the panel so many times, as when somebody takes a right of the bot away."""
    where = f"/channels/{home.staff.id}/messages/*"
    home.stage.env.inject_error("PATCH", where, status=403, code=50013, times=times)


async def test_who_leaves_can_take_their_name_away_and_who_is_sent_away_loses_it(tmp_path: Path) -> None:
    """By their own press, on the page where they say that they leave; and at once when staff send somebody away."""
    async with open_house(tmp_path) as home:
        await home.at_step("topic")
        ana, ben, cleo = home.members[:3]
        asked = await leaves(home, cleo)
        assert home.say("leaving.named") not in asked.text
        for member, role in ((ana, "scribe"), (ben, "reader")):
            await opens(home, member, "own.hand", "turns-button.speak")
            await opens(home, member, "own.more", "own.roles", f"role-name.{role}", "role.take")
        asked = await leaves(home, ana)
        assert home.say("leaving.named") in asked.text
        assert home.panel_text.count(ana.name) == 2
        assert asked.message
        await ana.presses(home.say("leaving.hand-down"), asked.message)
        asked = await leaves(home, ana)
        assert asked.message
        await ana.presses(home.say("leaving.role-back"), asked.message)
        assert ana.name not in home.panel_text
        assert home.panel_text.count(ben.name) == 2
        await takes(home, "away", ben)

        assert ben.name not in home.panel_text


async def leaves(home: House, member: Person) -> Reply:
    """Let a person press Break, and then that they leave."""
    rest = await member.presses(home.say("button.break"), home.card)
    assert rest.message
    return await member.presses(home.say("leaving.button"), rest.message)
