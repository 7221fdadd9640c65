"""Practise with the real bot and no Discord: in the browser with pretend members, or all by itself.

Nothing leaves this machine. A rehearsal has its own database in ``rehearsal/`` and its own key beside that folder.
"""

from bot.rehearsal.start import rehearse

__all__ = ["rehearse"]
