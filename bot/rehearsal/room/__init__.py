"""The rehearsal room: one web page over a pretend Discord, for practising with the real bot.

A person plays a facilitator (or a lead, a supporting facilitator, a member) and needs no Discord
account for it. simcord brings its own preview, but that is a developer's workbench: it shows one
channel and refuses a press when anything else happened meanwhile. Here several people act at once,
so every action waits its turn in one queue (`World.act`) and the page redraws from what is there.

The page stands on the loopback address alone, opens with a token that works once, and asks no
other machine for anything: the notice at its top promises that nothing leaves this computer.
"""

from bot.rehearsal.room.server import Room, serve
from bot.rehearsal.room.world import Leap, Place, Who, World

__all__ = ["Leap", "Place", "Room", "Who", "World", "serve"]
