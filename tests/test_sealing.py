"""What is sealed is gone: the files are read byte by byte, and hold nothing that tells who said what.

Before sealing the same search finds what it must, so that an empty search later means something.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from circle import FIRST_ID, MASTER, Circle, open_circle, services_over
from house import House, open_house
from made import held_in

from bot.app import prepare
from bot.privacy import Veil
from bot.privacy.keys import derive
from bot.services import Place
from bot.session import Caller, Event, Move, Refused, State
from bot.storage import AnswerRecord, SlotRecord, Unit

WORDS = ("butterflies in my belly", "wobbly like a jelly", "full of sunshine today", "heavy as a wardrobe")
THANKS = "a walk with my grandmother's dog"
BANDS = ("good", "ok", "hard", "mixed")


def contents(folder: Path) -> bytes:
    """Read every file of a folder: database, log, index, whatever else is there; or all rows on a server."""
    files = [file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()]
    return b"\0".join([*files, *(held_in(marker.parent) for marker in folder.rglob("peerlight.url"))])


def found(needles: list[bytes], folder: Path) -> list[bytes]:
    """Return those needles that are in any file."""
    hay = contents(folder)
    return [needle for needle in needles if needle in hay]


def forms_of(number: int) -> list[bytes]:
    """Give a user id in the forms in which it could have been written down."""
    texts = (str(number), f"{number:x}", f"{number:X}")
    return [*(text.encode() for text in texts), number.to_bytes(8, "big"), number.to_bytes(8, "little")]


def secrets_of(slots: list[SlotRecord], people: list[Caller]) -> list[bytes]:
    """Make everything that a step's key can make, while there is one: nonces, keys, everybody's fingerprints."""
    made: list[bytes] = []
    for nonce in (slot.nonce for slot in slots if slot.nonce):
        veil = Veil(MASTER, nonce, "step")
        keys = [derive(MASTER, nonce, f"step:{purpose}") for purpose in ("tag", "text")]
        made += [nonce, nonce.hex().encode(), *keys, *(veil.tag(one.id.to_bytes()) for one in people)]
    return made


async def rows(circle: Circle | House, place: Place) -> list[AnswerRecord]:
    """Read all answers that a place still holds."""

    async def work(unit: Unit) -> list[AnswerRecord]:
        slot = await unit.sessions.slot(place.session_id, place.slot)
        assert slot
        step = circle.services.desk.steps[slot.step]
        return [row for question in step.questions for row in await unit.answers.all_of(slot.id, question.id)]

    return await circle.services.desk.store.read(work)


@contextmanager
def a_stranger_reads(folder: Path) -> Iterator[None]:
    """Hold a read transaction on the database from outside, as somebody's backup might."""
    connection = sqlite3.connect(next(folder.glob("*.db")), isolation_level=None)
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM slots").fetchall()
    try:
        yield
    finally:
        connection.close()


async def check_in(circle: Circle, members: list[Caller] | None = None) -> Place:
    """Let everybody answer both questions of the check-in."""
    place = await circle.at_step("check-in")
    for number, member in enumerate(circle.members if members is None else members):
        await circle.give(member, place, week=BANDS[number % 4], feel=BANDS[number % 3])
    return place


async def whole_session(circle: Circle) -> list[bytes]:
    """Play a session up to its closing card, and return every secret that its keys could make on the way."""
    await circle.start()
    await circle.arrive()
    place = await check_in(circle)
    secrets = secrets_of(await circle.slots(), circle.members)
    await circle.services.steps.reveal(circle.facilitator, place, ["week", "feel"])
    place = await circle.at_step("feeling-words")
    for number, member in enumerate(circle.members):
        await circle.give(member, place, word=[WORDS[number % 4], f"own word of number {number}"])
    await circle.services.steps.close_list(circle.facilitator, place, "word")
    await circle.services.steps.show_batch(circle.facilitator, place, "word", 1)
    place = await circle.at_step("gratitude")
    for number, member in enumerate(circle.members):
        await circle.give(member, place, member.name if number % 2 else "", thanks=f"{THANKS} {number}")
    place = await circle.at_step("closing")
    for number, member in enumerate(circle.members):
        await circle.give(member, place, change=("better", "same")[number % 2])
    hidden = [row.hidden for slot in (4, 6, 7) for row in await rows(circle, Place(place.session_id, slot))]
    return [*secrets, *secrets_of(await circle.slots(), circle.members), *hidden]


