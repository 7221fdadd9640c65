"""What staff see of numbers in Discord: a picture and the same in words, the load of staff, how the bot is."""

import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from circle import ROOM
from history import past, weekly
from house import House, open_house
from test_blocks import AUTUMN, START
from test_own_data import file_of

from bot.reports.chart import bars
from bot.services.insight import Trend

SMALLEST_PICTURE = 2000


async def may_type(home: House, *commands: str) -> None:
    """Let Discord show these commands to staff; what they may do is the service's matter."""
    for command in await home.stage.bot.tree.fetch_commands():
        if command.name in commands:
            staff_and_one = (home.lead, home.facilitator, home.members[0])
            home.stage.guild.set_command_permissions(command, {person.actor: True for person in staff_and_one})


async def test_staff_see_who_came_lately_as_a_picture_and_in_the_same_words(tmp_path: Path) -> None:
    """In private, marked as not for sharing; a member is refused; a lead has more, and a period by its name."""
    async with open_house(tmp_path, members=3) as home:
        await may_type(home, "stats", "status")
        for comers in ((0, 1, 2), (1,)):
            await home.start()
            for index in comers:
                await home.arrives(home.members[index])
            await home.close()
            await home.forward(days=7)
        seen = await home.facilitator.types(home.room, "stats show")
        assert seen.message
        (picture,) = seen.message.attachments
        by_lead = await home.lead.types(home.room, "stats show")
        refused = await home.members[0].types(home.room, "stats show")
        status = await home.lead.types(home.room, "status")
        taken = await file_of(await home.lead.types(home.room, "stats export", format="json", period="2026-q4"))
        no_period = await home.lead.types(home.room, "stats export", period="soon")

        assert seen.private
        assert home.say("insight.private") in seen.text
        assert "Tuesday 24 November: 3" in seen.text
        assert re.findall(r"\d+ \w{3}: \d+", picture.description or "") == ["24 Nov: 3", "1 Dec: 1"]
        assert picture.size > SMALLEST_PICTURE
        assert home.say("staff-load.title") not in seen.text
        assert home.say("staff-load.title") in by_lead.text
        assert "Sessions in the last 4 weeks: 2. Before that: 0." in by_lead.text
        assert refused.text == home.say("refused.staff-only")
        assert status.private
        assert home.say("status.practice") in status.text
        assert home.say("status.no-error") in status.text
        assert [one["attendances"] for one in taken["sessions"]] == [3, 1]
        assert {one["why"] for one in taken["breakdowns"]} == {home.say("numbers-why.running")}
        assert no_period.text == home.say("refused.no-such-period", periods="programme-1, 2026-Q4")


async def test_the_load_of_staff_is_a_trend_without_a_name(tmp_path: Path) -> None:
    """Sessions and people on duty, calls for help, and who was tired: now and before."""
    async with past(tmp_path, START) as circle:
        await circle.held(*weekly(AUTUMN, [{1}] * 6))
        records = await circle.store.read(lambda unit: unit.sessions.of_group(circle.group_id))
        circle.clock.move_to(datetime(2026, 11, 11, tzinfo=UTC))
        for record in records[-2:]:
            await circle.services.debriefs.say(circle.facilitator, record.id, how="tired")
        insight = await circle.services.insight.look(circle.lead, ROOM, 1)
        by_facilitator = await circle.services.insight.look(circle.facilitator, ROOM, 1)

        assert insight.load
        assert (insight.load.sessions, insight.load.on_duty) == (Trend(2, 4), Trend(0, 0))
        assert (insight.load.tired, insight.load.calls) == (Trend(0, 2), Trend(0, 0))
        assert (insight.attendances, insight.average, insight.peak) == (6, 1, 1)
        assert by_facilitator.load is None
        assert by_facilitator.sessions == insight.sessions


async def test_a_look_fixes_nothing_and_lets_nothing_leave(tmp_path: Path) -> None:
    """Staff may look each day, and a group is still free to count by quarter."""
    async with past(tmp_path, START) as circle:
        await circle.held(*weekly(AUTUMN, [range(12)] * 9))
        await circle.over()
        seen = await circle.services.insight.look(circle.lead, ROOM, 1)

        assert [came for _day, came in seen.sessions] == [12] * 8
        assert not (await circle.store.read(lambda unit: unit.groups.get(circle.group_id))).counts_by
        assert await circle.store.read(lambda unit: unit.blocks.of([circle.group_id])) == {}


async def test_the_status_tells_when_an_error_was_and_what_about_and_never_its_words(tmp_path: Path) -> None:
    """A failed backup by its name; anything else as an error that is in the log."""
    async with past(tmp_path, START) as circle:
        status = circle.services.status
        made = START - timedelta(days=1)
        status.last_backup = lambda: made
        before = await status.look(circle.lead, ROOM, 1)
        log = logging.getLogger("bot.services.backups")
        log.addHandler(status.watch)
        try:
            log.warning("This is no error.")
            assert status.watch.last is None
            log.error("A secret")
        finally:
            log.removeHandler(status.watch)
        after = await status.look(circle.lead, ROOM, 1)

        assert (before.backup, before.error, before.meeting) == (made, None, None)
        assert after.error
        assert after.error[1] == "backup"
        assert "secret" not in repr(after)


def test_a_picture_is_drawn_of_any_numbers() -> None:
    """Of none, of noughts, of many."""
    for numbers in ([], [("24 Nov", 0)], [(f"{day} Nov", day * 40) for day in range(1, 9)]):
        assert bars(numbers).startswith(b"\x89PNG")
