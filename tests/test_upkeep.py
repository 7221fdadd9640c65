"""Upkeep: a help card that is there without the bot, numbers that a person has checked, rooms looked over in time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
from house import House, open_house

from bot.rehearsal.people import Reply, controls_of, text_of

CHECKED_IN_PACK = datetime(2026, 11, 21, 12, tzinfo=UTC)


def help_cards(home: House) -> list[discord.Message]:
    """List the help cards in the group's room, oldest first."""
    title = home.say("help.pinned-title")
    return [one for one in home.room.history() if title in text_of(one)]


def staff_texts(home: House) -> str:
    """Read all of the staff channel."""
    return "\n".join(text_of(one) for one in home.staff.history())


async def test_the_help_card_is_posted_once_pinned_and_has_the_numbers_and_help(tmp_path: Path) -> None:
    """Outside a session too; its button opens the same card as any Help button."""
    async with open_house(tmp_path, weekday=1) as home:
        await home.forward(seconds=30)
        await home.forward(seconds=30)
        (card,) = help_cards(home)
        pressed = await home.members[0].presses(home.say("button.help"), card)

        assert card.pinned
        assert "116 123" in text_of(card)
        assert home.say("help.pinned-when", day="Tuesday", time="6:30pm") in text_of(card)
        assert pressed.private
        assert home.say("help.talk") in pressed.labels()


async def test_a_restart_adopts_the_help_card(tmp_path: Path) -> None:
    """Also when the bot was killed before it wrote down which message it is."""
    async with open_house(tmp_path) as home:
        await home.forward(seconds=30)
        (before,) = help_cards(home)
        group = home.stage.group_id
        await home.services.desk.store.write(lambda unit: unit.groups.set_upkeep(group, help_card_xid=None))
        await home.stage.restart()
        await home.forward(seconds=30)
        known = (await home.services.groups.all())[0].help_card_xid

        assert [one.id for one in help_cards(home)] == [before.id]
        assert known == before.id


async def test_a_help_card_that_somebody_deleted_is_posted_again(tmp_path: Path) -> None:
    """At the next start, or the daily look-over."""
    async with open_house(tmp_path) as home:
        await home.forward(seconds=30)
        (before,) = help_cards(home)
        await home.stage.bot.get_partial_messageable(home.room.id).get_partial_message(before.id).delete()
        assert help_cards(home) == []
        await home.stage.bot.look_over()
        (again,) = help_cards(home)

        assert again.id != before.id
        assert again.pinned


async def test_no_help_card_pushes_the_card_of_a_session_out_of_sight(tmp_path: Path) -> None:
    """It comes when the group is over."""
    async with open_house(tmp_path) as home:
        await home.start()
        await home.forward(seconds=30)
        assert home.room.history()[-1].id == home.card.id
        await home.close()
        await home.forward(seconds=30)

        assert len(help_cards(home)) == 1


async def test_where_pinning_is_refused_the_card_is_there_and_not_doubled(tmp_path: Path) -> None:
    """It is pinned at the next look-over."""
    async with open_house(tmp_path) as home:
        home.stage.env.inject_error("PUT", f"/channels/{home.room.id}/messages/pins/*", status=403, code=50013)
        await home.forward(seconds=30)
        await home.forward(seconds=30)
        (card,) = help_cards(home)
        assert not card.pinned
        await home.stage.bot.look_over()

        assert [one.pinned for one in help_cards(home)] == [True]


async def test_check_names_the_right_to_pin(tmp_path: Path) -> None:
    """With its reason; and says what it cannot find, and how to switch off direct messages."""
    async with open_house(tmp_path) as home:
        channel = home.stage.bot.get_channel(home.room.id)
        assert isinstance(channel, discord.TextChannel)
        await channel.set_permissions(channel.guild.me, pin_messages=False)
        reply = await home.lead.types(home.staff, "check")
        assert reply.message
        found = reply.text
        page = await home.lead.presses(home.say("check.about-direct"), reply.message)

        assert home.say("permission.pin_messages") in found
        assert home.say("permission-why.pin_messages") in found
        assert home.say("check.unseen-bots") in found
        assert "Privacy Settings" in page.text


async def test_the_lead_is_asked_after_60_days_by_day_and_once_a_week(tmp_path: Path) -> None:
    """At night nobody is pinged; a press on the notice makes today the day."""
    day_61 = CHECKED_IN_PACK + timedelta(days=61)
    words = "The help numbers are from 21 November 2026."
    async with open_house(tmp_path, at=day_61.replace(hour=3)) as home:
        await home.forward(hours=1)
        assert words not in staff_texts(home)
        await home.forward(hours=6)
        await home.stage.restart()
        await home.forward(days=1)
        assert staff_texts(home).count(words) == 1
        notice = next(one for one in home.staff.history() if words in text_of(one))
        assert f"<@&{home.stage.guild.roles['Lead'].id}>" in text_of(notice)
        await home.lead.presses(home.say("staff-button.checked"), notice)
        await home.forward(days=8)

        assert staff_texts(home).count("The help numbers are from") == 0
        assert "We checked these numbers on 22 January 2027." in text_of(help_cards(home)[-1])


