"""Discord's own event: off until a lead wants it, one at a time, and in step with the dates."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import discord
from house import House, open_house

from bot.rehearsal.people import text_of

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEKLY: dict[str, Any] = {"weekday": 1, "weekly_from": date(2026, 11, 24)}


async def events(home: House) -> list[discord.ScheduledEvent]:
    """List the server's events."""
    guild = home.stage.bot.get_guild(home.stage.guild.id)
    assert guild
    return list(await guild.fetch_scheduled_events(with_counts=False))


async def takes_away(home: House) -> None:
    """Take the right to manage events away in the voice channel, as an administrator would."""
    room = home.stage.bot.get_channel(home.stage.voice.id)
    assert isinstance(room, discord.VoiceChannel)
    await room.set_permissions(room.guild.me, overwrite=discord.PermissionOverwrite(manage_events=False))


async def switches(home: House, label: str) -> str:
    """Let the lead go to the page of the event and press its switch; returns what the page said."""
    page = await home.lead.types(home.staff, "schedule show")
    assert page.message
    about = await home.lead.presses("Discord event", page.message)
    assert about.message
    words = about.text
    await home.lead.presses(label, about.message)
    return words


async def test_without_a_leads_yes_there_is_no_event(tmp_path: Path) -> None:
    """And before the yes stands what it shows."""
    async with open_house(tmp_path, at=FRIDAY, **WEEKLY) as home:
        await home.forward(minutes=5)
        assert await events(home) == []
        said = await switches(home, "Switch event on")

        assert "can read the name of that person" in said
        (event,) = await events(home)
        assert event.start_time == datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
        assert event.channel_id == home.stage.voice.id
        assert event.name == home.say("event.name")


async def test_the_event_follows_the_dates_and_goes_when_it_is_switched_off(tmp_path: Path) -> None:
    """Moved with its week, made anew for the next one, once for all restarts; then taken away."""
    async with open_house(tmp_path, at=FRIDAY, **WEEKLY) as home:
        await switches(home, "Switch event on")
        typed = {"session": "2026-11-24", "new_date": "26 November", "new_time": "5pm"}
        question = await home.lead.types(home.staff, "schedule move", **typed)
        assert question.message
        await home.lead.presses("Yes, do it", question.message)
        assert [one.start_time for one in await events(home)] == [datetime(2026, 11, 26, 17, tzinfo=UTC)]
        home.clock.move_to(datetime(2026, 11, 27, 12, tzinfo=UTC))
        await home.stage.restart()
        await home.forward(minutes=1)
        assert [one.start_time for one in await events(home)] == [datetime(2026, 12, 1, 18, 30, tzinfo=UTC)]
        await switches(home, "Switch event off")

        assert await events(home) == []


async def test_a_missing_right_is_named_once(tmp_path: Path) -> None:
    """Staff read which right to give; the rest goes on."""
    async with open_house(tmp_path, at=FRIDAY, **WEEKLY) as home:
        await takes_away(home)
        await switches(home, "Switch event on")
        for _ in range(3):
            await home.forward(minutes=5)

        told = [text_of(message) for message in home.staff.history()]
        assert sum(home.say("staff.cannot-event") in words for words in told) == 1
        assert await events(home) == []