async def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """While a step is open its nonce and its answers are in the files, and the search sees them."""
    async with open_circle(tmp_path) as circle:
        place = await check_in(circle)
        slot = next(slot for slot in await circle.slots() if slot.number == place.slot)
        assert slot.nonce
        veil = Veil(MASTER, slot.nonce, "step")
        planted = [slot.nonce, *(veil.tag(member.id.to_bytes()) for member in circle.members)]
        planted += [row.hidden for row in await rows(circle, place)]

        assert len(planted) == 1 + 8 + 16
        assert found(planted, circle.folder) == planted


async def test_after_sealing_the_files_hold_no_secret_of_any_step(tmp_path: Path) -> None:
    """No nonce, no key, no fingerprint and no answer of a whole session is left in any file."""
    async with open_circle(tmp_path) as circle:
        secrets = await whole_session(circle)
        before = found(secrets, circle.folder)
        record = await circle.close()
        assert (await circle.session()).flow.state is State.SEALED

        assert len(before) > 60
        assert found(secrets, circle.folder) == []
        for number in range(1, len(record.flow.agenda) + 1):
            assert await rows(circle, Place(record.id, number)) == []
        assert all(slot.nonce is None and slot.sealed for slot in await circle.slots())


async def test_after_sealing_the_files_hold_no_person_and_no_plain_text(tmp_path: Path) -> None:
    """No user id in any form, no name, signed or not, no word that anybody wrote, and no master key."""
    async with open_circle(tmp_path) as circle:
        await whole_session(circle)
        await circle.close()
        people = [*circle.members, circle.facilitator, circle.lead]
        ids = [int.from_bytes(person.id.to_bytes(), "big") for person in people]
        texts = [*WORDS, THANKS, "own word of number", "Bartholomew", MASTER.hex()]

        assert ids[0] > FIRST_ID
        assert found([form for number in ids for form in forms_of(number)], circle.folder) == []
        assert found([MASTER, *(text.encode() for text in texts)], circle.folder) == []
        assert len(await circle.kept("feeling-words")) == 12


async def test_many_sessions_of_a_big_group_leave_nothing_behind(tmp_path: Path) -> None:
    """Pages that were split, moved and freed on the way hold no copy either."""
    async with open_circle(tmp_path, members=16) as circle:
        secrets: list[bytes] = []
        for _ in range(4):
            await circle.start()
            await circle.arrive()
            place = await circle.at_step("feeling-words")
            for number, member in enumerate(circle.members):
                await circle.give(member, place, word=[f"word {number} {again} " + "x" * number for again in range(5)])
            secrets += [*secrets_of(await circle.slots(), circle.members)]
            secrets += [row.hidden for row in await rows(circle, place)]
            await circle.close()

        assert len(secrets) > 4 * (16 * 5 + 16)
        assert found(secrets, circle.folder) == []


