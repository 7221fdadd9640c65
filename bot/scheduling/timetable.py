"""Calls what was planned when it is due. It is given what to call and knows nothing of sessions.

The law: one dict says what is planned, and the given clock says what is due. APScheduler only rings. Its
timers are late after a suspended machine and know nothing of a moved clock, so a beat every 30 s looks too. That beat
is the loop's own timer: APScheduler's stands still for an hour when the machine's clock is set back by one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.scheduling.clock import Clock, SystemClock

Call = Callable[[], Awaitable[None]]

_BEAT = timedelta(seconds=30)
_MISSED = 4  # after so many beats without one it is dead
_ALARMS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}  # late is better than never
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Plan:
    when: datetime
    call: Call
    every: timedelta | None = None

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is time; a round that is further away than a round had its clock set back, and is due too."""
        return self.when <= now or (self.every is not None and self.when - now > self.every)


class Timetable:
    """What will be called, by key. Plans may be made at any time; from `start` to `stop` it calls by itself.

    An error in a call is logged by its class alone (its text may hold what a person wrote) and stops nothing
    else. A key is never called twice at the same time.
    """

    def __init__(self, clock: Clock, *, beat: timedelta = _BEAT) -> None:
        self._clock = clock
        self._seconds = beat.total_seconds()
        self._heart: asyncio.TimerHandle | None = None
        self._beaten = 0.0  # by the clock of the loop
        self._plans: dict[str, _Plan] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._alarms: Any = None  # an AsyncIOScheduler (it has no types), while started

    def start(self) -> None:
        """Begin to call what is due, in the running loop. Starting twice changes nothing."""
        if self._alarms:
            return
        self._alarms = AsyncIOScheduler(timezone="UTC", job_defaults=_ALARMS)
        self._alarms.start()
        self._next_beat()
        for key in self._plans:
            self._set_alarm(key)

    async def stop(self) -> None:
        """Call nothing more, and come back when the calls under way have ended. The plans are kept."""
        if self._heart:
            self._heart.cancel()
            self._heart = None
        if self._alarms:
            self._alarms.shutdown(wait=False)
            self._alarms = None
            await asyncio.sleep(0)  # APScheduler shuts down at the loop's next turn
        await self._wait_for_others()

    @property
    def lives(self) -> bool:
        """Whether it still looks every beat at what is due; True while it is not meant to."""
        return self._heart is None or self._loop_time() - self._beaten < _MISSED * self._seconds

    def at(self, key: str, when: datetime, call: Call) -> None:
        """Plan one call at the instant `when`, in place of what `key` stood for. The past is due at once."""
        self._put(key, _Plan(when, call))

    def every(self, key: str, seconds: float, call: Call) -> None:
        """Plan a call each `seconds`, the first after that time, in place of what `key` stood for."""
        every = timedelta(seconds=seconds)
        self._put(key, _Plan(self._clock.now() + every, call, every))

    def cancel(self, key: str) -> None:
        """Forget the plan, if there is one. A call that is under way goes on."""
        if self._plans.pop(key, None) and self._alarms and self._alarms.get_job(key):
            self._alarms.remove_job(key)

    def keys(self) -> tuple[str, ...]:
        """Name what is planned, the next one first."""
        return tuple(sorted(self._plans, key=lambda key: (self._plans[key].when, key)))

    async def tick(self) -> None:
        """Call all that is due by the clock; come back when it, and what it made due in turn, has ended."""
        called: set[str] = set()
        while due := self._due() - called:  # each key once: a plan in the past may plan itself again
            called |= due
            self._call(due)
            await self._wait_for_others()
        await self._wait_for_others()

    def _next_beat(self) -> None:
        self._beaten = self._loop_time()
        self._heart = asyncio.get_running_loop().call_later(self._seconds, self._beat)

    @staticmethod
    def _loop_time() -> float:
        return asyncio.get_running_loop().time()

    def _beat(self) -> None:
        self._next_beat()
        self._call(self._due())  # without waiting: one call that hangs must not hold up the next beat

    async def _ring(self, key: str) -> None:
        if key in self._due():
            self._call({key})
        elif key in self._plans:  # the clock was set back, or the key's last call is still under way
            self._set_alarm(key, not_before=_BEAT)

    def _put(self, key: str, plan: _Plan) -> None:
        self._plans[key] = plan
        self._set_alarm(key)

    def _set_alarm(self, key: str, not_before: timedelta = timedelta(0)) -> None:
        if not self._alarms:
            return
        wait = max(self._plans[key].when - self._clock.now(), not_before)
        self._alarms.add_job(
            partial(self._ring, key),
            "date",
            id=key,
            run_date=SystemClock().now() + wait,  # APScheduler lives by the machine's clock, whatever ours says
            replace_existing=True,
        )

    def _due(self) -> set[str]:
        now = self._clock.now()
        return {key for key, plan in self._plans.items() if plan.is_due(now) and key not in self._under_way}

    def _call(self, keys: set[str]) -> None:
        for key in sorted(keys, key=lambda key: (self._plans[key].when, key)):
            plan = self._plans[key]
            self.cancel(key)
            if plan.every:
                self.every(key, plan.every.total_seconds(), plan.call)
            self._under_way[key] = asyncio.create_task(self._try(key, plan.call))

    async def _try(self, key: str, call: Call) -> None:
        try:
            await call()
        except Exception as error:  # noqa: BLE001  whatever it is, the other plans must go on
            _log.error("A planned call failed: %s", type(error).__name__)  # no trace: it holds values
        finally:
            del self._under_way[key]

    async def _wait_for_others(self) -> None:
        others = set(self._under_way.values()) - {asyncio.current_task()}
        if others:
            await asyncio.wait(others)
