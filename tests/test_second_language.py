"""A second language needs only a pack: with every text in another script, no English word is left on any card."""

import json
import re
import string
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from house import open_house

from bot.app.shown import every_card
from bot.content import Pack, load_pack
from bot.content.check import check
from bot.content.shelf import SHIPPED
from bot.content.texts import NAMED, NOT_READ
from bot.content.when import date_in_words, moment_in_words, speak, time_in_words
from bot.rehearsal.people import Message, Reply, controls_of, text_of

OTHER = str.maketrans(
    string.ascii_letters,
    "абцдефгхийклмнопярстувшьызАБЦДЕФГХИЙКЛМНОПЯРСТУВШЬЫЗ",
)
ENGLISH = re.compile(r"[A-Za-z]{2,}")
BESIDE_TEXTS = re.compile(r"(\{[^{}]*\}|https?://\S+)")


def in_other_language(text: str) -> str:
    """Write a text in other letters, one for one; what is filled in and addresses stay."""
    parts = BESIDE_TEXTS.split(text)
    return "".join(part if BESIDE_TEXTS.fullmatch(part) else part.translate(OTHER) for part in parts)


def translated(value: object, file: str, key: str = "") -> object:
    """Translate all that people read of a file; ids, emoji and the like stay."""
    is_read = file in NAMED or key not in NOT_READ
    if isinstance(value, dict):
        return {name: translated(one, file, name) for name, one in value.items()}
    if isinstance(value, list):
        return [translated(one, file, key) for one in value]
    return in_other_language(value) if isinstance(value, str) and is_read else value


def toml(value: object) -> str:
    """Write a value as TOML; tables in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a whole pack in a language of its own: every file of ours, and hours from 0 to 23."""
    made = tmp_path_factory.mktemp("other")
    (made / "topics").mkdir()
    for path in (*SHIPPED.glob("*.toml"), *(SHIPPED / "topics").glob("*.toml")):
        values = translated(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
        assert isinstance(values, dict)
        if path.name == "about.toml":
            values = {"language": "xx"}
        if path.name == "calendar.toml":
            values |= {"whole-hour": "{hour24}:00", "hour": "{hour24}:{minute}"}
        lines = "\n".join(f"{json.dumps(key)} = {toml(value)}" for key, value in values.items())
        (made / path.relative_to(SHIPPED)).write_text(lines, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def other(folder: Path) -> Pack:
    """Load it."""
    return load_pack(folder)


def test_every_card_is_in_the_other_language(other: Pack) -> None:
    """Not a word of English, on none of the cards that a member can meet."""
    terms = re.compile(r"^- \*\*[^*]+\*\*:", re.MULTILINE)  # a glossary's words are its keys, which `translated` leaves
    cards = {name: terms.sub("", text) for name, text in every_card(other)}
    left = {name: ENGLISH.findall(text) for name, text in cards.items() if ENGLISH.search(text)}

    assert len(cards) > 100
    assert left == {}


def test_days_and_times_are_written_as_the_pack_says(other: Pack) -> None:
    """Names of days and months, and a clock from 0 to 23; back in our own words after that."""
    evening = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
    day, month = in_other_language("Tuesday"), in_other_language("November")
    speak(other.calendar)
    told = moment_in_words(evening, "Europe/London"), date_in_words(evening.date())
    speak(load_pack().calendar)

    assert told == (f"{day} 24 {month} {in_other_language('at')} 18:30", f"24 {month} 2026")
    assert time_in_words(evening, "Europe/London") == "6:30pm"


def test_the_check_asks_only_what_holds_in_every_language(folder: Path, tmp_path: Path) -> None:
    """No rule about English words complains; a long sentence is long in any language."""
    (tmp_path / "about.toml").write_text('language = "de"', encoding="utf-8")
    long_one = "Wir gehen in den Park und dann gehen wir an das Meer und dann gehen wir nach Hause."
    (tmp_path / "sentences.toml").write_text(f'card.paused = "{long_one}"', encoding="utf-8")

    assert [str(one) for one in check(folder)] == []
    assert [one.rule for one in check(tmp_path)] == ["PW1"]


async def test_a_session_is_held_in_the_other_language(other: Pack, tmp_path: Path) -> None:
    """From "I am here" to the check-in: cards, panel, private replies, forms and commands."""
    async with open_house(tmp_path, pack=other) as home:
        replies = [await home.start()]
        ana = home.members[0]
        replies += [await ana.presses(other.say("button.here"), home.card)]
        while asked := [one for one in replies[-1].controls if one.verb == "consent"]:
            assert replies[-1].message
            replies += [await ana.presses_control(asked[0], replies[-1].message)]
        for label in ("button.pass", "button.break", "button.help", "button.cards", "own.more"):
            replies += [await ana.presses(other.say(label), home.card)]
        await home.at_step("check-in")
        replies += [await ana.presses(other.say("check-in.answer"), home.card)]
        replies += [await ana.types(home.room, "my-data")]
        shown = [message for channel in (home.room, home.staff) for message in channel.history()]
        told = [*map(screen_of, shown), *map(reply_of, replies)]
        commands = [one.description for one in home.stage.bot.tree.walk_commands()]
        people = [one.name for one in (home.facilitator, home.second, home.lead, *home.members)]
    names = re.compile("|".join([*map(re.escape, people), "Tuesday group", r"<[@#:&\w]+>"]))
    left = [text for text in (*told, *commands) if ENGLISH.search(names.sub("", text))]

    assert len(told) > 10
    assert left == []


def screen_of(message: Message) -> str:
    """Read all of a message: its words, and what can be pressed or chosen."""
    controls = [label for one in controls_of(message) for label in (one.label, *(name for name, _value in one.options))]
    return "\n".join([text_of(message), *controls])


def reply_of(reply: Reply) -> str:
    """Read a private message or a form."""
    if reply.message:
        return screen_of(reply.message)
    return "\n".join(re.findall(r"'(?:label|title|description|text)': '([^']*)'", str(reply.form)))
