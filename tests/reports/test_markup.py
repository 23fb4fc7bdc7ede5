"""HTML files that stand alone."""

import base64
import hashlib
import json
import re

import pytest
from lxml import etree, html

from newscrawl.reports.markup import document, el


def shown(*content: etree._Element | str | None, **attributes: str | int | None) -> str:
    return etree.tostring(el("p", *content, **attributes), method="html", encoding="unicode")


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(shown("a < b & c"), "<p>a &lt; b &amp; c</p>", id="text is escaped"),
        pytest.param(shown("a", None, el("b", "c")), "<p>a<b>c</b></p>", id="nothing is left out"),
        pytest.param(shown(class_="x", data_n=1), '<p class="x" data-n="1"></p>', id="names"),
        pytest.param(shown(title=None), "<p></p>", id="no value, no attribute"),
        pytest.param(shown("a\x00b\uffffc"), "<p>a\\x00b\ufffdc</p>", id="control characters"),
    ],
)
def test_elements(made: str, expected: str) -> None:
    """Whatever the texts hold."""
    assert made == expected


def page_with(data: object) -> html.HtmlElement:
    return html.document_fromstring(
        document("A <title>", [el("h1", "A")], name="report", data=data)
    )


def test_data_ends_no_script() -> None:
    """A page's own words are in it, and may be markup."""
    data = {"text": "</script><script>alert(1)</script><!-- \u2028"}
    (block,) = page_with(data).xpath("//script[@id='data']")
    assert "<" not in block.text
    assert json.loads(block.text) == data


def test_only_its_own_script_may_run() -> None:
    """The policy has the hash of the script as it is in the file, and allows nothing else."""
    page = page_with(None)
    (script,) = page.xpath("//script")
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    assert re.findall(r"script-src ([^;]*)", policy) == [f"'sha256-{digest}'"]
    assert policy.startswith("default-src 'none'")


def test_nothing_is_loaded() -> None:
    """No element of the page names a place on the network."""
    page = page_with([1])
    assert page.xpath("//@src | //@href[not(starts-with(., 'data:'))]") == []
    assert page.xpath("string(//title)") == "A <title>"
