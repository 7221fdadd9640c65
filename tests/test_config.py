"""Settings: the example tells the truth, the environment wins, and every mistake is told so that it can be mended."""

import re
import tomllib
from datetime import time
from pathlib import Path

import pytest

from bot.config import SECTIONS, ConfigProblems, Problem, Settings, load_settings, nearest_zones

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"
GROUP = """
[group]
name = "Tuesday group"
server = 1
session_channel = 2
staff_channel = 3
member_role = 4
facilitator_role = 5
lead_role = 6
"""
SECRET = "MTk4NjIyNDgz.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"  # noqa: S105  of the right shape, and nobody's


def example_in_full() -> str:
    """Read the example with the group's lines switched on, as its reader is told to do."""
    head, _, group = EXAMPLE.read_text().partition("# [group]")
    return head + "[group]" + re.sub(r"(?m)^# ", "", group)


def problems_of(folder: Path, text: str, **environ: str) -> tuple[Problem, ...]:
    """Load these settings and return what is wrong with them."""
    file = folder / "config.toml"
    file.write_text(text)
    with pytest.raises(ConfigProblems) as caught:
        load_settings(file, environ)
    return caught.value.problems


def only_problem_of(folder: Path, text: str, **environ: str) -> Problem:
    """Do the same where exactly one thing is wrong."""
    (problem,) = problems_of(folder, text, **environ)
    return problem


def test_the_example_names_every_setting() -> None:
    """Nothing can be set that it does not show, and nothing in it is unknown."""
    written = tomllib.loads(example_in_full())

    assert {section: set(keys) for section, keys in written.items()} == {
        section: set(keys.model_fields) for section, keys in SECTIONS.items()
    }


def test_the_example_shows_the_defaults(tmp_path: Path) -> None:
    """Copied as it is, or with the group switched on, it changes nothing."""
    assert load_settings(EXAMPLE, {}) == Settings()

    file = tmp_path / "config.toml"
    file.write_text(example_in_full())
    group = load_settings(file, {}).group

    assert group
    for key, field in SECTIONS["group"].model_fields.items():
        assert field.is_required() or getattr(group, key) == field.default


def test_the_example_says_why_above_every_line() -> None:
    """Each setting has a sentence directly before it."""
    lines = example_in_full().splitlines()
    settings = [number for number, line in enumerate(lines) if re.match(r"\w+ = ", line)]

    assert settings
    assert [lines[number] for number in settings if not re.match(r"# [A-Z0-9]", lines[number - 1])] == []


def test_every_setting_says_what_it_is_for() -> None:
    """In the code too."""
    for keys in SECTIONS.values():
        assert all(field.description for field in keys.model_fields.values())


def test_without_a_file_the_environment_is_enough() -> None:
    """As a container likes it."""
    names = ("SERVER", "SESSION_CHANNEL", "STAFF_CHANNEL", "MEMBER_ROLE", "FACILITATOR_ROLE", "LEAD_ROLE")
    environ = {f"PEERLIGHT_GROUP__{name}": "7" for name in names}
    environ |= {"PEERLIGHT_GROUP__NAME": "Ours", "PEERLIGHT_GROUP__TIME": "9:05", "PEERLIGHT_GROUP__CHECK_IN": "true"}

    group = load_settings(None, environ | {"PATH": "/bin", "PEERLIGHT_MASTER_KEY": "ab" * 32}).group

    assert group
    assert (group.name, group.lead_role, group.time, group.check_in) == ("Ours", 7, time(9, 5), True)


def test_the_environment_stands_above_the_file(tmp_path: Path) -> None:
    """Setting by setting; an empty variable says nothing."""
    file = tmp_path / "config.toml"
    file.write_text(
        '[discord]\ntoken = "from the file"\n[privacy]\nmaster_key_file = "a.key"\n[content]\npack = "ours"\n'
    )
    settings = load_settings(file, {"PEERLIGHT_PRIVACY__MASTER_KEY_FILE": "b.key", "PEERLIGHT_DISCORD__TOKEN": ""})

    assert settings.discord.token.get_secret_value() == "from the file"
    assert (str(settings.privacy.master_key_file), settings.content.pack) == ("b.key", "ours")


def test_a_weekday_has_a_number(tmp_path: Path) -> None:
    """Monday is 0, and capitals do not matter."""
    file = tmp_path / "config.toml"
    file.write_text(GROUP + 'weekday = "Wednesday"')
    group = load_settings(file, {}).group

    assert group
    assert group.weekday_number == 2


