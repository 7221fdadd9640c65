"""Two ways through a whole session: by buttons without typing a letter, and by typing without pressing a button."""

from pathlib import Path

from house import House, open_house

from bot.rehearsal.people import Control, Person, Reply, controls_of
from bot.session import State
from bot.storage import Unit

TEXT_INPUT = 4
LINES = ("week", "feel")


async def answers_of(home: House, person: Person) -> dict[str, list[str]]:
    """Read a person's own answers at the step where the group is."""
    place = await home.place()
    step = home.services.desk.steps[(await home.session()).flow.slot.step]
    own = {
        question.id: await home.services.answers.own(home.caller(person), place, question.id)
        for question in step.questions
    }
    return {name: [one.text for one in found] for name, found in own.items() if found}


async def lead_to(home: House, step: str, item: str = "") -> None:
    """Let the facilitator go to a step, and choose what it is about."""
    await home.at_step(step)
    if item:
        await home.services.steps.choose(home.caller(home.facilitator), await home.place(), item)
        await home.stage.bot.screen.show((await home.session()).id)


class Tapper:
    """Somebody who presses and chooses, and would leave rather than type."""

    def __init__(self, home: House, person: Person) -> None:
        self.home = home
        self.person = person

    async def taps(self, verb: str, argument: str | None = None) -> Reply:
        """Press the first control of the card that asks for this."""
        card = self.home.card
        found = (one for one in controls_of(card) if one.verb == verb and argument in (None, one.argument))
        reply = await self.person.presses_control(next(found), card)
        assert reply.private or reply.form
        return reply

    async def picks(self, question: str) -> Reply:
        """Open the list of a question and choose its first option: two taps."""
        opened = await self.taps("pick", question)
        choice: Control = opened.controls[0]
        assert opened.message
        return await self.person.chooses([choice.options[0][1]], opened.message, custom_id=choice.custom_id)

    async def checks_in(self) -> Reply:
        """Fill in the check-in by choosing; there is no field to type in."""
        opened = await self.taps("check-in")
        assert opened.form
        kinds = [row["component"]["type"] for row in opened.form["components"]]
        assert TEXT_INPUT not in kinds
        return await self.person.fills(opened, dict.fromkeys(LINES, "ok"))


