"""``peerlight run``: from settings to a bot in Discord, until somebody stops it.

What is wrong at the start becomes ``ConfigProblems``: where, what, and how to mend it.
"""

import asyncio
import contextlib
import ctypes
import gc
import logging
import os
import signal
from collections.abc import AsyncIterator, Coroutine, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import discord
import yarl

from bot.app.client import PeerlightBot
from bot.app.logs import scrubbed_logs
from bot.app.no_copy import no_copy_read
from bot.app.reaching import reach
from bot.app.sharded import bot_of, shards_of
from bot.app.watched import Systemd, watched
from bot.app.whole_text import half_characters_read
from bot.app.wiring import Services, WrongKey, prepare, wire
from bot.config import ConfigProblems, GroupSettings, Problem, Settings
from bot.content import Pack, PackError, Wording, load_pack
from bot.privacy import KeyProblem, SystemRandomness, load_master_key
from bot.scheduling import SystemClock, Timetable
from bot.services.alone import alone_with, alone_with_shards, taken
from bot.services.backups import back_up_before_migration, erase_again, erasures_of, plan_nightly, renewing
from bot.services.checkup import health
from bot.services.groups import must_keep_staff_apart
from bot.services.on_postgres import prepare_postgres
from bot.session import Refused
from bot.storage import GroupDraft, SchemaTooNew, Store, upgrade
from bot.storage.backup_folder import newest
from bot.storage.shards import Shards
from cogs.ui.traffic import A_SECOND, Traffic

_log = logging.getLogger(__name__)
_INTENTS_REFUSED = 4014  # discord.py tells this code by a class of its own
_ANSWER_SECONDS = 20.0  # what has no answer must not hold up what comes next; a slow line sends a report
_LONGEST_WAIT = 30.0  # seconds that a request waits when Discord says so, and the least that the library takes
_ARENA_MAX = -8  # M_ARENA_MAX in malloc.h of glibc, see mallopt(3)
_PORTAL = "Take a new one at discord.com/developers (your application, Bot, Reset Token)."


def run_bot(settings: Settings, ids: str = "", count: int | None = None) -> int:
    """Run the bot until it is stopped; returns the exit status. Raises ``ConfigProblems`` before it logs in.

    ``ids`` and ``count`` are what was typed of shards.
    """
    share_memory_between_threads()
    shards = shards_of(ids, count, settings.where)
    token = settings.discord.token.get_secret_value()
    if not token:
        raise _problem("[discord] token", "There is no token: the bot cannot log in.", _PORTAL)
    with alone_with(settings.storage.database) if isinstance(settings.where, Path) else contextlib.nullcontext():
        store, master = open_store(settings, shards)
        with asyncio.Runner(loop_factory=fast_loop) as runner:
            runner.run(_run(settings, token, store, master, shards))
    return 0


def share_memory_between_threads() -> None:
    """Let all threads take memory from one place, where the C library is glibc; else do nothing.

    It keeps one for each thread. What the database's threads once needed, to write the file anew, is 3 MB with 1,000
    servers, and it would stay with them. They hardly ever work at the same time: presses are as fast as before.
    """
    if set_option := getattr(ctypes.CDLL(None) if os.name == "posix" else None, "mallopt", None):
        set_option(_ARENA_MAX, 1)


def fast_loop() -> asyncio.AbstractEventLoop:
    """Make a loop of uvloop, with which a press costs a fifth less; where it cannot be had (Windows), a usual one."""
    try:
        import uvloop  # noqa: PLC0415  it is not there on every system
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


@contextlib.contextmanager
def pointed_at(api_url: str, gateway_url: str) -> Iterator[None]:
    """Let discord.py talk to this API and this gateway meanwhile; it has no other way to be told."""
    route, socket = discord.http.Route, discord.gateway.DiscordWebSocket
    before = route.BASE, socket.DEFAULT_GATEWAY
    route.BASE, socket.DEFAULT_GATEWAY = api_url.rstrip("/"), yarl.URL(gateway_url)
    try:
        yield
    finally:
        route.BASE, socket.DEFAULT_GATEWAY = before


