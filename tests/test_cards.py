"""Colour cards: one press in private, on the facilitators' panel at once, and nobody is told who."""

from pathlib import Path

import pytest
from circle import MASTER, ROOM, Circle, open_circle
from house import House, open_house
from test_sealing import found

from bot.privacy import Veil
from bot.privacy.keys import derive
from bot.rehearsal.people import Person, Reply, controls_of, parts
from bot.services.cards import COLOURS
from bot.session import Event, Move, plan, proceed
from bot.storage import Unit

NAME = "Bartholomew"


async def shows(home: House, member: Person, colour: str) -> Reply:
    """Let a member press Cards and then a colour."""
    choice = await member.presses(home.say("button.cards"), home.card)
    assert choice.message
    return await member.presses(home.say(f"cards.show-{colour}"), choice.message)


def done_buttons(home: House) -> list[str]:
    """List what the panel's buttons for cards carry."""
    return [one.argument for one in controls_of(home.panel) if one.verb == "card-done"]


async def test_every_members_card_offers_cards_after_help(tmp_path: Path) -> None:
    """Before the start, in a step and in a break; Pass, Break and Help stay where they were."""
    async with open_house(tmp_path, weekday=1) as home:
        await home.forward(days=7, minutes=-10)
        rows = [[one.label for one in controls_of(home.card)]]
        await home.start()
        rows.append([one.label for one in controls_of(home.card)])
        await home.facilitator.presses(home.say("staff-button.pause"), home.panel)
        rows.append([one.label for one in controls_of(home.card)])

        for labels in rows:
            at = labels.index("Pass")
            assert labels[at : at + 4] == ["Pass", "Break", "Help", "Cards"]


async def test_the_choice_is_private_and_says_each_colour_in_words(tmp_path: Path) -> None:
    """Four cards and a way to take one down; a colour alone says nothing."""
    async with open_house(tmp_path) as home:
        await home.start()
        choice = await home.members[0].presses(home.say("button.cards"), home.card)

        assert choice.private
        for colour in COLOURS:
            assert home.say(f"cards.meaning-{colour}") in choice.text
        assert choice.labels() == [*(home.say(f"cards.show-{one}") for one in COLOURS), home.say("cards.take-down")]


async def test_a_card_is_on_the_panel_at_once_and_nowhere_else(tmp_path: Path) -> None:
    """How many of each, no name; the room reads nothing new."""
    async with open_house(tmp_path) as home:
        await home.start()
        room = home.messages()
        ana, ben, cleo = home.members[:3]
        await shows(home, ana, "red")
        await shows(home, ben, "red")
        await shows(home, cleo, "blue")

        assert home.say("cards.line-red", n=2) in home.panel_text
        assert home.say("cards.line-blue", n=1) in home.panel_text
        assert not [one.name for one in home.members if one.name in home.panel_text]
        assert home.messages() == room


async def test_the_reply_is_the_same_for_every_colour(tmp_path: Path) -> None:
    """A screen that is seen over a shoulder tells nothing."""
    async with open_house(tmp_path) as home:
        await home.start()
        replies = [await shows(home, member, colour) for member, colour in zip(home.members, COLOURS, strict=False)]

        assert len({(reply.text, *reply.labels()) for reply in replies}) == 1
        assert all(reply.private for reply in replies)


async def test_a_name_is_there_only_after_a_yes(tmp_path: Path) -> None:
    """No leaves it away; a new card asks anew."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana, ben = home.members[:2]
        asked = await shows(home, ana, "yellow")
        other = await shows(home, ben, "yellow")
        assert asked.message
        assert other.message
        await ana.presses(home.say("cards.yes-name"), asked.message)
        await ben.presses(home.say("cards.no-name"), other.message)
        line = home.say("cards.line-yellow", n=2)
        assert home.say("cards.with-names", line=line, names=ana.name) in home.panel_text
        assert ben.name not in home.panel_text

        await shows(home, ana, "green")
        assert ana.name not in home.panel_text


async def test_a_person_has_one_card_and_can_take_it_down(tmp_path: Path) -> None:
    """A new one takes the old one's place."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        await shows(home, ana, "red")
        again = await shows(home, ana, "green")
        assert done_buttons(home) == ["green.1"]
        assert again.message
        await ana.presses(home.say("cards.take-down"), again.message)

        assert done_buttons(home) == []
        choice = await ana.presses(home.say("button.cards"), home.card)
        assert home.say("cards.is-not-up") in choice.text


