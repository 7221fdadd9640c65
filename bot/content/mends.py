"""What can be mended without a doubt, rule by rule: a contraction with one meaning, a number word, "click".

A mend never chooses between two meanings: "it's" may be "it is" or "it has", so a person must write it.
"""

import re
from collections.abc import Callable

from bot.content.respect import DIGITS

_ENDS = {"re": "are", "ll": "will", "ve": "have", "m": "am"}
_NOT = {"ca": "can", "wo": "will", "sha": "shall", "ai": ""}
_INSTEAD = {
    "PW8": {
        "e.g.": "for example",
        "eg.": "for example",
        "eg": "for example",
        "i.e.": "that is",
        "mins": "minutes",
        "min": "minute",
        "hrs": "hours",
        "approx": "about",
        "pls": "please",
        "msg": "message",
        "info": "information",
        "a.m.": "am",
        "p.m.": "pm",
        "a.m": "am",
        "p.m": "pm",
    },
    "PW11": {
        "in order to": "to",
        "prior to": "before",
        "with regard to": "about",
        "regarding": "about",
        "upon": "on",
        "whilst": "while",
        "due to": "because of",
        "despite": "even with",
    },
    "PW17": {
        "click on": "press",
        "double click on": "press",
        "click": "press",
        "clicks on": "presses",
        "clicked on": "pressed",
        "clicking on": "pressing",
    },
}
_NO_THING = r"(?<!\ba )(?<!\ban )(?<!\bthe )(?<!\bone )(?<!\bthis )(?<!\bthat )(?<!\beach )(?<!\byour )(?<!\bdouble )"
"""A click of the mouse is a thing, and no press can stand in its place."""
_NOT_TWICE = r"(?<!i\.e\.(?= that\b))"
"""Else "i.e. that" would become "that is that"."""
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_ASKED = r"(?! +(?:i|you|we|they|he|she|it|there|this|that)\b)"  # "Can't you come?" is "Can you not come?"
_CONTRACTED = re.compile(rf"\b(\w+?)(?:(n)['\u2019]t\b{_ASKED}|['\u2019](re|ll|ve|m)\b)", re.IGNORECASE)
_LETS = re.compile(r"\b(let)['\u2019]s\b", re.IGNORECASE)
_NUMBERS = "|".join(DIGITS)
_COUNTED = (
    "answers|bags|books|bottles|boxes|buttons|cards|chairs|colou?rs|cups|days|faces|facilitators|feelings|friends"
    "|games|glasses|groups|hours|lines|members|messages|minutes|months|numbers|pages|parts|pens|people|persons|photos"
    "|pictures|places|pounds|questions|rooms|rules|seconds|sentences|sessions|songs|steps|supporters|tables|things"
    "|times|tips|topics|turns|ways|weeks|words|years"
)
"""What numbers count here. "Ten pin" or "seven sins" is a name; a person writes the number there."""
_NUMBER = re.compile(
    rf"(?<![\w-])(?<!\bor )(?<!\band )({_NUMBERS})(?= (?:more |new |other |short |whole )?(?:{_COUNTED})\b)",
    re.IGNORECASE,
)
_ONE_OF_TIME = re.compile(r"\bone (?=(?:second|minute|hour|week|month|year)\b)", re.IGNORECASE)
_AFTERNOON = re.compile(r"\b(1[3-9]|2[0-3]):([0-5]\d)\b(?!\s?[ap]\.?m\b)", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th) (?:of )?({_MONTHS})\b")
_MONTH_FIRST = re.compile(rf"\b({_MONTHS}) (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?! ?\d)")
_SEMICOLON = re.compile(r"\s*;\s+(\w)")
_RANGE = re.compile(r"(?<=\d)\s?\u2013\s?(?=\d)")
_NOON = 12


def mend(rule: str, text: str) -> str:
    """Mend what is certain about one rule in a text; the text comes back as it was if nothing is."""
    for change in _MENDS.get(rule, ()):
        text = change(text)
    return text


def _contractions(text: str) -> str:
    return _LETS.sub(lambda found: f"{found[1]} us", _CONTRACTED.sub(_in_full, text))


def _in_full(found: re.Match[str]) -> str:
    word, not_, end = found[1], found[2], found[3]
    if not not_:
        return f"{word} {_ENDS[end.lower()]}"
    stem = word.lower()
    if stem == "ca":
        return f"{word}nnot"
    full = _NOT.get(stem, stem)
    return found[0] if not full else f"{_like(word, full)} not"


def _digits(text: str) -> str:
    return _NUMBER.sub(lambda found: DIGITS[found[1].lower()], _ONE_OF_TIME.sub("1 ", text))


def _clock(text: str) -> str:
    return _AFTERNOON.sub(_by_twelve, text)


def _by_twelve(found: re.Match[str]) -> str:
    minutes = f":{found[2]}" if found[2] != "00" else ""
    return f"{int(found[1]) - _NOON}{minutes}pm"


def _dates(text: str) -> str:
    return _MONTH_FIRST.sub(r"\2 \1", _DAY_FIRST.sub(r"\1 \2", text))


def _marks(text: str) -> str:
    return _RANGE.sub(" to ", _SEMICOLON.sub(lambda found: f". {found[1].upper()}", text))


def _words(rule: str) -> Callable[[str], str]:
    table = _INSTEAD[rule]
    longest_first = sorted(table, key=len, reverse=True)
    every = "|".join(map(re.escape, longest_first))
    before = _NO_THING if rule == "PW17" else ""
    pattern = re.compile(rf"(?<![\w.]){before}(?:{every})(?!\w){_NOT_TWICE}", re.IGNORECASE)
    return lambda text: pattern.sub(lambda found: _like(found[0], table[found[0].lower()]), text)


def _like(old: str, new: str) -> str:
    return new[0].upper() + new[1:] if old[0].isupper() else new


_MENDS: dict[str, tuple[Callable[[str], str], ...]] = {
    "PW4": (_marks,),
    "PW7": (_contractions,),
    "PW8": (_words("PW8"),),
    "PW11": (_words("PW11"),),
    "PW13": (lambda text: re.sub(r"!{2,}", "!", text),),
    "PW17": (_words("PW17"),),
    "PW18": (_digits,),
    "PW19": (_clock, _dates),
}
