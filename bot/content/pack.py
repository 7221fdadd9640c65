"""The pack: every text that a person reads, loaded from a folder of TOML files.

A charity's own folder may hold any of the files. Sentences and other named texts win key by key; a
list (icebreakers, words, rules, ...) wins as a whole file; a topic wins by its file name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.content import shapes
from bot.content.calendar import Calendar, calendar
from bot.content.reading import PackError
from bot.content.shelf import SENTENCES, SHIPPED, Named, Shelf, only_lines, only_texts
from bot.content.shorter import read_shorter, short_feeling, short_icebreaker, short_module, short_texts
from bot.content.terms import Wording
from bot.content.values import (
    Choice,
    Feeling,
    GratitudeChoice,
    HelpLines,
    Icebreaker,
    LibraryPages,
    Module,
    Word,
)


@dataclass(frozen=True, slots=True)
class Pack:
    """All texts of one group. Immutable: a changed pack is loaded anew at the next start."""

    sentences: Mapping[str, str | tuple[str, ...]]
    icebreakers: tuple[Icebreaker, ...]
    feelings: tuple[Feeling, ...]
    words: tuple[Word, ...]
    gratitude: tuple[GratitudeChoice, ...]
    gratitude_prompts: tuple[str, ...]
    modules: tuple[Module, ...]
    rules: tuple[str, ...]
    help_lines: HelpLines
    library: LibraryPages
    glossary: Mapping[str, str]
    choices: Mapping[str, tuple[Choice, ...]]
    scripts: Mapping[str, tuple[str, ...]]
    pages: Mapping[str, tuple[str, ...]]
    calendar: Calendar
    _in_short: "Pack | None" = field(default=None, repr=False, compare=False)

    @property
    def in_short(self) -> "Pack":
        """The same pack in fewer and simpler words; a text that has no shorter one is there as it is (feature A9)."""
        return self._in_short or self

    def say(self, key: str, /, **values: object) -> str:
        """Fill in a sentence. KeyError names an unknown key, or a value that was not given."""
        return "\n".join(self._raw(key)).format_map(values)

    def lines(self, key: str, /, **values: object) -> tuple[str, ...]:
        """Give a page, one sentence per item; it is filled in only if values are given."""
        raw = self._raw(key)
        return tuple(line.format_map(values) for line in raw) if values else raw

    def has(self, key: str) -> bool:
        """Tell whether there is a sentence of this name."""
        return key in self.sentences

    def keys(self) -> frozenset[str]:
        """Name all sentences."""
        return frozenset(self.sentences)

    def _raw(self, key: str) -> tuple[str, ...]:
        found = self.sentences[key]
        return (found,) if isinstance(found, str) else found


def load_pack(folder: Path | None = None, wording: Wording | None = None) -> Pack:
    """Load the shipped pack, or a charity's own folder laid over it. Raise PackError in plain words."""
    on = Shelf(folder, wording or Wording())
    whole = _whole(on)
    return replace(whole, _in_short=_shortened(whole, read_shorter(on, whole.sentences, whole.pages)))


def _whole(on: Shelf) -> Pack:
    thanks = on.table("gratitude.toml")
    words = shapes.words(on.table("words.toml"))
    return Pack(
        sentences=_sentences(on),
        icebreakers=shapes.each(on.table("icebreakers.toml"), "icebreaker", shapes.icebreaker),
        feelings=_feelings(on, words),
        words=words,
        gratitude=shapes.each(thanks, "entry", shapes.gratitude),
        gratitude_prompts=thanks.texts("prompts"),
        modules=_modules(on),
        rules=on.table("rules.toml").texts("rules"),
        help_lines=shapes.help_lines(on.table("help.toml")),
        library=shapes.library(on.table("library.toml")),
        glossary=only_texts(on.named("glossary.toml"), "glossary.toml"),
        choices=_choices(on),
        scripts=only_lines(on.named("scripts.toml"), "scripts.toml"),
        pages=only_lines(on.named("pages.toml"), "pages.toml"),
        calendar=calendar(on.table("calendar.toml")),
    )


def _shortened(pack: Pack, shorter: Named) -> Pack:
    return replace(
        pack,
        sentences=short_texts(pack.sentences, shorter, ""),
        pages=only_lines(short_texts(pack.pages, shorter, "pages."), "shorter.toml"),
        icebreakers=tuple(map(short_icebreaker, pack.icebreakers)),
        feelings=tuple(map(short_feeling, pack.feelings)),
        modules=tuple(map(short_module, pack.modules)),
    )


def _sentences(on: Shelf) -> Named:
    found: Named = {}
    file_of: dict[str, str] = {}
    for name in SENTENCES:
        more = on.named(name)
        for key in sorted(more.keys() & found.keys()):
            raise PackError(f"{name}, {key}: this name is in {file_of[key]} too.")
        found |= more
        file_of |= dict.fromkeys(more, name)
    return found


def _feelings(on: Shelf, words: tuple[Word, ...]) -> tuple[Feeling, ...]:
    """Keep the words that are in the bank: a charity's own bank may lack some of ours, not of its own."""
    bank = {word.id for word in words}
    feelings = shapes.each(on.table("feelings.toml"), "feeling", shapes.feeling)
    if on.has_own("feelings.toml") or not on.has_own("words.toml"):
        for one in feelings:
            _refuse_missing_words(one, bank)
    return tuple(replace(one, words=tuple(id_ for id_ in one.words if id_ in bank)) for one in feelings)


def _refuse_missing_words(feeling: Feeling, bank: set[str]) -> None:
    for id_ in feeling.words:
        if id_ not in bank:
            raise PackError(f"feelings.toml, {feeling.id}: the word “{id_}” is not in words.toml.")


def _modules(on: Shelf) -> tuple[Module, ...]:
    modules = tuple(shapes.module(on.read(path), path.parent) for path in on.topics())
    ids = [module.id for module in modules]
    for id_ in ids:
        if ids.count(id_) > 1:
            raise PackError(f"topics: two files have the id “{id_}”.")
    return modules


def _choices(on: Shelf) -> Mapping[str, tuple[Choice, ...]]:
    """Let a charity change labels and order, never ids: counts and addresses of buttons stand on them."""
    shipped = shapes.choices(on.read(SHIPPED / "choices.toml"))
    if not on.has_own("choices.toml"):
        return shipped
    own = shapes.choices(on.table("choices.toml"))
    for key, chosen in own.items():
        ids = [choice.id for choice in shipped.get(key, ())]
        if ids and sorted(ids) != sorted(choice.id for choice in chosen):
            raise PackError(f"choices.toml, {key}: the ids must stay {', '.join(ids)}.")
    return {**shipped, **own}
