"""A page as read: its pieces in order, body and removed with reasons; standfirst, updates, pins, sketch."""

from dataclasses import replace

import pytest

from newscrawl.extract.body.assemble import (
    OutputBlock,
    Reading,
    kept_blocks,
    merge_removals,
    read_page,
)
from newscrawl.extract.body.clues import PageFacts
from newscrawl.extract.body.rulings import Ruling
from newscrawl.extract.metadata.jsonld import JsonLdClaims
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import key_of
from newscrawl.model.items import Block, Metadata, Pins, Removal, Stripped, Update

STORIES = {
    "en": (
        "The bridge opens again",
        "It took nine long years, and nobody in the valley ever asked why.",
        "The council had voted for it in the spring of the flood, and nobody in the valley asked"
        " why it took {} weeks until the first cars were seen on the other side of the river.",
    ),
    "tr": (
        "Köprü yeniden açıldı",
        "Dokuz uzun yıl sürdü ve vadide hiç kimse nedenini sormadı.",
        "Meclis sel baharında bunun için oy kullanmıştı ve vadide hiç kimse nehrin öbür kıyısında ilk"
        " arabalar görülene kadar neden {} hafta geçtiğini sormadı, herkes yalnızca bekledi.",
    ),
    "ja": (
        "橋が再び開通",
        "九年という長い歳月がかかったが、谷の誰もその理由を尋ねなかった。",
        "議会は洪水の春にこの計画を可決したが、最初の車が川の向こう岸に見えるまでなぜ{}週間もかかったのか、谷に住む人々は"
        "誰ひとりとして尋ねようとはせず、ただ静かに川の流れを眺めながら、その日が来るのを待っていたのだという。",
    ),
}
LANGUAGES = pytest.mark.parametrize("language", STORIES)
WRONG = Ruling("other", "test.rule", "It is wrong.")


