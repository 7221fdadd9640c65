"""Next time, look after yourself, and better / same / worse than when we started (features C8, Z1)."""

from bot.session.step import Kept, Question, Shown, Step

STEP = Step(
    id="closing",
    minutes=4,
    questions=(
        Question(
            "change",
            Kept.TOTALS,
            Shown.NEVER,
            choices=("better", "same", "worse"),
            members_only=True,
            mood=True,
        ),
    ),
)
