"""``peerlight run`` as it is in life: a program of its own, logged in to a small Discord at the socket.

The pretend Discord of the other tests stands inside the library. Here the library is whole: log-in, gateway, packed
frames, requests, limits, a line that breaks, a process that is killed.
"""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from evening import GROUP_NAME, LOCKED, PACK, SEND_MESSAGES, TYPED, WILHELMINA, ZEBEDEE, Evening, open_evening

from bench.small_discord.gateway import IDENTIFY, RESUME
from bench.small_discord.guilds import MEMBERS, ROOM, STAFF
from bench.small_discord.shapes import PATIENCE, custom_ids, words
from bot.scheduling import SystemClock
from bot.services.week import GATHER_BEFORE

GUILDS = 1 << 0
AT_ONCE = 4  # an answer with words in it, not a request for more time
WITHOUT_SOUND = 1 << 12


@pytest.fixture
async def evening(tmp_path: Path) -> AsyncIterator[Evening]:
    """Open an evening; at its end the program is killed if it still runs, and its log must hold no person."""
    async with open_evening(tmp_path) as opened:
        yield opened


async def test_a_session_is_played_from_log_in_to_seal(evening: Evening) -> None:
    """Command, buttons and forms are answered in private; one card is live at a time; at the end all is sealed."""
    discord = evening.discord
    discord.overwrites[ROOM][str(MEMBERS)] = LOCKED
    await evening.log_in()
    assert [said["intents"] for said in discord.gateway.said(IDENTIFY)] == [GUILDS]
    assert {"session", "here", "help-now"} <= {command["name"] for command in discord.commands}

    started = await evening.start_session()
    assert started.seconds < PATIENCE
    assert PACK.say("session.started", room=f"<#{ROOM}>") in started.text
    assert (len(discord.messages[ROOM]), len(discord.messages[STAFF])) == (1, 1)
    assert int(discord.overwrites[ROOM][str(MEMBERS)]["allow"]) & SEND_MESSAGES
    assert discord.messages[ROOM][0]["flags"] & WITHOUT_SOUND

    here = await discord.presses(ZEBEDEE, ROOM, evening.cards[0], "here")
    while any(":consent:" in custom_id for custom_id in custom_ids(here.private[-1])):
        here = await discord.presses(ZEBEDEE, ROOM, here.private[-1], "consent")
    assert PACK.say("here.taking-part") in here.text

    for step in ("icebreaker", "check-in"):
        old = discord.messages[ROOM][-1]
        await evening.move()
        await evening.rooms_show(step)
        assert not custom_ids(old)
    assert len(discord.messages[ROOM]) == 3

    form = await discord.presses(ZEBEDEE, ROOM, evening.cards[0], "check-in")
    given = await discord.submits(ZEBEDEE, ROOM, form, week="good", feel="mixed")
    assert PACK.say("answer.thanks") in given.text

    await evening.move()
    await evening.rooms_show("feeling-words")
    await evening.redraws("choose")
    form = await discord.presses(ZEBEDEE, ROOM, evening.cards[0], "write")
    written = await discord.submits(ZEBEDEE, ROOM, form, text=TYPED)
    assert PACK.say("answer.thanks") in written.text

    await evening.move()
    await evening.rooms_show("topic")
    await evening.redraws("choose")
    while not evening.cards[0]["attachments"]:  # a card with a picture is sent in several parts
        await evening.redraws("turn")

    for _ in range(2):
        await discord.types(WILHELMINA, STAFF, "session end")
    await discord.until(lambda: evening.rows("SELECT state FROM sessions") == [("sealed",)])
    assert evening.rows("SELECT * FROM slots WHERE nonce IS NOT NULL") == []

    begun = time.monotonic()
    assert await evening.stop() == 0
    assert time.monotonic() - begun < 10
    assert not evening.database.with_name("peerlight.db-wal").exists()


async def test_a_killed_bot_goes_on_with_the_same_session(evening: Evening) -> None:
    """Killed when the new card is posted and the old one not yet retired: one card is live, and the buttons work."""
    discord = evening.discord
    await evening.log_in()
    await evening.start_session()
    discord.go_wrong(f"POST /channels/{ROOM}/messages", 0)
    await evening.move()
    await discord.until(lambda: len(discord.messages[ROOM]) == 2)
    await evening.stop(signal.SIGKILL)
    await evening.log_in()
    await evening.rooms_show("icebreaker")

    assert evening.rows("SELECT id, state FROM sessions") == [(1, "running")]
    assert len(discord.messages[ROOM]) == 2
    assert len(evening.panels) == 1
    assert PACK.say("pass.text") in (await discord.presses(ZEBEDEE, ROOM, evening.cards[0], "pass")).text
    await evening.move()
    await evening.rooms_show("check-in")


async def test_a_broken_line_is_taken_up_again(evening: Evening) -> None:
    """The bot resumes without a new log-in and answers what came meanwhile; SIGTERM is obeyed while it waits."""
    discord = evening.discord
    await evening.log_in()
    await evening.start_session()
    for code in (0, 4000):
        await discord.gateway.drop(code)
        answer = await discord.presses(ZEBEDEE, ROOM, evening.cards[0], "break", patience=8)
        assert PACK.say("break.text") in answer.text

    assert (len(discord.gateway.said(IDENTIFY)), len(discord.gateway.said(RESUME))) == (1, 2)
    assert len(evening.cards) == 1

    discord.gateway.away = True
    await discord.gateway.drop()
    await discord.until(lambda: "discord.client (" in evening.logged)
    assert await evening.stop() == 0


