"""One cog per kind of step. ``FACES`` is the one list: the agenda, the drawing and the routing follow from it."""

from cogs.steps.check_in import CheckInCog
from cogs.steps.closing import ClosingCog
from cogs.steps.face import StepCog
from cogs.steps.feeling_words import FeelingWordsCog
from cogs.steps.gratitude import GratitudeCog
from cogs.steps.ground_rules import GroundRulesCog
from cogs.steps.icebreaker import IcebreakerCog
from cogs.steps.topic import TopicCog

FACES: tuple[type[StepCog], ...] = (
    GroundRulesCog,
    IcebreakerCog,
    CheckInCog,
    FeelingWordsCog,
    TopicCog,
    GratitudeCog,
    ClosingCog,
)
