"""Pictures in the documents: each has words for whoever does not see it, is there, and is shown somewhere."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PAGES = (*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md"))
MARKDOWN = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<file>[^)\s]+)\)")
TAG = re.compile(r"<img\b[^>]*>", re.DOTALL)


def pictures(text: str) -> list[tuple[str, str]]:
    """Find each picture of a page: its file and its words, "" where it has none."""
    found = [(one["file"], one["alt"]) for one in MARKDOWN.finditer(text)]
    for tag in TAG.findall(text):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        found.append((given["src"], given.get("alt", "")))
    return found


def complaints(alt: str) -> list[str]:
    """Say what is wrong with the words of a picture (rule PW22, with room for a whole screen)."""
    wrong = [] if 5 <= len(alt.split()) <= 40 else ["has to say in 5 to 40 words what is in it"]
    idle = re.match(r"(?i)(an? )?(image|picture|screenshot)\b", alt)
    return [*wrong, "begins with what it is"] if idle else wrong


def test_each_picture_has_words_and_is_there() -> None:
    """In every page, whether it is written in Markdown or as a tag."""
    shown = [(page, *one) for page in PAGES for one in pictures(page.read_text(encoding="utf-8"))]
    assert len(shown) >= 8
    assert [(page.name, file) for page, file, _alt in shown if not (page.parent / file).is_file()] == []
    assert [(page.name, file, complaints(alt)) for page, file, alt in shown if complaints(alt)] == []


def test_no_picture_of_the_room_lies_about_unseen() -> None:
    """A picture that no page shows is out of date before anybody notices."""
    shown = {(page.parent / file).resolve() for page in PAGES for file, _ in pictures(page.read_text(encoding="utf-8"))}
    assert [path.name for path in (PROJECT / "docs" / "pictures").glob("*.png") if path.resolve() not in shown] == []


def test_a_picture_without_words_is_noticed() -> None:
    """The reader finds both ways to write one, and says no to empty and idle words."""
    assert pictures('![](a.png) <img width="2" src="b.png">') == [("a.png", ""), ("b.png", "")]
    assert all(complaints(alt) for alt in ("", "A card", "Screenshot of a card in the group room"))
    assert complaints("A card with 4 buttons on a narrow screen") == []
