"""``peerlight words check --fix``: mend what is certain in a charity's own files, and leave all else as it is.

A file is edited where the text stands: comments, order, quotes and blank lines stay. A mend is only written if the
file, read again as TOML, says exactly what was meant.
"""

import json
import os
import re
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.content.about import About, about
from bot.content.check import judge
from bot.content.mends import mend
from bot.content.pack import load_pack
from bot.content.reading import PackError
from bot.content.shelf import SHIPPED, TOPICS
from bot.content.texts import NAMED, NOT_READ, Text, texts_of
from bot.content.vocabulary import Vocabulary

_MOST_ROUNDS = 5
_STRING = re.compile(
    r"(?P<comment>\#[^\n]*)"
    r'|(?P<quoted>"""(?:\\.|[^\\])*?"""(?!")'
    r"|'''.*?'''(?!')"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*')"
    r"|(?P<key>[A-Za-z0-9_.-]+)\s*=",
    re.DOTALL,
)
_IS_KEY = re.compile(r"\s*(?:=|\.\s*[\w\"'-])")


@dataclass(frozen=True, slots=True)
class Mend:
    """One text that was changed: where, what it was, and what it is now."""

    file: str
    key: str
    before: str
    after: str


def fix(folder: Path) -> tuple[Mend, ...]:
    """Mend the files of a charity's own folder, and say what was changed.

    Raise PackError for the texts that ship (they are changed in our code, not here) and for a folder that cannot be
    read; WordfreqMissingError without wordfreq. A file is replaced whole or not at all.
    """
    if folder.resolve() == SHIPPED.resolve():
        raise PackError("These texts come with Peerlight. Make a folder of your own and change the texts there.")
    done: list[Mend] = []
    for file, mends in _wanted(folder).items():
        path = folder / file if (folder / file).is_file() else folder / TOPICS / file
        done += _fix_file(path, mends)
    return tuple(done)


def mended(text: Text, known: About, vocabulary: Vocabulary | None) -> Text:
    """Mend one text as far as that is certain, and only where a rule asks for it."""
    for _ in range(_MOST_ROUNDS):
        lines = text.lines
        for rule in dict.fromkeys(finding.rule for finding in judge((text,), known, vocabulary)):
            lines = tuple(mend(rule, line) for line in lines)
        if lines == text.lines:
            break
        text = replace(text, lines=lines)
    return text


def _wanted(folder: Path) -> Mapping[str, tuple[Mend, ...]]:
    glossary, known = load_pack(folder).glossary, about(folder, SHIPPED)
    if not known.is_english:
        return {}
    vocabulary = Vocabulary.of(glossary, known.everyday)
    found: dict[str, tuple[Mend, ...]] = {}
    for text in texts_of(folder):
        pairs = zip(text.lines, mended(text, known, vocabulary).lines, strict=True)
        mends = tuple(Mend(text.file, text.key, old, new) for old, new in pairs if old != new)
        found[text.file] = (*found.get(text.file, ()), *mends)
    return {file: mends for file, mends in found.items() if mends}


def _fix_file(path: Path, mends: tuple[Mend, ...]) -> Iterator[Mend]:
    with path.open(encoding="utf-8", newline="") as file:  # its line ends stay
        source = file.read()
    done = []
    for one in mends:
        changed = _replaced(source, one)
        if changed != source and _reads_as_meant(source, changed, one):
            source = changed
            done.append(one)
    if done:
        _write(path, source)
    return iter(done)


def _replaced(source: str, one: Mend) -> str:
    """Put the new text in the place of each string that is the old text; unless that would change anything else."""
    out, at = [], 0
    for start, end in _strings(source, one):
        literal = source[start:end]
        if _value(literal) == one.before:
            new = _like_before(literal, one)
            out += [source[at:start], new]
            at = end
    return "".join([*out, source[at:]])


def _reads_as_meant(source: str, changed: str, one: Mend) -> bool:
    """Read both as TOML: nothing but the one text may differ."""
    before, after = (json.dumps(tomllib.loads(text), default=str) for text in (source, changed))
    old, new = json.dumps(one.before)[1:-1], json.dumps(one.after)[1:-1]
    return before.replace(old, new) == after.replace(old, new)


def _strings(source: str, one: Mend) -> Iterator[tuple[int, int]]:
    """Find where the strings are that people read, those of other keys left out."""
    last, named = "", one.key.split(".")
    for found in _STRING.finditer(source):
        if found["key"]:
            last = found["key"].rpartition(".")[2]
        elif found["quoted"] and _IS_KEY.match(source, found.end()):
            last = found["quoted"][1:-1]
        elif found["quoted"] and (one.file in NAMED or last not in NOT_READ) and last in named:
            yield found.span()


def _value(literal: str) -> str:
    return str(tomllib.loads(f"x = {literal}")["x"]).strip()


def _like_before(literal: str, one: Mend) -> str:
    """Change only what differs, so that quotes and escapes stay as the writer made them."""
    mark = literal[:3] if literal[:3] in {'"""', "'''"} else literal[0]
    body = literal[len(mark) : -len(mark)]
    ends = "\r\n" if "\r\n" in body else "\n"
    before, after = (text.replace("\n", ends) for text in (one.before, one.after))
    if body.strip() == before:
        new = mark + body.replace(before, after) + mark
        if _value(new) == one.after:
            return new
    escaped = one.after.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _write(path: Path, source: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(source)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
