"""The cogs that nobody but the router knows: a press comes in, a service is asked, an answer is drawn."""

from discord.ext import commands

from bot.app.wiring import Services
from cogs.audit import AuditCog
from cogs.cards import CardsCog
from cogs.feedback import WeDidCog
from cogs.funder_report import FunderReportCog
from cogs.keepsake import KeepsakeCog
from cogs.more import MoreCog
from cogs.new_time import NewTimeCog
from cogs.presence import PresenceCog
from cogs.privacy import PrivacyCog
from cogs.quotes import QuotesCog
from cogs.reading import ReadingCog
from cogs.sign_up import SignUpCog
from cogs.staff_steps import StaffStepsCog
from cogs.stats import StatsCog
from cogs.status import StatusCog
from cogs.ui.screen import Screen
from cogs.ways import WaysCog


def plain_cogs(services: Services, screen: Screen) -> list[commands.Cog]:
    """Build them."""
    pack = services.desk.pack
    return [
        PresenceCog(services.presence, services.ways, pack),
        PrivacyCog(services.own_data, pack),
        CardsCog(services.cards, screen, pack),
        MoreCog(pack),
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
        WeDidCog(services.we_did, pack),
    ]
