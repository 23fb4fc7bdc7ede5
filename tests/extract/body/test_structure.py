"""What the structure of a page says: its headline, its links, its lists of links, its other articles."""

import pytest

from newscrawl.extract.body.rulings import indexes_of
from newscrawl.extract.body.structure import find_rulings, is_same_site, next_stories
from newscrawl.extract.segmentation.segments import key_of
from tests.support.segmented import rules_of, segments_of

HOST = "www.gazette.example"
TITLES = {
    "en": "The old bridge opens again after nine years",
    "de": "Die alte Brücke ist nach neun Jahren wieder offen",
    "el": "Η παλιά γέφυρα ανοίγει ξανά μετά από εννέα χρόνια",
    "ja": "九年ぶりに開通した古い橋と川沿いの町の人々の暮らしについて",
}
STORY = {
    "en": "The council had voted for it in the spring of the flood, and nobody in the valley asked why"
    " it took so long until the first cars were seen on the other side of the river.",
    "de": "Der Rat hatte im Frühling der Flut dafür gestimmt, und niemand im Tal fragte, warum es so lange"
    " gedauert hatte, bis die ersten Wagen auf der anderen Seite des Flusses zu sehen waren.",
    "el": "Το συμβούλιο το είχε ψηφίσει την άνοιξη της πλημμύρας και κανείς στην κοιλάδα δεν ρώτησε γιατί"
    " άργησε τόσο πολύ μέχρι να φανούν τα πρώτα αυτοκίνητα στην απέναντι όχθη του ποταμού.",
    "ja": "議会は洪水の春にこの計画を可決したが、最初の車が川の向こう岸に見えるまでなぜこれほど長くかかったのか、"
    "谷の誰も尋ねなかった。" * 3,
}


def rulings(body: str, title: str = "", among: str = "") -> dict[str, str]:
    """Return the rule on each text that has one; all were taken, or those that hold *among*."""
    segments = segments_of(body)
    taken = indexes_of(each for each in segments if among in each.text)
    titles = frozenset(filter(None, [key_of(title)]))
    return rules_of(segments, find_rulings(segments, taken, titles, HOST))


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize(
    ("form", "is_headline"),
    [
        pytest.param("<h1>{0}</h1>{1}", True, id="first heading"),
        pytest.param("<div>{0}</div>{1}", True, id="words of the title"),
        pytest.param("{1}<div>{0}</div>", True, id="words of the title, below"),
        pytest.param("{1}<h2>{0}</h2>", False, id="heading of a section, below"),
        pytest.param("<h2>{0}</h2>{1}", True, id="heading of a section, above"),
        pytest.param("{1}<h1>{0}!!</h1>", True, id="first heading, below: its words"),
        pytest.param("{1}<p><strong>{0}</strong></p>", True, id="a bold line, below"),
    ],
)
def test_the_headline_is_a_field(language: str, form: str, is_headline: bool) -> None:
    """By its tag or its words; below the first paragraph a section may have the same words."""
    title, story = TITLES[language], STORY[language]
    found = rulings(form.format(title, f"<p>{story}</p>"), title)
    assert (set(found.values()) == {"field.headline"}) is is_headline
    assert story not in found


@pytest.mark.parametrize(
    ("heading", "is_headline"),
    [
        pytest.param("The old bridge opens again after nine long years", True, id="a word more"),
        pytest.param("Valley news: The old bridge opens again after nine years", True, id="kicker"),
        pytest.param("The old bridge is sold again after a long vote", False, id="half the words"),
        pytest.param("The old bridge", False, id="a short part"),
        pytest.param(
            "What the mayor, the baker and two engineers of the valley told us on Sunday: "
            "nine years",
            False,
            id="another one that ends alike",
        ),
    ],
)
def test_a_heading_before_the_text_is_the_headline_by_nearly_all_of_its_words(
    heading: str, is_headline: bool
) -> None:
    """Sites shorten, lengthen and head it with a kicker; other headings are of the text."""
    for tag, may_be in (("h3", is_headline), ("p", False)):
        found = rulings(f"<{tag}>{heading}</{tag}><p>{STORY['en']}</p>", TITLES["en"])
        assert ("field.headline" in found.values()) is may_be
    below = rulings(f"<p>{STORY['en']}</p><h3>{heading}</h3>", TITLES["en"])
    assert "field.headline" not in below.values()


