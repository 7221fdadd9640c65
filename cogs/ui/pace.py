"""How often a session's messages are drawn again: at once, then not for two seconds, and always the last state."""

from datetime import datetime, timedelta

from bot.scheduling import Clock

APART = timedelta(seconds=2)
_KEPT = 256  # sessions: below that, nothing is cleared away


class Pace:
    """When each session was drawn last. What is forgotten at a restart is one pause."""

    def __init__(self, clock: Clock, apart: timedelta = APART) -> None:
        self._clock = clock
        self._apart = apart
        self._drawn: dict[int, datetime] = {}

    def is_early(self, session_id: int) -> bool:
        """Tell whether a session was drawn again less than two seconds ago."""
        return self._wait(session_id) > timedelta(0)

    async def pause(self, session_id: int) -> None:
        """Wait until a session may be drawn again."""
        if wait := self._wait(session_id):
            await self._clock.sleep(wait.total_seconds())

    def drawn(self, session_id: int) -> None:
        """Take down that a session was drawn again just now."""
        now = self._clock.now()
        if len(self._drawn) >= _KEPT:
            self._drawn = {known: at for known, at in self._drawn.items() if timedelta(0) <= now - at < self._apart}
        self._drawn[session_id] = now

    def _wait(self, session_id: int) -> timedelta:
        """Say how long to wait, never longer than two seconds: a clock may be set back."""
        at = self._drawn.get(session_id)
        since = self._clock.now() - at if at else self._apart
        return self._apart - since if timedelta(0) <= since < self._apart else timedelta(0)
