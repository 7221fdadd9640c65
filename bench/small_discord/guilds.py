"""The servers of the small Discord: each has one group, three rooms and five roles, all known from its number."""

from dataclasses import dataclass

SERVER_NAME = "A pretend server"
_FIRST = 1200000000000000000
_APART = 1 << 22  # Discord finds the shard of a server from its id without the last 22 bits
BOT = _FIRST + 2


@dataclass(frozen=True)
class Guild:
    """A server with one group in it: its own id, and the ids of its rooms and roles, all from its number."""

    number: int = 0

    @property
    def _base(self) -> int:
        return _FIRST + self.number * _APART

    @property
    def xid(self) -> int:
        """The server."""
        return self._base + 1

    @property
    def room(self) -> int:
        """The group's room."""
        return self._base + 3

    @property
    def staff(self) -> int:
        """The staff's room."""
        return self._base + 4

    @property
    def voice(self) -> int:
        """The room to talk in."""
        return self._base + 5

    @property
    def members(self) -> int:
        """The role of members."""
        return self._base + 11

    @property
    def facilitators(self) -> int:
        """The role of facilitators."""
        return self._base + 12

    @property
    def leads(self) -> int:
        """The role of leads."""
        return self._base + 13

    @property
    def bots(self) -> int:
        """The role of the bot."""
        return self._base + 14

    @property
    def name(self) -> str:
        """What it is called."""
        return SERVER_NAME if not self.number else f"{SERVER_NAME} {self.number}"

    def rooms(self) -> dict[int, str]:
        """Name its rooms."""
        return {self.room: "a-quiet-room", self.staff: "staff-corner", self.voice: "talking-aloud"}

    def roles(self) -> dict[int, str]:
        """Name the roles of people."""
        return {self.members: "member", self.facilitators: "facilitator", self.leads: "lead"}

    def shard(self, count: int) -> int:
        """Find the shard that is told of this server, of so many."""
        return (self.xid >> 22) % count

    @classmethod
    def of(cls, xid: int) -> "Guild":
        """Find the server of a channel or a role."""
        return cls((xid - _FIRST) // _APART)


HOME = Guild()
SERVER, ROOM, STAFF, VOICE = HOME.xid, HOME.room, HOME.staff, HOME.voice
MEMBERS, FACILITATORS, LEADS, BOTS = HOME.members, HOME.facilitators, HOME.leads, HOME.bots
ROOM_NAMES = HOME.rooms()
