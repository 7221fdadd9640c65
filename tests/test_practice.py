"""The practice room: every card and every button, alone, and nothing is left of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from house import House, open_house
from made import rows_in
from test_session_flow_in_discord import forges

from bot.rehearsal.people import Person, Reply, controls_of
from bot.services.practice import Setting
from bot.services.schedule import Where
from bot.session import Refused
from cogs.ui.body import MOST_PARTS, Body, layout
from cogs.ui.card import standard_row
from cogs.ui.practice import END, Pressed, draw_reply, draw_stop, read, stops_of

MOST_PRESSES = 12  # in three minutes: 15 seconds for each card


def database(home: House) -> list[str]:
    """Read the whole database, every row of every table, as SQL."""
    return rows_in(home.folder / "data")


def controls(body: Body) -> Iterator[tuple[str, str]]:
    """Walk (verb, argument) of all that can be pressed or chosen."""
    for row in body.rows:
        for one in row if isinstance(row, tuple) else (row,):
            yield one.verb, one.argument


async def setting_of(home: House) -> Setting:
    """Read where people practise."""
    return await home.services.practice.look(Where(home.room.id, home.stage.guild.id))


def walk(home: House, setting: Setting) -> Iterator[tuple[Pressed, Body]]:
    """Press everything that practice shows, and all that comes of it, each thing once."""
    faces, pack = home.stage.bot.screen.faces, home.stage.bot.pack
    stops, seen, waiting = stops_of(setting.steps, faces), {""}, [""]
    while waiting:
        pressed = read(waiting.pop(), stops)
        if pressed.verb in ("check-in", "cards"):  # a form and the colour cards: pressed in Discord below
            continue
        body = draw_reply(pack, faces, setting, pressed)
        yield pressed, body
        new = {argument for verb, argument in controls(body) if verb == "practice"} - seen
        seen |= new
        waiting += sorted(new)


async def presses(home: House, person: Person, reply: Reply, verb: str) -> Reply:
    """Press the control on a private message that would really do this."""
    assert reply.message
    control = next(one for one in reply.controls if f".{verb}." in one.argument)
    if control.options:
        return await person.chooses([control.options[0][1]], reply.message, custom_id=control.custom_id)
    return await person.presses_control(control, reply.message)


async def to_the_end(home: House, person: Person, reply: Reply) -> list[str]:
    """Press "Next part" until there is none; return what was read, card by card."""
    seen = [reply.text]
    while home.say("practice.next") in reply.labels():
        assert reply.private
        assert reply.message
        reply = await person.presses(home.say("practice.next"), reply.message)
        seen.append(reply.text)
    return seen


def titles(home: House, seen: list[str]) -> list[str]:
    """Name the steps whose cards were seen."""
    names = {name: home.say(f"step.{name}") for name in home.stage.bot.screen.faces}
    return [name for name, title in names.items() if any(f": {title}" in one for one in seen)]


def steps_counted(home: House, seen: list[str]) -> set[tuple[int, int]]:
    """Read which step of how many the cards said that they are."""
    assert home.say("card.heading", number=2, of=7, step="") in "\n".join(seen)
    return {(int(n), int(of)) for one in seen for n, of in re.findall(r"^#+ Step (\d+) of (\d+)", one, re.MULTILINE)}


async def test_a_newcomer_tries_all_steps_alone_and_no_row_of_any_table_changes(tmp_path: Path) -> None:
    """From the pinned card, without a role, between sessions; during one; and after a restart in the middle."""
    async with open_house(tmp_path, members=1, weekday=1) as home:
        await home.stage.bot.look_over()
        (pinned,) = [one for one in home.room.history() if "practice" in [c.verb for c in controls_of(one)]]
        newcomer, before = home.outsider, database(home)

        opened = await newcomer.presses(home.say("practice.open"), pinned)
        seen = await to_the_end(home, newcomer, opened)

        assert titles(home, seen) == list(home.stage.bot.screen.faces)
        assert steps_counted(home, seen) == {(number, 7) for number in range(1, 8)}  # as in the real group
        assert len(seen) <= MOST_PRESSES
        assert home.say("practice.end-title") in seen[-1]
        assert database(home) == before

        await home.at_step("icebreaker")
        before, rooms = database(home), home.messages()
        member = home.members[0]
        menu = await member.presses(home.say("own.more"), home.card)
        assert menu.message
        card = await member.presses(home.say("practice.open"), menu.message)
        passed = (card := await presses(home, member, card, "pass")).text
        cards = await presses(home, member, card, "cards")
        shown = (await presses(home, member, cards, "card-up")).text
        called = await forges(home, member, "p1:0:0:practice:icebreaker.0.help.")
        asked = await forges(home, member, "p1:0:0:practice:check-in.0.check-in.")
        filled = await member.fills(asked, {"week": "good"})
        await home.stage.restart()
        later = await forges(home, home.members[0], "p1:0:0:practice:gratitude.0.pick.thanks")

        assert home.say("pass.text") in passed
        assert "999" in called.text
        assert next(one.verb for one in called.controls) == "help"
        assert home.say("practice.card-up") in shown
        assert home.say("answer.thanks") in filled.text
        assert home.say("pick.gratitude.thanks") in later.text
        assert database(home) == before
        assert home.messages() == rooms

        pages = list(walk(home, await setting_of(home)))
        mark = home.say("practice.mark")
        for pressed, body in pages:
            layout(body)
            assert body.parts <= MOST_PARTS
            assert pressed.stop is None or mark in body.blocks[0] + body.blocks[1], pressed
            assert len({str(one) for one in controls(body)}) == len(list(controls(body)))  # Discord refuses doubles
            assert {verb for verb, _argument in controls(body)} <= {"practice", "help"}
        labels = {one.label for _p, body in pages for row in body.rows if isinstance(row, tuple) for one in row}
        assert {one.label for one in standard_row(home.stage.bot.pack)} <= labels
        assert len(pages) > 60
        assert await setting_of(home)  # it was only read
        check_moods_off(home, await setting_of(home))


def check_moods_off(home: House, setting: Setting) -> None:
    """Where the group asks for no moods, practice does not either; a forged card is refused."""
    faces, calm = home.stage.bot.screen.faces, Setting(setting.group, ("ground-rules", "closing"), setting.now)
    stops = stops_of(calm.steps, faces)

    assert [str(stop) for stop in stops] == ["ground-rules.0", "ground-rules.5", "closing.0"]
    assert (END in dict(controls(draw_stop(home.stage.bot.pack, faces, calm, stops[-1])))) is False
    for forged in ("check-in.0", "ground-rules.3", "ground-rules", "x", "ground-rules.-1.answer.a"):
        with pytest.raises(Refused):
            read(forged, stops)