@pytest.mark.parametrize(
    ("text", "where", "what", "mend"),
    [
        ('[discord]\ntokn = "x"', "[discord] tokn", "no setting with this name", "Did you mean token?"),
        ("[discrod]", ": [discrod]", "no setting with this name", "Did you mean discord?"),
        ('token = "x"', "token", "no setting with this name", "It belongs under [discord]."),
        (GROUP + "frog = 1", "[group] frog", "no setting with this name", "names all settings"),
        ("discord = 3", "[discord]", "not the kind of value", "[discord], and below it"),
        ("[discord]\ntoken = 3", "[discord] token", "not the kind of value", 'token = ""'),
        ("[content]\npack = 3", "[content] pack", "not the kind of value", 'pack = ""'),
        (GROUP + 'length_minutes = "ten"', "length_minutes", "not the kind", "length_minutes = 60"),
        (GROUP + "length_minutes = 9", "length_minutes", "too small", "allowed is 10."),
        (GROUP + "length_minutes = 481", "length_minutes", "too large", "allowed is 480."),
        ('[storage]\ndatabase = "postgresql://host/x"', "database", "an address, not a file", "data/peerlight.db"),
        ('[logging]\nlevel = "DEBUG"', "[logging] level", "cannot be chosen", "'WARNING'"),
        ('[logging]\nlevel = "LOUD"', "[logging] level", "cannot be chosen", "'INFO', 'WARNING' or 'ERROR'"),
        (GROUP + 'zone = "London"', "[group] zone", "no time zone", "Did you mean Europe/London?"),
        (GROUP + 'zone = "Europe/Lodnon"', "[group] zone", "no time zone", "Did you mean Europe/London"),
        (GROUP + 'zone = "Mars"', "[group] zone", "no time zone", "Europe/London"),
        (GROUP + 'time = "25:00"', "[group] time", "no time of day", '"18:30"'),
        (GROUP + 'time = "6:30pm"', "[group] time", "no time of day", '"18:30"'),
        (GROUP + 'weekday = "Tuseday"', "[group] weekday", "cannot be chosen", "'tuesday'"),
        (GROUP + 'check_in = "perhaps"', "[group] check_in", "not the kind", "check_in = false"),
        (GROUP.replace("lead_role = 6", ""), "[group] lead_role", "not there", "lead_role = 123456789012345678"),
        (GROUP.replace("server = 1", 'server = "our server"'), "[group] server", "not the kind", "server = 1234"),
        ('[discord]\ntoken = "x', "config.toml", "The last line ", "in quotes"),
        ("[discord]\n[storage]\n[discord]", "config.toml", "Line 3 ", "twice"),
    ],
)
def test_each_mistake_is_told_with_its_mend(tmp_path: Path, text: str, where: str, what: str, mend: str) -> None:
    """Where it is, what is wrong, how to put it right."""
    problem = only_problem_of(tmp_path, text)

    assert where in problem.where
    assert "config.toml" in problem.where
    assert what in problem.what
    assert mend in problem.mend


def test_a_mistake_in_the_environment_is_told_by_its_variable(tmp_path: Path) -> None:
    """The file is not blamed."""
    value = only_problem_of(tmp_path, GROUP, PEERLIGHT_GROUP__TIME="noon")
    name = only_problem_of(tmp_path, GROUP, PEERLIGHT_DISCORD_TOKEN=SECRET)

    assert value.where == "environment variable PEERLIGHT_GROUP__TIME"
    assert name.where == "environment variable PEERLIGHT_DISCORD_TOKEN"
    assert name.mend == "Did you mean PEERLIGHT_DISCORD__TOKEN?"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """And what is right is still read, so that other checks can go on."""
    file = tmp_path / "config.toml"
    file.write_text('[discord]\ntokn = "x"\n[logging]\nlevel = "LOUD"\n[content]\npack = "ours"\n' + GROUP + "time = 5")
    with pytest.raises(ConfigProblems) as caught:
        load_settings(file, {"PEERLIGHT_NONSENSE": "1"})

    assert len(caught.value.problems) == 4
    assert caught.value.rest
    assert caught.value.rest.content.pack == "ours"
    assert caught.value.rest.group is None


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    """The first mistake of all."""
    with pytest.raises(ConfigProblems) as caught:
        load_settings(tmp_path / "config.toml", {})
    assert "config.example.toml" in caught.value.problems[0].mend

    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigProblems) as caught:
        load_settings(tmp_path / "config.toml", {})
    assert "plain text" in caught.value.problems[0].mend

    with pytest.raises(ConfigProblems) as caught:
        load_settings(tmp_path, {})  # a folder
    assert caught.value.problems[0].what == "It cannot be read."


def test_notepads_mark_at_the_beginning_is_no_mistake(tmp_path: Path) -> None:
    """Windows writes one before the first letter."""
    file = tmp_path / "config.toml"
    file.write_text("[content]\npack = 'ours'", encoding="utf-8-sig")

    assert load_settings(file, {}).content.pack == "ours"


def test_no_secret_is_ever_shown(tmp_path: Path) -> None:
    """Not by the settings, not by a mistake in or beside the token."""
    file = tmp_path / "config.toml"
    file.write_text(f'[discord]\ntoken = " {SECRET} "')
    settings = load_settings(file, {"PEERLIGHT_MASTER_KEY": "ab" * 32})
    assert settings.discord.token.get_secret_value() == SECRET
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump_json()}"
    assert "abab" not in repr(settings)

    for text in (f'[discord]\ntoken = ["{SECRET}"]', f'[discord]\ntokn = "{SECRET}"', f'[discord]\ntoken = "{SECRET}'):
        file.write_text(text)
        with pytest.raises(ConfigProblems) as caught:
            load_settings(file, {})
        assert SECRET not in f"{caught.value!r} {caught.value.problems}"


@pytest.mark.parametrize(("written", "meant"), [("london", "Europe/London"), ("New York", "America/New_York")])
def test_a_town_finds_its_zone(written: str, meant: str) -> None:
    """People write the town."""
    assert nearest_zones(written)[0] == meant
