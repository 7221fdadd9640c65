"""What a step is: the questions it asks, what an answer may be, and what stays of the answers.

A step is data. The one place where its rules are applied is ``Question.accept`` (what comes in) and the sealing
in the services (what stays), so a new kind of step is a new value and needs no change anywhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.session.refusal import Refused
from bot.session.text import clean, one_line


class Kept(StrEnum):
    """What stays of a question's answers when they are sealed."""

    TOTALS = "totals"  # counts, added to the block's totals and kept nowhere else
    TEXTS = "texts"  # the texts, each once, in a new random order, without times
    NOTHING = "nothing"


class Shown(StrEnum):
    """How the room comes to see the answers."""

    TOGETHER = "together"  # when a facilitator reveals them, all at once
    IN_BATCHES = "in-batches"  # as shuffled entries, after a facilitator has read them
    NEVER = "never"


@dataclass(frozen=True)
class Question:
    """One question of a step.

    ``id`` lives in the database and in custom ids and never changes. ``choices`` are what a press may give; with
    none here, the step's material in the content pack offers them. ``most`` is how many answers one person may
    give: with 1, a new answer takes the place of the old one. ``length`` is in characters. The choice ``affirms``
    is remembered as the person's agreement with the newest rules. A ``mood`` is health data: it is asked only in a
    group whose lead has switched the check-in on. An ``optional`` one is asked once a facilitator has added it.
    """

    id: str
    kept: Kept
    shown: Shown = Shown.TOGETHER
    choices: tuple[str, ...] = ()
    typed: bool = False
    may_sign: bool = False
    most: int = 1
    length: int = 60
    members_only: bool = False
    affirms: str = ""
    mood: bool = False
    optional: bool = False

    def accept(self, value: str, offered: Sequence[str]) -> str:
        """Return the answer as it will be stored, typed text cut to ``length``.

        Raises ``Refused`` with a sentence that says what to do.
        """
        if value in offered:
            return value
        if not self.typed:
            raise Refused("not-a-choice")
        return clean(value, self.length)

    def cuts(self, value: str) -> bool:
        """Tell whether ``accept`` would have to cut this text, so that its writer is told kindly."""
        return self.typed and len(one_line(value)) > self.length


Material = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Step:
    """One kind of step. ``minutes`` is the usual length, for the facilitator alone (feature F3).

    ``material`` names the list in the content pack from which the facilitator chooses this step's item (an
    icebreaker, a feeling, a module); empty where there is nothing to choose. ``own_items`` are choices beside that
    list. ``offers`` is how many of them are put before the facilitator, least used first. ``pages`` are cards that
    are shown one after the other; with ``pages_of_item`` they are the item's own. ``reveal_ends`` says that
    showing the result seals the step.
    """

    id: str
    minutes: int
    questions: tuple[Question, ...] = ()
    material: str = ""
    own_items: tuple[str, ...] = ()
    offers: int = 0
    pages: tuple[str, ...] = ()
    pages_of_item: bool = False
    reveal_ends: bool = False
    choices_follow_item: bool = False

    @property
    def only_moods(self) -> bool:
        """Tell whether nothing is left of the step in a group that asks for no moods."""
        return bool(self.questions) and all(question.mood for question in self.questions)

    def question(self, name: str) -> Question:
        """Find a question by id; raises ``Refused("not-a-choice")``, the answer to a forged press."""
        for question in self.questions:
            if question.id == name:
                return question
        raise Refused("not-a-choice")

    def kept_as(self, question: Question) -> str:
        """Name the list under which a question's texts are kept: the first such question has the step's own name."""
        first = next(one for one in self.questions if one.kept is Kept.TEXTS)
        return self.id if question.id == first.id else f"{self.id}.{question.id}"

    def offered(self, question: Question, item: str, material: Material) -> tuple[str, ...]:
        """List the choices that a press may give for ``question`` while ``item`` is the step's item."""
        if question.choices:
            return question.choices
        name = f"{self.id}.{item}" if self.choices_follow_item else f"{self.id}.{question.id}"
        return tuple(material.get(name, ()))
