"""The form of the check-in, which the practice room opens too: the same for everybody, with nothing chosen."""

import discord

from bot.content import Pack
from bot.session.steps.check_in import STEP
from cogs.ui.address import Address
from cogs.ui.choices import choices_of
from cogs.ui.forms import Pick, form

QUESTIONS = ("week", "feel")


def check_in_form(pack: Pack, address: Address) -> discord.ui.Modal:
    """Make the form of the two questions; it is sent to ``address``."""
    fields = [
        Pick(
            question,
            pack.say(f"check-in.{question}-label"),
            tuple(
                (option.value, f"{option.label} {option.emoji}")
                for option in choices_of(pack, STEP, STEP.question(question))
            ),
            pack.say("check-in.can-change"),
        )
        for question in QUESTIONS
    ]
    return form(pack.say("check-in.title"), address, fields)
