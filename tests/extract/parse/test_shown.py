"""What a page shows around its headline: bylines and dates that no markup tells, names on its logo."""

import json

import pytest
from lxml import html
from lxml.html import HtmlElement

from newscrawl.extract.metadata.headings import Headings, read_headings
from newscrawl.extract.metadata.lines import find_headline, lines_after
from newscrawl.extract.metadata.place import BylinePlace
from newscrawl.extract.metadata.read import read_metadata
from newscrawl.model.items import Timestamp
from newscrawl.records import utc_millis

URL = "https://www.harbour.example/town/bridge-reopens"
BODY = "".join(
    f"<p>The bridge was opened again on day {day}, and hundreds walked across it in the rain.</p>"
    for day in "abc"
)


def tree(
    below: str,
    *,
    head: str = "",
    after: str = "",
    lang: str = "en",
    title: str = "Bridge reopens at last",
) -> HtmlElement:
    """A page with *below* under its headline and *after* behind its article."""
    return html.document_fromstring(
        f"<html lang={lang}><head><title>{title}</title>{head}</head><body><header><a href='/'>Harbour Herald</a></header>"
        f"<main><article><h1>{title}</h1>{below}{BODY}</article>{after}</main>"
        "<footer>© 2026 Harbour Herald</footer></body></html>"
    )


def authors(below: str, **page: str) -> tuple[str, ...]:
    return read_metadata(tree(below, **page), URL).authors


@pytest.mark.parametrize(
    ("below", "names"),
    [
        pytest.param("<div>By <a href='/x'>Ann Lee</a> and Bo Ek</div>", ("Ann Lee", "Bo Ek"), id="en"),
        pytest.param("<p>Written by</p><p>Ann Lee</p>", ("Ann Lee",), id="en, label in a line of its own"),
        pytest.param("<p>von <a href='/autoren/x'>Dr. Jörg Weiß</a></p>", ("Dr. Jörg Weiß",), id="de"),
        pytest.param("<p>Par Zoé Roux</p>", ("Zoé Roux",), id="fr"),
        pytest.param("<p>Por Ana Ruiz</p>", ("Ana Ruiz",), id="es"),
        pytest.param("<p>Автор: Иван Петров</p>", ("Иван Петров",), id="ru"),
        pytest.param("<p>Автор: Олена Коваль</p>", ("Олена Коваль",), id="uk"),
        pytest.param("<p>Autor: Jan Kos</p>", ("Jan Kos",), id="pl"),
        pytest.param("<p>Της Μαρίας Δήμου</p>", ("Μαρίας Δήμου",), id="el"),
        pytest.param("<p>文/王芳 图/李明</p>", ("王芳",), id="zh"),
        pytest.param("<p>新报记者 王芳</p>", ("王芳",), id="zh, reporter"),
        pytest.param("<p>取材・文＝山田太郎</p>", ("山田太郎",), id="ja"),
        pytest.param("<p>김철수 기자</p>", ("김철수",), id="ko, a name and a role"),
        pytest.param("<p>시민 기자</p>", (), id="ko, a role without a name"),
        pytest.param("<p>山田太郎記者</p>", ("山田太郎",), id="ja, a name and a role"),
        pytest.param("<p>글: 김철수</p>", ("김철수",), id="ko, label"),
        pytest.param("<p>โดย อรทัย ใจดี</p>", ("อรทัย ใจดี",), id="th"),
        pytest.param("<p>लेखक: कविता रावत</p>", ("कविता रावत",), id="hi"),
        pytest.param("<p>بقلم: ليلى منصور</p>", ("ليلى منصور",), id="ar"),
        pytest.param("<p>نویسنده: علی رضایی</p>", ("علی رضایی",), id="fa"),
        pytest.param("<p><a href='/authors/ann-lee'>Ann Lee</a> · 5 min</p>", ("Ann Lee",), id="link to an author"),
        pytest.param("<p>Ann Lee | Senior Writer | July 2, 2025</p>", ("Ann Lee",), id="name and task"),
        pytest.param("<ul><li><strong>Autor</strong> Jan Kos</li></ul>", ("Jan Kos",), id="label in an element"),
        pytest.param("<p>By the end of the day all was over.</p>", (), id="a sentence"),
        pytest.param("<p>By Getty Images</p><p>Town</p>", ("Getty Images",), id="an agency looks like a person"),
        pytest.param("<p>Photo by Ann Lee</p>", (), id="photographer"),
        pytest.param("<p>来源：青石日报</p>", (), id="source"),
        pytest.param("<p>Read more about bridges</p>", (), id="nobody"),
    ],
)  # fmt: skip
def test_a_line_under_the_headline_names_the_authors(below: str, names: tuple[str, ...]) -> None:
    """No class and no microdata tell: a reader knows it by its words and its place."""
    assert authors(below) == names


