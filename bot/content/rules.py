"""The plain-words rules that need no dictionary: what each looks for and what to do instead.

They follow Easy Read and autism-friendly guidance (GOV.UK, Norfolk, Photosymbols, Inclusion Europe,
W3C COGA). A rule reads one sentence, or one text whole, and returns the hint if the rule is broken.
"""

import re
from collections.abc import Callable, Iterator

from bot.content.about import Audience
from bot.content.moments import time_ago, time_or_date
from bot.content.plain import grade, sentences, words
from bot.content.respect import not_for_adults, number_word, other_word
from bot.content.seen import bad_alt, bad_button, bad_emoji, colour_alone, names_the_picture, too_much, vague_button
from bot.content.texts import Text

LONGEST = 15
MOST_LINES = 8
HARDEST = 5.0
GRADED_FROM = 20


def _set(words_: str) -> frozenset[str]:
    return frozenset(words_.split())


ADJECTIVES = _set(
    "annoyed ashamed bored broken closed confused disabled done embarrassed excited finished frustrated gone hurt"
    " interested left locked lonely lost married open ordered paused pleased relaxed rested scared shocked"
    " started stressed supposed surprised thrilled tired united upset used worried"
)
"""Participles that tell how someone is, not what was done to them: "I am tired" is no passive."""

NOT_PARTICIPLES = _set("bed feed hundred indeed naked need red seed speed weed")
IRREGULAR = (
    "begun bought broken brought built caught chosen drawn driven eaten forgotten found given heard held"
    " hidden kept known let made met paid put read said seen sent set shown sold spoken taken taught"
    " thrown told understood won worn written"
).replace(" ", "|")
_BETWEEN = ("not never also always only still now just all both being been so very you we they he she it").replace(
    " ", "|"
)
_PASSIVE = re.compile(
    rf"\b(?:am|is|are|was|were|be|been|being|get|gets|got|getting)\s+(?:(?:{_BETWEEN})\s+){{0,2}}"
    rf"([a-z]{{2,}}ed|{IRREGULAR})\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\s+by (?!then|now|myself|yourself|itself|\d|noon|midnight|\{|[A-Z][a-z]+day)")
_MADE_SO = _set("broken closed done finished hurt locked lost opened ordered paused started used")
"""Words of ADJECTIVES that become a passive by telling who did it: "it is broken by"."""

