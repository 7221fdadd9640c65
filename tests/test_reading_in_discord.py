"""Reading as it is in Discord: in private, over a restart, and a member who takes part from their own card."""

from pathlib import Path

from house import PACK, House, open_house
from test_session_flow_in_discord import forges, snapshot

from bot.rehearsal.people import Person, Reply, controls_of, parts

CARDS = {one.id: one.cards[0] for one in PACK.modules if one.cards[0].picture and not one.heads_up}
"""Topics that begin with a picture, with their first card."""


def described(reply: Reply) -> list[str]:
    """Read what is said of each picture on a message to somebody who does not see it."""
    assert reply.message
    pictures = [item for part in parts(reply.message) for item in part.get("items", ())]
    assert len(pictures) == len(reply.message.attachments)
    return [str(item["description"]) for item in pictures]


async def presses_private(person: Person, label: str, reply: Reply) -> Reply:
    """Press a button on a private message."""
    assert reply.message
    assert reply.private
    return await person.presses(label, reply.message)


async def opens(home: House, person: Person, label: str) -> Reply:
    """Open the private menu, and press a button in it."""
    return await presses_private(person, label, await person.presses("More for me", home.card))


async def test_a_card_is_said_another_way_and_its_hard_words_are_explained(tmp_path: Path) -> None:
    """In private, the same when it is pressed again, with nothing stored and nothing drawn anew in the room."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.at_step("check-in")
        await home.arrives(ana)
        room, before = home.messages(), await snapshot(home)
        said = await ana.presses("Say it another way", home.card)
        again = await ana.presses("Say it another way", home.card)
        meaning = await ana.presses("What does this mean?", home.card)
        first = await opens(home, ana, "Hard words")
        first_page = first.text
        second = await presses_private(ana, "More words", first)

        assert "How are you? Press the button." in said.text
        assert said.private
        assert said.text == again.text
        assert "**facilitator**: A facilitator helps the group to run well." in meaning.text
        assert meaning.private
        assert "**bot**" in first_page
        assert "**facilitator**" in second.text
        assert "Words before" in second.labels()
        assert (home.messages(), await snapshot(home)) == (room, before)


async def test_a_member_with_short_words_and_no_pictures_takes_part_from_their_own_card_alone(tmp_path: Path) -> None:
    """Private answers come short; what is pressed on the card is answered below it, so it stays; over a restart."""
    async with open_house(tmp_path) as home:
        ana, ben = home.members[:2]
        await home.at_step("icebreaker")
        await home.arrives(ana)
        await home.arrives(ben)
        await home.panel_presses("choose")
        page = await opens(home, ana, "My ways of joining")
        page = await presses_private(ana, "Shorter words", page)
        page = await presses_private(ana, "Pictures off", page)
        assert "- Words: shorter\n- Pictures: no\n" in page.text
        card = await presses_private(ana, "My card", page)
        await home.stage.restart()
        answer = next(one for one in card.controls if one.verb == "answer")
        assert card.message
        thanks = await ana.presses_control(answer, card.message)
        passed = await presses_private(ana, "Pass", card)
        broke = await presses_private(ana, "Break", card)
        other = await ben.presses("Pass", home.card)
        assert [one.text for one in (thanks, passed, broke)] == [
            "Thank you. We have it. You can change it.",
            "That is fine.",
            "Take your time.",
        ]
        assert thanks.message.id != card.message.id if thanks.message else False
        assert other.text == home.say("pass.text")
        await home.at_step("gratitude")
        now = await presses_private(ana, "Show it again", card)

        assert "What was good this week? A small thing is OK." in now.text
        assert now.message
        assert now.message.id == card.message.id
        assert await counted(home) == 1


async def counted(home: House) -> int:
    """Say how many answers the icebreaker has."""
    record = await home.session()
    slots = await home.services.desk.store.read(lambda unit: unit.sessions.slots(record.id))
    slot = next(one for one in slots if one.step == "icebreaker")
    return len(await home.services.desk.store.read(lambda unit: unit.answers.of_slot(slot.id)))


async def test_a_picture_is_on_ones_own_card_with_its_words_unless_it_is_switched_off(tmp_path: Path) -> None:
    """Drawn again in its place, the picture comes and goes with the setting; the card in the room keeps it."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.at_step("topic")
        topics = next(one for one in controls_of(home.panel) if one.verb == "choose")
        chosen = next(value for _title, value in topics.options if value in CARDS)
        await home.facilitator.chooses([chosen], home.panel, custom_id=topics.custom_id)
        card = CARDS[chosen]
        mine = await opens(home, ana, "My card")
        assert mine.message
        assert described(mine) == [card.alt]
        await ana.types(home.room, "my-ways", pictures="off")
        without = await presses_private(ana, "Show it again", mine)
        assert described(without) == []
        await ana.types(home.room, "my-ways", pictures="on", words="shorter", joining="take-part")
        short = await ana.types(home.room, "my-card")

        assert described(short) == [card.alt]
        assert card.shorter in short.text
        assert card.text in home.card_text
        assert home.card.attachments


async def test_who_usually_listens_listens_by_one_press(tmp_path: Path) -> None:
    """And takes part today by one more; what was chosen is on the page of what the bot knows, and can be cleared."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.start()
        page = await opens(home, ana, "My ways of joining")
        await presses_private(ana, "I usually listen", page)
        welcome = await home.arrives(ana)
        assert home.say("here.listening") in welcome.text
        today = await presses_private(ana, "Take part today", welcome)
        assert home.say("here.taking-part") in today.text
        known = await opens(home, ana, "What the bot knows")
        assert home.say("my-way.listens") in known.text
        page = await presses_private(ana, "My ways of joining", known)
        cleared = await presses_private(ana, "Clear my choices", page)

        assert "Clear my choices" not in cleared.labels()
        assert home.say("ways.takes-part") in cleared.text
        assert home.say("my-way.listens") not in (await opens(home, ana, "What the bot knows")).text


async def test_a_forged_or_old_press_gets_a_kind_sentence_and_the_card_before_a_session_too(tmp_path: Path) -> None:
    """No way of that name, no session of that number, nobody from outside; the arrival card is said another way too."""
    async with open_house(tmp_path, weekday=1) as home:
        ana = home.members[0]
        await home.forward(days=7, minutes=-5)
        said = await ana.presses("Say it another way", home.card)
        assert home.say("gathering.title", group="Tuesday group") in said.text
        assert [one.verb for one in said.controls if one.verb == "here"] == ["here", "here"]
        forged = {
            "p1:1:1:way:feeling.on": "refused.old-button",
            "p1:1:1:way:short.perhaps": "refused.old-button",
            "p1:1:1:way:caller.on": "refused.old-button",
            "p1:77:1:my-card:": "refused.session-over",
            "p1:77:1:simpler:": "refused.session-over",
            "p1:1:1:hard-words:x": "refused.old-button",
        }
        for address, refusal in forged.items():
            assert (await forges(home, ana, address)).text == home.say(refusal), address
        outside = await forges(home, home.outsider, f"p1:{(await home.session()).id}:1:my-card:")

        assert outside.text == home.say("refused.not-a-member")
