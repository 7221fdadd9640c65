"""Feedback on a session, until noon of the next day: what is asked, until when, and how it is written down. Pure."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

FACES = ("good", "ok", "not-good")
NOT_LIKED = frozenset({"ground-rules", "closing"})  # steps that nobody is asked about: they are the frame
FACE, FAVOURITE, TEXT = "face", "favourite", "text"
LONGEST_TEXT = 200  # characters
FEWEST_WRITERS = 3  # fewer texts than this of one evening would tell staff whose they are
LONGEST_KEYED = timedelta(hours=24)
TOTALS = {FACE: "feedback.face", FAVOURITE: "feedback.favourite"}
"""Under which name each question is added to a block's totals."""

_BAG = 1024  # bytes: all that one person answered is written in steps of this length, so that it tells little

Bag = Mapping[str, str]


def open_until(closed_at: datetime, zone: str) -> datetime:
    """Say until when people may answer: noon of the next day on the group's wall, and never longer than 24 hours."""
    here = ZoneInfo(zone)
    next_day = closed_at.astimezone(here).date() + timedelta(days=1)
    noon = datetime.combine(next_day, time(12), here)
    return min(noon.astimezone(closed_at.tzinfo), closed_at + LONGEST_KEYED)


def can_be_liked(steps: Sequence[str]) -> tuple[str, ...]:
    """List the steps that a person may have liked best, in their order, each once."""
    return tuple(step for step in dict.fromkeys(steps) if step not in NOT_LIKED)


def written(bag: Bag) -> str:
    """Write down all that one person answered; the length does not tell what."""
    plain = json.dumps(dict(sorted(bag.items())))
    return plain.ljust(-(-len(plain) // _BAG) * _BAG)


def read(plain: str) -> dict[str, str]:
    """Read what ``written`` wrote."""
    return dict(json.loads(plain))
