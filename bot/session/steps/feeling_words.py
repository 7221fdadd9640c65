"""Words for one feeling a week: nameless, held until shown, a plain list (features W1-W6)."""

from bot.session.step import Kept, Question, Shown, Step

STEP = Step(
    id="feeling-words",
    minutes=8,
    material="feelings",
    offers=8,
    questions=(
        Question("word", Kept.TEXTS, Shown.IN_BATCHES, typed=True, most=5),
        Question("helps", Kept.TEXTS, Shown.IN_BATCHES, typed=True, most=3, optional=True),
    ),
)
