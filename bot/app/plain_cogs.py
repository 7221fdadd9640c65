"""The cogs that nobody but the router knows: a press comes in, a service is asked, an answer is drawn."""

from collections.abc import Awaitable, Callable

from discord.ext import commands

from bot.app.wiring import Services
from cogs.audit import AuditCog
from cogs.calm import CalmCog
from cogs.cards import CardsCog
from cogs.feedback import WeDidCog
from cogs.funder_report import FunderReportCog
from cogs.keepsake import KeepsakeCog
from cogs.more import MoreCog
from cogs.new_time import NewTimeCog
from cogs.own_prompts import OwnPromptsCog
from cogs.practice import PracticeCog
from cogs.presence import PresenceCog
from cogs.privacy import PrivacyCog
from cogs.prompts import PromptsCog
from cogs.quotes import QuotesCog
from cogs.reading import ReadingCog
from cogs.rehearse import RehearseCog
from cogs.session import SessionCog
from cogs.session_roles import SessionRolesCog
from cogs.sign_up import SignUpCog
from cogs.signs import SignsCog
from cogs.staff_steps import StaffStepsCog
from cogs.stats import StatsCog
from cogs.status import StatusCog
from cogs.timer import TimerCog
from cogs.turns import TurnsCog
from cogs.ui.rooms import Rooms
from cogs.ui.screen import Screen
from cogs.ways import WaysCog


def plain_cogs(
    services: Services, screen: Screen, rooms: Rooms, ask_staff: Callable[[], Awaitable[None]]
) -> list[commands.Cog]:
    """Build them."""
    pack = services.desk.pack
    rehearsing = RehearseCog(services.rehearsals, screen.faces, rooms, pack)
    return [
        rehearsing,
        SessionCog(
            services.sessions,
            services.board,
            screen,
            pack,
            timers=services.timers,
            ask_staff=ask_staff,
            rehearse=rehearsing.open,
        ),
        PresenceCog(services.presence, services.ways, pack),
        PrivacyCog(services.own_data, screen, pack),
        CalmCog(pack),
        CardsCog(services.cards, screen, pack),
        MoreCog(pack),
        PromptsCog(services.sessions, services.topics, services.senses, screen, pack),
        OwnPromptsCog(services.own_prompts, services.board, screen, pack),
        PracticeCog(services.practice, screen.faces, pack),
        TurnsCog(services.turns, services.board, screen, pack),
        SignsCog(services.signs, services.sign_votes, screen, pack),
        SessionRolesCog(services.session_roles, screen, pack),
        ReadingCog(services.reading, screen, pack),
        WaysCog(services.ways, pack),
        SignUpCog(services.sign_ups, pack),
        StaffStepsCog(services.steps, screen, pack),
        StatsCog(services.exports, services.insight, pack),
        StatusCog(services.status, pack),
        AuditCog(services.audit, pack),
        KeepsakeCog(services.keepsakes, screen, pack),
        QuotesCog(services.quotes, pack),
        FunderReportCog(services.funder_reports, pack),
        NewTimeCog(services.new_time, pack),
        TimerCog(services.timers, screen, pack),
        WeDidCog(services.we_did, pack),
    ]
