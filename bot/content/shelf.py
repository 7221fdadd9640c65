"""Two folders on one shelf: the shipped pack, and a charity's own files laid over it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.reading import PackError, Table, flat, placeholders, read_table
from bot.content.terms import Terms, Wording

SHIPPED = Path(__file__).parent / "packs" / "en-GB"
TOPICS = "topics"
TERMS = "terms.toml"
EMOJI = "emoji.toml"
SENTENCES = (
    "sentences.toml",
    "sentences-staff.toml",
    "sentences-safety.toml",
    "sentences-duty.toml",
    "sentences-schedule.toml",
    "sentences-better-time.toml",
    "sentences-rota.toml",
    "sentences-setup.toml",
    "sentences-after.toml",
    "sentences-keeping.toml",
    "sentences-numbers.toml",
    "sentences-taking-part.toml",
    "sentences-commands.toml",
    "sentences-craft.toml",
    "sentences-arriving.toml",
    "sentences-together.toml",
    "sentences-reading.toml",
)
FILES = frozenset(
    {
        "about.toml",
        "calendar.toml",
        "choices.toml",
        EMOJI,
        "feelings.toml",
        "glossary.toml",
        "gratitude.toml",
        "help.toml",
        "icebreakers.toml",
        "library.toml",
        "pages.toml",
        "rules.toml",
        "scripts.toml",
        "shorter.toml",
        *SENTENCES,
        TERMS,
        "words.toml",
    }
)

Named = dict[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Finds each file of a pack; the charity's own wins. Every text comes with the terms that were chosen."""

    own: Path | None = None
    wording: Wording = field(default_factory=Wording)
    terms: Terms = field(init=False)

    def __post_init__(self) -> None:
        if self.own is not None:
            _refuse_strangers(self.own)
        found = flat(read_table(SHIPPED / TERMS))
        if self.own is not None and self.has_own(TERMS):
            found |= flat(read_table(self.own / TERMS))
        object.__setattr__(self, "terms", self.wording.terms(only_texts(found, TERMS)))

    def read(self, path: Path) -> Table:
        """Read one file of either folder."""
        return read_table(path, self.terms)

    def has_own(self, name: str) -> bool:
        """Tell whether the charity wrote this file."""
        return self.own is not None and (self.own / name).is_file()

    def table(self, name: str) -> Table:
        """Read a file that wins as a whole."""
        return self.read((self.own if self.own and self.has_own(name) else SHIPPED) / name)

    def named(self, name: str) -> Named:
        """Read a file that wins key by key."""
        shipped = flat(self.read(SHIPPED / name))
        if self.own is None or not self.has_own(name):
            return shipped
        own = self.read(self.own / name)
        texts = flat(own)
        refuse_new_placeholders(own, texts, shipped)
        return shipped | texts

    def own_keys(self, *names: str) -> frozenset[str]:
        """Name the texts that the charity wrote in these files itself."""
        tables = [self.read(self.own / name) for name in names if self.own and self.has_own(name)]
        return frozenset(key for table in tables for key in flat(table))

    def topics(self) -> tuple[Path, ...]:
        """Find the modules in the order of their file names; an empty file leaves its namesake out."""
        found: dict[str, Path] = {}
        for folder in (SHIPPED, self.own):
            if folder is not None:
                found |= {path.name: path for path in (folder / TOPICS).glob("*.toml")}
        return tuple(path for _, path in sorted(found.items()) if path.stat().st_size)


def _refuse_strangers(folder: Path) -> None:
    if not folder.is_dir():
        raise PackError(f"There is no folder “{folder}” with texts.")
    strangers = sorted(path.name for path in folder.glob("*.toml") if path.name not in FILES)
    if strangers:
        raise PackError(f"{strangers[0]} is not a file of a pack. Look at the spelling of its name.")


def refuse_new_placeholders(own: Table, texts: Named, shipped: Named) -> None:
    """Refuse a text that wants a name filled in which the shipped text of the same key does not have."""
    for key in texts.keys() & shipped.keys():
        new = _placeholders(texts[key]) - _placeholders(shipped[key])
        if new:
            raise own.error(key, f"“{{{min(new)}}}” cannot be filled in here.")


def _placeholders(value: str | tuple[str, ...]) -> frozenset[str]:
    lines = (value,) if isinstance(value, str) else value
    return frozenset().union(*(placeholders(line) for line in lines))


def only_texts(found: Named, file: str) -> Mapping[str, str]:
    """Take a file whose every value is one text."""
    texts = {key: value for key, value in found.items() if isinstance(value, str)}
    _refuse_others(found.keys() - texts.keys(), file, "this needs one text in quotes, not a list.")
    return texts


def only_lines(found: Named, file: str) -> Mapping[str, tuple[str, ...]]:
    """Take a file whose every value is a list of lines."""
    lines = {key: value for key, value in found.items() if isinstance(value, tuple)}
    _refuse_others(found.keys() - lines.keys(), file, "this needs a list of texts, one sentence each.")
    return lines


def _refuse_others(keys: Iterable[str], file: str, complaint: str) -> None:
    for key in sorted(keys):
        raise PackError(f"{file}, {key}: {complaint}")
