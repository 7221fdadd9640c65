"""The bot is killed and started again, at every point of every kind of change: the rooms heal themselves (E4).

How a kill is made: a unit of work that is left halfway (before the commit), a change without its drawing (before
the post), and a request that Discord fails in the middle of the drawing, with the database put into the state
that the kill leaves.
"""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import discord
import pytest
from house import House, open_house

from bot.rehearsal.people import Control, Person, Reply, controls_of, text_of
from bot.session import Event, Move, State
from bot.storage import SessionRecord, Unit

TODAY = date(2026, 11, 24)
HERE, TOPIC, THANKS = 4, 5, 6  # slots: feeling words, where the story begins, and two of the steps after it


class Killed(Exception):  # noqa: N818  the power went
    """The bot is gone."""


@dataclass(frozen=True)
class Change:
    """One kind of change: what leads up to it, the event, and where the group is after it."""

    name: str
    move: Move
    state: State
    slot: int
    posts: bool = True  # whether it posts a new card; else the card is edited

    def __str__(self) -> str:
        return self.name


CHANGES = (
    Change("start", Move(Event.START), State.RUNNING, 1),
    Change("next", Move(Event.NEXT), State.RUNNING, TOPIC),
    Change("back", Move(Event.BACK), State.RUNNING, 3),
    Change("go-to", Move(Event.GO_TO, slot=THANKS), State.RUNNING, THANKS),
    Change("skip", Move(Event.SKIP), State.RUNNING, TOPIC),
    Change("pause", Move(Event.PAUSE), State.PAUSED, HERE, posts=False),
    Change("resume", Move(Event.RESUME), State.RUNNING, HERE, posts=False),
    Change("end", Move(Event.END), State.CLOSING, 7),
    Change("close", Move(Event.END), State.CLOSED, 7, posts=False),
)
KILLS = ("before-the-commit", "before-the-drawing", "before-the-new-card-is-known", "before-the-old-card-is-retired")


async def lead_up(home: House, change: Change) -> None:
    """Bring a group of three to where the change happens: they came, and two of them added words."""
    await home.stage.bot.beat()
    for member in home.members[:3]:
        await home.arrives(member)
    if change.name == "start":
        return
    await home.start()
    await home.facilitator.types(home.staff, "session go-to", step=str(HERE))
    await home.panel_presses("choose")
    for member, word in zip(home.members[:2], ("Tired", "Calm"), strict=True):
        await home.services.answers.give(home.caller(member), await home.place(), {"word": [word]})
    if change.name in ("resume", "close"):
        await home.facilitator.types(home.staff, f"session {'pause' if change.name == 'resume' else 'end'}")


async def words_of(home: House, person: Person) -> list[str]:
    """Read a person's own words, if their step is open and the group is at it."""
    record = await home.session()
    if not record.flow.state.is_open or record.flow.slot.number != HERE:
        return []
    return [one.text for one in await home.services.answers.own(home.caller(person), await home.place(), "word")]


async def stored_words(home: House) -> int:
    """Count the words in the database: open answers before the close, kept texts after it."""

    async def work(unit: Unit) -> int:
        record = await home.session()
        slot = await unit.sessions.slot(record.id, HERE)
        assert slot
        return await unit.answers.left(slot.id) + await unit.keepsakes.count(record.id, "feeling-words")

    return await home.services.desk.store.read(work)


async def kill_before_the_commit(home: House, record: SessionRecord, change: Change) -> None:
    """Leave the unit of work after all its writing."""

    async def work(unit: Unit) -> None:
        await home.services.sessions.move_on(unit, record, change.move)
        raise Killed

    with contextlib.suppress(Killed):
        await home.services.desk.store.write(work)


async def apply(home: House, record: SessionRecord, change: Change) -> None:
    """Store the change, as a press does, and draw nothing."""
    if change.name == "start":
        await home.services.sessions.start(home.caller(home.facilitator), home.staff.id, home.stage.guild.id)
    else:
        await home.services.sessions.move(home.caller(home.facilitator), record.id, change.move)


async def kill_in_the_drawing(home: House, record: SessionRecord, change: Change, moment: str) -> None:
    """Draw until the old card is to be retired; a card that is only edited: until it, or the panel, is edited."""
    await apply(home, record, change)
    panel = not change.posts and moment == "before-the-old-card-is-retired"
    where, message = (home.staff, record.panel_xid) if panel else (home.room, record.card_xid)
    home.stage.env.inject_error("PATCH", f"/channels/{where.id}/messages/{message}", status=500)
    with contextlib.suppress(discord.HTTPException):
        await home.stage.bot.screen.show(record.id)


