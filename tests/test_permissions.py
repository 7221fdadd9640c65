"""/check names each missing permission, where, why, and how to mend it; staff are told, not the log."""

from pathlib import Path

import discord
from house import House, open_house

from bot.rehearsal.people import text_of


async def takes_away(home: House, *rights: str) -> None:
    """Take rights of the bot away in the group room, as an administrator would."""
    channel = home.stage.bot.get_channel(home.room.id)
    assert isinstance(channel, discord.TextChannel)
    overwrite = channel.overwrites_for(channel.guild.me)
    overwrite.update(**dict.fromkeys(rights, False))
    await channel.set_permissions(channel.guild.me, overwrite=overwrite)


async def test_a_group_with_all_permissions_is_told_so(tmp_path: Path) -> None:
    """One calm line, in private; and nothing was said in the staff channel at the start."""
    async with open_house(tmp_path) as home:
        reply = await home.lead.types(home.staff, "check")

        assert reply.private
        assert reply.text.startswith(home.say("check.well", group="Tuesday group"))
        assert not home.staff.history()


async def test_each_missing_permission_is_named_with_where_and_why(tmp_path: Path) -> None:
    """Two are taken away, and two are named."""
    async with open_house(tmp_path) as home:
        await takes_away(home, "create_private_threads", "attach_files")
        reply = await home.facilitator.types(home.staff, "check")

        assert f"In {home.room.mention} I need this right: Create Private Threads." in reply.text
        assert "I open a private room for a person who asks for help with it." in reply.text
        assert "Attach Files" in reply.text
        assert reply.text.count("I need this right") == 2


async def test_staff_are_told_once_at_the_start_and_again_only_when_it_changes(tmp_path: Path) -> None:
    """A new log-in says nothing new about what staff know already."""
    async with open_house(tmp_path) as home:
        await takes_away(home, "attach_files")
        await home.stage.bot.look_over()
        await home.stage.bot.look_over()
        told = [text_of(message) for message in home.staff.history()]

        assert len(told) == 1
        assert "Attach Files" in told[0]


async def test_a_staff_channel_that_members_can_see_is_named(tmp_path: Path) -> None:
    """The words that they added wait there to be read."""
    async with open_house(tmp_path) as home:
        channel = home.stage.bot.get_channel(home.staff.id)
        assert isinstance(channel, discord.TextChannel)
        await channel.set_permissions(channel.guild.default_role, view_channel=True)
        reply = await home.lead.types(home.staff, "check")

        assert home.say("check.staff-open", where=home.staff.mention) in reply.text


async def test_a_member_cannot_look_behind_the_scenes(tmp_path: Path) -> None:
    """A kind no."""
    async with open_house(tmp_path) as home:
        reply = await home.members[0].types(home.room, "check")

        assert reply.text == home.say("refused.staff-only")
