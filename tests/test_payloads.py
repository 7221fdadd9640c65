"""All that leaves the bot in a whole session, request by request: who is named, who is pinged, what Discord allows."""

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from house import House, open_house

from bot.rehearsal.members import OWN_WORDS, PretendMember
from bot.rehearsal.people import Person, controls_of
from bot.session import State
from bot.storage import SessionRecord

TYPED = ("a very odd word", "my own question here", "tea with Grandma Zelda")
SIGNED = "a signed thank you"
EPHEMERAL = 64
MODAL = 9


@dataclass(frozen=True)
class Evening:
    """What is left of a session that was played once for all tests here."""

    home: House
    requests: list[simcord.HttpLogEntry]
    room: list[discord.Message]
    staff: list[discord.Message]
    staff_roles: tuple[int, ...]  # facilitator, lead
    kept_views: int
    record: SessionRecord
    logged: str

    @property
    def members(self) -> list[Person]:
        """Everybody who has a name to protect."""
        return [*self.home.members, self.home.supporter, self.home.outsider]

    def say(self, key: str, **values: object) -> str:
        """Say a sentence of the pack."""
        return self.home.say(key, **values)


class Listener(logging.Handler):
    """Writes down every log record with all that it carries."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Write one down."""
        self.heard.append(f"{record.getMessage()} {self.format(record)} {record.__dict__}")


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    """Play a whole session with eight members, with every log of ours open and the libraries' at WARNING."""
    listener = Listener()
    logging.getLogger().addHandler(listener)
    ours = [logging.getLogger(name) for name in ("bot", "cogs")]
    for logger in ours:
        logger.setLevel(logging.DEBUG)
    try:
        return asyncio.run(play(tmp_path_factory.mktemp("evening"), listener))
    finally:
        logging.getLogger().removeHandler(listener)
        for logger in ours:
            logger.setLevel(logging.NOTSET)


async def play(folder: Path, listener: Listener) -> Evening:
    """Everybody comes and takes part, two ask for help, one gives a name, one signs; now and then Discord fails."""
    async with open_house(folder, members=8) as home:
        await home.start()
        group = [PretendMember(person, seed) for seed, person in enumerate(home.members)]
        for member in group:
            await member.arrive(home.card)
        for step in ("ground-rules", "icebreaker", "check-in", "feeling-words", "topic", "gratitude", "closing"):
            await lead(home, group, step)
            if step != "closing":
                await home.next()
        await home.close()
        roles = {role.name: role.id for role in home.stage.bot.guilds[0].roles}
        return Evening(
            home=home,
            requests=list(home.stage.env.http_requests),
            room=home.room.history(),
            staff=home.staff.history(),
            staff_roles=tuple(roles[name] for name in ("Facilitator", "Lead")),
            kept_views=sum(len(kept) for kept in kept_by(home)),
            record=await home.session(),
            logged="\n".join(listener.heard),
        )


def kept_by(home: House) -> list[dict[Any, Any]]:
    """List what discord.py keeps of views and forms."""
    store = home.stage.bot._connection._view_store
    return [store._views, store._modals, store._synced_message_views, store._dynamic_items]


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
    fails = home.stage.env.inject_error
    if step == "feeling-words":
        await ana.presses("Help", home.card)
        await ana.types(home.room, "feeling", word=TYPED[0])
        fails("POST", f"/channels/{home.staff.id}/messages", status=403, code=50013)
        await home.members[3].presses("Help", home.card)
        fails("POST", "/interactions/*/callback", status=500)
        await home.members[4].types(home.room, "feeling", word=TYPED[0])
    if step == "topic":
        await ben.types(home.room, "topic", question=TYPED[1])
        fails("PATCH", f"/channels/{home.room.id}/messages/*", status=500)
        await home.panel_presses("turn")
    if step == "gratitude":
        fails("POST", f"/channels/{home.room.id}/threads", status=403, code=50013)
        reply = await ben.presses("Help", home.card)
        for label in (home.say("help.talk"), home.say("help.yes-tell"), home.say("help.yes-tell")):
            assert reply.message
            reply = await ben.presses(label, reply.message)
        form = await cleo.presses(home.say("gratitude.write"), home.card)
        await cleo.fills(form, {"text": SIGNED, "sign": True})
        await ana.types(home.room, "gratitude", text=TYPED[2])
        await ana.types(home.room, "break")


def messages(evening: Evening) -> list[tuple[simcord.HttpLogEntry, dict[str, Any]]]:
    """List every message that was posted, edited or given as an answer, with the request that it was in."""
    found = []
    for entry in evening.requests:
        body: Any = entry.json
        data = body.get("data", body) if isinstance(body, dict) else {}
        if isinstance(data, dict) and "components" in data and body.get("type") != MODAL:
            found.append((entry, data))
    return found


def forms(evening: Evening) -> list[dict[str, Any]]:
    """List every form that was opened."""
    bodies: list[Any] = [entry.json for entry in evening.requests]
    return [body["data"] for body in bodies if isinstance(body, dict) and body.get("type") == MODAL]


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


def test_the_played_session_is_a_whole_one(evening: Evening) -> None:
    """What the other tests scan is all there: every step, answers, help, a name, a signature, and the seal."""
    record = evening.record
    sent = json.dumps([entry.json for entry in evening.requests])

    assert record.flow.state is State.SEALED
    assert len(record.flow.steps_run()) == 7
    assert evening.say("staff.help") in sent
    assert evening.say("reveal.together") in sent
    assert len(forms(evening)) > 8
    for words in (*TYPED, SIGNED):
        assert words in sent


