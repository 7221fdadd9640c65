"""What can be set: the sections, their keys, and the kinds of values."""

import re
from datetime import time as clock_time
from pathlib import Path
from typing import Annotated, Literal, LiteralString, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_core import PydanticCustomError

from bot.config.problems import did_you_mean, nearest_zones

PREFIX = "PEERLIGHT_"
NOT_SETTINGS = {"PEERLIGHT_MASTER_KEY", "PEERLIGHT_BACKUP_KEY", "PEERLIGHT_CONFIG"}  # the keys, and where the file is

_Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[str, ...] = get_args(_Weekday)


def _zone_name(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: "Europe" is a folder of the zone files
        mend = did_you_mean(nearest_zones(name), "Write it like Europe/London.")
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


def _postgres_url(value: SecretStr) -> SecretStr:
    address = value.get_secret_value()
    if not address:
        return value
    kind, found, rest = address.partition("://")
    if not found or kind not in ("postgresql", "postgres", "postgresql+asyncpg"):
        raise _wrong(
            "This is no address of a PostgreSQL server.", "Write it like postgresql://user:password@host/name."
        )
    return SecretStr(f"postgresql+asyncpg://{rest}")


def _wrong(what: LiteralString, mend: str) -> PydanticCustomError:
    return PydanticCustomError("peerlight", what, {"mend": mend})


_AN_ID = 123456789012345678
Snowflake = Annotated[int, Field(ge=0, le=2**63 - 1)]  # Discord's own ids; 0 stands for none where that may be
ZoneName = Annotated[str, AfterValidator(_zone_name)]
WallClock = Annotated[clock_time, BeforeValidator(_wall_clock)]
File = Annotated[Path, AfterValidator(_file)]
FileOrNone = Annotated[str, AfterValidator(lambda value: str(_file(Path(value))) if value else "")]
Raised = BeforeValidator(lambda value: str(value).strip().upper())
Lowered = BeforeValidator(lambda value: str(value).strip().lower())
Stripped = BeforeValidator(lambda value: value.strip() if isinstance(value, str) else value)
Weekday = Annotated[_Weekday, Lowered]
ShowWords = Annotated[Literal["at-end", "batches"], Lowered]
Learning = Annotated[Literal["learning-difficulty", "learning-disability", "none"], Lowered]
Autism = Annotated[Literal["autistic-person", "person-with-autism"], Lowered]
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


class DatabaseSettings(_Section):
    """A PostgreSQL server in the place of the file, for hosts with many groups."""

    url: Annotated[SecretStr, Stripped, AfterValidator(_postgres_url)] = Field(
        SecretStr(""), description="such as postgresql://user:password@host/name; empty: the file is used"
    )


class PrivacySettings(_Section):
    """What keeps people unnamed."""

    master_key_file: File = Field(Path("~/.config/peerlight/master.key"), description="outside the data folder")
    erased_list: FileOrNone = Field("", description="what a restore must delete again; empty: beside that key")


class BackupSettings(_Section):
    """Encrypted copies of the data."""

    folder: File = Field(Path("backups"), description="where they are written")
    key_file: File = Field(Path("~/.config/peerlight/backup.key"), description="outside the data and the backups")
    keep_days: int = Field(30, ge=1, le=30, description="they expire: no copy outlives a promise by more")


class ContentSettings(_Section):
    """What the bot says."""

    pack: str = Field("", description="the folder of a charity's own words; empty: those that come with it")
    term: Learning = Field("learning-difficulty", description="the word for who the group is for; none: no such word")
    autism: Autism = Field("autistic-person", description="which comes first, the word or the person")


class LoggingSettings(_Section):
    """What the log holds. Never who said what."""

    level: LogLevel = Field("WARNING", description="how much is written down; DEBUG would write what people say")


class MetricsSettings(_Section):
    """Numbers about the bot for Prometheus."""

    port: int = Field(0, ge=0, le=65535, description="on this computer alone, at /metrics; 0: there are none")


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
    two_facilitators: bool = Field(default=True, description="ask the lead when one facilitator is alone")
    clean_up_days: int = Field(0, ge=0, le=365, description="delete old cards after so many days; 0: never")

    @property
    def weekday_number(self) -> int:
        """The weekday counted from Monday = 0."""
        return WEEKDAYS.index(self.weekday)


class Settings(BaseModel):
    """All settings. Made by `load_settings`; `Settings()` is the defaults."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, hide_input_in_errors=True)

    discord: DiscordSettings = Field(default_factory=DiscordSettings)
    storage: StorageSettings = Field(default_factory=StorageSettings)
    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    privacy: PrivacySettings = Field(default_factory=PrivacySettings)
    backup: BackupSettings = Field(default_factory=BackupSettings)
    content: ContentSettings = Field(default_factory=ContentSettings)
    logging: LoggingSettings = Field(default_factory=LoggingSettings)
    metrics: MetricsSettings = Field(default_factory=MetricsSettings)
    group: GroupSettings | None = None

    @property
    def where(self) -> Path | str:
        """Where the data is: the SQLite file, or the address of the PostgreSQL database."""
        return self.database.url.get_secret_value() or self.storage.database


_ALWAYS = (
    DiscordSettings,
    StorageSettings,
    DatabaseSettings,
    PrivacySettings,
    BackupSettings,
    ContentSettings,
    LoggingSettings,
    MetricsSettings,
)
SECTIONS = {kind.__name__.removesuffix("Settings").lower(): kind for kind in (*_ALWAYS, GroupSettings)}
NAMES = {f"{PREFIX}{section}__{key}".upper() for section, keys in SECTIONS.items() for key in keys.model_fields}
