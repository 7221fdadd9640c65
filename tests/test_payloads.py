"""All that leaves the bot in a whole session, request by request: who is named, who is pinged, what Discord allows."""

import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import simcord
from house import House, open_house

from bot.rehearsal.members import OWN_WORDS, PretendMember
from bot.rehearsal.people import controls_of
from bot.session import State

TYPED = ("a very odd word", "my own question here", "tea with Grandma Zelda")
SIGNED = "a signed thank you"
EPHEMERAL = 64


@asynccontextmanager
async def played(folder: Path, members: int = 8) -> AsyncIterator[House]:
    """Play a whole session: everybody comes and takes part, one asks for help, one gives a name, one signs."""
    async with open_house(folder, members=members) as home:
        await home.start()
        group = [PretendMember(person, seed) for seed, person in enumerate(home.members)]
        for member in group:
            await member.arrive(home.card)
        for step in ("ground-rules", "icebreaker", "check-in", "feeling-words", "topic", "gratitude", "closing"):
            await lead(home, group, step)
            if step != "closing":
                await home.next()
        await home.close()
        yield home


async def lead(home: House, group: list[PretendMember], step: str) -> None:
    """Lead one step as its panel offers, and let everybody act on each card."""
    if any(one.verb == "choose" for one in controls_of(home.panel)):
        await home.panel_presses("choose")
    while home.stage.control("turn", home.panel) and await turns(home):
        pass
    for member in group:
        await member.take_part(home.card)
    await play_a_part(home, step)
    for verb in ("reveal", "close-list", "show-batch", "adopt-rules"):
        while control := home.stage.control(verb, home.panel):
            await home.panel_presses(verb, control.argument)
            if verb == "adopt-rules":
                break


async def turns(home: House) -> bool:
    """Turn to the next card of a step; False at the last one."""
    before = home.card_text
    forward = [one for one in controls_of(home.panel) if one.verb == "turn" and one.label == "Next card"]
    if forward:
        await home.facilitator.presses_control(forward[0], home.panel)
    return home.card_text != before


async def play_a_part(home: House, step: str) -> None:
    """Do what must come up in a session, whatever the pretend members felt like."""
    ana, ben, cleo = home.members[:3]
    if step == "feeling-words":
        await ana.presses("Help", home.card)
        await ana.types(home.room, "feeling", word=TYPED[0])
    if step == "topic":
        await ben.types(home.room, "topic", question=TYPED[1])
    if step == "gratitude":
        helped = await ben.presses("Help", home.card)
        assert helped.message
        await ben.presses(home.say("help.yes-tell"), helped.message)
        form = await cleo.presses(home.say("gratitude.write"), home.card)
        await cleo.fills(form, {"text": SIGNED, "sign": True})
        await ana.types(home.room, "gratitude", text=TYPED[2])
        await ana.types(home.room, "break")


def requests(home: House) -> list[simcord.HttpLogEntry]:
    """List every request that carries something."""
    return [entry for entry in home.stage.env.http_requests if entry.json is not None]


def messages(home: House) -> list[tuple[simcord.HttpLogEntry, dict[str, Any]]]:
    """List every message that was posted, edited or given as an answer, with the request that it was in."""
    found = []
    for entry in requests(home):
        body: Any = entry.json
        data = body.get("data", body) if isinstance(body, dict) else {}
        if isinstance(data, dict) and "components" in data and body.get("type") != 9:
            found.append((entry, data))
    return found


def forms(home: House) -> list[dict[str, Any]]:
    """List every form that was opened."""
    return [entry.json["data"] for entry in requests(home) if isinstance(entry.json, dict) and entry.json.get("type") == 9]


def walk(data: Any) -> Iterator[dict[str, Any]]:
    """Walk all components of a message or a form."""
    if isinstance(data, dict):
        if "type" in data:
            yield data
        for value in data.values():
            yield from walk(value)
    if isinstance(data, list):
        for value in data:
            yield from walk(value)


def is_public_post(entry: simcord.HttpLogEntry) -> bool:
    """Tell whether a request posts into a channel."""
    return entry.method == "POST" and bool(re.fullmatch(r"/channels/\d+/messages", entry.path))


