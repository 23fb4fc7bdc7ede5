"""What stays in doubt: blocks among the text, in several languages and forms, and what is still no text."""

from dataclasses import replace

import numpy as np
import pytest

from newscrawl.extract.body.addresses import addresses_of
from newscrawl.extract.body.choice import bare_texts, choose_by, is_shouted, notes_of
from newscrawl.extract.body.decision import Weighed, weigh
from newscrawl.extract.body.features import PageEvidence
from newscrawl.extract.body.structure import LINK_ONLY, find_rulings
from newscrawl.extract.page import extract_page
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import Segment, segment_tree
from newscrawl.model.items import Page

LINES = {
    "en": "The keeper of the lock, who had been told nothing of the bricks, wrote the name of barge {} into his book.",
    "de": "Der Wärter der Schleuse, dem niemand von den Ziegeln erzählt hatte, schrieb den Kahn {} in sein Buch ein.",
    "ru": "Смотритель шлюза, которому никто ничего не сказал о кирпиче, записал баржу {} в свою старую книгу.",
    "el": "Ο φύλακας, στον οποίο κανείς δεν είχε πει τίποτα για τα τούβλα, έγραψε τη φορτηγίδα {} στο βιβλίο του.",
    "zh": "船闸看守人对这批砖头一无所知，他在本子上写下了第{}艘驳船的名字，然后把闸门打开，让它继续往上游开去，河岸上的人都看着，"
    "没有人知道这些砖是谁订的，也没有人愿意付钱给船夫，他只好在码头边等到了晚上，最后把砖卸在了教堂前面的空地上就走了。",
}
LANGUAGES = pytest.mark.parametrize("language", LINES)


def story(language: str, first: int, last: int) -> str:
    """Give paragraphs of running text with their numbers."""
    return "".join(f"<p>{LINES[language].format(number)}</p>" for number in range(first, last))


def doubted(
    body: str, low: dict[str, float], rest: float = 0.9
) -> tuple[tuple[Segment, ...], Weighed]:
    """Give the segments of a page, and them weighed: those that hold a key of *low* have that chance."""
    segments = segment_tree(
        parse_html(f"<html><body><main>{body}</main></body></html>".encode()).tree
    )
    weighed = weigh(segments, PageEvidence("news.example", frozenset(), {}, frozenset()))
    chances = [next((low[key] for key in low if key in each.text), rest) for each in segments]
    return segments, replace(weighed, chances=np.array(chances, np.float32))


def chosen(body: str, low: dict[str, float]) -> str:
    """Give the text of what is chosen, a line a block."""
    segments, weighed = doubted(body, low)
    return "\n".join(segments[index].text for index in sorted(weighed.chosen()))


@LANGUAGES
def test_the_last_of_many_alike_stays(language: str) -> None:
    """Of many paragraphs in one box the last is text though its chance alone says too little."""
    body = story(language, 0, 6) + "<p>" + LINES[language].format("§") + "</p>"
    assert "§" in chosen(body, {"§": 0.2})
    assert "§" not in chosen(body, {"§": 0.05})


@LANGUAGES
def test_paragraphs_of_one_box_are_text_together(language: str) -> None:
    """Of three paragraphs in one box the last follows the others, to be text or not; in another box it does not."""
    last = f"<p>{LINES[language].format('§')}</p>"
    teasers = f"<div class='x'>{story(language, 50, 53)}{last}</div>"
    told = story(language, 0, 2)
    assert "§" in chosen(f"<div>{told}{last}</div>", {"§": 0.35})
    assert "§" not in chosen(f"<div>{told}</div><aside>{last}</aside>", {"§": 0.35})
    weak = {LINES[language].format(number): 0.1 for number in range(50, 53)}
    assert "§" not in chosen(f"<div>{told}</div>{teasers}", {**weak, "§": 0.6})
    assert "§" in chosen(f"<div>{told}</div><aside>{last}</aside>", {**weak, "§": 0.6})


