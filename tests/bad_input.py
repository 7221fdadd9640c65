"""What is thrown at the bot, at its settings, its words and its backups: drawn from a seed by hypothesis.

``throw`` gives for each input whether what came back was as it should be. What that is stands in the functions
named ``answered...``; each raises ``AssertionError`` with the input.
"""

import asyncio
import contextlib
import json
import logging
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from discord import app_commands
from house import House, open_house
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from made import migrated
from simcord.backend import serializers

from bot.config import ConfigProblems, load_settings
from bot.config.settings import NAMES
from bot.content import PackError, load_pack
from bot.content.shelf import SHIPPED
from bot.rehearsal.people import Person, Reply
from bot.storage.backup_folder import name_of
from bot.storage.backups import BackupProblem, _decrypted, _encrypted, make_backup, restore

T = TypeVar("T")
EXAMPLE = Path(__file__).parents[1] / "config.example.toml"

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
LONG = 6000

# What is thrown.

ANY = st.characters(codec=None, exclude_categories=[])  # all planes, and lone surrogates too
NASTY = (
    *(
        "",
        " ",
        "\0",
        "\ud800",
        "\udfff" * 3,
        "\u202eabc",
        "\u200b",
        "\ufeff",
        "\U0010ffff",
        "\U0001f468\u200d\U0001f469",
    ),
    *(
        "@everyone",
        "<@&1>",
        "{text}",
        "{0}",
        "%s",
        "'; DROP TABLE answers; --",
        "../../etc/passwd",
        "-1",
        "1e9",
        "9" * 40,
    ),
    *(
        "٣",
        "²",
        "0x1",
        "nan",
        "null",
        "a" * LONG,
        "z\u0301" * 3000,
        "\U0001f600" * 3000,
        "=cmd()",
        "1.1.1",
        ",,,",
        "=",
        "a=b=c",
    ),
)
PLACES = range(len(NASTY))  # drawn by their number: hypothesis would write out all of them
TEXTS = st.one_of(
    st.sampled_from(PLACES).map(NASTY.__getitem__), st.text(ANY, max_size=40), st.integers(-3, 30).map(str)
)
ARGUMENTS = st.one_of(
    TEXTS,
    st.sampled_from(
        ("week=good", "answer=a", "word", "word.1", "thanks", "text", "week,feel", "yes", "no", "next", "on", "0", "1")
    ),
    st.tuples(TEXTS, TEXTS).map("=".join),
    st.tuples(TEXTS, TEXTS).map(".".join),
)
VALUES: SearchStrategy[Any] = st.one_of(
    TEXTS,
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.lists(TEXTS, max_size=3),
    st.dictionaries(TEXTS, TEXTS, max_size=2),
)

IDS = st.one_of(st.integers(0, 2**63).map(str), TEXTS)
OF_KIND: dict[int, SearchStrategy[Any]] = {3: TEXTS, 4: st.integers(-(2**53), 2**53), 5: st.booleans(), 7: IDS, 8: IDS}


def addresses(verbs: list[str]) -> SearchStrategy[str]:
    """Write custom ids: ours with something wrong in them, or nothing of ours at all."""
    numbers = st.one_of(st.sampled_from(("0", "1", "2", "3", "7", "999999999999999", "-1", "1" * 20, "x", "")), TEXTS)
    ours = st.tuples(numbers, numbers, st.sampled_from(verbs), ARGUMENTS).map(lambda parts: ":".join(("p1", *parts)))
    likely = st.tuples(
        st.sampled_from(("0", "1", "2")), st.sampled_from(("0", "1", "2", "3", "4")), st.sampled_from(verbs), ARGUMENTS
    )
    return st.one_of(likely.map(lambda parts: ":".join(("p1", *parts))), ours, TEXTS)


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.integers(0, 30),
        "id": VALUES,
        "custom_id": st.one_of(st.sampled_from(("text", "sign", "week", "feel", "name", "day", "time")), VALUES),
        "value": VALUES,
        "values": VALUES,
    },
)
ROWS: SearchStrategy[Any] = st.one_of(
    FIELDS.map(lambda field: {"type": 18, "id": 1, "component": field}),
    FIELDS.map(lambda field: {"type": 1, "components": [field]}),
    FIELDS,
    VALUES,
)


@dataclass
class Thrown:
    """One bad input: who throws it, what kind of interaction it is, and its data."""

    who: int
    kind: int
    data: dict[str, Any]
    on_card: bool = True


def presses(verbs: list[str]) -> SearchStrategy[Thrown]:
    """Press, or choose, what was never shown."""
    data = st.fixed_dictionaries(
        {"custom_id": addresses(verbs), "component_type": st.sampled_from((2, 3, 99))},
        optional={"values": st.one_of(st.lists(VALUES, max_size=4), st.none()), "id": st.integers(0, 99)},
    )
    return st.builds(Thrown, st.integers(0, 5), st.just(COMPONENT), data, st.booleans())


