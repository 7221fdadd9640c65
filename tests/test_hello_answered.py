"""A hello is always answered: nobody is told that staff know when they do not, and an empty room is no answer."""

from datetime import timedelta
from pathlib import Path

from circle import ROOM, open_circle
from house import PACK, House, open_house
from test_feedback import refused
from test_hello import HERE, NEWCOMER, SECOND, asks, offer_of, rows
from test_hello_in_discord import alerts, looks, mention, takes
from test_hello_in_discord import asks as asks_by_card
from test_permissions import takes_away

from bot.rehearsal.people import Person, controls_of, text_of
from bot.services.hellos import LEAD_TOLD, PERSON_TOLD, ROOM_FILLED
from bot.services.schedule import Where
from cogs.ui.hello import draw_look


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


async def test_what_the_clock_of_deletion_takes_is_cleared_away_the_day_before(tmp_path: Path) -> None:
    """So the staff channel does not keep what the database forgets."""
    async with open_circle(tmp_path, members=0) as circle:
        hellos, number = circle.services.hellos, await asks(circle)
        circle.clock.advance(timedelta(days=12, hours=23))
        before = await hellos.due()
        circle.clock.advance(timedelta(hours=1))
        found = await hellos.due()

        assert before.over == ()
        assert [one.record.id for one in found.over] == [number]
        assert (found.unposted, found.late) == ((), ())


async def test_who_no_longer_says_hello_leaves_no_code_with_whom_they_were_asked_by(tmp_path: Path) -> None:
    """By their button and by /forget-me; to renew the offer keeps who waits for them."""
    async with open_circle(tmp_path, members=2) as circle:
        hellos, own = circle.services.hellos, circle.services.own_data
        first = await asks(circle, circle.members[0], await offer_of(circle, circle.facilitator))
        await asks(circle, circle.members[1], await offer_of(circle, SECOND))
        await offer_of(circle, circle.facilitator)
        renewed = [one.wanted is None for one in await rows(circle)]
        await own.forget_me(circle.facilitator, ROOM, 1)
        one_left = [one.id for one in await rows(circle) if one.wanted]
        await hellos.offer(SECOND, HERE, on=False)

        assert renewed == [False, False]
        assert len(one_left) == 1
        assert first not in one_left
        assert [one.wanted for one in await rows(circle)] == [None, None]
        assert (await hellos.look(circle.lead, first)).may_take


async def test_a_look_does_not_tell_that_another_was_asked_by_name(tmp_path: Path) -> None:
    """Taken, over or kept for somebody else: one sentence for all of them."""
    async with open_circle(tmp_path, members=2) as circle:
        hellos = circle.services.hellos
        kept = await asks(circle, circle.members[0], await offer_of(circle, circle.facilitator))
        taken = await asks(circle, circle.members[1])
        await hellos.take(circle.facilitator, taken, 600)
        over = await asks(circle)
        await hellos.done(circle.facilitator, over)
        drawn = [draw_look(PACK, await hellos.look(SECOND, one)) for one in (kept, taken)]

        assert drawn[0] == drawn[1]
        assert drawn[0].blocks == (PACK.say(f"refused.{await refused(hellos.look(SECOND, over))}"),)


async def test_who_asks_and_takes_it_back_again_and_again_is_asked_to_wait(tmp_path: Path) -> None:
    """Staff read of two in a day. What they never read does not count, and nobody else has to wait."""
    async with open_circle(tmp_path, members=2) as circle:
        hellos, (ana, ben) = circle.services.hellos, circle.members
        for alert in (None, 500, 501):
            number = await asks(circle, ana)
            if alert:
                await hellos.posted(number, alert)
            await hellos.take_back(ana, HERE)
        too_often = await refused(hellos.ask(ana, HERE, "any"))
        of_another = (await hellos.ask(ben, HERE, "any"))[1]
        circle.clock.advance(timedelta(days=1))

        assert too_often == "hello-again-later"
        assert of_another
        assert (await hellos.ask(ana, HERE, "any"))[1]


async def test_no_name_and_no_button_stay_in_the_staff_channel(tmp_path: Path) -> None:
    """After /forget-me, and after the next session; what Discord refuses is done at a later beat."""
    async with open_house(tmp_path, members=3, weekday=1) as home:
        await home.stage.bot.look_over()
        await asks_by_card(home, home.outsider)
        await takes_away(home, "create_private_threads")
        for member in home.members[:2]:
            wanted = await asks_by_card(home, member)
            assert wanted.message
            await member.presses(home.say("hello.tell-name"), wanted.message)
        before = [one for one in alerts(home) if "Somebody new asked" not in one]
        asked = await home.members[0].types(home.room, "forget-me")
        assert asked.message
        await home.members[0].presses(home.say("forget-me.yes"), asked.message)
        forgotten = alerts(home)
        await home.forward(minutes=5)
        await home.start()
        await home.close()
        home.stage.env.inject_error("PATCH", f"/channels/{home.staff.id}/messages/*", status=403, times=None)
        await home.forward(minutes=2)
        kept = len(await home.services.desk.store.read(lambda unit: unit.hellos.all()))
        works_again(home)
        await home.forward(minutes=2)

        assert len(before) == 3
        assert not [one for one in forgotten if home.members[0].name in one]
        assert kept == 2
        assert alerts(home) == [home.say("hello.settled")] * 3
        assert not [one for text in home.staff.history() for one in controls_of(text) if one.verb == "hello-look"]
        assert await home.services.desk.store.read(lambda unit: unit.hellos.all()) == []