async def test_a_member_who_never_types_takes_part_in_every_step(tmp_path: Path) -> None:
    """Every step can be done by buttons and lists alone, and each answer is stored (features A5, A6)."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        tapper = Tapper(home, ana)
        thanks = home.say("answer.thanks")
        await home.start()
        await home.arrives(ana)

        await home.services.steps.turn(home.caller(home.facilitator), await home.place(), 5)
        await home.stage.bot.screen.show(1)
        assert (await tapper.taps("answer")).text == thanks
        assert await answers_of(home, ana) == {"agree": ["agree"]}

        await lead_to(home, "icebreaker", home.stage.bot.pack.icebreakers[0].id)
        assert (await tapper.taps("answer")).text == thanks
        assert len((await answers_of(home, ana))["answer"]) == 1

        await lead_to(home, "check-in")
        assert (await tapper.checks_in()).text == thanks
        assert await answers_of(home, ana) == {"week": ["ok"], "feel": ["ok"]}

        await lead_to(home, "feeling-words", "calm")
        assert (await tapper.picks("word")).text == thanks
        assert len((await answers_of(home, ana))["word"]) == 1

        await lead_to(home, "topic", "vote")
        assert (await tapper.picks("vote")).text == thanks
        assert len((await answers_of(home, ana))["vote"]) == 1

        await lead_to(home, "gratitude")
        assert (await tapper.picks("thanks")).text == thanks
        assert len((await answers_of(home, ana))["thanks"]) == 1

        await lead_to(home, "closing")
        assert (await tapper.taps("answer", "change=better")).text == thanks
        assert await answers_of(home, ana) == {"change": ["better"]}

        assert (await tapper.taps("pass")).text == home.say("pass.text")
        assert (await tapper.taps("break")).text == home.say("break.text")
        assert "116 123" in (await tapper.taps("help")).text
        await home.close()
        assert await kept(home) == 2


async def test_a_member_who_never_presses_takes_part_in_every_step(tmp_path: Path) -> None:
    """While the room is open, every step can be done by slash commands alone; each is answered in private."""
    async with open_house(tmp_path) as home:
        ben = home.members[1]
        thanks = home.say("answer.thanks")

        async def types(command: str, **options: object) -> str:
            reply = await ben.types(home.room, command, **options)
            assert reply.private
            return reply.text

        await home.start()
        assert home.say("consent.takes-part.text") in await types("here")
        assert home.stage.bot.pack.rules[0] in await types("rules")
        assert await types("rules", answer="agree", suggest="We wait for people who type slowly") == thanks
        assert await answers_of(home, ben) == {"agree": ["agree"], "rule": ["We wait for people who type slowly"]}

        prompt = home.stage.bot.pack.icebreakers[0]
        await lead_to(home, "icebreaker", prompt.id)
        offered = await ben.actor.autocomplete(home.room, "icebreaker", "answer", "")
        assert [one["name"] for one in offered] == [answer.label for answer in prompt.answers]
        assert await types("icebreaker", answer=offered[0]["value"]) == thanks

        await lead_to(home, "check-in")
        assert await types("checkin", week="mixed", feel="not-sure") == thanks
        assert await answers_of(home, ben) == {"week": ["mixed"], "feel": ["not-sure"]}

        await lead_to(home, "feeling-words", "calm")
        near = await ben.actor.autocomplete(home.room, "feeling", "word", "rel")
        assert near
        assert await types("feeling", word="my heart is quiet") == thanks

        module = home.stage.bot.pack.modules[0]
        await lead_to(home, "topic", "vote")
        titles = await ben.actor.autocomplete(home.room, "topic", "choose", module.title[:5])
        assert module.id in [one["value"] for one in titles]
        assert await types("topic", choose=module.id, suggest="How to sleep well", question="May I ask this?") == thanks
        assert await answers_of(home, ben) == {
            "vote": [module.id],
            "idea": ["How to sleep well"],
            "ask": ["May I ask this?"],
        }

        await lead_to(home, "gratitude")
        assert await types("gratitude", text="hot soup") == thanks
        await lead_to(home, "closing")
        assert await types("closing", change="same") == thanks

        assert await types("pass") == home.say("pass.text")
        assert await types("break") == home.say("break.text")
        assert "116 123" in await types("help-now")
        await home.close()
        assert await kept(home) == 2


async def test_a_command_at_the_wrong_time_is_refused_kindly(tmp_path: Path) -> None:
    """Before a session there is none; at another step the reply names the one that was meant."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        early = await ana.types(home.room, "here")
        assert early.text == home.say("refused.no-session-now")
        await home.start()
        wrong = await ana.types(home.room, "gratitude", text="soup")
        assert wrong.text == home.say("refused.not-at-this-step", step=home.say("step.gratitude"))
        nothing = await ana.types(home.room, "rules")
        assert home.say("ground-rules.title") in nothing.text
        outside = await home.outsider.types(home.room, "rules", answer="agree")

        assert outside.text == home.say("refused.not-a-member")
        assert all(reply.private for reply in (early, wrong, nothing, outside))


async def test_an_answer_that_was_pressed_can_be_changed_by_typing(tmp_path: Path) -> None:
    """Both ways lead to the same service: the newest answer is the one that counts."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await lead_to(home, "closing")
        await Tapper(home, ana).taps("answer", "change=worse")
        await ana.types(home.room, "closing", change="better")

        assert (await home.session()).flow.state is State.CLOSING
        assert await answers_of(home, ana) == {"change": ["better"]}


async def kept(home: House) -> int:
    """Count the texts that the group keeps of the sealed session."""
    session_id = (await home.session()).id

    async def work(unit: Unit) -> int:
        return len(await unit.keepsakes.kept(session_id))

    return await home.services.desk.store.read(work)