async def test_a_whole_evening_in_the_pretend_server_leaves_nobody_behind(tmp_path: Path) -> None:
    """The real bot drew its cards and panels meanwhile; no id of a member and no word is in the files after it."""
    async with open_house(tmp_path, members=8) as home:
        await home.start()
        for member in home.members:
            await home.arrives(member)
        await home.at_step("check-in")
        place = await home.place()
        for number, member in enumerate(home.members):
            both = {"week": [BANDS[number % 4]], "feel": [BANDS[number % 3]]}
            await home.services.answers.give(home.caller(member), place, both)
        await home.panel_presses("reveal")
        await home.at_step("gratitude")
        place = await home.place()
        for number, member in enumerate(home.members):
            caller = home.caller(member)
            await home.services.answers.give(
                caller, place, {"thanks": [f"{THANKS} {number}"]}, signed_as=f"{member.name} signed"
            )
        before = found([f"{THANKS} 1".encode()], tmp_path / "data")
        slots = await home.services.desk.store.read(lambda unit: unit.sessions.slots(place.session_id))
        secrets = secrets_of(slots, [home.caller(member) for member in home.members])
        assert found(secrets, tmp_path / "data")
        await home.close()

        assert (await home.session()).flow.state is State.SEALED
        assert before == []
        assert found(secrets, tmp_path / "data") == []
        assert found([form for one in home.members for form in forms_of(one.actor.id)], tmp_path / "data") == []
        assert found([f"{one.name} signed".encode() for one in home.members], tmp_path / "data") == []
        assert found([THANKS.encode()], tmp_path / "data") == []


async def test_a_reveal_alone_destroys_the_check_in(tmp_path: Path) -> None:
    """Its rows, its nonce and what the log held of them are gone while the session goes on."""
    async with open_circle(tmp_path) as circle:
        place = await check_in(circle)
        slots = [slot for slot in await circle.slots() if slot.number == place.slot]
        secrets = [*secrets_of(slots, circle.members), *(row.hidden for row in await rows(circle, place))]
        await circle.services.steps.reveal(circle.facilitator, place, ["week", "feel"])

        assert (await circle.session()).flow.state is State.RUNNING
        assert await rows(circle, place) == []
        assert found(secrets, circle.folder) == []


async def test_a_reveal_that_somebody_reads_across_is_forgotten_at_the_next_beat(tmp_path: Path) -> None:
    """The log is not empty while a stranger reads; the next beat empties it, though nothing is to be sealed."""
    async with open_circle(tmp_path) as circle:
        place = await check_in(circle)
        slots = [slot for slot in await circle.slots() if slot.number == place.slot]
        secrets = secrets_of(slots, circle.members)
        with a_stranger_reads(circle.folder):
            await circle.services.steps.reveal(circle.facilitator, place, ["week", "feel"])
            assert found(secrets, circle.folder)
            await circle.services.week.beat()
            assert found(secrets, circle.folder)
        await circle.services.week.beat()

        assert found(secrets, circle.folder) == []


async def test_a_reader_from_outside_only_delays_the_seal(tmp_path: Path) -> None:
    """The session stays closed while somebody reads, nobody waits for that, and later it is sealed."""
    async with open_circle(tmp_path) as circle:
        await check_in(circle)
        secrets = secrets_of(await circle.slots(), circle.members)
        with a_stranger_reads(circle.folder):
            begun = time.monotonic()
            await circle.close()
            took = time.monotonic() - begun
            assert (await circle.session()).flow.state is State.CLOSED
            assert await circle.services.sealing.finish() == 1
            assert (await circle.session()).flow.state is State.CLOSED
        assert found(secrets, circle.folder)
        assert await circle.services.sealing.finish() == 0

        assert (await circle.session()).flow.state is State.SEALED
        assert found(secrets, circle.folder) == []
        assert took < 2.5  # a person who presses is answered within three seconds


async def test_the_next_beat_seals_what_had_to_wait(tmp_path: Path) -> None:
    """Half a minute later the bot tries again by itself."""
    async with open_house(tmp_path) as home:
        await home.start()
        with a_stranger_reads(tmp_path / "data"):
            await home.close()
            await home.forward(seconds=31)
            assert (await home.session()).flow.state is State.CLOSED
        await home.forward(seconds=31)

        assert (await home.session()).flow.state is State.SEALED


