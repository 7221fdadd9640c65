"""The papers for members, leads and boards: what they promise is tested, and what is Easy Read is easy to read."""

import ast
import re
from functools import cache
from pathlib import Path

from break_promises import PROMISES, Promise, break_all, pages, stale
from test_house_rules import complaints

PROJECT = Path(__file__).parents[1]
DOCS = PROJECT / "docs"
NOTICE = "privacy-notice.md"
EASY = "privacy-notice-easy-read.md"
PAPERS = (NOTICE, EASY, "dpia.md", "threat-model.md", "safeguarding.md", "online-safety-act.md")
QUICK = "tests/test_privacy.py::test_a_veil_never_shows_its_key"


def read(page: str) -> str:
    """Read a page of ``docs``."""
    return (DOCS / page).read_text(encoding="utf-8")


def easy_text() -> str:
    """Read the Easy Read page as people see it: without remarks, and with each line that goes on made one."""
    seen = re.sub(r" *<!--.*?-->", "", read(EASY))
    return re.sub(r"(?<!\n)\n(?![\n#\d-])", " ", seen)


def proofs() -> dict[str, list[str]]:
    """Read the table of proofs: the tests of each numbered promise."""
    rows = re.findall(r"^\| (N[N\d, ]*) \| (.+) \|$", read(NOTICE), re.MULTILINE)
    return {name: re.findall(r"`(tests/.+?)`", tests) for names, tests in rows for name in names.split(", ")}


@cache
def defined_in(file: str) -> set[str]:
    """Name the tests of a file."""
    tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def is_there(test: str) -> bool:
    """Tell whether a test that a paper names exists; what stands in brackets is one of its cases."""
    file, _, name = test.partition("::")
    return (PROJECT / file).is_file() and re.sub(r"\[.*", "", name) in defined_in(file)


# What is promised.


def test_every_promise_of_the_notice_has_a_test_and_every_proof_a_promise() -> None:
    """Each item under "What we promise" has a number, and each number a line in the table with a test that exists."""
    section = read(NOTICE).partition("## What we promise\n")[2].partition("\n## ")[0]
    items = re.findall(r"^- (.*)$", section, re.MULTILINE)
    numbers = [found[1] for item in items if (found := re.match(r"\*\*(N\d+)\.\*\* [A-Z`]", item))]

    assert len(numbers) == len(items) > 15
    assert sorted(proofs()) == sorted(numbers)
    assert [name for name, tests in proofs().items() if not tests] == []
    assert [test for tests in proofs().values() for test in tests if not is_there(test)] == []


def test_the_easy_read_page_promises_what_the_notice_promises() -> None:
    """Each number beside its sentences is one of the notice; nothing that it promises about answers goes without."""
    marked = set(re.findall(r"<!-- (N\d+) -->", read(EASY)))

    assert len(marked) > 12
    assert marked <= set(proofs())
    for sentence in ("who gave which answer.", "for more than 24 hours.", "no name in them.", "knows about you. <"):
        assert all("<!-- N" in line for line in read(EASY).splitlines() if sentence in line)


def test_every_test_that_a_paper_names_exists() -> None:
    """Whoever renames a test mends the papers that rely on it."""
    named = {(page, test) for page in PAPERS for test in re.findall(r"`(tests/\w+\.py::\w+)", read(page))}

    assert len(named) > 15
    assert [one for one in named if not is_there(one[1])] == []


def test_what_is_easy_read_is_easy_to_read() -> None:
    """Every sentence of the page that members read meets the rules that every sentence of the bot meets."""
    assert complaints(easy_text()) == []


def test_every_paper_says_what_it_is_and_links_to_pages_that_are_there() -> None:
    """A link that leads nowhere helps nobody; a fill-in paper says what to fill in."""
    for page in PAPERS:
        links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", read(page))
        assert [link for link in links if "://" not in link and not (DOCS / link).exists()] == [], page
    assert all("**[" in read(page) for page in (NOTICE, "dpia.md", "safeguarding.md"))


# Promises that are broken on purpose.


def test_the_table_of_promises_fits_the_papers_and_the_code() -> None:
    """At least ten sentences that people read, word for word, each with a test and a change that can be made."""
    told = pages()

    assert len({promise.sentence for promise in PROMISES}) == len(PROMISES) >= 10
    assert [promise.sentence for promise in PROMISES if promise.sentence not in told] == []
    assert [problem for promise in PROMISES if (problem := stale(promise))] == []
    assert [promise.test for promise in PROMISES if not is_there(promise.test)] == []


def test_every_promise_that_is_broken_is_noticed_by_its_test() -> None:
    """In copies of the project; each named test passes as the code is and fails when its promise is broken."""
    assert [(one.promise.sentence, one.what) for one in break_all() if not one.well] == []


def test_a_promise_that_its_test_does_not_keep_is_found() -> None:
    """A harmless change, a text that is not there, and a test that is not there: none counts as noticed."""
    harmless = Promise("", QUICK, "bot/privacy/veil.py", "TAG_SIZE = 16  #", "TAG_SIZE = 16  ##")
    moved_on = Promise("", QUICK, "bot/privacy/veil.py", "TAG_SIZE = 61", "")
    no_test = Promise("", f"{QUICK}_any_more", "bot/privacy/veil.py", "TAG_SIZE = 16", "TAG_SIZE = 8")

    assert [one.what.partition(":")[0] for one in break_all([harmless, moved_on])] == ["pytest said 0", "stale"]
    assert "before anything is changed" in break_all([no_test])[0].what