def forms(verbs: list[str]) -> SearchStrategy[Thrown]:
    """Submit a form that was never opened."""
    data = st.fixed_dictionaries({"custom_id": addresses(verbs), "components": st.lists(ROWS, max_size=5)})
    return st.builds(Thrown, st.integers(0, 5), st.just(MODAL), data, st.booleans())


def typed(command: app_commands.Command[Any, ..., Any], options: list[Any]) -> dict[str, Any]:
    """Write a command as Discord sends it: options inside a subcommand, inside its group."""
    first, *below = command.qualified_name.split()
    for depth, part in enumerate(reversed(below)):
        options = [{"type": 2 if depth else 1, "name": part, "options": options}]
    return {"id": "1", "type": 1, "name": first, "options": options}


def commands(leaves: list[app_commands.Command[Any, ..., Any]]) -> SearchStrategy[Thrown]:
    """Type a command with options that are wrong, missing, or of another command."""

    def of(command: app_commands.Command[Any, ..., Any]) -> SearchStrategy[dict[str, Any]]:
        kinds = {one.display_name: one.type.value for one in command.parameters} | {"nobody": 3}
        right = [
            st.fixed_dictionaries({"type": st.just(kind), "name": st.just(name), "value": OF_KIND.get(kind, VALUES)})
            for name, kind in kinds.items()
        ]
        names = st.sampled_from(list(kinds))
        wrong = st.fixed_dictionaries({"type": st.sampled_from((3, 4, 5, 10)), "name": names, "value": VALUES})
        options = st.lists(st.one_of(*right, *right, wrong), max_size=3, unique_by=lambda one: str(one["name"]))
        return options.map(lambda chosen: typed(command, chosen))

    data = st.sampled_from(range(len(leaves))).flatmap(lambda number: of(leaves[number]))
    gone = TEXTS.map(lambda name: {"id": "1", "type": 1, "name": name, "options": []})
    return st.builds(
        Thrown, st.integers(0, 5), st.just(COMMAND), st.one_of(data, data, data, gone), st.just(value=False)
    )


def suggestions(leaves: list[app_commands.Command[Any, ..., Any]]) -> SearchStrategy[Thrown]:
    """Begin to type an option for which the bot suggests something."""
    asked = [(one, name.display_name) for one in leaves for name in one.parameters if name.autocomplete]

    def of(number: int) -> SearchStrategy[dict[str, Any]]:
        command, name = asked[number]
        option = TEXTS.map(lambda text: [{"type": 3, "name": name, "value": text, "focused": True}])
        return option.map(lambda options: typed(command, options))

    data = st.sampled_from(range(len(asked))).flatmap(of)
    return st.builds(Thrown, st.integers(0, 5), st.just(AUTOCOMPLETE), data, st.just(value=False))


# Where it is thrown.


def must(true: bool, thrown: Any) -> None:
    """Raise ``AssertionError`` with the input, written in signs that every screen has."""
    assert true, ascii(thrown)[:2000]


