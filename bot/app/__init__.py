"""Wiring: from settings to a bot that runs, in Discord or in a rehearsal."""

from bot.app.client import PeerlightBot
from bot.app.running import run_bot
from bot.app.wiring import Services, WrongKey, prepare, wire

__all__ = ["PeerlightBot", "Services", "WrongKey", "prepare", "run_bot", "wire"]
