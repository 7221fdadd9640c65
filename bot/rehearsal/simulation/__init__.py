"""A whole programme of pretend weeks, played through the services, the timetable and a moved clock, without Discord.

``script`` says what happens and ``truth`` counts it from there; ``play`` lets it happen; ``compare`` reads what the
database says of it. What the bot says goes through ``audit``.
"""

from bot.rehearsal.simulation.start import simulate

__all__ = ["simulate"]