class Listener(logging.Handler):
    """Keeps what is logged as a warning or worse, with its trace."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self.heard.append(self.format(record))


class Target:
    """A house in which a session is under way, and what it answers."""

    def __init__(self, home: House, listener: Listener) -> None:
        self.home = home
        self.listener = listener
        self.people: list[Person] = [home.facilitator, home.lead, home.supporter, home.outsider, *home.members[:2]]

    async def throw(self, thrown: Thrown) -> None:
        """Throw one, and look at what comes back: an answer that is no apology, and nothing in the log."""
        await self.begin()
        self.listener.heard.clear()
        home, actor = self.home, self.people[thrown.who].actor
        extra = None
        if thrown.on_card and home.stage.live_cards():
            backend = home.stage.env.backend
            message = backend.get_message(home.room.id, home.card.id)
            extra = {"message": dict(serializers.message_payload(backend, message))}
        room = home.staff if thrown.kind == COMMAND and thrown.who < 2 else home.room
        result = await actor._dispatch_interaction(thrown.kind, room, thrown.data, extra=extra)
        reply = Reply(result)

        home.stage.env._errors.clear()  # what was refused; the log says what was not
        answer = result.autocomplete_choices if thrown.kind == AUTOCOMPLETE else result._interaction.response_kind
        must(
            (self.listener.heard, answer is not None, home.say("door.sorry") in reply.text) == ([], True, False), thrown
        )

    async def begin(self) -> None:
        """See to it that a session is under way."""
        if not self.home.stage.live_cards():
            await self.home.facilitator.types(self.home.staff, "session start")


@contextlib.asynccontextmanager
async def target(folder: Path) -> AsyncIterator[Target]:
    """Open a house to throw at."""
    listener = Listener()
    logging.getLogger().addHandler(listener)
    try:
        async with open_house(folder, members=4, two_facilitators=False) as home:
            home.stage.env.settle_timeout = 20.0  # a machine may be slow
            await home.stage.bot.timetable.stop()  # a beat in the middle would be waited for
            await home.at_step("check-in")
            yield Target(home, listener)
    finally:
        logging.getLogger().removeHandler(listener)


def leaves_of(tree: app_commands.CommandTree[Any]) -> list[app_commands.Command[Any, ..., Any]]:
    """List all commands that can be typed."""
    return [one for one in tree.walk_commands() if isinstance(one, app_commands.Command)]


class Keeper:
    """Keeps a house open in one task, for whoever is not in a loop, as hypothesis is not."""

    def __init__(self, runner: asyncio.Runner, folder: Path) -> None:
        self._runner = runner
        self._asked: asyncio.Queue[tuple[Thrown, asyncio.Future[None]] | None] = asyncio.Queue()
        self._opened: asyncio.Future[Target] = runner.get_loop().create_future()
        self._task = runner.get_loop().create_task(self._keep(folder))
        self.aim = runner.run(self._wait(self._opened))

    async def _keep(self, folder: Path) -> None:
        async with target(folder) as aim:
            self._opened.set_result(aim)
            while asked := await self._asked.get():
                thrown, answer = asked
                try:
                    await aim.throw(thrown)
                except BaseException as error:  # noqa: BLE001  it is raised where it was thrown
                    answer.set_exception(error)
                else:
                    answer.set_result(None)

    async def _wait(self, for_what: asyncio.Future[T]) -> T:
        both: list[asyncio.Future[Any]] = [for_what, self._task]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        return for_what.result() if for_what.done() else await self._raised()

    async def _raised(self) -> Any:
        await self._task

    def throw(self, thrown: Thrown) -> None:
        """Throw one."""
        answer = self._runner.get_loop().create_future()
        self._asked.put_nowait((thrown, answer))
        self._runner.run(self._wait(answer))

    def close(self) -> None:
        """Close the house. Raises what it found at its end."""
        self._asked.put_nowait(None)
        self._runner.run(self._raised())


def throw_at_the_bot(folder: Path, kind: str, number: int, count: int) -> list[bool]:
    """Throw so many of a kind at one house."""
    with asyncio.Runner() as runner:
        keeper = Keeper(runner, folder)
        bot = keeper.aim.home.stage.bot
        verbs, leaves = sorted(bot.router.verbs), leaves_of(bot.tree)
        kinds = {"presses": presses(verbs), "forms": forms(verbs)}
        kinds |= {"commands": commands(leaves), "suggestions": suggestions(leaves)}
        done = throw(kinds[kind], keeper.throw, number, count)
        keeper.close()
    return done


def throw(what: SearchStrategy[Any], answered: Callable[[Any], None], number: int, count: int) -> list[bool]:
    """Draw so many inputs from a seed; returns for each that it was answered well. Raises what a bad one did."""
    done: list[bool] = []

    @seed(number)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(what)
    def one(thrown: Any) -> None:
        answered(thrown)
        done.append(True)

    one()
    return done


# Files: settings, words, backups.

LINES = st.one_of(
    TEXTS.map(json.dumps),
    st.sampled_from(
        ("0", "-1", "1e400", "nan", "[]", "{}", "[1, [2]]", "1979-05-27", "07:32:00", "true", "0x10", "9" * 30)
    ),
    st.sampled_from(('"""', "'", '"', "= =", "\\u00zz", '"\\ud800"', "{a = {b = 1}}", '["a", 1]', "")),
)
BYTES = st.one_of(st.binary(max_size=30), TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")))


@dataclass
class Broken:
    """A change to a file: at which part of it (0 to 1), how, and with what."""

    at: float
    how: str
    line: str
    raw: bytes

    def of(self, whole: bytes) -> bytes:  # noqa: PLR0911  one for each way
        """Break a file."""
        place = int(self.at * len(whole))
        if self.how == "value":
            return self._of_line(
                whole, lambda line: line.partition(b"=")[0] + b"= " + self.line.encode("utf-8", "replace")
            )
        if self.how == "key":
            return self._of_line(whole, lambda line: self.raw + b" = " + line.partition(b"=")[2])
        if self.how == "twice":
            return self._of_line(whole, lambda line: line + b"\n" + line)
        if self.how == "gone":
            return self._of_line(whole, lambda _line: b"")
        if self.how == "cut":
            return whole[:place]
        if self.how == "over":
            return whole[:place] + self.raw + whole[place + len(self.raw) :]
        return whole[:place] + self.raw + whole[place:] if self.how == "into" else self.raw

    def _of_line(self, whole: bytes, change: Callable[[bytes], bytes]) -> bytes:
        lines = whole.split(b"\n")
        place = min(int(self.at * len(lines)), len(lines) - 1)
        lines[place] = change(lines[place])
        return b"\n".join(lines)


HOW = st.sampled_from(("value", "value", "value", "key", "twice", "gone", "cut", "over", "into", "all"))
BROKEN = st.builds(Broken, st.floats(0, 1, exclude_max=True), HOW, LINES, BYTES)


def is_sentence(text: str) -> bool:
    """Tell whether a person can read it: it begins like a sentence and ends like one, and holds no trace."""
    return text.strip().endswith((".", "?", ":", "]", ")", '"', "toml")) or len(text.split()) > 2


def throw_at_settings(folder: Path, number: int, count: int) -> list[bool]:
    """Break config.toml and the environment; what comes back are settings, or what is wrong and how to mend it."""
    file, example = folder / "config.toml", EXAMPLE.read_text(encoding="utf-8")
    whole = (
        example.partition("# [group]")[0] + "[group]" + example.partition("# [group]")[2].replace("\n# ", "\n")
    ).encode()
    names = st.sampled_from((*sorted(NAMES), "PEERLIGHT_", "PEERLIGHT_GRUOP__NAME", "PEERLIGHT_GROUP"))
    environ = st.dictionaries(names, TEXTS.map(lambda text: text.replace("\0", "")), max_size=2)

    def answered(thrown: tuple[list[Broken], dict[str, str]]) -> None:
        broken = whole
        for one in thrown[0]:
            broken = one.of(broken)
        file.write_bytes(broken)
        try:
            load_settings(file, thrown[1])
        except ConfigProblems as problems:
            told = problems.problems
            well = [one.where and is_sentence(one.what) and is_sentence(one.mend) for one in told]
            must(bool(well) and all(well), thrown)

    return throw(st.tuples(st.lists(BROKEN, min_size=1, max_size=3), environ), answered, number, count)


def throw_at_words(folder: Path, number: int, count: int) -> list[bool]:
    """Break one file of a charity's own words; what comes back is a pack, or a sentence that names the file."""
    own = folder / "words"
    files = sorted(path.relative_to(SHIPPED) for path in SHIPPED.rglob("*.toml"))

    def answered(thrown: tuple[int, Broken]) -> None:
        shutil.rmtree(own, ignore_errors=True)
        place = own / files[thrown[0] % len(files)]
        place.parent.mkdir(parents=True)
        place.write_bytes(thrown[1].of((SHIPPED / place.relative_to(own)).read_bytes()))
        try:
            load_pack(own)
        except PackError as problem:
            must(place.name in str(problem), (thrown, str(problem)))

    return throw(st.tuples(st.integers(0, 10_000), BROKEN), answered, number, count)


def throw_at_backups(folder: Path, number: int, count: int) -> list[bool]:
    """Break a backup, or the database inside one; what comes back is why it cannot be used, and nothing is written."""
    key, now = bytes(range(32)), datetime(2026, 11, 24, 3, tzinfo=UTC)
    whole = make_backup(migrated(folder / "data" / "peerlight.db"), folder, key, now).read_bytes()
    image = _decrypted(folder / name_of(now), key)[1]
    file, target_file = folder / "broken.backup", folder / "back" / "peerlight.db"

    def answered(thrown: tuple[list[Broken], bool]) -> None:
        broken = image if thrown[1] else whole
        for one in thrown[0]:
            broken = one.of(broken)
        file.write_bytes(_encrypted(broken, key, now) if thrown[1] else broken)
        shutil.rmtree(target_file.parent, ignore_errors=True)
        try:
            restore(file, key, target_file)
        except BackupProblem as problem:
            told = is_sentence(problem.what) and is_sentence(problem.mend)
            must(told and not target_file.exists(), thrown)

    return throw(st.tuples(st.lists(BROKEN, min_size=1, max_size=2), st.booleans()), answered, number, count)


KINDS = ("presses", "forms", "commands", "suggestions", "settings", "words", "backups")


def throw_some(folder: Path, kind: str, number: int, count: int) -> list[bool]:
    """Throw so many of a kind."""
    if kind in KINDS[:4]:
        return throw_at_the_bot(folder, kind, number, count)
    files = {"settings": throw_at_settings, "words": throw_at_words, "backups": throw_at_backups}
    return files[kind](folder, number, count)
