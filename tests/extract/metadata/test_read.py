"""What a page says of its article, read into one value."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from lxml.html import HtmlElement

from newscrawl.extract.metadata.jsonld import read_jsonld
from newscrawl.extract.metadata.read import read_metadata, warm
from newscrawl.model.items import Metadata, Timestamp
from tests.support.growth import assert_linear_in_length

URL = "https://www.post.example/town/bridge-reopens"


def tree(
    head: str = "", body: str = "<p>The bridge is open.</p>", *, jsonld: object = None
) -> HtmlElement:
    """A page with *head* and *body*, and *jsonld* as its JSON-LD."""
    script = (
        f'<script type="application/ld+json">{json.dumps(jsonld)}</script>'
        if jsonld is not None
        else ""
    )
    return html.document_fromstring(f"<html><head>{head}{script}</head><body>{body}</body></html>")


def meta(key: str, value: str) -> str:
    return f'<meta property="{key}" content="{value}">'


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Bridge reopens",
    "author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Ek"}],
    "publisher": {"@type": "Organization", "name": "The Post"},
    "datePublished": "2026-11-24T07:41:00+01:00",
    "dateModified": "2026-11-24T08:00:00Z",
    "inLanguage": "en-GB",
    "articleSection": "Town",
    "keywords": "bridge, river, Bridge",
    "description": "It was shut for a year.",
    "image": {"@type": "ImageObject", "url": "/bridge.jpg"},
    "isAccessibleForFree": "False",
}


def test_json_ld_gives_every_field() -> None:
    """A whole NewsArticle fills the whole value; the offset stays as the page has it."""
    page = tree('<link rel="canonical" href="/town/bridge">', jsonld=ARTICLE)
    assert read_metadata(page, URL) == Metadata(
        title="Bridge reopens",
        authors=("Ann Lee", "Bo Ek"),
        published=Timestamp("2026-11-24T07:41:00+01:00", "json-ld:datePublished"),
        modified=Timestamp("2026-11-24T08:00:00+00:00", "json-ld:dateModified"),
        language="en",
        section="Town",
        tags=("bridge", "river"),
        description="It was shut for a year.",
        site_name="The Post",
        image="https://www.post.example/bridge.jpg",
        canonical_url="https://www.post.example/town/bridge",
        free=False,
        page_type="NewsArticle",
    )


def test_metas_give_what_json_ld_does_not() -> None:
    """OpenGraph and meta elements come next."""
    metas = {
        "og:title": "Bridge reopens | The Post",
        "og:site_name": "The Post",
        "og:locale": "de_AT",
        "og:type": "article",
        "og:image": "//cdn.example/b.jpg",
        "og:url": "https://www.post.example/b",
        "og:description": "Open &amp;amp; safe.",
        "article:author": "By Ann Lee",
        "article:published_time": "2026-11-24",
        "article:section": "Town",
        "article:tag": "river",
    }
    page = tree("".join(meta(key, value) for key, value in metas.items()))
    assert read_metadata(page, URL) == Metadata(
        title="Bridge reopens",
        authors=("Ann Lee",),
        published=Timestamp("2026-11-24", "meta:article:published_time"),
        language="de",
        section="Town",
        tags=("river",),
        description="Open & safe.",
        site_name="The Post",
        image="https://cdn.example/b.jpg",
        canonical_url="https://www.post.example/b",
        page_type="article",
    )


@pytest.mark.parametrize(
    ("body", "authors"),
    [
        pytest.param('<span itemprop="author"><b itemprop="name">Ann Lee</b>, Reporter</span>', ("Ann Lee",), id="microdata"),
        pytest.param('<a rel="author" href="/al">Ann Lee</a>', ("Ann Lee",), id="rel"),
        pytest.param('<p class="ArticleByline">By <a href="/al">Ann Lee</a> and Bo Ek</p>', ("Ann Lee", "Bo Ek"), id="class"),
        pytest.param('<p class="autor">Von Ann Lee, 24. November 2026</p>', ("Ann Lee",), id="with a date"),
        pytest.param('<div class="comments"><b class="author">Bo Ek</b></div>', (), id="of a comment"),
        pytest.param('<aside><a rel="author">Bo Ek</a></aside>', (), id="in a side column"),
    ],
)  # fmt: skip
def test_the_page_names_authors_last(body: str, authors: tuple[str, ...]) -> None:
    """Where head and JSON-LD name nobody, the page's own byline does; those of other texts never."""
    assert read_metadata(tree(body=body), URL).authors == authors