@LANGUAGES
def test_a_part_of_a_story_follows_the_part_before(language: str) -> None:
    """An advertisement parts a story in two boxes of one kind: what follows it is text, if it may be."""
    low = {LINES[language].format(number): 0.4 for number in range(6, 9)}
    rest = f"<div class=part>{story(language, 6, 9)}</div>"
    told = f"<div class=part>{story(language, 0, 6)}</div>"
    assert LINES[language].format(7) in chosen(f"{told}<hr>{rest}", low)
    assert LINES[language].format(7) not in chosen(f"{told}<ul><li>{rest}</li></ul>", low)
    unlikely = dict.fromkeys(low, 0.1)
    assert LINES[language].format(7) not in chosen(f"{told}<hr>{rest}", unlikely)


@LANGUAGES
def test_a_box_of_its_own_is_not_alike(language: str) -> None:
    """What stands in another box is judged by its own chance."""
    body = story(language, 0, 6) + "<div><p>" + LINES[language].format("§") + "</p></div>"
    assert "§" not in chosen(body, {"§": 0.2})


@LANGUAGES
def test_what_the_extractor_took_stays_with_its_kin(language: str) -> None:
    """Each paragraph in a box of its own: the one in doubt is text where the extractor took it, too."""
    boxes = "".join(f"<div class=t>{story(language, at, at + 1)}</div>" for at in range(6))
    odd = f"<div class=t><p>{LINES[language].format('§')} {LINES[language][:30]}</p></div>"
    segments, weighed = doubted(boxes + odd, {"§": 0.3})
    assert segments[-1].index not in weighed.chosen()
    taken = np.array(weighed.rows)
    taken[:, weighed.forest.names.index("taken")] = 1
    assert segments[-1].index in replace(weighed, rows=taken).chosen()
    unlikely = replace(
        weighed, rows=taken, chances=np.where(weighed.chances < 0.5, 0.1, weighed.chances)
    )
    assert segments[-1].index not in unlikely.chosen()


@LANGUAGES
def test_a_short_line_among_its_kin_stays(language: str) -> None:
    """Lines of one look, in boxes of their own or not: the one in doubt between them is text, with a link or without."""
    lines = [f"<p class=l>{LINES[language].format(at)}</p>" for at in range(9)]
    short, linked = (
        f"<p class=l>§ {LINES[language][:12]}</p>",
        '<p class=l>§ and <a href="/x">§ so</a> so on</p>',
    )
    for line, low, stays in (
        (short, 0.3, True),
        (short, 0.2, False),
        (linked, 0.35, True),
        (linked, 0.2, False),
    ):
        together = "".join([*lines[:5], line, *lines[5:]])
        assert ("§" in chosen(together, {"§": low})) is stays
        behind = "".join([*lines, "<div>Menu</div>", line])
        assert "§" not in chosen(behind, {"§": low, "Menu": 0.01})


@LANGUAGES
def test_a_bare_text_in_the_box_of_the_text_stays(language: str) -> None:
    """Text without an element of its own, right beside paragraphs of its box, is text in doubt; elsewhere it is not."""
    inside = f"<div>§ {LINES[language][:30]}{story(language, 0, 4)}</div>"
    beside = f"<div>§ {LINES[language][:30]}</div><div>{story(language, 0, 4)}</div>"
    for body, low, stays in ((inside, 0.27, True), (inside, 0.1, False), (beside, 0.27, False)):
        segments, weighed = doubted(body, {"§": low})
        kept = frozenset(each.index for each in segments if "§" not in each.text)
        bare = frozenset(each.index for each in segments if "§" in each.text)
        assert bare_texts(segments, kept, weighed) == (bare if stays else frozenset())


@LANGUAGES
@pytest.mark.parametrize(
    "block",
    [
        "<pre>let §x = 1;\nfor (;;) {{ }}</pre>",
        "<table><tr><td>§ 18</td><td>m</td></tr><tr><td>§ 24</td><td>m</td></tr></table>",
        "<blockquote>§ said {} nothing</blockquote>",
        "<ul><li>§ one</li><li>§ two</li></ul>",
        "<h2>§ Heading</h2>",
    ],
)
def test_blocks_between_paragraphs_stay(language: str, block: str) -> None:
    """Code, tables, quotes, lists and headings between two paragraphs of the text are text in doubt."""
    body = story(language, 0, 3) + block.format("§") + story(language, 3, 6)
    assert "§" in chosen(body, {"§": 0.3})
    assert "§" not in chosen(body, {"§": 0.02})
    assert "§" not in chosen(block.format("§") + story(language, 0, 6), {"§": 0.3})