def test_a_long_first_heading_does_not_begin_the_text() -> None:
    """What stands below it may still be the headline."""
    found = rulings(f"<h1>{STORY['en']}</h1><h1>{TITLES['en']}</h1><p>{STORY['de']}</p>")
    assert [STORY["en"] in found, TITLES["en"] in found, STORY["de"] in found] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        pytest.param(
            "<p><a href=/more>Read what the baker said of the bridge</a></p>",
            "structure.link",
            id="own page",
        ),
        pytest.param(
            "<p>→ <a href=https://sport.gazette.example/1>Why the team lost once again on Sunday</a></p>",
            "structure.link",
            id="host of the site, with a sign",
        ),
        pytest.param(
            "<p><a href=https://gov.example2.test/law>The text of the law on bridges and rivers</a></p>",
            "",
            id="another site",
        ),
        pytest.param("<p><a href=/more>Read more here</a></p>", "", id="a short one"),
        pytest.param(
            "<p>The baker wrote a letter. <a href=/more>Read it here</a></p>", "", id="within a text"
        ),
        pytest.param(
            "<p><a href=/more>Read what the baker said</a> of the bridge, and of the river</p>",
            "",
            id="half of it",
        ),
        pytest.param(
            "<table><tr><td><a href=/more>Read what the baker said of the bridge</a></td></tr></table>",
            "",
            id="a cell",
        ),
        pytest.param("<p><a href=/t/1>#bridge</a> <a href=/t/2>#λιμάνι</a></p>", "structure.link", id="topics"),
        pytest.param("<p><a href=/t/1>#bridge</a> was the word</p>", "", id="a topic in a text"),
        pytest.param("<p>#bridge #river</p>", "", id="topics without links"),
        pytest.param(
            "<p><a href='#note'>See the note at the end of this very page</a></p>", "", id="within the page"
        ),
        pytest.param(
            "<p><a href=/a>Read what the baker</a> <a href=https://b.test/>said of the old bridge</a></p>",
            "",
            id="one of two leads elsewhere",
        ),
    ],
)  # fmt: skip
def test_a_paragraph_that_only_leads_to_another_page_of_the_site_is_no_text(
    line: str, rule: str
) -> None:
    """Sources elsewhere, links in sentences and in cells are the article's."""
    found = rulings(f"<p>{STORY['en']}</p>{line}<p>{STORY['de']}</p>")
    assert list(found.values()) == [rule] * bool(rule)


@pytest.mark.parametrize(
    ("href", "is_same"),
    [
        pytest.param("/a", True, id="path"),
        pytest.param("a/b?c", True, id="relative"),
        pytest.param("?page=2", False, id="query alone"),
        pytest.param("#part", False, id="fragment"),
        pytest.param("/", False, id="front"),
        pytest.param("https://gazette.example/a", True, id="domain"),
        pytest.param("HTTPS://Sport.Gazette.example/a", True, id="capitals"),
        pytest.param("https://gazette.example:8080/a", True, id="port"),
        pytest.param("//gazette.example/a", True, id="without scheme"),
        pytest.param("//other.test/a", False, id="without scheme, elsewhere"),
        pytest.param("https://gazette.example.evil.test/a", False, id="name in another name"),
        pytest.param("https://user@other.test/a", False, id="user"),
        pytest.param("mailto:a@gazette.example", False, id="mail"),
        pytest.param("javascript:void(0)", False, id="script"),
        pytest.param("http://[", False, id="no URL"),
    ],
)
def test_links_of_the_same_site(href: str, is_same: bool) -> None:
    """By the last two labels of the host; a fragment leads to no other page."""
    assert is_same_site(href, HOST) is is_same


def teaser(number: int, href: str = "/s/{}", text: str = "") -> str:
    link = f"<a href={href.format(number)}>A story about the valley, number {number}</a>"
    return f"<li>{link}{text}</li>"


@pytest.mark.parametrize(
    ("items", "rule"),
    [
        pytest.param([teaser(n) for n in range(3)], "structure.link-list", id="headlines"),
        pytest.param([teaser(n, text=" (report)") for n in range(3)], "structure.link-list", id="words more"),
        pytest.param(
            [teaser(n, text="<div>It was cold.</div>") for n in range(3)], "structure.link-list", id="cards"
        ),
        pytest.param([teaser(0)], "", id="a single item"),
        pytest.param([teaser(n, "https://s{}.test/") for n in range(3)], "", id="sources elsewhere"),
        pytest.param([teaser(0), teaser(1), "<li>The keeper of the gate</li>"], "", id="a third is none"),
        pytest.param([f"<li><a href=/t/{n}>Topic {n}</a></li>" for n in range(4)], "", id="short words"),
        pytest.param(
            [teaser(n, text=f"<div>{n} {STORY['en']}</div>") for n in range(2)], "", id="cards with stories"
        ),
    ],
)  # fmt: skip
def test_a_small_list_of_headlines_that_lead_away_is_no_text(items: list[str], rule: str) -> None:
    """Two items at least, four of five of them; one with texts below its links is an overview."""
    story = "".join(f"<p>{n} {STORY['en']}</p>" for n in range(9))
    found = rulings(f"{story}<ul>{''.join(items)}</ul>")
    assert set(found.values()) == ({rule} if rule else set())


