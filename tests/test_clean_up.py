"""Old cards go from the room after the days that the charity chose; nothing else does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from house import House, open_house

from bot.rehearsal.people import text_of

NOW_IN_SIMCORD = datetime(2026, 1, 1, tzinfo=UTC)  # its messages are from then


async def an_evening(home: House) -> None:
    """Play a session with a few cards, then start the next one."""
    await home.start()
    await home.next()
    await home.next()
    await home.close()
    await home.start()


async def test_old_cards_go_after_the_chosen_days_and_not_a_day_before(tmp_path: Path) -> None:
    """The live card and the help card stay, and so does a room whose charity chose nothing."""
    async with open_house(tmp_path, at=NOW_IN_SIMCORD, clean_up_days=30) as home:
        await an_evening(home)
        card, before = home.card.id, len(home.room.history())
        home.clock.advance(timedelta(days=29))
        await home.stage.bot._cleaner.clean()
        early = len(home.room.history())
        home.clock.advance(timedelta(days=2))
        await home.stage.bot._cleaner.clean()
        left = home.room.history()

        assert early == before > len(left)
        assert card in [message.id for message in left]
        title = home.say("help.pinned-title")
        ours = [one for one in left if one.author.id == home.stage.bot.user.id and one.id != card]  # type: ignore[union-attr]  # it is logged in
        assert all(title in text_of(one) for one in ours)


async def test_who_chose_nothing_keeps_every_card(tmp_path: Path) -> None:
    """0 days is never."""
    async with open_house(tmp_path, at=NOW_IN_SIMCORD) as home:
        await an_evening(home)
        before = len(home.room.history())
        home.clock.advance(timedelta(days=400))
        await home.stage.bot._cleaner.clean()

        assert len(home.room.history()) == before
