"""HTML that a page holds for its scripts: found with the names of its place, and read where nothing is shown."""

from html import escape

import pytest

from newscrawl.errors import ExtractError
from newscrawl.extract.page import extract_page
from newscrawl.extract.pagedata.held import held_html
from newscrawl.extract.parse.html import parse_html
from newscrawl.model.items import Page

STORIES = {
    "ru": "Совет города решил во вторник заново построить мост, который прошлой весной унесло наводнением.",
    "hi": "नगर परिषद ने मंगलवार को वह पुल फिर से बनाने का निर्णय लिया जिसे पिछली बाढ़ बहा ले गई थी।",
    "zh": "市议会星期二决定重建去年春天被洪水冲走的那座老桥，费用由市财政的储备金支付，秋天开工。",
}
HTML = {
    lang: "".join(f"<p>{number}. {text}</p>" for number in range(1, 7))
    for lang, text in STORIES.items()
}
FORMS = {
    "template script": "<script id=a type='text/template'>{html}</script>",
    "HTML script": "<script type='text/html'>{html}</script>",
    "template": "<template id=a>{html}</template>",
    "field": "<textarea hidden>{escaped}</textarea>",
    "attribute": "<x-story body='{escaped}'></x-story>",
    "microdata": "<meta itemprop=articleBody content='{escaped}'>",
}


def body_of(form: str, lang: str) -> str:
    return FORMS[form].format(html=HTML[lang], escaped=escape(HTML[lang]))


def read(body: str) -> str:
    """Return the text of a page with *body* between a menu and a footer."""
    page = f"<html><head><title>T</title></head><body><ul><li><a href=/a>A</a></ul>{body}<p>©</p></body></html>"
    return extract_page(Page("https://a.example/b", page.encode(), "text/html; charset=utf-8")).text


@pytest.mark.parametrize("lang", STORIES)
@pytest.mark.parametrize("form", FORMS)
def test_held_html_is_the_text_of_a_page_that_shows_none(form: str, lang: str) -> None:
    """In whatever it is held."""
    assert read(body_of(form, lang)).count(STORIES[lang]) == 6


@pytest.mark.parametrize("body", [
    pytest.param("<script id=cookie-consent type='text/template'>{0}</script>", id="named as no text"),
    pytest.param("<template>{0}</template><template>{1}</template>", id="two that differ"),
    pytest.param("<template><p>{{{{title}}}}</p></template>", id="a form to be filled"),
])  # fmt: skip
def test_other_html_is_no_article(body: str) -> None:
    """Of two nothing tells which is the page's."""
    with pytest.raises(ExtractError):
        read(body.format(HTML["ru"], HTML["hi"]))


def test_a_page_that_shows_its_article_is_read_as_shown() -> None:
    """Whatever else it holds: two paragraphs may be the beginning of what it holds."""
    assert STORIES["zh"] not in read(f"<main>{HTML['ru']}</main>{body_of('template', 'zh')}")
    begin = f"<h1>T</h1><p>1 {STORIES['zh']}</p><p>2 {STORIES['zh']}</p>"
    assert read(f"<main>{begin}</main>{body_of('template', 'hi')}").count(STORIES["zh"]) == 2


def test_each_comes_with_the_names_of_its_place() -> None:
    """Short texts and values are passed over."""
    held = "x" * 200
    page = f"<template id=a class=b>c<p>d</p></template><textarea class=e>{held}</textarea><textarea>f</textarea><i data-g='<p>{held}'></i>"
    tree = parse_html(f"<html><body>{page}</body></html>".encode()).tree
    assert [(names.split(), len(text)) for names, text in held_html(tree)] == [
        (["e"], 200),
        (["data-g"], 203),
        (["a", "b"], 8),
    ]
