"""Files of numbers, opened with what people have: the same figures in each, no formula, and clear words when none."""

import asyncio
import csv
import io
import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from circle import GROUP, ROOM
from desk import Desk
from history import Past, past, weekly
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import load_pack
from bot.reports.tables import TABLE_WRITERS, Table, harmless
from bot.services.blocks import between_sessions, questions
from bot.services.export import Taken, base_name, base_names, file_names, find_group, group_names
from bot.session import Refused

AUTUMN = date(2026, 10, 6)
START = datetime(2026, 10, 6, 18, 30, tzinfo=UTC)
PACK = load_pack()
TRICK = '=HYPERLINK("http://x";"y")'
CHANGE = {"closing.change": ("better",) * 10 + ("same",) * 11 + ("worse",) * 12}
WHERE = (ROOM, 1)


async def a_past(circle: Past) -> None:
    """Hold a programme of four sessions and end it."""
    sessions = weekly(AUTUMN, [range(12), range(9), range(3, 14), [1]])
    await circle.held(*sessions[:3], replace(sessions[3], answers=CHANGE), steps=("check-in", "topic"))
    await circle.over()


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Taken]:
    """Take one programme of a group with a tricky name in each format."""

    async def work() -> dict[str, Taken]:
        async with past(tmp_path_factory.mktemp("taken"), START, replace(GROUP, name=TRICK)) as circle:
            await a_past(circle)
            exports = circle.services.exports
            return {name: await exports.take(circle.lead, WHERE, name, "programme-1") for name in TABLE_WRITERS}

    return asyncio.run(work())


def plainly(cell: object) -> str:
    """Write what a reader sees: nothing for nothing, and a number as it is said, 33 for 33.0."""
    if cell is None:
        return ""
    try:
        return f"{float(str(cell)):g}"
    except ValueError:
        return str(cell)


def by_csv(one: Taken) -> dict[str, list[list[str]]]:
    """Read the CSV files."""
    return {file.name.split("-1-")[1][:-4]: list(csv.reader(io.StringIO(file.content.decode()))) for file in one.files}


def test_the_figures_agree_in_every_format(taken: dict[str, Taken]) -> None:
    """Read by the csv module, by pandas, by openpyxl and as JSON."""
    tables = by_csv(taken["csv"])
    book = openpyxl.load_workbook(io.BytesIO(taken["xlsx"].files[0].content))
    plain = json.loads(taken["json"].files[0].content)

    assert list(tables) == book.sheetnames == list(plain)
    for name, rows in tables.items():
        sheet = [[plainly(cell) for cell in row] for row in book[name].iter_rows(values_only=True)]
        listed = [[plainly(cell) for cell in map(harmless, row.values())] for row in plain[name]]
        (text,) = (file.content.decode() for file in taken["csv"].files if f"-1-{name}.csv" in file.name)
        seen = [[plainly(cell) for cell in row] for row in rows]
        assert seen == sheet
        assert seen[1:] == listed
        assert pd.read_csv(io.StringIO(text)).shape == (len(rows) - 1, len(rows[0]))
    figures = {name: value for name, value, _why in tables["figures"][1:]}
    assert (figures["attendances"], figures["unique_people"], figures["contact_hours"]) == ("33", "14", "33.0")
    assert ["closing.change", "same", "11", ""] in tables["breakdowns"]
    assert tables["steps"][1:] == [["check-in", "0", "4"], ["closing", "0", "4"], ["topic", "0", "4"]]


def test_numbers_are_numbers_in_a_spreadsheet(taken: dict[str, Taken]) -> None:
    """So that they can be added up; what is not told is an empty cell and a sentence."""
    book = openpyxl.load_workbook(io.BytesIO(taken["xlsx"].files[0].content))
    value = {row[0]: row[1] for row in book["figures"].iter_rows(values_only=True)}
    week = next(row for row in book["breakdowns"].iter_rows(values_only=True) if row[0] == "check-in.week")

    assert value["attendances"] == 33
    assert week == ("check-in.week", "total", None, PACK.say("numbers-why.small"))


