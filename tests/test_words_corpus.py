"""The plain-words check against lines of somebody who had not seen it: faults are found, clean lines left alone."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from bot.content import load_pack
from bot.content.about import about
from bot.content.check import judge
from bot.content.shelf import SHIPPED
from bot.content.texts import Kind, Text
from bot.content.vocabulary import Vocabulary

LINES = Path(__file__).parent / "words"
KINDS = {
    "sentence": Kind.PROSE,
    "card": Kind.PROSE,
    "page": Kind.PROSE,
    "catalogue": Kind.PROSE,
    "label": Kind.BUTTON,
    "alt": Kind.ALT,
}
MOST_FALSE_ALARMS = 2
RULES = {f"PW{number}" for number in range(1, 25)} - {"PW14", "PW16"}


def rows(name: str) -> list[dict[str, str]]:
    """Read lines; what stands in square brackets is filled in by the bot."""
    found = tomllib.loads((LINES / f"{name}.toml").read_text(encoding="utf-8"))[name]
    return [{**row, "text": re.sub(r"\[(\w+)\]", r"{\1}", row["text"].strip())} for row in found]


@cache
def vocabulary() -> Vocabulary:
    """Take the words that the shipped pack explains."""
    return Vocabulary.of(load_pack().glossary, about(SHIPPED, SHIPPED).everyday)


def broken(row: dict[str, str]) -> set[str]:
    """Name the rules that a line breaks, warnings too."""
    text = Text("a file", "a key", KINDS[row["kind"]], tuple(row["text"].splitlines()) or ("",))
    return {finding.rule for finding in judge((text,), about(SHIPPED, SHIPPED), vocabulary())}


PLANTED = rows("planted")


def test_there_are_enough_lines_and_every_rule_has_one() -> None:
    """Sixty faults and three hundred clean lines at the least; PW16 cannot be judged on one line."""
    assert len(PLANTED) >= 60
    assert len(rows("clean")) >= 300
    assert {row["rule"] for row in PLANTED} >= RULES


@pytest.mark.parametrize("rule", sorted({row["rule"] for row in PLANTED}))
def test_every_planted_fault_is_found_by_its_rule(rule: str) -> None:
    """None slips through, however it is dressed."""
    missed = [(row["text"], row["why"]) for row in PLANTED if row["rule"] == rule and rule not in broken(row)]

    assert missed == []


def test_clean_lines_are_left_alone() -> None:
    """A check that cries wolf is soon switched off."""
    alarms = [(row["text"], found) for row in rows("clean") if (found := broken(row) - {"PW15"})]

    assert len(alarms) <= MOST_FALSE_ALARMS, alarms
