"""The report of a block: the figures that may leave, and nothing else; two pages, in two kinds of file."""

import asyncio
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from circle import MASTER, PACK, ROOM, Circle, open_circle
from desk import Desk
from house import open_house
from roles import may_see
from test_keepsakes import read

from bot.reports.bars import across
from bot.reports.document import Bullets, Document, Drawing, Grid, Heading, Paragraph, Quotation
from bot.reports.figures import Divided, Figures, SessionFigures, StepFigures
from bot.reports.pdf import to_pdf
from bot.reports.report import LONGEST_LEARNED, MOST_QUOTES, Report, report_page
from bot.reports.word import to_docx
from bot.services.quotes import LONGEST_QUOTE
from bot.services.schedule import Where
from bot.session import Refused

HERE = Where(ROOM, 1)
TODAY = date(2027, 5, 1)
SESSIONS = tuple(
    SessionFigures(number + 1, date(2026, 11, 3) + timedelta(weeks=number), 4 + number * 7 % 6, number % 3, 58)
    for number in range(26)
)
WEEK = (("good", 50), ("hard", 30), ("mixed", 20), ("not-sure", 10), ("ok", 40), ("rather-not", 10))
FIGURES = Figures(
    group="Tuesday group",
    period="programme-1",
    over=True,
    planned=28,
    sessions=SESSIONS,
    people=15,
    why_no_people="",
    divided=(
        Divided("first-visit", 15, None, "small"),
        Divided(
            "check-in.week",
            160,
            (("good", 50), ("hard", 30), ("mixed", 20), ("not-sure", 10), ("ok", 40), ("rather-not", 10)),
        ),
        Divided("check-in.feel", 160, None, "small"),
        Divided("closing.change", 150, (("better", 90), ("same", 45), ("worse", 15))),
    ),
    steps=(StepFigures("check-in", 24, 2), StepFigures("gratitude", 0, 26)),
)
ODD = ("=1+1", "+44", "-2", "@home", "#eval(1)", "*bold* $x$ <b> & \\ `code`")


def words_of(file: bytes) -> str:
    """Read a DOCX in its order, tables too, spaces and ends of lines made one."""
    read = docx.Document(io.BytesIO(file))
    found: list[str] = []
    for block in read.iter_inner_content():
        rows = [[cell.text for cell in row.cells] for row in block.rows] if hasattr(block, "rows") else [[block.text]]
        found += [text for row in rows for text in row]
    return " ".join(" ".join(found).split())


def said(document: Document) -> Iterable[str]:
    """Walk every text of a document."""
    yield document.title
    for part in document.parts:
        match part:
            case Heading(text) | Paragraph(text) | Quotation(text):
                yield text
            case Bullets(lines):
                yield from lines
            case Grid(columns, rows):
                yield from (text for row in (columns, *rows) for text in row)


