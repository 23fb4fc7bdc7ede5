"""Articles that a page carries as data for its scripts."""

import contextlib
import json
from typing import Any

import pytest

from newscrawl.errors import ExtractError
from newscrawl.extract.page import extract_page
from newscrawl.extract.pagedata.prose import is_prose
from newscrawl.model.items import Draft, Page
from tests.support.growth import assert_linear, assert_linear_in_length

URL = "https://news.example/2026/a-bridge-for-the-town-48213.html"
TITLE = "A bridge for the town, at last"
TEXT = (
    "The council voted on Tuesday to rebuild the bridge that the flood of last spring had carried away.",
    "It will be paid for from the reserves of the town, which the treasurer called sufficient for two winters.",
    "Work will begin in autumn, when the river is low, and should end before the first snow of next year.",
    "Until then the ferry goes every half hour, the mayor said, and it will be free for all who live here.",
)
HTML = "".join(f"<p>{text}</p>" for text in TEXT)
CAT = (
    "The cat of the library is fed by every reader who comes in, and sleeps on the shelf of the atlases. "
    * 8
)
HALVES = [(text[:40], text[40:]) for text in TEXT]


def shell(data: str, *, title: str = TITLE, shown: str = "", lang: str = "en") -> Page:
    """A page that a script would fill."""
    html = f'<html lang="{lang}"><head><title>{title}</title></head><body><div id="root">{shown}</div>{data}</body></html>'
    return Page(URL, html.encode(), "text/html; charset=utf-8")


def script(value: Any, name: str = "__NEXT_DATA__") -> str:
    return f'<script id="{name}" type="application/json">{json.dumps(value)}</script>'


def story(**parts: Any) -> dict[str, Any]:
    return {"props": {"pageProps": {"story": {"title": TITLE, **parts}}}}


def flat(value: Any) -> list[Any]:
    """Write *value* as devalue does: each part as the number of an entry."""
    entries: list[Any] = []

    def put(part: Any) -> int:
        entries.append(None)
        place = len(entries) - 1
        if isinstance(part, dict):
            entries[place] = {key: put(each) for key, each in part.items()}
        elif isinstance(part, list):
            entries[place] = [put(each) for each in part]
        else:
            entries[place] = part
        return place

    put(value)
    return entries


def read(data: str, **page: str) -> Draft:
    return extract_page(shell(data, **page))