async def test_a_stop_is_a_stop_while_discord_fails(evening: Evening) -> None:
    """SIGTERM ends the program in time, also while it tries a request again and again."""
    discord = evening.discord
    await evening.log_in()
    discord.go_wrong("/channels/", 500, times=99)
    await discord.types(WILHELMINA, STAFF, "session start")
    await discord.until(lambda: discord.count("/channels/"))

    assert await evening.stop() == 0
    assert evening.rows("PRAGMA integrity_check") == [("ok",)]


async def test_an_error_of_discord_is_tried_again(evening: Evening) -> None:
    """A 500 on the answer and a 429 on the card: the facilitator is answered in time, and there is one card."""
    discord = evening.discord
    await evening.log_in()
    discord.go_wrong("POST /interactions/", 500)
    discord.go_wrong(f"POST /channels/{ROOM}/messages", 429)
    started = await evening.start_session()

    assert started.seconds < PATIENCE
    assert len(discord.messages[ROOM]) == 1

    for status, code, step in ((404, 10062, "icebreaker"), (0, 0, "check-in")):
        discord.go_wrong("POST /interactions/", status, code)
        with suppress(TimeoutError):
            await discord.presses(WILHELMINA, STAFF, evening.panels[-1], "move", patience=0.2)
        await evening.rooms_show(step)
    discord.go_wrong("POST /interactions/", 0)
    assert PACK.say("pass.text") in (await discord.presses(ZEBEDEE, ROOM, evening.cards[0], "pass")).text


async def test_presses_are_answered_while_the_room_must_wait(evening: Evening) -> None:
    """Discord takes a few messages a moment for each room; whoever presses does not wait for that."""
    discord = evening.discord
    discord.limits.room_seconds = 3.0
    await evening.log_in()
    await evening.start_session()
    for _ in range(6):
        moved = await discord.types(WILHELMINA, STAFF, "session next")
        assert (moved.kind, moved.seconds < PATIENCE / 2) == (AT_ONCE, True)
    await evening.rooms_show("closing")
    await discord.until(lambda: len(evening.cards) == 1)

    assert discord.limits.too_fast == 0


async def test_a_room_that_is_gone_is_told_to_staff_once(evening: Evening) -> None:
    """Staff read it once, the session goes on, and the room is drawn when it is there again."""
    discord = evening.discord
    discord.overwrites[ROOM][str(MEMBERS)] = LOCKED
    await evening.log_in()
    for status, code, sentence, command in (
        (404, 10003, "staff.no-room-session", "start"),
        (403, 50013, "staff.cannot-write-session", "next"),
    ):
        discord.go_wrong(f"/channels/{ROOM}/", status, code, times=99)
        await discord.types(WILHELMINA, STAFF, f"session {command}")
        await discord.until(lambda: evening.panels)
        await discord.types(WILHELMINA, STAFF, "session pause")
        await discord.types(WILHELMINA, STAFF, "session resume")
        said = PACK.say(sentence)
        await discord.until(partial(evening.staff_read, said))
        await asyncio.sleep(0.5)
        assert evening.staff_read(said) == 1
        discord.mend()

    await discord.types(WILHELMINA, STAFF, "session status")
    await evening.rooms_show("icebreaker")


async def test_what_cannot_be_mended_by_waiting_ends_in_words(tmp_path: Path) -> None:
    """A wrong token, a refused log-in, one that breaks: exit status 2, what is wrong, and how to mend it."""

    async def ends_in_words(reason: str, code: int = 0, **settings: str) -> None:
        (tmp_path / reason).mkdir()
        async with open_evening(tmp_path / reason) as evening:
            evening.discord.gateway.close_with = code
            if reason == "breaks":
                evening.discord.go_wrong("/users/@me", 0, times=99)
            evening.settings(**settings)
            await evening.run()
            assert await evening.ends(40) == 2, reason
            assert "Some things have to be put right first" in evening.logged
            assert "How to mend it" in evening.logged

    ended = await asyncio.gather(
        ends_in_words("unknown", token="a.wrong.token"),  # noqa: S106
        ends_in_words("closed-4004", 4004),
        ends_in_words("closed-4014", 4014),
        ends_in_words("breaks"),
        return_exceptions=True,  # nobody is left halfway with a program that still runs
    )
    assert list(ended) == [None] * 4


async def test_the_weekly_session_opens_by_itself(evening: Evening) -> None:
    """A group that meets in less than ten minutes finds its arrival card, and staff a panel to say Ready on."""
    discord = evening.discord
    at = SystemClock().now() + GATHER_BEFORE - timedelta(minutes=1)
    evening.settings(weekday=f"{at:%A}", time=f"{at:%H:%M}")
    await evening.log_in()
    await discord.until(lambda: evening.cards and evening.panels)
    assert PACK.say("gathering.title", group=GROUP_NAME) in words(evening.cards[0])

    await discord.presses(WILHELMINA, STAFF, evening.panels[0], "ready")
    assert PACK.say("panel.ready") in words(evening.panels[0])
    assert evening.rows("SELECT state, ready FROM sessions") == [("gathering", 1)]
    assert await evening.stop(signal.SIGINT) == 0
