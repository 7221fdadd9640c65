"""The rules of the house, held against the code itself: who may import whom, sentences, sizes, commands, names."""

import ast
import asyncio
import io
import re
import subprocess
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import discord
import pytest
import typer
from alembic.config import Config
from alembic.script import ScriptDirectory
from discord import app_commands
from house import open_house

from bench.flow_picture import picture
from bot.cli import app
from bot.content import load_pack
from bot.content.plain import sentences
from bot.content.rules import OF_SENTENCES
from bot.content.vocabulary import Vocabulary
from bot.reports.head_counts import COLUMNS
from bot.session import Shown, State
from bot.session.flow import REFUSALS
from bot.storage.models import Base
from cogs.steps import FACES

PROJECT = Path(__file__).parents[1]
PACK = load_pack()
NAMED = re.compile(r"[a-z][a-z_-]*(\.[a-z][a-z0-9_-]*)+")
COMMANDS = {
    *(
        f"session {name}"
        for name in ("start", "next", "back", "go-to", "skip", "pause", "resume", "end", "status", "rehearse")
    ),
    *("rules", "icebreaker", "checkin", "feeling", "topic", "gratitude", "closing"),
    *("here", "pass", "break", "help-now", "stats export", "setup"),
}
LONGEST_FUNCTION = 45
LONGEST_FILE = 300
MOST_DISCORD = 0.4


