"""The lines that teach: read as they are marked, set into articles, and there is a way out of a wrong mark."""

from pathlib import Path

import pytest

from benchmarks.appeals_documents import Document
from benchmarks.appeals_lines import LINES, read_groups, read_lines
from newscrawl.boilerplate.lexicon import own_terms, read_terms
from newscrawl.model.items import Block, Facts


def host(language: str) -> Document:
    blocks = [Block(f"{number}. The ferry ran until noon.") for number in range(6)]
    return Document(
        "host", "article", "outlet", language, blocks, [0] * 6, Facts(language=language)
    )


def test_lines_stand_together_until_a_blank_one(tmp_path: Path) -> None:
    path = tmp_path / "en.txt"
    path.write_text("# a remark\n- One.\n- Two.\n\n+ Three.\n- Four.\n", encoding="utf-8")
    assert [(list(group.lines), group.stays) for group in read_groups(path)] == [
        (["One.", "Two."], False),
        (["Three."], True),
        (["Four."], False),
    ]


def test_a_line_without_a_mark_is_named(tmp_path: Path) -> None:
    path = tmp_path / "en.txt"
    path.write_text("- One.\nTwo.\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"en\.txt, line 2: expected '- …' or '\+ …', got 'Two\.'"):
        read_groups(path)


def test_a_banner_is_set_into_an_article_of_its_language() -> None:
    """Every group is there, labelled, and the article around it is whole."""
    made = {each.name: each for each in read_lines([host("en"), host("de")])}
    groups = read_groups(LINES / "de.txt")
    document = made["lines-de-0"]
    goes = [
        block.text
        for block, label in zip(document.blocks, document.labels, strict=True)
        if label == 1
    ]
    assert goes[: len(groups[0].lines)] == groups[0].lines
    assert [
        block for block, label in zip(document.blocks, document.labels, strict=True) if not label
    ] == [*host("de").blocks]


def test_a_language_without_documents_has_articles_of_its_own() -> None:
    """No banner is set into an article of another language: its neighbours would be told by other words."""
    made = [each for each in read_lines([host("en")]) if each.name.startswith("lines-sl-")]
    groups = read_groups(LINES / "sl.txt")
    article = max((group.lines for group in groups if group.stays), key=len)
    assert len(made) == len(groups)
    assert {each.facts.language for each in made} == {"sl"}
    assert all(article[0] in [block.text for block in each.blocks] for each in made)


@pytest.mark.parametrize("path", sorted(LINES.glob("*.txt")), ids=lambda path: path.stem)
def test_every_file_of_lines_has_both_kinds_and_a_lexicon(path: Path) -> None:
    groups = read_groups(path)
    assert {group.stays for group in groups} == {True, False}
    assert path.stem == "en" or own_terms(path.stem) or read_terms(path.stem, "substrings")
