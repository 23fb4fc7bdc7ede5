"""A page whose end is missing: was it cut behind its article?"""

import pytest

from newscrawl.extract.truncation import is_complete

TEXT = "The ferry sails again in spring.\nIt had lain at the quay for two winters, with a broken shaft."
LAST = "It had lain at the quay for <b>two winters</b>, with a broken&nbsp;shaft."
CJK = "渡船は春に再び運航すると港長が月曜日に述べた。二冬の間は岸壁に係留されていた。"
SAID = '<script type="application/ld+json">{"articleBody": "for two winters, with a broken shaft'


@pytest.mark.parametrize(
    ("source", "whole"),
    [
        pytest.param(f"<article><p>{LAST}</p></article><foo", True, id="article closed"),
        pytest.param(f"<div><div><p>{LAST}</p></div></div><div>More", True, id="two boxes closed"),
        pytest.param(
            f"<article><p>{LAST}</p><div>Ad</div></article>", True, id="an advertisement in it"
        ),
        pytest.param(f"<p>{LAST}</p></body>", True, id="body closed"),
        pytest.param(f"<main><p>{LAST}</p></main>{SAID}", True, id="cut in a script behind it"),
        pytest.param("<article><p>Written with &eacute;ntities", True, id="text not found"),
        pytest.param(f"<article><p>{CJK}</p></article>", True, id="no spaces between words"),
        pytest.param(f"<article><p>{LAST[:40]}", False, id="in a sentence"),
        pytest.param(f"<article><p>{LAST}</p>\n<p>", False, id="between paragraphs"),
        pytest.param(
            f"<article><div><p>{LAST}</p></div><div><p>", False, id="between boxes of paragraphs"
        ),
        pytest.param(
            f"<article><p>{LAST}</p><div class=ad>Ad</div>", False, id="behind an advertisement"
        ),
        pytest.param(f"{SAID}</script><article><p>{LAST}", False, id="told of in a script before"),
        pytest.param(f"<article><p>{CJK}", False, id="no spaces, in a sentence"),
    ],
)
def test_where_a_page_was_cut(source: str, whole: bool) -> None:
    """Its article is whole where the box of its last paragraph was closed."""
    text = CJK if CJK in source else TEXT[:60] if LAST not in source else TEXT
    assert is_complete(source, text) is whole