OTHER = "<a rel='author' href='/author/bo'>Bo Ek</a>"


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(f"<div><div><h3><a href='/1'>Another story</a></h3><span>{OTHER}</span></div></div>", id="teaser below"),
        pytest.param(f"<div><article><h2><a href='/1'>Another</a></h2>{OTHER}</article></div>", id="teaser as article"),
        pytest.param(f"<aside><h4>Most read</h4>{OTHER}</aside>", id="side column"),
        pytest.param("<div><a href='/1'><h3>Another</h3></a><p class='byline'>By Bo Ek</p></div>", id="class in a teaser"),
    ],
)  # fmt: skip
def test_the_author_of_another_story_is_none(after: str) -> None:
    """A name beside the linked title of another story belongs to that one."""
    assert authors("<p class='byline'>By Ann Lee</p>", after=after) == ("Ann Lee",)
    assert authors("", after=after) == ()


@pytest.mark.parametrize(
    "below",
    [
        pytest.param(
            "<aside><a rel='author' href='/a'>Ann Lee</a></aside>", id="aside under the headline"
        ),
        pytest.param(
            "<nav><span itemprop='author'>Ann Lee</span></nav>", id="nav under the headline"
        ),
        pytest.param(
            "<div class='author-box'><h3><a href='/author/ann'>Ann Lee</a></h3></div>",
            id="name as heading",
        ),
    ],
)
def test_a_short_box_at_the_headline_is_the_articles_own(below: str) -> None:
    """Its tag alone does not make it a side column."""
    assert authors(below) == ("Ann Lee",)


def test_a_class_around_the_whole_article_says_nothing_of_its_byline() -> None:
    """A box that holds the headline is no side column, however it is named."""
    page = html.document_fromstring(
        f"<body><div class='content with-sidebar'><h1>Bridge reopens</h1><p class='byline'>By Ann Lee</p>{BODY}</div></body>"
    )
    assert read_metadata(page, URL).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("<meta name=copyright content='Copyright (c) Lamp House 2026'>", id="copyright"),
        pytest.param(f"<script type='application/ld+json'>{json.dumps({'@type': 'WebPage', 'copyrightHolder': {'name': 'Lamp House'}})}</script>", id="json-ld"),
        pytest.param("<meta property=og:site_name content='Lamp House'>", id="site"),
    ],
)  # fmt: skip
def test_the_publisher_is_no_author_where_a_person_is_named(head: str) -> None:
    """Who holds the rights gives way to the byline, and stays where there is none."""
    head += "<meta name=author content='Lamp House'>"
    assert authors("<p>By Ann Lee</p>", head=head) == ("Ann Lee",)
    assert authors("", head=head) == ("Lamp House",)


def test_a_credit_at_the_end_names_the_author() -> None:
    """A label below the article counts, and so does a bracket in a paragraph of it."""
    assert authors("", after="<p>Text: Ann Lee, Foto: Bo Ek</p>") == ("Ann Lee",)
    assert authors("", after="<div>作者：王芳 编辑：李明</div>", lang="zh") == ("王芳",)
    long = "市议会星期一决定重建老市政厅，" * 12
    assert authors(f"<p>{long}（新报记者 王芳）</p>", lang="zh") == ("王芳",)