@pytest.mark.parametrize(
    ("author", "body", "authors"),
    [
        pytest.param(
            "The Post",
            '<p class="byline">Ann Lee</p>',
            ("Ann Lee",),
            id="outlet stated, person shown",
        ),
        pytest.param(
            "The Post",
            '<p class="byline">share</p>',
            ("The Post",),
            id="outlet stated, nobody shown",
        ),
        pytest.param("Ann Lee, The Post", "", ("Ann Lee",), id="outlet beside a person"),
        pytest.param("Ann Lee, dpa", "", ("Ann Lee", "dpa"), id="agency beside a person"),
        pytest.param("https://social.example/ann", "", (), id="an address"),
    ],
)
def test_an_outlet_is_an_author_only_alone(
    author: str, body: str, authors: tuple[str, ...]
) -> None:
    """A person is preferred to the outlet's own name; agencies stay."""
    node = {"@type": "NewsArticle", "author": author, "publisher": {"name": "The Post"}}
    assert read_metadata(tree(body=body, jsonld=node), URL).authors == authors


def test_an_author_given_by_reference_is_found() -> None:
    """``{"@id": …}`` leads to the node that has the name."""
    nodes = [
        {"@type": "Article", "author": {"@id": "#a"}},
        {"@type": "Person", "@id": "#a", "name": "Ann Lee"},
    ]
    assert read_metadata(tree(jsonld={"@graph": nodes}), URL).authors == ("Ann Lee",)


def test_the_article_of_this_page_is_chosen() -> None:
    """Of several articles the one with the page's address counts, not the first."""
    other = {
        "@type": "NewsArticle",
        "headline": "Other",
        "url": "https://www.post.example/other",
        "author": "Bo Ek",
    }
    own = {"@type": "NewsArticle", "headline": "Bridge reopens", "mainEntityOfPage": {"@id": URL}}
    found = read_metadata(tree(jsonld=[other, own]), URL)
    assert (found.title, found.authors) == ("Bridge reopens", ())


@pytest.mark.parametrize(
    ("value", "free"),
    [(True, True), (False, False), ("True", True), ("false", False), ("http://schema.org/False", False), ("no", None), (1, None)],
)  # fmt: skip
def test_free_is_a_truth_value_or_unknown(value: object, free: bool | None) -> None:
    """``isAccessibleForFree`` is read as a truth value also from strings."""
    node = {"@type": "NewsArticle", "isAccessibleForFree": value}
    assert read_metadata(tree(jsonld=node), URL).free is free


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://x.example/",
        "http://[::1",
        "http://u:p@x.example/",
        "",
    ],
)
def test_addresses_are_http_or_nothing(href: str) -> None:
    """Canonical address and image are absolute http or https addresses, or unknown."""
    page = tree(f'<link rel="canonical" href="{href}">{meta("og:image", href)}')
    found = read_metadata(page, URL)
    assert (found.canonical_url, found.image) == (None, None)


