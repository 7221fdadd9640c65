"""A session through the front door: started, moved, paused and ended by people in a pretend Discord."""

from pathlib import Path

from house import open_house

from bot.rehearsal.people import controls_of


async def test_a_second_start_shows_the_running_session(tmp_path: Path) -> None:
    """Whoever starts again is shown the session that runs; nothing is created."""
    async with open_house(tmp_path) as home:
        await home.start()
        again = await home.second.types(home.room, "session start")

        assert again.private
        assert "already running" in again.text
        assert len(home.stage.live_cards()) == 1


async def test_two_facilitators_who_press_next_together_move_on_by_one_step(tmp_path: Path) -> None:
    """The second one pressed on a panel that was already old: it says so, and the group moves on once."""
    async with open_house(tmp_path) as home:
        await home.start()
        next_step = next(one for one in controls_of(home.panel) if one.verb == "move")
        caller = home.caller(home.second)
        await home.facilitator.presses_control(next_step, home.panel)
        refusal = await home.refused(home.services.sessions.move(caller, 1, home.move("next"), version=1))

        assert refusal == "already-moved"
        assert (await home.session()).flow.slot.step == "icebreaker"