def published(below: str, **page: str) -> str | None:
    found = read_metadata(tree(below, **page), URL).published
    return found.iso if found else None


@pytest.mark.parametrize(
    ("below", "lang", "iso"),
    [
        pytest.param("<div>Published: 12 March 2026, 08:15</div>", "en", "2026-03-12T08:15:00", id="en"),
        pytest.param("<div>12. März 2026, 08:15 Uhr</div>", "de", "2026-03-12T08:15:00", id="de"),
        pytest.param("<div>Publié le 12 mars 2026</div>", "fr", "2026-03-12", id="fr"),
        pytest.param("<div>12 марта 2026, 08:15</div>", "ru", "2026-03-12T08:15:00", id="ru"),
        pytest.param("<div>12 березня 2026</div>", "uk", "2026-03-12", id="uk"),
        pytest.param("<div>12 Μαρτίου 2026</div>", "el", "2026-03-12", id="el"),
        pytest.param("<div>12 marca 2026</div>", "pl", "2026-03-12", id="pl"),
        pytest.param("<div>2026年3月12日 08:15</div>", "zh", "2026-03-12T08:15:00", id="zh"),
        pytest.param("<div>令和8年3月12日</div>", "ja", "2026-03-12", id="ja"),
        pytest.param("<div>입력 2026.03.12 08:15</div>", "ko", "2026-03-12T08:15:00", id="ko"),
        pytest.param("<div>12 มีนาคม 2569</div>", "th", "2026-03-12", id="th"),
        pytest.param("<div>१२ मार्च २०२६</div>", "hi", "2026-03-12", id="hi"),
        pytest.param("<div>١٢ مارس ٢٠٢٦</div>", "ar", "2026-03-12", id="ar"),
        pytest.param("<div>۲۱ اسفند ۱۴۰۴</div>", "fa", "2026-03-12", id="fa"),
        pytest.param("<div>By Ann Lee, 12 March 2026</div>", "en", "2026-03-12", id="behind a byline"),
        pytest.param("<div>Published 12 March 2026 | Updated 14 March 2026</div>", "en", "2026-03-12", id="with an update"),
        pytest.param("<figure><figcaption>12 March 2024</figcaption></figure>", "en", None, id="caption"),
        pytest.param("<div>The old bridge, as it stood until the flood of 12 March 2024</div>", "en", None, id="late in a line"),
    ],
)  # fmt: skip
def test_a_line_under_the_headline_tells_the_day(below: str, lang: str, iso: str | None) -> None:
    """A date that begins a short line there is that of the article, in every script and calendar."""
    found = read_metadata(tree(below, lang=lang), URL).published
    assert (found.iso if found and found.source == "page:line" else None) == iso


def test_a_year_alone_is_no_day() -> None:
    """The year of a copyright, or in the text, gives no date."""
    assert published("<p>In 2019 the old bridge was closed.</p>") is None


def test_the_time_of_another_story_is_none() -> None:
    """A time element beside the linked title of a teaser is not the article's."""
    after = "<div><h3><a href='/1'>Another</a></h3><time datetime='2024-01-05'>5 January 2024</time></div>"
    found = read_metadata(tree("", after=after), URL).published
    assert found is None or found.source != "page:time"


def stated(moment: str) -> str:
    return f"<meta property='article:published_time' content='{moment}'>"