@pytest.mark.parametrize(
    ("body", "url", "expected"),
    [
        pytest.param('<i itemprop="datePublished" content="2026-11-24">x</i>', URL, ("2026-11-24", "microdata:datePublished"), id="microdata"),
        pytest.param('<time class="updated" datetime="2026-11-25">x</time><time datetime="2026-11-24">x</time>', URL,
                     ("2026-11-24", "page:time"), id="time elements, updated last"),
        pytest.param("<p>x</p>", "https://www.post.example/2026/11/24/bridge", ("2026-11-24", "url"), id="address"),
        pytest.param("<p class='date'>Published 24 November 2019</p>", URL, ("2019-11-24", "page:text"), id="visible line"),
        pytest.param("<p>x</p>", URL, None, id="nowhere"),
    ],
)  # fmt: skip
def test_the_date_is_found_on_the_page(
    body: str, url: str, expected: tuple[str, str] | None
) -> None:
    """Where head and JSON-LD give no date, the page, its address and its text do, in this order."""
    assert read_metadata(tree(body=body), url).published == (expected and Timestamp(*expected))


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        pytest.param("<h1>The bridge<br>reopens today</h1>", "The bridge reopens today", id="br"),
        pytest.param(
            "<h1><div>Town</div><div>Bridge reopens</div></h1>", "Town Bridge reopens", id="boxes"
        ),
        pytest.param("<h1>Bri<b>dg</b>e reopens</h1>", "Bridge reopens", id="inside a word"),
        pytest.param(
            "<h1><ruby>橋<rt>はし</rt></ruby>が再開</h1>", "橋が再開", id="reading of a character"
        ),
    ],
)
def test_the_lines_of_a_heading_do_not_run_together(heading: str, title: str) -> None:
    """A line break or a box parts words, an element in a word does not."""
    assert read_metadata(tree(body=heading), URL).title == title


def test_a_second_line_in_the_heading_is_not_the_title() -> None:
    """The part that title and og:title have is the headline."""
    shown = "Bridge over the river reopens"
    head = (
        f"<title>{shown} | The Post</title>"
        + meta("og:site_name", "The Post")
        + meta("og:title", shown)
    )
    body = f"<h1>{shown} <small>What it cost the town</small></h1><p>It is open.</p>"
    assert read_metadata(tree(head, body), URL).title == shown


