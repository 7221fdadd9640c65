"""What the texts become on the screen: every card can be looked at without Discord, every button is known as one."""

import ast
import fnmatch
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from typer.testing import CliRunner

from bot.app.shown import every_body, every_card
from bot.cli import app
from bot.content import load_pack
from bot.content.about import about
from bot.content.plain import words
from bot.content.shelf import SENTENCES, SHIPPED
from bot.content.texts import Kind, texts_of
from bot.services.taking_part import SESSION_ROLES
from cogs.steps import FACES

PROJECT = Path(__file__).parents[1]
PACK = load_pack()
MOST_LINES, MOST_WORDS = 9, 90
HOLDS_A_LIST = re.compile(
    r"ground-rules/(?:plan|rules|shown|not-shown|list|closed|being-read)|check-in/shown|(?:feeling-words|topic)/list"
    r"|help.*|hard-words/.*|roles/reader/words|supporter/page|practice/(?:ground-rules/6|feeling-words/1|reply-help)"
    r"|report/not-sent|expected|goodbye/sure|forget-me|round/thanks|keepsake.*|closing/ending-.*"
)
"""Cards that hold a list which a person reads line by line: rules, a plan, help numbers, what was said, hard words."""


SAME_ACT = {
    *("Delete my data", "Page to print", "Pass", "Take it back", "Go on", "I am here"),
    *("Switch check-in off", "Switch check-in on"),
    *("Step back", "Take it away", "Yes, take it away"),
}
"""Labels that do the same thing to what they stand under: this page, this question, this answer of mine."""

WITH_MEMBERS = {
    *("break-card.over", "break-card.until", "card.paused"),
    *("limit.help", "limit.help-away", "limit.talk", "limit.talk-here", "limit.until", "limit.why"),
}
"""Sentences that the panel's files alone say, in what members see."""

HEADINGS = {"say.more-words"}
"""What the pattern of a button's name fits as well."""

PAGES = {
    *("gathering", "help", "expected", "feedback", "reminders", "calm", "supporter", "supporter/page"),
    *("turns", "turns/write", "turns/speak-0", "turns/type-1", "turns/speak-2", "turns/speak-now", "turns/not-today"),
    *("roles", "roles/taken", *(f"roles/{role}/words" for role in SESSION_ROLES)),
    *("ours", "ours/asking-name", "ours/voting-symbol", "ours/reading", "ours/over"),
    *("ways", "ways/changed", "my-card", "my-card/short", "simpler", "meaning", "meaning/none", "hard-words/1"),
    *("hello", "hello/choose", "hello/name", "hello/asked", "hello/late", "hello/taken", "hello/room"),
    *("together/turns", "together/welcomed", "together/sign", "together/asking-greeting", "together/voting-name"),
    *("together/break-time", "together/break-time-over", "together/topic-ahead"),
}
"""Pages of one person alone, and cards of the room with more on them than the step."""

ANSWERS_THE_QUESTION_ABOVE = {"No thank you", "Not now", "Tell them my name", "Yes, end it", "Yes, tell them"}


@cache
def cards() -> dict[str, str]:
    """Draw all cards once, by their names."""
    return dict(every_card(PACK))


def test_every_step_every_state_and_every_page_is_there() -> None:
    """No card of a session is missing, and no two have one name."""
    names = [name for name, _body in every_body(PACK)]
    wanted = {face.step.id for face in FACES} | {
        f"{face.step.id}/{page}" for face in FACES for page in face.step.pages[1:]
    }
    items = {f"icebreaker/{one.id}" for one in PACK.icebreakers} | {f"feeling-words/{one.id}" for one in PACK.feelings}
    states = {f"state/{state}" for state in ("paused", "closing", "closed", "cancelled", "stopped", "paused/away")}

    assert len(names) == len(set(names))
    practice = {f"practice/{face.step.id}/1" for face in FACES} | {"practice/end", "practice/reply-help"}

    assert set(names) >= wanted | items | states | practice | PAGES


def test_what_is_printed_is_what_a_member_reads() -> None:
    """Words, what a picture shows, and each button; never a brace that nobody filled in."""
    assert "( Pass )  ( Break )  ( Help )  ( Cards )" in cards()["check-in"]
    for module in PACK.modules:
        for page, card in enumerate(module.cards, start=1 + bool(module.heads_up)):  # one says it may be hard
            name = f"topic/{module.id}" + (f"/{page}" if page > 1 else "")
            assert card.picture is None or f"[{card.alt}]" in cards()[name]
    assert [name for name, text in cards().items() if re.search(r"\{\w+\}", text)] == []


def test_no_card_is_too_much_at_once() -> None:
    """Nine lines and ninety words (PW21); a card with a list in it is read line by line and may be longer."""
    said = {
        name: "\n".join(block for block in body.blocks if block)
        for name, body in every_body(PACK)
        if not HOLDS_A_LIST.fullmatch(name)
    }

    assert {name for name, text in said.items() if len(text.splitlines()) > MOST_LINES} == set()
    assert {name for name, text in said.items() if len(words(text)) > MOST_WORDS} == set()


def test_the_command_prints_one_card_or_all() -> None:
    """By a part of its name; a name that fits none is said plainly, with status 2."""
    one = CliRunner().invoke(app, ["words", "show", "--card", "icebreaker/ice-drink"])
    every = CliRunner().invoke(app, ["words", "show"])
    none = CliRunner().invoke(app, ["words", "show", "--card", "nowhere"])

    assert every.output.count("== ") == len(cards())
    assert one.exit_code == 0
    assert one.output.startswith("== icebreaker/ice-drink\n")
    assert none.exit_code == 2


