"""Typed text made safe to show: no hidden characters, mentions, links or Markdown; cut kindly, never lost.

Why a list of what stays rather than of what goes: a character that nobody thought of (a new invisible mark, a
direction change) must not come through. Letters, marks, numbers, common punctuation and emoji stay.
"""

import re
import unicodedata

from bot.session.refusal import Refused

_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]{0,15}://|://|www\.|discord\.gg/)\S*", re.IGNORECASE)
_TAG = re.compile(r"<(?:@[!&]?|#|a?:\w+:|/[^:>]*:|t:|id:|sound:)[^>]*>")
_MARKDOWN = re.compile(r"[*_~`|\\<>\[\]{}#^@]|^(?:\s*(?:-#|[-+>]|\d+\.)\s+)+")
_JOINER = "\u200d"  # holds an emoji of several people together
_EMOJI_STYLE = "\ufe0f"
_DASHES = str.maketrans({"\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
_MOST_MARKS = 2  # more marks on one letter is a way to draw over other lines


def clean(text: str, length: int) -> str:
    """Return ``text`` as one safe line of at most ``length`` characters; cleaning it again changes nothing.

    Raises ``Refused("nothing-typed")`` when no letter or number is left (only emoji, say).
    """
    line = one_line(cut(one_line(text), length))
    if not any(unicodedata.category(char)[0] in "LN" for char in line):
        raise Refused("nothing-typed")
    return line


def one_line(text: str) -> str:
    """Strip control, invisible and direction-changing characters, mentions, links and Markdown."""
    previous, line = "", text
    while line != previous:  # taking one thing out may put another together
        previous, line = line, _plainer(line)
    return line


def cut(line: str, length: int) -> str:
    """Cut at the last whole word that fits, or inside a word that is longer than the limit."""
    if len(line) <= length:
        return line
    short = line[:length]
    head, space, _ = short.rpartition(" ")
    return (head if space and line[length] != " " else short).rstrip()


def _plainer(text: str) -> str:
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).translate(_DASHES))
    plain = _visible("".join(char for char in plain if _stays(char)))
    plain = _MARKDOWN.sub("", _LINK.sub("", _TAG.sub("", plain)))
    return re.sub(r"\s+", " ", plain).strip()


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
_BLANK_LETTERS = frozenset(
    [
        *"\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\U0001d159\U00016fe4",
        *map(chr, range(0x180B, 0x1810)),  # variation selectors: nobody sees them, and they can carry a message
        *map(chr, range(0xFE00, 0xFE10)),
        *map(chr, range(0xE0100, 0xE01F0)),
    ]
)


def _visible(text: str) -> str:
    """Keep a few marks on a letter, and what joins or styles an emoji only where there is one."""
    kept: list[str] = []
    marks = 0
    for char, after in zip(text, text[1:] + " ", strict=False):
        before = unicodedata.category(kept[-1]) if kept else ""
        if char == _JOINER:
            stays = (before in ("So", "Sk") or kept[-1:] == [_EMOJI_STYLE]) and unicodedata.category(after) == "So"
        elif char == _EMOJI_STYLE:
            stays = before in ("So", "Sm")
        else:
            marks = marks + 1 if unicodedata.category(char) == "Mn" else 0
            stays = marks <= _MOST_MARKS
        if stays:
            kept.append(char)
    return "".join(kept)