def facts(language: str, **changes: object) -> PageFacts:
    title, lead, _ = STORIES[language]
    metadata = Metadata(title=title, description=lead)
    known = PageFacts(
        "https://gazette.example/a", metadata, JsonLdClaims(), frozenset([key_of(title)])
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def paragraphs(language: str) -> list[str]:
    return [STORIES[language][2].format(number) for number in range(6)]


def page(language: str, *, lead: str = "", end: str = "") -> str:
    story = "".join(f"<p>{text}</p>" for text in paragraphs(language))
    menu = "".join(f"<li><a href=/{n}>{n}</a></li>" for n in range(5))
    return (
        f"<ul>{menu}</ul><main><h1>{STORIES[language][0]}</h1>{lead}"
        f"<div class=text>{story}</div>{end}</main>"
    )


def read(body: str, clues: PageFacts, **options: bool) -> Reading:
    return read_page(
        parse_html(f"<html><body>{body}</body></html>".encode()).tree, clues, **options
    )


def removed(reading: Reading) -> dict[str, str]:
    """Return the rule of each piece that is no body."""
    return {each.block.text: each.verdict.rule_id for each in reading.pieces if each.verdict}


@LANGUAGES
def test_pieces_are_in_the_order_of_the_page(language: str) -> None:
    """Body and removed; menus of links alone are not named, for nobody misses them."""
    reading = read(
        page(language, end="<p><a href=/more>More on bridges and rivers, 12</a></p>"),
        facts(language),
    )
    assert reading.text == "\n".join(paragraphs(language))
    places = [each.place for each in reading.pieces]
    assert places == sorted(places)
    assert reading.pieces[0].block.text == STORIES[language][0]
    assert removed(reading)[STORIES[language][0]] == "field.headline"
    assert not {"0", "1", "2"} & removed(reading).keys()
    assert reading.box is not None
    assert reading.box.get("class") == "text"
    assert (reading.standfirst, reading.sketch, reading.profiled, reading.exact) == (None,) * 2 + (
        False,
        None,
    )


@LANGUAGES
def test_the_standfirst_is_text_where_it_is_wanted(language: str) -> None:
    """It is a field of the record in any case, and comes before the body."""
    lead = STORIES[language][1]
    body = page(language, lead=f"<header><p>{lead}</p></header>")
    with_it = read(body, facts(language))
    assert with_it.text.split("\n") == [lead, *paragraphs(language)]
    without = read(body, facts(language), with_standfirst=False)
    assert without.standfirst == with_it.standfirst == lead
    assert without.text.split("\n") == paragraphs(language)
    index = next(each.index for each in with_it.sight.segments if each.text == lead)
    assert index not in with_it.sight.verdicts


@LANGUAGES
def test_a_pin_holds_against_all(language: str) -> None:
    """One that removes names itself; one that keeps brings back what no one else took for text."""
    note = "31 · 12 · 7"
    body = page(language, end=f"<footer><p class=note>{note}</p></footer>")
    body = body.replace("<p>", "<p class=first>", 1)
    clues = facts(language)
    assert note not in read(body, clues).text
    pinned = read(body, replace(clues, pins=Pins(prune=("p.first",), keep=("p.note",))))
    assert pinned.text.split("\n") == [*paragraphs(language)[1:], note]
    assert removed(pinned)[paragraphs(language)[0]] == "pin.prune"
    index = next(each.index for each in pinned.sight.segments if each.text == note)
    assert pinned.sight.restored[index] == "pin"


def test_who_brought_a_block_back_is_told() -> None:
    """The extractor did not take it: the page's own evidence, or the place of a standfirst."""
    lead = STORIES["en"][1]
    reading = read(page("en", lead=f"<div class=box><p>{lead}</p></div>"), facts("en"))
    words = {
        reading.sight.segments[index].text: word for index, word in reading.sight.restored.items()
    }
    assert words.get(lead, "standfirst") == "standfirst"
    assert reading.sight.restored.keys() <= {
        each.place for each in reading.pieces if each.verdict is None
    }


def test_updates_of_a_live_blog_are_body_only_where_they_are_wanted() -> None:
    """They are told apart by the page's data; without them the text is what is left."""
    texts = [
        f"At {hour} the first cars crossed the bridge, and the baker waved at all of them."
        for hour in range(4)
    ]
    posts = "".join(
        f"<div class=post><h3>{hour}:00</h3><p>{text}</p></div>" for hour, text in enumerate(texts)
    )
    updates = tuple(Update("", text, "") for text in texts)
    clues = facts("en", updates=updates)
    body = page("en", end=f"<div class=posts>{posts}</div>")
    with_them = read(body, clues)
    assert set(texts) <= set(with_them.text.split("\n"))
    without = read(body, clues, with_updates=False)
    assert not set(texts) & set(without.text.split("\n"))
    assert set(paragraphs("en")) <= set(without.text.split("\n"))
    assert with_them.updates == without.updates == updates


def test_a_sketch_is_made_where_it_is_asked_for() -> None:
    """One mark for each segment, those that are text being kept."""
    reading = read(page("en"), facts("en", sketched=True))
    assert reading.sketch is not None
    kept = [each.kept for each in reading.sketch.marks]
    assert len(kept) == len(reading.sight.segments)
    assert [index for index, is_kept in enumerate(kept) if is_kept] == [
        each.place for each in reading.pieces if each.verdict is None
    ]


@LANGUAGES
def test_a_tree_of_data_is_all_body(language: str) -> None:
    """But for the headline: weights that were trained on pages say nothing there."""
    story = "".join(f"<p>{text}</p>" for text in paragraphs(language))
    body = f"<h1>{STORIES[language][0]}</h1><div>Tel. 12 34</div><main>{story}</main>"
    expected = "\n".join(paragraphs(language))
    assert read(body, facts(language)).text == expected
    assert read(body, facts(language, whole=True)).text == f"Tel. 12 34\n{expected}"


def test_a_page_without_text_has_no_box() -> None:
    """And nothing to remove."""
    reading = read("<div></div>", facts("en"))
    assert (reading.text, reading.pieces, reading.box) == ("", (), None)


def test_running_text_outside_is_named_as_removed() -> None:
    """Wherever it is: whoever misses it finds the reason."""
    other = (
        "Few of those who read this know that our pages are still set by hand in a cellar by the river, "
        * 2
    )
    links = "".join(f"<a href=/{n}>{other[:30]}{n}</a> " for n in range(6))
    body = (
        f"<div class=cookie-banner><p>{other}</p></div>{page('en')}<footer><p>{links}</p></footer>"
    )
    reading = read(body, facts("en"))
    assert other.strip() in removed(reading)
    assert reading.text == "\n".join(paragraphs("en"))


PIECES = tuple(
    OutputBlock(Block(text), verdict, place)
    for text, verdict, place in (
        ("a", WRONG, 0),
        ("b", None, 2),
        ("c", WRONG, 3),
        ("d", None, 7),
        ("e", None, 9),
    )
)


def test_kept_blocks_are_those_without_a_verdict() -> None:
    """In their order."""
    assert [each.text for each in kept_blocks(PIECES)] == ["b", "d", "e"]


def test_removals_of_a_later_step_are_counted_among_all_pieces() -> None:
    """It knows the kept blocks alone; records have one order for both."""
    later = (
        Removal("d", "donation", "appeals.run", "It asks.", 1),
        Removal("b", "donation", "x", "", 0),
    )
    merged = merge_removals(PIECES, Stripped((), later))
    assert [(each.text, each.position, each.rule_id) for each in merged] == [
        ("a", 0, "test.rule"),
        ("b", 1, "x"),
        ("c", 2, "test.rule"),
        ("d", 3, "appeals.run"),
    ]
    assert (merged[0].category, merged[0].reason) == ("other", "It is wrong.")
    assert merge_removals((), Stripped((), ())) == ()
