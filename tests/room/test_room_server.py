"""The room's server: what each person sees, and what each can do."""

import asyncio
import json
from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import discord
import pytest
import pytest_asyncio
from visits import Visit, messages, visiting


@pytest_asyncio.fixture
async def visit() -> AsyncIterator[Visit]:
    """Come into a toy room by its link."""
    async with visiting() as visit:
        yield visit


async def test_a_member_sees_the_group_room_alone(visit: Visit) -> None:
    """The staff room is not in a member's state, by name or by content."""
    state = await visit.sees("member")
    assert [place["title"] for place in state["places"]] == ["Group room"]
    assert "Only staff read this" not in json.dumps(state)
    assert "staff-room" not in json.dumps(state)


async def test_staff_see_both_rooms(visit: Visit) -> None:
    """A facilitator reads what the bot wrote to staff."""
    state = await visit.sees("facilitator")
    assert [message["text"] for message in messages(state, "staff")] == ["Only staff read this."]


async def test_the_card_is_a_plain_tree(visit: Visit) -> None:
    """Words, a line and rows of buttons stand in a card, each with what the page needs."""
    (card,) = messages(await visit.sees("member"))[0]["components"]
    assert card["colour"] == "#2e7d6b"
    assert [part["kind"] for part in card["children"]] == ["text", "line", "row", "row"]
    here = card["children"][2]["children"][0]
    assert (here["kind"], here["id"], here["label"]) == ("button", "toy:here", "I am here")
    assert (here["emoji"], here["style"], here["off"], here["url"]) == ("👋", "good", False, None)


async def test_a_private_reply_is_for_its_reader_alone(visit: Visit) -> None:
    """Neither the lead nor another member's state holds it; the reader's marks it private."""
    assert await visit.presses("member", "toy:here") == (200, {"done": True})
    reply = messages(await visit.sees("member"))[-1]
    assert (reply["text"], reply["private"]) == ("You are here. Welcome.", True)
    for other in ("facilitator", "lead"):
        assert "You are here" not in json.dumps(await visit.sees(other))


async def test_only_the_newest_private_replies_stay(visit: Visit) -> None:
    """Old private replies leave the page by themselves."""
    for _ in range(5):
        await visit.presses("member", "toy:here")
    assert [m["private"] for m in messages(await visit.sees("member"))] == [False, True, True, True]


async def test_a_private_reply_can_be_put_away(visit: Visit) -> None:
    """It is gone for its reader; a public message cannot be put away."""
    await visit.presses("member", "toy:here")
    for message in messages(await visit.sees("member")):
        await visit.does("/put-away", "member", message=message["id"])
    assert [m["private"] for m in messages(await visit.sees("member"))] == [False]


async def test_nobody_can_press_in_a_private_reply_of_another(visit: Visit) -> None:
    """A message that one cannot see is not there."""
    await visit.presses("member", "toy:private")
    reply = messages(await visit.sees("member"))[-1]
    status, answer = await visit.does("/select", "lead", message=reply["id"], control="toy:pick", values=["tea"])
    assert (status, answer["error"]) == (200, "gone")


async def test_a_choice_in_a_select_reaches_the_bot(visit: Visit) -> None:
    """The select of a private reply shows its options and takes one."""
    await visit.presses("member", "toy:private")
    reply = messages(await visit.sees("member"))[-1]
    select = reply["components"][1]["children"][0]
    assert [(o["label"], o["about"]) for o in select["options"]] == [("Tea", "With milk"), ("Water", "")]
    await visit.does("/select", "member", message=reply["id"], control="toy:pick", values=["tea"])
    assert messages(await visit.sees("member"))[-1]["text"] == "You chose **tea**."


async def test_a_form_opens_for_its_viewer_and_takes_answers(visit: Visit) -> None:
    """The form is in the presser's state alone, and closes when its answers are sent."""
    await visit.presses("member", "toy:form")
    assert (await visit.sees("lead"))["form"] is None
    form = (await visit.sees("member"))["form"]
    assert form["title"] == "A few words"
    assert [q["kind"] for q in form["questions"]] == ["text", "input", "radio", "checks", "check"]
    answers = {"words": "The sun", "aloud": "no", "likes": ["tea", "quiet"], "keep": True}
    assert (await visit.does("/form", "member", answers=answers))[1] == {"done": True}
    assert visit.bot.heard == [answers]
    assert (await visit.sees("member"))["form"] is None


async def test_a_form_that_is_not_complete_stays_open(visit: Visit) -> None:
    """The person reads what is missing, and nothing reaches the bot."""
    await visit.presses("member", "toy:form")
    status, answer = await visit.does("/form", "member", answers={"words": "The sun", "aloud": ""})
    assert (status, answer["sentence"]) == (200, "Something here still needs an answer.")
    assert (await visit.sees("member"))["form"] is not None
    assert visit.bot.heard == []


