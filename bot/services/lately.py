"""How often something happened of late, so that nobody is asked too often. It lives in memory alone."""

from datetime import datetime, timedelta


class Lately:
    """Instants by code. A restart forgets them, and no file ever holds them."""

    def __init__(self, span: timedelta) -> None:
        self._span = span
        self._noted: list[tuple[datetime, bytes]] = []

    def note(self, code: bytes, now: datetime) -> None:
        """Note that it happened once more."""
        self._noted.append((now, code))

    def count(self, code: bytes, now: datetime) -> int:
        """Count how often it happened to this one within the span; what is older is forgotten."""
        self._noted = [one for one in self._noted if now - one[0] < self._span]
        return sum(noted == code for _when, noted in self._noted)