@pytest.mark.parametrize(
    ("link", "item", "stays"),
    [
        (
            "https://other{}.example/",
            "§ A programme for price boards that every baker of the valley uses",
            True,
        ),
        ("/markets/{}", "§ Old Forge", True),
        ("/2026/story-{}", "§ How the bakers of the valley came to sell bread by the kilo", False),
    ],
)
def test_a_list_behind_a_colon_stays(link: str, item: str, stays: bool) -> None:
    """Links that a colon announces are text where they are names, or lead to other sites; no other stories."""
    items = "".join(
        f"<li><a href='{link.format(number)}'>{item} {number}</a></li>" for number in range(4)
    )
    body = f"{story('en', 0, 5)}<p>The boards are made with these:</p><ul>{items}</ul>"
    assert ("§" in chosen(body, {"§": 0.25})) is stays


@LANGUAGES
def test_notes_that_marks_lead_to_stay(language: str) -> None:
    """A note below the text stays where a mark in the text leads to it; one that nothing leads to does not."""
    marked = story(language, 0, 5).replace("</p>", "<a href='#n1'>1</a></p>", 1)
    notes = "<ol><li id=n1>§ Tarn 1911.</li><li id=n2>¶ Weir 1912.</li></ol>"
    segments, weighed = doubted(f"{marked}<section>{notes}</section>", {"§": 0.2, "¶": 0.2})
    found = notes_of(segments, weighed.chosen(), weighed)
    assert [segments[index].text[0] for index in sorted(found)] == ["§"]


@pytest.mark.parametrize(
    ("text", "shouts"),
    [
        ("COUNCIL OF TARN VOTES TO CLOSE THE OLD LOCK AT LAST", True),
        ("СОВЕТ ТАРНА ПРОГОЛОСОВАЛ ЗА ЗАКРЫТИЕ СТАРОГО ШЛЮЗА", True),
        ("Der Rat von Tarn stimmt für das Ende der alten Schleuse", False),
        ("塔恩市议会投票决定关闭旧船闸并在下游修建新的船闸和码头", False),
    ],
)
def test_a_link_in_capitals_is_a_teaser(text: str, shouts: bool) -> None:
    """A paragraph that is one link to the same site, in capitals, is no text, however it is weighed."""
    page = f"<html><body><main>{story('en', 0, 3)}<p><a href='/other'>{text}</a></p>{story('en', 3, 6)}</main></body></html>"
    segments = segment_tree(parse_html(page.encode()).tree)
    everything = frozenset(range(len(segments)))
    rulings = find_rulings(segments, everything, frozenset(), "news.example")
    index = next(each.index for each in segments if each.text == text)
    assert rulings[index] is LINK_ONLY
    assert is_shouted(rulings[index], segments[index]) is shouts
    choice = choose_by(segments, PageEvidence("news.example", everything, rulings, frozenset()), {})
    assert not (shouts and index in choice.kept)


@pytest.mark.parametrize(
    "mark",
    ["$$ARTICLEAD$$", "{{ article.next }}", "%%INLINE-1%%", "[[widget]]", "<%= more %>", "${ad_2}"],
)
def test_a_mark_of_a_template_is_no_text(mark: str) -> None:
    """What the page's software left there goes with its reason; the same within a sentence stays."""
    shown = mark.replace("<", "&lt;").replace(">", "&gt;")
    middle = f"<p>{shown}</p><p>{LINES['en'].format(shown)}</p>"
    page = f"<html><body><article><h1>The lock</h1>{story('en', 0, 3)}{middle}{story('en', 3, 6)}</article>"
    draft = extract_page(
        Page("https://news.example/lock", page.encode(), "text/html; charset=utf-8")
    )
    assert [each.rule_id for each in draft.removed if each.text == mark] == [
        "structure.placeholder"
    ]
    assert LINES["en"].format(mark) in draft.text
    assert all(block.text != mark for block in draft.blocks)


