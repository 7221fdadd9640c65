"""Settings: one TOML file and the environment (`PEERLIGHT_GROUP__ZONE` stands above `zone` in `[group]`).

They are read once, passed in, and never imported as a global. Whatever is wrong with them is told all at once, as
`Problem`s that a volunteer can mend; no secret is ever part of one.
"""

from bot.config.problems import ConfigProblems, Problem, nearest, nearest_zones
from bot.config.reading import load_settings
from bot.config.settings import NOT_SETTINGS, PREFIX, SECTIONS, WEEKDAYS, GroupSettings, Settings

__all__ = [
    "NOT_SETTINGS",
    "PREFIX",
    "SECTIONS",
    "WEEKDAYS",
    "ConfigProblems",
    "GroupSettings",
    "Problem",
    "Settings",
    "load_settings",
    "nearest",
    "nearest_zones",
]
