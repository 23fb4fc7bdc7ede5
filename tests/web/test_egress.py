"""The policy of the egress guard, on addresses alone."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.errors import ConfigError
from newscrawl.web.egress import check_hosts, egress_refusal, parse_allowed

REFUSED = [
    pytest.param("0.0.0.0", id="unspecified"),  # noqa: S104
    pytest.param("10.1.2.3", id="private 10/8"),
    pytest.param("100.64.0.1", id="carrier-grade NAT"),
    pytest.param("127.0.0.1", id="loopback"),
    pytest.param("127.255.255.254", id="far end of loopback"),
    pytest.param("169.254.169.254", id="cloud metadata"),
    pytest.param("172.31.255.255", id="private 172.16/12"),
    pytest.param("192.168.1.1", id="private 192.168/16"),
    pytest.param("198.18.0.1", id="benchmarking"),
    pytest.param("203.0.113.5", id="documentation"),
    pytest.param("224.0.0.1", id="multicast"),
    pytest.param("255.255.255.255", id="broadcast"),
    pytest.param("::", id="v6 unspecified"),
    pytest.param("::1", id="v6 loopback"),
    pytest.param("fe80::1", id="v6 link-local"),
    pytest.param("fe80::1%lo", id="v6 link-local with zone"),
    pytest.param("fd00::1", id="v6 unique local"),
    pytest.param("ff02::1", id="v6 multicast"),
    pytest.param("2001:db8::1", id="v6 documentation"),
    pytest.param("fec0::1", id="v6 site-local"),
    pytest.param("::ffff:127.0.0.1", id="IPv4-mapped loopback"),
    pytest.param("::127.0.0.1", id="IPv4-compatible loopback"),
    pytest.param("2002:7f00:1::", id="6to4 of loopback"),
    pytest.param("64:ff9b::10.0.0.1", id="NAT64 of a private address"),
    pytest.param("64:ff9b:1::1", id="local-use NAT64"),
    pytest.param("2001:0:7f00:1::80ff:fffe", id="Teredo by a server on loopback"),
    pytest.param("2001:0:4136:e378:8000:63bf:80ff:fffe", id="Teredo client on loopback"),
    pytest.param("2a00:1450::5efe:10.0.0.1", id="ISATAP of a private address"),
    pytest.param("2a00:1450::200:5efe:10.0.0.1", id="ISATAP, universal bit set"),
    pytest.param("168.63.129.16", id="inside Azure"),
    pytest.param("::ffff:168.63.129.16", id="inside Azure, IPv4-mapped"),
    pytest.param("161.26.0.10", id="inside IBM Cloud, services"),
    pytest.param("166.9.0.1", id="inside IBM Cloud, endpoints"),
    pytest.param("100.100.100.200", id="inside Alibaba Cloud"),
    pytest.param("192.0.0.192", id="inside Oracle Cloud"),
    pytest.param("fd00:ec2::254", id="inside Amazon's, v6"),
    pytest.param("fd20:ce::254", id="inside Google's, v6"),
    pytest.param("localhost", id="a name is no address"),
    pytest.param("127.1", id="a spelling is no address"),
]


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_globally_routable_is_refused(address: str) -> None:
    """The reason names the address that was refused."""
    reason = egress_refusal(address, 80)
    assert reason is not None
    assert address.partition("%")[0].split(":")[0] in reason


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("93.184.216.34", id="v4"),
        pytest.param("100.128.0.1", id="next to carrier-grade NAT"),
        pytest.param("172.32.0.1", id="next to private"),
        pytest.param("168.63.129.17", id="next to Azure's inside address"),
        pytest.param("166.12.0.1", id="next to IBM's inside addresses"),
        pytest.param("2606:2800:220:1:248:1893:25c8:1946", id="v6"),
        pytest.param("::ffff:8.8.8.8", id="IPv4-mapped"),
        pytest.param("64:ff9b::8.8.8.8", id="NAT64 of a public address, as DNS64 gives it"),
        pytest.param("2002:0808:0808::1", id="6to4 of a public address"),
    ],
)
def test_public_addresses_pass(address: str) -> None:
    """The whole public internet stays open, on every port."""
    assert egress_refusal(address, 80) is None
    assert egress_refusal(address, 8443) is None


@pytest.mark.parametrize(
    ("port", "passes"),
    [
        pytest.param(80, True, id="web"),
        pytest.param(8080, True, id="web, other port"),
        pytest.param(8443, True, id="secure web, other port"),
        pytest.param(3000, True, id="any port that browsers use"),
        pytest.param(22, False, id="shell"),
        pytest.param(25, False, id="mail"),
        pytest.param(53, False, id="names"),
        pytest.param(6667, False, id="chat"),
        pytest.param(10_080, False, id="backup"),
        pytest.param(0, False, id="none at all"),
    ],
)
def test_ports_of_other_services_are_refused(port: int, passes: bool) -> None:
    """What a browser would not connect to is closed, unless the list opens it for an address."""
    reason = egress_refusal("93.184.216.34", port)
    assert (reason is None) is passes
    assert passes or f"port {port}" in str(reason)
    assert egress_refusal("93.184.216.34", port or 1, parse_allowed(["93.184.216.34"])) is None


@pytest.mark.parametrize(
    ("item", "address", "port", "passes"),
    [
        pytest.param("127.0.0.2/31:8080", "127.0.0.3", 8080, True, id="inside, right port"),
        pytest.param("127.0.0.2/31:8080", "127.0.0.3", 8081, False, id="inside, other port"),
        pytest.param("127.0.0.2/31:8080", "127.0.0.4", 8080, False, id="outside"),
        pytest.param("127.0.0.1", "127.0.0.1", 9, True, id="one address, every port"),
        pytest.param(
            "127.0.0.1:80", "::ffff:127.0.0.1", 80, True, id="mapped spelling of an opened address"
        ),
        pytest.param("127.0.0.1:80", "64:ff9b::127.0.0.1", 80, False, id="NAT64 is another place"),
        pytest.param("[::1]/128:80", "::1", 80, True, id="v6 with port"),
        pytest.param("[::1]/128:80", "::1", 81, False, id="v6, other port"),
        pytest.param("::1", "::1", 81, True, id="v6 without brackets"),
        pytest.param("fd00::/8", "fd12::1", 443, True, id="v6 network"),
        pytest.param("fd00::/8:80", "fd12::1", 443, False, id="v6 network with port, no brackets"),
        pytest.param(" 10.0.0.0/8 ", "10.2.3.4", 1, True, id="spaces around"),
    ],
)
def test_the_allow_list_opens_exactly_what_it_says(
    item: str, address: str, port: int, passes: bool
) -> None:
    """An item opens its network on its port, and nothing beside it."""
    assert (egress_refusal(address, port, parse_allowed([item])) is None) is passes


@pytest.mark.parametrize(
    ("item", "says"),
    [
        pytest.param("localhost:80", "localhost", id="a name"),
        pytest.param("127.0.0.1/31", "host bits", id="bits beyond the prefix"),
        pytest.param("127.0.0.1:0", "port 0", id="port zero"),
        pytest.param("127.0.0.1:70000", "port 70000", id="port too high"),
        pytest.param("127.0.0.1/33", "127.0.0.1/33", id="prefix too long"),
        pytest.param("127.0.0.1:http", "network[:port]", id="port by name"),
        pytest.param("[::1", "network[:port]", id="open bracket"),
        pytest.param("0x7f.1", "0x7f.1", id="odd spelling"),
    ],
)
def test_a_bad_item_fails_with_the_way_out(item: str, says: str) -> None:
    """A mistake in the list is an error at start, never a hole or a silent refusal."""
    with pytest.raises(ConfigError, match="EGRESS_ALLOW") as caught:
        parse_allowed([item])
    assert says in str(caught.value)
    assert "127.0.0.2/31:8080" in str(caught.value)


def test_an_empty_list_opens_nothing() -> None:
    """Empty items come from a trailing comma and mean nothing."""
    assert parse_allowed(["", " "]) == ()


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_never_more_open_than_the_standard_library(address: IPv4Address | IPv6Address) -> None:
    """What ``ipaddress`` calls private, reserved, link-local or multicast does not pass, wrapped or not."""
    inner = address if isinstance(address, IPv4Address) else address.ipv4_mapped or address
    closed = inner.is_private or inner.is_loopback or inner.is_link_local or inner.is_multicast
    tunnel = isinstance(inner, IPv6Address) and (
        inner.sixtofour or inner.teredo or str(inner).startswith("64:ff9b")
    )
    if closed and not tunnel:
        assert egress_refusal(str(address), 80) is not None


@given(st.ip_addresses(v=4))
def test_wrapping_does_not_change_the_verdict(address: IPv4Address) -> None:
    """IPv4-mapped, 6to4, NAT64 and Teredo forms are judged by what they carry."""
    number = int(address)
    public = int(IPv4Address("65.54.227.120"))
    wrapped = [
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address((0x2002 << 112) | (number << 80)),
        IPv6Address((0x0064FF9B << 96) | number),
        IPv6Address((0x20010000 << 96) | (public << 64) | (number ^ 0xFFFFFFFF)),
    ]
    verdict = egress_refusal(str(address), 80) is None
    assert [egress_refusal(str(each), 80) is None for each in wrapped] == [verdict] * len(wrapped)
    assert ip_address(str(wrapped[0])) == wrapped[0]


@pytest.mark.parametrize(
    "addresses", ["127.0.0.1", ["gazette.example"], None], ids=["text", "name", "null"]
)
def test_what_is_no_list_of_addresses_of_a_name_is_refused(addresses: Any) -> None:
    """A text would be read sign by sign, and each page of the host be missed."""
    check_hosts({"gazette.example": ["127.0.0.1", "::1"], "nowhere.example": []})
    with pytest.raises(ConfigError, match=r'expected a list .*\["127.0.0.1"\]'):
        check_hosts({"gazette.example": addresses})