@LANGUAGES
def test_no_name_speaks_against_the_body(language: str) -> None:
    """Names around the box that holds the running text say nothing where the extractor missed all of it."""
    comments = "".join(
        f"<li class=comment><p>{LINES[language].format(n)}</p></li>" for n in range(20, 24)
    )
    page = (
        f"<html><body><div class='comment-selection'><div>{story(language, 0, 8).replace('.</p>', '. ' + LINES[language] + '</p>').replace('了。</p>', '了。' + LINES[language] + '</p>')}</div></div>"
        f"<ol class=comments>{comments}</ol></body></html>"
    )
    segments = segment_tree(parse_html(page.encode()).tree)
    rulings = find_rulings(segments, frozenset(), frozenset(), "news.example")
    assert all(each.index not in rulings for each in segments[:8])
    assert all(each.index in rulings for each in segments[8:])


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("记者：修缮用了多久？", "掌柜：九个月，光一根梁就花了三个星期。"),
        (
            "Reporter: How long did it take?",
            "Keeper: Nine months, and three weeks for one beam alone.",
        ),
        (
            "Редактор: Сколько это заняло?",
            "Смотритель: Девять месяцев, и три недели на одну балку.",
        ),
        ("المصور: كم استغرق ذلك؟", "الحارس: تسعة أشهر، وثلاثة أسابيع لعارضة واحدة."),
    ],
)
def test_a_question_is_no_credit(asked: str, answered: str) -> None:
    """The questions of an interview stay, though they begin with a word that labels credits."""
    language = {"记": "zh", "R": "en", "Р": "ru", "ا": "en"}[asked[0]]
    page = f"<html><body><article><h1>The lock</h1>{story(language, 0, 3)}<p>{asked}</p><p>{answered}</p>{story(language, 3, 6)}"
    draft = extract_page(
        Page("https://news.example/lock", page.encode(), "text/html; charset=utf-8")
    )
    assert asked in draft.text
    assert answered in draft.text


@LANGUAGES
def test_an_address_written_out_among_the_text_stays(language: str) -> None:
    """A block that is only a URL stays between paragraphs of its box; a headline that leads away does not."""
    source = "https://archive.example/2024/locks.pdf"
    told, rest = story(language, 0, 3), story(language, 3, 5)

    def text_of(line: str, chance: float = 0.2) -> list[str]:
        segments, weighed = doubted(told + line + rest, {"archive.example": chance})
        kept = frozenset(each.index for each in segments if each.tag == "p")
        found = addresses_of(segments, kept - {3}, weighed)
        return [segments[index].text for index in found]

    assert text_of(f"<p><a href='{source}'>{source}</a></p>") == [source]
    assert text_of(f"<p>(<a href='{source}'>www.archive.example/locks</a>)</p>")
    assert not text_of(f"<p><a href='{source}'>The locks of archive.example</a></p>")
    assert not text_of(f"<p>{source}</p>", chance=0.05)
    assert not text_of(f"<div><p>{source}</p></div>")


@LANGUAGES
def test_a_term_and_its_definition_stay_together(language: str) -> None:
    """Of a term and what explains it both are text where one is."""
    facts = "<dl><div><dt>Länge</dt><dd>214 m</dd></div><div><dt>Tiefe</dt><dd>4 m</dd></div></dl>"
    body = f"{story(language, 0, 2)}{facts}{story(language, 2, 4)}"
    assert "214 m" in chosen(body, {"214 m": 0.3})
    assert "Tiefe" in chosen(body, {"Tiefe": 0.3})
    assert "214 m" not in chosen(body, {"214 m": 0.1})
    assert "214 m" not in chosen(body, {"214 m": 0.3, "Länge": 0.1})


@pytest.mark.parametrize(
    ("inside", "low"),
    [
        pytest.param(
            "<figure><blockquote>Die Mauer trug uns.</blockquote><figcaption>Ellen Marsch</figcaption></figure>",
            {"Die Mauer": 0.4, "Ellen": 0.2},
            id="quote and source",
        ),
        pytest.param(
            "<figure><figcaption>tide.py</figcaption><pre>level = 3\nprint(level)</pre></figure>",
            {"tide.py": 0.3, "level": 0.2},
            id="code and name",
        ),
    ],
)
def test_a_quote_with_its_source_is_one_gap(inside: str, low: dict[str, float]) -> None:
    """A quote or code between two paragraphs stays, with the caption that it has."""
    body = f"{story('de', 0, 3)}{inside}{story('de', 3, 6)}"
    text = chosen(body, low)
    assert all(key in text for key in low)
    other = inside.replace("blockquote", "p").replace("pre>", "p>")
    assert not any(
        key in chosen(f"{story('de', 0, 3)}{other}{story('de', 3, 6)}", low) for key in low
    )
