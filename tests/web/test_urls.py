"""Canonical URLs: what is one page and what is two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.errors import UrlError
from newscrawl.web.urls import MAX_CHARS, article_id, canonical_url, host_of, site_key

NOISE = """
    utm_id gclid dclid fbclid yclid ysclid ymclid msclkid irclickid rb_clickid ttclid twclid gbraid
    wbraid mc_cid mc_eid _ga _gl __hssc __hstc __hsfp _hsenc at_link_id at_medium ns_mchannel
    ga_source pk_campaign s_cid s_kwcid ocid cmpid ncid icid intcid CMP wt.mc_id wt_zmc xtor smid
    guccounter guce_referrer srsltid igsh igshid mibextid ref_src fb_action_ids jsessionid PHPSESSID
    sessionid session_id ASPSESSIONIDQQ sessid
"""
MEANING = "cid sid ref source article_id at_id pk_id ns_id mpid clip author page session utmost gid did yid id"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param(
            "https://a.example/x?utm_source=tw&id=7", "https://a.example/x?id=7", id="campaign"
        ),
        pytest.param(
            "https://a.example/x?UTM_Medium=rss", "https://a.example/x", id="campaign in capitals"
        ),
        pytest.param(
            "https://a.example/x?utm%5Fsource=rss", "https://a.example/x", id="campaign, encoded"
        ),
        pytest.param(
            "https://a.example/x?fbclid=1&gclid=2&_ga=3&b=4",
            "https://a.example/x?b=4",
            id="click ids",
        ),
        *[
            pytest.param(f"https://a.example/x?{name}=1&z=2", "https://a.example/x?z=2", id=name)
            for name in NOISE.split()
        ],
        *[
            pytest.param(
                f"https://a.example/x?{name}=1", f"https://a.example/x?{name}=1", id=f"{name} stays"
            )
            for name in MEANING.split()
        ],
        pytest.param(
            "https://a.example/x?PHPSESSID=abc&p=2", "https://a.example/x?p=2", id="session"
        ),
        pytest.param(
            "https://a.example/x;jsessionid=A1?p=2", "https://a.example/x?p=2", id="session in path"
        ),
        pytest.param(
            "https://a.example/a/..;jsessionid=1/b", "https://a.example/b", id="session hides dots"
        ),
        pytest.param(
            "https://a.example/(S(abc123))/x", "https://a.example/x", id="cookieless ASP session"
        ),
        pytest.param("https://a.example/x#comments", "https://a.example/x", id="fragment"),
        pytest.param("https://a.example:443/x", "https://a.example/x", id="default port"),
        pytest.param("http://a.example:8080/x", "http://a.example:8080/x", id="other port stays"),
        pytest.param("https://a.example/a/./b/../c", "https://a.example/a/c", id="dot segments"),
        pytest.param(
            "https://a.example/a/%2e%2E/c", "https://a.example/c", id="dot segments, encoded"
        ),
        pytest.param(
            "HTTPS://A.Example/Path", "https://a.example/Path", id="host folds, path case stays"
        ),
        pytest.param("https://a.example//x//y", "https://a.example//x//y", id="double slash stays"),
        pytest.param("https://a.example", "https://a.example/", id="empty path"),
        pytest.param("https://a.example/x?", "https://a.example/x", id="empty query"),
        pytest.param(
            "https://a.example/x?b=1&a=2", "https://a.example/x?b=1&a=2", id="order stays"
        ),
        pytest.param(
            "https://a.example/x?a=&&b", "https://a.example/x?a=&b", id="empty parameters"
        ),
        pytest.param(
            "https://a.example/%7euser/%c3%a9",
            "https://a.example/~user/%C3%A9",
            id="percent, normal",
        ),
        pytest.param(
            "https://a.example/a%2fb", "https://a.example/a%2Fb", id="encoded slash stays encoded"
        ),
        pytest.param(
            "https://a.example/%%34%31", "https://a.example/%%34%31", id="lone percent stays"
        ),
        pytest.param(
            "https://bücher.example/é", "https://xn--bcher-kva.example/%C3%A9", id="international"
        ),
        pytest.param(
            " https://a.example/\tx\n", "https://a.example/x", id="white space around and in"
        ),
        pytest.param("https://user:pw@a.example/x", "https://a.example/x", id="credentials"),
        pytest.param("https://a.example./x", "https://a.example/x", id="root dot of the host"),
        pytest.param("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x", id="IPv6"),
        pytest.param("http://0x7f.1/x", "http://127.0.0.1/x", id="IPv4 in disguise"),
        pytest.param(
            "https://a.example/x?sid=12&ref=3&id=4",
            "https://a.example/x?sid=12&ref=3&id=4",
            id="ids stay",
        ),
    ],
)
def test_canonical_form(url: str, expected: str) -> None:
    """Noise goes, whatever may name another page stays."""
    assert canonical_url(url) == expected
    assert canonical_url(expected) == expected


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param("/relative", "not an absolute URL", id="relative"),
        pytest.param("news.example/x", "not an absolute URL", id="no scheme"),
        pytest.param("", "not an absolute URL", id="empty"),
        pytest.param("https://", "not an absolute URL", id="no host"),
        pytest.param("http://.", "without a host", id="host of dots"),
        pytest.param("ftp://a.example/x", "only http and https", id="ftp"),
        pytest.param("file:///etc/passwd", "only http and https", id="file"),
        pytest.param("data:text/html,x", "only http and https", id="data"),
        pytest.param("javascript:void(0)", "only http and https", id="javascript"),
        pytest.param("http://a.example/\ud800", "not an absolute URL", id="lone surrogate"),
        pytest.param("http://a.example:99999/", "not an absolute URL", id="port out of range"),
        pytest.param("https://a.example/" + "x" * MAX_CHARS, "at most 8000", id="too long"),
    ],
)
def test_what_cannot_be_crawled_is_refused(url: str, message: str) -> None:
    """Only absolute http(s) URLs with a host are accepted; the error says what came."""
    with pytest.raises(UrlError, match=message):
        canonical_url(url)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        pytest.param(
            "https://www.news.example.co.uk/x", "example.co.uk", id="suffix of two labels"
        ),
        pytest.param("https://de.news.example.com/x", "example.com", id="subdomain"),
        pytest.param("https://one.blogspot.com/x", "one.blogspot.com", id="hosted blog"),
        pytest.param("http://127.0.0.1:8000/x", "127.0.0.1", id="address"),
        pytest.param("http://localhost/x", "localhost", id="no suffix"),
    ],
)
def test_site(url: str, site: str) -> None:
    """Hosts of one owner are one site, blogs of one hosting service are not."""
    assert site_key(url) == site


def test_host_has_neither_port_nor_capitals() -> None:
    """The host is what politeness counts by."""
    assert host_of("https://User@WWW.Example.com:8443/x") == "www.example.com"


def test_record_id_follows_the_canonical_form() -> None:
    """Two spellings of one page share an id, two pages do not; the id is a stable promise."""
    assert article_id("https://a.example/x?utm_source=y#z") == article_id("https://a.example/x")
    assert article_id("https://a.example/x") != article_id("https://a.example/X")
    assert article_id("https://a.example/x") == "nc-ee2a8d26764edf79323cc2d9f9a379b8"


@given(st.text(alphabet="%2eE/41ab?&=#;.~:@é \t", max_size=40) | st.text(max_size=9))
def test_canonical_form_is_a_fixed_point(tail: str) -> None:
    """Whatever follows the host, a second pass changes nothing."""
    once = canonical_url("https://a.example/" + tail)
    assert canonical_url(once) == once