async def test_the_played_session_is_a_whole_one(tmp_path: Path) -> None:
    """What the other tests scan is all there: every step, answers, help, a name, a signature, and the seal."""
    async with played(tmp_path) as home:
        record = await home.session()
        sent = json.dumps([entry.json for entry in requests(home)])

        assert record.flow.state is State.SEALED
        assert len(record.flow.steps_run()) == 7
        assert home.say("staff.help") in sent
        assert home.say("reveal.together") in sent
        assert len(forms(home)) > 8
        for words in (*TYPED, SIGNED):
            assert words in sent


async def test_no_request_holds_the_id_of_a_member(tmp_path: Path) -> None:
    """No address, parameter, reason or body of any request."""
    async with played(tmp_path) as home:
        ids = [str(person.actor.id) for person in (*home.members, home.supporter, home.outsider)]
        for entry in home.stage.env.http_requests:
            whole = json.dumps([entry.path, entry.params, entry.json, entry.reason])
            assert not [one for one in ids if one in whole], entry.path


async def test_no_request_names_a_member_who_did_not_ask_for_it(tmp_path: Path) -> None:
    """Only the alert after a second yes and a signed thank-you hold a name, and each holds one name."""
    async with played(tmp_path) as home:
        asked = home.say("staff.help-named", name="Ben")
        signed = home.say("list.signed", text=SIGNED, name="Cleo")
        with_name = 0
        for entry in requests(home):
            whole = json.dumps(entry.json, ensure_ascii=False)
            with_name += asked in whole or signed in whole
            rest = whole.replace(asked, "").replace(signed, "")
            named = [person.name for person in home.members if re.search(rf"\b{person.name}\b", rest)]
            assert not named, rest
        assert with_name


async def test_the_alert_for_help_says_nothing_but_that_somebody_pressed(tmp_path: Path) -> None:
    """Without the second yes there is no name, no step and no content in it."""
    async with played(tmp_path) as home:
        alerts = [data for entry, data in messages(home) if is_public_post(entry) and "roles" in data["allowed_mentions"]]
        texts = [[one["content"] for one in walk(data["components"]) if one["type"] == 10] for data in alerts]
        roles = " ".join(f"<@&{xid}>" for xid in staff_roles(home))

        assert texts == [
            [roles, home.say("staff.help")],
            [roles, home.say("staff.help")],
            [roles, home.say("staff.help-named", name="Ben")],
        ]


def staff_roles(home: House) -> list[int]:
    """Read the ids of the staff's roles."""
    roles = {role.name: role.id for role in home.stage.bot.guilds[0].roles}
    return [roles["Facilitator"], roles["Lead"]]


async def test_nobody_is_pinged_but_staff_for_help(tmp_path: Path) -> None:
    """Every message allows no mention; the alert for help allows the two roles of staff, by their ids."""
    async with played(tmp_path) as home:
        pings = 0
        for entry, data in messages(home):
            allowed = data.get("allowed_mentions", {"parse": []})
            pinged = allowed.get("roles", [])
            pings += bool(pinged)
            assert is_public_post(entry) <= ("allowed_mentions" in data)
            assert allowed["parse"] == []
            assert not allowed.get("users")
            assert {int(one) for one in pinged} <= set(staff_roles(home))
            assert not pinged or entry.path == f"/channels/{home.staff.id}/messages"
            assert "@everyone" not in json.dumps(data)
            assert "@here" not in json.dumps(data)
        assert pings == 3


async def test_there_is_no_poll_and_no_reaction(tmp_path: Path) -> None:
    """Both show who answered what."""
    async with played(tmp_path) as home:
        for entry in home.stage.env.http_requests:
            assert "reactions" not in entry.path
            assert "polls" not in entry.path
            assert not isinstance(entry.json, dict) or "poll" not in entry.json
        for message in (*home.room.history(), *home.staff.history()):
            assert not message.reactions
            assert message.poll is None


async def test_every_message_is_within_the_limits_of_discord(tmp_path: Path) -> None:
    """Components, text, labels, custom ids and options: discord.py checks few of them."""
    async with played(tmp_path) as home:
        for _entry, data in messages(home):
            parts = list(walk(data["components"]))
            addresses = [part["custom_id"] for part in parts if part.get("custom_id")]
            assert len(parts) <= 40
            assert sum(len(part.get("content", "")) for part in parts) <= 4000
            assert len(set(addresses)) == len(addresses)
            for part in parts:
                check_part(part)


