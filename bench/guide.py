"""Make PDFs to print of the guides for people: ``python -m bench.guide``. Needs Chromium.

Each page of ``PRINTED`` becomes a PDF beside it, with tags, headings and the words of its pictures, so that a screen
reader can read it too.
"""

import asyncio
import os
import sys
from pathlib import Path

from markdown_it import MarkdownIt
from playwright.async_api import async_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CALM = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
DOCS = Path("docs")
PRINTED = ("facilitator.md", "member.md")
PAPER = """
  @page { size: A4; margin: 18mm 20mm; }
  body { font: 12.5pt/1.5 system-ui, "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif; color: #111; }
  h1 { font-size: 24pt; } h2 { font-size: 18pt; margin-top: 1.4em; } h3 { font-size: 14.5pt; }
  h1, h2, h3 { line-height: 1.25; break-after: avoid; }
  p, li, tr { break-inside: avoid; }
  img { max-width: 100%; max-height: 225mm; object-fit: contain; object-position: left top; margin: 4px 6px 4px 0; }
  table { border-collapse: collapse; width: 100%; margin: 10px 0; }
  td, th { border: 1px solid #777; padding: 6px 8px; text-align: left; vertical-align: top; }
  a { color: inherit; text-decoration: none; } code { font: inherit; font-weight: 600; }
"""


def as_html(text: str) -> str:
    """Turn a page of ours into HTML: Markdown, tables, and pictures written as tags."""
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


async def main() -> None:
    """Print each page."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=CALM)
        page = await browser.new_page()
        for name in PRINTED:
            text = (DOCS / name).read_text(encoding="utf-8")
            title = text.partition("\n")[0].lstrip("# ")
            head = f'<meta charset="utf-8"><title>{title}</title><style>{PAPER}</style>'
            draft = DOCS / f".{name}.html"  # beside the page, so that its pictures are found
            draft.write_text(f'<!doctype html><html lang="en-GB">{head}{as_html(text)}</html>', encoding="utf-8")
            try:
                await page.goto(draft.resolve().as_uri())
                target = DOCS / name.replace(".md", ".pdf")
                await page.pdf(path=target, prefer_css_page_size=True, tagged=True, outline=True)
            finally:
                draft.unlink()
            sys.stdout.write(f"{target}\n")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