def open_store(settings: Settings, shards: Shards | None = None) -> tuple[Store, bytes]:
    """Read the master key, bring the database up to date (first a backup) and open it. Raises ``ConfigProblems``."""
    database, master_key_file = settings.storage.database, settings.privacy.master_key_file
    if isinstance(settings.where, str):
        master = prepare_postgres(settings, settings.where, os.environ)
        return Store(settings.where, shards=shards), master
    if fault := health(database, settings.backup.folder):
        raise ConfigProblems([fault])
    try:
        may_create = not database.exists()
        master = load_master_key(master_key_file, os.environ, database.parent, may_create=may_create)
        back_up_before_migration(settings, os.environ)
        upgrade(database)
    except KeyProblem as problem:
        raise _problem("[privacy] master_key_file", str(problem), problem.mend) from None
    except SchemaTooNew:
        mend = "Install the newest Peerlight, or put an older backup in its place."
        raise _problem("[storage] database", "A newer Peerlight has written this database.", mend) from None
    except OSError:
        mend = "Type: peerlight check. It names what is wrong with the folder."
        raise _problem("[storage] database", f"{database} cannot be used.", mend) from None
    return Store(database), master


async def _run(settings: Settings, token: str, store: Store, master: bytes, shards: Shards | None) -> None:
    async with contextlib.AsyncExitStack() as held:
        held.push_async_callback(store.close)
        services = wire(
            store=store,
            clock=SystemClock(),
            randomness=SystemRandomness(),
            master=master,
            pack=_pack(settings),
            erasures=erasures_of(settings, os.environ),
        )
        lost, timetable = asyncio.Event(), Timetable(SystemClock())
        if isinstance(settings.where, Path):  # PostgreSQL's backups are its own
            services.retention.renew_backups = renewing(settings, os.environ)
            services.status.last_backup = partial(newest, settings.backup.folder)
            plan_nightly(timetable, SystemClock(), settings, os.environ)
        else:
            lost = await held.enter_async_context(alone_with_shards(settings.where, shards))
        await _prepare(services, master)
        if isinstance(settings.where, str):
            await erase_again(services.desk)  # a restore of an older dump may have brought it back
        if settings.group and (shards is None or shards.serves(settings.group.server)):
            await _put_group(services, settings.group)
        discord_at = pointed_at(settings.discord.api_url, settings.discord.gateway_url)
        with scrubbed_logs(settings.logging.level), discord_at, half_characters_read(), no_copy_read():
            logging.getLogger().addHandler(services.status.watch)
            bot = bot_of(services, timetable, shards)
            systemd = Systemd(os.environ)
            async with _metrics(settings, bot), watched(systemd, store, timetable) as ready:
                bot.add_listener(ready, "on_ready")
                await _log_in(bot, token, lost)
        if lost.is_set():
            raise ConfigProblems([taken(shards)])


@contextlib.asynccontextmanager
async def _metrics(settings: Settings, bot: PeerlightBot) -> AsyncIterator[None]:
    """Show numbers to Prometheus meanwhile, where a port is set; else nothing of it is even loaded."""
    if not settings.metrics.port:
        yield
        return
    try:
        from bot.app.metrics import shown  # noqa: PLC0415  it costs memory, and nearly nobody wants it
    except ModuleNotFoundError:
        mend = 'Type: pip install "peerlight[metrics]"'
        raise _problem("[metrics] port", "The library for Prometheus is not installed.", mend) from None
    backup = partial(newest, settings.backup.folder)
    async with shown(settings.metrics.port, bot, bot.services.desk.store, backup):
        yield


async def _put_group(services: Services, group: GroupSettings) -> None:
    draft = draft_of(group)
    try:
        must_keep_staff_apart(draft)
    except Refused as refusal:
        what = services.desk.pack.say(f"refused.{refusal.reason}")
        raise _problem("[group]", what, "Change the channels or roles in config.toml.") from None
    await services.groups.put(draft)


