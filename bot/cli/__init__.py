"""The commands that a person types. No Python trace ever reaches the screen.

Exit status: 0 all is well; 1 something unexpected failed; 2 something has to be put right first.
"""

from bot.cli import data, ending, numbers, running, simulating, words
from bot.cli.typed import app, main

__all__ = [
    "app",
    "data",
    "ending",
    "main",
    "numbers",
    "running",
    "simulating",
    "words",
]  # a command is there once its file was read
