"""Titles, days and authors in forms that users of article readers reported as read wrongly; one page each."""

import pytest

from newscrawl.extract.metadata.read import read_metadata
from newscrawl.extract.parse.html import parse_html
from newscrawl.model.items import Metadata

URL = "https://gazette.example/2024/03/12/quay.html"
STORY = "<p>The town council voted on Tuesday to rebuild the old quay that the flood had carried away.</p>"


def read(head: str, body: str) -> Metadata:
    """The metadata of a page with *head* and an article whose markup is *body*; ``<P>`` is a paragraph."""
    page = f"<html><head><meta charset=utf-8>{head}</head><body><article>{body}</article></body></html>"
    return read_metadata(parse_html(page.replace("<P>", STORY).encode()).tree, URL)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        pytest.param('<title>Old quay to be rebuilt – The Harbour Gazette</title><meta property="og:title" content="Old quay to be rebuilt – The Harbour Gazette"><meta property="og:site_name" content="The Harbour Gazette">', "<h2>Old quay to be rebuilt</h2><P>", "Old quay to be rebuilt", id="og-with-dash-site"),
        pytest.param("<title>Alter Kai wird neu gebaut | Hafenbote</title>", "<h1>Hafenbote</h1><h2 class=headline>Alter Kai wird neu gebaut</h2><P>", "Alter Kai wird neu gebaut", id="h1-logo-text"),
        pytest.param("<title>老码头将重建_新闻频道_青石网</title>", "<div class=title>老码头将重建</div><P>", "老码头将重建", id="zh-underscore-channels"),
        pytest.param('<title>古い岸壁、再建へ｜青石新聞</title><meta property="og:title" content="古い岸壁、再建へ｜青石新聞">', "<h1>古い岸壁、再建へ</h1><P>", "古い岸壁、再建へ", id="ja-pipe"),
        pytest.param('<title>Cats &amp;amp; quays</title><meta property="og:title" content="Cats &amp;amp; quays">', "<h1>Cats &amp; quays</h1><P>", "Cats & quays", id="entities-double"),
        pytest.param("<title>Le vieux quai sera reconstruit - Ouest</title>", "<h1><span>Le vieux quai</span> <span>sera reconstruit</span></h1><P>", "Le vieux quai sera reconstruit", id="title-attr-split-span"),
        pytest.param("<title>Kai wird neu gebaut</title>", '<h1><span class="sr-only">Artikel:</span> Kai wird neu gebaut</h1><P>', "Kai wird neu gebaut", id="h1-with-hidden-sr"),
        pytest.param('<title>Kai wird neu gebaut - Bote</title><meta property="og:title" content="Kai wird neu gebaut">', '<h1><span class="badge">PLUS</span>Kai wird neu gebaut</h1><P>', "Kai wird neu gebaut", id="h1-with-badge"),
        pytest.param("<title>Набережную восстановят — «Портовый вестник»</title>", "<h1>Набережную восстановят</h1><P>", "Набережную восстановят", id="ru-guillemets"),
        pytest.param('<title>x</title><script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"Bote"},{"@type":"NewsArticle","headline":"Kai wird neu gebaut"}]}</script>', "<P>", "Kai wird neu gebaut", id="ld-graph-headline"),
        pytest.param("<title>Old quay to be rebuilt - Page 2 of 3 - Gazette</title>", "<h1>Old quay to be rebuilt</h1><P>", "Old quay to be rebuilt", id="page-number"),
    ],
)  # fmt: skip
def test_a_title_is_the_headline(head: str, body: str, title: str) -> None:
    """The headline alone, without the site, its sections and labels."""
    assert read(head, body).title == title


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        pytest.param("", '<h1>Old quay</h1><time datetime="Sat Nov 18 2017 15:21:41 GMT+0000">18 Nov 2017</time><P>', "2017-11-18", id="timeago"),
        pytest.param("", '<h1>Muelle viejo</h1><p class="fecha">27/11/2017 01:57 | Actualizado a 28/11/2017 19:20</p><P>', "2017-11-27", id="updated-published-one-line-es"),
        pytest.param("", '<h1>Moll vell</h1><span class="txtdata">27/11/2017 a les 10:19h</span><P>', "2017-11-27", id="ca-a-les"),
        pytest.param('<meta name="dc.date" content="2023-01-02">', "<h1>Quay</h1><p>Accepted: 16 December 2022</p><P>", "2023-01-02", id="dc-date"),
        pytest.param("", "<h1>Kai</h1><p>Stand: 05.03.2024, 16:20 Uhr</p><P>", "2024-03-05", id="de-stand"),
        pytest.param("", "<h1>Nabrzeże</h1><div>Opublikowano: 5 marca 2024 r., aktualizacja 7 marca 2024</div><P>", "2024-03-05", id="pl-opublikowano"),
        pytest.param("", "<h1>부두</h1><span>입력 2024.03.05 08:30</span><span>수정 2024.03.06 10:00</span><P>", "2024-03-05", id="ko-input"),
        pytest.param("", "<h1>الرصيف القديم</h1><div>الثلاثاء 5 آذار 2024</div><P>", "2024-03-05", id="ar-month"),
        pytest.param("", '<h1>Bến cảng cũ</h1><span class="date">Thứ ba, 5/3/2024, 08:30 (GMT+7)</span><P>', "2024-03-05", id="vi"),
        pytest.param("", "<h1>Quay</h1><P>", "2024-03-12", id="url-only"),
        pytest.param("", "<h1>Quay</h1><P><footer>© 2019 Gazette</footer>", "2024-03-12", id="copyright-is-no-date"),
        pytest.param("", "<h1>Régi rakpart</h1><span>2024. március 5., kedd 08:30</span><P>", "2024-03-05", id="hu"),
        pytest.param("", "<h1>Vanha laituri</h1><p>Julkaistu 5.3.2024 klo 8.30</p><P>", "2024-03-05", id="fi"),
    ],
)  # fmt: skip
def test_the_day_is_that_of_publication(head: str, body: str, day: str) -> None:
    """The day of publication, not that of a change, a review or the copyright."""
    published = read(head, body).published
    assert published is not None
    assert published.iso[:10] == day


