"""The headline of whole pages, by the forms in which sites give it."""

import pytest
from lxml import html

from newscrawl.extract.metadata.read import read_metadata

URL = "https://www.post.example/town/bridge-reopens"
SHOWN = "Bridge reopens after a year"
SITES = {
    "en": (SHOWN, "The Post"),
    "zh": ("大桥重新开放一年之后", "青石日报"),
    "ja": ("橋が再び開通した", "青石新聞デジタル"),
    "ko": ("다리 다시 열려 1년 만에", "새소식"),
    "th": ("สะพานเปิดอีกครั้งหลังหนึ่งปี", "ข่าวท่าเรือ"),
    "hi": ("पुल फिर खुला एक साल बाद", "हिंदी समाचार"),
    "ar": ("الجسر يفتح من جديد بعد عام", "صحيفة المرفأ"),
    "he": ("הגשר נפתח מחדש אחרי שנה", "הפוסט"),
    "ru": ("Мост снова открыт для всех", "Вестник"),
}
SEPARATORS = (
    " | ", " - ", " – ", " — ", " :: ", " » ", " « ", " • ", " · ", " / ", " < ", " > ", " ~ ", " ▷ ", " ★ ", " ◆ ", " ‖ ",
    "｜", "|", ": ", " : ", "－", "_", "：",
)  # fmt: skip


def title_of(head: str, body: str = "") -> str | None:
    """The title of a page with *head*, and *body* before its text."""
    page = f"<html><head>{head}</head><body><a href='/'>Start</a>{body}<p>It is open.</p></body></html>"
    return read_metadata(html.document_fromstring(page), URL).title


def meta(key: str, value: str) -> str:
    return f'<meta property="{key}" content="{value}">'


@pytest.mark.parametrize("language", SITES)
@pytest.mark.parametrize("separator", SEPARATORS)
def test_the_sites_name_is_cut_off_at_any_separator(language: str, separator: str) -> None:
    """At the end and in front."""
    shown, site = SITES[language]
    mark = separator.replace("<", "&lt;").replace(">", "&gt;")
    name = meta("og:site_name", site)
    assert title_of(f"<title>{shown}{mark}{site}</title>{name}") == shown
    assert title_of(f"<title>{site}{mark}{shown}</title>{name}") == shown


@pytest.mark.parametrize(
    "title",
    [
        "Dezuka: the bridge that floats",
        "GdP-Vize: the bridge is not safe",
        "Who was The Post: a history",
        "5 > 4, says the mayor",
    ],
)
def test_a_mark_in_the_headline_is_no_separator(title: str) -> None:
    """A colon, a hyphen or a sign between words of the headline stays."""
    sites = meta("og:site_name", "GdP") + meta("og:title", title)
    assert title_of(f"<title>{title}</title>{sites}", f"<h1>{title}</h1><h2>Dezuka</h2>") == title


