"""No sentence that a person reads is outside a pack: the code that talks to Discord holds names and no words."""

import ast
import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from discord import app_commands
from house import open_house

from bot.content import load_pack

Typed = app_commands.Command[Any, ..., Any] | app_commands.Group
PROJECT = Path(__file__).parents[1]
PACK = load_pack()
SHOWN_FIRST = {"Button", "Option", "Select", "Body", "Drawing", "TextDisplay", "TextField", "Pick", "Label", "Picture"}
SHOWN_BY_NAME = {
    *("label", "description", "placeholder", "title", "content", "reason", "hint", "alt", "topic", "nick"),
    *("text", "blocks", "lines"),
}
SENT = {
    "send",
    "reply",
    "edit",
    "whisper",
    "send_message",
    "edit_message",
    "tell_staff",
    "tell_members",
    "create_thread",
}
WORDS = re.compile(r"[A-Za-z]{2,}[,.!?:]? [A-Za-z]")
ANY_WORD = re.compile(r"[A-Za-z]{2,}")
A_NAME = re.compile(r"[a-z0-9_./*=,<>@&#-]*")


def literals(source: str) -> list[str]:
    """Find the strings of a file that Discord would show.

    Those are sentences, wherever they stand, but for docs, log lines and raised errors; and any word with a capital
    in the place of a label, a title, a reason or a text.
    """
    tree = ast.parse(source)
    quiet = {id(part) for node in ast.walk(tree) for part in _never_shown(node)}
    found = [node for node in ast.walk(tree) if _is_text(node) and id(node) not in quiet]
    return [
        *(str(node.value) for node in found if isinstance(node, ast.Constant) and WORDS.search(str(node.value))),
        *(text for node in ast.walk(tree) if isinstance(node, ast.Call) for text in _in_place_of_words(node)),
    ]


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _never_shown(node: ast.AST) -> Iterator[ast.AST]:
    body = getattr(node, "body", None)
    if isinstance(body, list):
        for line in body:
            if isinstance(line, ast.Expr) and _is_text(line.value):
                yield line.value  # a docstring
    if isinstance(node, ast.Raise):
        yield from ast.walk(node)
    if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_log."):
        yield from ast.walk(node)


def _in_place_of_words(call: ast.Call) -> Iterator[str]:
    name = ast.unparse(call.func).rpartition(".")[2]
    places = [one.value for one in call.keywords if one.arg in SHOWN_BY_NAME]
    if call.args and name in SHOWN_FIRST | SENT:
        places.append(call.args[0])
    for place in places:
        for node in _parts(place):
            text = str(getattr(node, "value", ""))
            if ANY_WORD.search(text) and not A_NAME.fullmatch(text):
                yield text


def _parts(place: ast.expr) -> Iterator[ast.AST]:
    """Walk what is written out in a place, but not what is given to another call: ``pack.say("a.key")``."""
    if _is_text(place):
        yield place
    elif isinstance(place, ast.JoinedStr | ast.Tuple | ast.List | ast.BinOp | ast.IfExp):
        for child in ast.iter_child_nodes(place):
            if isinstance(child, ast.expr):
                yield from _parts(child)


PLANTED = [
    'Button("Stop", "stop")',
    'Select("Choose", "pick", "", ())',
    'Option("Red" if on else pack.say("a.b"), "1")',
    'channel.send("Hello.")',
    'channel.send(f"Hello {name}")',
    'TextField("rules", label="Rules", hint=pack.say("a.b"))',
    'role.edit(reason="Peerlight")',
    'WORDS = "We start soon."',
    'Body((pack.say("a.b"), "**Look**"))',
    '@app_commands.command(name="rules", description="Read the rules.")\ndef rules(): pass',
    '@app_commands.describe(answer="What you think of it.")\ndef rules(): pass',
]
FINE = [
    'Button(pack.say("a.b"), "stop")',
    'Body((f"### {pack.say(key)}",))',
    '"""A docstring of a file."""',
    '_log.warning("It did not work: %s", name)',
    'raise ValueError("A programmer reads this.")',
    'app_commands.Choice(name="choices/closing.change/better", value="better")',
    'channel.send(f"<@&{role.id}>")',
]


@pytest.mark.parametrize("planted", PLANTED)
def test_a_sentence_that_somebody_leaves_in_the_code_is_found(planted: str) -> None:
    """The search itself works: each of these would reach a person."""
    assert literals(planted)


@pytest.mark.parametrize("fine", FINE)
def test_what_nobody_reads_is_left_alone(fine: str) -> None:
    """Names, docs, log lines and errors are no sentences for people."""
    assert literals(fine) == []


def test_no_sentence_of_a_screen_is_outside_the_pack() -> None:
    """All that Discord shows is said by a name of the pack."""
    files = [*(PROJECT / "cogs").rglob("*.py"), *(PROJECT / "bot" / "app").glob("c*.py")]

    assert [(path.name, text) for path in files for text in literals(path.read_text(encoding="utf-8"))] == []


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Typed]:
    """Start the bot once; its commands by the names that they have in the pack."""

    async def look() -> dict[str, Typed]:
        async with open_house(tmp_path_factory.mktemp("house")) as home:
            found = home.stage.bot.tree.walk_commands()
            return {one.qualified_name.replace(" ", "-"): one for one in found}

    return asyncio.run(look())


def test_every_command_and_option_says_what_the_pack_says(
    commands: dict[str, Typed],
) -> None:
    """Each has its own words, and the pack has none for a command that is not there."""
    said = {f"command.{name}": one.description for name, one in commands.items()} | {
        f"option.{name}.{option.name}": str(option.description)
        for name, one in commands.items()
        if isinstance(one, app_commands.Command)
        for option in one.parameters
    }
    in_pack = {key: PACK.say(key) for key in PACK.sentences if key.startswith(("command.", "option."))}

    assert said == in_pack


def test_choices_beside_an_option_are_named_by_the_pack(
    commands: dict[str, Typed],
) -> None:
    """The same words as on the buttons, and the days of the week."""
    names = {
        name: [one.name for option in command.parameters for one in option.choices]
        for name, command in commands.items()
        if isinstance(command, app_commands.Command)
    }

    assert names["closing"] == ["Better", "Same", "Worse"]
    assert names["schedule-set"] == list(PACK.calendar.days)
    assert [one for found in names.values() for one in found if "/" in one] == []