@pytest.mark.parametrize(
    ("head", "body", "names"),
    [
        pytest.param("", '<h1>Quay</h1><div class="meta">March 5, 2024 by Ann Lee</div><P>', "Ann Lee", id="by-in-time-line"),
        pytest.param('<meta name="author" content="Ann Lee, Bo Ek and Cy Marsh">', "<h1>Quay</h1><P>", "Ann Lee;Bo Ek;Cy Marsh", id="author-list-and"),
        pytest.param('<script type="application/ld+json">{"@type":"NewsArticle","headline":"Quay","author":["Ann Lee","Bo Ek"]}</script>', "<h1>Quay</h1><P>", "Ann Lee;Bo Ek", id="ld-list-strings"),
        pytest.param("", '<h1>Quay</h1><a rel="author" href="/a/ann"><img alt="Ann Lee"></a><a rel="author" href="/a/ann">Ann Lee</a><P>', "Ann Lee", id="image-alt-author"),
        pytest.param('<meta property="og:site_name" content="Gazette"><meta name="author" content="Gazette">', "<h1>Quay</h1><p class=byline>Por Ana Sanz</p><P>", "Ana Sanz", id="site-as-author"),
        pytest.param('<meta name="author" content="admin">', '<h1>Quay</h1><span class="author vcard"><a class="url fn n">admin</a></span><P>', "", id="admin"),
        pytest.param("", "<h1>ท่าเรือเก่า</h1><p>โดย สมชาย ใจดี</p><P>", "สมชาย ใจดี", id="th"),
        pytest.param("", "<h1>古い岸壁</h1><p>（山田太郎）</p><P>", "山田太郎", id="ja-kisha"),
        pytest.param("", "<h1>Kai</h1><p>Ein Kommentar von Jutta Klamm</p><P>", "Jutta Klamm", id="de-ein-kommentar-von"),
        pytest.param("", "<h1>Quai</h1><P><p>Propos recueillis par Enora Le Goff</p>", "Enora Le Goff", id="fr-propos"),
        pytest.param("", '<h1>Staré nábřeží</h1><div class="autor">Autor: Jan Novák, ČTK</div><P>', "Jan Novák;ČTK", id="cz"),
        pytest.param("", "<h1>הרציף הישן</h1><span>מאת: רות לוי</span><P>", "רות לוי", id="he"),
        pytest.param("", '<h1>Quay</h1><P><div class="author-bio"><h4>About the author</h4><p><b>Ann Lee</b> writes about ports.</p></div>', "Ann Lee", id="bio-author"),
    ],
)  # fmt: skip
def test_authors_are_people_who_wrote(head: str, body: str, names: str) -> None:
    """The people who wrote it, however they are named; an account is none."""
    assert ";".join(read(head, body).authors) == names
