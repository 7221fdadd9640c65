"""``peerlight words check --fix``: what is certain is mended where it stands, and nothing else in a file moves."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli import app
from bot.content import PackError
from bot.content.mending import fix
from bot.content.mends import mend
from bot.content.shelf import SHIPPED

OURS = """\
# Our own words.   Keep this comment: don't click.
[gathering]
title = "Don't wait: come to {group}"   # a comment after

text = '''
Click the button when you're here; two people wait.
You can see it at 18:30.'''

[help]
title   =   "You can get help now" # unchanged
"""
MENDED = """\
# Our own words.   Keep this comment: don't click.
[gathering]
title = "Do not wait: come to {group}"   # a comment after

text = '''
Press the button when you are here. 2 people wait.
You can see it at 6:30pm.'''

[help]
title   =   "You can get help now" # unchanged
"""


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """Make a charity's own folder with a few faults."""
    (tmp_path / "sentences.toml").write_text(OURS, encoding="utf-8")
    return tmp_path


def typed(*arguments: object) -> tuple[int, str]:
    """Type ``peerlight words`` with these arguments; give the status and what was printed."""
    ended = CliRunner().invoke(app, ["words", *map(str, arguments)])
    return ended.exit_code, ended.output


def test_the_file_keeps_its_comments_and_its_layout(ours: Path) -> None:
    """Only the faults are different."""
    fix(ours)

    assert (ours / "sentences.toml").read_text(encoding="utf-8") == MENDED
    assert sorted(path.name for path in ours.iterdir()) == ["sentences.toml"]


def test_line_ends_of_another_system_stay(ours: Path) -> None:
    """A file from Windows stays one."""
    (ours / "sentences.toml").write_bytes(OURS.replace("\n", "\r\n").encode())

    fix(ours)

    assert (ours / "sentences.toml").read_bytes() == MENDED.replace("\n", "\r\n").encode()


def test_it_says_what_it_changed_and_ends_well(ours: Path) -> None:
    """Both the old and the new text; status 0, because nothing is left to mend."""
    status, printed = typed("check", ours, "--fix")

    assert status == 0
    assert "gathering.title  mended" in printed
    assert "- Don't wait: come to {group}" in printed
    assert "+ Do not wait: come to {group}" in printed


def test_without_fix_nothing_is_written(ours: Path) -> None:
    """A check reads."""
    status, printed = typed("check", ours)

    assert status == 1
    assert "PW7" in printed
    assert (ours / "sentences.toml").read_text(encoding="utf-8") == OURS


def test_a_second_fix_changes_nothing(ours: Path) -> None:
    """What is mended stays."""
    fix(ours)

    assert fix(ours) == ()


def test_what_has_two_meanings_is_left_to_a_person(ours: Path) -> None:
    """Here "it's" may be "it is" or "it has"."""
    (ours / "sentences.toml").write_text('[gathering]\ntext = "It\'s been good."', encoding="utf-8")

    status, printed = typed("check", ours, "--fix")

    assert status == 1
    assert "mended" not in printed
    assert "It's been good." in (ours / "sentences.toml").read_text(encoding="utf-8")


def test_ids_are_no_texts(ours: Path) -> None:
    """An id may look like a word to mend; counts and buttons stand on it."""
    words = '[[word]]\nid = "two"\nlabel = "two friends"\nemoji = "🌧️"\nmeaning = "You feel two things."\n'
    (ours / "words.toml").write_text(words, encoding="utf-8")

    fix(ours)

    assert tomllib.loads((ours / "words.toml").read_text(encoding="utf-8"))["word"][0] == {
        "id": "two",
        "label": "2 friends",
        "emoji": "🌧️",
        "meaning": "You feel 2 things.",
    }


def test_the_shipped_texts_are_never_touched() -> None:
    """They are changed in the code, by people who read them with members."""
    with pytest.raises(PackError, match="come with Peerlight"):
        fix(SHIPPED)
    assert typed("check", "--fix")[0] == 1


def test_a_file_that_cannot_be_read_is_explained_and_left(ours: Path) -> None:
    """A plain sentence and status 1; the other file is not half done."""
    (ours / "rules.toml").write_text("rules = [", encoding="utf-8")

    status, printed = typed("check", ours, "--fix")

    assert status == 1
    assert printed.startswith("rules.toml is not written in TOML")
    assert (ours / "sentences.toml").read_text(encoding="utf-8") == OURS


def test_other_programs_can_read_the_findings(ours: Path) -> None:
    """The same five parts for each finding, and what nobody has read yet."""
    status, printed = typed("check", ours, "--json")
    told = json.loads(printed)

    assert status == 1
    assert {"file", "key", "rule", "sentence", "hint", "warning"} == set(told["findings"][0])
    assert "sentences.toml/gathering.title" in told["never_read_with_members"]


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    """Status 2, and what to type."""
    status, printed = typed("check", tmp_path / "nowhere")

    assert status == 2
    assert "There is no folder" in printed


CERTAIN = [
    ("PW7", "I can't. We won't. They've. I'm.", "I cannot. We will not. They have. I am."),
    ("PW7", "Let\u2019s talk.", "Let us talk."),
    ("PW8", "Bring food, e.g. soup.", "Bring food, for example soup."),
    ("PW8", "Read the info.", "Read the information."),
    ("PW8", "At 6 p.m. today.", "At 6 pm today."),
    ("PW11", "In order to talk, press Help.", "To talk, press Help."),
    ("PW13", "Well done!!!", "Well done!"),
    ("PW17", "Click on it.", "Press it."),
    ("PW18", "Wait one hour for three people.", "Wait 1 hour for 3 people."),
    ("PW19", "On March 4th at 14:00.", "On 4 March at 2pm."),
    ("PW4", "Come in; sit down.", "Come in. Sit down."),
]
LEFT = [
    ("PW7", "It's Sam's. He'd go. That ain't it."),
    ("PW7", "Can't you come? Don't we stop? Isn't it late? Won\u2019t there be tea?"),
    ("PW8", "I know it, i.e. that you came."),
    ("PW17", "With a click you are in. The click was loud. One click is enough. It all clicks now."),
    ("PW18", "We play ten pin. We saw Seven Sins. It is a two seater."),
    ("PW18", "One of us. Twenty-one. One or two. Two hundred."),
    ("PW19", "At 6:30 or 06:30."),
    ("PW4", "This is it - it can change."),
]


@pytest.mark.parametrize(("rule", "before", "after"), CERTAIN)
def test_what_is_certain_is_mended(rule: str, before: str, after: str) -> None:
    """Capitals stay where they were."""
    assert mend(rule, before) == after


@pytest.mark.parametrize(("rule", "text"), LEFT)
def test_what_is_not_certain_is_left(rule: str, text: str) -> None:
    """A wrong mend is worse than none."""
    assert mend(rule, text) == text


@given(st.text(max_size=80), st.sampled_from(["PW4", "PW7", "PW8", "PW11", "PW13", "PW17", "PW18", "PW19"]))
def test_a_mend_that_was_done_is_done(text: str, rule: str) -> None:
    """Whatever people type, a second mend finds nothing more to do."""
    once = mend(rule, text)

    assert mend(rule, once) == once
