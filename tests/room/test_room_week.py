"""The week in the rehearsal room, walked by a person at the page: the card ahead, sign-up, a better time."""

from pathlib import Path

from walking import walking

from bot.rehearsal.room.sentences import sentences


async def test_the_card_two_days_ahead_takes_a_sign_up_and_staff_read_a_number(tmp_path: Path) -> None:
    """One press moves the clock; the card is there, a member says "Coming", and the lead reads how many."""
    async with walking(tmp_path, members=1) as walk:
        assert "Our next session" not in await walk.reads("member")
        await walk.leaps("ahead")
        assert "Our next session" in await walk.reads("member")

        await walk.presses("member", "Coming")
        assert "Coming" not in await walk.reads("lead")
        await walk.does("/command", "lead", place="staff", command="sign-ups", options={})
        assert "Coming: 1" in await walk.reads("lead")


async def test_a_better_time_is_asked_chosen_ranked_and_moves_the_series(tmp_path: Path) -> None:
    """The lead opens a poll, members press times, and after the close one time is taken for the whole series."""
    async with walking(tmp_path) as walk:
        await walk.does("/command", "lead", place="staff", command="schedule better-time", options={})
        await walk.presses("lead", "Add a time")
        await walk.fills("lead", number="3", at="7pm")
        await walk.presses("lead", "Open the poll")
        await walk.presses("member", "Choose my times")
        await walk.chooses("member", "Times I can come", "Thursday at 7pm")
        await walk.members_act()
        await walk.presses("lead", "Close the poll")
        await walk.presses("lead", "Yes, close it")
        assert "Thursday at 7pm. Can come: " in await walk.reads("lead")

        await walk.chooses("lead", "Move our sessions to", "Thursday at 7pm")
        next_year = walk.built.script.clock.now().year + 1
        await walk.fills("lead", first=f"1 June {next_year}")
        await walk.presses("lead", "Yes, do it")

        assert "The sessions get a new time." in await walk.reads("member")
        group_id = walk.built.group_id
        kept = (await walk.built.services.desk.store.read(lambda unit: unit.schedule.of([group_id])))[group_id]
        assert [(one.weekday, one.at) for one in kept.times] == [(3, "19:00")]


async def test_the_room_opens_when_the_clock_is_moved_to_it(tmp_path: Path) -> None:
    """Ten minutes before the session the group's card is there, and a member can come."""
    async with walking(tmp_path, members=1) as walk:
        await walk.leaps("doors")

        await walk.presses("member", "I am here")
        await walk.presses("member", "Yes, take part")
        assert "May we count that you came?" in await walk.reads("member")


async def test_the_group_is_set_up_on_the_page_from_nothing_to_its_first_card(tmp_path: Path) -> None:
    """Channels, roles, a day and a form: then the clock moves to the card, and a member signs up."""
    async with walking(tmp_path, members=1, set_up=False) as walk:
        (room, staff) = (await walk.state("lead"))["places"]
        assert staff["empty"] == "nothing-yet-setup"
        address = f"http://127.0.0.1:{walk.room.door.port}"
        body = {"as": "lead", "leap": "ahead"}
        async with walk.http.post(f"{address}/leap", json=body, headers={"Origin": address}) as answer:
            assert (await answer.json())["error"] == "no-dates"

        await walk.does("/command", "lead", place="staff", command="setup", options={})
        await walk.presses("lead", "Go on")
        await walk.presses("lead", "Write the name")
        await walk.fills("lead", name="Our group")
        await walk.presses("lead", "Go on")
        await walk.chooses("lead", "The group room", "#group-room")
        await walk.chooses("lead", "The staff channel", "#staff")
        await walk.chooses("lead", "The voice channel", "#group-voice")
        await walk.presses("lead", "Go on")
        for label, role in (("members", "Member"), ("facilitators", "Facilitator"), ("the lead", "Lead")):
            await walk.chooses("lead", f"The role of {label}", role)
        await walk.presses("lead", "Go on")
        await walk.presses("lead", "Go on")
        await walk.chooses("lead", "Choose the day", "Sunday")
        await walk.presses("lead", "All settings")
        await walk.presses("lead", "Start the group")
        assert "Our group is ready." in await walk.reads("lead")

        await walk.leaps("ahead")
        await walk.presses("member", "Coming")
        assert room["messages"] == []


def test_every_jump_has_a_button_and_the_one_refusal_a_sentence() -> None:
    """Their words stand with all others of the page."""
    assert {"leap-ahead", "leap-doors", "leap-day", "no-dates", "time-now"} <= sentences().keys()
