"""Roles for one session: taken in private, given back without a reason, over with the session."""

from discord.ext import commands

from bot.content import Pack
from bot.services.session_roles import ReadAloud, SessionRoleService
from bot.services.taking_part import SESSION_ROLES
from bot.session import Refused
from cogs.ui.door import whisper
from cogs.ui.router import Handler, Press
from cogs.ui.screen import Screen
from cogs.ui.session_roles import draw_role, draw_roles, draw_words, lines_of


class SessionRolesCog(commands.Cog):
    """What is behind "Help with a role"."""

    def __init__(self, roles: SessionRoleService, screen: Screen, pack: Pack) -> None:
        self._roles = roles
        self._screen = screen
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """The verbs that this cog handles."""
        return {
            "roles": self.roles,
            "role": self.role,
            "role-take": self.take,
            "role-back": self.back,
            "role-read": self.read,
        }

    async def roles(self, press: Press) -> None:
        """Show all roles."""
        page = await self._roles.page(press.caller, press.address.session)
        await whisper(press.interaction, draw_roles(self._pack, page))

    async def role(self, press: Press) -> None:
        """Show one role before anything is decided."""
        page = await self._roles.page(press.caller, press.address.session)
        await whisper(press.interaction, draw_role(self._pack, page, _named(press)))

    async def take(self, press: Press) -> None:
        """Take it; then its page, with what it needs."""
        page = await self._roles.take(press.caller, press.address.session, press.argument)
        await whisper(press.interaction, draw_role(self._pack, page, press.argument))
        await self._screen.show_or_tell(press.interaction, press.address.session, "turns.late")

    async def back(self, press: Press) -> None:
        """Give it back."""
        page = await self._roles.give_back(press.caller, press.address.session, _named(press))
        await whisper(press.interaction, draw_role(self._pack, page, press.argument, self._pack.say("role.back-done")))
        await self._screen.show_or_tell(press.interaction, press.address.session, "turns.still-seen")

    async def read(self, press: Press) -> None:
        """Show the words that the role needs, as the cards are now."""
        role = _named(press)
        given = await self._roles.to_read(press.caller, press.address.session, role)
        await whisper(press.interaction, draw_words(self._pack, role, given, self._on_card(given)))

    def _on_card(self, given: ReadAloud) -> tuple[str, ...]:
        return lines_of(self._screen.drawn(given.card)) if given.card else ()


def _named(press: Press) -> str:
    if press.argument not in SESSION_ROLES:
        raise Refused("not-a-choice")
    return press.argument