PAGES = {
    "zh": ("大桥重新开放", "2026年3月12日 08:15 来源：青石日报", "本报记者 王芳 李明", ("王芳", "李明"), "2026-03-12"),
    "zh, trainees": ("大桥重新开放", "二〇二六年三月十二日", "本报实习生 王芳<br>本报记者 李明", ("王芳", "李明"), "2026-03-12"),
    "zh-TW": ("大橋重新開放", "2026-03-12 08:15", "〔記者王芳／青石報導〕", ("王芳",), "2026-03-12"),
    "ja": ("橋が再び開通", "令和8年3月12日(木) 8時15分", "文・山田太郎 写真・佐藤花子", ("山田太郎",), "2026-03-12"),
    "ko": ("다리 다시 열려", "입력 2026.03.12. 오전 8:15", "김철수 기자 kim@post.example", ("김철수",), "2026-03-12"),
    "th": ("สะพานเปิดอีกครั้ง", "12 มีนาคม พ.ศ. 2569", "เรื่องโดย สมชาย ใจดี", ("สมชาย ใจดี",), "2026-03-12"),
    "hi": ("पुल फिर खुला", "१२ मार्च २०२६, ०८:१५ बजे", "लेखक: राम शर्मा", ("राम शर्मा",), "2026-03-12"),
    "bn": ("সেতু আবার খুলল", "১২ মার্চ, ২০২৬", "লেখক: রহিম উদ্দিন", ("রহিম উদ্দিন",), "2026-03-12"),
    "ar": ("الجسر يفتح من جديد", "الخميس ١٢ مارس ٢٠٢٦", "كتب: محمد حسن وسارة علي", ("محمد حسن", "سارة علي"), "2026-03-12"),
    "fa": ("پل دوباره باز شد", "پنجشنبه ۲۱ اسفند ۱۴۰۴", "نویسنده: علی رضایی", ("علی رضایی",), "2026-03-12"),
    "he": ("הגשר נפתח מחדש", "12 במרץ 2026, 08:15", "מאת: דנה כהן", ("דנה כהן",), "2026-03-12"),
    "ur": ("پل دوبارہ کھل گیا", "جمعرات، 12 مارچ، 2026", "تحریر: احمد علی", ("احمد علی",), "2026-03-12"),
    "ta": ("பாலம் மீண்டும் திறப்பு", "வியாழன், 12 மார்ச், 2026", "எழுதியவர்: குமார் ராஜன்", ("குமார் ராஜன்",), "2026-03-12"),
    "ka": ("ხიდი ისევ გაიხსნა", "12 მარტი, 2026", "ავტორი: გიორგი ბერიძე", ("გიორგი ბერიძე",), "2026-03-12"),
    "hy": ("Կամուրջը վերաբացվել է", "2026 թ. մարտի 12", "Հեղինակ՝ Արամ Պետրոսյան", ("Արամ Պետրոսյան",), "2026-03-12"),
    "el": ("Η γέφυρα άνοιξε ξανά", "12 Μαρτίου 2026", "Της Μαρίας Νίκου", ("Μαρίας Νίκου",), "2026-03-12"),
    "pl": ("Most znów otwarty dla ruchu", "12 września 2026, 08:15", "Tekst: Anna Nowak, zdjęcia: Jan Kos", ("Anna Nowak",), "2026-09-12"),
    "bg": ("Мостът отново е отворен", "12 септември 2026 г.", "Автор: Мария Иванова", ("Мария Иванова",), "2026-09-12"),
    "hr": ("Most je opet otvoren", "12. listopada 2026.", "Piše: Ana Horvat", ("Ana Horvat",), "2026-10-12"),
    "hu": ("Újra nyitva a híd", "2026. március 12., 08:15", "Írta: Kovács Béla", ("Kovács Béla",), "2026-03-12"),
    "fi": ("Silta avattiin uudelleen", "12.3.2026 klo 8.15", "Teksti: Matti Salo", ("Matti Salo",), "2026-03-12"),
    "tr": ("Köprü yeniden açıldı", "12 Mart 2026 Perşembe", "Haber: Ayşe Yılmaz", ("Ayşe Yılmaz",), "2026-03-12"),
    "id": ("Jembatan dibuka lagi", "Rabu, 12 Agu 2026 08:15 WIB", "Penulis: Budi Santoso", ("Budi Santoso",), "2026-08-12"),
    "vi": ("Cây cầu mở lại", "Thứ năm, 12/3/2026, 08:15 (GMT+7)", "Tác giả: Nguyễn Văn An", ("Nguyễn Văn An",), "2026-03-12"),
    "sw": ("Daraja lafunguliwa tena", "Alhamisi, Machi 12, 2026", "Mwandishi: Juma Ali", ("Juma Ali",), "2026-03-12"),
    "de": ("Brücke wieder offen für alle", "12. März 2026, 8.15 Uhr", "Von Albrecht von Loose", ("Albrecht von Loose",), "2026-03-12"),
}  # fmt: skip


@pytest.mark.parametrize("language", PAGES)
def test_pages_of_every_language_give_title_day_and_authors(language: str) -> None:
    """What a reader finds under the headline is found, without metadata; the footer and another story are not."""
    title, day, byline, names, iso = PAGES[language]
    page = f"""<html lang="{language[:2]}"><head><title>{title} | Example Post</title></head><body>
        <a href="/">Example Post</a><h1>{title}</h1><p>{day}</p><p>{byline}</p><p>{title}. {title}.</p>
        <div class="card"><h3><a href="/other">{title} II</a></h3><a rel="author" href="/x">Cy Fox</a><p>1.2.2019</p></div>
        <footer>© 2020 Example Post</footer></body></html>"""
    found = read_metadata(html.document_fromstring(page), URL)
    assert found.title == title
    assert found.authors == names
    assert found.published is not None
    assert found.published.iso[:10] == iso


