"""/report: two pages about a block, for whoever gives money. The lead says what the group learned, in a form."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.content import Pack
from bot.reports.report import LONGEST_LEARNED, report_page
from bot.services.funder_report import DOCUMENT_WRITERS, FunderReportService
from bot.session import Refused
from cogs.ui.address import Address
from cogs.ui.body import Body, Tone, text
from cogs.ui.forms import TextField, form
from cogs.ui.pages import send_page
from cogs.ui.router import Handler, Press, caller_of
from cogs.ui.where import where_of

_MOST_SUGGESTED = 25


class FunderReportCog(commands.Cog):
    """Reports for whoever gives money."""

    def __init__(self, reports: FunderReportService, pack: Pack) -> None:
        self._reports = reports
        self._pack = pack

    @property
    def handlers(self) -> dict[str, Handler]:
        """What comes back from the form."""
        return {"report-learned": self.make}

    @app_commands.command(name="report")
    @app_commands.rename(file_type="format")
    @app_commands.choices(file_type=[app_commands.Choice(name=name, value=name) for name in DOCUMENT_WRITERS])
    @app_commands.default_permissions(manage_guild=True)
    async def report(self, interaction: discord.Interaction[Any], period: str = "", file_type: str = "pdf") -> None:
        """Ask what the group learned; the file comes with the answer."""
        name = await self._reports.find(caller_of(interaction), where_of(interaction), period)
        field = TextField(
            "learned",
            self._pack.say("report-form.label"),
            self._pack.say("report-form.hint"),
            longest=LONGEST_LEARNED,
            long=True,
            optional=True,
        )
        address = Address(0, 0, "report-learned", f"{file_type}.{name}")
        await interaction.response.send_modal(form(self._pack.say("report-form.title"), address, [field]))

    @report.autocomplete("period")
    async def _periods(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        names = await self._reports.periods(caller_of(interaction), where_of(interaction))
        near = [name for name in names if typed.casefold() in name.casefold()]
        return [app_commands.Choice(name=name, value=name) for name in near[:_MOST_SUGGESTED]]

    async def make(self, press: Press) -> None:
        """Write the report and send it to the lead alone."""
        file_type, _dot, period = press.argument.partition(".")
        if file_type not in DOCUMENT_WRITERS:
            raise Refused("old-button")
        learned = press.form.get("learned", "")
        report, fixed = await self._reports.make(press.caller, where_of(press.interaction), period, learned)
        say = self._pack.say
        told = text(
            say("report-form.ready", period=report.figures.period),
            say("report-form.quotes", n=len(report.quotes)),
            say("numbers.released", kind=say(f"numbers-kind.{fixed}")) if fixed else "",
        )
        name = f"report-{report.figures.period}.{file_type}"
        write = DOCUMENT_WRITERS[file_type]
        body = Body((told,), tone=Tone.STAFF)
        await send_page(press.interaction, body, name, lambda: write(report_page(self._pack, report)))