OTHER = "<h2>Most read</h2>"
FORMS = {
    "section in front, site at the end": (f"<title>News - {SHOWN} - WXYZ 5</title>", f'<h2 class="headline">{SHOWN}</h2>', SHOWN),
    "h1 is a linked logo": (f"<title>{SHOWN} - Post Example</title>", f'<h1><a href="/"><img alt="Post Example"></a></h1><h2>{SHOWN}</h2>', SHOWN),
    "h1 is a logo of words": (f"<title>{SHOWN}</title>", f"<h1>The Daily Post – all the news</h1><h2>{SHOWN}</h2>", SHOWN),
    "h1 is a drawing": (f"<title>{SHOWN} | P</title>", f"<h1><svg><title>Logo</title></svg></h1><h1>{SHOWN}</h1>", SHOWN),
    "several h1": (f"<title>{SHOWN}</title>", f"<h1>Menu</h1><h1>{SHOWN}</h1><h1>Most read</h1><h1>Letters of the town</h1>", SHOWN),
    "all claims name the site": ("<title>The Post</title>" + meta("og:title", "The Post") + meta("og:site_name", "The Post"), f"<h1>{SHOWN}</h1>", SHOWN),
    "site and a dangling mark": ("<title>The Post -</title>" + meta("og:site_name", "The Post"), f"<h2>{SHOWN}</h2>", SHOWN),
    "title that software left": ("<title>Untitled Document</title>", f"<h2>{SHOWN}</h2>", SHOWN),
    "title is Home": ("<title>Home</title>", "<h1>Time to go</h1>", "Time to go"),
    "title made for search engines": ("<title>Bathing lakes: all prices</title>", "<h1>How cold may the water be in May?</h1>", "How cold may the water be in May?"),
    "h1 of a word or two": ("<title>Bathing lakes: all prices</title>", "<h1>Leisure time</h1>", "Bathing lakes: all prices"),
    "title is shown as h2": ("<title>Bathing lakes: all prices</title>", "<h1>How we spend a long summer</h1><h2>Bathing lakes: all prices</h2>", "Bathing lakes: all prices"),
    "headline of a newsroom": ('<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Lakes reopen"}</script>',
                               "<h1>How cold may the water be in May?</h1>", "Lakes reopen"),
    "kicker in a box": (f"<title>{SHOWN}</title>", f"<h1><div>Town</div><div>{SHOWN}</div></h1>", SHOWN),
    "kicker in front, zh": ("<title>大桥重新开放一年之后</title>", "<h1><span>快讯</span>大桥重新开放一年之后</h1>", "大桥重新开放一年之后"),
    "kicker of six words": ("<title>Lakes of the town</title>" + meta("og:title", "What the mayor of Auburn said: Lakes reopen this weekend"),
                            "<h2><span>What the mayor of Auburn said</span> Lakes reopen this weekend</h2>", "Lakes reopen this weekend"),
    "kicker with its mark": (meta("og:title", "Town: Lakes reopen this weekend"), "<h1><span>Town:</span> Lakes reopen this weekend</h1>",
                             "Town: Lakes reopen this weekend"),
    "kicker that the newsroom states": ('<script type="application/ld+json">{"@type": "Article", "headline": "Town: Lakes reopen this weekend"}</script>',
                                        "<h1><span>Town</span> Lakes reopen this weekend</h1>", "Town Lakes reopen this weekend"),
    "badge of a live blog": (f"<title>{SHOWN}: latest</title>", f'<h1><span class="badge">LIVE</span>{SHOWN}: latest</h1>', f"{SHOWN}: latest"),
    "label for screen readers": (f"<title>{SHOWN}</title>", f'<h1><span class="sr-only">Article:</span> {SHOWN}</h1>', SHOWN),
    "live ticker": ("<title>++ Liveticker ++ Mayor speaks | Post</title>" + meta("og:site_name", "Post"), "<h1>++ Liveticker ++ Mayor speaks</h1>",
                    "++ Liveticker ++ Mayor speaks"),
    "brackets of a flash": ("<title>【速報】橋が再び開通した - 青石新聞</title>" + meta("og:site_name", "青石新聞"), "<h1>【速報】橋が再び開通した</h1>", "【速報】橋が再び開通した"),
    "cut short, whole in the title": (meta("og:title", "Bridge over the river reopens...") + "<title>Bridge over the river reopens today | The Post</title>" + meta("og:site_name", "The Post"), "",
                                      "Bridge over the river reopens today"),
    "cut short, whole below": (meta("og:title", "Bridge over the river reopens…"), "<h2>Bridge over the river reopens today</h2>",
                               "Bridge over the river reopens today"),
    "three dots of its own": (meta("og:title", "Bridge over the river reopens…"), OTHER, "Bridge over the river reopens…"),
    "capitals in the h1": (f"<title>{SHOWN}</title>", f"<h1>{SHOWN.upper()}</h1>", SHOWN),
    "capitals everywhere": (f"<title>{SHOWN.upper()}</title>", f"<h1>{SHOWN.upper()}</h1>", SHOWN.upper()),
    "entities twice encoded": ("<title>Fish &amp;amp; chips &amp;quot;for all&amp;quot; in town</title>", "", 'Fish & chips "for all" in town'),
    "numbers twice encoded": ("<title>L&amp;#8217;eau &amp;#233;tait l&#224; hier</title>", "", "L’eau était là hier"),
    "soft hyphens": ("<title>Brücken&amp;shy;wieder&shy;eröffnung heute</title>", "", "Brückenwiedereröffnung heute"),
    "marks of no width": ("<title>Bridge\u200b reopens after\ufeff a year</title>", "", SHOWN),
    "tags in the title": ("<title>&lt;b&gt;Bridge&lt;/b&gt; reopens after a year</title>", "", SHOWN),
    "section, date and site": (f"<title>{SHOWN} | Town | 24.11.2026 | The Post</title>" + meta("og:site_name", "The Post"), f"<h1>{SHOWN}</h1>", SHOWN),
    "ko, path of sections": ("<title>다리 다시 열려 1년 만에 &lt; 사회 &lt; 기사본문 - 새소식</title>" + meta("og:site_name", "새소식"),
                             "<h1>새소식</h1><h3>다리 다시 열려 1년 만에</h3>", "다리 다시 열려 1년 만에"),
    "zh, path of sections": ("<title>大桥重新开放一年之后_新闻频道_青石日报网</title>", "<h1>大桥重新开放一年之后</h1>", "大桥重新开放一年之后"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_the_headline_is_found_in_every_form(form: str) -> None:
    """What a reader takes for the headline: no logo, no kicker on a line of its own, nothing cut short."""
    head, body, title = FORMS[form]
    assert title_of(head, body) == title


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("老码头将重建_新闻频道_青石网", "老码头将重建"),
        ("古い岸壁再建｜地域｜青石新聞", "古い岸壁再建"),
        ("Old quay rebuilt_News_The Post", "Old quay rebuilt"),
    ],
)
@pytest.mark.parametrize("line", ["<div class=title>{}</div>", "<p><b>{}</b></p>"])
def test_a_line_shows_which_part_of_the_title_is_the_headline(
    title: str, shown: str, line: str
) -> None:
    """Short headlines of scripts without spaces, too; nothing else on the page vouches for a part."""
    assert title_of(f"<title>{title}</title>", line.format(shown)) == shown