def test_no_name_of_a_group_becomes_a_formula(taken: dict[str, Taken]) -> None:
    """Neither in the CSV nor in the workbook, and the name of the file is plain."""
    book = openpyxl.load_workbook(io.BytesIO(taken["xlsx"].files[0].content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    typed = [cell for row in by_csv(taken["csv"])["note"] for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert f"'{TRICK}" in typed
    assert not [cell for cell in typed if cell.startswith(("=", "+", "-", "@"))]
    assert {file.name for one in taken.values() for file in one.files} == {
        name for kind in TABLE_WRITERS for name in file_names("hyperlink-http-x-y-programme-1", "programme-1", kind)
    }


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=12) | st.sampled_from(["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\uff1d1", "\n=1"]))
def test_no_typed_text_is_a_formula_in_any_file(typed: str) -> None:
    """Whatever sign it begins with, also behind a space, a tab or a new line."""
    shown = harmless(typed)
    (file,) = TABLE_WRITERS["csv"]([Table("t", ("a",), [(typed,)])])

    assert isinstance(shown, str)
    assert not shown.lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    assert list(csv.reader(io.StringIO(file.content.decode(), newline="")))[1] == [shown]


def test_every_column_and_every_question_has_its_words() -> None:
    """The dictionary names them all, in words of the pack."""
    assert {name for name in (*questions(), *between_sessions()) if not PACK.has(f"numbers-question.{name}")} == set()


async def test_the_first_release_says_by_what_the_group_counts_from_now_on(tmp_path: Path) -> None:
    """Once; the other kind of period is refused with what there is."""
    async with past(tmp_path, START) as circle:
        await a_past(circle)
        circle.clock.move_to(datetime(2027, 1, 2, 12, tzinfo=UTC))
        exports = circle.services.exports
        both = await exports.periods(circle.lead, WHERE)
        first = await exports.take(circle.lead, WHERE, "csv", "2026-Q4")
        second = await exports.take(circle.lead, WHERE, "xlsx", "2026-Q4")
        with pytest.raises(Refused) as refusal:
            await exports.take(circle.lead, WHERE, "csv", "programme-1")

        assert both == ["2026-Q4", "programme-1"]
        assert (first.fixed, second.fixed) == ("quarter", "")
        assert (refusal.value.reason, refusal.value.values_for_sentence) == (
            "counts-by-quarter",
            {"periods": "2026-Q4"},
        )
        assert await exports.periods(circle.lead, WHERE) == ["2026-Q4"]


@pytest.mark.parametrize(
    ("period", "reason"),
    [("soon", "no-such-period"), ("programme-2", "no-such-period"), ("2025-Q1", "empty-period")],
)
async def test_a_period_that_is_none_is_refused_by_name(tmp_path: Path, period: str, reason: str) -> None:
    """And nobody's kind is fixed by it."""
    async with past(tmp_path, START) as circle:
        await a_past(circle)
        with pytest.raises(Refused) as refusal:
            await circle.services.exports.take(circle.lead, WHERE, "csv", period)

        assert refusal.value.reason == reason
        assert "programme-1" in PACK.say(f"refused.{reason}", **refusal.value.values_for_sentence)
        assert not (await circle.store.read(lambda unit: unit.groups.get(circle.group_id))).counts_by


async def test_only_a_lead_takes_files(tmp_path: Path) -> None:
    """Neither the files nor the names of the periods."""
    async with past(tmp_path, START) as circle:
        for who in (circle.facilitator, circle.supporter):
            for asked in (circle.services.exports.take(who, WHERE, "csv"), circle.services.exports.periods(who, WHERE)):
                with pytest.raises(Refused) as refusal:
                    await asked
                assert refusal.value.reason == "leads-only"


async def test_one_group_s_numbers_hold_nothing_of_another(tmp_path: Path) -> None:
    """Three groups in one server, and each file is of one of them (B3); one of them has held nothing yet."""
    async with past(tmp_path, START, replace(GROUP, name="First group")) as circle:
        await a_past(circle)
        others = [
            replace(GROUP, name=f"{name} group", session_channel_xid=channel, staff_channel_xid=channel + 1)
            for name, channel in (("Second", 30), ("Third", 40))
        ]
        first, second = circle.group_id, (await circle.services.groups.put(others[0])).id
        await circle.services.groups.put(others[1])
        circle.group_id = second
        await circle.held(*weekly(AUTUMN + timedelta(days=1), [[40, 41]] * 5))
        await circle.over()
        circle.group_id = first
        (own,) = (await circle.services.exports.take(circle.lead, WHERE, "json", "programme-1")).files
        (other,) = (await circle.services.exports.take(circle.lead, (30, 1), "json", "programme-1")).files
        with pytest.raises(Refused) as refusal:
            await circle.services.exports.take(circle.lead, (40, 1), "csv", "programme-1")

        assert (b"First group" in own.content, b"Second group" in own.content) == (True, False)
        assert (b"First group" in other.content, b"Second group" in other.content) == (False, True)
        assert sorted(re.findall(rb"2026-1[0-2]-\d\d", other.content)) == sorted(
            str(AUTUMN + timedelta(days=1, weeks=week)).encode() for week in range(5)
        )
        assert not set(re.findall(rb"2026-1[0-2]-\d\d", own.content)) & set(
            re.findall(rb"2026-1[0-2]-\d\d", other.content)
        )
        assert refusal.value.reason == "no-period-yet"


# At the command line.


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a database that has a past."""
    folder = tmp_path_factory.mktemp("past")

    async def work() -> None:
        async with past(folder, START, replace(GROUP, name="Tuesday group")) as circle:
            await a_past(circle)

    asyncio.run(work())
    return folder / "peerlight.db"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: Path) -> Desk:
    """Sit down with that database."""
    desk = Desk(tmp_path, monkeypatch, capsys)
    desk.database.parent.mkdir()
    shutil.copy(database, desk.database)
    return desk


def test_the_command_writes_the_files_of_a_period_and_replaces_none_unasked(desk: Desk) -> None:
    """It makes the folder; what is there already stays, with --force it is written again, the same."""
    words = ("export", "--group", "Tuesday group", "--period", "programme-1", "--format")
    printed = desk.type(*words, "json", "-o", "numbers")
    file = desk.folder / "numbers" / "tuesday-group-programme-1.json"
    before = file.read_bytes()
    again = desk.type(*words, "json", "-o", "numbers")

    assert printed.status == 0
    assert file.name in printed.text
    assert (again.status, "--force" in again.text) == (2, True)
    assert desk.type(*words, "json", "-o", "numbers", "--force").status == 0
    assert file.read_bytes() == before
    assert desk.type(*words, "csv", "-o", "numbers").status == 0
    assert len(list(file.parent.iterdir())) == 7


def test_the_command_writes_all_sessions_of_every_group_into_a_folder(desk: Desk) -> None:
    """One workbook for each."""
    assert desk.type("export", "--format", "xlsx", "-o", "all").status == 0
    book = openpyxl.load_workbook(desk.folder / "all" / "tuesday-group.xlsx")

    assert [cell.value for cell in book["head-counts"][6]][:3] == ["programme", 1, 4]


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        (("--period", "2026-Q5"), "There is no such period."),
        (("--period", "2025-Q1"), "There was no session in this period."),
        (("--period", "programme-1", "--group", "Tusday group"), "Choose Tuesday group."),
        (("--format", "pdf2"), "There is no kind of file called pdf2."),
        (("--period", "programme-1", "-o", "config.toml"), "config.toml is a file."),
        (("--period", "programme-1", "-o", "not/there"), "There is no folder"),
    ],
)
def test_what_cannot_be_exported_is_told_in_words(desk: Desk, words: tuple[str, ...], sign: str) -> None:
    """And no file and no folder is left behind."""
    place = () if "-o" in words else ("-o", "new")
    printed = desk.type("export", *words, *place)

    assert printed.status == 2
    assert sign in printed.text
    assert not (desk.folder / "new").exists()


def test_the_command_prints_numbers_as_a_table(desk: Desk) -> None:
    """A line for each period; with a period all that may be told of it."""
    overview = desk.type("stats")
    one = desk.type("stats", "--period", "programme-1")

    assert overview.status == 0
    assert ["programme-1", "4", "33", "8.2", "12", "14"] in [line.split() for line in overview.text.splitlines()]
    assert ["closing.change", "worse", "12"] in [line.split() for line in one.text.splitlines()]


async def test_two_groups_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """In two servers of one host; neither hides the other."""
    async with past(tmp_path, START, replace(GROUP, name="Tuesday")) as circle:
        twin = replace(GROUP, name="Tuesday", server_xid=2, session_channel_xid=30, staff_channel_xid=31)
        second = await circle.services.groups.put(twin)

        assert await group_names(circle.store) == ["Tuesday", "Tuesday (2)"]
        assert (await circle.store.read(lambda unit: find_group(unit, "Tuesday (2)"))).id == second.id


def test_two_groups_of_one_name_for_a_file_get_two_files() -> None:
    """A name may have any sign in it."""
    names = ["Tuesday!", "Tuesday?", "\u6708\u66dc\u65e5", "../../etc"]

    assert list(base_names(names).values()) == ["tuesday", "tuesday-2", "group", "etc"]
    assert base_name("A" * 99, "2026-Q4") == "a" * 40 + "-2026-Q4"
