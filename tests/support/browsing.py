"""A real browser that opens a page from disk, and notes whatever leaves the page or goes wrong in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newscrawl.download.browser import find_browser


@dataclass
class Opened:
    """A page that is open, and what was seen of it."""

    page: Any
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def js(self, script: str) -> Any:
        return self.page.evaluate(script)


@contextmanager
def opened(path: Path, *, width: int = 1500, dark: bool = False) -> Iterator[Opened]:
    """Open *path*; requests that are not for the file itself, console messages and errors are noted."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser())
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        seen = Opened(page)
        page.on("request", lambda request: seen.asked.append(request.url))
        page.on("console", lambda message: seen.said.append(message.text))
        page.on("pageerror", lambda error: seen.said.append(str(error)))
        page.on("dialog", lambda dialog: seen.said.append(dialog.message))
        page.goto(path.as_uri())
        yield seen
        browser.close()
        leaving = [
            url
            for url in seen.asked
            if url != path.as_uri() and not url.startswith(("data:", "about:"))
        ]
        assert leaving == []
        assert seen.said == []


def unnamed_controls(page: Opened) -> list[str]:
    """Name what a screen reader could not: controls without a name, a page without language or title."""
    found: list[str] = page.js(
        """() => [
          ...[...document.querySelectorAll('button, a[href], summary')].filter(e => !e.textContent.trim() && !e.ariaLabel),
          ...[...document.querySelectorAll('input, select')].filter(e => !e.labels.length && !e.ariaLabel),
          ...[...document.querySelectorAll('iframe')].filter(e => !e.title),
          ...[...document.querySelectorAll('svg')].filter(e => e.ariaHidden !== 'true' && !(e.getAttribute('role') === 'img' && e.ariaLabel)),
          ...[...document.querySelectorAll('th')].filter(e => !e.scope),
        ].map(e => e.outerHTML.slice(0, 120))"""
    )
    head = page.js(
        "[document.documentElement.lang, document.title, document.querySelectorAll('h1').length]"
    )
    ids = page.js(
        "(() => { const all = [...document.querySelectorAll('[id]')].map(e => e.id); return all.length - new Set(all).size })()"
    )
    return [
        *found,
        *([] if head[0] and head[1] and head[2] == 1 else [f"head: {head}"]),
        *([f"{ids} ids twice"] if ids else []),
    ]


CONTRAST = """() => {
  const lum = c => { const v = c.map(x => x / 255).map(x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2] };
  const parse = s => (s.match(/[\\d.]+/g) || []).map(Number);
  const back = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] === 1) return c.slice(0, 3) } return [255, 255, 255] };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walker.nextNode());) {
    const e = n.parentElement;
    if (!n.data.trim() || !e.checkVisibility() || ['SCRIPT', 'STYLE', 'OPTION'].includes(e.tagName)) continue;
    const a = lum(parse(getComputedStyle(e).color).slice(0, 3)), b = lum(back(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.push(n.data.trim().slice(0, 40) + ' ' + ratio.toFixed(2));
  }
  return bad;
}"""
"""Text whose contrast is below WCAG's 4.5 to 1."""


def axe_faults(seen: Opened) -> list[str]:
    """What axe-core finds that shuts people out, one line for each element: rule, place, what is wrong.

    All of its rules, best practices too. The page as it came, in its frame, has the faults that it came with.
    """
    from axe_playwright_python.base import AXE_SCRIPT  # noqa: PLC0415

    seen.js(AXE_SCRIPT)
    found = seen.js("axe.run({iframes: false})")
    assert len(found["passes"]) > 10  # it did look
    return [
        f"{fault['id']}: {node['target']}: {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