def alts_in(node: Any) -> list[str]:
    """Find the words of every picture in the tags of a PDF."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [alt for one in node for alt in alts_in(one)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + (alts_in(node["/K"]) if "/K" in node else [])


def headings(document: Document) -> list[str]:
    """List the headings below the title."""
    return [part.text for part in document.parts if isinstance(part, Heading)]


def test_both_files_say_the_same_and_their_headings_are_real() -> None:
    """Each text of the document, odd ones too, is in each file as it was typed; pictures have their words."""
    document = report_page(PACK, Report(FIGURES, ODD[:MOST_QUOTES], "\n".join(ODD), TODAY))
    pdf, word = to_pdf(document), to_docx(document)
    texts = [" ".join(text.split()) for text in said(document)]
    outline: list[Any] = pypdf.PdfReader(io.BytesIO(pdf)).outline
    bookmarks = [one["/Title"] for each in outline for one in (each if isinstance(each, list) else [each])]
    root: Any = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    parsed = docx.Document(io.BytesIO(word))
    styled = [one.text for one in parsed.paragraphs if one.style and one.style.name == "Heading 1"]
    alts = [shape._inline.docPr.get("descr") for shape in parsed.inline_shapes]

    assert [text for text in texts if text not in words_of(word)] == []
    assert [text for text in texts if text not in read(pdf)] == []
    assert bookmarks == [document.title, *headings(document)]
    assert styled == headings(document)
    assert alts == [part.alt for part in document.parts if isinstance(part, Drawing)]
    assert sorted(alts_in(root["/StructTreeRoot"])) == sorted(alts)


def test_every_figure_of_the_page_is_one_that_may_leave() -> None:
    """No number is in the document that is not in the released figures, in a date, or in a fixed sentence."""
    document = report_page(PACK, Report(FIGURES, (), "", TODAY))
    known = {28, 26, 2, 15, FIGURES.attendances, FIGURES.listeners, FIGURES.peak, 24}
    shown = {number for one in FIGURES.divided for _name, number in one.cells or ()} | {160, 150}
    rows = [row for part in document.parts if isinstance(part, Grid) for row in part.rows]
    numbers = {number for _name, *counted in rows for number in counted}
    decimals = {f"{FIGURES.contact_hours:g}", f"{FIGURES.average:g}"}

    assert numbers <= {str(one) for one in known | shown} | decimals
    charts = [part.alt for part in document.parts if isinstance(part, Drawing)]
    assert re.findall(r"\d+", charts[0].split("People:")[1]) == [str(one.attendances) for one in SESSIONS]
    assert charts[1].endswith("Better: 90, Same: 45, Worse: 15.")
    assert PACK.say("numbers-why.small") in set(said(document))
    assert PACK.say("numbers-question.check-in.feel") in set(said(document))


@pytest.mark.parametrize("why", ["running", "few-sessions", "other-kind", "not-known", "few-people", "small"])
def test_what_is_withheld_is_named_with_its_reason(why: str) -> None:
    """Nobody has to guess what a gap means; the total of the answers is not told either."""
    held_back = replace(FIGURES, divided=(Divided("closing.change", 37, None, why),))
    texts = set(said(report_page(PACK, Report(held_back, (), "", TODAY))))

    assert {PACK.say(f"numbers-why.{why}"), PACK.say("numbers-question.closing.change")} <= texts
    assert not any("37" in text for text in texts)


def test_the_fullest_report_is_two_pages() -> None:
    """The longest quotes, the longest words of a lead, every question shown and a year of sessions."""
    learned = ("What we have learned is a long story of many words. " * 60)[:LONGEST_LEARNED]
    sessions = tuple(replace(SESSIONS[0], on_date=date(2026, 1, 6) + timedelta(weeks=n)) for n in range(104))
    all_cells = tuple((choice, 20) for choice in ("good", "hard", "mixed", "not-sure", "ok", "rather-not"))
    divided = (
        Divided("first-visit", 60, (("new", 20), ("returning", 40))),
        *(Divided(name, 120, all_cells) for name in ("check-in.week", "check-in.feel")),
        FIGURES.divided[3],
        *(Divided("closing.change", 80, tuple((a, 20) for a in ("yes", "bit", "no", "not-sure"))) for _ in range(6)),
    )
    steps = tuple(StepFigures(name, 9, 1) for name in ("ground-rules", "icebreaker", "check-in", "topic", "gratitude"))
    full = replace(FIGURES, sessions=sessions, divided=divided, steps=steps, group="A group with a long name")
    quotes = ("w" * 9 + " ") * (LONGEST_QUOTE // 10)
    page = to_pdf(report_page(PACK, Report(full, (quotes,) * MOST_QUOTES, learned, TODAY)))

    assert len(pypdf.PdfReader(io.BytesIO(page)).pages) == 2


def test_a_chart_has_at_most_four_categories() -> None:
    """More would not be read on a phone; they are a table instead."""
    with pytest.raises(ValueError, match="four"):
        across(["a", "b", "c", "d", "e"], [1, 2, 3, 4, 5])


async def evenings(circle: Circle, count: int) -> None:
    """Hold so many sessions, a week apart, to which all members come."""
    for _ in range(count):
        await circle.start()
        await circle.arrive()
        await circle.close()
        circle.clock.advance(timedelta(days=7))


async def test_a_lead_gets_the_figures_the_published_quotes_and_their_own_words(tmp_path: Path) -> None:
    """Of a block that is over; it comes out the same again. Words that nobody published are not in it."""
    async with open_circle(tmp_path, members=5) as circle:
        services = circle.services.funder_reports
        await evenings(circle, 4)
        await circle.end_programme()
        for member, words in zip(circle.members, ("I feel heard", "Not yet"), strict=False):
            quote = await circle.services.quotes.offer(member, HERE, words)
            await circle.services.quotes.approve(member, HERE, quote.ref)
            if words == "I feel heard":
                await circle.services.quotes.publish(circle.lead, HERE, quote.ref)
        report, fixed = await services.make(circle.lead, HERE, "programme-1", "We go <slowly>\n\nand kindly")
        again, then_fixed = await services.make(circle.lead, HERE, "programme-1", "")

        assert (report.figures.held, report.figures.people, report.figures.attendances) == (4, 5, 20)
        assert report.quotes == ("I feel heard",)
        assert report.learned == "We go slowly\nand kindly"
        assert (again.figures, fixed, then_fixed) == (report.figures, "programme", "")


async def refused(work: object) -> str:
    """Await what must be refused, and return the refusal's name."""
    with pytest.raises(Refused) as refusal:
        await work  # type: ignore[misc]  # an awaitable of any service
    return refusal.value.reason


