"""A training module or a topic that the group chose, and questions without a name (features T1-T5)."""

from bot.session.step import Kept, Question, Shown, Step

STEP = Step(
    id="topic",
    minutes=14,
    material="modules",
    offers=8,
    own_items=("vote", "own"),
    pages_of_item=True,
    questions=(
        Question("vote", Kept.NOTHING, most=8, members_only=True),
        Question("idea", Kept.NOTHING, Shown.IN_BATCHES, typed=True, most=3),
        Question("sense", Kept.NOTHING, Shown.NEVER, choices=("get-it", "nearly", "again"), members_only=True),
        Question("ask", Kept.NOTHING, Shown.IN_BATCHES, typed=True, most=3, length=200),
        Question("share", Kept.NOTHING, Shown.IN_BATCHES, typed=True, most=3, length=200),
    ),
)