def test_no_request_holds_the_id_of_a_member(evening: Evening) -> None:
    """No address, parameter, reason or body of any request."""
    ids = [str(person.actor.id) for person in evening.members]
    for entry in evening.requests:
        whole = json.dumps([entry.path, entry.params, entry.json, entry.reason])
        assert not [one for one in ids if one in whole], entry.path


def test_no_request_names_a_member_who_did_not_ask_for_it(evening: Evening) -> None:
    """Only the alert after a second yes and a signed thank-you hold a name, and each holds one name."""
    asked = evening.say("staff.help-named", name="Ben")
    signed = evening.say("list.signed", text=SIGNED, name="Cleo")
    with_name = 0
    for entry in evening.requests:
        whole = json.dumps(entry.json, ensure_ascii=False)
        with_name += asked in whole or signed in whole
        rest = whole.replace(asked, "").replace(signed, "")
        named = [person.name for person in evening.home.members if re.search(rf"\b{person.name}\b", rest)]
        assert not named, rest
    assert with_name


def test_the_alert_for_help_says_nothing_but_that_somebody_pressed(evening: Evening) -> None:
    """Without the second yes there is no name, no step and no content in it."""
    alerts = [
        data for entry, data in messages(evening) if is_public_post(entry) and "roles" in data["allowed_mentions"]
    ]
    texts = [[one["content"] for one in walk(data["components"]) if one["type"] == 10] for data in alerts]
    roles = " ".join(f"<@&{xid}>" for xid in evening.staff_roles)

    assert texts == [
        [roles, evening.say("staff.help")],
        [roles, evening.say("staff.help")],
        [roles, evening.say("staff.help")],
        [roles, evening.say("staff.help-asks-no-room")],
        [roles, evening.say("staff.help-named", name="Ben")],
    ]


def test_nobody_is_pinged_but_staff_for_help(evening: Evening) -> None:
    """Every message allows no mention; the alert for help allows the two roles of staff, by their ids."""
    pings = 0
    for entry, data in messages(evening):
        allowed = data.get("allowed_mentions", {"parse": []})
        pinged = allowed.get("roles", [])
        pings += bool(pinged)
        assert is_public_post(entry) <= ("allowed_mentions" in data)
        assert allowed["parse"] == []
        assert not allowed.get("users")
        assert {int(one) for one in pinged} <= set(evening.staff_roles)
        assert not pinged or entry.path == f"/channels/{evening.home.staff.id}/messages"
        assert "@everyone" not in json.dumps(data)
        assert "@here" not in json.dumps(data)
    assert pings == 5  # one of them was refused by Discord


def test_there_is_no_poll_and_no_reaction(evening: Evening) -> None:
    """Both show who answered what."""
    for entry in evening.requests:
        assert "reactions" not in entry.path
        assert "polls" not in entry.path
        assert not isinstance(entry.json, dict) or "poll" not in entry.json
    for message in (*evening.room, *evening.staff):
        assert not message.reactions
        assert message.poll is None


def test_every_message_is_within_the_limits_of_discord(evening: Evening) -> None:
    """Components, text, labels, custom ids and options: discord.py checks few of them."""
    for _entry, data in messages(evening):
        parts = list(walk(data["components"]))
        addresses = [part["custom_id"] for part in parts if part.get("custom_id")]
        assert len(parts) <= 40
        assert sum(len(part.get("content", "")) for part in parts) <= 4000
        assert len(set(addresses)) == len(addresses)
        for part in parts:
            check_part(part)


def test_every_form_is_within_the_limits_of_discord(evening: Evening) -> None:
    """Title, labels, hints and fields."""
    for data in forms(evening):
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


def test_no_public_message_is_the_answer_to_a_press_or_a_command(evening: Evening) -> None:
    """Discord shows who used a command above a public answer: every answer is private or a form."""
    kinds = set()
    for entry in evening.requests:
        body: Any = entry.json
        if entry.path.endswith("/callback"):
            kinds.add(body["type"])
            assert body["type"] != 4 or body["data"]["flags"] & EPHEMERAL, body
            assert body["type"] != 5 or body["data"]["flags"] & EPHEMERAL, body
        if entry.method == "POST" and entry.path.startswith("/webhooks/"):
            assert body["flags"] & EPHEMERAL
    assert kinds <= {4, 5, 6, 7, 8, 9}
    for message in evening.room:
        assert message.interaction_metadata is None
        assert message.reference is None


def test_an_answer_that_takes_a_message_s_place_takes_a_private_one_s(evening: Evening) -> None:
    """A press by a member never edits the card by its answer: what one person reads, the room would read."""
    cards = {message.id for message in evening.room}
    for interaction in evening.home.stage.env.backend.interactions.values():
        if str(interaction.response_kind) == "update":
            assert interaction.source_message_id not in cards


def test_no_view_and_no_form_is_kept_or_runs_out(evening: Evening) -> None:
    """Views are sent stopped: the library stores none, so none can time out under a member's fingers."""
    assert evening.kept_views == 0


def test_the_logs_of_a_session_hold_no_person_and_no_words(evening: Evening) -> None:
    """Every level of our own loggers, and the libraries at WARNING; Discord failed four times meanwhile."""
    people = [*evening.members, evening.home.facilitator, evening.home.second, evening.home.lead]
    own_words = [words for bank in OWN_WORDS.values() for words in bank]

    assert "A notice could not be posted" in evening.logged
    assert "A private answer could not be sent" in evening.logged
    assert "could not be posted" in evening.logged
    assert not [person for person in people if str(person.actor.id) in evening.logged]
    assert not [person for person in people if re.search(rf"\b{person.name}\b", evening.logged)]
    assert not [words for words in (*TYPED, SIGNED, *own_words) if words in evening.logged]
    assert "group-room" not in evening.logged
