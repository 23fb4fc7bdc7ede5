"""The picture of the README: ``python -m tests.support.picture`` takes it anew, of the demo and the code as they are.

The inspector on a page of the demo site, with its first appeal chosen, in a real browser.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from newscrawl.cli.main import main
from newscrawl.download.browser import find_browser

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "newscrawl" / "demo" / "site" / "library.html"
PICTURE: Final = ROOT / "docs" / "images" / "inspect.png"


def take(picture: Path = PICTURE) -> None:
    """Write the picture."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        page = Path(folder) / "inspect.html"
        main(["inspect", str(PAGE), "--url", "https://herald.example/library", "-o", str(page)])
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser())
            shown = browser.new_page(
                viewport={"width": 1280, "height": 720}, reduced_motion="reduce"
            )
            shown.goto(page.as_uri())
            shown.keyboard.type("jj")
            shown.screenshot(path=picture)
            browser.close()


if __name__ == "__main__":
    take()
