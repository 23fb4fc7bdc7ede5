"""A source as an entry of the sources file."""

import tomllib

import pytest

from newscrawl.sources.entry import write_source
from newscrawl.sources.source import Source


@pytest.mark.parametrize(
    ("source", "entry"),
    [
        pytest.param(
            Source("a.example", seeds=("https://a.example/",), hosts=("a.example",)),
            '["a.example"]\nsite = ["https://a.example/"]\nhosts = ["a.example"]\n',
            id="a site",
        ),
        pytest.param(
            Source("a", ("https://a.example/", "https://a.example/b"), (), feeds=("https://f",)),
            '["a"]\nsite = [\n    "https://a.example/",\n    "https://a.example/b",\n]\nhosts = []\n'
            'feeds = ["https://f"]\n',
            id="a line for each of several",
        ),
    ],
)
def test_a_source_as_an_entry(source: Source, entry: str) -> None:
    """Entrances only where there are some."""
    assert write_source(source) == entry


@pytest.mark.parametrize(
    "name", ['say "hi"', "a\\b", "Zeitung für Köln", "tab\there", "del\x7f", "a.b"]
)
def test_any_name_is_read_back(name: str) -> None:
    """As TOML."""
    source = Source(
        name, seeds=("https://a.example/",), hosts=("a.example",), sitemaps=("https://s",)
    )
    read = tomllib.loads(write_source(source))
    assert read == {
        name: {"site": ["https://a.example/"], "hosts": ["a.example"], "sitemaps": ["https://s"]}
    }
