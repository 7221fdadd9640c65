"""Logs that hold no person: libraries at WARNING, no trace and no value, numbers that could be ids taken out.

discord.py's gateway prints whole events at DEBUG, so nothing below INFO is ever written, whatever is asked for.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

_ID = re.compile(r"\d{15,}")  # a Discord id has 17 to 20 digits; nothing else that we log has so many
_VALUE = re.compile(r"%(?:%|(?:\(\w+\))?[-#0 +]*(?:\d+|\*)?(?:\.(?:\d+|\*))?[a-zA-Z])")  # where a line is filled in
_LIBRARIES = ("discord", "sqlalchemy", "aiosqlite", "alembic", "apscheduler", "aiohttp", "asyncio")


class Scrub(logging.Filter):
    """Takes ids out of every line, and the traces and values out of library lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; a line is never dropped, so that nothing is hidden from the operator."""
        if record.exc_info and record.exc_info[0]:
            record.msg, record.args = "%s (%s)", (record.name, record.exc_info[0].__name__)
            record.exc_info, record.exc_text = None, None
        elif not record.name.startswith(("bot", "cogs")):
            record.args = ()  # a library's line may carry an event, a row, a name; its own words are enough
            record.msg = _VALUE.sub("…", str(record.msg))
        record.msg = _ID.sub("(id)", record.getMessage())
        record.args = ()
        record.stack_info = None
        return True


@contextmanager
def scrubbed_logs(level: str) -> Iterator[None]:
    """Write our own lines from ``level`` on, and libraries' from WARNING on, through the filter, meanwhile."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(Scrub())
    root = logging.getLogger()
    before = root.handlers, root.level
    root.handlers = [handler]
    root.setLevel(max(logging.getLevelName(level), logging.INFO))
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        yield
    finally:
        root.handlers = before[0]
        root.setLevel(before[1])
