"""What Discord sends is read even when half a character is in it.

JSON can hold one half of a pair of surrogates (RFC 8259, 8.2). It is no text: orjson refuses the whole frame,
discord.py does not expect that, and the bot would end. Such a half is read as a question mark instead.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from discord import utils


@contextmanager
def half_characters_read() -> Iterator[None]:
    """Let discord.py read them meanwhile; it has no other way to be told."""
    library: Any = utils
    before = library._from_json  # noqa: SLF001  the one place where it reads

    def read(text: str | bytes) -> Any:
        try:
            return before(text)
        except ValueError:
            return _with_question_marks(text)

    library._from_json = read  # noqa: SLF001  as above
    try:
        yield
    finally:
        library._from_json = before  # noqa: SLF001  as above


def _with_question_marks(text: str | bytes) -> Any:
    """Read it with the standard library, which takes halves. Raises ``ValueError`` for what is no JSON at all."""
    return json.loads(json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace"))