_PASSIVE_ASKED = re.compile(
    rf"^(?:is|are|was|were|has|have|did)\s+(?:the|a|an|my|your|our|his|her|their|this|that|these|those)\s+\w+\s+"
    rf"(?:(?:been|being|get|also|already)\s+)?([a-z]{{2,}}ed|{IRREGULAR})\b",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(r"\b(?:be|get|gets|got|getting|is|are|was|were) left (?:out|behind|alone by)\b", re.IGNORECASE)
_CONTRACTION = re.compile(
    r"\b\w+(?:n['\u2019]t|['\u2019](?:re|ve|ll|d|m))\b"
    r"|\b(?:it|that|what|there|here|who|let|he|she|how|where|when)['\u2019]s\b"
    r"|\b\w+['\u2019]s (?:a|an|the|not|been|going|got|gone|here)\b",
    re.IGNORECASE,
)
_SHORT_FORM = re.compile(
    r"\b(?:eg|ie|etc|asap|faqs?|approx|mins?|hrs?|tbc|tba|fyi|rsvp|dob|info|dms?|gp|vs|aka|nb|msg|pls|appt|dept)\b"
    r"|\b(?:e\.g|i\.e|a\.m|p\.m|w/c|n/a)\b",
    re.IGNORECASE,
)
_PERCENT_OR_DECIMAL = re.compile(r"%|\bper ?cent\b|\d\.\d+(?!\d*\s?[ap]m\b)", re.IGNORECASE)
_IDIOM = re.compile(
    r"\b(?:reach(?:ing)? out|open(?:ing)? up|safe space|rings? a bell|heads[ -]up|touch base|same page"
    r"|in the loop|feel free|at the end of the day|under the weather|bottl(?:e|ed|ing) up|off your chest"
    r"|piece of cake|break the ice|in a nutshell|keep an eye on|up in the air|drop (?:us|me) a line"
    r"|(?:let|blow) off steam|big picture|your journey|toolbox|hold(?:ing)? space|same boat"
    r"|floor is (?:yours|hers|his|theirs)|weight off"
    r"|sit(?:ting)? with (?:it|that|this|(?:your|the|a|these|those|hard|difficult"
    r"|big) (?:\w+ )?(?:feelings?|emotions?|pain|thoughts?|sadness))|down the line"
    r"|kick(?:s|ed|ing)? off|wrap(?:s|ped|ping)? up|hang (?:on|out)|ups and downs|fall(?:ing)? apart"
    r"|out of the blue|light at the end|rule of thumb|ball ?park|deep dive|circle back|bear with"
    r"|on the fence|over the moon|down in the dumps|have a go|a lot on your plate|on (?:your|my"
    r"|our) plate|keep it up|keep in touch|in good hands"
    r"|cup of tea for|not my cup of tea|see eye to eye|hit the (?:nail|road|spot)|long shot|cold feet"
    r"|lend a hand|give (?:us|me|you) a shout|give it a (?:go|shot|try)|bite the bullet|on top of things"
    r"|get the ball rolling|raise the bar|food for thought|in your shoes|heart to heart"
    r"|put (?:it|that) behind|get it off|low[ -]hanging|rollercoaster|roller coaster"
    r"|turn over a new leaf|in the same breath|around the clock|once in a blue moon|call it a day|spill the beans"
    r"|the elephant in|pull yourself together|snap out of it|keep (?:your )?chin up|butterflies in|second nature"
    r"|go with the flow|speak (?:your|my) mind|play it by ear|take (?:it|things) easy|on the same wavelength"
    r"|get to grips|tie up loose ends|loose ends|make ends meet|head is spinning)\b",
    re.IGNORECASE,
)
_HARD_LINK = re.compile(
    r"\b(?:although|however|unless|whilst|whereas|in order to|prior|regarding|therefore|despite|furthermore"
    r"|moreover|nevertheless|upon|in accordance|with regard to|due to|provided that)\b",
    re.IGNORECASE,
)
_BLAME = re.compile(
    r"\b(?:(?:we|i|they) (?:have )?missed you|you (?:have )?missed|where (?:were|are) you"
    r"|you were(?: not|n['\u2019]t) (?:here|there)|(?:not|n['\u2019]t) seen you"
    r"|you (?:did not|didn['\u2019]t|have not|haven['\u2019]t)"
    r" (?:come|been|turn(?:ed)? up|show(?:n|ed)? up|attend(?:ed)?|answer(?:ed)?)"
    r"|no[ -]shows?|you (?:only )?attended|absen(?:t|ce|ces)|streaks?|last chance|you failed"
    r"|you forgot|you should have|let (?:us|the group|everybody) down)\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:not|no|never|nobody|nothing|none|nowhere|cannot|neither|nor|without|no-one|hardly|barely|scarcely|rarely"
    r"|seldom)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_UN = (
    "un(?:able|afraid|aware|certain|clear|comfortable|common|fair|familiar|friendly|happy|healthy|heard|helpful"
    "|important|interested|kind|known|likely|lucky|necessary|pleasant|reasonable|safe|seen|sure|true|usual|wanted"
    "|welcome|well|willing|wise)|im(?:perfect|polite|possible|proper)|in(?:appropriate|correct|visible|complete)"
    "|ir(?:regular|relevant|responsible)|il(?:legal|logical)|dis(?:agree|allow|approve|honest|like|loyal|pleased)"
)
_NOT_UN = re.compile(
    rf"(?:\b(?:not|never|no|nobody|nothing|cannot)|n['\u2019]t)\b(?:\s+\w+){{0,3}}?\s+(?:{_UN})(?:d|s|ly)?\b"
    r"|(?:\b(?:not|never|cannot)|n['\u2019]t)\b(?:\s+\w+){0,2}?\s+(?:fail(?:s|ed)? to|refuse[sd]?"
    r"|lack(?:s|ed)?|den(?:y|ied|ies))\b",
    re.IGNORECASE,
)
_SPOKEN_NO = re.compile(r"\byes (?:or|and) no\b|[“\"\u2018]\s*no\b[^”\"\u2019]*[”\"\u2019]", re.IGNORECASE)
_DASH = re.compile(r"[;()\u2013\u2014]|\s-\s")
_BULLET = re.compile(r"\s*(?:[-*•]|\d{1,2}\.)\s")
_COMMA_LIST = re.compile(r",[^,]*,[^,]*\b(?:and|or)\b")


def too_long(sentence: str) -> str | None:
    """PW1."""
    count = len(words(sentence))
    return f"{count} words. Make two sentences: at most {LONGEST} words each." if count > LONGEST else None


def hard_marks(sentence: str) -> str | None:
    """PW4."""
    if _DASH.search(sentence):
        return "Leave out brackets, dashes and semicolons. Start a new sentence."
    return "More than one comma. Make two sentences." if sentence.count(",") > 1 else None


def comma_list(sentence: str) -> str | None:
    """PW5, within a sentence."""
    return "Put each thing of a list on a line of its own." if _COMMA_LIST.search(sentence) else None


def passive(sentence: str) -> str | None:
    """PW6."""
    if found := _LEFT_OUT.search(sentence):
        return f"“{found[0]}”: say who does it."
    for found in (*_PASSIVE.finditer(sentence), *_PASSIVE_ASKED.finditer(sentence)):
        word = found[1].lower()
        says_who = word in _MADE_SO and _BY.match(sentence, found.end())
        if says_who or word not in ADJECTIVES | NOT_PARTICIPLES:
            return f"“{found[0]}”: say who does it."
    return None


def double_negative(sentence: str) -> str | None:
    """PW12: more than one "not", or a "not" before a word that says "not" itself."""
    heard = _SPOKEN_NO.sub("it", sentence)
    found = _NEGATIVE.findall(heard)
    if len(found) > 1:
        return f"“{'” and “'.join(found)}”: say what is, not what is not."
    if twice := _NOT_UN.search(heard):
        return f"“{twice[0]}” says “not” twice: say what is."
    return None


def _banned(pattern: re.Pattern[str], advice: str) -> Callable[[str], str | None]:
    def rule(sentence: str) -> str | None:
        found = pattern.search(sentence)
        return f"“{found[0]}”: {advice}" if found else None

    return rule


def too_many_lines(text: Text) -> str | None:
    """PW5, for a page."""
    for line in text.whole.splitlines():
        if _BULLET.match(line) and line.count(",") > 1:
            return "Put each thing of a list on a line of its own."
    count = len(text.whole.splitlines())
    return f"{count} lines. Make two pages: at most {MOST_LINES} lines each." if count > MOST_LINES else None


def too_hard(text: Text) -> str | None:
    """PW3; a formula says nothing about a short text."""
    if len(words(text.whole)) < GRADED_FROM:
        return None
    level = grade(text.whole)
    return f"Grade {level:.1f}. Use shorter words and sentences." if level > HARDEST else None


def shouting(text: Text) -> str | None:
    """PW13, for exclamation marks."""
    return "More than one “!”. One is enough." if text.whole.count("!") > 1 else None


Complaint = str | None
OF_LABELS: dict[str, Callable[[str], Complaint]] = {
    "PW6": passive,
    "PW7": _banned(_CONTRACTION, "write both words in full."),
    "PW8": _banned(_SHORT_FORM, "write it in full."),
    "PW17": other_word,
    "PW18": number_word,
    "PW24": not_for_adults,
    "PW25": _banned(_BLAME, "nobody hears that they stayed away. Say when the next date is."),
}
OF_SENTENCES: dict[str, Callable[[str], Complaint]] = {
    "PW1": too_long,
    "PW4": hard_marks,
    "PW5": comma_list,
    **OF_LABELS,
    "PW9": _banned(_PERCENT_OR_DECIMAL, "write “4 in 10”, or round it."),
    "PW10": _banned(_IDIOM, "say what you mean, word for word."),
    "PW11": _banned(_HARD_LINK, "start a new sentence, or say “but”, “so”, “if”."),
    "PW12": double_negative,
    "PW19": time_or_date,
    "PW22": colour_alone,
}
OF_MEMBERS: dict[str, Callable[[str], Complaint]] = {"PW19": time_ago}
"""What only members are spared: staff may read how long ago something was."""

OF_TEXTS: dict[str, tuple[Callable[[Text], Complaint], ...]] = {
    "PW3": (too_hard,),
    "PW5": (too_many_lines,),
    "PW13": (shouting,),
    "PW20": (bad_button, vague_button),
    "PW21": (too_much,),
    "PW22": (bad_alt, names_the_picture),
    "PW23": (bad_emoji,),
}
IN_EVERY_LANGUAGE = frozenset(
    {too_long, hard_marks, too_many_lines, shouting, bad_button, too_much, bad_alt, bad_emoji}
)
"""The rules that count and look, and know no word of English."""


def complaints(text: Text, *, english: bool = True) -> Iterator[tuple[str, str, str]]:
    """Hold one text against the rules that need no dictionary: (rule, sentence, hint) for each that it breaks."""
    for rule, every in OF_TEXTS.items():
        for broken in every:
            if (english or broken in IN_EVERY_LANGUAGE) and (hint := broken(text)):
                yield rule, text.lines[0], hint
    for sentence in sentences(text.whole):
        for rule, one in _rules_for(text):
            if (english or one in IN_EVERY_LANGUAGE) and (hint := one(sentence)):
                yield rule, sentence, hint


def _rules_for(text: Text) -> Iterator[tuple[str, Callable[[str], Complaint]]]:
    yield from (OF_SENTENCES if text.kind.is_sentence else OF_LABELS).items()
    if text.audience is Audience.MEMBER:
        yield from OF_MEMBERS.items()
