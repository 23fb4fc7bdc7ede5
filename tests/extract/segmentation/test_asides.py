"""Captions in inline elements: right after a picture, or after a box of pictures alone."""

import pytest

from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import segment_tree

LINES = {
    "ko": ("도서관으로 바뀐 교실.", "주민들은 지난 3월부터 책 만 권을 옮겼다."),
    "zh": ("林晓在铺子里编竹灯。", "镇政府免去三年房租。"),
    "en": ("The ferry at the pier.", "The council paid for the repairs in May."),
    "ru": ("Трамвай у причала.", "Судно построили на заводе в Городце."),
}
LANGUAGES = pytest.mark.parametrize("language", LINES)


def texts(body: str) -> list[str]:
    """Give the texts of the segments of a page with *body*."""
    return [each.text for each in segment_tree(parse_html(f"<main>{body}</main>".encode()).tree)]


@LANGUAGES
@pytest.mark.parametrize(
    "picture",
    [
        "<img src=a.jpg>",
        "<div><img src=a.jpg></div>",
        "<a href=/p><span><img src=a.jpg></span></a>",
    ],
)
def test_a_caption_is_apart_from_the_sentence_after_it(language: str, picture: str) -> None:
    """It is named as a caption, and what is before it shows pictures alone."""
    caption, sentence = LINES[language]
    body = f'<span>{picture}<em class="img_caption">{caption}</em></span>{sentence}'
    assert texts(body) == [caption, sentence]


@LANGUAGES
def test_a_word_after_a_text_with_a_picture_is_no_caption(language: str) -> None:
    """A picture within a sentence, and what follows words, are parts of the text."""
    caption, sentence = LINES[language]
    named = f'<em class="img_caption">{caption}</em>'
    assert len(texts(f"<p><b>{sentence}<img src=a.png></b>{named}</p>")) == 1


@pytest.mark.parametrize(
    ("heading", "word"), [("Details", "edit"), ("历史沿革", "编辑"), ("История", "править")]
)
@pytest.mark.parametrize(
    "href", ["/w/index.php?title=A&amp;action=edit&amp;section=1", "/doku.php?do=edit"]
)
def test_the_link_that_changes_a_section_is_no_part_of_its_heading(
    heading: str, word: str, href: str
) -> None:
    """Wikis have it in brackets, right after the words; another link there is one of them."""
    tool = (
        f"<span class=mw-editsection><span>[</span><a href='{href}'>{word}</a><span>]</span></span>"
    )
    assert texts(f"<h2><span>{heading}</span>{tool}</h2>") == [heading]
    assert texts(f"<div><h2>{heading}</h2>{tool}</div>") == [heading]
    other = f"<span class=editor><a href='/ann'>{word}</a></span>"
    assert texts(f"<h2>{heading} {other}</h2>") == [f"{heading} {word}"]
