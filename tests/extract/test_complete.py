"""Nothing of a page disappears: what is kept and what is removed are, together, its running text."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.errors import ExtractError
from newscrawl.extract.body.rulings import is_long
from newscrawl.extract.page import extract_page, prepare
from newscrawl.extract.segmentation.segments import key_of, segment_tree
from newscrawl.model.items import Page

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
SETS = Path(__file__).parents[3] / "shared" / "bench" / "extraction" / "dev"
TYPE = "text/html; charset=utf-8"
MAX_CHARS = 400_000
EVERY = {
    "zyte": 3,
    "fundus-test": 6,
    "magic": 3,
    "daniel": 15,
    "cwced": 4,
    "wcxb-article": 15,
    "omnivore": 6,
}
"""Of each set every so manyth page: all of them take ten minutes."""


def missing(page: Page) -> list[str]:
    """Give the paragraphs of *page* that are neither in its text nor among what was removed."""
    draft = extract_page(page)
    if draft.body_source != "page":  # the article is in the page's data; what is shown is not of it
        return []
    known = " ".join(
        key_of(text) for text in (draft.text, *(each.text for each in draft.removed))
    ).replace(" ", "")
    segments = segment_tree(prepare(page).tree)
    return [
        each.text for each in segments if is_long(each) and each.key.replace(" ", "") not in known
    ]


@pytest.mark.parametrize("folder", sorted(PAGES.glob("*/*")), ids=lambda path: path.name)
def test_nothing_of_a_case_disappears(folder: Path) -> None:
    """Every paragraph of running text is in the text or, with a reason, among what was removed."""
    assert (
        missing(Page("https://news.example/a", (folder / "source.html").read_bytes(), TYPE)) == []
    )


def test_a_paragraph_far_from_the_article_is_named() -> None:
    """Running text of other stories on the page is named as removed, wherever it stands."""
    story = "".join(
        f"<p>{n}. The council voted on Tuesday to rebuild the bridge that the flood of last spring had carried away, "
        "and to pay for it from the reserves of the town.</p>"
        for n in range(6)
    )
    other = (
        "<div class=related-story><h3><a href=/b>Elsewhere</a></h3><p>In another town the mill was sold to a baker, who means "
        "to grind in it again what the farmers of the valley bring him by cart and by barge.</p></div>"
    )
    body = f"<html><body><article><h1>A bridge</h1>{story}</article><footer>{other}</footer></body></html>"
    draft = extract_page(Page("https://news.example/a", body.encode(), TYPE))
    assert "the mill was sold" not in draft.text
    assert any("the mill was sold" in each.text for each in draft.removed)


def names_of(page: str) -> dict[str, str]:
    """Give the texts that were removed from a page, each with its rule."""
    draft = extract_page(Page("https://news.example/a", page.encode(), TYPE))
    return {each.text: each.rule_id for each in draft.removed}


@pytest.mark.parametrize(
    ("lang", "title", "sentence"),
    [
        pytest.param(
            "it",
            "Il vecchio molo sarà ricostruito",
            "Martedì il consiglio comunale ha deciso di ricostruire il molo che la piena della primavera scorsa"
            " aveva portato via in una notte.",
            id="Italian",
        ),
        pytest.param(
            "ja",
            "古い岸壁、洪水のあと再建へ",
            "市議会は火曜日、昨年春の洪水で一夜のうちに流された古い岸壁を再建することを決めた。工事は十月に始まる予定である。"
            "東の壁の下の樫の杭はまだしっかりしており、新しい床を支えられると技師は話している。",
            id="Japanese",
        ),
    ],
)
@pytest.mark.parametrize(
    "headline",
    [
        pytest.param("<div class=titolo>{}</div>", id="box"),
        pytest.param("<p><b>{}</b></p>", id="bold"),
        pytest.param("<table><tr><td><font size=5>{}</font></td></tr></table>", id="cell"),
    ],
)
def test_a_headline_in_any_element_is_named(
    lang: str, title: str, sentence: str, headline: str
) -> None:
    """The headline is a field, and named as removed, whatever the element that shows it."""
    story = "".join(f"<p>{number}. {sentence}</p>" for number in range(5))
    page = (
        f"<html lang={lang}><head><title>{title}</title></head><body><div class=top><a href=/>Quay</a></div>"
        f"{headline.format(title)}<div class=testo>{story}</div></body></html>"
    )
    assert names_of(page)[title] == "field.headline"


@pytest.mark.parametrize(
    ("end", "line"),
    [
        pytest.param("<ul><li>214 metres</li><li>Three cranes</li></ul>", "214 metres", id="list"),
        pytest.param("<div class=foot-line>Photo desk: 555</div>", "Photo desk: 555", id="line"),
    ],
)
def test_short_lines_beside_the_text_are_named(end: str, line: str) -> None:
    """What stands in the element of the article is in the text or named, however short; menus are not."""
    story = "".join(
        f"<p>{number}. The council voted on Tuesday to rebuild the bridge that the flood of last spring had carried"
        " away, and to pay for it from the reserves of the town.</p>"
        for number in range(6)
    )
    page = (
        "<html><body><ul class=menu><li><a href=/n>News</a></li></ul><div class=story><h1>A bridge</h1>"
        f"<div>{story}</div><div>{end}</div></div></body></html>"
    )
    draft = extract_page(Page("https://news.example/a", page.encode(), TYPE))
    removed = {each.text for each in draft.removed}
    assert (line in draft.text.splitlines()) != (line in removed)
    assert "News" not in removed


@pytest.mark.parametrize(
    ("inside", "rule"),
    [
        pytest.param("<div role=dialog aria-modal=true>{}</div>", "structure.dialog", id="role"),
        pytest.param("<dialog open>{}</dialog>", "structure.dialog", id="element"),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "We and our partners store information on your device and read it, to show you advertising that fits you.",
        "Wir und unsere Partner speichern Informationen auf Ihrem Gerät, um Ihnen passende Werbung zu zeigen, täglich.",
        "私たちと提携先は、お客様の端末に情報を保存し、広告の表示や効果の測定のために利用することがあります。設定はいつでも変更できます。",
    ],
)
def test_a_dialog_in_front_is_no_text(inside: str, rule: str, text: str) -> None:
    """What a dialog over the page says is removed; a dialog that is the page stays."""
    story = "".join(
        f"<p>{n}. The council voted on Tuesday to rebuild the bridge that the flood of last spring had carried away, "
        "and to pay for it from the reserves of the town.</p>"
        for n in range(6)
    )
    text = f"{text} {text}"  # a paragraph of running text
    dialog = inside.format(f"<h2>Privacy</h2><p>{text}</p><button>Accept</button>")
    page = f"<html><body>{dialog}<article><h1>A bridge</h1>{story}</article></body></html>"
    draft = extract_page(Page("https://news.example/a", page.encode(), TYPE))
    assert text not in draft.text
    assert [each.rule_id for each in draft.removed if each.text == text] in (
        [rule],
        ["hidden.attribute"],
    )
    whole = f"<html><body>{inside.format(f'<h1>A bridge</h1>{story}')}</body></html>"
    assert (
        "The council voted"
        in extract_page(Page("https://news.example/a", whole.encode(), TYPE)).text
    )


def sample(name: str) -> Iterator[Page]:
    with gzip.open(SETS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            row = json.loads(line) if number % EVERY[name] == 0 else {"html": ""}
            if 0 < len(row["html"]) < MAX_CHARS:
                yield Page(row["url"], row["html"].encode("utf-8", "replace"), TYPE)


@pytest.mark.needs_shared
@pytest.mark.skipif(not SETS.exists(), reason="the page sets lie beside the checkout only")
@pytest.mark.parametrize("name", sorted(EVERY))
def test_nothing_of_a_real_page_disappears(name: str) -> None:
    """The same of real pages."""
    found: dict[str, list[str]] = {}
    for page in sample(name):
        try:
            found[page.url] = missing(page)
        except ExtractError:
            continue
    assert found
    assert {url: texts for url, texts in found.items() if texts} == {}