async def _prepare(services: Services, master: bytes) -> None:
    try:
        await prepare(services, master)
    except WrongKey:
        what = "This is not the master key that the database was made with."
        mend = "Put the right key back. Without it nothing that was kept can be read."
        raise _problem("[privacy] master_key_file", what, mend) from None


async def _log_in(bot: PeerlightBot, token: str, lost: asyncio.Event) -> None:
    """Run until SIGINT or SIGTERM; what Discord will never accept ends the run in words, without a retry.

    ``lost`` ends it too: another program has our servers.
    """
    gc.freeze()  # what was loaded for the start need not be looked at again
    gc.enable()  # ``peerlight run`` has switched it off
    bot.http.http_trace = trace = bot.http.http_trace or aiohttp.TraceConfig()
    Traffic(bot.share * A_SECOND).watch(trace)
    try:
        async with bot:
            await _until_stopped(_start(bot, token), lost)
    except discord.LoginFailure:
        raise _problem("[discord] token", "Discord does not know this token.", _PORTAL) from None
    except (discord.ConnectionClosed, discord.PrivilegedIntentsRequired) as closed:
        what = f"Discord closed the connection for good (code {getattr(closed, 'code', _INTENTS_REFUSED)})."
        raise _problem("[discord] token", what, "Type: peerlight check. Then start the bot again.") from None
    except (OSError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound):
        what = "Discord cannot be reached, or it would not let the bot in."
        raise _problem("[discord] api_url", what, "Look at the internet connection, and try again.") from None


async def _start(bot: PeerlightBot, token: str) -> None:
    """Wait for Discord, log in, then listen.

    From then on no request waits for minutes: what failed is tried again at a beat.
    """
    await reach(bot.http.user_agent)
    await bot.login(token)
    bot.http.max_ratelimit_timeout = _LONGEST_WAIT
    session = getattr(bot.http, "_HTTPClient__session", None)  # the library has no setting for it: it waits 5 minutes
    if isinstance(session, aiohttp.ClientSession):
        session._timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)  # noqa: SLF001  nor has a session that is open
    await bot.connect()


async def _until_stopped(work: Coroutine[Any, Any, None], lost: asyncio.Event) -> None:
    """Await work until it ends or somebody stops us, whatever it is waiting for: a log-in, or a line that is down."""
    loop = asyncio.get_running_loop()
    going, losing = loop.create_task(work), loop.create_task(lost.wait())
    losing.add_done_callback(lambda _lost: going.cancel())
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, going.cancel)
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await going
    finally:
        losing.cancel()


def draft_of(group: GroupSettings) -> GroupDraft:
    """Translate the group of ``config.toml``."""
    return GroupDraft(
        name=group.name,
        server_xid=group.server,
        session_channel_xid=group.session_channel,
        staff_channel_xid=group.staff_channel,
        voice_channel_xid=group.voice_channel,
        member_role_xid=group.member_role,
        facilitator_role_xid=group.facilitator_role,
        lead_role_xid=group.lead_role,
        supporter_role_xid=group.supporter_role,
        zone=group.zone,
        weekday=group.weekday_number,
        at=group.time,
        length_minutes=group.length_minutes,
        check_in=group.check_in,
        show_words=group.show_words,
        two_facilitators=group.two_facilitators,
        clean_up_days=group.clean_up_days,
    )


def _pack(settings: Settings) -> Pack:
    try:
        content = settings.content
        folder = Path(content.pack).expanduser() if content.pack else None
        return load_pack(folder, Wording(content.term, content.autism))
    except PackError as error:
        raise _problem("[content] pack", str(error), "Type: peerlight words check FOLDER") from None


def _problem(where: str, what: str, mend: str) -> ConfigProblems:
    return ConfigProblems([Problem(where, what, mend)])
