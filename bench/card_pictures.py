"""Make the pictures of the topic cards from their drawings. Needs Chromium.

``python -m bench.card_pictures`` turns each ``docs/pictures/cards/*.svg`` into a PNG beside the topics of the content
pack. The drawings are our own work, under the licence of the project.
"""

import asyncio
import os
from pathlib import Path

from playwright.async_api import ViewportSize, async_playwright

from bot.content.shelf import SHIPPED, TOPICS

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CALM = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
DRAWINGS = Path("docs/pictures/cards")
SIZE: ViewportSize = {"width": 640, "height": 360}


async def main() -> None:
    """Open each drawing alone on a page of its own size, and keep what is seen."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=CALM)
        page = await browser.new_page(viewport=SIZE)
        for name, drawing in drawings().items():
            await page.set_content(f"<style>body {{ margin: 0 }}</style>{drawing}")
            await page.screenshot(path=SHIPPED / TOPICS / f"{name}.png")
        await browser.close()


def drawings() -> dict[str, str]:
    """Read all drawings, each under its name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(DRAWINGS.glob("*.svg"))}


if __name__ == "__main__":
    asyncio.run(main())
