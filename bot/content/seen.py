"""Rules about what a text looks like on the screen: buttons, how much is on one card, pictures and emoji.

PW20 to PW23. Most hold in every language; ``VAGUE`` and ``NO_NEED_TO_SAY`` are English.
"""

import re
import unicodedata

from bot.content.plain import words
from bot.content.texts import Kind, Text

BUTTON_WORDS = 4
BUTTON_LETTERS = 20
MOST_LINES = 9
MOST_WORDS = 90
ALT_FROM, ALT_TO = 5, 30

VAGUE = frozenset(
    {
        "click here",
        "press here",
        "tap here",
        "here",
        "submit",
        "proceed",
        "continue",
        "confirm",
        "execute",
        "process",
        "go",
        "enter",
        "info",
        "more info",
        "information",
        "more information",
        "more",
        "learn more",
        "read more",
        "find out more",
        "options",
        "more options",
        "next",
        "done",
        "click",
        "press",
        "this",
        "link",
        "click me",
        "press me",
        "press this",
        "accept",
        "apply",
        "okay",
    }
)
"""Labels that do not say what will happen."""

_CLICK_HERE = re.compile(r"\b(?:click|press|tap|touch) (?:here|this|me|below)\b|\bsubmit\b", re.IGNORECASE)
_THING = re.compile(r"(?:the|an?) \w+(?: \w+)?$", re.IGNORECASE)
_COLOURS = "red|green|blue|yellow|amber|orange|grey|gray|purple|pink"
_COLOUR_ALONE = re.compile(
    r"\b(?:days?|dates?|words?|names?|ones?|lines?|buttons?|boxes?|things?|items?|answers?|text|marked|shown|written)"
    rf" (?:(?:that )?(?:is|are) )?in (?:{_COLOURS})\b(?! (?:and|or|with)\b)"
    rf"|\bpress (?:the )?(?:{_COLOURS})(?: buttons?| ones?)?$"
    rf"|\bpress (?:the )?(?:{_COLOURS}) (?:buttons?|ones?)\b",
    re.IGNORECASE,
)
NO_NEED_TO_SAY = re.compile(
    r"(?:^|[.!?]\s+)(?:an? |the |this )?(?:image|picture|photo|photograph|pic|graphic|illustration"
    r"|icon|screenshot|drawing|symbol"
    r"|emoji|gif|clipart|clip art) (?:of|showing|that shows|which shows|shows|with)\b|^(?:image"
    r"|picture|photo|icon)\b",
    re.IGNORECASE,
)

EMOJI = {
    "👍": "thumbs up",
    "👋": "waving hand",
    "👏": "clapping hands",
    "👌": "OK hand",
    "🙂": "slightly smiling face",
    "😊": "smiling face with smiling eyes",
    "😀": "grinning face",
    "😐": "neutral face",
    "😔": "pensive face",
    "😟": "worried face",
    "😢": "crying face",
    "😠": "angry face",
    "😴": "sleeping face",
    "🤔": "thinking face",
    "🎉": "party popper",
    "⭐": "star",
    "🌟": "glowing star",
    "🌞": "sun with face",
    "🌈": "rainbow",
    "🌱": "seedling",
    "☕": "hot drink",
    "🎵": "musical note",
    "💬": "speech balloon",
    "📅": "calendar",
    "❤": "red heart",
    "✅": "tick",
    "🟥": "red square",
    "🟨": "yellow square",
    "🟩": "green square",
    "🟦": "blue square",
}
"""The 30 emoji that a sentence may end with, and what a screen reader calls them."""

_PIECE = (
    r"(?:[\U0001F000-\U0001FAFF\u2300-\u23FF\u2600-\u27BF\u2B00-\u2BFF\u3030\u303D\u3297\u3299]|[0-9#*]\uFE0F?\u20E3)"
)
_JOINED = r"[\uFE0F\U0001F3FB-\U0001F3FF\U000E0020-\U000E007F]*"
_EMOJI = re.compile(
    rf"[\U0001F1E6-\U0001F1FF]{{2}}|{_PIECE}{_JOINED}(?:\u200D{_PIECE}{_JOINED})*"  # a flag is 2 signs
)
_SHORTCODE = re.compile(r"<a?:\w+:\d*>|(?<![\w:]):[a-z][a-z_]+:(?!\w)|(?:^|\s)[:;]-?[)(DPp](?=\s|$)")


