"""Settings: one TOML file and the environment (`PEERLIGHT_GROUP__ZONE` stands above `zone` in `[group]`).

They are read once, passed in, and never imported as a global. Whatever is wrong with them is told all at once, as
`Problem`s that a volunteer can mend; no secret is ever part of one.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time as clock_time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, LiteralString, get_args
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "PEERLIGHT_"
NOT_SETTINGS = {"PEERLIGHT_MASTER_KEY", "PEERLIGHT_BACKUP_KEY", "PEERLIGHT_CONFIG"}  # the keys, and where the file is

_Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[str, ...] = get_args(_Weekday)


@dataclass(frozen=True)
class Problem:
    """Something a person has to put right: where it is, what is wrong, how to mend it. Holds no secret."""

    where: str
    what: str
    mend: str


class ConfigProblems(Exception):  # noqa: N818  it reads as what it holds
    """The settings cannot be used as they are. `rest` is what they say without the parts that are wrong."""

    def __init__(self, problems: Iterable[Problem], rest: "Settings | None" = None) -> None:
        self.problems, self.rest = tuple(problems), rest
        super().__init__(f"{len(self.problems)} problems in the settings")


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Offer up to 3 known words that look like this one, best first; capitals do not count."""
    plain = {each.casefold(): each for each in known}
    return tuple(plain[each] for each in get_close_matches(word.casefold(), plain, n=3, cutoff=0.7))


def nearest_zones(name: str) -> tuple[str, ...]:
    """Offer up to 3 time zones for what a person wrote: a slip of a letter, or the town alone."""
    whole = available_timezones()
    towns = {each.rpartition("/")[2].replace("_", " "): each for each in sorted(whole)}
    return tuple(dict.fromkeys(towns.get(each, each) for each in nearest(name, [*towns, *whole])))


def _zone_name(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: "Europe" is a folder of the zone files
        mend = _did_you_mean(nearest_zones(name), "Write it like Europe/London.")
        raise _wrong("There is no time zone with this name.", mend) from None
    return name


def _wall_clock(value: object) -> clock_time:
    if isinstance(value, clock_time) and not value.tzinfo:
        return value
    parts = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", str(value))
    if not parts:
        raise _wrong("This is no time of day.", 'Write hours (0 to 23) and minutes, like "18:30".')
    return clock_time(int(parts[1]), int(parts[2]))


def _file(value: Path) -> Path:
    if ":/" in str(value):
        raise _wrong("This is an address, not a file.", 'Name a file, like "data/peerlight.db".')
    try:
        return value.expanduser()
    except RuntimeError:
        raise _wrong("There is no home folder for ~ here.", "Write the whole path, from /.") from None


def _wrong(what: LiteralString, mend: str) -> PydanticCustomError:
    return PydanticCustomError("peerlight", what, {"mend": mend})


def _did_you_mean(near: Iterable[str], otherwise: str) -> str:
    return f"Did you mean {' or '.join(near)}?" if near else otherwise


_AN_ID = 123456789012345678
Snowflake = Annotated[int, Field(ge=0, le=2**63 - 1)]  # Discord's own ids; 0 stands for none where that may be
ZoneName = Annotated[str, AfterValidator(_zone_name)]
WallClock = Annotated[clock_time, BeforeValidator(_wall_clock)]
File = Annotated[Path, AfterValidator(_file)]
Raised = BeforeValidator(lambda value: str(value).strip().upper())
Lowered = BeforeValidator(lambda value: str(value).strip().lower())
Stripped = BeforeValidator(lambda value: value.strip() if isinstance(value, str) else value)
Weekday = Annotated[_Weekday, Lowered]
ShowWords = Annotated[Literal["at-end", "batches"], Lowered]
LogLevel = Annotated[Literal["INFO", "WARNING", "ERROR"], Raised]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, hide_input_in_errors=True)


class DiscordSettings(_Section):
    """How to reach Discord."""

    token: Annotated[SecretStr, Stripped] = Field(SecretStr(""), description="the bot's own password at Discord")
    api_url: str = Field("https://discord.com/api/v10", description="changed for tests or a proxy only")
    gateway_url: str = Field("wss://gateway.discord.gg/", description="changed for tests only")


