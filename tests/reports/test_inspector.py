"""The page of the inspector: inert, linked, readable by all."""

from pathlib import Path

import pytest

from newscrawl.cli.inspect import view_of
from newscrawl.extract.metadata.field_table import read_fields
from newscrawl.model.items import Page
from newscrawl.reports.inspected import inspect_page
from newscrawl.reports.inspector import render
from tests.support.browsing import CONTRAST, axe_faults, opened, unnamed_controls
from tests.support.rendered_pages import needs_browser

URL = "https://courier.example/bridge"


AWAY = "http://127.0.0.1:9"
"""Where nothing is; a page that asks for it is caught."""


HOSTILE = f"""<!doctype html><html lang=en><head>
<title>&lt;/script&gt;&lt;img src=x onerror=top.owned=1&gt; opens</title>
<meta property="og:title" content="&lt;/script&gt;&lt;img src=x onerror=top.owned=1&gt; opens">
<meta http-equiv=refresh content="0;url={AWAY}/r"><base href="{AWAY}/"><link rel=stylesheet href="{AWAY}/a.css">
<style>@import url({AWAY}/b.css); p {{ background: url({AWAY}/c.png) }}</style><script>top.owned = 1</script></head>
<body onload="top.owned=1"><nav><a href="/a">News</a></nav><main><article data-n="1" data-f="kept">
<h1>&lt;/script&gt;&lt;img src=x onerror=top.owned=1&gt; opens</h1>
<p onclick="top.owned=1" style="background:url({AWAY}/d.png)">The council voted on Tuesday to rebuild the bridge
that the flood of last spring had carried away, and to pay for it from the reserves of the town.</p>
<img src="{AWAY}/e.png" onerror="top.owned=1" alt="A &quot;bridge&quot;><script>top.owned=1</script>">
<svg onload="top.owned=1"><a xlink:href="javascript:top.owned=1"><text>drawn</text></a></svg>
<p>Work will begin in autumn &lt;script&gt;top.owned=1&lt;/script&gt;, said the mayor, who had asked for it for years
and who will not see its end, since she leaves in spring.</p>
<div class=donate><p>Support our independent newsroom: become a member from 5 euros a month.
<a href="javascript:top.owned=1">Donate now</a></p></div>
<iframe src="{AWAY}/f" srcdoc="<script>top.owned=1</script>"></iframe><object data="{AWAY}/g"></object>
<video src="{AWAY}/h" poster="{AWAY}/i" autoplay></video><embed src="{AWAY}/k"><math><mtext><img src={AWAY}/l></mtext></math>
<form action="{AWAY}/j"><input autofocus onfocus="top.owned=1"><button formaction="{AWAY}/m">Sign up</button></form>
<p>"We have waited for this since the flood," said a farmer whose fields lie on the other side of the river,
and who has driven an hour each day to reach them.</p><noscript><img src="{AWAY}/n"></noscript>
<template><p>never shown</p></template><x-y onpointerover="top.owned=1">An own element.</x-y>
<p>Become a member of the circle of readers, and get our newsletter. Give today, for it takes a minute.</p>
</article></main></body></html>""".encode()


def written(path: Path, body: bytes = HOSTILE) -> Path:
    draft = inspect_page(Page(URL, body, "text/html; charset=utf-8"))
    path.write_text(render(view_of(draft)), encoding="utf-8")
    return path


@needs_browser
def test_a_hostile_page_is_inert_and_asks_for_nothing(tmp_path: Path) -> None:
    """No script of the page runs, in its frame or around it, and nothing is asked for; its text is there."""
    with opened(written(tmp_path / "i.html")) as seen:
        frame = seen.page.frames[1]
        frame.click("text=Donate now")
        frame.click("text=An own element.")
        assert "The council voted" in frame.inner_text("body")
        assert "drawn" not in frame.inner_text("body")
        assert seen.js("window.owned") is None
        assert seen.js("document.querySelectorAll('img, script[src], object').length") == 0
        assert seen.js("document.querySelector('h1').textContent").startswith("</script><img src=x")
        assert (
            frame.evaluate(
                "document.querySelectorAll('[onclick], [style], [src], [href], form, input').length"
            )
            == 0
        )
        assert frame.evaluate("document.querySelector('article').dataset.n") is None


@needs_browser
def test_panes_are_linked_and_keys_step_through_removals(tmp_path: Path) -> None:
    """What the pointer is over is marked on all sides; j and k choose a removal in the page and its card."""
    with opened(written(tmp_path / "i.html")) as seen:
        frame = seen.page.frames[1]
        seen.page.hover(".block >> text=The council voted")
        assert "The council voted" in frame.inner_text(".on")
        frame.hover("text=Donate now")
        assert "become a member" in seen.page.inner_text(".card.on")
        total = len(seen.page.query_selector_all("#removed .card[data-f=removed]"))
        assert total >= 2
        seen.page.keyboard.press("j")
        assert seen.js("document.querySelector('#step').textContent") == f"1 of {total}"
        assert seen.js("document.activeElement.classList.contains('card')")
        seen.page.keyboard.press("j")
        assert seen.page.inner_text(".card[aria-current] blockquote").startswith("Support our")
        assert frame.inner_text(".chosen").startswith("Support our")
        seen.page.keyboard.press("k")
        assert seen.js("document.querySelector('#step').textContent") == f"1 of {total}"
        seen.page.keyboard.press("Escape")
        assert seen.js("document.querySelectorAll('.chosen').length") == 0
        seen.page.uncheck("#categories input[value=donation]")
        assert not seen.page.is_visible(".card[data-c=donation]")
        frame.click("text=Support our")  # what is filtered away is marked, but no step


@needs_browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_inspector_can_be_read_by_all(tmp_path: Path, dark: bool) -> None:
    """Everything has a name and enough contrast; on a phone nothing is wider than the screen."""
    with opened(written(tmp_path / "i.html"), width=390, dark=dark) as seen:
        assert unnamed_controls(seen) == []
        assert seen.js(CONTRAST) == []
        seen.js("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert axe_faults(seen) == []
        assert seen.js("document.documentElement.scrollWidth <= innerWidth")
        seen.page.set_viewport_size({"width": 1500, "height": 900})
        seen.page.keyboard.press("j")
        assert axe_faults(seen) == []
        seen.page.emulate_media(media="print")
        assert not seen.page.is_visible("nav")
        assert seen.page.is_visible("#removed .card")


def test_own_fields_are_shown(tmp_path: Path) -> None:
    """What selectors and hooks gave stands among the metadata, whatever a page puts there."""
    fields = read_fields({"kicker": "p.donate, .donate p", "marks": {"select": "h1", "all": True}})
    draft = inspect_page(Page(URL, HOSTILE, "text/html; charset=utf-8", fields=fields))
    shown = render(view_of(draft))
    assert "extra.kicker" in shown
    assert "Support our independent newsroom" in shown
    assert "extra.marks" in shown
    assert "<img src=x" not in shown