@pytest.mark.parametrize(
    ("moment", "below", "iso"),
    [
        pytest.param("2026-03-12T03:28:35Z", "<p>Published March 11, 2026, 10:28 p.m. ET</p>", "2026-03-11T22:28:35-05:00", id="time shown: the offset is known"),
        pytest.param("2026-03-11T23:01:00Z", "<p>12 March 2026</p>", "2026-03-12", id="day shown: the day"),
        pytest.param("2026-03-11T23:01:00Z", "<p>2026年3月12日</p>", "2026-03-12", id="in another script"),
        pytest.param("2026-03-12T02:11:03Z", "<time datetime='2026-03-11T21:11:03-05:00'>March 11, 2026</time>", "2026-03-11T21:11:03-05:00", id="the same moment elsewhere"),
        pytest.param("2026-03-12T02:11:03Z", "<p>12 March 2026</p>", "2026-03-12T02:11:03+00:00", id="the day of UTC is shown"),
        pytest.param("2026-03-12T02:11:03Z", "<p>Updated 13 March 2026</p>", "2026-03-12T02:11:03+00:00", id="an update is shown"),
        pytest.param("2026-03-12T16:00:00Z", "<p>11 March 2026</p>", "2026-03-12T16:00:00+00:00", id="no clock has that day"),
        pytest.param("2026-03-12T00:00:00Z", "<p>11 March 2026</p>", "2026-03-12T00:00:00+00:00", id="midnight is a day, not a moment"),
        pytest.param("2026-03-12T03:28:35+01:00", "<p>11 March 2026</p>", "2026-03-12T03:28:35+01:00", id="an offset is the page's own"),
        pytest.param("2026-03-12T02:11:03Z", "", "2026-03-12T02:11:03+00:00", id="nothing shown"),
    ],
)  # fmt: skip
def test_a_moment_in_utc_gives_the_day_that_readers_see(moment: str, below: str, iso: str) -> None:
    """The page shows the day of its readers; that is the day of publication."""
    found = read_metadata(tree(below, head=stated(moment)), URL).published
    assert found is not None
    assert found.iso == iso
    assert found.source == "meta:article:published_time"


def test_the_moment_is_kept_beside_the_day() -> None:
    """``created`` of a record is as exact as the page's data."""
    found = read_metadata(
        tree("<p>12 March 2026</p>", head=stated("2026-03-11T23:01:00Z")), URL
    ).published
    assert found == Timestamp(
        "2026-03-12", "meta:article:published_time", "2026-03-11T23:01:00+00:00"
    )
    assert utc_millis(found) == "2026-03-11T23:01:00.000Z"


@pytest.mark.parametrize(
    ("lang", "host", "extra", "iso"),
    [
        ("en-US", "post.example.com", "", "2026-03-05"),
        ("en-US", "post.example.co.uk", "", "2026-05-03"),
        ("en-GB", "post.example.com", "", "2026-05-03"),
        ("de", "post.example.com", "", "2026-05-03"),
        ("en-US", "post.example.com", "<p>See also the report of 25/02/2026.</p>", "2026-05-03"),
        ("en-GB", "post.example.com", "<p>See also the report of 02/25/2026.</p>", "2026-03-05"),
    ],
)
def test_american_pages_have_the_month_first(lang: str, host: str, extra: str, iso: str) -> None:
    """Other dates of the page tell, else its language, unless its host is of another country."""
    page = tree("<div class=date>03/05/2026</div>", lang=lang, after=extra)
    found = read_metadata(page, f"https://{host}/town/bridge").published
    assert found is not None
    assert found.iso == iso


def title_of(markup: str, url: str = URL) -> str | None:
    return read_metadata(html.document_fromstring(markup), url).title


TITLE = "The mill in the valley turns again"


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(f"<title>{TITLE} | Valley Post</title><h1>Valley Post</h1><article><h2>{TITLE}</h2><p>x</p></article>", id="h1 is the name of the site"),
        pytest.param(f"<title>{TITLE}_Town_Valley Post</title><h1><a href='/'>Valley Post</a></h1><h2>{TITLE}</h2>", id="h1 is a logo"),
        pytest.param(f"<title>Valley Post</title><h1><a href='/'>Valley Post</a></h1><article><h2>{TITLE}</h2></article>", id="every title is the name"),
        pytest.param(f"<title>{TITLE} – Valley Post</title><a href='/'><img alt='Valley Post' src=x></a>", id="name on the logo"),
        pytest.param(f"<title>{TITLE}：Valley Post Digital</title><a href='https://www.harbour.example/'>Valley Post</a>", id="full-width colon"),
        pytest.param(f"<title>{TITLE}:Valley Post</title><a href='/'>Valley Post</a>", id="colon without a space"),
    ],
)  # fmt: skip
def test_a_title_is_no_logo(markup: str) -> None:
    """Links to the front page tell the site's name, and a heading below the logo is the headline."""
    assert title_of(markup) == TITLE