async def test_staff_take_the_cards_of_a_colour_down(tmp_path: Path) -> None:
    """The others stay; the second of two facilitators changes nothing."""
    async with open_house(tmp_path) as home:
        await home.start()
        for member, colour in zip(home.members, ("red", "red", "blue"), strict=False):
            await shows(home, member, colour)
        session = (await home.session()).id
        await home.panel_presses("card-done", "red.2")
        await home.services.cards.done(home.caller(home.second), session, "red", 2)

        assert done_buttons(home) == ["blue.1"]


async def test_a_card_that_staff_have_not_seen_is_not_taken_down(tmp_path: Path) -> None:
    """It came while they pressed: they are told to look."""
    async with open_house(tmp_path) as home:
        await home.start()
        session = (await home.session()).id
        for member in home.members[:2]:
            await home.services.cards.show(home.caller(member), session, "red")
        staff = home.caller(home.facilitator)

        assert await home.refused(home.services.cards.done(staff, session, "red", 1)) == "cards-changed"
        await home.services.cards.done(staff, session, "red", 2)


async def test_cards_are_for_members(tmp_path: Path) -> None:
    """A supporter answers for nobody, staff would count themselves, an outsider is not in the group."""
    async with open_house(tmp_path) as home:
        await home.start()
        session, show = (await home.session()).id, home.services.cards.show
        for person, reason in (
            (home.supporter, "cards-for-members"),
            (home.facilitator, "cards-for-members"),
            (home.outsider, "not-a-member"),
        ):
            assert await home.refused(show(home.caller(person), session, "red")) == reason
        assert await home.refused(show(home.caller(home.members[0]), session, "pink")) == "not-a-choice"
        assert await home.refused(show(home.caller(home.members[0]), 77, "red")) == "session-over"


async def test_who_just_listens_can_show_a_card_before_the_start_and_in_a_break(tmp_path: Path) -> None:
    """A card is no answer."""
    async with open_house(tmp_path, weekday=1) as home:
        await home.forward(days=7, minutes=-10)
        ana, ben = home.members[:2]
        await shows(home, ben, "green")
        assert done_buttons(home) == ["green.1"]
        await home.start()
        welcome = await ana.presses(home.say("button.here"), home.card)
        assert welcome.message
        await ana.presses(home.say("consent.takes-part.no"), welcome.message)
        await home.facilitator.presses(home.say("staff-button.pause"), home.panel)
        await shows(home, ana, "red")

        assert done_buttons(home) == ["red.1", "green.1"]


async def test_a_card_survives_a_restart(tmp_path: Path) -> None:
    """And its owner still finds it."""
    async with open_house(tmp_path) as home:
        await home.start()
        ana = home.members[0]
        asked = await shows(home, ana, "red")
        assert asked.message
        await ana.presses(home.say("cards.yes-name"), asked.message)
        await home.stage.restart()
        choice = await ana.presses(home.say("button.cards"), home.card)

        assert ana.name in home.panel_text
        assert home.say("cards.is-up") in choice.text


@pytest.mark.parametrize(("status", "code"), [(500, 0), (403, 50013)])
async def test_a_member_is_told_when_the_panel_could_not_be_drawn(tmp_path: Path, status: int, code: int) -> None:
    """Nobody waits for staff who have not seen the card; it is shown as soon as Discord lets us."""
    async with open_house(tmp_path) as home:
        await home.start()
        home.stage.env.inject_error("PATCH", f"/channels/{home.staff.id}/messages/*", status=status, code=code)
        reply = await shows(home, home.members[0], "red")
        assert home.say("cards.late") in reply.text
        await home.forward(seconds=30)

        assert done_buttons(home) == ["red.1"]


# What is left in the files.


