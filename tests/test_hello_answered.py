"""A hello is always answered: nobody is told that staff know when they do not, and an empty room is no answer."""

from datetime import timedelta
from pathlib import Path

from circle import open_circle
from house import House, open_house
from test_hello import HERE, NEWCOMER, SECOND, asks, offer_of, rows
from test_hello_in_discord import alerts, looks, mention, takes
from test_hello_in_discord import asks as asks_by_card
from test_permissions import takes_away

from bot.rehearsal.people import Person, text_of
from bot.services.hellos import LEAD_TOLD, PERSON_TOLD, ROOM_FILLED
from bot.services.schedule import Where


def refuses(home: House, status: int, times: int | None = 1) -> None:
    """Let Discord refuse the next message, or all of them, in whatever channel it is."""
    home.stage.env.inject_error("POST", "/channels/*/messages", status=status, code=10003, times=times)


def works_again(home: House) -> None:
    """Let Discord take messages again."""
    home.stage.env.backend.faults.clear()


def letters(who: Person) -> list[str]:
    """Read what the bot wrote to a person alone."""
    channel = who.actor.user.dm_channel
    return [text_of(one) for one in channel.history()] if channel else []


async def test_the_lead_who_is_called_may_take_it(tmp_path: Path) -> None:
    """Also within the day of the one who was asked by name; and so may the others then."""
    async with open_circle(tmp_path, members=0) as circle:
        hellos = circle.services.hellos
        number = await asks(circle, wanted=await offer_of(circle, circle.facilitator))
        await hellos.posted(number, 500)
        before = (await hellos.look(circle.lead, number)).may_take
        await hellos.told(number, LEAD_TOLD)

        assert not before
        assert (await hellos.take(circle.lead, number, 600)).record.state == "taken"


async def test_what_nobody_reads_and_an_empty_room_are_late_too(tmp_path: Path) -> None:
    """An alert that was never posted; a room that its person never came into. A full room is not late."""
    async with open_circle(tmp_path, members=0) as circle:
        hellos, number = circle.services.hellos, await asks(circle)
        circle.clock.advance(timedelta(days=2, hours=16))
        unread = await hellos.due()
        await hellos.told(number, PERSON_TOLD)
        again = await hellos.due()
        await hellos.take(circle.facilitator, number, 600)
        empty = await hellos.due()
        await hellos.told(number, ROOM_FILLED)
        full = await hellos.due()

        for found in (unread, again, empty):
            assert [one.record.id for one in found.late] == [number]
        assert [one.record.id for one in unread.unposted] == [number]
        assert [one.record.id for one in empty.unfilled] == [number]
        assert (full.late, full.unposted, full.unfilled) == ((), (), ())


async def test_a_hello_whose_room_is_gone_waits_again(tmp_path: Path) -> None:
    """Anybody of staff may take it once more, and its alert is to be posted anew."""
    async with open_circle(tmp_path, members=0) as circle:
        hellos, number = circle.services.hellos, await asks(circle)
        await hellos.posted(number, 500)
        await hellos.take(circle.facilitator, number, 600)
        await hellos.put_back(number)

        (kept,) = await rows(circle)
        assert (kept.state, kept.thread_xid, kept.alert_xid) == ("asked", None, None)
        assert [one.record.id for one in (await hellos.due()).unposted] == [number]
        assert (await hellos.look(SECOND, number)).may_take
        assert (await hellos.page(NEWCOMER, HERE)).hello == kept


async def test_a_room_that_stays_empty_is_said_and_tried_again(tmp_path: Path) -> None:
    """Gone: the hello waits again. Refused: a word to who took it, then the lead; the person reads what is true."""
    async with open_house(tmp_path, members=1, weekday=1) as home:
        await home.stage.bot.look_over()
        newcomer = home.outsider
        await asks_by_card(home, newcomer)
        refuses(home, 404)
        gone = await takes(home, home.facilitator)
        again = alerts(home)
        refuses(home, 403, times=None)
        empty = await takes(home, home.second)
        page = await newcomer.types(home.room, "hello")
        works_again(home)
        await home.forward(minutes=2)
        filled = await newcomer.types(home.room, "hello")

        assert gone.text == home.say("hello.room-gone")
        assert again == [home.say("hello.settled"), home.say("hello.alert")]
        assert letters(newcomer) == []
        assert empty.text == home.say("hello.room-waits", room=home.room.threads[-1].mention)
        assert home.say("hello.is-taken") not in page.text
        assert home.say("hello.is-taken") in filled.text
        assert home.say("hello.room-words") in text_of(home.room.threads[-1].history()[-1])


async def test_a_room_that_nobody_new_came_into_goes_to_the_lead(tmp_path: Path) -> None:
    """After two days the hello is free again, and the lead can take it."""
    async with open_house(tmp_path, members=1, weekday=1) as home:
        await home.stage.bot.look_over()
        await asks_by_card(home, home.outsider)
        refuses(home, 403)
        await takes(home, home.facilitator)
        home.stage.env.inject_error("POST", f"/channels/{home.room.threads[-1].id}/messages", status=403, times=None)
        await home.forward(days=2)
        told = alerts(home)[-1]
        taken = await takes(home, home.lead)

        assert home.say("hello.alert-late") in told
        assert letters(home.outsider) == [home.say("hello.late")]
        assert taken.text == home.say("hello.room-open", room=home.room.threads[-1].mention)
        assert len(home.room.threads) == 2


async def test_nobody_is_told_that_staff_know_when_they_do_not(tmp_path: Path) -> None:
    """The page says it at once and later; the person gets one honest word, and staff the alert when it works."""
    async with open_house(tmp_path, members=1, weekday=1) as home:
        await home.stage.bot.look_over()
        newcomer = home.outsider
        home.stage.env.inject_error("POST", f"/channels/{home.staff.id}/messages", status=403, times=None)
        asked = await asks_by_card(home, newcomer)
        page = await newcomer.types(home.room, "hello")
        await home.forward(days=2)
        await home.forward(minutes=2)
        waiting = letters(newcomer)
        works_again(home)
        await home.forward(minutes=2)
        await home.forward(minutes=2)

        for said in (asked, page):
            assert home.say("hello.not-reached") in said.text
            assert home.say("hello.is-asked") not in said.text
        assert waiting == [home.say("hello.late-not-reached")]
        assert letters(newcomer) == waiting
        assert [home.say("hello.alert-late") in one for one in alerts(home)][-1:] == [True]
        assert home.say("hello.late") in (await newcomer.types(home.room, "hello")).text


async def test_a_kill_between_the_second_yes_and_the_alert_loses_nobody(tmp_path: Path) -> None:
    """What was stored is posted at the next beat, with the person whom staff may know."""
    async with open_house(tmp_path, members=1, weekday=1) as home:
        await home.stage.bot.look_over()
        await takes_away(home, "create_private_threads")
        member = home.members[0]
        where = Where(home.room.id, home.stage.guild.id)
        await home.services.hellos.ask(home.caller(member), where, "any", named=True)
        await home.forward(minutes=2)
        found = await looks(home, home.facilitator)

        assert alerts(home) == [home.say("hello.alert-named", name=mention(member))]
        assert found.text == home.say("hello.may-take-named")
