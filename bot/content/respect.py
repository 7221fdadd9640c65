"""Rules about which words we choose: one word for one thing, digits for numbers, and words for adults.

Each function reads one sentence of English and returns the hint if its rule is broken.
"""

import re

DIGITS = {
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "thirteen": "13",
    "fourteen": "14",
    "fifteen": "15",
    "sixteen": "16",
    "seventeen": "17",
    "eighteen": "18",
    "nineteen": "19",
    "twenty": "20",
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "seventy": "70",
    "eighty": "80",
    "ninety": "90",
}
"""Number words with one meaning. "One" is not here: it is a number in "one hour" and none in "this one"."""

_BIG = "hundreds?|thousands?|millions?|dozens?"
_UNITS = "seconds?|minutes?|hours?|weeks?|months?|years?|per|in every|out of|in [0-9a-z]+ (?:people|members)"
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(DIGITS)}|{_BIG})\b|\bone (?:{_UNITS})\b", re.IGNORECASE)

_PRESSED = (
    r"(?:\w+\s+){0,3}(?:buttons?|links?|cards?|names?|keys?|icons?|faces?|words?|it|here|below|panel)\b"
    r"|[“\"'\u2018]"
)
_ONE_WORD: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (r"\b(?:double[ -])?click(?:s|ed|ing)?\b", "press"),
        (rf"\b(?:tap|taps|tapped|tapping|hit|hits|hitting|push|pushes|pushed) (?:on )?(?={_PRESSED})", "press"),
        (rf"\bselect(?:s|ed|ing)?\b(?= (?:on )?(?:{_PRESSED}))", "press” or “choose"),
        (r"\bmeetings?\b", "group” or “session"),
        (r"\b(?:get-togethers?|gatherings?|workshops?|support circles?)\b", "group” or “session"),
        (r"\b(?:group |team |session )?leaders?\b", "facilitator"),
        (r"\b(?:hosts?|moderators?|organi[sz]ers?|group coach(?:es)?|group trainers?|instructors?)\b", "facilitator"),
        (r"\b(?:participants?|attendees?|service[ -]users?|clients?|patients?)\b", "member"),
    )
)

_COUNTED = (
    "girl|girls|boy|boys|ones?|friends?|helpers?|chats?|talks?|breaks?|walks?|words?|stor(?:y|ies)|jobs?|tasks?"
    "|games?|cards?|questions?|quiz|groups?|sessions?|notes?|steps?|things?|treats?|faces?|smiles?|person|people"
)
_CHILDISH = re.compile(
    rf"\b(?:(?:good|clever|brave|naughty) (?:girl|boy)s?|boys and girls|(?<!a )little|a little (?:{_COUNTED})"
    r"|tumm(?:y|ies)|mummy|daddy|sweeties?|sweethearts?|darlings?|poppet|dearie|my dears?|kiddies|kids|yummy|naughty"
    r"|teeny|tiny tots?|superstars?|clever you|bless you|there,? there|cheer up|wee one|nap time|playtime"
    r"|grown-ups?|itsy)\b",
    re.IGNORECASE,
)
_DISRESPECT = re.compile(
    r"\b(?:suffer(?:s|ed|ing)? from|suffer(?:s|ing)? with|sufferers?|victims? of|afflicted|stricken"
    r"|commit(?:s|ted|ting)? suicide|(?:failed|successful) suicide|special needs|mental age"
    r"|handicap(?:s|ped)?|retard(?:ed|s)?|cripples?|crippled|spastic|lunatics?|psychos?|nutters?"
    r"|idiots?|stupid|dumb|crazy|insane"
    r"|(?:the|an) (?:disabled|mentally ill|autistics?|handicapped|vulnerable|elderly"
    r"|less fortunate)(?! (?:person|people|adult|man|woman|member|friend))"
    r"|mentally (?:ill|handicapped|disabled|retarded)|mental (?:patients?|people)|slow learners?"
    r"|wheelchair[ -]bound|bound to a wheelchair|confined to (?:a|his|her|their) (?:wheelchair|bed)"
    r"|(?:high|low|higher|lower)[ -]functioning|abnormal|normal (?:people|person|members?|adults?|brains?)|not normal"
    r"|challenging behaviour|attention[ -]seek(?:ing|ers?)|junkies?|addicts?|schizos?|epileptics?|autistics)\b",
    re.IGNORECASE,
)


def other_word(sentence: str) -> str | None:
    """PW17."""
    for pattern, instead in _ONE_WORD:
        if found := pattern.search(sentence):
            return f"“{found[0].strip()}”: we say “{instead}” everywhere. One word for one thing."
    return None


def number_word(sentence: str) -> str | None:
    """PW18."""
    found = _NUMBER_WORD.search(sentence)
    if found is None:
        return None
    return f"“{found[0]}”: write the number in digits, for example {DIGITS.get(found[0].lower(), '1')}."


def not_for_adults(sentence: str) -> str | None:
    """PW24."""
    if found := _CHILDISH.search(sentence):
        return f"“{found[0]}”: people here are adults. Talk to them as you talk to a friend."
    if found := _DISRESPECT.search(sentence):
        return f"“{found[0]}”: choose the word that people use for themselves."
    return None