def test_nodes_given_are_not_read_again() -> None:
    """The caller may hand over the JSON-LD that it read."""
    page = tree(jsonld=ARTICLE)
    assert read_metadata(page, URL, read_jsonld(page)) == read_metadata(page, URL)
    assert read_metadata(page, URL, ()).title is None


def test_the_tree_is_not_changed() -> None:
    """Reading leaves the tree as it was, also where the text is searched for a date."""
    page = tree(body="<p>Published on 24 November 2019</p><script>x</script><footer>y</footer>")
    before = etree.tostring(page)
    read_metadata(page, URL)
    assert etree.tostring(page) == before


def test_a_huge_title_is_capped() -> None:
    """A title of a megabyte becomes a line of bounded length, without control characters."""
    title = read_metadata(tree(f"<title>{'bridge &#1;' * 100_000}</title>"), URL).title
    assert title is not None
    assert len(title) <= 500
    assert title.isprintable()


@pytest.mark.parametrize("url", ["", "no address", "http://[::1", "https://post.example"])
def test_any_address_of_the_page_will_do(url: str) -> None:
    """An address that cannot be read costs what depends on it, not the page."""
    found = read_metadata(
        tree('<link rel="canonical" href="/x">', "<h1>Bridge reopens</h1>", jsonld=ARTICLE), url
    )
    assert found.title == "Bridge reopens"


@pytest.mark.parametrize(
    ("author", "names"),
    [
        pytest.param("Ann Lee", ("Ann Lee",), id="string"),
        pytest.param(["Ann Lee", "Bo Ek"], ("Ann Lee", "Bo Ek"), id="strings"),
        pytest.param({"name": ["Ann Lee", "Bo Ek"]}, ("Ann Lee", "Bo Ek"), id="list of names"),
        pytest.param({"givenName": "Ann", "familyName": "Lee"}, ("Ann Lee",), id="name in parts"),
        pytest.param({"@id": 5, "name": {"x": 1}}, (), id="no name"),
        pytest.param(5, (), id="number"),
        pytest.param("https://social.example/ann", (), id="address"),
    ],
)
def test_authors_of_json_ld_have_many_forms(author: object, names: tuple[str, ...]) -> None:
    """Strings, objects, lists of both."""
    assert read_metadata(tree(jsonld={"@type": "Article", "author": author}), URL).authors == names


@pytest.mark.parametrize(
    ("shown", "authors"),
    [
        ("山田太郎", ("山田太郎",)),
        ("Ann Lee", ("Ann Lee",)),
        ("ann", ("毎日新報",)),
        ("Ann", ("毎日新報",)),
    ],
)
def test_a_stated_outlet_gives_way_to_a_whole_name_only(
    shown: str, authors: tuple[str, ...]
) -> None:
    """A person named elsewhere replaces the outlet if the name has the form of one."""
    node = {"@type": "NewsArticle", "author": "毎日新報", "publisher": "毎日新報"}
    page = tree(
        meta("og:site_name", "毎日新報") + f'<meta name="author" content="{shown}">', jsonld=node
    )
    assert read_metadata(page, URL).authors == authors


@pytest.mark.parametrize("first", ["", '<base target="_blank">'])
def test_a_base_address_is_honoured(first: str) -> None:
    """Relative URLs are relative to the first ``base`` that has a URL."""
    page = tree(
        first
        + '<base href="https://cdn.example/a/"><link rel="canonical" href="b">'
        + meta("og:image", "c.jpg")
    )
    found = read_metadata(page, URL)
    assert (found.canonical_url, found.image) == (
        "https://cdn.example/a/b",
        "https://cdn.example/a/c.jpg",
    )


def test_many_metas_are_bounded() -> None:
    """Only the first metas of a page, and of one key, are read."""
    page = tree(meta("article:tag", "x") * 3000 + meta("og:title", "Late"))
    assert read_metadata(page, URL).title is None


TIME = '<time datetime="2026-11-24">x</time>'


