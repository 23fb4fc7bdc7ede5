"""Elements of feeds and sitemaps, read from bytes that are no XML."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawl.discover.markup import read_elements

BASE = "https://news.example/feeds/all.xml"


FUZZ = settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@FUZZ
@given(st.lists(st.sampled_from(["<", ">", "/", "a", "item", "link", ":", '"', "'", "=", " ", "!", "--", "[", "]]>", "?", "&amp;", "url", "loc", "xml:base"]), max_size=60))  # fmt: skip
def test_elements_end_as_they_began(pieces: list[str]) -> None:
    """Each element that begins ends or is cut off, the innermost first."""
    opened: list[object] = []
    wanted, entries = frozenset({"link", "loc"}), frozenset({"item", "url"})
    for kind, element in read_elements("".join(pieces), BASE, wanted, entries):
        if kind == "start":
            opened.append(element)
        else:
            assert opened.pop() is element
    assert opened == []
