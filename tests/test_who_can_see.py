"""At each question one line says who can see the answer (P7), and consent is three questions that may be refused (O8).

The line is held against what the code does with the answer: where it says that nobody sees a name, none is shown; where
it says that a facilitator reads first, the room sees nothing before.
"""

from pathlib import Path

from house import House, open_house

from bot.rehearsal.people import text_of
from bot.session import Shown
from cogs.steps import FACES

ASKING = ("icebreaker", "check-in", "feeling-words", "gratitude", "closing")
WORD = "like a very odd umbrella"


def line_of(home: House) -> list[str]:
    """Name the lines about who can see that the card carries."""
    return [key for key in ("who.nobody", "who.staff-reads") if home.say(key).removeprefix("-# ") in home.card_text]


async def test_each_question_says_in_one_line_who_can_see(tmp_path: Path) -> None:
    """Where answers come in lists it says that a facilitator reads first; anywhere else, that nobody sees a name."""
    said: dict[str, list[str]] = {}
    async with open_house(tmp_path) as home:
        for step in ASKING:
            await home.at_step(step)
            for verb in ("choose", "offer"):
                if home.stage.control(verb, home.panel):
                    await home.panel_presses(verb)
            said[step] = line_of(home)
    by_lists = {
        face.step.id
        for face in FACES
        if any(one.shown is Shown.IN_BATCHES and one.id != "share" for one in face.step.questions)
    }

    assert said == {step: ["who.staff-reads" if step in by_lists else "who.nobody"] for step in ASKING}


async def test_where_a_facilitator_reads_first_the_room_reads_nothing_before(tmp_path: Path) -> None:
    """The word is in no message of the room until it is shown, and there is no name beside it in either room."""
    async with open_house(tmp_path) as home:
        await home.at_step("feeling-words")
        await home.panel_presses("choose")
        for number, member in enumerate(home.members):
            await member.types(home.room, "feeling", word=f"{WORD} {number}")
        unread = [WORD in text for text in home.messages()]
        await home.panel_presses("close-list")
        read = [WORD in text for text in home.messages()]
        staff_read = home.panel_text
        await home.panel_presses("show-batch")
        everything = "\n".join([*home.messages(), *(text_of(message) for message in home.staff.history()), staff_read])

        assert not any(unread)
        assert not any(read)
        assert WORD in staff_read
        assert WORD in home.card_text
        assert [member.name for member in home.members if member.name in everything] == []


async def test_consent_is_three_questions_and_each_may_be_refused(tmp_path: Path) -> None:
    """Yes to taking part with no to the other two: three answers are kept, nobody is counted, the room is the same."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.start()
        reply = await ana.presses("I am here", home.card)
        asked = [reply.text]
        for label in ("consent.takes-part.yes", "consent.counted.no", "consent.quoted.no"):
            assert reply.message
            reply = await ana.presses(home.say(label), reply.message)
            asked.append(reply.text)
        record = await home.session()
        group = await home.services.desk.store.read(lambda unit: unit.groups.get(home.stage.group_id))
        key = home.services.desk.people_key(group, home.caller(ana))
        kept = await home.services.desk.store.read(lambda unit: unit.people.find(key))
        came, _listening = await home.services.desk.store.read(lambda unit: unit.attendance.count(record.id))

        assert asked[:3] == [home.say(f"consent.{name}.text") for name in ("takes-part", "counted", "quoted")]
        assert asked[3] == home.say("here.taking-part")
        assert kept
        assert (kept.takes_part, kept.counted, kept.quoted) == (True, False, False)
        assert came == 0
