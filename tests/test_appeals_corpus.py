"""The labelled documents are what their readme says, and render as pages that hold every block."""

from pathlib import Path

import pytest
from lxml import html

from tests.support.appeals_corpus import (
    FOLDER,
    TEMPLATES,
    LabelledDocument,
    as_html,
    as_text,
    languages,
    read_corpus,
)

HALVES = ("tune", "held")


def documents(half: str) -> list[LabelledDocument]:
    return [document for lang in languages(half) for document in read_corpus(FOLDER / half, lang)]


def test_both_halves_are_in_the_same_languages() -> None:
    assert languages("tune") == languages("held")
    assert {"de", "en", "es", "fr", "it", "nl", "pt"} <= set(languages("tune"))


@pytest.mark.parametrize("half", HALVES)
def test_every_document_has_an_id_of_its_own_and_its_language(half: str) -> None:
    found = documents(half)
    assert len({document.id for document in found}) == len(found)
    assert all(document.id.startswith(f"{document.lang}-{half[0]}-") for document in found)


@pytest.mark.parametrize("lang", ["de", "en", "es", "fr", "it", "nl", "pt"])
def test_the_halves_share_no_sentence(lang: str) -> None:
    """What is held out would measure nothing if rules had been built on its texts."""
    tune, held = (
        {block.text for document in read_corpus(FOLDER / half, lang) for block in document.blocks}
        for half in HALVES
    )
    assert not tune & held


def test_nearly_half_of_the_documents_only_sound_like_an_appeal() -> None:
    found = documents("tune") + documents("held")
    assert sum(document.hard_negative for document in found) >= 0.4 * len(found)


def test_every_document_has_an_article() -> None:
    assert all(
        any(block.label == "keep" for block in document.blocks)
        for half in HALVES
        for document in documents(half)
    )


def test_the_text_of_a_document_is_its_blocks_in_order() -> None:
    document = read_corpus(FOLDER / "tune", "en")[0]
    assert as_text(document).split("\n\n") == [block.text for block in document.blocks]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_page_holds_every_block_in_order(template: str) -> None:
    for document in read_corpus(FOLDER / "tune", "en"):
        text = " ".join(html.fromstring(as_html(document, template)).text_content().split())
        places = [text.find(" ".join(block.text.split())) for block in document.blocks]
        assert -1 not in places, document.id


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_banner_sits_inside_the_container_of_the_article(template: str) -> None:
    """A banner and the paragraphs around it have a common ancestor below the body."""
    document = read_corpus(FOLDER / "tune", "en")[0]
    tree = html.fromstring(as_html(document, template))
    (banner,) = tree.xpath("//*[text()[contains(., 'a kettle.')]]")
    paragraphs = tree.xpath("//*[text()[contains(., 'The 7.4-kilometre route')]]")
    shared = set(banner.iterancestors()) & set(paragraphs[0].iterancestors())
    nearest = next(ancestor for ancestor in banner.iterancestors() if ancestor in shared)
    assert nearest.tag != "body"


def test_other_documents_are_linked_beside_the_article() -> None:
    first, second = read_corpus(FOLDER / "tune", "en")[:2]
    assert second.title in as_html(first, "semantic", [second])
    assert second.title not in as_html(first, "semantic")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("{", "no labelled document", id="no JSON"),
        pytest.param('{"id": "x"}', "no labelled document", id="no blocks"),
        pytest.param(
            '{"id": "x", "lang": "en", "title": "t", "site_name": "s", "hard_negative": false, "blocks": [{"text": "a", "label": "banner"}]}',
            "unknown label: banner",
            id="unknown label",
        ),
    ],
)
def test_a_line_that_is_no_document_is_refused_with_its_place(
    tmp_path: Path, line: str, message: str
) -> None:
    (tmp_path / "en.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"en\.jsonl:1: {message}"):
        read_corpus(tmp_path, "en")