async def test_a_start_finishes_what_a_kill_left_unsealed(tmp_path: Path) -> None:
    """It is done while the bot is made ready, before it logs in."""
    async with open_circle(tmp_path) as circle:
        await check_in(circle)
        secrets = secrets_of(await circle.slots(), circle.members)
        with a_stranger_reads(circle.folder):
            await circle.close()
        assert (await circle.session()).flow.state is State.CLOSED
        again = services_over(circle.database, circle.clock)
        await prepare(again, MASTER)
        await again.desk.store.close()

        assert (await circle.session()).flow.state is State.SEALED
        assert found(secrets, circle.folder) == []


async def test_a_restarted_bot_has_sealed(tmp_path: Path) -> None:
    """The same through the front door."""
    async with open_house(tmp_path) as home:
        await home.start()
        with a_stranger_reads(tmp_path / "data"):
            await home.close()
        assert (await home.session()).flow.state is State.CLOSED
        old = home.services.desk.store
        await home.stage.restart()
        await old.close()

        assert (await home.session()).flow.state is State.SEALED


async def test_a_withdrawn_answer_leaves_no_row(tmp_path: Path) -> None:
    """Neither one entry of several nor all of them; and what is withdrawn is not kept."""
    async with open_circle(tmp_path) as circle:
        place = await circle.at_step("feeling-words")
        for number, member in enumerate(circle.members):
            await circle.give(member, place, word=[f"first of {number}", f"second of {number}"])
        await circle.services.answers.withdraw(circle.members[0], place, "word", [1])
        await circle.services.answers.withdraw(circle.members[1], place, "word", None)
        assert len(await rows(circle, place)) == 16 - 3
        await circle.close()
        kept = await circle.kept("feeling-words")

        assert len(kept) == 16 - 3
        assert not {"second of 0", "first of 1", "second of 1"} & set(kept)


@pytest.mark.parametrize("revealed", [True, False])
async def test_only_members_who_said_yes_are_added_up(tmp_path: Path, *, revealed: bool) -> None:
    """Uncounted answers are seen in the room and are in no total; staff, supporters and guests cannot answer."""
    async with open_circle(tmp_path) as circle:
        place = await circle.at_step("check-in")
        for number, member in enumerate(circle.members):
            await circle.comes(member, place.session_id, counted=number < 5)
            await circle.give(member, place, week=("good", "ok")[number % 2], feel="mixed" if number else "hard")
        refused: list[str] = []
        outsider = Caller(circle.members[0].id, frozenset({99}))
        for other in (circle.lead, circle.facilitator, circle.supporter, outsider):
            with pytest.raises(Refused) as refusal:
                await circle.give(other, place, week="hard", feel="hard")
            refused.append(refusal.value.reason)
        if revealed:
            await circle.services.steps.reveal(circle.facilitator, place, ["week", "feel"])
        await circle.close()

        assert refused == ["for-members", "for-members", "supporter-listens", "not-a-member"]
        assert await circle.totals() == {
            ("check-in.week", "answered"): 5,
            ("check-in.week", "good"): 3,
            ("check-in.week", "ok"): 2,
            ("check-in.feel", "answered"): 5,
            ("check-in.feel", "hard"): 1,
            ("check-in.feel", "mixed"): 4,
        }


@pytest.mark.parametrize(
    ("week", "added"),
    [
        (["good", "ok", "hard"], {"answered": 3}),
        (["good", "good", "good", "good", "good"], {"answered": 5}),
        (["good", "ok", "good", "good"], {"answered": 4, "good": 3, "ok": 1}),
        ([], {}),
    ],
)
@pytest.mark.parametrize("revealed", [True, False])
async def test_few_or_equal_answers_add_only_how_many(
    tmp_path: Path, week: list[str], added: dict[str, int], *, revealed: bool
) -> None:
    """Whether the room saw them or the session ended before: the totals are the same."""
    async with open_circle(tmp_path, members=len(week)) as circle:
        place = await circle.at_step("check-in")
        await circle.arrive()
        for member, answer in zip(circle.members, week, strict=True):
            await circle.give(member, place, week=answer)
        if revealed:
            await circle.services.steps.reveal(circle.facilitator, place, ["week", "feel"])
        await circle.close()

        assert await circle.totals() == {("check-in.week", choice): number for choice, number in added.items()}


