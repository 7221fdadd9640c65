"""A short, easy question with answers to press; none comes back before all others did (features I1-I6)."""

from bot.session.step import Kept, Question, Shown, Step

STEP = Step(
    id="icebreaker",
    minutes=6,
    material="icebreaker",
    offers=2,
    choices_follow_item=True,
    questions=(
        Question("answer", Kept.NOTHING),
        Question("share", Kept.NOTHING, Shown.IN_BATCHES, typed=True, most=3, length=200),
    ),
)
