"""Every sentence that is the page's own, read from the page itself.

They stand in one place, the template in index.html, so that those who review words find them all.
"""

from html.parser import HTMLParser
from pathlib import Path

PAGE = Path(__file__).parent / "page"


class _Reader(HTMLParser):
    """Collects the text of every element with a data-say name."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._name: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._name = dict(attrs).get("data-say")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._name = None

    def handle_data(self, data: str) -> None:
        if self._name is not None:
            self.found[self._name] = self.found.get(self._name, "") + data


def sentences() -> dict[str, str]:
    """Give each sentence by its name."""
    reader = _Reader()
    reader.feed((PAGE / "index.html").read_text(encoding="utf-8"))
    return {name: " ".join(text.split()) for name, text in reader.found.items()}
