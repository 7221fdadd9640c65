"""Whatever is thrown at the bot, at its settings, its words and its backups: a sentence comes back, and never a trace.

A sample; 100,000 inputs are thrown with ``make prove`` (``bad_input``).
"""

from pathlib import Path

import pytest
from bad_input import COMPONENT, KINDS, Thrown, target, throw_some
from evening import PACK, ZEBEDEE, open_evening

from bench.small_discord.guilds import ROOM

SAMPLE = {"presses": 100, "forms": 100, "commands": 100, "suggestions": 40, "settings": 400, "words": 20, "backups": 60}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_broken_gets_a_sentence(tmp_path: Path, kind: str) -> None:
    """Nobody reads "Something went wrong", nothing is logged as an error, nothing raises but a sentence."""
    done = throw_some(tmp_path, kind, 7, SAMPLE[kind])

    assert done
    assert all(done)


async def test_every_button_can_carry_what_was_never_its_own(tmp_path: Path) -> None:
    """A part too few, or others in their place and one too many: each press is answered in words."""
    async with target(tmp_path) as aim:
        verbs = sorted(aim.home.stage.bot.router.verbs)
        for verb in verbs:
            for who, argument in enumerate(("3", "unkind.no.1.2.3")):
                data = {"custom_id": f"p1:1:2:{verb}:{argument}", "component_type": 2}
                await aim.throw(Thrown(who, COMPONENT, data))

        assert "report-send" in verbs


async def test_half_a_character_over_the_wire_does_not_stop_the_bot(tmp_path: Path) -> None:
    """Half of a pair in Discord's JSON is no text: it is read as a question mark, and the next press is answered."""
    async with open_evening(tmp_path) as evening:
        await evening.log_in()
        await evening.start_session()
        data = {"component_type": 2, "custom_id": "p1:1:1:nothing:\ud83d", "id": 1}
        answer = await evening.discord.ask(3, ZEBEDEE, ROOM, data, message=evening.cards[0])
        after = await evening.discord.presses(ZEBEDEE, ROOM, evening.cards[0], "pass")

        assert PACK.say("refused.old-button") in answer.text
        assert PACK.say("pass.text") in after.text
