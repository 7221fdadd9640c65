"""What helps facilitators, by the front door: time, breaks, words for hard moments, a rehearsal; with restarts."""

from pathlib import Path

from house import House, open_house
from made import held_in, rows_in

from bot.rehearsal.people import Message, Reply, controls_of, parts, text_of
from bot.session import State
from cogs.ui.body import Tone

AMBER, QUIET = Tone.AMBER.value.value, Tone.STAFF.value.value


def colour(home: House) -> object:
    """Read the colour of the panel's side."""
    return next(part["accent_color"] for part in parts(home.panel) if part.get("accent_color") is not None)


async def comes_back(home: House) -> None:
    """Restart the bot: card and panel say what they said."""
    before = home.card_text, home.panel_text, colour(home)
    await home.stage.restart()

    assert (home.card_text, home.panel_text, colour(home)) == before
    assert len(home.stage.live_cards()) == len(home.stage.live_panels()) == 1


async def presses_private(home: House, reply: Reply, label: str) -> Reply:
    """Let the facilitator press a button of a private message."""
    assert reply.message
    return await home.facilitator.presses(label, reply.message)


async def test_time_and_a_break_go_on_over_a_restart_at_each_point(tmp_path: Path) -> None:
    """More time, a break with an end, a longer one, its end: the panel says it by itself, and members see no timer."""
    async with open_house(tmp_path) as home:
        await home.start()
        first_card = home.card_text
        await home.facilitator.presses("5 more minutes", home.panel)
        await comes_back(home)
        assert "13 minutes, until 6:43pm" in home.panel_text
        await home.forward(minutes=11)
        assert (colour(home), home.card_text) == (AMBER, first_card)
        assert home.say("timer.soon") in home.panel_text
        await comes_back(home)
        await home.facilitator.presses("Start a break", home.panel)
        assert home.say("card.paused") in home.card_text
        await home.facilitator.presses("10 minutes", home.panel)
        assert home.say("break-card.until", time="6:51pm") in home.card_text
        await comes_back(home)
        await home.second.presses("5 minutes longer", home.panel)
        assert "6:56pm" in home.card_text
        assert colour(home) == QUIET
        said = len(home.staff.history())
        await home.forward(minutes=15)
        assert home.say("break-card.over") in home.card_text
        assert home.say("timer.break-over") in home.panel_text
        assert (colour(home), len(home.staff.history())) == (AMBER, said)
        await comes_back(home)

        assert (await home.session()).flow.state is State.PAUSED
        await home.facilitator.presses("Go on", home.panel)
        assert home.card_text == first_card
        assert "until 6:58pm" in home.panel_text


async def test_words_for_a_hard_moment_and_one_thing_to_do(tmp_path: Path) -> None:
    """Each moment has a line to say; its button does it, also when the bot was restarted since; members see nothing."""
    async with open_house(tmp_path) as home:
        await home.start()
        room = home.messages()
        menu = await home.facilitator.presses(home.say("say.button"), home.panel)
        assert menu.private
        assert "We go slowly." in menu.text
        for moment in ("quiet", "upset", "argue", "late", "many"):
            assert menu.message
            page = await presses_private(home, menu, home.say(f"say.{moment}"))
            assert home.say(f"say-words.{moment}") in page.text
            assert len(page.controls) == 2
            menu = await presses_private(home, page, home.say("say.back"))
        assert home.messages() == room
        turns = await presses_private(home, menu, home.say("say.many"))
        offered = await presses_private(home, turns, home.say("turns-staff.button"))
        assert home.say("turns-staff.make") in offered.labels()
        menu = await home.facilitator.presses(home.say("say.button"), home.panel)
        page = await presses_private(home, menu, home.say("say.argue"))
        await home.stage.restart()
        await presses_private(home, page, "Start a break")

        assert (await home.session()).flow.state is State.PAUSED
        await home.second.types(home.staff, "session pause", minutes=5)
        assert home.say("break-card.until", time="6:35pm") in home.card_text