async def test_the_group_keeps_each_word_once_and_nothing_that_was_held_back(tmp_path: Path) -> None:
    """What stays, under the group's own key, is the set of what was written, without "not today" and without names."""
    async with open_circle(tmp_path) as circle:
        place = await circle.at_step("feeling-words")
        written = ["Tired", "tired", "tired.", "happy", "wobbly", "sunny", "rude word", "so so"]
        for member, word in zip(circle.members, written, strict=True):
            await circle.give(member, place, word=word)
        await circle.services.steps.close_list(circle.facilitator, place, "word")
        view = await circle.services.board.room(place.session_id)
        entries = view.panel.batches[0].entries
        rude = [number for number, text, _held in entries if text == "rude word"]
        await circle.services.steps.hold(circle.facilitator, place, "word", 1, rude)
        await circle.services.steps.show_batch(circle.facilitator, place, "word", 1)
        place = await circle.at_step("gratitude")
        await circle.give(circle.members[0], place, circle.members[0].name, thanks="hot soup")
        await circle.close()

        assert sorted(await circle.kept("feeling-words")) == ["Tired", "happy", "so so", "sunny", "wobbly"]
        assert await circle.kept("gratitude") == ["hot soup"]


async def test_staff_read_a_batch_in_an_order_that_says_nothing(tmp_path: Path) -> None:
    """Each time in another one, and not in the order of writing."""
    async with open_circle(tmp_path) as circle:
        orders: list[list[str]] = []
        for _ in range(3):
            place = await circle.at_step("feeling-words")
            for number, member in enumerate(circle.members):
                await circle.give(member, place, word=f"word {number}")
            await circle.services.steps.close_list(circle.facilitator, place, "word")
            view = await circle.services.board.room(place.session_id)
            orders.append([text for _number, text, _held in view.panel.batches[0].entries])
            await circle.close()

        assert all(sorted(order) == [f"word {number}" for number in range(8)] for order in orders)
        assert sorted(orders[0]) not in orders
        assert orders[0] != orders[1] != orders[2]


async def test_what_the_room_saw_is_not_kept_by_session(tmp_path: Path) -> None:
    """Of a sealed step only its subject stays: what was shown, offered or proposed is in the block's totals or gone."""
    async with open_circle(tmp_path) as circle:
        await whole_session(circle)
        open_data = [set(slot.data) for slot in await circle.slots()]
        await circle.close()

        assert {"shown", "closed", "offer"} <= set().union(*open_data)
        assert all(set(slot.data) <= {"item"} for slot in await circle.slots())


async def test_answers_that_lost_their_key_go_at_the_close(tmp_path: Path) -> None:
    """Should one question have been revealed without the other, the other's rows do not outlive the session."""
    async with open_circle(tmp_path) as circle:
        place = await check_in(circle)

        async def lose_the_key(unit: Unit) -> None:
            slot = await unit.sessions.slot(place.session_id, place.slot)
            assert slot
            await unit.sessions.set_slot(slot.id, nonce=None, sealed=True)

        await circle.store.write(lose_the_key)
        assert len(await rows(circle, place)) == 16
        await circle.close()

        assert await rows(circle, place) == []


async def test_no_answer_stays_keyed_for_more_than_a_day(tmp_path: Path) -> None:
    """A session that everybody forgot, paused as it was, is closed and sealed by the first beat after 24 hours."""
    async with open_circle(tmp_path) as circle:
        place = await check_in(circle)
        secrets = secrets_of(await circle.slots(), circle.members)
        await circle.services.sessions.move(circle.facilitator, place.session_id, Move(Event.PAUSE))
        circle.clock.advance(timedelta(hours=24))
        await circle.services.week.beat()

        assert (await circle.session()).flow.state is State.SEALED
        assert await rows(circle, place) == []
        assert found(secrets, circle.folder) == []
