"""Rule PW19, for English: a day is "Tuesday 4 March", a time is "6pm", and no time is only told from now on."""

import re

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_UNITS = "minutes?|hours?|days?|nights?|weeks?|months?|fortnights?"
_HALF_OF_DAY = r"\s?[ap]\.?m\b"

_CLOCK_24 = re.compile(
    rf"\b(?:[01]?\d|2[0-3])[:.][0-5]\d\b(?!{_HALF_OF_DAY})(?!\s?(?:noon|midnight))"
    r"|\b(?:1[3-9]|2[0-3])(?:h|hrs?)\b|\b(?:[01]\d|2[0-3])[0-5]\d hours\b",
    re.IGNORECASE,
)
_OCLOCK = re.compile(
    r"\b(?:\d{1,2}|[a-z]+) o['\u2019]clock\b|\b(?:half|quarter) (?:past|to) (?:\d{1,2}|[a-z]+)\b", re.IGNORECASE
)
_DATE_IN_NUMBERS = re.compile(r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}\b(?!/)")
_DATE_IN_ORDER = re.compile(
    rf"\b(?:{_MONTHS}) (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{1,2}}(?:st|nd|rd|th)\b(?: of)?(?: (?:{_MONTHS})\b)?"
)
_SHORT_DAY = re.compile(
    r"\b(?:Mon|Tues?|Weds?|Thurs?|Thu|Fri|Sat|Sun)\b(?= ?(?:\d|at\b|\.|$))"
    r"|\b\d{1,2} (?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
)
_FROM_NOW = re.compile(
    rf"\b(?:next|the following) (?:week|weekend|month|year|fortnight|{_WEEKDAYS})\b"
    rf"|\b(?:the )?day after tomorrow\b|\btomorrow\b"
    rf"|\bin (?:about |around |another )?(?:\d+|an?|a few|[a-z]+|a couple of"
    rf"|\{{\w+\}}) (?:{_UNITS})(?: time|['\u2019] time)?\b(?! of\b)"
    rf"|\b(?:{_UNITS}) from now\b|\bthis time next\b",
    re.IGNORECASE,
)
_AGO = re.compile(rf"\b(?:\d+|an?|a few|a couple of|\{{\w+\}}) (?:{_UNITS}) ago\b", re.IGNORECASE)
_NOT_FROM_NOW = re.compile(
    r"\b(?:once|twice|\d+ times|\d+ (?:groups?|sessions?|days?|hours?)) in an?\b"
    r"|\bin (?:all|many|most|some|other|few|these|those|the) \w+\b|\bin (?:hot|cold|the) \w+\b",
    re.IGNORECASE,
)
_ANCHOR = re.compile(
    rf"\b\d{{1,2}}(?:[:.]\d\d)?{_HALF_OF_DAY}|\b12 (?:noon|midnight)\b|\b\d{{1,2}} (?:{_MONTHS})\b"
    rf"|\b(?:on )?(?:{_WEEKDAYS}) \d"
    r"|\{(?:\w*_)?(?:day|date|time|when|moment|at|until|first|last|next|new)\}",
    re.IGNORECASE,
)


def time_or_date(sentence: str) -> str | None:
    """Find a clock of 24 hours, a date in numbers, and a time that is only told from now on."""
    if found := _CLOCK_24.search(sentence) or _OCLOCK.search(sentence):
        return f"“{found[0]}”: write the time as “6pm” or “6:30pm”."
    for pattern in (_DATE_IN_NUMBERS, _DATE_IN_ORDER, _SHORT_DAY):
        if found := pattern.search(sentence):
            return f"“{found[0]}”: write the date as “Tuesday 4 March”."
    return _from_now(sentence, _FROM_NOW)


def time_ago(sentence: str) -> str | None:
    """Find a time in the past that is only told from now on."""
    return _from_now(sentence, _AGO)


def _from_now(sentence: str, pattern: re.Pattern[str]) -> str | None:
    found = pattern.search(_NOT_FROM_NOW.sub(" ", sentence))
    if found is None or _ANCHOR.search(sentence):
        return None
    return f"“{found[0]}”: say the day or the clock time too: “Tuesday 4 March”, “6pm”."