async def secrets_of_cards(circle: Circle) -> list[bytes]:
    """Let everybody show a card, half of them with a name, and return all that its key can make."""
    record = await circle.session()
    for number, member in enumerate(circle.members):
        await circle.services.cards.show(member, record.id, COLOURS[number % 4])
        if number % 2:
            await circle.services.cards.sign(member, record.id)
    nonce = await circle.store.read(lambda unit: unit.cards.nonce(record.id))
    cards = await circle.store.read(lambda unit: unit.cards.up(record.id))
    assert nonce
    veil = Veil(MASTER, nonce, "session")
    keys = [derive(MASTER, nonce, f"session:{purpose}") for purpose in ("tag", "text")]
    tags = [veil.tag(member.id.to_bytes()) for member in circle.members]
    return [nonce, *keys, *tags, *(card.hidden_name for card in cards if card.hidden_name)]


@pytest.mark.parametrize("ending", ["closed", "cancelled"])
async def test_after_the_end_no_byte_of_a_card_is_left(tmp_path: Path, ending: str) -> None:
    """No key, no code and no name, also where the session was called off; before that the same search finds them."""
    async with open_circle(tmp_path) as circle:
        if ending == "closed":
            await circle.start()
        else:
            await gathers(circle)
        secrets = await secrets_of_cards(circle)
        before = found(secrets, circle.folder)
        record = await circle.session()
        if ending == "closed":
            await circle.close()
        else:
            await circle.services.sessions.move(circle.facilitator, record.id, Move(Event.END))

        assert len(before) == 1 + 8 + 4
        assert found(secrets, circle.folder) == []
        assert found([NAME.encode()], circle.folder) == []
        assert await circle.store.read(lambda unit: unit.cards.up(record.id)) == []
        assert not (await circle.session()).flow.state.is_open


async def gathers(circle: Circle) -> None:
    """Open a gathering, as the timetable would."""

    async def work(unit: Unit) -> None:
        group = await unit.groups.get(circle.group_id)
        await circle.services.sessions.add(unit, group, proceed(plan(["icebreaker", "closing"]), Move(Event.GATHER)))

    await circle.store.write(work)


async def test_a_persons_card_is_in_their_data_and_goes_when_they_are_forgotten(tmp_path: Path) -> None:
    """Theirs alone; another one stays up."""
    async with open_circle(tmp_path) as circle:
        await circle.start()
        session = (await circle.session()).id
        ana, ben = circle.members[:2]
        await circle.services.cards.show(ana, session, "red")
        await circle.services.cards.sign(ana, session)
        await circle.services.cards.show(ben, session, "red")
        cards = await circle.store.read(lambda unit: unit.cards.up(session))
        (name,) = (card.hidden_name for card in cards if card.hidden_name)
        assert (await circle.services.own_data.my_data(ana, ROOM, 1)).card_up
        gone = await circle.services.own_data.forget_me(ana, ROOM, 1)

        assert gone.cards == 1
        assert found([name], circle.folder) == []
        assert not (await circle.services.own_data.my_data(ana, ROOM, 1)).card_up
        assert (await circle.services.own_data.my_data(ben, ROOM, 1)).card_up


async def test_the_fullest_panel_fits_into_a_message(tmp_path: Path) -> None:
    """Every colour, two batches, the item's own rows and a question of the clock: Discord allows 40 parts."""
    async with open_house(tmp_path, members=8, show_words="batches") as home:
        await home.at_step("topic")
        await home.panel_presses("choose")
        place = await home.place()
        for member, colour in zip(home.members, COLOURS, strict=False):
            await shows(home, member, colour)
        for question in ("idea", "ask"):
            for member in home.members:
                await home.services.answers.give(home.caller(member), place, {question: [f"{question} {member.name}"]})
        await home.forward(minutes=100)
        count = len(list(parts(home.panel)))

        assert len([one for one in controls_of(home.panel) if one.verb == "show-batch"]) == 2
        assert len(done_buttons(home)) == 4
        assert "still-here" in [one.verb for one in controls_of(home.panel)]
        assert count <= 40
