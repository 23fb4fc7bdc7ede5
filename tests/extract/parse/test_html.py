"""Text of a page to a tree: what is no page is refused, and what would break a parser is mended."""

import pytest
from lxml import etree

from newscrawl.errors import ExtractError
from newscrawl.extract.parse.html import Limits, is_deeper, kind_of_data, parse_html

TEXTS = {
    "en": "The bridge opens again.",
    "ru": "Мост снова открыт.",
    "ja": "古い橋が開いた。",
    "he": "הגשר נפתח.",
    "hi": "पुल खुल गया।",
}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"%PDF-1.7 <p>", "a PDF document", id="PDF"),
        pytest.param(b" \n%PDF-1.7", "a PDF document", id="PDF after white space"),
        pytest.param(b"\x89PNG\r\n", "an image", id="PNG"),
        pytest.param(b"\xff\xd8\xff\xe0", "an image", id="JPEG"),
        pytest.param(b"GIF89a", "an image", id="GIF"),
        pytest.param(b"RIFF\x01\x02\x03\x04WEBP", "an image", id="WebP"),
        pytest.param(
            b"RIFF\n\x02\x03\x04WAVE", "an image", id="RIFF with a line break in its size"
        ),
        pytest.param(b"PK\x03\x04", "an archive", id="zip"),
        pytest.param(b"\x1f\x8b\x08", "an archive", id="gzip"),
        pytest.param(b"\x00\x00\x00 ftypisom", "a media file", id="MP4"),
        pytest.param(b"ID3\x04\0", "a media file", id="MP3"),
        pytest.param(b"OggS\0\x02", "a media file", id="Ogg"),
        pytest.param(b"BZh91AY&SY", "an archive", id="bzip2"),
        pytest.param(b"Rar!\x1a\x07", "an archive", id="RAR"),
        pytest.param(b"ID3 tags hold a title", None, id="a text about MP3"),
        pytest.param(b"Rar! shouted the lion", None, id="a shout"),
        pytest.param(b"The ftyp box", None, id="a text about MP4"),
        pytest.param(b"BZhM", None, id="a name that begins so"),
        pytest.param(b"wOF2", "a media file", id="font"),
        pytest.param(b"<?xml version='1.0'?><rss>", "XML that is no page", id="feed"),
        pytest.param(b"<?xml?><!-- a --> <urlset>", "XML that is no page", id="sitemap"),
        pytest.param(b"<svg><p>", "XML that is no page", id="drawing"),
        pytest.param(b"<!doctype html><svg>", None, id="a page that begins with a drawing"),
        pytest.param(
            b"<?xml?>\n<!DOCTYPE  HTML PUBLIC 'x'>\n<svg>", None, id="an XHTML page that does"
        ),
        pytest.param(b"<rssfeed>", None, id="a tag that begins so"),
        pytest.param(
            b"<!DOCTYPE svg PUBLIC 'x'><svg>", "XML that is no page", id="a drawing with a doctype"
        ),
        pytest.param(b"<html><rss>", None, id="a page with such a tag in it"),
        pytest.param(b"PKW und LKW", None, id="a word that begins so"),
        pytest.param(b"x %PDF-", None, id="a sign that is not at the beginning"),
        pytest.param(b"", None, id="nothing"),
    ],
)
def test_kinds_of_data(body: bytes, kind: str | None) -> None:
    """By the first bytes, whatever the server calls it."""
    assert kind_of_data(body) == kind


@pytest.mark.parametrize(
    ("body", "limits", "code", "message"),
    [
        pytest.param(b"", Limits(), "empty", "the page is empty", id="nothing"),
        pytest.param(b" \r\n\t", Limits(), "empty", "the page is empty", id="white space"),
        pytest.param(b"<!-- a -->", Limits(), "not_html", "no tag in them", id="a comment"),
        pytest.param(b"GIF89a<p>", Limits(), "not_html", "expected HTML, got an image", id="an image"),
        pytest.param(b'{"a": 1}', Limits(), "not_html", "expected HTML, got JSON", id="JSON"),
        pytest.param(b" [1, 2]", Limits(), "not_html", "expected HTML, got JSON", id="a JSON list"),
        pytest.param(b"<html", Limits(), "empty", "the page holds no element", id="a tag cut off"),
        pytest.param(b"words", Limits(), "not_html", "got 5 bytes with no tag in them", id="bare text"),
        pytest.param("слова".encode(), Limits(), "not_html", "no tag in them", id="bare Cyrillic"),
        pytest.param(b"1 < 2", Limits(), "not_html", "no tag in them", id="a sign that is no tag"),
        pytest.param(b"<p>\x01\x02\x03" * 30, Limits(), "not_html", "that are no text", id="packed bytes"),
        pytest.param(b"<p>abcd", Limits(max_bytes=6), "too_large", "7 bytes, more than the limit of 6", id="too large"),
        pytest.param(b"<p>" * 6, Limits(max_elements=5), "too_many_elements", "6 tags", id="too many tags"),
        pytest.param(b"<p>" * 16, Limits(max_elements=5), "too_many_elements", "16 tags", id="far too many tags"),
    ],
)  # fmt: skip
def test_what_is_refused(body: bytes, limits: Limits, code: str, message: str) -> None:
    """With a code for the statistics and a sentence for people."""
    with pytest.raises(ExtractError, match=message) as raised:
        parse_html(body, limits=limits)
    assert raised.value.reason == code


