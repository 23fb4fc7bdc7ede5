"""Names of the site, cut off the ends of a title."""

import pytest

from newscrawl.extract.metadata.title_claims import TitleClaims, bare, host_keys

SITES = frozenset({"harbourpost", "br", "港口新闻", "вестник"})
CLAIMS = TitleClaims(sites=SITES, sections=frozenset({"sport", "town"}))
TITLES = {
    "en": "Bridge reopens after repairs",
    "ru": "Мост открыт после ремонта",
    "ar": "إعادة فتح الجسر بعد الترميم",
    "ja": "橋が修理の後に再開した",
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize(
    "form",
    [
        "{} - Harbour Post",
        "{} | harbourpost.co.uk",
        "Harbour Post: {}",
        "{} - Town - Harbour Post - 24.11.2026",
        "{}|Harbour Post",
        "{}_harbour post",
        "{}_港口新闻",
        "{} – BR",
        "{} » Вестник",
    ],
)
def test_the_sites_name_is_cut_off(title: str, form: str) -> None:
    """With spaces around the mark or without, at either end, one name after the other."""
    assert bare(form.format(title), CLAIMS, frozenset()) == title


@pytest.mark.parametrize(
    "title",
    [
        "A stay-at-home town",
        "A bridge - and what it costs the town in the end",
        "Mayor: the bridge stays",
        "A - Harbour Post",
        "Harbour",
        "",
    ],
)
def test_other_marks_are_part_of_the_title(title: str) -> None:
    """Words after a mark that name nothing, and a rest that is too short for a headline."""
    kept = bare(title, CLAIMS, frozenset())
    assert kept == title


@pytest.mark.parametrize(
    ("title", "others", "kept"),
    [
        ("Bridge - Bridge reopens", "bridge bridgereopens", "Bridge reopens"),
        ("Bridge reopens - More of it", "bridgereopens", "Bridge reopens"),
        ("Town-Sport", "", "Town"),
        ("Bridge reopens_Local_Front", "bridgereopens", "Bridge reopens"),
        ("Bridge reopens: what it costs", "bridgereopens", "Bridge reopens: what it costs"),
        ("橋_再開", "橋", "橋_再開"),
    ],
)
def test_another_claim_tells_which_part_is_the_headline(title: str, others: str, kept: str) -> None:
    """A label before it, or words after it, that the other claim does not have."""
    assert bare(title, CLAIMS, frozenset(others.split())) == kept


@pytest.mark.parametrize(
    ("part", "is_one"),
    [
        ("Harbour Post", True),
        ("The Harbour Post", True),
        ("The Harbour Post Online", True),
        ("harb", True),
        ("har", False),
        ("BR Nachrichten", True),
        ("Breaking", False),
        ("Sport", True),
        ("news.info", True),
        ("2026-11-24", True),
        ("港口新闻网首页", True),
        ("港口新闻在昨天的晚上报道了一座大桥", False),
        ("!", True),
        ("Harbour Post is the paper that everyone in town reads", False),
        ("Harbour Post " + "x" * 60, False),
    ],
)
def test_a_part_that_names_the_site(part: str, is_one: bool) -> None:
    """A name, a short form, a section, a host or a date."""
    assert CLAIMS.is_site(part) is is_one


@pytest.mark.parametrize(
    ("host", "keys"),
    [
        ("www.the-post.example.co.uk", ["thepost", "example", "couk"]),
        ("Post.example", ["post", "postexample"]),
        ("m.x.example", ["xexample"]),
    ],
)
def test_the_labels_of_a_host_name_the_site(host: str, keys: list[str]) -> None:
    """Labels that all sites have tell nothing."""
    assert sorted(host_keys(host)) == sorted(keys)
