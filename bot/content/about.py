"""What is known about the texts of a pack: in which language, for whom, and who has read them (about.toml).

A text is named by its file and its key: "sentences.toml/help.title". A pattern may stand for many: "*/refused.*",
or a file's name alone for all that is in it. Where several parts name a text, the last one wins.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path

from bot.content.reading import PackError, Table, read_table

NAME = "about.toml"
ENGLISH = "en"
_KEYS = frozenset({"language", "audience", "buttons", "answers", "everyday", "part"})
_PART_KEYS = frozenset({"texts", "audience", "reviewed_on", "reviewed_by", "with_members"})


class Audience(Enum):
    """Who reads a text, which decides some of the rules."""

    MEMBER = "member"
    STAFF = "staff"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Review:
    """When people last read a text, who in general words, and whether members were among them."""

    on: date
    by: str
    with_members: bool


@dataclass(frozen=True, slots=True)
class _Part:
    patterns: tuple[str, ...]
    audience: Audience | None
    review: Review | None

    def names(self, place: str) -> bool:
        return _is_named(place, self.patterns)


@dataclass(frozen=True, slots=True)
class About:
    """Answers questions about one text at a time."""

    language: str = "en-GB"
    audience: Audience = Audience.MEMBER
    buttons: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    everyday: frozenset[str] = frozenset()
    parts: tuple[_Part, ...] = field(default=())

    @property
    def is_english(self) -> bool:
        """Tell whether the rules about English words and sentences apply."""
        return self.language.lower().partition("-")[0] == ENGLISH

    def audience_of(self, file: str, key: str) -> Audience:
        """Say who reads a text."""
        named = [part.audience for part in self.parts if part.audience and part.names(f"{file}/{key}")]
        return named[-1] if named else self.audience

    def review_of(self, file: str, key: str) -> Review | None:
        """Say who read a text last; None if nobody is known to have."""
        named = [part.review for part in self.parts if part.review and part.names(f"{file}/{key}")]
        return named[-1] if named else None

    def is_button(self, file: str, key: str) -> bool:
        """Tell whether people press this text."""
        return _is_named(f"{file}/{key}", (*self.buttons, *self.answers))

    def is_answer(self, file: str, key: str) -> bool:
        """Tell whether people press this text to give an answer, which needs no verb: "Good", "The sea"."""
        return _is_named(f"{file}/{key}", self.answers)


def about(folder: Path, shipped: Path) -> About:
    """Read what is known about a folder's texts; what it does not say is as in the shipped pack.

    Raise PackError in plain words. Reviews are not handed on: nobody who read our texts has read a charity's.
    """
    base = _read(read_table(shipped / NAME), About())
    if folder == shipped or not (folder / NAME).is_file():
        return base if folder == shipped else _without_reviews(base)
    return _read(read_table(folder / NAME), _without_reviews(base))


def _without_reviews(base: About) -> About:
    parts = tuple(_Part(part.patterns, part.audience, None) for part in base.parts)
    return About(base.language, base.audience, base.buttons, base.answers, base.everyday, parts)


def _read(table: Table, base: About) -> About:
    _refuse_unknown(table, _KEYS)
    parts = tuple(map(_part, table.tables("part"))) if "part" in table.values else ()
    more = table.texts("everyday") if "everyday" in table.values else ()
    return About(
        table.text_or_none("language") or base.language,
        _audience(table) or base.audience,
        (*base.buttons, *(table.texts("buttons") if "buttons" in table.values else ())),
        (*base.answers, *(table.texts("answers") if "answers" in table.values else ())),
        base.everyday | {word.lower() for word in more},
        (*base.parts, *parts),
    )


def _part(row: Table) -> _Part:
    _refuse_unknown(row, _PART_KEYS)
    return _Part(row.texts("texts"), _audience(row), _review(row))


def _audience(table: Table) -> Audience | None:
    named = table.text_or_none("audience")
    if named is None:
        return None
    try:
        return Audience(named)
    except ValueError:
        known = " or ".join(one.value for one in Audience)
        raise table.error("audience", f"“{named}” is nobody that we know. Choose {known}.") from None


def _review(row: Table) -> Review | None:
    if "reviewed_on" not in row.values:
        return None
    with_members = row.values.get("with_members", False)
    if not isinstance(with_members, bool):
        raise row.error("with_members", "this needs true or false, without quotes.")
    return Review(row.day("reviewed_on"), row.text("reviewed_by"), with_members)


def _refuse_unknown(table: Table, known: frozenset[str]) -> None:
    for key in sorted(table.values.keys() - known):
        raise PackError(f"{NAME}, {key}: this is no key of it. The keys are {', '.join(sorted(known))}.")


def _is_named(place: str, patterns: tuple[str, ...]) -> bool:
    found = [pattern for pattern in patterns if fnmatchcase(place, _whole(pattern.removeprefix("!")))]
    return bool(found) and not any(pattern.startswith("!") for pattern in found)


def _whole(pattern: str) -> str:
    return pattern if "/" in pattern else f"{pattern}/*"