async def kill(home: House, change: Change, moment: str) -> None:
    """Kill the bot at this moment of the change, and start it again."""
    record = await home.session()
    if moment == "before-the-commit":
        await kill_before_the_commit(home, record, change)
    elif moment == "before-the-drawing":
        await apply(home, record, change)
    else:
        await kill_in_the_drawing(home, record, change, moment)
    if change.posts and moment == "before-the-new-card-is-known":
        forgotten = {"card_xid": record.card_xid, "card_slot": record.card_slot, "panel_xid": None}
        await home.services.desk.store.write(lambda unit: unit.sessions.set(record.id, **forgotten))
    await home.stage.restart()


def live(messages: list[discord.Message], session_id: int) -> list[discord.Message]:
    """Find the messages with controls of this session."""
    ours = f"p1:{session_id}:"
    return [one for one in messages if any(control.custom_id.startswith(ours) for control in controls_of(one))]


async def works(home: House, person: Person, control: Control) -> bool:
    """Tell whether a press on the live card is answered in private, by a form or by kind words of its own."""
    refused = {text for key, text in home.stage.bot.pack.sentences.items() if key.startswith("refused.")}
    reply: Reply = await person.presses_control(control, home.card)
    said = reply.text.strip()
    return reply.form is not None or (reply.private and said not in {"", home.say("door.sorry"), *refused})


@pytest.mark.parametrize("moment", KILLS)
@pytest.mark.parametrize("change", CHANGES, ids=str)
async def test_after_a_kill_the_rooms_heal(tmp_path: Path, change: Change, moment: str) -> None:
    """One live card and one panel of the present step, all their buttons work, no answer is lost or doubled."""
    async with open_house(tmp_path, weekday=1, weekly_from=TODAY) as home:
        await lead_up(home, change)
        before = await home.session()
        words = 0 if change.name == "start" else 2
        await kill(home, change, moment)
        now = await home.session()

        flow = now.flow
        if moment == "before-the-commit":
            assert flow == before.flow
        else:
            assert (State.CLOSED if flow.state is State.SEALED else flow.state) is change.state
            assert flow.slot.number == change.slot
        slot = 0 if flow.state is State.GATHERING else flow.slot.number

        cards = live(home.room.history(), now.id)
        assert len(cards) == 1
        assert cards[0].id == now.card_xid
        ours = [one for one in home.room.history() if one.type is discord.MessageType.default]  # a pin makes a line
        of_the_group = [one for one in ours if home.say("help.pinned-title") not in text_of(one)]
        assert cards[0].id == of_the_group[-1].id
        assert {control.custom_id.split(":")[2] for control in controls_of(cards[0])} == {str(slot)}
        name = home.say(f"step.{flow.slot.step}")
        if flow.state in (State.RUNNING, State.CLOSING):
            assert home.card_text.split("\n")[0].endswith(name)
        panels = live(home.staff.history(), now.id)
        if flow.state.is_open:
            assert len(panels) == 1
            assert panels[0].id == now.panel_xid
            assert slot == 0 or text_of(panels[0]).split("\n")[0].endswith(name)
        else:  # what is left to press is how it went
            verbs = {one.verb for panel in panels for one in controls_of(panel)}
            after = {"feedback-read", "we-did", "outcomes", "keepsake-check"}
            assert verbs <= {"debrief", "debriefs", "schedule", "rota", *after}

        came, _listening = await home.services.desk.store.read(lambda unit: unit.attendance.count(now.id))
        assert came == 3
        assert await stored_words(home) == words
        if flow.slot.number == HERE and flow.state.is_open:
            assert [await words_of(home, member) for member in home.members[:3]] == [["Tired"], ["Calm"], []]
        for control in controls_of(cards[0]):
            assert await works(home, home.members[3], control), control
        assert await stored_words(home) == words


@pytest.mark.parametrize("verb", ["choose", "turn", "reveal", "close-list", "show-batch", "hold", "adopt-rules"])
async def test_after_a_kill_within_a_step_the_rooms_show_what_was_stored(tmp_path: Path, verb: str) -> None:
    """The press was stored and not drawn: the new bot draws it, once."""
    async with open_house(tmp_path) as home:
        staff, steps = home.caller(home.facilitator), home.services.steps
        await home.at_step("ground-rules" if verb in ("turn", "reveal", "adopt-rules") else "feeling-words")
        place = await home.place()
        if verb in ("close-list", "show-batch", "hold"):
            await steps.choose(staff, place, "calm")
            await home.services.answers.give(home.caller(home.members[0]), place, {"word": ["Safe"]})
        if verb in ("show-batch", "hold"):
            await steps.close_list(staff, place, "word")
        if verb in ("adopt-rules", "reveal"):
            await steps.turn(staff, place, 5)
        deeds: dict[str, Callable[[], Awaitable[None]]] = {
            "choose": lambda: steps.choose(staff, place, "calm"),
            "turn": lambda: steps.turn(staff, place, 2),
            "reveal": lambda: steps.reveal(staff, place, ["agree"]),
            "close-list": lambda: steps.close_list(staff, place, "word"),
            "show-batch": lambda: steps.show_batch(staff, place, "word", 1),
            "hold": lambda: steps.hold(staff, place, "word", 1, [0]),
            "adopt-rules": lambda: home.services.rules.adopt(staff, place),
        }
        await deeds[verb]()
        await home.stage.restart()

        card, panel = {
            "choose": ("**Calm**", home.say("feeling-words.ask")),
            "turn": (home.stage.bot.pack.pages["private-1"][0], home.say("ground-rules.staff", page=3, of=6)),
            "reveal": (home.say("ground-rules.thanks-agree"), home.say("reveal.not-today")),
            "close-list": ("**Calm**", "- Safe"),
            "show-batch": ("- Safe", home.say("feeling-words.ask")),
            "hold": ("**Calm**", home.say("panel.held-back", text="Safe")),
            "adopt-rules": (home.say("ground-rules.title"), home.say("ground-rules.staff", page=6, of=6)),
        }[verb]
        assert card in home.card_text
        assert panel in home.panel_text
        assert len(home.stage.live_cards()) == 1


