"""Typed text made safe to show: no hidden characters, mentions, links or Markdown; cut kindly, never lost.

Why a list of what stays rather than of what goes: a character that nobody thought of (a new invisible mark, a
direction change) must not come through. Letters, marks, numbers, common punctuation and emoji stay.
"""

import re
import unicodedata

from bot.session.refusal import Refused

_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.|discord\.gg/)\S*", re.IGNORECASE)
_TAG = re.compile(r"<(?:@[!&]?|#|a?:\w+:|/[^:>]*:|t:|id:|sound:)[^>]*>")
_MARKDOWN = re.compile(r"[*_~`|\\<>\[\]{}#^@]|^\s*(?:-#|[-+>]|\d+\.)\s+")
_JOINER = "\u200d"  # holds an emoji of several people together
_EMOJI_STYLE = "\ufe0f"
_DASHES = str.maketrans({"\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
_MOST_MARKS = 2  # more marks on one letter is a way to draw over other lines


def clean(text: str, length: int) -> str:
    """Return ``text`` as one safe line of at most ``length`` characters.

    Raises ``Refused("nothing-typed")`` when no letter or number is left (only emoji, say).
    """
    line = cut(one_line(text), length)
    if not any(unicodedata.category(char)[0] in "LN" for char in line):
        raise Refused("nothing-typed")
    return line


def one_line(text: str) -> str:
    """Strip control, invisible and direction-changing characters, mentions, links and Markdown."""
    plain = unicodedata.normalize("NFC", text).translate(_DASHES)
    plain = re.sub(r"\s+", " ", plain)
    plain = "".join(char for char in plain if _stays(char))
    previous = ""
    while plain != previous:  # taking one thing out may put another together
        previous = plain
        plain = _MARKDOWN.sub("", _LINK.sub("", _TAG.sub("", plain)))
    plain = _few_marks(plain)
    return re.sub(r"\s+", " ", plain).strip(f" {_JOINER}{_EMOJI_STYLE}")


def cut(line: str, length: int) -> str:
    """Cut at the last whole word that fits, or inside a word that is longer than the limit."""
    if len(line) <= length:
        return line
    short = line[:length]
    head, space, _ = short.rpartition(" ")
    return (head if space and line[length] != " " else short).rstrip()


def _stays(char: str) -> bool:
    if char in (_JOINER, _EMOJI_STYLE):
        return True
    return unicodedata.category(char) in _CATEGORIES and char not in _BLANK_LETTERS


_CATEGORIES = frozenset(
    [
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "Mn",
        "Mc",
        "Nd",
        "Nl",
        "No",
        "Pd",
        "Ps",
        "Pe",
        "Po",
        "Pi",
        "Pf",
        "Sc",
        "Sk",
        "Sm",
        "So",
        "Zs",
    ]
)
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\ufe00\ufe0e")


def _few_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) == "Mn" and char != _EMOJI_STYLE else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)
