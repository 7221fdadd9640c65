"""A supporter beside a member: sees the cards, answers for nobody, is counted nowhere.

That no press at all takes something from a supporter is held by the matrix of roles (``test_role_matrix.given``).
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from circle import MEMBER, PACK, SUPPORTER, Circle, open_circle
from test_feedback import refused
from test_house_rules import complaints

from bot.session import Caller
from cogs.presence import draw_welcome
from cogs.ui.supporter import draw_supporter

PAGE = Path(__file__).parents[1] / "docs" / "supporter.md"


def both(circle: Circle) -> Caller:
    """Give the supporter the role of members too, as happens."""
    return replace(circle.supporter, role_xids=frozenset({SUPPORTER, MEMBER}))


async def stored(circle: Circle, who: Caller) -> tuple[object, int]:
    """Read the settings that are kept of somebody, and how many are counted in the session."""
    record = await circle.session()
    group = await circle.store.read(lambda unit: unit.groups.get(circle.group_id))
    key = circle.services.desk.people_key(group, who)
    settings = await circle.store.read(lambda unit: unit.people.find(key))
    came, _listening = await circle.store.read(lambda unit: unit.attendance.count(record.id))
    return settings, came


@pytest.mark.parametrize("has_both_roles", [False, True])
async def test_a_supporter_is_welcomed_asked_nothing_and_counted_nowhere(
    tmp_path: Path, *, has_both_roles: bool
) -> None:
    """Also by forged presses on the questions of consent, and with the role of members beside their own."""
    async with open_circle(tmp_path, members=1) as circle:
        who = both(circle) if has_both_roles else circle.supporter
        await circle.start()
        session, presence = (await circle.session()).id, circle.services.presence
        welcome = await presence.arrive(who, session, listening=False)
        for question in ("takes_part", "counted", "quoted"):
            forged = await presence.consent(who, session, question, yes=True, listening=False)
            assert forged.supporting
        again = await presence.ask_again(who, session)
        words = draw_welcome(PACK, welcome).blocks

        assert welcome.supporting
        assert (welcome.ask, again.ask, welcome.counted) == (None, None, False)
        assert words == (PACK.say("supporter.here"),)
        assert await stored(circle, who) == (None, 0)


async def test_no_answer_of_a_supporter_is_taken_at_any_step(tmp_path: Path) -> None:
    """Each question of each step says so kindly; the member's own answer stays theirs."""
    async with open_circle(tmp_path, members=1) as circle:
        for step in circle.services.desk.steps.values():
            place = await circle.at_step(step.id)
            for question in step.questions:
                asked = circle.give(both(circle), place, **{question.id: (*question.choices, "a word")[0]})
                assert await refused(asked) == "supporter-listens", question.id
        assert "Members answer for themselves" in PACK.say("refused.supporter-listens")


def test_a_member_can_read_it_in_private_and_nothing_about_it_can_be_stored() -> None:
    """The page is drawn from the pack alone: no session, no person and no service comes into it."""
    own, page = draw_supporter(PACK, ""), draw_supporter(PACK, "page")

    assert own.blocks == (PACK.say("supporter.member"),)
    assert [button.argument for row in own.rows for button in row] == ["page"]  # type: ignore[union-attr]  # a row of buttons
    assert all(line in page.blocks[1] for line in PACK.lines("supporter.helps-list"))
    assert all(line in page.blocks[2] for line in PACK.lines("supporter.not-list"))


def test_the_page_for_supporters_is_plain_and_says_what_the_bot_says() -> None:
    """Each sentence meets the rules that every sentence meets; both lists and all names of buttons are the pack's."""
    page = PAGE.read_text(encoding="utf-8")
    unwrapped = re.sub(r"(?<!\n)\n(?![\n#\d-])", " ", page)

    assert complaints(unwrapped) == []
    for line in (*PACK.lines("supporter.helps-list"), *PACK.lines("supporter.not-list")):
        assert f"- {line}\n" in page
    assert set(re.findall(r"\*\*(.+?)\*\*", page)) <= set(PACK.sentences.values())
