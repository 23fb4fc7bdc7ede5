"""axe-core finds nothing on the pages that newscrawl writes; report and inspector have it in tests of their own."""

from pathlib import Path

import pytest

from newscrawl.reports.compare import Change, page_of
from tests.support.browsing import axe_faults, opened
from tests.support.rendered_pages import needs_browser

CHANGES = [
    Change(
        "a/source.html", ["Lost words."], ["Found words."], ["donation (appeals.run): Give."], []
    ),
    Change(
        "b/source.html", fields={"title": ("Old", "New"), "outcome": ("5 characters", "no_text")}
    ),
]


@needs_browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_changed_can_be_read_by_all(tmp_path: Path, dark: bool) -> None:
    """The comparison of two versions."""
    page = tmp_path / "changes.html"
    page.write_text(page_of(CHANGES, 9), encoding="utf-8")
    with opened(page, dark=dark) as seen:
        assert axe_faults(seen) == []


@needs_browser
def test_faults_are_found(tmp_path: Path) -> None:
    """The check can fail: a picture without words, pale text, a page without a language."""
    page = tmp_path / "bad.html"
    words = "<p style='color:#aaa;background:#fff'>pale</p><label>Name <input></label><a href='#x'>x</a>"
    page.write_text(
        f"<!doctype html><title>x</title><main><h1>X</h1><img src='data:,'>{words}</main>"
    )
    with opened(page) as seen:
        found = {fault.partition(":")[0] for fault in axe_faults(seen)}
    assert {"image-alt", "color-contrast", "html-has-lang"} <= found