async def test_before_60_days_nobody_is_asked(tmp_path: Path) -> None:
    """On the last day on which all is well."""
    async with open_house(tmp_path, at=CHECKED_IN_PACK + timedelta(days=60)) as home:
        await home.forward(hours=1)

        assert not home.staff.history()


async def test_after_90_days_the_panel_asks_a_facilitator_and_blocks_nothing(tmp_path: Path) -> None:
    """One press; then the panel asks no more and the Help card shows the day."""
    async with open_house(tmp_path, at=CHECKED_IN_PACK + timedelta(days=91)) as home:
        await home.start()
        assert home.say("staff-button.checked") in [one.label for one in controls_of(home.panel)]
        card = await home.members[0].presses("Help", home.card)
        assert "116 123" in card.text
        await home.facilitator.presses(home.say("staff-button.checked"), home.panel)
        again = await home.members[0].presses("Help", home.card)

        assert home.say("staff-button.checked") not in [one.label for one in controls_of(home.panel)]
        assert "We checked these numbers on 20 February 2027." in again.text


async def test_a_member_cannot_say_that_the_numbers_are_checked(tmp_path: Path) -> None:
    """The service refuses, whatever was pressed."""
    async with open_house(tmp_path) as home:
        asked = home.services.upkeep.numbers_checked(home.caller(home.members[0]), home.room.id, home.stage.guild.id)

        assert await home.refused(asked) == "staff-only"


async def takes_away(home: House, right: str) -> None:
    """Take a right of the bot away in the group room."""
    channel = home.stage.bot.get_channel(home.room.id)
    assert isinstance(channel, discord.TextChannel)
    overwrite = channel.overwrites_for(channel.guild.me)
    overwrite.update(**{right: False})
    await channel.set_permissions(channel.guild.me, overwrite=overwrite)


async def test_rooms_are_looked_over_24_hours_before_a_session_and_once(tmp_path: Path) -> None:
    """What is missing is told then, over a restart only once, and again before the session after it."""
    async with open_house(tmp_path, weekday=1) as home:
        await home.forward(days=5)
        await takes_away(home, "attach_files")
        before = staff_texts(home).count(home.say("check.before-session"))
        await home.forward(days=1, minutes=1)
        once = staff_texts(home).count(home.say("check.before-session"))
        await home.stage.restart()
        await home.forward(minutes=1)
        after = staff_texts(home)

        assert (before, once) == (0, 1)
        assert after.count(home.say("check.before-session")) == 1
        assert home.say("permission.attach_files") in after


async def test_a_group_that_lacks_nothing_hears_nothing(tmp_path: Path) -> None:
    """And the look-over is remembered all the same."""
    async with open_house(tmp_path, weekday=1) as home:
        await home.forward(days=6, minutes=1)
        (group,) = await home.services.groups.all()

        assert home.say("check.before-session") not in staff_texts(home)
        assert group.looked_over_for


async def asks(home: House) -> Reply:
    """Let a member ask for a facilitator."""
    card = await home.members[0].presses("Help", home.card)
    assert card.message
    question = await home.members[0].presses(home.say("help.talk"), card.message)
    assert question.message
    return await home.members[0].presses(home.say("help.yes-tell"), question.message)


async def test_the_panel_shows_open_calls_with_a_link_and_no_name(tmp_path: Path) -> None:
    """It follows: waiting, taken, and gone when somebody said how it ended."""
    async with open_house(tmp_path) as home:
        await home.start()
        assert home.say("panel.call-open") not in home.panel_text
        await asks(home)
        alert = next(one for one in home.staff.history() if any(c.verb == "have-this" for c in controls_of(one)))
        assert f"/channels/{home.stage.guild.id}/{home.staff.id}/{alert.id}" in home.panel_text
        assert home.say("panel.calls", waiting=1, taken=0) in home.panel_text
        assert home.members[0].name not in home.panel_text
        await home.facilitator.presses(home.say("staff-button.have-this"), alert)
        assert home.say("panel.calls", waiting=0, taken=1) in home.panel_text
        ended = next(one for one in home.staff.history() if any(c.verb == "help-outcome" for c in controls_of(one)))
        await home.facilitator.presses(home.say("help-outcome.talked"), ended)

        assert home.say("panel.call-taken") not in home.panel_text
