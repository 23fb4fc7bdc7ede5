"""Lines below the headlines of other stories, beside a short article, in several languages."""

from collections.abc import Sequence

import numpy as np
import pytest

from newscrawl.extract.body.cards import lines_of_cards
from newscrawl.extract.body.features import PageEvidence
from newscrawl.extract.page import extract_page
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import Segment, key_of, segment_tree
from newscrawl.model.items import Page
from tests.support.growth import assert_linear

NEWS = {
    "en": ("Goat on the roof of the town hall", ["A goat stood on the roof of the town hall for two hours on Friday.", "Nobody knows how it got there."], ["Swans return to the canal", "Chess club moves house", "Fog closes the pass"], ["They came a week late.", "It needs more tables.", "Lorries wait in the valley."]),
    "de": ("Ziege auf dem Rathausdach", ["Eine Ziege stand am Freitag zwei Stunden lang auf dem Rathausdach.", "Wie sie dorthin kam, weiß niemand."], ["Schwäne zurück am Kanal", "Schachklub zieht um", "Nebel sperrt den Pass"], ["Sie kamen eine Woche später.", "Er braucht mehr Tische.", "Laster warten im Tal."]),
    "hi": ("नगर भवन की छत पर बकरी", ["शुक्रवार को एक बकरी दो घंटे तक नगर भवन की छत पर खड़ी रही।", "वह वहाँ कैसे पहुँची, कोई नहीं जानता।"], ["नहर पर हंस लौटे", "शतरंज क्लब का नया पता", "कोहरे से रास्ता बंद"], ["वे एक हफ़्ते देर से आए।", "उसे और मेज़ें चाहिए।", "ट्रक घाटी में खड़े हैं।"]),
    "ja": ("市役所の屋根にヤギ", ["金曜日、一頭のヤギが市役所の屋根の上に二時間立っていたという。", "どうやって上ったのかは誰も知らない。"], ["運河に白鳥が戻る", "将棋クラブが引っ越し", "霧で峠が通行止め"], ["例年より一週間遅かった。", "机がもっと必要だという。", "谷でトラックが待っている。"]),
    "am": ("ፍየል በማዘጋጃ ቤቱ ጣሪያ ላይ", ["ዓርብ ዕለት አንዲት ፍየል በማዘጋጃ ቤቱ ጣሪያ ላይ ሁለት ሰዓት ቆመች።", "እንዴት እንደወጣች ማንም አያውቅም።"], ["ዝይዎች ወደ ቦዩ ተመለሱ", "የቼዝ ክለብ ቦታ ቀየረ", "ጭጋግ መንገዱን ዘጋ"], ["አንድ ሳምንት ዘግይተው መጡ።", "ተጨማሪ ጠረጴዛ ያስፈልገዋል።", "መኪኖች በሸለቆው ይጠብቃሉ።"]),
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize("lang", NEWS)
CARDS = (
    "<div class=k{n}><a href=/s/{n}><h3>{head}</h3></a><p>{line}</p></div>",
    "<div><h4><a href=/s/{n}>{head}</a></h4><div>{line}</div></div>",
    "<div><div><a href=/s/{n}><span>{head}</span></a></div><div><span>{line}</span></div></div>",
    "<x-card><b><a href=/s/{n}>{head}</a></b><p>{line}</p></x-card>",
)


def row(lang: str, card: str) -> str:
    """Return a row of cards with the other stories."""
    _, _, heads, lines = NEWS[lang]
    pairs = enumerate(zip(heads, lines, strict=True))
    return "".join(card.format(n=n, head=head, line=line) for n, (head, line) in pairs)


@LANGUAGES
@pytest.mark.parametrize("card", CARDS)
def test_a_line_below_the_headline_of_another_story_is_no_text(lang: str, card: str) -> None:
    """The article is no longer than the lines of its neighbours."""
    title, story, _, _ = NEWS[lang]
    text = "".join(f"<p>{each}</p>" for each in story)
    html = (
        f"<html lang={lang}><title>{title}</title><body><div><h1>{title}</h1>{text}</div>"
        f"<div>{row(lang, card)}</div></body></html>"
    )
    page = Page("https://roof.example/goat", html.encode(), "text/html; charset=utf-8")
    assert [block.text for block in extract_page(page).blocks] == story


def lines_of(
    body: str,
    kept: str = "p",
    title: str = "T",
    chance: float = 0.5,
    *,
    sure: str = "",
    held: str = "",
    lost: str = "",
) -> list[str]:
    """Return what is found to be in cards where all elements *kept* are held for text, one *sure*.

    So is the block *held*, and not the block *lost*.
    """
    html = f"<html><body><h1>{title}</h1>{body}</body></html>"
    segments = segment_tree(parse_html(html.encode()).tree)
    seen = PageEvidence("roof.example", frozenset(), {}, frozenset({key_of(title)}))
    chosen = {
        each.index
        for each in segments
        if each.text == held or (each.tag in kept.split() and each.text != lost)
    }
    chances = [0.99 if each.text == sure else chance for each in segments]
    found = lines_of_cards(segments, chosen, seen, np.array(chances, np.float32))
    return [segments[index].text for index in sorted(found)]


STORY = "<div><p>{0}</p><p>{1}</p></div>"


@LANGUAGES
@pytest.mark.parametrize(
    ("form", "kept"),
    [
        pytest.param("{story}{row}", "p h3", id="a listicle whose headlines are text"),
        pytest.param("{row}", "p", id="nothing else is text"),
        pytest.param("{story}<div><a href=/1><h3>X</h3></a><p>{1}</p></div>", "p", id="one card"),
        pytest.param(
            "<div><p>{0}</p><a href=/1>A</a></div><div><p>{1}</p><a href=/2>B</a></div>"
            "<div><p>{0} {1}</p><a href=/3>C</a></div>",
            "p",
            id="links at the ends of parts",
        ),
    ],
)
def test_a_line_that_may_be_text_stays(lang: str, form: str, kept: str) -> None:
    """Headlines that are text, too few of them, and links that come last."""
    _, story, _, _ = NEWS[lang]
    body = form.format(*story, story=STORY.format(*story), row=row(lang, CARDS[0]))
    assert lines_of(body, kept) == []


@LANGUAGES
def test_the_own_story_in_a_row_of_stories_stays(lang: str) -> None:
    """Its headline is that of the page; a long story below another headline stays, too."""
    title, story, heads, lines = NEWS[lang]
    card = "<div><h2><a href=/s/{}>{}</a></h2><p>{}</p></div>"
    others = "".join(map(card.format, range(3), heads, lines))
    own = card.format(9, title, story[0])
    long = card.format(8, heads[0], " ".join(story * 9))
    assert lines_of(own + others + long, title=title) == lines


@LANGUAGES
def test_a_row_that_is_text_for_sure_stays(lang: str) -> None:
    """The weights have more to go by than the row alone; one sure line makes no row sure."""
    body = STORY.format(*NEWS[lang][1]) + row(lang, CARDS[0])
    assert lines_of(body, chance=0.95) == []
    assert lines_of(body) == NEWS[lang][3]
    assert lines_of(body, sure=NEWS[lang][3][0]) == NEWS[lang][3]


@LANGUAGES
def test_a_headline_that_was_kept_among_others_that_were_not_goes_with_them(lang: str) -> None:
    """A row is judged as one: where most of its headlines are no text, none is."""
    _, story, heads, lines = NEWS[lang]
    body = STORY.format(*story) + row(lang, CARDS[0])
    assert lines_of(body, held=heads[2]) == [*lines[:2], heads[2], lines[2]]


@LANGUAGES
def test_headlines_that_are_mostly_text_keep_their_lines(lang: str) -> None:
    """One lost headline among those of a listicle says nothing of the others."""
    _, story, heads, _ = NEWS[lang]
    body = STORY.format(*story) + row(lang, CARDS[0])
    assert lines_of(body, "p h3", lost=heads[0]) == []


@LANGUAGES
def test_a_page_that_is_about_its_cards_keeps_them(lang: str) -> None:
    """One line above nine dishes, each below a link to its recipe."""
    line = NEWS[lang][3][0]
    assert lines_of(f"<p>{line}</p>{row(lang, CARDS[0]) * 9}") == []


def test_time_is_linear_in_cards() -> None:
    """Thousands of cards, each in many elements."""

    def page(count: int) -> Sequence[Segment]:
        cards = row("en", f"<div><div><div>{CARDS[2]}</div></div></div>") * count
        return segment_tree(parse_html(f"<body><p>A goat.</p>{cards}</body>".encode()).tree)

    def find(segments: Sequence[Segment]) -> object:
        chances = np.full(len(segments), 0.5, np.float32)
        kept = {each.index for each in segments if not each.hrefs}
        seen = PageEvidence("roof.example", frozenset(), {}, frozenset())
        return lines_of_cards(segments, kept, seen, chances)

    assert_linear(find, page, 1_000)
