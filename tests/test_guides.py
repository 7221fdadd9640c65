"""The pages for people: plain words, buttons that are there, headings in order, pictures with words, links."""

import re
from html.parser import HTMLParser
from pathlib import Path
from unicodedata import normalize

import pytest
from pypdf import PdfReader
from test_house_rules import complaints
from test_pictures_in_docs import pictures

from bench.guide import PRINTED, as_html
from bot.content import load_pack

PROJECT = Path(__file__).parents[1]
DOCS = PROJECT / "docs"
PACK = load_pack()
PLAIN = ("facilitator.md", "member.md", "lead.md", "supporter.md", "test-sitting.md", "setting-up.md")
PLAIN_OR_TECHNICAL = (*PLAIN, "administrator.md")
PARTS_OF_A_UNIT = ("[Unit]", "[Service]", "[Install]")
TYPED = re.compile(r"`(?:(?:make|peerlight|Ctrl)\b|/)[^`]*`")  # a slash command as well


def read(page: str) -> str:
    """Read a page of ``docs``."""
    return (DOCS / page).read_text(encoding="utf-8")


def as_people_see(text: str) -> str:
    """Leave out pictures, addresses, remarks and what is typed on a computer; make one line of each paragraph."""
    text = re.sub(r"<!--.*?-->|<img\b[^>]*>|!\[[^\]]*\]\([^)]*\)", "", text, flags=re.DOTALL)
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    text = TYPED.sub("this", text)
    text = re.sub(r"^\|[-| ]+\|$", "", text, flags=re.MULTILINE)
    text = re.sub(r" *(?:\||<br>) *", "\n\n", text)
    return re.sub(r"(?<!\n)\n(?![\n#\d-])", " ", text)


class Outline(HTMLParser):
    """The ranks of the headings of a page, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.ranks: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the parser's own
        """Note a heading."""
        if re.fullmatch(r"h[1-6]", tag):
            self.ranks.append(int(tag[1]))


@pytest.mark.parametrize("page", PLAIN)
def test_a_page_for_people_is_plain(page: str) -> None:
    """Each sentence meets the rules that every sentence of the bot meets, the words of pictures too."""
    alts = [alt for _file, alt in pictures(read(page))]

    assert complaints(as_people_see(read(page))) == []
    assert [found for alt in alts for found in complaints(alt)] == []


@pytest.mark.parametrize("page", PLAIN)
def test_what_is_in_bold_is_a_button_or_a_name_of_the_pack(page: str) -> None:
    """Whoever looks for a button finds it under these words."""
    bold = {name.rstrip(".:") for name in re.findall(r"\*\*(.+?)\*\*", read(page))}

    assert bold - set(PACK.sentences.values()) == set()


@pytest.mark.parametrize("page", PLAIN_OR_TECHNICAL)
def test_headings_are_in_order(page: str) -> None:
    """One title, and no rank is left out: a screen reader jumps from one to the next."""
    outline = Outline()
    outline.feed(as_html(read(page)))

    assert outline.ranks.count(1) == 1
    assert outline.ranks[0] == 1
    assert [pair for pair in zip(outline.ranks, outline.ranks[1:], strict=False) if pair[1] > pair[0] + 1] == []


def test_every_link_leads_to_a_page_and_a_heading_that_are_there() -> None:
    """In the README and in each page of the documents."""
    lost = []
    for page in (PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *DOCS.glob("*.md")):
        for target, _, anchor in re.findall(r"\]\(([^)#:]*)(#([^)]*))?\)", page.read_text(encoding="utf-8")):
            there = page.parent / target if target else page
            if not there.exists() or (anchor and anchor not in anchors(there)):
                lost.append((page.name, target, anchor))

    assert lost == []


def anchors(page: Path) -> set[str]:
    """Name the headings of a page as a link names them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_picture_of_the_guides_is_shown_at_both_widths() -> None:
    """Each thing was kept as a window and as a phone show it, and some page shows both."""
    kept = {path.name for path in (DOCS / "pictures" / "guide").glob("*.png")}
    shown = {Path(file).name for page in PLAIN for file, _alt in pictures(read(page)) if "/guide/" in file}
    things = {name.rpartition("-")[0] for name in kept}

    assert kept == shown
    assert kept == {f"{thing}-{width}.png" for thing in things for width in (360, 1280)}
    assert len(things) > 20


@pytest.mark.parametrize("page", PRINTED)
def test_what_is_printed_is_what_is_written(page: str) -> None:
    """Every heading of the page is in its PDF, which names its language and its headings for a screen reader."""
    pdf = PdfReader(DOCS / page.replace(".md", ".pdf"))
    drawn = normalize("NFKC", " ".join(each.extract_text() for each in pdf.pages))  # "fi" may be one sign
    text = re.sub(r"\s+", " ", drawn)
    titles = re.findall(r"^#+ (.+)$", read(page), re.MULTILINE)

    assert [title for title in titles if title not in text] == []
    assert "/StructTreeRoot" in pdf.root_object
    assert str(pdf.root_object.get("/Lang")) == "en-GB"


def test_the_service_file_has_its_parts_and_keeps_the_rest_of_the_machine_away() -> None:
    """What the page for administrators promises of it is in it."""
    unit = (DOCS / "peerlight.service").read_text(encoding="utf-8")

    assert [part for part in PARTS_OF_A_UNIT if part not in unit] == []
    for promised in ("NoNewPrivileges=yes", "ProtectSystem=strict", "ReadWritePaths=", "User=peerlight", "UMask=0077"):
        assert promised in unit


def test_the_form_for_test_sittings_is_empty() -> None:
    """Nobody fills it in for the people whom it asks."""
    rows = [line for line in read("test-sitting.md").splitlines() if line.startswith("|")]
    filled = [line for line in rows if re.search(r"\b(yes|no|understood|\d{1,2}/\d{1,2})\b", line.partition("|")[2])]

    assert rows
    assert filled == []
