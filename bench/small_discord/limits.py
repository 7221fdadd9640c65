"""How much the small Discord takes in a moment, with the headers that tell of it."""

import math
import re
from collections import deque
from dataclasses import dataclass, field

from bot.scheduling import SystemClock

_OF_A_ROOM = re.compile(r"/channels/(\d+)/messages")
A_ROOM_TAKES = 5
GLOBAL_SECONDS = 1.0


@dataclass
class Limits:
    """Two limits, each off while it is 0: of a room, and of all requests but answers to presses.

    ``room_seconds`` is how long a room needs for 5 messages (and for 5 edits). ``a_second`` is how many requests
    Discord takes in a second; ``too_fast`` counts what came although nothing was left. ``taken`` holds the instants
    (in seconds) of all that it took and counted.
    """

    room_seconds: float = 0.0
    a_second: int = 0
    too_fast: int = 0
    taken: list[float] = field(default_factory=list)
    _rooms: dict[str, deque[float]] = field(default_factory=dict)
    _all: deque[float] = field(default_factory=deque)

    def take(self, method: str, path: str) -> tuple[dict[str, str], float]:
        """Count a request; returns the headers that it is answered with, and how long it has to wait (0: not)."""
        now = SystemClock().now().timestamp()
        if not path.startswith(("/interactions/", "/webhooks/")):
            wait = _wait(self._all, now, self.a_second, GLOBAL_SECONDS) if self.a_second else 0.0
            if not wait:
                self.taken.append(now)
            else:
                self.too_fast += 1
                return {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}, wait
        room = _OF_A_ROOM.match(path)
        if not (self.room_seconds and room and method != "GET"):
            return {}, 0.0
        recent = self._rooms.setdefault(method + room[1], deque())
        wait = _wait(recent, now, A_ROOM_TAKES, self.room_seconds)
        self.too_fast += bool(wait)
        until = self.room_seconds - (now - recent[0])
        headers = {
            "X-RateLimit-Limit": str(A_ROOM_TAKES),
            "X-RateLimit-Remaining": str(max(0, A_ROOM_TAKES - len(recent))),
            "X-RateLimit-Bucket": method,
            "X-RateLimit-Reset-After": f"{until:.3f}",
            "X-RateLimit-Reset": f"{now + until:.3f}",
        }
        return headers, wait


def _wait(recent: deque[float], now: float, most: int, seconds: float) -> float:
    """Let one more in, or say how long it has to wait."""
    while recent and now - recent[0] >= seconds:
        recent.popleft()
    if len(recent) >= most:
        return math.ceil((seconds - (now - recent[0])) * 1000) / 1000
    recent.append(now)
    return 0.0