async def test_a_form_can_be_closed_without_sending(visit: Visit) -> None:
    """As on Discord, the bot is not told."""
    await visit.presses("member", "toy:form")
    await visit.does("/put-away", "member")
    assert (await visit.sees("member"))["form"] is None
    assert (await visit.does("/form", "member", answers={}))[1]["error"] == "gone"


async def test_commands_are_listed_with_their_options(visit: Visit) -> None:
    """A command in a group has its whole name; choices and kinds are named."""
    place = (await visit.sees("member"))["places"][0]
    assert [command["name"] for command in place["commands"]] == ["toy hello", "toy meet", "toy word"]
    hello, meet, word = (command["options"] for command in place["commands"])
    assert [(o["name"], o["kind"], o["required"]) for o in hello] == [
        ("name", "words", True),
        ("times", "whole", False),
        ("mood", "one-of", False),
    ]
    assert {"label": "Ana", "value": str(visit.world.people[3].actor.id)} in meet[0]["choices"]
    assert word[0]["suggests"]


async def test_a_command_in_the_room_shows_who_used_it(visit: Visit) -> None:
    """Discord names the user of a command above a public reply, so the room does too."""
    options = {"name": "all", "times": "2", "mood": "calm"}
    await visit.does("/command", "member", place="room", command="toy hello", options=options)
    reply = messages(await visit.sees("lead"))[-1]
    assert (reply["text"], reply["used"]["name"]) == ("Hello all! 2 calm", "Ana")


async def test_a_command_may_name_a_person(visit: Visit) -> None:
    """A person is chosen from a list, and yes and no become true and false."""
    options = {"person": str(visit.world.people[0].actor.id), "loud": "yes"}
    await visit.does("/command", "member", place="room", command="toy meet", options=options)
    state = await visit.sees("member")
    mention = f"<@{visit.world.people[0].actor.id}>"
    assert messages(state)[-1]["text"] == f"You mean {mention} True"
    assert state["names"][mention[1:-1]] == "@Rosa"


async def test_the_bot_suggests_words_while_one_types(visit: Visit) -> None:
    """Autocomplete reaches the page."""
    asked = {"place": "room", "command": "toy word", "option": "word", "text": "c", "options": {"word": "c"}}
    _, answer = await visit.does("/suggest", "member", **asked)
    assert [choice["value"] for choice in answer["choices"]] == ["calm", "cold"]


async def test_one_may_write_where_discord_allows_it(visit: Visit) -> None:
    """A member writes in the group room and not in the staff room."""
    assert (await visit.does("/say", "member", place="room", text="Hello"))[1] == {"done": True}
    assert messages(await visit.sees("lead"))[-1]["text"] == "Hello"
    assert (await visit.does("/say", "member", place="staff", text="Hello"))[1]["error"] == "not-allowed"


async def test_a_locked_room_takes_no_words_and_no_commands(visit: Visit) -> None:
    """Where members may not send messages Discord lets them type no command, so the page lists none."""
    channel = visit.bot.get_channel(visit.world.places[0].channel.id)
    assert isinstance(channel, discord.TextChannel)

    async def locks() -> None:
        await channel.set_permissions(channel.guild.me, send_messages=True)
        await channel.set_permissions(channel.guild.default_role, send_messages=False)

    await visit.world.act(locks)
    place = (await visit.sees("member"))["places"][0]
    assert (place["write"], place["commands"]) == (False, [])
    assert (await visit.does("/say", "member", place="room", text="Hi"))[1]["error"] == "not-allowed"
    asked = {"place": "room", "command": "toy hello", "options": {"name": "x"}}
    assert (await visit.does("/command", "member", **asked))[1]["error"] == "not-allowed"
    assert (await visit.presses("member", "toy:here"))[1] == {"done": True}


async def test_a_private_thread_is_a_place_for_those_in_it(visit: Visit) -> None:
    """Ana sees her thread under the room and can write there; Sam sees neither it nor its news."""
    channel = visit.bot.get_channel(visit.world.places[0].channel.id)
    assert isinstance(channel, discord.TextChannel)
    ana = visit.world.people[3].actor

    async def opens() -> None:
        thread = await channel.create_thread(name="A quiet place", type=discord.ChannelType.private_thread)
        await thread.add_user(discord.Object(ana.id))

    await visit.world.act(opens)
    (thread,) = (await visit.sees("member"))["places"][0]["threads"]
    assert (thread["title"], thread["private"]) == ("A quiet place", True)
    assert (await visit.does("/say", "member", place=thread["key"], text="Thank you"))[1] == {"done": True}
    sam = await visit.sees("supporter-facilitator")
    assert sam["places"][0]["threads"] == []
    assert len(messages(sam)) == 1


