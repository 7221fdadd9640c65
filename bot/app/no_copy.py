"""What Discord sends back of an answer to a press is not read: it is what we have just sent.

discord.py always makes a message of it, with all its parts, and that is a good part of what a press costs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from discord.webhook.async_ import AsyncWebhookAdapter, async_context


class _NoCopy(AsyncWebhookAdapter):
    async def create_interaction_response(self, interaction_id: int, token: str, **how: Any) -> Any:
        """Answer, and tell the library only whose answer it was."""
        await super().create_interaction_response(interaction_id, token, **how)
        return {"interaction": {"id": interaction_id}}


@contextmanager
def no_copy_read() -> Iterator[None]:
    """Let discord.py pass over it, in this task and all that it starts; it has no other way to be told."""
    before = async_context.set(_NoCopy())  # type: ignore[no-untyped-call]  # so it is in the library
    try:
        yield
    finally:
        async_context.reset(before)