def test_a_charity_sees_its_own_words(tmp_path: Path) -> None:
    """Its own folder is laid over ours, on the cards too."""
    (tmp_path / "sentences.toml").write_text('[card]\npaused = "We rest now."', encoding="utf-8")

    shown = CliRunner().invoke(app, ["words", "show", str(tmp_path), "--card", "state/paused"])

    assert "We rest now." in shown.output


def test_the_words_for_who_the_group_is_for_can_be_chosen(tmp_path: Path) -> None:
    """The card is printed, and checked, as people will read it; a word that is no choice is explained."""
    (tmp_path / "sentences.toml").write_text('[card]\npaused = "{Autism.people} rest."', encoding="utf-8")
    show = ["words", "show", str(tmp_path), "--card", "state/paused"]
    ours, other = (CliRunner().invoke(app, [*show, *more]).output for more in ([], ["--autism", "person-with-autism"]))
    checked = CliRunner().invoke(app, ["words", "check", str(tmp_path), "--term", "none"])
    wrong = CliRunner().invoke(app, ["words", "check", str(tmp_path), "--term", "nobody"])

    assert "Autistic people rest." in ours
    assert "Autistic people rest." not in other
    assert " rest." in other
    assert checked.exit_code == 0
    assert (wrong.exit_code, "learning-disability" in wrong.output) == (2, True)


# Buttons.


def labels() -> Iterator[tuple[str, str]]:
    """Find (name of the sentence, verb) of each button that the code draws; a star stands for what a value fills in."""
    for path in sorted((PROJECT / "cogs").rglob("*.py")):
        step = _step_of(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Button" and len(node.args) > 1:
                said, verb = node.args[0], node.args[1]
                if isinstance(said, ast.Call) and ast.unparse(said.func).endswith("say"):
                    own = ast.unparse(said.func) == "self.say"
                    yield f"{step}.{_spelled(said.args[0])}" if own else _spelled(said.args[0]), ast.unparse(verb)


def _step_of(path: Path) -> str:
    return path.stem.replace("_", "-")


def _spelled(key: ast.expr) -> str:
    if isinstance(key, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in key.values)
    return str(key.value) if isinstance(key, ast.Constant) else "*"


def pressed() -> dict[str, set[str]]:
    """Name the sentences that are labels of buttons, each with the verbs that it is drawn with."""
    found: dict[str, set[str]] = {}
    for spelled, verb in labels():
        pattern = re.compile(re.escape(spelled).replace(r"\*", "[a-z0-9_-]+"))
        for key in PACK.sentences:
            is_label = "*" not in spelled or str(PACK.sentences[key])[-1] not in ".?!:"
            if spelled != "*" and pattern.fullmatch(key) and is_label and key not in HEADINGS:
                found.setdefault(key, set()).add(verb)
    return found


def test_every_label_of_a_button_is_checked_as_one() -> None:
    """about.toml names it, so that it has at most 4 words and 20 letters and says what will happen."""
    kinds = {text.key: text.kind for text in texts_of(SHIPPED) if text.file in SENTENCES}
    missed = sorted(key for key in pressed() if kinds[key] not in {Kind.BUTTON, Kind.ANSWER})

    assert len(pressed()) > 100
    assert missed == []


def test_what_the_panel_alone_says_is_for_staff() -> None:
    """about.toml names it, so that the check knows for whom it is."""
    said: dict[bool, set[str]] = {True: set(), False: set()}
    for path in (PROJECT / "cogs").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said[path.stem.startswith("panel")].add(node.value)
    readers = {text.key: text.audience.value for text in texts_of(SHIPPED) if text.file in SENTENCES}
    alone = (said[True] - said[False]) & readers.keys()

    assert len(alone) > 50
    assert sorted(key for key in alone - WITH_MEMBERS if readers[key] == "member") == []


def test_every_button_of_every_card_is_short() -> None:
    """Also those whose words are put together when they are drawn."""
    long = {
        (name, button.label)
        for name, body in every_body(PACK)
        for row in body.rows
        if isinstance(row, tuple)
        for button in row
        if len(button.label) > 20 or len(words(button.label)) > 5
    }

    assert long == set()


def test_the_same_label_does_the_same_thing() -> None:
    """Two sentences with the same words are drawn with the same verb (WCAG 3.2.4)."""
    verbs: dict[str, set[str]] = {}
    for key, verb in labels():
        if "*" not in key:
            verbs.setdefault(str(PACK.sentences[key]), set()).add(verb)
    two = {label for label, found in verbs.items() if len(found) > 1}

    assert two == SAME_ACT | ANSWERS_THE_QUESTION_ABOVE


def test_nothing_is_known_about_a_text_that_is_not_there() -> None:
    """Each pattern of about.toml names at least one text, and every kind of reader is among them."""
    known, texts = about(SHIPPED, SHIPPED), texts_of(SHIPPED)
    places = [f"{text.file}/{text.key}" for text in texts]
    patterns = {*known.buttons, *known.answers, *(one for part in known.parts for one in part.patterns)}
    whole = {one: one.removeprefix("!") if "/" in one else f"{one}/*" for one in patterns}

    assert sorted(one for one, pattern in whole.items() if not fnmatch.filter(places, pattern)) == []
    assert {text.audience.value for text in texts} == {"member", "staff", "lead"}
