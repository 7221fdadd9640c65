"""What does this mean? The hard words of a card with a sentence for each, and all hard words in pages."""

import re
from collections.abc import Iterable, Sequence

from bot.content import Pack
from cogs.ui.body import Body, Button, Row, Select, bullets

MOST_WORDS = 8  # of one card, and on one page of all words: nobody reads a longer list


def words_on(pack: Pack, blocks: Sequence[str], rows: Iterable[Row] = ()) -> tuple[str, ...]:
    """Name the words of the glossary that are on a card as it is drawn, labels too; in the card's order, eight at most.

    A plural counts. A word of two parts is found whole.
    """
    terms = {_folded(term): term for term in pack.glossary}
    if not terms:
        return ()
    longest_first = sorted(terms, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(_forms, longest_first))})(?!\w)", re.IGNORECASE)
    found = pattern.findall("\n".join((*blocks, *_labels(rows))))
    return tuple(dict.fromkeys(_term(terms, one) for one in found))[:MOST_WORDS]


def reading_buttons(pack: Pack, *, hard_words: bool) -> tuple[Button, ...]:
    """Make the buttons for reading that are on every card; the second one where a hard word is on it."""
    meaning = (Button(pack.say("meaning.button"), "meaning"),) if hard_words else ()
    return (Button(pack.say("simpler.button"), "simpler"), *meaning)


def draw_meanings(pack: Pack, words: Sequence[str]) -> Body:
    """Say what the words of a card mean, in the card's order."""
    if not words:
        return Body((pack.say("meaning.none"),))
    return Body((f"### {pack.say('meaning.title')}", bullets([_line(pack, word) for word in words])))


def draw_hard_words(pack: Pack, page: int) -> Body:
    """List all hard words by the alphabet, a few on a page; a page that is not there becomes the nearest one."""
    words = sorted(pack.glossary, key=str.casefold)
    last = max(0, (len(words) - 1) // MOST_WORDS)
    page = min(page, last)
    lines = bullets([_line(pack, word) for word in words[page * MOST_WORDS : (page + 1) * MOST_WORDS]])
    before = (Button(pack.say("hard-words.before"), "hard-words", str(page - 1)),) if page else ()
    after = (Button(pack.say("hard-words.after"), "hard-words", str(page + 1)),) if page < last else ()
    rows = ((*before, *after),) if before or after else ()
    place = "-# " + pack.say("hard-words.page", page=page + 1, of=last + 1)
    return Body((f"### {pack.say('hard-words.title')}", lines, place), rows)


def _line(pack: Pack, word: str) -> str:
    return f"**{word}**: {pack.glossary[word]}"


def _labels(rows: Iterable[Row]) -> list[str]:
    found: list[str] = []
    for row in rows:
        found += [row.placeholder] if isinstance(row, Select) else [button.label for button in row]
    return found


def _folded(word: str) -> str:
    return " ".join(re.split(r"[\s-]+", word.casefold()))


def _forms(term: str) -> str:
    """Match a term and its plural; its parts may stand apart or be joined by a hyphen."""
    parts = [re.escape(part) for part in term.split()]
    last = rf"{parts[-1][:-1]}(?:y|ies)" if parts[-1].endswith("y") else rf"{parts[-1]}(?:e?s)?"
    return r"[\s-]+".join([*parts[:-1], last])


def _term(terms: dict[str, str], found: str) -> str:
    folded = _folded(found)
    ends = ("", "s", "es")
    singular = (folded.removesuffix(end) for end in ends if folded.endswith(end))
    known = next((one for one in singular if one in terms), f"{folded.removesuffix('ies')}y")
    return terms[known]
