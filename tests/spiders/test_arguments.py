"""The arguments of the spider ``site``: what is taken, and what is refused with the way out."""

import pytest

from newscrawl.errors import ConfigError
from newscrawl.spiders.arguments import read_languages, read_sources


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("de,fr", {"de", "fr"}, id="codes"),
        pytest.param(" DE , de-AT,deu", {"de"}, id="tags of one language"),
        pytest.param("Deutsch,English", {"de", "en"}, id="names"),
        pytest.param("", set(), id="all"),
    ],
)
def test_languages_are_known_by_their_code(text: str, codes: set[str]) -> None:
    """However they are written: pages are compared by the code alone."""
    assert read_languages(text) == codes


def test_what_is_no_language_is_refused() -> None:
    """Before the first request."""
    with pytest.raises(ConfigError, match="'klingon' is not a language; expected codes such as"):
        read_languages("de,klingon")


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("ht!tp", id="a sign that no host has"),
        pytest.param("gazette", id="a lone word"),
        pytest.param("gazette.example/news", id="a path"),
        pytest.param("*.*", id="a pattern"),
    ],
)
def test_what_is_no_host_is_refused(host: str) -> None:
    """Its pages would be crawled in vain, in silence."""
    with pytest.raises(ConfigError, match="hosts: .*expected a host such as gazette"):
        read_sources({"site": "gazette.example", "hosts": host})


def test_hosts_are_taken_as_they_are_written_elsewhere() -> None:
    """With a scheme, in capitals, as Unicode, with ``*.``; an address too."""
    hosts = "https://WWW.Gazette.example *.gazette.test münchen.example 127.0.0.1 my_paper.example"
    (source,) = read_sources({"site": "gazette.example", "hosts": hosts})
    assert source.hosts == (
        "www.gazette.example",
        "gazette.test",
        "xn--mnchen-3ya.example",
        "127.0.0.1",
        "my_paper.example",
    )
