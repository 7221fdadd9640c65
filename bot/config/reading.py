"""Read the settings: the file, then the environment above it; all that is wrong is told at once."""

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import time as clock_time
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.config.problems import ConfigProblems, Problem, did_you_mean, nearest
from bot.config.settings import NAMES, NOT_SETTINGS, PREFIX, SECTIONS, Settings

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
    problems = [_unknown_name(n) for n in environ if n.startswith(PREFIX) and n not in NAMES | NOT_SETTINGS]
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
    given: dict[str, dict[str, Any]] = {}
    for name, value in environ.items():
        if name in NAMES and value:
            section, key = name.removeprefix(PREFIX).lower().split("__")
            given.setdefault(section, {})[key] = value
    return given


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
    mend = did_you_mean(nearest(name, NAMES)[:1], f"Take {name} away.")
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
    return did_you_mean(near, home)


def _example(section: str, key: str) -> str:
    if section not in SECTIONS or key not in (fields := SECTIONS[section].model_fields):
        return f"[{section}], and below it lines like the ones in config.example.toml"
    value = (fields[key].examples or [fields[key].default])[0]
    plain = value if isinstance(value, int) else str(value)[:5] if isinstance(value, clock_time) else str(value)
    return f"{key} = {json.dumps(plain)}"