async def test_a_topic_that_may_be_hard_is_told_before_and_has_another_way(tmp_path: Path) -> None:
    """On the first cards when it was chosen ahead, before its first card, and with something else to do, unseen."""
    async with open_house(tmp_path, weekday=1) as home:
        await home.forward(days=7, minutes=-10)
        words = next(module for module in home.stage.bot.pack.modules if module.id == "lonely-times")
        plan = await home.facilitator.presses("Change the plan", home.panel)
        topics = await presses_private(home, plan, home.say("ahead.button"))
        assert topics.message
        await home.facilitator.chooses(["lonely-times"], topics.message)
        assert words.heads_up in home.card_text
        await home.facilitator.presses("Start now", home.panel)
        assert words.heads_up in home.card_text
        await home.next()
        assert words.heads_up not in home.card_text
        await home.at_step("topic")
        assert words.heads_up in home.card_text
        assert words.cards[0].text not in home.card_text
        before, room, staff = database(home), home.messages(), [text_of(one) for one in home.staff.history()]
        calm = await home.members[0].presses(home.say("calm.button"), home.card)

        assert calm.private
        assert "Breathe in slowly." in calm.text
        assert calm.labels() == ["Break", "Help"]
        assert (database(home), home.messages()) == (before, room)
        assert [text_of(one) for one in home.staff.history()] == staff
        await home.facilitator.presses("Next card", home.panel)
        assert words.cards[0].text in home.card_text
        assert home.say("calm.button") in [one.label for one in controls_of(home.card)]


def database(home: House) -> bytes:
    """Read the whole database."""
    return held_in(home.folder / "data")


def rows(home: House) -> list[str]:
    """Read every row of every table."""
    return rows_in(home.folder / "data")


def rehearsal(home: House) -> Message:
    """Find the one rehearsal in the staff channel."""
    (found,) = [
        one for one in home.staff.history() if text_of(one).startswith("### This is") or "was a" in text_of(one)
    ]
    return found


async def test_a_whole_rehearsal_is_played_in_the_staff_channel_and_nothing_is_stored(tmp_path: Path) -> None:
    """Every step comes, clearly marked, over a restart; the group's room and the database are as they were."""
    async with open_house(tmp_path, check_in=True) as home:
        await home.stage.restart()
        before, room = rows(home), home.messages()
        assert (await home.facilitator.types(home.staff, "session rehearse")).text == home.say("rehearse.posted")
        tried = await home.second.presses("I am here", rehearsal(home))
        seen: list[str] = []
        while any(one.verb == "rehearse" for one in controls_of(rehearsal(home))):
            seen.append(text_of(rehearsal(home)))
            on = next(one for one in controls_of(rehearsal(home)) if one.verb == "rehearse")
            if len(seen) == 12:
                await home.stage.restart()
            await home.facilitator.presses_control(on, rehearsal(home))
        steps = [home.say(f"step.{step}") for step in home.services.desk.steps]

        assert tried.text == home.say("rehearse.try")
        assert text_of(rehearsal(home)) == home.say("rehearse.over")
        assert all(home.say("rehearse.about") in words for words in seen)
        assert [step for step in steps if not any(f": {step}" in words for words in seen)] == []
        assert any(home.say("reveal.together") in words for words in seen)
        assert (rows(home), home.messages()) == (before, room)


async def test_a_rehearsal_is_for_staff_and_can_be_stopped_at_any_time(tmp_path: Path) -> None:
    """A member's forged press is refused; a scene that is not there is an old button."""
    async with open_house(tmp_path) as home:
        service, where = home.services.rehearsals, (home.staff.id, home.stage.guild.id)
        member, facilitator = home.caller(home.members[0]), home.caller(home.facilitator)
        assert await home.refused(service.scene(member, *where)) == "staff-only"
        assert await home.refused(service.scene(facilitator, *where, "dance.7")) == "old-button"
        await home.lead.types(home.staff, "session rehearse")
        posted = next(one for one in home.staff.history() if controls_of(one))
        await home.facilitator.presses(home.say("rehearse.stop"), posted)

        assert [text_of(one) for one in home.staff.history() if controls_of(one)] == []
        home.stage.env.inject_error("POST", f"/channels/{home.staff.id}/messages", status=500)
        alone = await home.facilitator.types(home.staff, "session rehearse")
        assert alone.private
        assert (
            home.say("card.heading", number=1, of=7, step=home.say("step.ground-rules"))
            in (await presses_private(home, alone, "Start now")).text
        )