def test_a_list_that_is_most_of_the_text_is_the_article() -> None:
    """A listicle; and what the extractor did not take is not judged as a list."""
    links = "".join(map(teaser, range(5)))
    body = f"<p>{STORY['en']}</p><ul>{links}</ul>"
    assert rulings(body) == {}
    more = f"{body}{'<p>x </p>'.join([f'<p>{STORY[each]}</p>' for each in STORY] * 3)}"
    assert set(rulings(more).values()) == {"structure.link-list"}
    assert rulings(more, among="council") == {}


@pytest.mark.parametrize(
    ("linked", "plain", "expected"),
    [
        pytest.param(1, 3, 1, id="teasers between sections"),
        pytest.param(3, 1, 0, id="the style of the page"),
        pytest.param(3, 2, 3, id="three of five"),
    ],
)
def test_headings_that_lead_away_are_teasers_where_most_do_not(
    linked: int, plain: int, expected: int
) -> None:
    """Where most headings are links, linking them is how the page does it."""
    text = f"<p>{STORY['en']}</p>"
    heads = [
        f"<h3><a href=/s/{n}>A story of the lower valley, number {n}</a></h3>"
        for n in range(linked)
    ]
    heads += [f"<h3>A section of this very story, number {n}</h3>" for n in range(plain)]
    assert len(rulings(text + text.join(heads))) == expected


def article(number: int, head: str = "", size: int = 4) -> str:
    paragraph = f"<p>{number} {STORY['en']}</p>"
    return f"<article>{head}{paragraph * size}</article>"


@pytest.mark.parametrize(
    ("articles", "left_out"),
    [
        pytest.param([article(0), article(1), article(2)], {"1", "2"}, id="the first without a headline"),
        pytest.param([article(0), article(1, "<h1>Old</h1>"), article(2)], {"0", "2"}, id="by its headline"),
        pytest.param([article(0), article(1)], set(), id="one other: a part of it"),
        pytest.param([article(0, size=1), article(1), article(2)], set(), id="a short one is not the main"),
    ],
)  # fmt: skip
def test_further_articles_on_the_page_are_others(articles: list[str], left_out: set[str]) -> None:
    """Two at least beside the one with the headline."""
    found = rulings("".join(articles))
    others = {text[0] for text, rule in found.items() if rule == "structure.other-article"}
    assert others == left_out


def test_the_next_story_of_a_page_that_scrolls_on_is_another() -> None:
    """By a headline of its own in an article of its own, where the page's own is known."""
    own, other = TITLES["en"], "A stone quarry by the river is sold"
    segments = segments_of(article(0, f"<h1>{own}</h1>") + article(1, f"<h1>{other}</h1>"))
    found = rules_of(segments, next_stories(segments, frozenset({key_of(own)}), HOST))
    assert set(found.values()) == {"structure.other-article"}
    assert {text[:2] for text in found} == {"A ", "1 "}
    assert next_stories(segments, frozenset({key_of(STORY["en"])}), HOST) == {}
    again = segments_of(article(0, f"<h1>{own}</h1><h1>{other}</h1>"))
    assert next_stories(again, frozenset({key_of(own)}), HOST) == {}


@pytest.mark.parametrize(("head", "is_other"), [
    pytest.param("<h2><a href='/quarry-sold-12'>{0}</a></h2>", True, id="a heading that leads on"),
    pytest.param("<h2>{0}</h2>", False, id="a heading"),
    pytest.param("<h2><a href='#quarry'>{0}</a></h2>", False, id="within the page"),
    pytest.param("<p>{1}</p><h2><a href='/quarry-sold-12'>{0}</a></h2>", False, id="not at the beginning"),
])  # fmt: skip
@pytest.mark.parametrize("lang", TITLES)
def test_one_other_story_is_told_by_the_link_of_its_heading(
    head: str, lang: str, *, is_other: bool
) -> None:
    """Its text goes with it; in the page's own article a linked heading is of a section."""
    own, line = TITLES[lang], STORY[lang]
    story = article(1, head.format(f"{own} 2", line))
    segments = segments_of(article(0, f"<h1>{own}</h1>{head.format(line, line)}") + story)
    found = rules_of(segments, next_stories(segments, frozenset({key_of(own)}), HOST))
    assert (f"{own} 2" in found) is is_other
    assert line not in found or head.startswith("<p>")


@pytest.mark.parametrize("language", TITLES)
def test_of_several_reasons_the_first_counts(language: str) -> None:
    """A headline that is a link is the headline; a link in a box for comments is named by the box."""
    title, link = TITLES[language], "Read what the baker said of the bridge"
    found = rulings(
        f"<p><a href=/a>{title}</a></p><p>{STORY[language]}</p>"
        f"<div class=comments><p><a href=/b>{link}</a></p></div>",
        title,
    )
    assert found[title] == "field.headline"
    assert found[link].startswith("selectors.")