async def test_the_clock_is_moved_by_whoever_is_at_the_page(visit: Visit) -> None:
    """Where no date is ahead, or the button is forged, a sentence says so."""
    assert (await visit.sees("member"))["leaps"] == ["ahead", "doors", "day"]
    assert (await visit.does("/leap", "member", leap="ahead"))[1] == {"done": True}
    assert (await visit.does("/leap", "member", leap="day"))[1]["error"] == "no-dates"
    assert (await visit.does("/leap", "member", leap="yesterday"))[1]["error"] == "gone"


async def test_a_picture_comes_from_the_room_and_only_to_its_readers(visit: Visit) -> None:
    """A file is served by the room itself, with its description, to those who can read the message."""
    staff = visit.bot.get_channel(visit.world.places[1].channel.id)
    assert isinstance(staff, discord.TextChannel)

    async def posts() -> None:
        picture = discord.File(BytesIO(b"not really a picture"), "week.png", description="A bar for each week")
        view = discord.ui.LayoutView()
        view.add_item(discord.ui.MediaGallery(discord.MediaGalleryItem(picture, description="A bar for each week")))
        view.stop()
        await staff.send(view=view, file=picture)

    await visit.world.act(posts)
    (gallery,) = messages(await visit.sees("lead"), "staff")[-1]["components"]
    (item,) = gallery["items"]
    assert item["alt"] == "A bar for each week"
    async with visit.http.get(visit.address + item["src"]) as answer:
        assert (answer.content_type, await answer.read()) == ("image/png", b"not really a picture")
    async with visit.http.get(visit.address + item["src"].replace("lead", "member")) as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("control", "sentence"),
    [
        ("toy:off", "That button is off now. Nothing was changed."),
        ("toy:forged", "That is not here any more. Nothing was changed."),
        ("toy:deaf", "The bot gave no answer. You can try again."),
    ],
)
async def test_what_cannot_be_done_is_said_kindly(visit: Visit, control: str, sentence: str) -> None:
    """A press that fails is answered with one calm sentence and no trace."""
    status, answer = await visit.presses("member", control)
    assert (status, answer["sentence"]) == (200, sentence)


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"as": "nobody"}', b'{"as": "lead", "message": "x"}'])
async def test_a_strange_request_gets_a_sentence_too(visit: Visit, body: bytes) -> None:
    """Whatever is sent, the answer is a sentence of the page."""
    headers = {"Origin": visit.address, "Content-Type": "application/json"}
    async with visit.http.post(f"{visit.address}/press", data=body, headers=headers) as answer:
        assert answer.status == 200
        assert (await answer.json())["sentence"] in visit.room.say.values()


async def test_every_change_rings_the_page(visit: Visit) -> None:
    """The stream sends a higher number after another person acts, and ends when the room closes."""
    async with visit.http.get(f"{visit.address}/events") as stream:
        assert stream.content_type == "text/event-stream"
        first = await next_number(stream)
        ana = visit.world.people[3].actor
        await visit.world.act(lambda: ana.send(visit.world.places[0].channel, "Hello"))
        assert await next_number(stream) > first
        visit.room.changed()
        assert await next_number(stream) > first + 1
    async with visit.http.get(f"{visit.address}/events") as stream:
        await next_number(stream)
        closing = asyncio.create_task(visit.room.close())
        async with asyncio.timeout(2):
            await stream.read()
            await closing


async def next_number(stream: aiohttp.ClientResponse) -> int:
    """Read the next number from the stream."""
    async with asyncio.timeout(3):
        while True:
            line = (await stream.content.readline()).decode()
            if line.startswith("data: "):
                return int(line[6:])


async def test_people_who_act_at_once_take_turns(visit: Visit) -> None:
    """Twelve presses at the same moment all reach the bot."""
    presses = [visit.presses(who, "toy:here") for who in ("member", "lead", "facilitator") for _ in range(4)]
    assert {status for status, _ in await asyncio.gather(*presses)} == {200}
    assert visit.bot.pressed.count("toy:here") == 12


async def test_a_file_is_saved_and_never_opened_here(visit: Visit) -> None:
    """A spreadsheet beside words comes as a download."""
    staff = visit.bot.get_channel(visit.world.places[1].channel.id)
    assert isinstance(staff, discord.TextChannel)
    table = discord.File(BytesIO(b"week,people"), "weeks.csv")
    await visit.world.act(lambda: staff.send("The numbers", file=table))
    (file,) = messages(await visit.sees("lead"), "staff")[-1]["files"]
    assert (file["name"], file["image"]) == ("weeks.csv", False)
    async with visit.http.get(visit.address + file["src"]) as answer:
        assert answer.headers["Content-Disposition"] == "attachment"
        assert await answer.read() == b"week,people"