LINKED_DATA = json.dumps(
    {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n".join(TEXT)}
)
NUXT = (
    '<script>window.__NUXT__=(function(a,b){return {layout:"x",data:[{post:{title:a,html:'
    + json.dumps(HTML).replace("</", "\\u003C/")
    + ",hits:b,},}],ok:!0}}('A bridge for the town, at last',void 0));</script>"
)
FORMS = [
    pytest.param(
        f'<script type="application/ld+json">{LINKED_DATA}</script>', "json-ld:articleBody", id="JSON-LD"
    ),
    pytest.param(script(story(body=HTML)), "__NEXT_DATA__:props.pageProps.story.body", id="string of HTML"),
    pytest.param(script(story(body=HTML.replace("<", "&lt;").replace(">", "&gt;"))), "story.body", id="escaped HTML"),
    pytest.param(script(story(paragraphs=list(TEXT))), "story.paragraphs", id="list of strings"),
    pytest.param(script(story(text="\n\n".join(TEXT))), "story.text", id="plain text with blank lines"),
    pytest.param(script(story(content={"rendered": HTML})), "story.content.rendered", id="rendered"),
    pytest.param(
        "<script>window.X=window.X||{};X.globalContent="
        + json.dumps({"headlines": {"basic": TITLE}, "content_elements": [{"type": "text", "content": t} for t in TEXT]})
        + ";X.tree={}</script>",
        "X.globalContent:content_elements",
        id="content_elements in an assignment",
    ),
    pytest.param(
        script(story(blocks=[{"_type": "block", "children": [{"text": a}, {"text": b}]} for a, b in HALVES])),
        "story.blocks",
        id="blocks of spans",
    ),
    pytest.param(
        script(
            story(
                body={
                    "nodeType": "document",
                    "content": [
                        {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": a}, {"nodeType": "hyperlink", "content": [{"value": b}]}]}
                        for a, b in HALVES
                    ],
                }
            )
        ),
        "story.body.content",
        id="nested document",
    ),
    pytest.param(
        script(story(body=[[{"type": "#text", "value": a}, {"type": "em", "children": [{"type": "#text", "value": b}]}] for a, b in HALVES])),
        "story.body",
        id="list of lines",
    ),
    pytest.param(script(story(body=[{"p": text} for text in TEXT])), "story.body", id="keys that are tags"),
    pytest.param(script(story(parts={f"t{n}": {"type": "text", "value": t} for n, t in enumerate((*TEXT, "", ""))})), "story.parts", id="objects by name"),
    pytest.param(
        script(story(elements=[{"fields": {"kind": "par", "value": f"<p>{t} {t[::-1]}. {t}</p>"}} for t in TEXT])),
        "story.elements",
        id="each paragraph in an object of its own",
    ),
    pytest.param("<script>window.__S__ = " + json.dumps(json.dumps(story(body=HTML))) + ";</script>", "window.__S__:props", id="JSON in a string"),
    pytest.param("<script>var s=JSON.parse(" + json.dumps(json.dumps(story(body=HTML))) + ")</script>", "s:props", id="JSON.parse"),
    pytest.param(NUXT, "script:data.post.html", id="object of a function"),
    pytest.param(script(flat(story(body=list(TEXT))), "__NUXT_DATA__"), "__NUXT_DATA__:props", id="flat list"),
    pytest.param(
        script(story(body=HTML)).replace("}</script>", ",}</script>"), "__NEXT_DATA__:props", id="JSON with a comma too many"
    ),
    pytest.param(
        script([["Reactive", 1], {"title": 2, "body": 3, "at": 4, "gone": 99}, TITLE, HTML, ["Date", "2026-03-02"]], "n"),
        "n:body",
        id="flat list with wrappers",
    ),
    pytest.param(script({"page": json.dumps(story(body=list(TEXT)))}), "__NEXT_DATA__:page.props", id="JSON in a value"),
    pytest.param(
        script(story(doc=json.dumps({"root": {"children": [{"type": "paragraph", "children": [{"text": t}]} for t in TEXT]}}))),
        "story.doc.root",
        id="document of an editor in a string",
    ),
    pytest.param(
        script(story(delta={"ops": [part for a, b in HALVES for part in ({"insert": a}, {"insert": b, "attributes": {"bold": True}}, {"insert": "\n"})]})),
        "story.delta",
        id="Delta",
    ),
    pytest.param(
        script({"page": {"title": [{"type": "heading1", "text": TITLE}], "parts": [{"type": "paragraph", "text": t} for t in TEXT]}}),
        "page.parts",
        id="title of a paragraph",
    ),
    pytest.param(
        script(
            {"Story:1": {"title": TITLE, "body": [{"__ref": f"P:{n}"} for n in range(4)]}, "ROOT": {"story": {"__ref": "Story:1"}}}
            | {f"P:{n}": {"__typename": "Paragraph", "text": t} for n, t in enumerate(TEXT)}
        ),
        "body",
        id="references of a store",
    ),
    pytest.param("<main data-page='" + json.dumps(story(body=HTML)) + "'></main>", "data-page:props", id="attribute"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "source"), FORMS)
def test_an_article_in_the_data_is_the_text(data: str, source: str) -> None:
    """Whatever form the data has, its paragraphs become the text, in order, and the record says where it was."""
    draft = read(data)
    places = [draft.text.find(text) for text in TEXT]
    assert -1 not in places
    assert places == sorted(places)
    assert source in draft.body_source
    assert draft.metadata.title == TITLE
    assert draft.signs is not None
    assert draft.signs.chars >= sum(map(len, TEXT))


SHORT = {
    "hi": "नगर परिषद ने मंगलवार को पुल फिर से बनाने का निर्णय लिया।",
    "th": "สภาเมืองมีมติเมื่อวันอังคารให้สร้างสะพานขึ้นใหม่",
    "zh": "市议会周二决定重建去年春天被洪水冲走的那座桥。",
    "ja": "町議会は火曜日、昨春の洪水で流された橋の再建を決めた。",
    "ko": "시의회는 지난 봄 홍수로 떠내려간 다리를 다시 짓기로 화요일에 결정했다.",
    "km": "ក្រុមប្រឹក្សាក្រុងបានសម្រេចនៅថ្ងៃអង្គារឱ្យសាងសង់ស្ពានឡើងវិញ។",
    "am": "የከተማው ምክር ቤት ማክሰኞ ዕለት ድልድዩን እንደገና ለመገንባት ወሰነ።",
}
"""A short sentence in each language, whose letters take signs or mean more than one of an alphabet."""


@pytest.mark.parametrize("lang", SHORT)
def test_an_article_in_any_script_is_found(lang: str) -> None:
    """Vowel signs are letters, a sentence ends as its script ends it, and wide characters count as two."""
    title = SHORT[lang][:-1]
    texts = [f"{n} {SHORT[lang]} {SHORT[lang]}" for n in range(1, 7)]
    data = script(
        {"story": {"title": title, "blocks": [{"type": "text", "text": t} for t in texts]}}
    )
    assert read(data, title=title, lang=lang).text.split("\n\n") == texts


def flight(*rows: str) -> str:
    """Write *rows* as the script that hands them on."""
    return f"<script>self.__next_f.push([1,{json.dumps(''.join(rows))}])</script>"


@pytest.mark.parametrize("lang", ["en", "hi", "zh"])
def test_a_page_of_elements_is_read_as_one_that_is_shown(lang: str) -> None:
    """Where React's elements are all that a page has, they are the page: menus in them are no text."""
    texts = TEXT if lang == "en" else tuple(f"{n} {SHORT[lang]} {SHORT[lang]}" for n in range(1, 7))
    menu = [
        ["$", "li", str(n), {"children": ["$", "a", None, {"href": f"/{n}", "children": name}]}]
        for n, name in enumerate("News Sport Culture Weather".split())
    ]
    story = [
        "$",
        "article",
        None,
        {
            "children": [
                ["$", "h1", None, {"children": TITLE}],
                *(["$", "p", t, {"children": t}] for t in texts),
            ]
        },
    ]
    page = [
        "$",
        "$L2",
        None,
        {
            "children": [
                ["$", "nav", None, {"children": ["$", "ul", None, {"children": menu}]}],
                "$L3",
            ]
        },
    ]
    draft = read(
        flight(f"0:{json.dumps({'f': [page]})}\n", '2:I[7,[],""]\n', f"3:{json.dumps(story)}\n"),
        lang=lang,
    )
    assert draft.text.split("\n\n") == list(texts)
    assert draft.body_source == "__next_f:elements"


@pytest.mark.parametrize("other", [
    pytest.param({"related": [{"headline": "The cat of the library", "url": "/cat", "body": CAT * 5}]}, id="related article"),
    pytest.param({"more": [{"title": "The cat of the library", "body": CAT * 5}]}, id="related without an address"),
    pytest.param({"comments": [{"text": CAT * 5}]}, id="comment"),
    pytest.param({"consent": {"title": TITLE, "body": CAT * 5}}, id="consent"),
    pytest.param({"author": {"name": "Ada", "biography": CAT * 5}}, id="biography"),
])  # fmt: skip
@pytest.mark.parametrize("place", ["inside", "beside"])
def test_what_others_wrote_is_left(other: dict[str, Any], place: str) -> None:
    """Longer texts in the same data, of other articles and of no article, are not taken."""
    data = story(body=HTML, **(other if place == "inside" else {}))
    draft = read(script(data | (other if place == "beside" else {})))
    assert draft.text == "\n\n".join(TEXT)


@pytest.mark.parametrize("value", [
    pytest.param({"related": [{"headline": "The cat", "url": "/cat-of-library", "body": CAT}]}, id="only a related article"),
    pytest.param({"a": {"title": "One", "body": CAT}, "b": {"title": "Two", "body": CAT.replace("cat", "dog")}}, id="two of equal rank"),
    pytest.param({"cookieText": CAT}, id="cookie text"),
    pytest.param({"page": CAT}, id="a text without a title"),
    pytest.param(story(body="var a={b:1};function(c){return c+'}'} " * 30), id="code"),
    pytest.param(story(body=["Sport", "Culture", "Opinion"] * 40), id="menu"),
    pytest.param(story(body=TEXT[0]), id="too short"),
    pytest.param(story(body=" ".join(TEXT)[:300] + " …"), id="cut short"),
])  # fmt: skip
def test_no_article_in_the_data_gives_none(value: dict[str, Any]) -> None:
    """Where the data holds no article, or nothing says which is the page's, there is no text."""
    with pytest.raises(ExtractError, match="no article text"):
        read(script(value))


def test_a_page_that_shows_its_article_is_read_as_shown() -> None:
    """Data is not preferred to an article that the page shows, nor to a short one unless there is far more of it."""
    data = script(story(body=HTML + f"<p>{CAT}</p>" * 9))
    long = (
        "<article>"
        + "".join(f"<p>{text} {text.replace('the', 'a')}</p>" for text in TEXT)
        + "</article>"
    )
    assert read(data, shown=long).body_source == "page"
    short = "<article>" + "".join(f"<p>{text}</p>" for text in TEXT[:3]) + "</article>"
    assert read(script(story(body=HTML)), shown=short).body_source == "page"
    assert read(data, shown=short).body_source != "page"


def test_other_texts_that_a_page_shows_do_not_stand_for_its_article() -> None:
    """A page that shows long texts, and none of what its JSON-LD calls the article's, is read from its data."""
    others = "".join(
        f"<p>{CAT[:150]} On shelf {n} it met another cat, of the same opinion.</p>"
        for n in range(4)
    )
    body = " ".join((*TEXT, *(text.replace("the", "a") for text in TEXT)))
    told = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": body})
    data = f'<script type="application/ld+json">{told}</script>' + script(
        story(body=HTML + HTML.replace("the", "a"))
    )
    draft = read(data, shown=f"<main>{others}</main>")
    assert draft.body_source == "__NEXT_DATA__:props.pageProps.story.body"
    assert TEXT[0] in draft.text
    shown = read(data, shown=f"<main>{HTML}{others}</main>")
    assert shown.body_source == "page"


def test_a_live_blog_is_read_as_shown() -> None:
    """What it shows beside its updates may be little; they are in a field, not in the text of its data."""
    update = {
        "@type": "BlogPosting",
        "headline": "First",
        "articleBody": TEXT[1],
        "datePublished": "2026-03-02",
    }
    told = {
        "@type": "LiveBlogPosting",
        "headline": TITLE,
        "articleBody": " ".join(TEXT),
        "liveBlogUpdate": [update],
    }
    data = f'<script type="application/ld+json">{json.dumps(told)}</script>'
    draft = read(data, shown=f"<article><p>{TEXT[0]}</p><p>{TEXT[3]}</p></article>")
    assert draft.body_source == "page"


def test_names_of_the_data_are_made_clean() -> None:
    """Keys are a stranger's text: no control character or half a pair of them gets into the record."""
    draft = read(script({"st\u0007or\ud800y": {"title": TITLE, "body": HTML}}))
    assert draft.body_source == "__NEXT_DATA__:story.body"


def test_what_the_page_does_not_say_comes_from_the_data() -> None:
    """A shell that calls itself by the paper's name gets headline and time of the article."""
    page = story(body=HTML, published_date="2026-03-02T08:00:00Z")
    draft = read(script(page), title="The Gazette, your paper")
    assert draft.metadata.title == TITLE
    assert draft.metadata.published is not None
    assert draft.metadata.published.iso.startswith("2026-03-02T08:00:00")
    assert draft.metadata.published.source == "__NEXT_DATA__:published_date"


@pytest.mark.parametrize("place", [
    pytest.param({"slug": "a-bridge-for-the-town-48213"}, id="slug"),
    pytest.param({"id": 48213}, id="number"),
    pytest.param({"url": URL}, id="address"),
])  # fmt: skip
def test_an_address_tells_whose_text_it_is(place: dict[str, Any]) -> None:
    """Where the headline differs, the page's address decides, against a longer rival."""
    value = {
        "a": {"title": "New: bridge!", "body": HTML, **place},
        "b": {"title": "Cat", "url": "/c/cat", "body": CAT * 9},
    }
    assert read(script(value), title="The Gazette").text == "\n\n".join(TEXT)


def test_boilerplate_in_the_data_is_stripped() -> None:
    """Rules hold for a text from the data as for any other, and images and boxes in it are left out."""
    appeal = "Support our journalism: subscribe to our newsletter and donate today."
    blocks = [{"type": "paragraph", "text": text} for text in TEXT]
    blocks[2:2] = [{"type": "image", "text": "A boat"}, {"type": "related_links", "text": CAT}]
    blocks += [
        {"type": "heading", "text": "The ferry"},
        {"type": "list", "items": ["one boat", "two boats"]},
    ]
    draft = read(script(story(body=[*blocks, {"type": "paragraph", "text": appeal}])))
    assert draft.text.split("\n\n") == [*TEXT, "The ferry", "one boat", "two boats"]
    assert [block.kind for block in draft.blocks][-3:] == ["heading", "list_item", "list_item"]
    assert [each.text for each in draft.removed] == [appeal]


HOSTILE = {
    "deep": '<script type="application/json">' + '{"a":[' * 30_000 + "</script>",
    "deep assignment": "<script>x=" + '{"a":[' * 30_000 + "</script>",
    "quotes": "<script>x={a:" + '"\\' * 100_000 + "</script>",
    "starts": "<script>" + "x={a:" * 20_000 + "</script>",
    "blank": script(story(body="x" + " " * 200_000 + "\n")),
    "circle": script([{"a": 1}, {"b": 1, "c": 9e9, "d": [], "body": 2}, [1, 1, 2, -1]]),
    "numbers": '<script type="application/json">{"a":NaN,"b":1e999,"c":'
    + "9" * 10_000
    + "}</script>",
    "many": script([{"title": "One", "body": CAT}] * 500),
    "tags": script(story(body="<a &" * 20_000)),
}


def read_any(part: str) -> None:
    with contextlib.suppress(ExtractError):
        assert read(part).body_source != "page"


def test_references_to_references_are_followed_within_a_budget() -> None:
    """Twenty references to each of the next lists would be more than there are atoms."""

    def lists(count: int) -> str:
        return script([{"a": 1}, *([number + 2] * 20 for number in range(count)), CAT])

    assert_linear(read_any, lists, 200)


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in HOSTILE.items()])
def test_hostile_data_costs_little(data: str) -> None:
    """No data takes more time than its length, or gives anything but a draft or a refusal by name."""
    assert_linear_in_length(read_any, data)


def test_prose() -> None:
    """Sentences are prose, code and names are not."""
    assert is_prose("The council met on Tuesday. It will vote again in May, the mayor said.")
    assert all(map(is_prose, SHORT.values()))
    assert not is_prose("Sport Culture Opinion Weather " * 60)
    assert not is_prose("12, 13, 14; 15.")
