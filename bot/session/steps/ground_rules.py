"""Welcome, what we keep private, and the group's own rules (features O2-O4)."""

from bot.session.step import Kept, Question, Shown, Step

STEP = Step(
    id="ground-rules",
    minutes=8,
    pages=("welcome", "plan", "private-1", "private-2", "private-3", "rules"),
    questions=(
        Question("agree", Kept.NOTHING, choices=("agree", "not-sure", "talk"), members_only=True, affirms="agree"),
        Question("rule", Kept.NOTHING, Shown.IN_BATCHES, typed=True, most=3, length=100),
        Question("ask", Kept.NOTHING, Shown.IN_BATCHES, typed=True, most=3, length=200),
    ),
)
