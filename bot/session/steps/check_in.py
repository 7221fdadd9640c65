"""Two private questions, shown together or not at all (features C1, C2, C4, C6, C7).

Both questions are sealed when a facilitator reveals them: from then on only the block's totals know of them.
"""

from bot.session.step import Kept, Question, Step

CHOICES = ("good", "ok", "hard", "mixed", "not-sure", "rather-not")

STEP = Step(
    id="check-in",
    minutes=12,
    reveal_ends=True,
    questions=(
        Question("week", Kept.TOTALS, choices=CHOICES, members_only=True, mood=True),
        Question("feel", Kept.TOTALS, choices=CHOICES, members_only=True, mood=True),
    ),
)