def bad_button(text: Text) -> str | None:
    """PW20 for a text that people press: at most 4 words and 20 letters, and it says what will happen."""
    label = _without_emoji(text.whole).strip()
    if text.kind in {Kind.BUTTON, Kind.ANSWER}:
        if len(words(label)) > BUTTON_WORDS:
            return f"{len(words(label))} words. A button has at most {BUTTON_WORDS}."
        if len(text.whole) > BUTTON_LETTERS and "{" not in text.whole:
            return f"{len(text.whole)} letters. A button has at most {BUTTON_LETTERS}, so that a phone shows it whole."
    return None


def vague_button(text: Text) -> str | None:
    """PW20 for English: a label that does not say what will happen."""
    label = _without_emoji(text.whole).strip(" .!?:*")
    if text.kind in {Kind.BUTTON, Kind.LABEL} and (label.lower() in VAGUE or _CLICK_HERE.search(label)):
        return f"“{label}”: say what will happen, for example “Write a word”."
    if text.kind is Kind.BUTTON and _THING.match(label):
        return f"“{label}” names a thing. Say what will happen to it, for example “Show the answers”."
    return None


def colour_alone(sentence: str) -> str | None:
    """PW22 for English: a colour that says something which no word says."""
    found = _COLOUR_ALONE.search(sentence)
    return f"“{found[0]}”: say it in words too. Some people cannot see this colour." if found else None


def too_much(text: Text) -> str | None:
    """PW21."""
    lines, count = len(text.whole.splitlines()), len(words(text.whole))
    if lines > MOST_LINES:
        return f"{lines} lines. Make two pages: at most {MOST_LINES} lines each."
    return f"{count} words. Make two pages: at most {MOST_WORDS} words each." if count > MOST_WORDS else None


def bad_alt(text: Text) -> str | None:
    """PW22: how much a text says in place of a picture."""
    count = len(words(text.whole))
    fewest = 1 if "{" in text.whole else ALT_FROM  # what the bot fills in may be long
    if text.kind is Kind.ALT and not fewest <= count <= ALT_TO:
        return f"{count} words. Say what can be seen in {ALT_FROM} to {ALT_TO} words."
    return None


def names_the_picture(text: Text) -> str | None:
    """PW22 for English: "image of" is said by the screen reader itself."""
    if text.kind is Kind.ALT and (found := NO_NEED_TO_SAY.search(text.whole)):
        return f"“{found[0]}”: leave it out. Say what can be seen."
    return None


def bad_emoji(text: Text) -> str | None:
    """PW23: one emoji a line at most, at its end, one of the 30, beside words."""
    for line in text.whole.splitlines():
        if hint := _emoji_in_line(line):
            return hint
    return None


def bad_sign(value: str) -> str | None:
    """PW23 for an ``emoji`` of its own, which stands on a button beside words: one emoji, and nothing else."""
    found = _EMOJI.findall(value)
    if len(found) == 1 and found[0] == value.strip():
        return None
    return f"“{value}” is not one emoji." if not found else f"“{value}”: one emoji alone, please."


def emoji_in(line: str) -> tuple[str, ...]:
    """List the emoji of a line."""
    return tuple(_EMOJI.findall(line))


def _emoji_in_line(line: str) -> str | None:
    if code := _SHORTCODE.search(line):
        return f"“{code[0].strip()}”: write a standard emoji, or words."
    found = emoji_in(line)
    if len(found) > 1:
        return f"{len(found)} emoji in one line. One is enough."
    return _one_emoji(line, found[0]) if found else None


def _one_emoji(line: str, emoji: str) -> str | None:
    if not words(_without_emoji(line)):
        return f"“{emoji}” stands alone. Say it in words; the emoji comes after them."
    if not line.rstrip(' .!?*”"').endswith(emoji):
        return f"“{emoji}” comes at the end of the line."
    if emoji.replace("\ufe0f", "") in EMOJI:
        return None
    name = unicodedata.name(emoji[0], "an emoji without a name").lower()
    return f"“{emoji}” ({name}) is not one of the 30 emoji for sentences. docs/plain-words.md lists them."


def _without_emoji(line: str) -> str:
    return _EMOJI.sub("", line)
