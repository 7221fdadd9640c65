"""What the small Discord is told to do wrong."""

from dataclasses import dataclass

from bench.small_discord.shapes import Json

LATE = 100  # a status that no answer has: what was asked is done, only late


@dataclass
class Fault:
    """A request that is to go wrong: ``pattern`` is searched in "METHOD /path", ``after`` is in seconds."""

    pattern: str
    status: int
    body: Json
    times: int
    after: float = 0.0


def refusal(status: int, code: int, wait: float = 0.5, *, everywhere: bool = False) -> Json:
    """Write what Discord says with a status; a 429 asks to ``wait`` (seconds), in one place or everywhere."""
    body: Json = {"message": "no", "code": code}
    return body if status != 429 else {**body, "retry_after": wait, "global": everywhere}