class StorageSettings(_Section):
    """Where the data is."""

    database: File = Field(Path("data/peerlight.db"), description="its folder is the data folder")


class PrivacySettings(_Section):
    """What keeps people unnamed."""

    master_key_file: File = Field(Path("~/.config/peerlight/master.key"), description="outside the data folder")


class BackupSettings(_Section):
    """Encrypted copies of the data."""

    folder: File = Field(Path("backups"), description="where they are written")
    key_file: File = Field(Path("~/.config/peerlight/backup.key"), description="outside the data and the backups")
    keep_days: int = Field(30, ge=1, le=30, description="they expire: no copy outlives a promise by more")


class ContentSettings(_Section):
    """What the bot says."""

    pack: str = Field("", description="the folder of a charity's own words; empty: those that come with it")


class LoggingSettings(_Section):
    """What the log holds. Never who said what."""

    level: LogLevel = Field("WARNING", description="how much is written down; DEBUG would write what people say")


class GroupSettings(_Section):
    """One group, for those who prefer a file to /setup. The long numbers are Discord's (Copy ID)."""

    name: str = Field(min_length=1, description="what the group is called", examples=["Tuesday group"])
    server: Snowflake = Field(description="the Discord server", examples=[_AN_ID])
    session_channel: Snowflake = Field(description="where sessions happen", examples=[_AN_ID])
    staff_channel: Snowflake = Field(description="where the facilitators' panel is", examples=[_AN_ID])
    voice_channel: Snowflake = Field(0, description="a private voice channel; 0: none")
    member_role: Snowflake = Field(description="the role of members", examples=[_AN_ID])
    facilitator_role: Snowflake = Field(description="the role of facilitators", examples=[_AN_ID])
    lead_role: Snowflake = Field(description="the role of the lead", examples=[_AN_ID])
    supporter_role: Snowflake = Field(0, description="the role of members' supporters; 0: none")
    zone: ZoneName = Field("Europe/London", description="whose clock the weekly time follows")
    weekday: Weekday = Field("tuesday", description="the day of the session")
    time: WallClock = Field(clock_time(18, 30), description="its start, by the clock on the wall")
    length_minutes: int = Field(60, ge=10, le=480, description="how long a session lasts")
    check_in: bool = Field(default=False, description="ask how people are; /setup tells what that means")
    show_words: ShowWords = Field("at-end", description="when the room sees feeling words")

    @property
    def weekday_number(self) -> int:
        """The weekday counted from Monday = 0."""
        return WEEKDAYS.index(self.weekday)