# What the code says, read without running it.


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())

    def calls(self) -> Iterator[ast.Call]:
        """Walk every call."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


def sources(*rooms: str) -> list[Source]:
    """Read all Python files of these rooms."""
    found = [path for room in rooms for path in sorted((PROJECT / room).rglob("*.py"))]
    texts = {path.relative_to(PROJECT).as_posix(): path.read_text(encoding="utf-8") for path in found}
    return [Source(path, text, ast.parse(text)) for path, text in texts.items()]


@cache
def product() -> list[Source]:
    """Read what people install. It is read when a test asks: every process that loads this file would wait for it."""
    return sources("bot", "cogs")


@cache
def everything() -> list[Source]:
    """Read all of our Python files."""
    return [*product(), *sources("migrations", "tests", "bench")]


def strings(node: ast.AST) -> Iterator[str]:
    """Walk every string that is written out inside a node, those inside f-strings left out."""
    parts = {id(part) for outer in ast.walk(node) if isinstance(outer, ast.JoinedStr) for part in ast.walk(outer)}
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in parts:
            yield one.value


def called(call: ast.Call) -> str:
    """Name the function or method that is called."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def spelled(node: ast.expr, names: dict[str, list[ast.expr]]) -> Iterator[str]:
    """Spell a sentence's name as it may come out: ``*`` where it depends on a value."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from spelled(node.body, names)
        yield from spelled(node.orelse, names)
    elif isinstance(node, ast.JoinedStr):
        yield from _joined(node.values, names)
    elif isinstance(node, ast.Name) and node.id in names:
        for value in names[node.id]:
            yield from spelled(value, names)


def _joined(parts: list[ast.expr], names: dict[str, list[ast.expr]]) -> Iterator[str]:
    if not parts:
        yield ""
        return
    first, rest = parts[0], parts[1:]
    heads = [str(first.value)] if isinstance(first, ast.Constant) else _filled(first, names)
    for tail in _joined(rest, names):
        yield from (head + tail for head in heads)


def _filled(part: ast.expr, names: dict[str, list[ast.expr]]) -> list[str]:
    inner = part.value if isinstance(part, ast.FormattedValue) else part
    return (list(spelled(inner, names)) if isinstance(inner, ast.Name) else []) or ["*"]


def said(source: Source) -> Iterator[str]:
    """Find the name of every sentence that a file says; ``self.say`` of a step says the step's own."""
    step = _step_of(source.path)
    scopes = [node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for scope in scopes:
        names: dict[str, list[ast.expr]] = {}
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                names.setdefault(node.targets[0].id, []).append(node.value)
        for call in (node for node in ast.walk(scope) if isinstance(node, ast.Call) and called(node) == "say"):
            own = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
            before = f"{step}." if own and step else ""
            yield from (before + key for key in spelled(call.args[0], names))


def _step_of(path: str) -> str:
    if not path.startswith("cogs/steps/") or path.endswith(("__init__.py", "face.py")):
        return ""
    return str(import_module(path.removesuffix(".py").replace("/", ".")).STEP.id)


def refusals() -> set[str]:
    """Collect every reason to say no, from the code and from the table of the flow."""
    by_hand = {
        reason
        for source in product()
        for call in source.calls()
        if not source.path.startswith("bot/rehearsal/room/")  # the page says no in its own words
        and called(call) == "Refused"
        and call.args
        for reason in spelled(call.args[0], {})
    }
    return by_hand | {reason for by_event in REFUSALS.values() for reason in by_event.values()}


def drawn() -> Iterator[tuple[str, str, str]]:
    """Find (file, verb, argument) of everything that is drawn to be pressed, chosen or sent."""
    place_of_verb = {"Button": 1, "Select": 1, "Address": 2}
    for source in sources("cogs"):
        for call in source.calls():
            place = place_of_verb.get(called(call))
            if place is not None and len(call.args) > place:
                argument = call.args[place + 1] if len(call.args) > place + 1 else None
                fixed = str(argument.value) if isinstance(argument, ast.Constant) else ""
                yield from ((source.path, verb, fixed) for verb in spelled(call.args[place], {}))


def handed_on(source: Source) -> Iterator[str]:
    """Find families of sentences whose name is put together in one place of the screen and said in another."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.JoinedStr) and source.path.startswith("cogs/"):
            yield from (key for key in spelled(node, {}) if key.partition(".")[0] in TABLES)


TABLES = {key.partition(".")[0] for key in PACK.sentences}


@cache
def all_said() -> set[str]:
    """Name every sentence that is said; ``*`` stands where a name depends on a value."""
    return {key for source in product() for key in (*said(source), *handed_on(source))}


def by_name() -> set[str]:
    """Name those whose whole name stands in the code."""
    return {key for key in all_said() if "*" not in key}


@cache
def written() -> set[str]:
    """Read every string of the product."""
    return {text for source in product() for text in strings(source.tree)}


def test_imports_go_one_way() -> None:
    """Every import contract of pyproject.toml is kept."""
    ended = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr


# Sentences: none is missing, none is idle, none is outside the packs.


def test_every_sentence_that_the_code_says_is_in_the_pack() -> None:
    """No name of a sentence is misspelt, and every family that is filled in has at least one member."""
    families = [
        re.compile(re.escape(key).replace(r"\*", "[a-z_-]+") + r"(\.|$)")
        for key in all_said() - by_name()
        if key.strip("*.")
    ]

    assert len(by_name()) > 100
    assert by_name() - PACK.keys() == set()
    assert [one.pattern for one in families if not any(map(one.match, PACK.keys()))] == []


def test_every_name_of_a_sentence_that_is_handed_on_is_in_the_pack() -> None:
    """What looks like the name of a sentence is one: notices and acknowledgements are said elsewhere."""
    questions = {f"{face.step.id}.{question.id}" for face in FACES for question in face.step.questions}
    names = {text for text in written() if NAMED.fullmatch(text) and text.partition(".")[0] in TABLES}

    assert {name for name in names if not name.endswith(".toml")} - PACK.keys() - questions == set()


def test_every_refusal_has_its_sentence() -> None:
    """Each no is a kind sentence that says what to do."""
    reasons = {f"refused.{reason}" for reason in refusals()}

    assert len(reasons) > 30
    assert reasons - PACK.keys() == set()


def test_every_step_has_the_sentences_that_its_questions_need() -> None:
    """A name, a script, a form where a person may type, a list where entries are shown, words for what is picked."""
    needed = set()
    for face in FACES:
        step = face.step
        needed.add(f"step.{step.id}")
        for question in step.questions:
            needed |= {f"write.{step.id}.{question.id}.{part}" for part in ("title", "label") if question.typed}
            needed |= {f"list.{question.id}"} if question.shown is Shown.IN_BATCHES else set()
    picks = {f"pick.{_step_of(path)}.{argument}" for path, verb, argument in drawn() if verb == "pick"}

    assert (needed | picks) - PACK.keys() == set()
    assert set(PACK.scripts) == {face.step.id for face in FACES} | {"gathering", "break", "over"}
    assert set(PACK.pages) == {page for face in FACES for page in face.step.pages} - {"rules"}


def test_every_state_that_people_can_meet_has_its_sentence() -> None:
    """A facilitator can be told where the session is, whatever state it is in."""
    needed = {f"session.now-{state}" for state in State if state is not State.SCHEDULED}  # never stored as scheduled

    assert needed - PACK.keys() == set()


def test_no_sentence_is_idle() -> None:
    """Each sentence of the pack is said somewhere: by its name, or by a family whose parts the code knows."""
    refused = {f"refused.{reason}" for reason in refusals()}
    beside_commands = {key for key in PACK.sentences if key.startswith(("command.", "option."))}  # test_no_literals.py
    said = by_name() | written() | refused | beside_commands
    idle = {key for key in PACK.keys() - said if not _is_of_a_family(key)}

    assert idle == set()


def _is_of_a_family(key: str) -> bool:
    """Tell whether a family fits and what fills it in is written somewhere in the code."""
    for family in all_said() - by_name():
        pattern = re.escape(family).replace(r"\*", r"([a-z_-]+|PW\d+)")
        found = None if family.startswith(("*", "refused.")) else re.fullmatch(pattern, key)
        if found and all(part in written() or part.replace("-", "_") in written() for part in found.groups()):
            return True
    return False


def test_no_sentence_is_written_in_the_code_of_the_screen() -> None:
    """What a person reads comes from a pack: in cogs/ no string of several words is left over."""
    outside = [(source.path, text) for source in sources("cogs") for text in _left_over(source)]

    assert outside == []


def _left_over(source: Source) -> Iterator[str]:
    """Walk strings of several words, without what no message carries: docs, logs, faults, names of commands."""
    told_elsewhere = {id(part) for node in ast.walk(source.tree) for part in _not_shown(node)}
    for node in ast.walk(source.tree):
        words = node.value if isinstance(node, ast.Constant) and id(node) not in told_elsewhere else None
        if isinstance(words, str) and re.search(r"[A-Za-z]{2,}[,.!?]? [A-Za-z]", words):
            yield words


def _not_shown(node: ast.AST) -> Iterator[ast.AST]:
    body = getattr(node, "body", None)
    if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
        yield body[0].value  # a docstring
    if isinstance(node, ast.Raise):
        yield from ast.walk(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _name(node.func.value) == "_log":
        yield from ast.walk(node)
    if isinstance(node, ast.keyword) and node.arg == "reason":  # Discord's own audit log
        yield from ast.walk(node)
    if isinstance(node, ast.AsyncFunctionDef | ast.ClassDef):  # read from the command tree, below
        for one in [*node.decorator_list, *getattr(node, "keywords", ())]:
            yield from ast.walk(one)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


# Sizes.


def test_no_function_is_long() -> None:
    """A function has at most 45 lines, its docstring not counted."""
    functions = [
        (f"{source.path}: {node.name}", _length(node))
        for source in product()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert [(name, length) for name, length in functions if length > LONGEST_FUNCTION] == []


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    docs = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docs


def test_no_file_is_long() -> None:
    """A file has at most 300 lines."""
    assert [(source.path, source.lines) for source in product() if source.lines > LONGEST_FILE] == []


def test_most_of_the_code_does_not_know_discord() -> None:
    """Under 40 % of the lines are in files that import Discord's library."""
    knowing = sum(source.lines for source in product() if "discord" in _imported(source))

    assert knowing / sum(source.lines for source in product()) < MOST_DISCORD


def _imported(source: Source) -> set[str]:
    found = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


# Names that are banned.


def test_only_the_clock_knows_what_time_it_is() -> None:
    """Nobody else asks the machine for the time of day."""
    asked = {
        source.path
        for source in everything()
        for call in source.calls()
        if isinstance(call.func, ast.Attribute)
        and (_dotted(call.func)) in ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")
    }

    assert asked <= {"bot/scheduling/clock.py"}


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return ".".join(f"{_dotted(node.value)}.{node.attr}".split(".")[-2:])
    return _name(node)


def test_nothing_is_mocked() -> None:
    """Tests go through the front door: a real bot, a real database."""
    mocking = [
        source.path
        for source in everything()
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Import) and any(alias.name.startswith("unittest") for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("unittest"))
    ]

    assert mocking == []