@pytest.mark.parametrize(
    ("body", "limits"),
    [
        pytest.param(b"<p>abcd", Limits(max_bytes=7), id="as large as allowed"),
        pytest.param(b"<p>" * 5, Limits(max_elements=5), id="as many tags as allowed"),
        pytest.param(b"<p>a</p>" * 5, Limits(max_elements=5), id="end tags do not count"),
        pytest.param(b"<p>1 < 2 < 3 < 4 < 5", Limits(max_elements=2), id="nor bare signs"),
        pytest.param(b"[a] <p>b", Limits(), id="brackets before the page"),
        pytest.param(b"<p>a\x01\x02\x03b", Limits(), id="stray bytes in a short page"),
    ],
)
def test_what_is_still_read(body: bytes, limits: Limits) -> None:
    """The limits are the last that is allowed."""
    assert parse_html(body, limits=limits).tree.tag == "html"


@pytest.mark.parametrize("language", TEXTS)
def test_the_text_of_a_page(language: str) -> None:
    """Comments and instructions are no part of the tree; its elements are held."""
    text = TEXTS[language]
    source = f"<p lang={language}>{text}<!-- no --><?php no ?></p>"
    found = parse_html(source.encode())
    assert found.tree.text_content() == text
    assert (found.charset, found.text, found.flags) == ("utf-8", source, ())
    assert found.is_wide is (language == "ja")
    assert found.elements == tuple(found.tree.iter())


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        pytest.param("<p>Мост</p>".encode("cp1251"), "cp1251", "Мост", id="declared"),
        pytest.param(b"\xef\xbb\xbf<p>\xd0\x9c</p>", "", "М", id="a byte-order mark"),
        pytest.param("<p>橋</p>".encode("utf-16"), "", "橋", id="UTF-16"),
        pytest.param("<p>Ð¼Ð¾Ñ\x81Ñ‚ Ñ\x81Ð½Ð¾Ð²Ð° Ð¾Ñ‚ÐºÑ€Ñ‹Ñ‚</p>".encode(), "utf-8", "мост снова открыт", id="read in a wrong charset once"),
        pytest.param(b"<p>a\x00b</p>", "", "ab", id="a zero"),
    ],
)  # fmt: skip
def test_charsets(body: bytes, charset: str, text: str) -> None:
    """The tree holds what a reader of the page sees."""
    found = parse_html(body, f"text/html; charset={charset}" if charset else "")
    assert found.tree.text_content() == text


@pytest.mark.parametrize(
    ("depth", "flags"),
    [
        pytest.param(100, (), id="as deep as pages are"),
        pytest.param(300, ("flattened",), id="deeper"),
        pytest.param(5_000, ("flattened",), id="deeper than the parser goes"),
    ],
)
def test_nesting_is_cut_and_no_text_is_lost(depth: int, flags: tuple[str, ...]) -> None:
    """Tags beyond the limit are left out, their text is kept."""
    body = "".join(f"<div>{n} " for n in range(depth)).encode()
    found = parse_html(body)
    assert found.flags == flags
    assert found.tree.text_content().split() == [str(n) for n in range(depth)]
    assert not is_deeper(found.tree, 200)


@pytest.mark.parametrize(
    ("depth", "is_so"),
    [
        pytest.param(1, True, id="below the root"),
        pytest.param(3, True, id="above the last"),
        pytest.param(4, False, id="at the last"),
        pytest.param(500, False, id="far below"),
    ],
)
def test_depth(depth: int, is_so: bool) -> None:
    """An element is below so many levels."""
    tree = parse_html(b"<div><ul><li>a</ul></div>").tree
    assert is_deeper(tree, depth) is is_so


@pytest.mark.parametrize(
    ("body", "markup"),
    [
        pytest.param(b"<p>a<p>b", "<html><body><p>a</p><p>b</p></body></html>", id="open paragraphs"),
        pytest.param(b"<b><p>a</b>", "<html><body><b/><p>a</p></body></html>", id="crossed tags"),
        pytest.param(b"<p>a</div></p>", "<html><body><p>a</p></body></html>", id="an end of nothing"),
        pytest.param(b"<p>a &amp; b &lt;", "<html><body><p>a &amp; b &lt;</p></body></html>", id="entities"),
    ],
)  # fmt: skip
def test_broken_markup(body: bytes, markup: str) -> None:
    """It is mended as browsers do, and no text is lost."""
    assert etree.tostring(parse_html(body).tree, encoding="unicode") == markup


def test_paths_of_paragraph_texts_are_those_of_the_parser() -> None:
    """The two that are answered in another way give the same; others are the parser's own."""
    tree = parse_html(b"<div><p>a<b>b</b></p>c<p>d</p></div><p>e").tree
    box = tree.find(".//div")
    plain = etree.fromstring(etree.tostring(tree))
    assert tree.xpath("//p//text()") == plain.xpath("//p//text()") == ["a", "b", "d", "e"]
    assert (
        box.xpath(".//p//text()") == plain.find(".//div").xpath(".//p//text()") == ["a", "b", "d"]
    )
    assert box.xpath("count(p)") == 2
    inner = tree.makeelement("p")
    inner.text = "x"
    box.find(".//b").append(inner)
    assert box.xpath(".//p//text()") == ["a", "b", "x", "d"]
