"""A thank-you list that the group owns; nameless unless a person signs (features G1, G2)."""

from bot.session.step import Kept, Question, Shown, Step

STEP = Step(
    id="gratitude",
    minutes=5,
    questions=(Question("thanks", Kept.TEXTS, Shown.IN_BATCHES, typed=True, may_sign=True, most=5, length=100),),
)