def test_every_ignored_type_says_why() -> None:
    """Whoever tells the type checker to look away writes the reason beside it."""
    comments = [
        (source.path, token.start[0], token.string)
        for source in everything()
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline)
        if token.type == tokenize.COMMENT and token.string.startswith("# type: ignore")
    ]

    assert [one for one in comments if not re.match(r"# type: ignore\[[a-z, -]+\]  # \w", one[2])] == []


# The commands, the presses and the rights of the bot as it runs.


@dataclass(frozen=True)
class Running:
    """What a bot that runs has: its commands, each cog's verbs, its intents."""

    commands: list[app_commands.Command[Any, ..., Any] | app_commands.Group]
    verbs: list[str]
    intents: discord.Intents


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Running:
    """Start the bot once and look at it."""
    return asyncio.run(_look(tmp_path_factory.mktemp("house")))


async def _look(folder: Path) -> Running:
    async with open_house(folder) as home:
        bot = home.stage.bot
        verbs = [verb for cog in bot.cogs.values() for verb in getattr(cog, "handlers", {})]
        return Running(list(bot.tree.walk_commands()), verbs, bot.intents)


def complaints(text: str) -> list[tuple[str, str]]:
    """Hold a text against the rules of plain words, as the check of the packs does; warnings are left out."""
    vocabulary = Vocabulary.of(PACK.glossary)
    found = []
    for sentence in sentences(text):
        found += [(sentence, hint) for broken in OF_SENTENCES.values() if (hint := broken(sentence))]
        found += [(sentence, hint) for rule, hint in vocabulary.complaints(sentence) if rule != "PW15"]
    return found


