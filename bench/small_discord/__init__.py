"""A small Discord at the socket: a tool to measure and to break the bot with; no part of the bot knows it."""
