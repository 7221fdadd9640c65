"""One whole session in which four members each have their own way: all of them take part in all of it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from house import House, open_house
from test_two_ways import answers_of, lead_to

from bot.rehearsal.people import Message, Person, Reply, controls_of, parts
from bot.session import State

TEXT_INPUT = 4
PICTURE = 12


class Presser:
    """Somebody who presses and chooses and never types, on the card in the room or on a private card of their own."""

    def __init__(self, home: House, person: Person) -> None:
        self.home = home
        self.person = person
        self.seen: list[Message] = []

    async def card(self) -> Message:
        """Look at the card in the room."""
        return self.home.card

    async def press(self, verb: str, argument: str | None = None) -> Reply:
        """Press what asks for this; no field to type in may open."""
        card = await self.card()
        self.seen.append(card)
        found = (one for one in controls_of(card) if one.verb == verb and argument in (None, one.argument))
        reply = await self.person.presses_control(next(found), card)
        fields = [row["component"]["type"] for row in (reply.form or {}).get("components", ())]
        assert TEXT_INPUT not in fields
        if reply.message:
            self.seen.append(reply.message)
        return reply

    async def pick(self, question: str) -> Reply:
        """Open the list of a question and choose its first option."""
        opened = await self.press("pick", question)
        assert opened.message
        choice = opened.controls[0]
        return await self.person.chooses([choice.options[0][1]], opened.message, custom_id=choice.custom_id)

    async def comes(self) -> None:
        """Say "I am here", and yes to what is asked then."""
        reply = await self.press("here")
        while asked := [one for one in reply.controls if one.verb == "consent"]:
            assert reply.message
            reply = await self.person.presses_control(asked[0], reply.message)

    async def take_part(self, step: str) -> None:
        """Answer the step's question."""
        if step == "check-in":
            await self.person.fills(await self.press("check-in"), {"week": "ok", "feel": "ok"})
        elif step in PICKED:
            await self.pick(PICKED[step])
        else:
            await self.press("answer")


class OwnCard(Presser):
    """Somebody who would like short words and no pictures, and takes part from their own card alone."""

    async def prepare(self) -> None:
        """Choose short words and no pictures by pressing."""
        menu = await self.press("more")
        page = await self._presses("ways", menu)
        page = await self._presses("way", page, "short.on")
        await self._presses("way", page, "pictures.off")

    async def card(self) -> Message:
        """Open the card that is one's own."""
        menu = await self.person.presses("More for me", self.home.card)
        own = await self._presses("my-card", menu)
        assert own.message
        self.seen.append(own.message)
        return own.message

    async def _presses(self, verb: str, on: Reply, argument: str | None = None) -> Reply:
        control = next(one for one in on.controls if one.verb == verb and argument in (None, one.argument))
        assert on.message
        return await self.person.presses_control(control, on.message)


PICKED = {"feeling-words": "word", "topic": "vote", "gratitude": "thanks"}
STEPS = ("ground-rules", "icebreaker", "check-in", "feeling-words", "topic", "gratitude", "closing")


async def types(home: House, person: Person, step: str) -> None:
    """Answer a step's question by a slash command."""
    prompt = home.stage.bot.pack.icebreakers[0]
    commands: dict[str, Callable[[], Awaitable[Reply]]] = {
        "ground-rules": lambda: person.types(home.room, "rules", answer="agree"),
        "icebreaker": lambda: person.types(home.room, "icebreaker", answer=prompt.answers[0].id),
        "check-in": lambda: person.types(home.room, "checkin", week="ok", feel="ok"),
        "feeling-words": lambda: person.types(home.room, "feeling", word="my heart is quiet"),
        "topic": lambda: person.types(home.room, "topic", choose=home.stage.bot.pack.modules[0].id),
        "gratitude": lambda: person.types(home.room, "gratitude", text="hot soup"),
        "closing": lambda: person.types(home.room, "closing", change="same"),
    }
    reply = await commands[step]()
    assert reply.private


async def test_everybody_takes_part_in_the_whole_session_in_their_own_way(tmp_path: Path) -> None:
    """Ana never types, Ben never presses, Cleo reads short words without pictures, Dev comes late: each takes part."""
    async with open_house(tmp_path) as home:
        ana, ben, cleo, dev = home.members[:4]
        by_pressing, by_own_card, late = Presser(home, ana), OwnCard(home, cleo), Presser(home, dev)
        items = {"icebreaker": home.stage.bot.pack.icebreakers[0].id, "feeling-words": "calm", "topic": "vote"}
        await home.start()
        await by_pressing.comes()
        await ben.types(home.room, "here", take_part=True, count_me=True, ask_me=False)
        await by_own_card.prepare()
        await by_own_card.comes()
        for step in STEPS:
            await lead_to(home, step, items.get(step, ""))
            if step == "ground-rules":
                await home.services.steps.turn(home.caller(home.facilitator), await home.place(), 5)
                await home.stage.bot.screen.show(1)
            if step == "topic":
                await late.comes()
            await types(home, ben, step)
            for presser in (by_pressing, by_own_card, *([late] if STEPS.index(step) >= STEPS.index("topic") else [])):
                await presser.take_part(step)
                assert await answers_of(home, presser.person), f"{presser.person.name} at {step}"
            assert await answers_of(home, ben), step
            if step == "topic":
                await sees_a_picture_unless_they_would_rather_not(home, by_own_card)
        await home.close()

        assert (await home.session()).flow.state is State.SEALED
        assert await came(home) == (4, 0)
        own = [message for message in by_own_card.seen if message.flags.ephemeral]
        assert own
        assert not [message for message in own if has_picture(message)]


async def sees_a_picture_unless_they_would_rather_not(home: House, reader: OwnCard) -> None:
    """After the vote the group looks at a topic that begins with a picture; the own card has its words alone."""
    module = next(one for one in home.stage.bot.pack.modules if one.cards[0].picture and not one.heads_up)
    await lead_to(home, "topic", module.id)
    own = await reader.card()
    assert has_picture(home.card)
    assert module.title in str(list(parts(own)))
    assert not has_picture(own)


def has_picture(message: Message) -> bool:
    """Tell whether a message shows a picture."""
    return PICTURE in [part["type"] for part in parts(message)]


async def came(home: House) -> tuple[int, int]:
    """Count who is in the attendance of the session, and how many of them listened."""
    return await home.services.desk.store.read(lambda unit: unit.attendance.count(1))