def test_every_command_is_there(running: Running) -> None:
    """The commands that the bot was asked to have can be typed."""
    names = {one.qualified_name for one in running.commands if isinstance(one, app_commands.Command)}

    assert names >= COMMANDS


def test_no_command_shadows_another(running: Running) -> None:
    """A name is used once: no command is behind another one or behind a group."""
    names = Counter(one.qualified_name for one in running.commands)

    assert [name for name, times in names.items() if times > 1] == []


def test_every_command_is_described_in_plain_words(running: Running) -> None:
    """Descriptions fit in Discord's 100 characters and meet the rules that every sentence meets."""
    found = []
    for one in running.commands:
        options = one.parameters if isinstance(one, app_commands.Command) else []
        for told in (one.description, *(str(option.description) for option in options)):
            assert 3 < len(told) <= 100, one.qualified_name
            found += [(one.qualified_name, *complaint) for complaint in complaints(told)]

    assert found == []


def test_every_press_has_one_handler_and_every_handler_a_press(running: Running) -> None:
    """No two cogs take one verb; what is drawn is handled; what is handled can be drawn."""
    twice = [verb for verb, times in Counter(running.verbs).items() if times > 1]

    assert twice == []
    assert {verb for _path, verb, _argument in drawn()} == set(running.verbs)


def test_the_bot_asks_for_guilds_and_nothing_else(running: Running) -> None:
    """No message content, no member list, no presence: it cannot listen in."""
    assert running.intents == discord.Intents(guilds=True)


# Files beside the code.


def test_migrations_are_numbered_named_and_in_one_line() -> None:
    """NNNN_reason.py, each after the one before, without a gap or a fork."""
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    scripts = list(reversed(list(ScriptDirectory.from_config(config).walk_revisions())))
    numbers = [script.revision for script in scripts]

    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert [script.down_revision for script in scripts] == [None, *numbers[:-1]]
    for script in scripts:
        assert re.fullmatch(rf"{script.revision}_[a-z][a-z_]+\.py", Path(script.path).name)


def test_what_the_readme_and_the_docs_tell_to_type_exists() -> None:
    """Each `make` target is in the Makefile and each `peerlight` command is in the program."""
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  # it is a group
    pages = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *(PROJECT / "docs").glob("*.md")]
    for page in pages:
        code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", page.read_text(encoding="utf-8"), re.DOTALL))
        assert set(re.findall(r"\bmake ([a-z-]+)", code)) <= targets, page.name
        assert set(re.findall(r"(?<![./\w])(?<!-u )peerlight ([a-z][a-z-]+)\b", code)) <= commands, page.name


def test_every_table_and_every_column_of_the_export_is_explained() -> None:
    """What is kept, and what a lead takes out, is on the page that says so."""
    page = (PROJECT / "docs" / "data.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))

    assert set(Base.metadata.tables) | set(COLUMNS) | {"alembic_version"} == explained


def test_nothing_that_is_kept_names_a_folder_of_ours() -> None:
    """A clone works anywhere: no page and no file names the folder that it was written in."""
    pages = [*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md"), PROJECT / "Makefile"]
    texts = {page.name: page.read_text(encoding="utf-8") for page in pages} | {
        one.path: one.text for one in everything()
    }
    foreign = ("/" + "work/", "shared/" + "design")

    assert [name for name, text in texts.items() if any(words in text for words in foreign)] == []


def test_the_picture_of_the_flow_is_the_flow() -> None:
    """The diagram in the documentation is the one that the table of transitions gives."""
    page = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    diagrams = re.findall(r"```mermaid\n(stateDiagram-v2.*?)\n```", page, re.DOTALL)

    assert diagrams == [picture()]
