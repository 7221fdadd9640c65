"""The shapes of what a content pack holds. Values only: no reading, no drawing.

Ids live in the database and in the addresses of buttons, so an id that has shipped never changes;
labels and texts may.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

AMERICAN = frozenset({"988", "741741"})
"""American crisis numbers. They reach nobody in the UK, and people copy them from the web."""

_NUMBER = re.compile(r"\d[\d\s().-]*\d|\d")
_TOLL_FREE = re.compile(r"1?8(00|33|44|55|66|77|88)\d{7}")


def is_american(contact: str) -> bool:
    """Tell whether a contact holds a help number that works in the United States alone."""
    numbers = (re.sub(r"\D", "", found) for found in _NUMBER.findall(contact))
    return any(number in AMERICAN or _TOLL_FREE.fullmatch(number) for number in numbers)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to press: a word that says it all, and an emoji beside it, never instead of it."""

    id: str
    label: str
    emoji: str


@dataclass(frozen=True, slots=True)
class GratitudeChoice(Choice):
    """A ready-made entry for the thank-you list, added by one press."""


@dataclass(frozen=True, slots=True)
class Icebreaker:
    """A short, low-stakes question that needs no camera, memory or speed."""

    id: str
    title: str
    text: str
    answers: tuple[Choice, ...]
    alt: str
    shorter: str = ""
    """The same question in fewer words; empty where a charity wrote none."""


@dataclass(frozen=True, slots=True)
class Word:
    """A feeling word to learn, with what it means in one line (a Discord select shows 100 characters)."""

    id: str
    label: str
    emoji: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Feeling:
    """The feeling of a week: what it means, how a body may feel, and what may help."""

    id: str
    label: str
    emoji: str
    meaning: str
    body: str
    prompts: tuple[str, ...]
    help: str
    alt: str
    words: tuple[str, ...]
    """Ids of words in the bank that are close to it."""
    helps: tuple[str, ...] = ()
    """What people may choose when the group is asked what helps; a charity's own feelings may have none."""
    shorter: str = ""
    """What it means, in fewer words."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card of a module. The alternative text is there with or without a picture."""

    text: str
    alt: str
    picture: Path | None
    """Where its picture lies: beside the module's TOML file, or among the shipped pictures."""
    emoji: str
    """At the end of its words; empty where nothing shows what they say."""
    shorter: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    """A short training module: cards, questions to talk about, one activity, one card to keep."""

    id: str
    title: str
    licence: str
    sources: str
    cards: tuple[Card, ...]
    questions: tuple[str, ...]
    activity: str
    keep: str
    heads_up: str = ""
    """What may be hard to hear, in one plain line that is said before the first card; empty for most."""
    shorter: str = ""
    """The activity in fewer words."""


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A place to get help: its name, what to do, and when it is open."""

    label: str
    contact: str
    hours_note: str

    def __post_init__(self) -> None:
        if is_american(self.contact):
            raise ValueError(f"“{self.contact}” is an American number. It does not work in the UK.")


@dataclass(frozen=True, slots=True)
class HelpLines:
    """The few lines of the Help card, and the day a person last rang or looked them up."""

    checked_on: date
    lines: tuple[HelpLine, ...]


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """A page on the web: its name, what it is in one line, and what it is about, as ids of feelings and modules."""

    id: str
    label: str
    line: str
    address: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LibraryPages:
    """The pages that a group starts with, and the day on which the list was written."""

    written_on: date
    pages: tuple[LibraryPage, ...]