class Settings(BaseSettings):
    """All settings. Made by `load_settings`; `Settings()` is the defaults, whatever the environment says."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, env_prefix=PREFIX, env_nested_delimiter="__"
    )

    discord: DiscordSettings = Field(default_factory=DiscordSettings)
    storage: StorageSettings = Field(default_factory=StorageSettings)
    privacy: PrivacySettings = Field(default_factory=PrivacySettings)
    backup: BackupSettings = Field(default_factory=BackupSettings)
    content: ContentSettings = Field(default_factory=ContentSettings)
    logging: LoggingSettings = Field(default_factory=LoggingSettings)
    group: GroupSettings | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what `load_settings` put together; the other sources would read this machine unasked."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


_ALWAYS = (DiscordSettings, StorageSettings, PrivacySettings, BackupSettings, ContentSettings, LoggingSettings)
SECTIONS = {kind.__name__.removesuffix("Settings").lower(): kind for kind in (*_ALWAYS, GroupSettings)}
_NAMES = {f"{PREFIX}{section}__{key}".upper() for section, keys in SECTIONS.items() for key in keys.model_fields}

# What pydantic calls a fault: what is wrong, how to mend it.
_FAULTS = {
    "extra_forbidden": ("There is no setting with this name.", "{near}"),
    "missing": ("This line is not there, and a group needs it.", "Add it, like this: {example}"),
    "literal_error": ("This word cannot be chosen here.", "Choose {expected}."),
    "greater_than_equal": ("This number is too small.", "The smallest that is allowed is {ge}."),
    "less_than_equal": ("This number is too large.", "The largest that is allowed is {le}."),
}
_OTHER_FAULT = ("This is not the kind of value that belongs here.", "Write it like this: {example}")


def load_settings(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read the settings; the environment stands above the file. Raises ConfigProblems with all that is wrong."""
    values = _read(path) if path else {}
    problems = [_unknown_name(n) for n in environ if n.startswith(PREFIX) and n not in _NAMES | NOT_SETTINGS]
    given = _from_environment(environ)
    for section, keys in given.items():
        values[section] = {**values[section], **keys} if isinstance(values.get(section), dict) else keys
    try:
        settings = Settings(**values)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        told = (_problem(fault, path, given) for fault in faults)
        raise ConfigProblems([*problems, *told], _rest(values, faults)) from None
    if problems:
        raise ConfigProblems(problems, settings)
    return settings


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Windows' Notepad begins with a mark
    except FileNotFoundError:
        fault = "There is no such file.", "Copy config.example.toml to this name and fill it in."
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line \d+", str(error))
        what = f"{line[0].capitalize() if line else 'The last line'} cannot be understood."
        fault = what, 'A line looks like this: name = "Tuesday group". Put words in quotes; set nothing twice.'
    except (OSError, ValueError):  # ValueError: not UTF-8
        fault = "It cannot be read.", "It must be a plain text file (UTF-8) that the bot's own user may read."
    raise ConfigProblems([Problem(str(path), *fault)])


def _from_environment(environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    source = EnvSettingsSource(Settings)
    source.env_vars = {name.lower(): value for name, value in environ.items() if name in _NAMES and value}
    return source()


def _rest(values: dict[str, Any], faults: list[ErrorDetails]) -> Settings | None:
    for section, *key in (fault["loc"] for fault in faults):
        if key and section != "group":
            values[str(section)].pop(key[0], None)
        else:
            values.pop(str(section), None)  # half a group is none
    try:
        return Settings(**values)
    except ValidationError:
        return None


def _unknown_name(name: str) -> Problem:
    what, _ = _FAULTS["extra_forbidden"]
    mend = _did_you_mean(nearest(name, _NAMES)[:1], f"Take {name} away.")
    return Problem(f"environment variable {name}", what, mend)


def _problem(fault: ErrorDetails, path: Path | None, given: Mapping[str, Mapping[str, Any]]) -> Problem:
    section, key = (*map(str, fault["loc"]), "")[:2]
    what, mend = _FAULTS.get(fault["type"], _OTHER_FAULT)
    if fault["type"] == "peerlight":  # one of ours, from `_wrong`
        what, mend = fault["msg"], "{mend}"
    where = f"{path}: [{section}] {key}".rstrip()
    if key in given.get(section, {}):
        where = f"environment variable {PREFIX}{section.upper()}__{key.upper()}"
    words = {"near": _near_key(section, key), "example": _example(section, key), **fault.get("ctx", {})}
    return Problem(where, what, mend.format(**words))


def _near_key(section: str, key: str) -> str:
    near = nearest(key, SECTIONS[section].model_fields) if key else nearest(section, SECTIONS)
    homes = [f"[{name}]" for name, keys in SECTIONS.items() if (key or section) in keys.model_fields]
    home = f"It belongs under {' or '.join(homes)}." if homes else "config.example.toml names all settings."
    return _did_you_mean(near, home)


def _example(section: str, key: str) -> str:
    if section not in SECTIONS or key not in (fields := SECTIONS[section].model_fields):
        return f"[{section}], and below it lines like the ones in config.example.toml"
    value = (fields[key].examples or [fields[key].default])[0]
    plain = value if isinstance(value, int) else str(value)[:5] if isinstance(value, clock_time) else str(value)
    return f"{key} = {json.dumps(plain)}"