async def test_what_cannot_be_reported_is_said_with_what_can(tmp_path: Path) -> None:
    """No session yet, no such period, another kind of block, no lead; none of them stores anything."""
    async with open_circle(tmp_path, members=5) as circle:
        services = circle.services.funder_reports
        assert await refused(services.find(circle.lead, HERE, "")) == "no-period-yet"
        await evenings(circle, 4)
        await circle.end_programme()
        assert await refused(services.find(circle.lead, HERE, "1999-Q1")) == "empty-period"
        assert await refused(services.find(circle.lead, HERE, "soon")) == "no-such-period"
        assert await refused(services.find(circle.facilitator, HERE, "")) == "leads-only"
        assert await refused(services.make(circle.members[0], HERE, "programme-1", "")) == "leads-only"
        await services.make(circle.lead, HERE, "programme-1", "")
        assert await refused(services.find(circle.lead, HERE, "2026-Q4")) == "counts-by-programme"
        assert await services.periods(circle.lead, HERE) == ("programme-1",)
        assert await services.periods(circle.members[0], HERE) == ()


@pytest.mark.parametrize("file_type", ["pdf", "docx"])
async def test_a_lead_types_report_and_gets_a_file_in_private(tmp_path: Path, file_type: str) -> None:
    """A form asks what the group learned; the file holds it."""
    async with open_house(tmp_path, members=2) as home:
        await home.start()
        await home.close()
        await may_see(home, "report", home.lead)
        form = await home.lead.types(home.room, "report", format=file_type)
        reply = await home.lead.fills(form, {"learned": "We go slowly."})
        assert reply.message
        (file,) = reply.message.attachments
        made = await file.read()

        assert reply.private
        assert file.filename == f"report-programme-1.{file_type}"
        assert "We go slowly." in (read(made) if file_type == "pdf" else words_of(made))


def test_the_command_line_writes_the_same_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Quotes too, which the master key opens; without that key it says what to do and writes nothing."""
    desk = Desk(tmp_path, monkeypatch, capsys)

    async def held() -> Document:
        async with open_circle(tmp_path, members=5) as circle:
            if isinstance(circle.database, str):
                desk.settings(f'[database]\nurl = "{circle.database}"\n')
            circle.clock.advance(timedelta(days=-365))
            await evenings(circle, 4)
            await circle.end_programme()
            quote = await circle.services.quotes.offer(circle.members[0], HERE, "I feel heard")
            await circle.services.quotes.approve(circle.members[0], HERE, quote.ref)
            await circle.services.quotes.publish(circle.lead, HERE, quote.ref)
            return report_page(
                PACK, (await circle.services.funder_reports.make(circle.lead, HERE, "programme-1", ""))[0]
            )

    document = asyncio.run(held())
    words = ("export", "--group", "Tuesday group", "--period", "programme-1", "-o", "out", "--format")
    without_key = desk.type(*words, "pdf")
    desk.put_key(MASTER.hex())
    typed = [desk.type(*words, kind) for kind in ("pdf", "docx")]
    files = {file.suffix: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    texts = [" ".join(text.split()) for text in said(document) if "We made this page" not in text]

    assert (without_key.status, "[privacy] master_key_file" in without_key.text) == (2, True)
    assert [one.status for one in typed] == [0, 0]
    assert [text for text in texts if text not in words_of(files[".docx"])] == []
    assert [text for text in texts if text not in read(files[".pdf"])] == []
    assert any("I feel heard" in text for text in texts)
