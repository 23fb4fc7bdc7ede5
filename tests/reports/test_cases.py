"""Test cases of pages, as they are written."""

import json
from pathlib import Path

import pytest

from newscrawl.errors import ConfigError
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page
from newscrawl.reports.cases import VARYING, save_case

TEXT = "The council decided on Tuesday that the old ferry is to sail again before the winter comes."
PAGE = Page(
    "https://www.news.example/2026/11/ferry.html?x=1",
    f"<html lang=en><title>Ferry</title><h1>Ferry</h1><article><p>{TEXT}</p><p>{TEXT[::-1]}</p></article>".encode(),
    "text/html",
)


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        pytest.param("", "www-news-example/2026-11-ferry-html-x-1", id="by its URL"),
        pytest.param("../../etc", "www-news-example/etc", id="a name that leads out"),
        pytest.param("x" * 99, f"www-news-example/{'x' * 60}", id="a long name"),
    ],
)
def test_a_case_has_a_folder_of_its_own(tmp_path: Path, name: str, folder: str) -> None:
    """Below that of its host."""
    assert save_case(PAGE, extract_page(PAGE), tmp_path, name) == tmp_path / folder


def test_a_case_holds_what_the_page_holds(tmp_path: Path) -> None:
    """Nothing that says how it was fetched, and no empty field: a new one changes no case."""
    folder = save_case(PAGE, extract_page(PAGE), tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == [
        *("expected.json", "meta.json", "removed.json", "source.html"),
    ]
    expected = json.loads((folder / "expected.json").read_text())
    assert expected["text"] == [TEXT, TEXT[::-1]]
    assert not VARYING & (expected.keys() | expected["metadata"].keys())
    assert all(expected["metadata"].values())
    assert (folder / "source.html").read_bytes() == PAGE.body
    assert json.loads((folder / "meta.json").read_text())["url"] == PAGE.url


def test_a_case_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    """What a person put right by hand stays; one that broke off can be saved again."""
    folder = save_case(PAGE, extract_page(PAGE), tmp_path)
    with pytest.raises(ConfigError, match="is there already; give it another name"):
        save_case(PAGE, extract_page(PAGE), tmp_path)
    (folder / "source.html").unlink()
    assert save_case(PAGE, extract_page(PAGE), tmp_path) == folder