async def test_a_private_message_and_a_form_from_before_the_kill_still_work(tmp_path: Path) -> None:
    """The list to choose from and the form to type in were opened at the old bot, and are sent to the new one."""
    async with open_house(tmp_path) as home:
        ana, ben = home.members[:2]
        await home.at_step("feeling-words")
        await home.panel_presses("choose")
        picking = await ana.presses(home.say("feeling-words.pick"), home.card)
        writing = await ben.presses(home.say("feeling-words.write"), home.card)
        choice = picking.controls[0]
        assert picking.message
        await home.stage.restart()
        picked = await ana.chooses([choice.options[0][1]], picking.message, custom_id=choice.custom_id)
        wrote = await ben.fills(writing, {"text": "butterflies"})

        assert picked.text == home.say("answer.thanks")
        assert wrote.text == home.say("answer.thanks")
        assert await words_of(home, ana) == [choice.options[0][1]]
        assert await words_of(home, ben) == ["butterflies"]


async def test_an_answer_of_which_the_reply_was_lost_is_not_doubled(tmp_path: Path) -> None:
    """The bot died after the commit and before it answered: the same press again is the same answer."""
    async with open_house(tmp_path) as home:
        ana = home.members[0]
        await home.at_step("gratitude")
        await home.services.answers.give(home.caller(ana), await home.place(), {"thanks": ["Music"]})
        await home.stage.restart()
        await home.services.answers.give(home.caller(ana), await home.place(), {"thanks": ["Music"]})

        own = await home.services.answers.own(home.caller(ana), await home.place(), "thanks")
        assert [one.text for one in own] == ["Music"]


async def test_a_kill_between_the_close_and_the_seal_is_finished_before_the_log_in(tmp_path: Path) -> None:
    """The session closed and its log was not emptied yet: the new bot seals it before anybody can press."""
    async with open_house(tmp_path) as home:
        await home.at_step("closing")
        record = await home.session()
        store, sessions = home.services.desk.store, home.services.sessions
        await store.write(lambda unit: sessions.move_on(unit, record, Move(Event.END)))
        assert (await home.session()).flow.state is State.CLOSED
        await home.stage.restart()

        assert (await home.session()).flow.state is State.SEALED
        assert home.say("over.text") in home.card_text


async def test_starting_again_and_again_posts_nothing_new(tmp_path: Path) -> None:
    """Ten starts of the bot leave one card and one panel, and the room has as many messages as before."""
    async with open_house(tmp_path) as home:
        await home.start()
        await home.next()
        messages = len(home.room.history()), len(home.staff.history())
        for _ in range(10):
            await home.stage.restart()

        assert (len(home.room.history()), len(home.staff.history())) == messages
        assert (await home.session()).cards_posted == 2


async def test_a_card_whose_posting_nobody_heard_of_does_not_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line breaks behind the posting, and the facilitator goes on at once: one card is live."""
    async with open_house(tmp_path) as home:
        await home.start()
        http = home.stage.bot.http
        send = http.send_message

        async def unheard(*args: Any, **kwargs: Any) -> None:
            monkeypatch.setattr(http, "send_message", send)
            await send(*args, **kwargs)
            raise ConnectionResetError

        monkeypatch.setattr(http, "send_message", unheard)
        await home.facilitator.types(home.staff, "session next")
        lost = len(home.stage.live_cards())
        await home.facilitator.types(home.staff, "session next")

        assert lost == 2
        assert len(home.stage.live_cards()) == 1


async def test_the_connection_comes_back_and_the_rooms_are_compared(tmp_path: Path) -> None:
    """After the gateway was away the bot looks again, as after a start."""
    async with open_house(tmp_path) as home:
        await home.start()
        await home.services.sessions.move(home.caller(home.lead), 1, home.move("next"))
        await home.stage.bot.on_resumed()

        assert home.say("icebreaker.waiting") in home.card_text
        assert len(home.stage.live_cards()) == 1