def test_the_headline_that_is_shown_wins() -> None:
    """Where the first heading below ``h1`` shows what ``og:title`` says, that is the headline."""
    engines = "Mill reopens: all about the new mill"
    page = f"<title>{engines} | Post</title><meta property=og:title content='{TITLE}'><h1>{engines}</h1><h2>{{}}</h2><p>x</p>"
    assert title_of(page.format(TITLE)) == TITLE
    assert title_of(page.format("Town " + TITLE)) == TITLE
    assert title_of(page.format("More of the valley")) == engines


def test_two_kickers_are_cut_off() -> None:
    """What ``h1`` and ``og:title`` say alike behind two different kickers is the headline."""
    page = "<meta property=og:title content='{}'><h1>{}</h1>"
    assert title_of(page.format(f"Water: {TITLE}", f"In the valley - {TITLE}")) == TITLE
    long = "The water of the river is back and so"
    assert (
        title_of(page.format(f"{long}: {TITLE}", f"Water and mill of the old valley: {TITLE}"))
        != TITLE
    )


def test_a_style_sheet_in_a_heading_is_no_title() -> None:
    """Only what is shown of a heading counts."""
    assert title_of(f"<h1><style>.a{{color:red}}</style>{TITLE}</h1>") == TITLE


def test_the_readings_of_characters_are_no_title() -> None:
    """Of a headline with ruby the characters count, not how they are spoken."""
    assert (
        title_of("<h1><ruby>法律<rp>(</rp><rt>ほうりつ</rt><rp>)</rp></ruby>ができる</h1>")
        == "法律ができる"
    )


def test_headings_and_logos_are_told_apart() -> None:
    """Linked headings and those of side columns are no heads; the front page has no logo to learn from."""
    page = html.document_fromstring(
        "<a href='/'>Post</a><h1>One</h1><h2>Two</h2><h2><a href='/x'>Three</a></h2><aside><h3>Four</h3></aside>"
    )
    assert read_headings(page, URL) == Headings(("One",), ("Two",), ("Post",))
    assert read_headings(page, "https://www.harbour.example/").logos == ()
    assert read_headings(page, "http://[::1").logos == ()


def test_lines_follow_the_headline_in_order() -> None:
    """Blocks and line breaks end a line; scripts, navigation and forms have none."""
    page = html.document_fromstring(
        "<body><div><h1>Title</h1>tail <b>bold</b><p>one<br>two</p><script>x</script><nav>menu</nav></div>three<p>four</p></body>"
    )
    headline = find_headline(page, "Title")
    assert headline is not None
    assert [line.text for line in lines_after(headline)] == [
        "tail bold",
        "one",
        "two",
        "three",
        "four",
    ]
    assert list(BylinePlace(None, tree("")).lines) == []


def test_names_and_tags_come_clean() -> None:
    """A publisher may have a list of names; quotation marks are no part of a tag."""
    node = {"@type": "NewsArticle", "headline": TITLE, "publisher": {"name": ["Valley Post", "https://post.example"]},
            "keywords": "mill, \"water, \", “river”"}  # fmt: skip
    page = html.document_fromstring(
        f"<script type='application/ld+json'>{json.dumps(node)}</script><h1>{TITLE}</h1>"
    )
    found = read_metadata(page, URL)
    assert found.site_name == "Valley Post"
    assert found.tags == ("mill", "water", "river")