async def test_every_form_is_within_the_limits_of_discord(tmp_path: Path) -> None:
    """Title, labels, hints and fields."""
    async with played(tmp_path) as home:
        for data in forms(home):
            assert 1 <= len(data["title"]) <= 45
            assert 1 <= len(data["custom_id"]) <= 100
            assert 1 <= len(data["components"]) <= 5
            for part in walk(data["components"]):
                check_part(part)
                assert not part.get("value")  # a form is never filled in beforehand


def check_part(part: dict[str, Any]) -> None:
    """Hold one component against the limits."""
    kind = part["type"]
    if kind == 1:
        assert 1 <= len(part["components"]) <= 5
    if kind == 2:
        assert 1 <= len(part["label"]) <= 80
    if kind == 3:
        assert 1 <= len(part["options"]) <= 25
        assert len({option["value"] for option in part["options"]}) == len(part["options"])
        assert part["max_values"] <= len(part["options"])
        assert len(part.get("placeholder", "")) <= 150
    if kind == 10:
        assert part["content"].strip()
    if kind == 18:
        assert 1 <= len(part["label"]) <= 45
        assert len(part.get("description") or "") <= 100
    assert len(part.get("custom_id", "")) <= 100
    for option in part.get("options", ()):
        assert 1 <= len(option["label"]) <= 100
        assert 1 <= len(option["value"]) <= 100
        assert len(option.get("description") or "") <= 100


async def test_no_public_message_is_the_answer_to_a_press_or_a_command(tmp_path: Path) -> None:
    """Discord shows who used a command above a public answer: every answer is private or a form."""
    async with played(tmp_path) as home:
        kinds = set()
        for entry in requests(home):
            body: Any = entry.json
            if entry.path.endswith("/callback"):
                kinds.add(body["type"])
                assert body["type"] != 4 or body["data"]["flags"] & EPHEMERAL, body
                assert body["type"] != 5 or body["data"]["flags"] & EPHEMERAL, body
            if entry.method == "POST" and entry.path.startswith("/webhooks/"):
                assert body["flags"] & EPHEMERAL
        assert kinds <= {4, 5, 6, 7, 8, 9}
        for message in home.room.history():
            assert message.interaction_metadata is None
            assert message.reference is None


async def test_an_answer_that_takes_a_message_s_place_takes_a_private_one_s(tmp_path: Path) -> None:
    """A press by a member never edits the card by its answer: what one person reads, the room would read."""
    async with played(tmp_path) as home:
        cards = {message.id for message in home.room.history()}
        for interaction in home.stage.env.backend.interactions.values():
            if interaction.response_kind == 7:
                assert interaction.source_message_id not in cards


async def test_no_view_and_no_form_is_kept_or_runs_out(tmp_path: Path) -> None:
    """Views are sent stopped: the library stores none, so none can time out under a member's fingers."""
    async with played(tmp_path) as home:
        store = home.stage.bot._connection._view_store

        assert not store._views
        assert not store._modals
        assert not store._synced_message_views
        assert not store._dynamic_items


async def test_the_logs_of_a_session_hold_no_person_and_no_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """At every level of our own loggers, and from the libraries at the level that the bot allows."""
    caplog.set_level(logging.DEBUG, "bot")
    caplog.set_level(logging.DEBUG, "cogs")
    caplog.set_level(logging.WARNING)
    async with played(tmp_path) as home:
        home.stage.env.inject_error("POST", f"/channels/{home.room.id}/messages", status=500)
        await home.start()
        home.stage.env.inject_error("POST", f"/channels/{home.staff.id}/messages", status=403, code=50013)
        await home.members[3].presses("Help", home.card)
        people = [*home.members, home.facilitator, home.second, home.lead, home.supporter, home.outsider]
        ids = [str(person.actor.id) for person in people]
        own_words = [words for bank in OWN_WORDS.values() for words in bank]
        logged = "\n".join(caplog.text.splitlines() + [str(record.__dict__) for record in caplog.records if "simcord" not in record.name])

        assert "A request failed" in logged or "could not be posted" in logged
        assert not [one for one in ids if one in logged]
        assert not [person.name for person in people if re.search(rf"\b{person.name}\b", logged)]
        assert not [words for words in (*TYPED, SIGNED, *own_words) if words in logged]
        assert "group-room" not in logged
