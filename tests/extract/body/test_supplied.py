"""Captions that only their place and the supplier in brackets tell; and text that stays below pictures."""

import pytest

from newscrawl.extract.body.supplied import supplied_captions
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import segment_tree

CAPTIONS = {
    "en": "Ships at anchor off Harrow on Monday. (Bo Ek/Getty Images)",
    "de": "Schiffe vor Harfen am Montag (Bild: Bo Ek/dpa).",
    "es": "Barcos anclados frente a Arfel el lunes [EFE/Ana Ruiz]",
    "ru": "Корабли на рейде у Харова в понедельник (Фото: Б. Ек / ТАСС)",
    "ja": "月曜日、港に停泊する船（共同）",
    "zh": "星期一停泊在港口的船只（新华社）",
}
STORY = (
    "The harbour office said on Monday that the ships would leave as soon as the storm had passed."
)


def found(body: str) -> list[str]:
    """Give the texts that are found to be captions."""
    page = f"<body><main><h1>Ships</h1><p>{STORY}</p>{body}<p>{STORY}</p></main></body>"
    return [each.text for each in supplied_captions(segment_tree(parse_html(page.encode()).tree))]


@pytest.mark.parametrize("language", CAPTIONS)
@pytest.mark.parametrize(
    "box",
    [
        "<div><div><img src=/a.jpg></div><div><div><p>{}</p></div></div></div>",
        "<div><picture><img src=/a.jpg></picture><span>{}</span></div>",
        "<section><a href=/a.jpg><img src=/a.jpg></a><p>{}</p></section>",
        "<table><tr><td><img src=/a.jpg><br>{}</td></tr></table>",
    ],
)
def test_a_caption_alone_with_its_picture_is_found(language: str, box: str) -> None:
    """In elements without a name, however many are between."""
    assert found(box.format(CAPTIONS[language])) == [CAPTIONS[language]]


@pytest.mark.parametrize(
    "body",
    [
        "<img src=/a.jpg><p>Ships at anchor off Harrow on Monday. (Reuters)</p>",  # in the text's own box
        "<div><img src=/a.jpg><p>Ships at anchor off Harrow.</p></div>",  # a photo essay
        "<div><img src=/a.jpg><p>Ships at anchor (since Monday).</p></div>",
        "<div><p>Ships at anchor off Harrow. (Reuters)</p></div>",  # no picture
        "<div><img src=/a.jpg><p>More.</p><p>Ships at anchor. (Reuters)</p></div>",  # more text there
        f"<div><img src=/a.jpg><p>{STORY * 5} (AFP)</p></div>",  # too long
    ],
)
def test_text_below_a_picture_stays(body: str) -> None:
    """Place or credit alone may be those of the article."""
    assert found(body) == []