@pytest.mark.parametrize(
    ("body", "source"),
    [
        pytest.param("<time pubdate>24 November 2026</time>", "page:time", id="pubdate"),
        pytest.param(
            '<p class="entry-meta">24. November 2026</p>', "page:text", id="line of a telling class"
        ),
        pytest.param(
            f'<article class="no-comments">{TIME}</article>', "page:time", id="not of comments"
        ),
        pytest.param(
            f"<article><footer>{TIME}</footer></article>", "page:time", id="footer of the article"
        ),
        pytest.param(f"<nav>{TIME}</nav>", "page:text", id="navigation: last resort"),
        pytest.param(f"<footer>{TIME}</footer>", "page:text", id="footer of the page: last resort"),
        pytest.param(f'<div class="related">{TIME}</div>', "page:text", id="teasers: last resort"),
    ],
)
def test_dates_of_the_article_come_before_others(body: str, source: str) -> None:
    """Times in navigation, teasers and page footers are looked at when there is nothing else."""
    assert read_metadata(tree(body=body), URL).published == Timestamp("2026-11-24", source)


def test_the_time_of_the_last_change_is_found_on_the_page() -> None:
    """Microdata gives it where the head does not."""
    page = tree(
        body='<meta itemprop="dateModified" content="2026-11-25"><i itemprop="author" content="Ann Lee">x</i>'
    )
    found = read_metadata(page, URL)
    assert (found.modified, found.authors) == (
        Timestamp("2026-11-25", "meta:datemodified"),
        ("Ann Lee",),
    )
    page = tree(body='<i itemprop="dateModified">25 November 2026</i><i class="author">By</i>')
    found = read_metadata(page, URL)
    assert (found.modified, found.authors) == (
        Timestamp("2026-11-25", "microdata:dateModified"),
        (),
    )


def test_authors_side_by_side_belong_together() -> None:
    """Neighbours of one kind are one byline; what comes after it, or in another box, is not."""
    body = '<p><i class="author">Ann Lee</i>, <i class="author">Bo Ek</i></p><p><i class="author">Cy Fox</i></p>'
    assert read_metadata(tree(body=body), URL).authors == ("Ann Lee", "Bo Ek")
    body = '<p class="byline">By <a>Ann Lee</a><span>Berlin Office</span><svg><title>Bo Ek</title></svg></p>'
    assert read_metadata(tree(body=body), URL).authors == ("Ann Lee",)


HOSTILE = {
    "dates": "<p>" + "24.11.2019 and 12/3/2018 " * 20_000,
    "bylines": "<div class='date byline author'>24 Nov x</div>" * 5_000,
    "nested times": "<time class=author itemprop=author>" * 100 + "x " * 100_000,
    "headlines": "<h1>" * 100 + "word " * 100_000,
    "title": "<title>" + " - a" * 100_000 + "</title>",
    "author": "<meta name=author content='" + "by " * 100_000 + "'>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_takes_little_time(body: str) -> None:
    """What is read of a page is bounded."""

    def read(part: str) -> Metadata:
        return read_metadata(html.document_fromstring(f"<html><body>{part}"), URL)

    assert isinstance(read(body), Metadata)
    assert_linear_in_length(read, body)


def test_warming_loads_what_is_slow() -> None:
    """Workers call it once before their first page."""
    warm()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.sampled_from(["NewsArticle", "2026-11-24", URL]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ARTICLE, "@id", "name", "url", "@graph"]), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.sampled_from(list(ARTICLE)), VALUES))
def test_any_json_ld_gives_checked_types(node: dict[str, object]) -> None:
    """Whatever the JSON-LD holds, each field has its type."""
    page = tree(body="<time datetime='2026-11-24'>x</time>")
    found = read_metadata(page, URL, [node, {"@type": "NewsArticle"} | node])
    strings = (
        found.title,
        found.language,
        found.section,
        found.description,
        found.site_name,
        found.image,
    )
    assert all(value is None or (isinstance(value, str) and value) for value in strings)
    assert all(isinstance(value, str) for value in (*found.authors, *found.tags))
    assert found.free in {True, False, None}
